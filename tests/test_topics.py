"""Topics, their slugs and their feeds: from a topic's first record to after its last."""

from __future__ import annotations

import random
import re
from pathlib import PureWindowsPath
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests import documents
from tests.sites import NOW, Site, call

from feedpub import topics

if TYPE_CHECKING:
    from pathlib import Path

SLUGS = {
    "C": "c",
    "C++": "c-plus-plus",
    "C#": "c-sharp",
    ".NET": "dot-net",
    "ASP.NET": "asp-net",
    "Computer Vision": "computer-vision",
    "R&D": "r-and-d",
    "Reader's Digest": "readers-digest",
    "AT&T @ Home": "at-and-t-at-home",
    "Ähnlichkeit": "ahnlichkeit",
    "Straße": "strasse",
    "Smörgåsbord": "smorgasbord",
    "Łódź": "lodz",
    "../x": "x",
    "/etc/passwd": "etc-passwd",
    "a/b": "a-b",
    "..\\..\\x": "x",
    "-": "topic-*",
    "..": "topic-*",
    "con": "con-topic",
    "NUL": "nul-topic",
    "COM1": "com1-topic",
    "#boats": "boats",
    "＃boats": "boats",
    "Sails #boats ##ropes": "sails-boats-ropes",
    "C# #tips": "c-sharp-tips",
    "#": "sharp",
    "🤖": "robot",
    "🦜 birds": "parrot-birds",
    "שלום": "slvm",
    "人工知能": "ren-gong-zhi-neng",
    "AI 人工知能": "ai-ren-gong-zhi-neng",
    "人工知能（入門）": "ren-gong-zhi-neng-ru-men",
    "コンピューター・ビジョン": "konpiyuta-bijiyon",
    "인공지능": "ingongjineung",
    "Машинное обучение": "mashinnoe-obuchenie",
    "Τεχνητή νοημοσύνη": "techniti-noimosyni",
    "ذكاء اصطناعي": "dhk-stny",
    "हिन्दी": "hindi",
    "л’х C#": "lkh-c-sharp",
    "100 €": "100-eur",
    "a → b": "a-b-*",
    "\ue000": "topic-*",
    "x" * 300: "x" * 60 + "-*",
    "a b " * 75: None,
    "<script>alert(1)</script>": "script-alert-1-script",
    "index.html": "index-html",
    "%2e%2e%2f": "2e-2e-2f",
    "\u202etxt.exe": "txt-exe",
    "all ": "all-*",
}


@pytest.mark.parametrize("name", SLUGS, ids=lambda name: ascii(name[:20]))
def test_a_name_has_the_expected_slug(site: Site, name: str) -> None:
    site.add("a.md", topics=[name])
    site.publish()
    (slug,) = site.slugs() - {"all"}
    pattern = SLUGS[name]
    if pattern is not None:
        assert re.fullmatch(pattern.replace("*", "[0-9a-f]{6,8}"), slug)
    assert slug.isascii()
    assert len(slug) <= 80
    assert documents.only(site.output, slug)["json"]["tags"] == [" ".join(name.split())]


def test_an_empty_name_is_ignored(site: Site) -> None:
    site.add("a.md", topics=["", "  ", None, "\u3000", "AI"])
    site.publish()
    assert site.slugs() == {"all", "ai"}


def test_names_that_differ_in_signs_are_four_topics(site: Site) -> None:
    names = ["C", "C++", "C#", ".NET"]
    for name in names:
        site.add(f"{ord(name[-1])}{len(name)}.md", title=name, topics=[name])
    site.publish()
    for name, slug in zip(names, ["c", "c-plus-plus", "c-sharp", "dot-net"], strict=True):
        assert documents.titles(site.output, slug) == [name]


def test_names_that_differ_in_case_and_white_space_are_one_topic(site: Site) -> None:
    spellings = [
        "Computer Vision",
        "computer vision",
        "Computer  Vision",
        " Computer\u00a0Vision ",
        "Computer Vision",
    ]
    for number, name in enumerate(spellings):
        site.add(f"{number}.md", topics=[name])
    summary = site.publish()
    assert summary.problems == ()
    assert site.slugs() == {"all", "computer-vision"}
    assert len(documents.titles(site.output, "computer-vision")) == 5
    assert documents.head(site.output, "computer-vision")["json"]["title"] == "Example: Computer Vision", (
        "the spelling that most records have"
    )


def test_names_that_differ_in_unicode_form_are_one_topic(site: Site) -> None:
    site.add("a.md", topics=["Café"])
    site.add("b.md", topics=["Cafe\u0301"])
    site.publish()
    assert site.slugs() == {"all", "cafe"}


COLLIDING = ["R and D", "R&D", "r-and-d", "R... and D"]


def test_topics_whose_slugs_collide_have_their_own_feeds(site: Site) -> None:
    for number, name in enumerate(COLLIDING):
        site.add(f"{number}.md", title=name, topics=[name])
    summary = site.publish()
    slugs = site.slugs() - {"all"}
    assert len(slugs) == 4
    assert "r-and-d" in slugs
    assert sorted(title for slug in slugs for title in documents.titles(site.output, slug)) == sorted(
        COLLIDING
    )
    assert len(summary.problems) == 3
    for problem in summary.problems:
        assert problem.where == str(site.file)
        assert problem.severity == "warning"
        assert "slug:" in problem.message, "it says how to name the slug"
    assert site.run().status == 0


def test_colliding_slugs_do_not_depend_on_the_order_of_files(tmp_path: Path) -> None:
    outcomes = set()
    for number in range(4):
        names = COLLIDING[:]
        random.Random(number).shuffle(names)
        site = Site(tmp_path / str(number))
        for position, name in enumerate(names):
            site.add(
                f"{position}.md",
                title=name,
                topics=[name],
                webUrl=f"https://example.org/{COLLIDING.index(name)}",
            )
        site.publish()
        outcomes.add(
            tuple((slug, tuple(documents.titles(site.output, slug))) for slug in sorted(site.slugs()))
        )
    assert len(outcomes) == 1


def test_the_config_settles_a_collision(site: Site) -> None:
    site.configure(topics={"R&D": {"slug": "research"}})
    site.add("a.md", title="a", topics=["R and D"])
    site.add("b.md", title="b", topics=["R&D"])
    assert site.publish().problems == ()
    assert documents.titles(site.output, "r-and-d") == ["a"]
    assert documents.titles(site.output, "research") == ["b"]


def test_a_topic_called_all_leaves_the_feed_of_everything_alone(site: Site) -> None:
    site.add("a.md", title="a", topics=["All"])
    site.add("b.md", title="b")
    summary = site.publish()
    assert sorted(documents.titles(site.output, "all")) == ["a", "b"]
    (slug,) = site.slugs() - {"all"}
    assert documents.titles(site.output, slug) == ["a"]
    assert [one.rule for one in summary.problems] == ["slug-taken"]


NAMES = st.text(max_size=12) | st.sampled_from(sorted(SLUGS)) | st.text("cC+#. -/\\&", max_size=4)


HELD = st.dictionaries(NAMES.map(topics.key), st.sampled_from(["c", "all", "con", "r-and-d", "../x", "x-1"]))


@given(st.lists(NAMES, max_size=8), HELD, st.randoms(use_true_random=False))
def test_slugs_are_safe_distinct_and_independent_of_order(
    names: list[str], held: dict[str, str], order: random.Random
) -> None:
    shuffled = names[:]
    order.shuffle(shuffled)

    def assign(names: list[str]) -> dict[str, str]:
        return topics.assign(names, named={}, held=held, taken={"all"}, config="feedpub.yaml")[0]

    slugs = assign(names)
    assert slugs == assign(shuffled)
    assert slugs.keys() == {topics.key(name) for name in names}
    assert len({*slugs.values(), "all"}) == len(slugs) + 1
    for slug in slugs.values():
        assert re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", slug)
        assert len(slug) <= 80
        assert not PureWindowsPath(slug).is_reserved()


@given(NAMES)
def test_a_slug_is_a_function_of_the_key(name: str) -> None:
    assert topics.slug(name) == topics.slug(f"  {name}\n")
    assert topics.key(topics.key(name)) == topics.key(name)


def test_a_topic_of_the_config_has_its_feed_while_it_is_empty(site: Site) -> None:
    site.configure(topics={"Robotics": {"description": "None yet"}, "AI": None})
    summary = site.publish()
    assert summary.feeds == 3
    assert site.slugs() == {"all", "robotics", "ai"}
    assert documents.titles(site.output, "robotics") == []
    assert documents.head(site.output, "robotics")["json"]["description"] == "None yet"


RETRACTIONS: dict[str, dict[str, Any]] = {
    "removed": {"removed": True},
    "deleted": {"deleted": True},
    "unpublished": {"published": False},
    "scheduled": {"publishedDateTime": "2099-01-01"},
    "of another topic": {"topics": ["Other"]},
    "invalid": {"publishedDateTime": "someday"},
}


@pytest.mark.parametrize("with_index", [True, False])
@pytest.mark.parametrize("change", [*RETRACTIONS, "gone"])
def test_a_topics_feed_stays_and_is_emptied(site: Site, change: str, with_index: bool) -> None:
    """What was retracted leaves the feed, and subscribers get no 404."""
    path = site.add("a.md", title="Retracted", topics=["R&D <x> \"y\" 'z' ü"])
    site.add("b.md", title="Other")
    site.publish()
    (slug,) = site.slugs() - {"all"}
    before = site.feeds()
    if change == "gone":
        path.unlink()
    else:
        site.add("a.md", {"title": "Retracted", "topics": ["R&D <x> \"y\" 'z' ü"], **RETRACTIONS[change]})
    for _ in range(2):
        if not with_index:
            site.forget()
        site.publish()
        assert documents.titles(site.output, slug) == []
        for name in documents.FILES.values():
            content = site.feeds()[f"{slug}/{name}"]
            assert content != before[f"{slug}/{name}"]
            assert b"Retracted" not in content
        assert documents.head(site.output, slug)["json"]["title"] == "Example: R&D <x> \"y\" 'z' ü"
    assert (
        documents.titles(site.output) == ["Other"] if change != "of another topic" else ["Retracted", "Other"]
    )


def test_an_emptied_feed_is_filled_again(site: Site) -> None:
    path = site.add("a.md", title="a", topics=["AI"])
    site.publish()
    first = site.feeds()
    path.unlink()
    site.publish()
    site.add("a.md", title="a", topics=["AI"])
    site.publish()
    assert site.feeds() == first


@pytest.mark.parametrize("with_index", [True, False])
def test_a_renamed_slug_moves_the_feed(site: Site, with_index: bool) -> None:
    site.add("a.md", title="a", topics=["Computer Vision"])
    site.publish()
    site.configure(topics={"Computer Vision": {"slug": "vision"}})
    if not with_index:
        site.forget()
    summary = site.publish()
    assert summary.removed == 3
    assert site.slugs() == {"all", "vision"}
    assert documents.only(site.output, "vision")["atom"]["categories"][0]["term"] == "vision"
    assert documents.only(site.output)["atom"]["categories"][0]["term"] == "vision", "in every feed"


def test_two_topics_with_one_slug_keep_their_slugs_when_one_is_emptied(site: Site) -> None:
    """Both stay where they are: nobody's subscription turns into that of another topic, or leads nowhere."""
    site.add("a.md", title="a", topics=["AI"])
    site.add("b.md", title="b", topics=["AI!"])
    site.publish()
    (other,) = site.slugs() - {"all", "ai"}
    for prepare in (lambda: site.add("a.md", title="a", topics=["AI"], draft=True), site.forget):
        prepare()
        for _ in range(2):
            site.publish()
            assert site.slugs() == {"all", "ai", other}
            assert documents.titles(site.output, "ai") == []
            assert documents.titles(site.output, other) == ["b"]
            listed = call("topics", "--config", str(site.file), "--now", NOW.isoformat())
            assert listed.status == 0
            assert other in listed.stdout
    site.add("a.md", title="a", topics=["AI"])
    site.publish()
    assert documents.titles(site.output, "ai") == ["a"]
    assert documents.titles(site.output, other) == ["b"]
