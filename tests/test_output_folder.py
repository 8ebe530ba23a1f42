"""The output folder: feedpub deletes only files that it wrote, and leaves those of others alone."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from tests import documents
from tests.sites import Site, contents

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

OTHERS = {
    "robots.txt": b"User-agent: *\n",
    "all/notes.txt": b"mine",
    "ai/atom.xml.bak": b"mine",
    "elsewhere/atom.xml": b'<feed xmlns="http://www.w3.org/2005/Atom"><generator>other</generator></feed>',
    "elsewhere/feed.json": b'{"version": "https://jsonfeed.org/version/1.1"}',
    "elsewhere/rss.xml": b"",
    ".hidden/feed.json": b"{}",
    "gone/extra.html": b"mine",
}


@pytest.fixture
def shared(site: Site) -> Site:
    """An output folder in which others keep files too."""
    for name, content in OTHERS.items():
        path = site.output / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return site


def foreign(site: Site) -> dict[str, bytes]:
    return {name: content for name, content in site.feeds().items() if name in OTHERS}


@pytest.mark.parametrize("with_index", [True, False])
def test_foreign_files_stay(shared: Site, with_index: bool) -> None:
    shared.configure(feeds=[{"slug": "gone", "title": "Soon gone"}])
    shared.add("a.md", topics=["AI", "Elsewhere but not there"])
    shared.publish()
    shared.configure(formats=["json"], topics={"AI": {"slug": "artificial"}})
    if not with_index:
        shared.forget()
    summary = shared.publish()
    assert summary.removed == 3 + 3 + 2 + 2
    assert foreign(shared) == OTHERS
    assert not (shared.output / "gone/atom.xml").exists()
    assert shared.feeds().keys() - OTHERS.keys() == {
        "all/feed.json",
        "artificial/feed.json",
        "elsewhere-but-not-there/feed.json",
    }


@pytest.mark.parametrize("with_index", [True, False])
@pytest.mark.parametrize("formats", [["atom"], ["rss"], ["json"], ["rss", "atom"], "json"])
def test_a_format_that_is_dropped_is_removed(site: Site, formats: list[str] | str, with_index: bool) -> None:
    site.add("a.md", topics=["AI"])
    site.publish()
    kept = {
        f"{slug}/{documents.FILES[name]}"
        for slug in ("all", "ai")
        for name in ([formats] if isinstance(formats, str) else formats)
    }
    before = site.feeds()
    site.configure(formats=formats)
    if not with_index:
        site.forget()
    summary = site.publish()
    assert site.feeds() == {name: content for name, content in before.items() if name in kept}
    assert summary.removed == 6 - len(kept)
    assert summary.written == 0


@pytest.mark.parametrize("format_name", ["atom", "rss", "json"])
def test_a_topic_is_recognised_by_each_format_alone(site: Site, format_name: str) -> None:
    site.configure(formats=[format_name])
    path = site.add("a.md", topics=['R&D <x> "y"'])
    site.add("b.md", topics=["Other"])
    site.publish()
    before = site.slugs()
    path.unlink()
    site.forget()
    summary = site.publish()
    assert site.slugs() == before
    assert summary.removed == 0
    assert site.publish().written == 0


def test_a_feed_replaces_a_foreign_document_in_its_place(site: Site) -> None:
    """A feed's own place is the feed's."""
    (site.output / "all").mkdir(parents=True)
    (site.output / "all/atom.xml").write_bytes(b"<feed/>")
    site.add("a.md", title="a")
    assert site.publish().written == 3
    assert documents.titles(site.output) == ["a"]


def test_a_feed_that_was_changed_by_hand_is_written_again(site: Site) -> None:
    site.add("a.md")
    site.publish()
    before = site.feeds()
    path = site.output / "all/rss.xml"
    changes: tuple[Callable[[], object], ...] = (path.unlink, lambda: path.write_bytes(b"changed"))
    for change in changes:
        change()
        summary = site.publish()
        assert (summary.written, summary.unchanged) == (1, 2)
        assert site.feeds() == before


def test_a_link_in_place_of_a_feed_is_replaced_and_not_followed(site: Site, tmp_path: Path) -> None:
    target = tmp_path / "precious.txt"
    target.write_bytes(b"precious")
    (site.output / "all").mkdir(parents=True)
    (site.output / "all/atom.xml").symlink_to(target)
    site.add("a.md", title="a")
    site.publish()
    assert target.read_bytes() == b"precious"
    assert not (site.output / "all/atom.xml").is_symlink()


def test_a_folder_in_place_of_a_feed_is_reported(site: Site) -> None:
    (site.output / "all/atom.xml").mkdir(parents=True)
    site.add("a.md")
    outcome = site.run()
    assert outcome.status == 3
    assert "all/atom.xml" in outcome.stderr
    assert (site.output / "all/atom.xml").is_dir()


def test_files_of_an_unfinished_run_are_removed(site: Site) -> None:
    staging = site.output / ".feedpub-staging"
    staging.mkdir(parents=True)
    (staging / "0").write_bytes(b"half")
    site.add("a.md")
    site.publish()
    assert not staging.exists()


def test_the_output_may_lie_in_the_source(site: Site) -> None:
    """A published document isn't read as a record."""
    site.configure(output={"folder": "seeds/feeds"})
    site.add("a.md", title="a")
    for _ in range(2):
        assert site.publish().read == 1
    assert documents.titles(site.source / "feeds") == ["a"]


def test_the_output_cannot_be_the_source(site: Site) -> None:
    site.configure(output={"folder": "seeds"})
    site.add("a.md")
    before = contents(site.source)
    assert site.run().status == 2
    assert contents(site.source) == before


def test_published_files_can_be_read_by_the_web_server(site: Site) -> None:
    site.add("a.md")
    mask = os.umask(0o022)
    try:
        site.publish()
    finally:
        os.umask(mask)
    assert {oct(path.stat().st_mode & 0o777) for path in site.output.rglob("*.*")} == {"0o644"}
    assert oct((site.output / "all").stat().st_mode & 0o777) == "0o755"


def test_an_output_folder_that_is_a_link_is_published_to(site: Site, tmp_path: Path) -> None:
    site.configure(pages=True)
    (tmp_path / "www").mkdir()
    site.output.symlink_to(tmp_path / "www")
    site.add("a.md")
    assert site.run().status == 0
    assert (tmp_path / "www" / "all" / "atom.xml").is_file()
    assert (tmp_path / "www" / "index.html").is_file()
    site.add("b.md")
    assert site.run().status == 0
