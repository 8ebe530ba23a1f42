"""Slugs that stay, emptied feeds, and runs that would empty a site: all depend on earlier publications."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import pytest
from lxml import etree
from tests import documents
from tests.sites import Site, contents

from feedpub.stores.folder import MANIFEST

if TYPE_CHECKING:
    from collections.abc import Callable

LATER = "2024-08-01T00:00:00Z"


def lose_nothing(_site: Site) -> None:
    pass


def lose_index(site: Site) -> None:
    site.forget()


def lose_manifest(site: Site) -> None:
    site.forget()
    (site.output / MANIFEST).unlink()


LOSSES = [lose_nothing, lose_index, lose_manifest]


# Slugs


@pytest.mark.parametrize("lose", LOSSES)
def test_a_topic_keeps_its_slug_when_a_newcomer_suggests_the_same(
    site: Site, lose: Callable[[Site], None]
) -> None:
    site.add("one.md", title="one", topics=["AI/ML"])
    site.publish()
    lose(site)
    site.add("two.md", title="two", topics=["AI ML"])
    summary = site.publish()
    assert documents.titles(site.output, "ai-ml") == ["one"]
    (other,) = site.slugs() - {"all", "ai-ml"}
    assert documents.titles(site.output, other) == ["two"]
    assert [problem.rule for problem in summary.problems] == ["slug-taken"]
    before = contents(site.output)
    lose(site)
    again = site.publish()
    assert [problem.rule for problem in again.problems] == ["slug-taken"], "it is said in every run"
    assert contents(site.output) == before


@pytest.mark.parametrize("lose", LOSSES)
def test_the_newcomer_stays_where_it_is_when_the_other_topic_is_gone(
    site: Site, lose: Callable[[Site], None]
) -> None:
    first = site.add("one.md", title="one", topics=["AI/ML"])
    site.publish()
    site.add("two.md", title="two", topics=["AI ML"])
    site.publish()
    slugs = site.slugs()
    first.unlink()
    for _ in range(2):
        lose(site)
        site.publish()
        assert site.slugs() == slugs
        assert documents.titles(site.output, "ai-ml") == []


def test_the_config_moves_a_topic_all_the_same(site: Site) -> None:
    site.add("one.md", title="one", topics=["AI/ML"])
    site.publish()
    site.configure(topics={"AI ML": {"slug": "ai-ml"}})
    site.add("two.md", title="two", topics=["AI ML"])
    site.publish()
    assert documents.titles(site.output, "ai-ml") == ["two"]
    (other,) = site.slugs() - {"all", "ai-ml"}
    assert documents.titles(site.output, other) == ["one"]


def test_a_slug_of_the_config_outlives_its_line(site: Site) -> None:
    """What is published under a slug has subscribers."""
    site.configure(topics={"AI": {"slug": "machines"}})
    site.add("a.md", title="a", topics=["AI"])
    site.publish()
    site.configure()
    assert site.publish().removed == 0
    assert site.slugs() == {"all", "machines"}


@pytest.mark.parametrize("lose", LOSSES)
@pytest.mark.parametrize("slug", ["topic-1f9b2a5c", "sharp-boats"])
def test_a_slug_that_another_version_made_stays(site: Site, slug: str, lose: Callable[[Site], None]) -> None:
    """Version 0.1 put hashes into slugs of topics in other scripts, and words in place of signs."""
    name = "#boats" if slug == "sharp-boats" else "Машинное обучение"
    site.configure(topics={name: {"slug": slug}})
    site.add("a.md", title="a", topics=[name])
    site.publish()
    site.configure()
    lose(site)
    site.add("b.md", title="b", topics=[name])
    assert site.publish().removed == 0
    assert site.slugs() == {"all", slug}
    assert len(documents.titles(site.output, slug)) == 2


def test_a_folder_removed_by_hand_retires_a_feed(site: Site) -> None:
    gone = site.add("a.md", title="a", topics=["AI"])
    site.add("b.md", title="b")
    site.publish()
    gone.unlink()
    shutil.rmtree(site.output / "ai")
    site.publish()
    assert site.slugs() == {"all"}
    assert '"AI"' not in (site.output / MANIFEST).read_text()


# Emptied feeds


def updated(site: Site, slug: str) -> str | None:
    return etree.parse(site.output / slug / "atom.xml").findtext(f"{documents.ATOM}updated")


def listed(site: Site) -> set[str]:
    """Return the feeds that the index, its autodiscovery and the OPML list."""
    page = (site.output / "index.html").read_text()
    outlines = etree.parse(site.output / "feeds.opml").iterfind("body/outline")
    found = {each.get("xmlUrl", "").split("/")[-2] for each in outlines}
    for slug in site.slugs():
        assert (f'href="{slug}/atom.xml"' in page) == (f'href="{slug}/index.html"' in page) == (slug in found)
    return found


@pytest.mark.parametrize("lose", LOSSES)
def test_an_emptied_feed_was_updated_when_it_was_emptied_and_is_in_no_listing(
    site: Site, lose: Callable[[Site], None]
) -> None:
    site.configure(pages=True)
    gone = site.add("a.md", title="a", topics=["AI"])
    site.add("b.md", title="b", topics=["Other"])
    site.publish()
    assert listed(site) == {"all", "ai", "other"}
    gone.unlink()
    site.publish()
    assert updated(site, "ai") == "2024-07-01T12:00:00+00:00"
    assert listed(site) == {"all", "other"}
    assert 'rel="alternate"' in (site.output / "other/index.html").read_text()
    assert 'rel="alternate"' not in (site.output / "ai/index.html").read_text(), (
        "its page offers it to nobody"
    )
    before = contents(site.output)
    lose(site)
    assert site.publish(now=LATER).written == 0
    assert contents(site.output) == before
    assert not [path for path, content in before.items() if b"1970" in content]


def test_a_filled_feed_is_listed_again_and_says_when_its_entry_was_updated(site: Site) -> None:
    site.configure(pages=True)
    gone = site.add("a.md", title="a", topics=["AI"])
    site.add("b.md", title="b")
    site.publish()
    before = contents(site.output)
    gone.unlink()
    site.publish()
    site.add("a.md", title="a", topics=["AI"])
    site.publish(now=LATER)
    assert contents(site.output) == before


def test_a_topic_of_the_config_is_listed_until_it_is_emptied(site: Site) -> None:
    site.configure(pages=True, topics={"AI": None})
    site.add("b.md", title="b")
    site.publish()
    assert listed(site) == {"all", "ai"}
    path = site.add("a.md", title="a", topics=["AI"])
    site.publish()
    path.unlink()
    site.publish()
    assert listed(site) == {"all"}
    assert documents.titles(site.output, "ai") == []


def test_a_feed_of_the_config_that_is_empty_for_a_while_stays_listed(site: Site) -> None:
    site.configure(pages=True, feeds=[{"slug": "new", "title": "New", "within": "3d"}])
    site.add("a.md", title="a", publishedDateTime="2024-06-30")
    site.publish()
    site.publish(now=LATER)
    assert documents.titles(site.output, "new") == []
    assert updated(site, "new") == LATER.replace("Z", "+00:00")
    assert listed(site) == {"all", "new"}


def test_no_date_of_1970_in_an_output_that_never_showed_anything(site: Site) -> None:
    site.configure(pages=True, topics={"AI": None})
    site.publish()
    assert not [path for path, content in contents(site.output).items() if b"1970" in content]
    before = contents(site.output)
    site.forget()
    site.publish(now=LATER)
    assert contents(site.output) == before


# Runs that would empty a site


def fill(site: Site, count: int, **fields: Any) -> None:
    for number in range(count):
        site.add(
            f"{number}.md",
            title=f"n{number}",
            topics=["AI"],
            webUrl=f"https://example.org/{number}",
            **fields,
        )


def unmount(site: Site) -> None:
    shutil.rmtree(site.source)
    site.source.mkdir()


def rename_a_key(site: Site) -> None:
    for path in site.source.iterdir():
        path.write_text(path.read_text().replace("published:", "publish:"))


@pytest.mark.parametrize("lose", LOSSES)
@pytest.mark.parametrize("accident", [unmount, rename_a_key, lose_nothing])
@pytest.mark.parametrize("count", [1, 5, 60])
def test_no_run_empties_a_site_by_accident(
    site: Site, count: int, accident: Callable[[Site], None], lose: Callable[[Site], None]
) -> None:
    fill(site, count)
    site.publish()
    lose(site)
    before = contents(site.output)
    accident(site)
    now = "1970-01-01" if accident is lose_nothing else "2024-07-01T12:00:00Z"
    for arguments in ((), ("--dry-run",), ()):
        outcome = site.run(*arguments, now=now)
        assert outcome.status == 3
        message = outcome.stderr.splitlines()[-1]
        entries = "1 entry" if count == 1 else f"{min(count, 50)} entries"
        assert message.startswith(f"feedpub: nothing was published: all {entries} would leave the feeds")
        assert "ai, all" in message
        assert "--allow-shrink" in message
        assert "max_shrink" in message
        assert contents(site.output) == before
    assert site.run("--allow-shrink", now=now).status == 0
    assert documents.titles(site.output) == []


@pytest.mark.parametrize(
    ("count", "removed", "status"), [(2, 1, 0), (5, 4, 0), (6, 3, 0), (6, 4, 3), (20, 10, 0), (20, 11, 3)]
)
@pytest.mark.parametrize("lose", LOSSES)
def test_more_than_half_of_more_than_a_handful_is_refused(
    site: Site, count: int, removed: int, status: int, lose: Callable[[Site], None]
) -> None:
    fill(site, count)
    site.publish()
    lose(site)
    for number in range(removed):
        (site.source / f"{number}.md").unlink()
    outcome = site.run()
    assert outcome.status == status, outcome.stderr
    assert len(documents.titles(site.output)) == (count if status else count - removed)
    if status:
        assert f"{removed} of {count} entries would leave the feeds" in outcome.stderr


@pytest.mark.parametrize(("percent", "status"), [(0, 3), (29, 3), (30, 0), (99, 0), (100, 0)])
def test_the_config_says_how_much_may_leave(site: Site, percent: int, status: int) -> None:
    site.configure(max_shrink=percent)
    fill(site, 10)
    site.publish()
    for number in range(3):
        (site.source / f"{number}.md").unlink()
    assert site.run().status == status


def test_a_hundred_percent_allows_an_empty_site(site: Site) -> None:
    site.configure(max_shrink=100)
    fill(site, 10)
    site.publish()
    unmount(site)
    assert site.run().status == 0
    assert documents.titles(site.output) == []


def test_entries_that_make_room_for_newer_ones_do_not_count(site: Site) -> None:
    site.configure(limit=10)
    fill(site, 10)
    site.publish()
    for number in range(10, 30):
        site.add(f"{number}.md", title=f"n{number}", publishedDateTime="2024-06-06")
    assert site.publish().written
    site.configure(limit=3)
    assert site.publish().written


def test_entries_that_are_replaced_by_others_count(site: Site) -> None:
    """Links that all changed make every entry new to every subscriber."""
    fill(site, 10)
    site.publish()
    for path in site.source.iterdir():
        path.write_text(path.read_text().replace("https://example.org/", "https://example.com/"))
    outcome = site.run()
    assert outcome.status == 3
    assert "all 10 entries would leave the feeds" in outcome.stderr


def test_an_output_of_another_version_may_have_other_ids(site: Site) -> None:
    """Without a manifest nothing tells how the ids were derived."""
    fill(site, 10)
    site.publish()
    lose_manifest(site)
    for path in site.source.iterdir():
        path.write_text(path.read_text().replace("https://example.org/", "https://example.com/"))
    assert site.run().status == 0


def test_how_many_of_many_entries_leave_is_estimated_from_a_sample(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("feedpub.stores.manifest.SAMPLE_SIZE", 40)
    site.configure(limit=200)
    fill(site, 200)
    site.publish()
    assert (site.output / MANIFEST).read_text().count('"entry"') == 40
    for number in range(40):
        (site.source / f"{number}.md").unlink()
    assert site.run().status == 0
    for number in range(40, 180):
        (site.source / f"{number}.md").unlink()
    assert site.run().status == 3
