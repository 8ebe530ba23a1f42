"""Runs after the first: what didn't change isn't touched, and what did is never missed."""

from __future__ import annotations

import os
import sqlite3
from typing import TYPE_CHECKING

import pytest

import documents
from sites import NOW, Site, stats

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture
def filled(site: Site) -> Site:
    """Three records: a in AI and Vision, b in Vision, c in neither."""
    site.add("a.md", title="a", topics=["AI", "Vision"], webUrl="https://example.org/a")
    site.add("b.md", title="b", topics=["Vision"], webUrl="https://example.org/b")
    site.add("c.md", title="c", webUrl="https://example.org/c")
    site.publish()
    return site


def touched(site: Site, change: Callable[[], object]) -> set[str]:
    """Return the folders in which a run after the change wrote, made or removed something."""
    before = stats(site.output)
    change()
    site.publish()
    after = stats(site.output)
    return {
        name.split("/")[0] for name in before.keys() | after.keys() if before.get(name) != after.get(name)
    }


def test_a_second_run_touches_nothing(filled: Site) -> None:
    before = stats(filled.output), filled.output.stat().st_mtime_ns
    for prepare in (lambda: None, filled.forget, lambda: os.utime(filled.source / "a.md")):
        prepare()
        summary = filled.publish()
        assert (summary.written, summary.unchanged, summary.removed) == (0, 9, 0)
        assert stats(filled.output) == before[0]
    assert filled.output.stat().st_mtime_ns == before[1], "nor its folder"


def test_a_change_touches_the_feeds_it_is_in(filled: Site) -> None:
    def edit(name: str, **fields: object) -> Callable[[], object]:
        return lambda: filled.add(f"{name}.md", title=name, webUrl=f"https://example.org/{name}", **fields)

    assert touched(filled, edit("b", topics=["Vision"], excerpt="New")) == {"all", "vision"}
    assert touched(filled, edit("c", excerpt="New")) == {"all"}
    assert touched(filled, edit("a", topics=["AI", "Vision"], excerpt="New")) == {"all", "ai", "vision"}
    assert touched(filled, edit("c", excerpt="New", secured="changed", isCached=True)) == set()
    assert touched(filled, lambda: filled.add("d.md", published=False, topics=["Vision"])) == set()
    assert touched(filled, edit("e", topics=["New"])) == {"all", "new"}


def test_retracting_and_bringing_back(filled: Site) -> None:
    first = filled.feeds()
    path = filled.source / "a.md"
    content = path.read_bytes()
    path.unlink()
    assert filled.publish().published == 2
    assert "https://example.org/a" not in filled.texts()
    assert documents.titles(filled.output, "ai") == []
    path.write_bytes(content)
    filled.publish()
    assert filled.feeds() == first


def test_a_renamed_file_keeps_its_id(filled: Site) -> None:
    first = filled.feeds()
    before = stats(filled.output)
    (filled.source / "deep").mkdir()
    (filled.source / "a.md").rename(filled.source / "deep/other.md")
    summary = filled.publish()
    assert filled.feeds() == first
    assert stats(filled.output) == before
    assert summary.problems == ()


def test_names_exchanged(filled: Site) -> None:
    first = filled.feeds()
    a, b, c = (filled.source / name for name in ("a.md", "b.md", "x.md"))
    a.rename(c)
    b.rename(a)
    c.rename(b)
    assert filled.publish().problems == ()
    assert filled.feeds() == first


def in_place(path: Path, content: bytes) -> None:
    path.write_bytes(content)


def replaced(path: Path, content: bytes) -> None:
    other = path.with_suffix(".new")
    other.write_bytes(content)
    other.rename(path)


@pytest.mark.parametrize("edit", [in_place, replaced])
@pytest.mark.parametrize("old_time", [False, True])
def test_an_edit_of_the_same_size_is_seen(
    filled: Site, edit: Callable[[Path, bytes], None], old_time: bool
) -> None:
    """Within the same second; or with the time put back to what it was, as backups and rsync do."""
    path = filled.source / "b.md"
    shown = b"b"
    for letter in (b"x", b"y", b"z"):
        status = path.stat()
        edit(path, path.read_bytes().replace(b"title: " + shown, b"title: " + letter))
        shown = letter
        if old_time:
            os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
        assert path.stat().st_size == status.st_size
        filled.publish()
        assert letter.decode() in documents.titles(filled.output, "vision")


def test_an_edit_in_the_same_tick_as_the_run_is_seen(filled: Site) -> None:
    """Not even the stat shows it: a file system's clock may be coarse."""
    path = filled.source / "b.md"
    index = next((filled.folder / ".feedpub").glob("*.sqlite3"))
    path.write_bytes(path.read_bytes().replace(b"title: b", b"title: x"))
    status = path.stat()
    with sqlite3.connect(index) as connection:
        connection.execute(
            "update sources set size = ?, mtime_ns = ?, ctime_ns = ?, inode = ? where path = 'b.md'",
            (status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino),
        )
    connection.close()
    filled.publish()
    assert sorted(documents.titles(filled.output, "vision")) == ["a", "x"]


def test_flags_that_change(filled: Site) -> None:
    for flags in ({"published": False}, {}, {"draft": True}, {}, {"removed": True}, {}):
        filled.add("b.md", {"title": "b", "topics": ["Vision"], "webUrl": "https://example.org/b", **flags})
        filled.publish()
        assert ("b" in documents.titles(filled.output)) == (not flags)


def test_a_feed_changes_when_an_entry_leaves_it(filled: Site) -> None:
    """So do its validators, though no entry is newer than before."""
    before = filled.feeds()
    (filled.source / "c.md").unlink()
    filled.publish()
    assert all(filled.feeds()[f"all/{name}"] != before[f"all/{name}"] for name in documents.FILES.values())


def test_nothing_is_read_where_nothing_changed(filled: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    old = 1_600_000_000
    for path in filled.source.iterdir():
        os.utime(path, (old, old))
    index = next((filled.folder / ".feedpub").glob("*.sqlite3"))
    filled.publish()
    with sqlite3.connect(index) as connection:
        connection.execute("update sources set trusted = 1")
    connection.close()
    monkeypatch.setattr("feedpub.sources.read", lambda *_: pytest.fail("a file was read"))
    assert filled.publish().unchanged == 9
    assert filled.publish(now=NOW.replace(year=2030)).unchanged == 9


def overwritten(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[4096 : len(content) - 4096] = b"\xa5" * (len(content) - 8192)
    path.write_bytes(content)


def executed(path: Path, statement: str) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute(statement)
    connection.close()


INJURIES: dict[str, Callable[[Path], object]] = {
    "truncated": lambda path: os.truncate(path, 5000),
    "empty": lambda path: os.truncate(path, 0),
    "text": lambda path: path.write_bytes(b"not a database, not at all" * 400),
    "zeros": lambda path: path.write_bytes(bytes(20_000)),
    "header only": lambda path: path.write_bytes(path.read_bytes()[:100] + os.urandom(8000)),
    "middle overwritten": overwritten,
    "of another layout": lambda path: executed(path, "drop table records"),
    "of another config": lambda path: executed(path, "update meta set value = 'x' where key = 'key'"),
    "a folder": lambda path: (path.unlink(), path.mkdir()),
}


@pytest.mark.parametrize("injury", INJURIES)
def test_an_index_that_is_broken_is_made_anew(filled: Site, injury: str) -> None:
    first = filled.feeds()
    before = stats(filled.output)
    index = next((filled.folder / ".feedpub").glob("*.sqlite3"))
    INJURIES[injury](index)
    outcome = filled.run()
    assert outcome.status == 0
    if injury not in {"empty"}:
        assert is_a_notice(outcome.stderr)
    assert filled.feeds() == first
    assert stats(filled.output) == before
    again = filled.run()
    assert again.status == 0
    if injury != "a folder":
        assert again.stderr == ""
    filled.add("b.md", title="changed", topics=["Vision"], webUrl="https://example.org/b")
    filled.run()
    assert "changed" in documents.titles(filled.output, "vision")


def is_a_notice(text: str) -> bool:
    """Say whether a notice on the index is all that the text is."""
    return text.count("\n") == 1 and "read" in text and ("index" in text or "config" in text)


def test_the_state_folder_cannot_be_made(filled: Site) -> None:
    filled.forget()
    (filled.folder / ".feedpub").write_bytes(b"mine")
    before = stats(filled.output)
    for _ in range(2):
        outcome = filled.run()
        assert outcome.status == 0
        assert "no index can be kept" in outcome.stderr
        assert stats(filled.output) == before
    assert (filled.folder / ".feedpub").read_bytes() == b"mine"


def test_two_outputs_of_one_folder_are_kept_apart(filled: Site, tmp_path: Path) -> None:
    filled.run("--output", str(tmp_path / "other"))
    assert filled.run().stdout.endswith("0 documents written, 9 unchanged, 0 removed\n")
    assert filled.run("--output", str(tmp_path / "other")).stdout.endswith(
        "0 documents written, 9 unchanged, 0 removed\n"
    )
