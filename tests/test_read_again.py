"""Records that a feed shows beside one that changed: their text isn't kept, so they are read again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests import documents
from tests.sites import Site, contents

from feedpub.sources import FolderSource, Listing, stats

if TYPE_CHECKING:
    from collections.abc import Callable

    from feedpub.sources import Item


@pytest.fixture
def settled(site: Site, monkeypatch: pytest.MonkeyPatch) -> Site:
    """A site whose feeds show three of its five records, all known by stats that never change again but for
    those of e.md.
    """
    site.configure(limit=3)
    for at, name in enumerate("abcde"):
        site.add(
            f"{name}.md",
            title=name,
            topics=["AI"],
            id=f"https://example.org/{name}",
            publishedDateTime=f"2024-05-0{9 - at}T00:00:00Z",
        )
    whole = FolderSource.list_items
    frozen: dict[str, Item] = {}

    def list_items(source: FolderSource) -> Listing:
        """List what is there for e.md, and what was there first for all others."""
        found = {item.key: item for item in whole(source).items}
        last = found.pop("e.md")
        for key, item in found.items():
            frozen.setdefault(key, item._replace(revision=stats.pack(10, 0, 0, len(frozen))))
        return Listing([*frozen.values(), last], [], [])

    monkeypatch.setattr(FolderSource, "list_items", list_items)
    site.publish()
    site.publish()
    assert documents.titles(site.output, "ai") == ["a", "b", "c"]
    return site


@pytest.fixture
def reads(settled: Site, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The paths of the sources that are read from now on."""
    load, paths = FolderSource.load, []

    def noted(source: FolderSource, item: Item) -> bytes:
        paths.append(item.key)
        return load(source, item)

    monkeypatch.setattr(FolderSource, "load", noted)
    return paths


def change(site: Site, **fields: object) -> None:
    """Have e.md be the newest of all."""
    record = {"title": "e", "topics": ["AI"], "id": "https://example.org/e", **fields}
    site.add("e.md", record, publishedDateTime="2024-05-20T00:00:00Z")


def as_if_new(site: Site) -> bool:
    """Return whether a run without an index publishes the same feeds."""
    before = contents(site.output)
    site.forget()
    site.publish()
    return contents(site.output) == before


def test_only_records_in_changed_documents_are_read_again(settled: Site, reads: list[str]) -> None:
    change(settled)
    settled.publish()
    assert reads == ["e.md", "a.md", "b.md"]
    assert documents.titles(settled.output, "ai") == ["e", "a", "b"]
    assert as_if_new(settled)


def test_no_record_is_read_again_for_feeds_that_stay_the_same(settled: Site, reads: list[str]) -> None:
    settled.add("e.md", title="no feed shows it", publishedDateTime="2020-01-01T00:00:00Z")
    assert settled.publish().written == 0
    assert reads == ["e.md"]


def test_records_are_read_again_for_a_document_that_is_gone(settled: Site, reads: list[str]) -> None:
    (settled.output / "ai" / "atom.xml").unlink()
    assert settled.publish().written == 1
    assert sorted(set(reads) - {"e.md"}) == ["a.md", "b.md", "c.md"]


HIDDEN: dict[str, tuple[Callable[[Site], object], list[str]]] = {
    "another title": (
        lambda site: site.add("a.md", title="A", topics=["AI"], publishedDateTime="2024-05-10T00:00:00Z"),
        ["e", "A", "b"],
    ),
    "another date": (
        lambda site: site.add("a.md", title="a", topics=["AI"], publishedDateTime="2020-01-01T00:00:00Z"),
        ["e", "b", "c"],
    ),
    "another topic": (lambda site: site.add("a.md", title="a", topics=["Robots"]), ["e", "b", "c"]),
    "withheld": (lambda site: site.add("a.md", title="a", topics=["AI"], draft=True), ["e", "b", "c"]),
    "not to be read": (lambda site: site.write("a.md", "---\ntitle: [\n---\n"), ["e", "b", "c"]),
    "gone": (lambda site: (site.source / "a.md").unlink(), ["e", "b", "c"]),
    "all others too": (
        lambda site: [site.write(f"{name}.md", "---\ndraft: true\n---\n") for name in "abcd"],
        ["e"],
    ),
}


@pytest.mark.parametrize("edit", HIDDEN)
@pytest.mark.parametrize("at_once", [False, True])
def test_an_edit_that_no_stat_shows_is_noticed_when_the_record_is_read(
    settled: Site, monkeypatch: pytest.MonkeyPatch, edit: str, at_once: bool
) -> None:
    """An edit before the run or during it."""
    apply, expected = HIDDEN[edit]
    change(settled)
    if at_once:
        load = FolderSource.load

        def edited(source: FolderSource, item: Item) -> bytes:
            if item.key == "a.md":
                monkeypatch.setattr(FolderSource, "load", load)
                apply(settled)
            return load(source, item)

        monkeypatch.setattr(FolderSource, "load", edited)
    else:
        apply(settled)
    summary = settled.publish()
    assert documents.titles(settled.output, "ai") == expected
    assert bool(summary.held_back.get("invalid")) == (edit in ("not to be read", "gone"))
    settled.publish()
    assert documents.titles(settled.output, "ai") == expected
    assert as_if_new(settled)
