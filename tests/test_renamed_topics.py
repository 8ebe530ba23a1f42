"""Topics that were renamed: records that have the earlier name, and the feed that subscribers know."""

from __future__ import annotations

import json
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest
from lxml import etree
from tests import documents, tools
from tests.sites import NOW, Site, call, contents

import feedpub
from feedpub.stores.folder import MANIFEST

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from feedpub.problems import Problem

LATER = "2024-08-01T00:00:00Z"
WAS = {"ML": {"was": ["Machine Learning"]}}
NOTE = "Machine Learning is called ML now"
PAGES = {"pages": True}


@pytest.fixture
def renamed(site: Site) -> Site:
    """A site whose topic was published under its earlier name, and is renamed in the config."""
    site.configure(**PAGES)
    site.add("a.md", title="a", topics=["Machine Learning"], publishedDateTime="2024-05-01")
    site.add("b.md", title="b", topics=["Boats"])
    site.publish()
    site.configure(**PAGES, topics=WAS)
    return site


def keep(_site: Site) -> None:
    pass


def forget(site: Site) -> None:
    site.forget()


def clone(site: Site) -> None:
    """Have the output be a fresh copy, without an index."""
    site.forget()
    site.output.rename(site.folder / "away")
    shutil.copytree(site.folder / "away", site.output)
    shutil.rmtree(site.folder / "away")


def listed(site: Site) -> set[str]:
    """Return the slugs that the index, its autodiscovery and the OPML name."""
    page = (site.output / "index.html").read_text()
    opml = etree.parse(site.output / "feeds.opml")
    found = {each.get("xmlUrl", "").split("/")[-2] for each in opml.iterfind("body/outline")}
    for slug in site.slugs():
        assert (f"{slug}/" in page.replace("/feeds/all/", "")) == (slug in found)
    return found


def problems(site: Site) -> list[Problem]:
    """Return what the checker says of the published feeds."""
    files = [path for name in documents.FILES.values() for path in site.output.glob(f"*/{name}")]
    return [problem for file in files for problem in feedpub.check(file).problems]


def test_records_with_the_earlier_name_count_for_the_present_one(renamed: Site) -> None:
    renamed.add("c.md", title="c", topics=["ML", "machine  learning"])
    renamed.publish()
    assert documents.titles(renamed.output, "ml") == ["c", "a"]
    tags = [entry["tags"] for entry in documents.entries(renamed.output, "ml")["json"]]
    assert tags == [["ML"], ["ML"]]
    assert documents.head(renamed.output, "ml")["json"]["title"] == "Example: ML"
    topics = call("topics", "--config", str(renamed.file), "--now", NOW.isoformat()).stdout
    assert "Machine Learning" not in topics


def test_the_earlier_feed_says_once_where_it_went_and_goes_on(renamed: Site) -> None:
    renamed.publish()
    assert documents.titles(renamed.output, "machine-learning") == [NOTE, "a"]
    note = documents.entries(renamed.output, "machine-learning")["json"][0]
    assert note["date_published"] == "2024-07-01T12:00:00Z"
    assert "https://example.org/feeds/ml/atom.xml" in note["content_html"]
    assert note["url"] == "https://example.org/feeds/ml/index.html"
    head = documents.head(renamed.output, "machine-learning")["json"]
    assert head["_feedpub"]["moved_to"] == "https://example.org/feeds/ml/feed.json"
    assert head["home_page_url"] == "https://example.org/feeds/ml/index.html"
    renamed.add("c.md", title="c", topics=["ML"], publishedDateTime="2024-07-20")
    renamed.publish(now=LATER)
    assert documents.titles(renamed.output, "machine-learning") == [NOTE, "c", "a"]
    assert documents.entries(renamed.output, "machine-learning")["json"][0] == note
    for slug in ("all", "ml", "boats"):
        assert NOTE not in documents.titles(renamed.output, slug)


def test_the_earlier_feed_is_in_no_listing(renamed: Site) -> None:
    renamed.publish()
    assert listed(renamed) == {"all", "ml", "boats"}
    page = (renamed.output / "machine-learning/index.html").read_text()
    assert 'title="Example: Machine Learning (Atom)" href="https://example.org/feeds/ml/atom.xml"' in page
    assert 'href="atom.xml"' not in page
    assert "<details>" not in page, "nobody is asked to embed it"


def test_redirects_lead_from_the_earlier_feed(renamed: Site) -> None:
    assert not (renamed.output / "_redirects").exists()
    renamed.publish()
    lines = (renamed.output / "_redirects").read_text().splitlines()
    assert lines[1:] == ["/feeds/machine-learning/* /feeds/ml/:splat 301"]
    lines = (renamed.output / "redirects.map").read_text().splitlines()
    moved = dict(line.rstrip(";").split(" ") for line in lines[1:])
    files = {"", *(path.name for path in (renamed.output / "ml").iterdir())}
    assert moved == {f'"/feeds/machine-learning/{file}"': f'"/feeds/ml/{file}"' for file in files}


@pytest.mark.parametrize("lose", [keep, forget, clone])
@pytest.mark.parametrize("now", [NOW.isoformat(), LATER])
def test_what_is_published_decides_and_nothing_else(
    renamed: Site, lose: Callable[[Site], None], now: str
) -> None:
    renamed.publish()
    before = contents(renamed.output)
    lose(renamed)
    assert renamed.publish(now=now).written == 0
    assert contents(renamed.output) == before


def test_what_is_published_is_right(renamed: Site) -> None:
    for content in ("full", "excerpt"):
        renamed.configure(**PAGES, topics=WAS, content=content)
        summary = renamed.publish()
        assert (summary.problems, summary.failed) == ((), ())
        assert problems(renamed) == []


@pytest.mark.parametrize("order", ["config first", "records first"])
def test_records_may_be_renamed_before_or_after(renamed: Site, order: str) -> None:
    """Whether records get the new name by hand before the config says so changes nothing in the end."""
    if order == "records first":
        renamed.configure(**PAGES)
        renamed.add("a.md", title="a", topics=["ML"], publishedDateTime="2024-05-01")
        renamed.publish(now="2024-06-06T00:00:00Z")
        assert documents.titles(renamed.output, "machine-learning") == []
        renamed.configure(**PAGES, topics=WAS)
        renamed.publish()
    else:
        renamed.publish()
        renamed.add("a.md", title="a", topics=["ML"], publishedDateTime="2024-05-01")
        renamed.publish(now=LATER)
    assert documents.titles(renamed.output, "machine-learning") == [NOTE, "a"]
    assert documents.titles(renamed.output, "ml") == ["a"]
    note = documents.entries(renamed.output, "machine-learning")["json"][0]
    assert note["date_published"] == "2024-07-01T12:00:00Z"


@pytest.mark.parametrize("lose", [keep, forget])
def test_a_feed_that_moved_outlives_the_line_that_says_so(
    renamed: Site, lose: Callable[[Site], None]
) -> None:
    renamed.publish()
    renamed.add("a.md", title="a", topics=["ML"], publishedDateTime="2024-05-01")
    renamed.publish()
    before = contents(renamed.output)
    renamed.configure(**PAGES)
    lose(renamed)
    renamed.publish(now=LATER)
    assert contents(renamed.output) == before


def test_a_name_that_records_have_again_is_a_topic_again(renamed: Site) -> None:
    renamed.publish()
    renamed.configure(**PAGES)
    renamed.add("c.md", title="c", topics=["ML"])
    renamed.publish()
    assert documents.titles(renamed.output, "machine-learning") == ["a"]
    assert documents.titles(renamed.output, "ml") == ["c"]
    assert listed(renamed) == {"all", "boats", "ml", "machine-learning"}
    assert not (renamed.output / "_redirects").exists()


def test_a_topic_that_is_renamed_again_leads_to_its_last_name(renamed: Site) -> None:
    renamed.publish()
    renamed.configure(**PAGES, topics={"Learning": {"was": ["ML", "Machine Learning"]}})
    renamed.publish(now=LATER)
    assert documents.titles(renamed.output, "learning") == ["a"]
    assert documents.titles(renamed.output, "ml") == ["ML is called Learning now", "a"]
    old = documents.entries(renamed.output, "machine-learning")["json"]
    assert [entry["title"] for entry in old] == ["Machine Learning is called Learning now", "a"]
    assert old[0]["date_published"] == LATER, "it is news again"
    redirects = (renamed.output / "_redirects").read_text()
    assert redirects.count("/feeds/learning/:splat") == 2


def test_a_name_before_the_last_follows_without_its_line(renamed: Site) -> None:
    renamed.publish()
    renamed.add("a.md", title="a", topics=["ML"], publishedDateTime="2024-05-01")
    renamed.configure(**PAGES, topics={"Learning": {"was": ["ML"]}})
    renamed.publish(now=LATER)
    assert documents.titles(renamed.output, "machine-learning") == [
        "Machine Learning is called Learning now",
        "a",
    ]


def test_renamed_back(renamed: Site) -> None:
    renamed.publish()
    renamed.configure(**PAGES, topics={"Machine Learning": {"was": ["ML"]}})
    renamed.publish(now=LATER)
    assert documents.titles(renamed.output, "machine-learning") == ["a"]
    assert documents.titles(renamed.output, "ml") == ["ML is called Machine Learning now", "a"]
    assert listed(renamed) == {"all", "boats", "machine-learning"}


@pytest.mark.parametrize(
    "topics",
    [
        {"ML": {"was": "Machine Learning", "slug": "machine-learning"}},
        {"machine-learning!": {"was": "Machine Learning"}},
    ],
    ids=["by the config", "by itself"],
)
def test_a_topic_may_keep_its_folder_under_another_name(renamed: Site, topics: dict[str, object]) -> None:
    renamed.configure(**PAGES, topics=topics)
    summary = renamed.publish()
    assert summary.problems == ()
    assert documents.titles(renamed.output, "machine-learning") == ["a"]
    assert renamed.slugs() == {"all", "boats", "machine-learning"}
    assert listed(renamed) == renamed.slugs()
    before = contents(renamed.output)
    renamed.forget()
    renamed.publish(now=LATER)
    assert contents(renamed.output) == before


def test_nobody_moves_into_the_folder_of_a_feed_that_moved(renamed: Site) -> None:
    renamed.publish()
    renamed.add("c.md", title="c", topics=["Machine-Learning"])
    renamed.publish()
    assert documents.titles(renamed.output, "machine-learning") == [NOTE, "a"]
    assert len(renamed.slugs()) == 5


def test_a_feed_that_moved_stays_when_the_present_one_is_emptied(renamed: Site) -> None:
    renamed.publish()
    (renamed.source / "a.md").unlink()
    renamed.publish(now=LATER)
    assert documents.titles(renamed.output, "ml") == []
    assert documents.titles(renamed.output, "machine-learning") == [NOTE]
    assert problems(renamed) == []


def test_a_name_that_never_had_a_feed_is_only_another_spelling(site: Site) -> None:
    site.configure(topics=WAS)
    site.add("a.md", title="a", topics=["Machine Learning"])
    site.publish()
    assert site.slugs() == {"all", "ml"}
    assert not (site.output / "_redirects").exists()


def test_expressions_may_go_on_using_the_earlier_name(renamed: Site) -> None:
    renamed.configure(
        topics=WAS,
        feeds=[
            {"slug": "any", "title": "Any", "any": ["Machine Learning"]},
            {"slug": "none", "title": "None", "none": ["ML", "Machine Learning"]},
        ],
    )
    renamed.publish()
    assert documents.titles(renamed.output, "any") == ["a"]
    assert documents.titles(renamed.output, "none") == ["b"]


def test_redirects_of_the_users_own_stay(renamed: Site) -> None:
    own = renamed.output / "_redirects"
    own.write_text("/old /new 301\n")
    summary = renamed.publish()
    assert own.read_text() == "/old /new 301\n"
    assert [problem.rule for problem in summary.problems] == ["not-ours"]


def test_redirects_go_when_nothing_has_moved_any_more(renamed: Site) -> None:
    renamed.publish()
    shutil.rmtree(renamed.output / "machine-learning")
    renamed.add("a.md", title="a", topics=["ML"], publishedDateTime="2024-05-01")
    renamed.configure(**PAGES)
    renamed.publish()
    assert renamed.slugs() == {"all", "boats", "ml"}
    assert not (renamed.output / "_redirects").exists()
    assert not (renamed.output / "redirects.map").exists()


def test_without_the_manifest_the_config_still_says_it(renamed: Site) -> None:
    renamed.publish()
    renamed.forget()
    (renamed.output / MANIFEST).unlink()
    renamed.publish(now=LATER)
    assert documents.titles(renamed.output, "machine-learning") == [NOTE, "a"]
    lines = map(json.loads, (renamed.output / MANIFEST).read_text().splitlines())
    assert any(line.get("moved_to") == "ML" for line in lines)


FAULTS = {
    "itself": ({"ML": {"was": ["ml"]}}, "are one topic"),
    "a topic that has settings": ({"ML": {"was": ["AI"]}, "AI": None}, "so it has no settings of its own"),
    "two owners": ({"ML": {"was": ["AI"]}, "DL": {"was": ["ai"]}}, "one of them is right"),
    "a number": ({"ML": {"was": {"x": 1}}}, "list of names"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_earlier_names_that_cannot_be(site: Site, name: str) -> None:
    topics, message = FAULTS[name]
    site.configure(topics=topics)
    outcome = site.run()
    assert outcome.status == 2
    assert message in outcome.stderr


def test_nginx_understands_the_map(renamed: Site, tmp_path: Path) -> None:
    nginx = tools.program("nginx")
    renamed.configure(site={"feeds_url": "https://example.org/f%20%24eeds;/"}, **PAGES, topics=WAS)
    renamed.publish()
    config = tmp_path / "nginx.conf"
    include = f"map $uri $moved {{ include {renamed.output}/redirects.map; }}"
    config.write_text(f"pid {tmp_path}/pid; events {{}} http {{ {include} server {{ listen 8099; }} }}")
    command = [nginx, "-t", "-c", str(config), "-p", str(tmp_path), "-e", "stderr"]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
