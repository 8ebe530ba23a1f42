"""A record whose entry fails its check is skipped like any wrong record, and stops no other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests import documents

from feedpub.problems import Problem
from feedpub.records import identity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.sites import Site


def refuse_broken(entries: Sequence[str], *_: object) -> list[tuple[Problem, ...]]:
    """Find a fault in the entries of records whose title is "Broken", as a check."""
    wrong = Problem("x", 1, 1, "error", "made-up", "bad")
    return [(wrong,) if "Broken" in text else () for text in entries]


def test_a_record_whose_entry_is_invalid_is_skipped(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site.add("a.md", title="Fine", topics=["AI"])
    site.add("b.md", title="Was fine", topics=["AI"])
    site.publish()
    monkeypatch.setattr("feedpub.outputs.checking.check_entries", refuse_broken)
    site.add("b.md", title="Broken", topics=["AI"])
    for _ in range(2):
        outcome = site.run()
        assert outcome.status == 1
        assert f"{site.source}/b.md:1:1: the entry made from this record isn't valid" in outcome.stderr
        assert outcome.stdout.startswith("2 files read: 1 published; held back: 1 invalid\n")
        assert documents.titles(site.output) == documents.titles(site.output, "ai") == ["Fine"]
    site.add("c.md", title="New")
    outcome = site.run()
    assert outcome.status == 1
    assert f"{site.source}/b.md:1:1: the entry made from this record isn't valid" in outcome.stderr
    site.add("b.md", title="Mended", topics=["AI"])
    assert site.run().status == 0
    assert sorted(documents.titles(site.output, "ai")) == ["Fine", "Mended"]


def test_older_entries_move_up_when_one_leaves_even_if_one_of_them_is_invalid(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("feedpub.outputs.checking.check_entries", refuse_broken)
    monkeypatch.setattr("feedpub.index.changes.MTIME_GRANULARITY_NS", 0)
    hot = {"slug": "hot", "title": "Hot", "within": "10d", "order": "hottest", "limit": 2}
    site.configure(feeds=[hot])
    site.add("a.md", title="Broken", heat=9, publishedDateTime="2024-06-22T00:00:00Z")
    site.add("b.md", title="b", heat=8, publishedDateTime="2024-06-28T00:00:00Z")
    site.add("c.md", title="c", heat=7, publishedDateTime="2024-06-28T00:00:00Z")
    outcome = site.run()
    assert outcome.stderr.count("the entry made from this record isn't valid") == 1
    assert documents.titles(site.output, "hot") == ["b"]
    site.run(now="2024-07-05T00:00:00Z")
    assert documents.titles(site.output, "hot") == ["b", "c"]


def test_ids_that_only_look_like_tag_uris(site: Site) -> None:
    for number, written in enumerate(
        ("tag:example.com,2001`:x", "tag:x", "tag:,2024:x", "TAG:example.org,24:x", "tag:a b,2024:c")
    ):
        site.add(f"{number}.md", id=written)
    assert site.run().status == 0
    ids = {entry["id"] for entry in documents.entries(site.output)["json"]}
    assert len(ids) == 5
    assert all(identity._TAG_URI.fullmatch(id_) for id_ in ids)


@pytest.mark.parametrize(
    "written",
    [
        "https://example.org", "http://[::1]:80/x", "https://example.org/a?b#c", "urn:isbn:123", "doi:10.1/x",
        "at://example.org/x", "mailto:a@example.org", "tag:example.org,2024-05:x",
    ],
)  # fmt: skip
def test_an_id_that_is_a_uri_is_kept(site: Site, written: str) -> None:
    site.add("a.md", id=written)
    assert site.run().status == 0
    assert documents.only(site.output)["json"]["id"] == written


@pytest.mark.parametrize("written", ["urn:x", "a://b:c/", "a://[::1]/", "tag:x"])
def test_an_id_that_is_not_a_uri_becomes_part_of_one(site: Site, written: str) -> None:
    site.add("a.md", id=written)
    assert site.run().status == 0
    assert documents.only(site.output)["json"]["id"].startswith("tag:example.org,2025:")


@pytest.mark.parametrize("key", ["id", "webUrl", "originalUrl"])
@pytest.mark.parametrize("quality", ["5", "1_0"])  # read by either parser
def test_a_record_with_the_id_of_a_feed_is_skipped(site: Site, key: str, quality: str) -> None:
    """It is left out: a document with one id twice (RFC 4287 §4.2.6) would keep its feed as it was before."""
    site.add("a.md", title="Fine")
    site.add("b.md", title="Gone soon")
    assert site.run().status == 0
    site.add("b.md", title="Gone soon", draft=True)
    site.write(
        "c.md",
        f"---\ntitle: Odd\npublished: true\npublishedDateTime: 2024-05-06\nquality: {quality}\n"
        f"{key}: https://example.org/feeds/all/atom.xml\n---\n",
    )
    outcome = site.run()
    assert outcome.status == 1
    assert f"c.md:6:{len(key) + 3}: one of the site's own feeds has this address for its id" in outcome.stderr
    assert documents.titles(site.output) == ["Fine"]


def test_a_record_about_a_feed_is_published(site: Site) -> None:
    site.add("a.md", id="urn:isbn:0451450523", webUrl="https://example.org/feeds/all/atom.xml")
    assert site.run().status == 0
