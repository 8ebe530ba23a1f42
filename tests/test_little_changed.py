"""Runs after the first touch nothing that stayed the same, and miss no change."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from tests import documents
from tests.sites import NOW, Site, stats

from feedpub import index as indexes
from feedpub.index import Index, changes
from feedpub.index.rows import RowBatch
from feedpub.problems import Problem
from feedpub.records import ParsedSource
from feedpub.sources import FolderSource, Item
from feedpub.sources import stats as revisions
from feedpub.stores.folder import MANIFEST

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


@pytest.fixture
def filled(site: Site) -> Site:
    """Three records: a in AI and Vision, b in Vision, c in neither."""
    site.add("a.md", title="a", topics=["AI", "Vision"], webUrl="https://example.org/a")
    site.add("b.md", title="b", topics=["Vision"], webUrl="https://example.org/b")
    site.add("c.md", title="c", webUrl="https://example.org/c")
    site.publish()
    return site


def touched(site: Site, change: Callable[[], object]) -> set[str]:
    """Return the folders in which a run after the change wrote or removed a file."""
    before = stats(site.output)
    change()
    site.publish()
    after = stats(site.output)
    return {
        name.split("/")[0]
        for name in (before.keys() | after.keys()) - {MANIFEST}
        if before.get(name) != after.get(name)
    }


def test_a_second_run_touches_nothing(filled: Site) -> None:
    before = stats(filled.output), filled.output.stat().st_mtime_ns
    preparations: tuple[Callable[[], object], ...] = (
        lambda: None,
        filled.forget,
        lambda: os.utime(filled.source / "a.md"),
    )
    for prepare in preparations:
        prepare()
        summary = filled.publish()
        assert (summary.written, summary.unchanged, summary.removed) == (0, 9, 0)
        assert stats(filled.output) == before[0]
    assert filled.output.stat().st_mtime_ns == before[1], "nor its folder"


def test_a_change_touches_the_feeds_it_is_in(filled: Site) -> None:
    def edit(name: str, **fields: Any) -> Callable[[], object]:
        return lambda: filled.add(f"{name}.md", title=name, webUrl=f"https://example.org/{name}", **fields)

    assert touched(filled, edit("b", topics=["Vision"], excerpt="New")) == {"all", "vision"}
    assert touched(filled, edit("c", excerpt="New")) == {"all"}
    assert touched(filled, edit("a", topics=["AI", "Vision"], excerpt="New")) == {"all", "ai", "vision"}
    assert touched(filled, edit("c", excerpt="New", secured="changed", isCached=True)) == set()
    assert touched(filled, lambda: filled.add("d.md", published=False, topics=["Vision"])) == set()
    assert touched(filled, edit("e", topics=["New"])) == {"all", "new"}


def test_a_retracted_record_that_returns_gives_the_same_feeds(filled: Site) -> None:
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


def test_files_that_exchange_their_names_keep_their_ids(filled: Site) -> None:
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
    """Within the same second, or with the earlier time restored, as backups and rsync do."""
    path = filled.source / "b.md"
    current = b"b"
    for letter in (b"x", b"y", b"z"):
        status = path.stat()
        edit(path, path.read_bytes().replace(b"title: " + current, b"title: " + letter))
        current = letter
        if old_time:
            os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
        assert path.stat().st_size == status.st_size
        filled.publish()
        assert letter.decode() in documents.titles(filled.output, "vision")


def test_an_edit_in_the_same_tick_as_the_run_is_seen(filled: Site) -> None:
    """Not even the stat shows it: a file system's clock may be coarse."""
    path = filled.source / "b.md"
    file = next((filled.folder / ".feedpub").glob("*.sqlite3"))
    path.write_bytes(path.read_bytes().replace(b"title: b", b"title: x"))
    status = path.stat()
    with sqlite3.connect(file) as connection:
        connection.execute(
            "update items set revision = ? where key = 'b.md'",
            (revisions.pack(status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino),),
        )
    connection.close()
    filled.publish()
    assert sorted(documents.titles(filled.output, "vision")) == ["a", "x"]


def test_a_changed_flag_retracts_and_publishes(filled: Site) -> None:
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
    file = next((filled.folder / ".feedpub").glob("*.sqlite3"))
    filled.publish()
    with sqlite3.connect(file) as connection:
        connection.execute("update items set must_reread = 0")
    connection.close()
    monkeypatch.setattr(FolderSource, "load", lambda *_: pytest.fail("a file was read"))
    assert filled.publish().unchanged == 9
    assert filled.publish(now=NOW.replace(year=2030)).unchanged == 9


AT = 1_600_000_000_000_000_000
"""When the items below changed, in nanoseconds."""
SOURCE = FolderSource(Path(), (), (), 0)


def item(key: str, size: int = 10, mtime_ns: int = AT, ctime_ns: int = AT, inode: int = 1) -> Item:
    """Return an item with the revision of a file."""
    return Item(key, revisions.pack(size, mtime_ns, ctime_ns, inode))


A, B = item("a.md"), item("b.md", inode=2)


def read(*items: Item, digest: bytes | None = b"digest") -> RowBatch:
    rows = RowBatch.empty()
    for one in items:
        changed_ns = SOURCE.changed_ns(one.revision)
        if digest is None:
            rows.add_unreadable(one, changed_ns, Problem(one.key, 1, 1, "error", "unreadable", "gone"))
        else:
            rows.add_item(one, changed_ns, digest, ParsedSource("unpublished"), 0)
    return rows


def found(index: Index, items: Sequence[Item]) -> tuple[list[tuple[Item, bytes | None]], list[str]]:
    """Return the items that differ from the index, and the keys that are gone."""
    stale, gone = changes.find(index, items)
    return [(one.item, one.digest) for one in stale], gone


@pytest.fixture
def all_known() -> Index:
    """An index of two items, neither of which has to be read again."""
    index = indexes.in_memory("key")
    assert found(index, [A, B]) == ([(A, None), (B, None)], [])
    changes.store(index, read(A, B), [])
    changes.mark_racy(index, AT + 3_000_000_000)
    index.keep()
    return index


def looks_up_items(index: Index, items: Sequence[Item]) -> bool:
    """Return whether rows of items are looked at to find that all of them are known."""
    statements: list[str] = []
    index.db.set_trace_callback(statements.append)
    assert found(index, items) == ([], [])
    index.db.set_trace_callback(None)
    return any("items" in statement for statement in statements)


def test_a_folder_in_which_nothing_changed_is_known_as_a_whole(all_known: Index) -> None:
    assert not looks_up_items(all_known, [A, B])
    assert looks_up_items(all_known, [B, A]), "the same in another order"


@pytest.mark.parametrize("field", ["key", "size", "mtime_ns", "ctime_ns", "inode"])
def test_a_difference_in_any_field_is_noticed(all_known: Index, field: str) -> None:
    stat: dict[str, Any] = {"key": "a.md", "size": 10, "mtime_ns": AT, "ctime_ns": AT, "inode": 1}
    other = {**stat, field: "c.md" if field == "key" else stat[field] + 1}
    changed = item(**other)
    digest = None if field == "key" else b"digest"
    assert found(all_known, [changed, B]) == ([(changed, digest)], ["a.md"] if field == "key" else [])
    assert found(all_known, [B]) == ([], ["a.md"])
    assert found(all_known, [A, B, A._replace(key="c")]) == ([(A._replace(key="c"), None)], [])
    assert found(all_known, [item("a.md", inode=2), item("b.md", inode=1)])[0] != []


@pytest.mark.parametrize("number", [2**63, 2**64 - 1])
def test_numbers_above_63_bits_are_compared_rightly(number: int) -> None:
    """Some network file systems' inodes, and times after the year 2262."""
    index = indexes.in_memory("key")
    odd = item("a.md", mtime_ns=number, inode=number)
    stale, _ = found(index, [odd, B])
    changes.store(index, read(*(one for one, _ in stale)), [])
    changes.mark_racy(index, AT + 3_000_000_000)
    assert not looks_up_items(index, [odd, B])
    assert found(index, [item("a.md", mtime_ns=number, inode=number + 1), B])[0] != []


def test_documents_with_inodes_of_64_bits_are_recognised(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def large(ask: Callable[..., os.stat_result]) -> Callable[..., SimpleNamespace]:
        def asked(*arguments: object, **options: object) -> SimpleNamespace:
            status = ask(*arguments, **options)
            fields = {name: getattr(status, name) for name in dir(status) if name.startswith("st_")}
            return SimpleNamespace(**{**fields, "st_ino": status.st_ino + 2**63})

        return asked

    for name in ("fstat", "lstat"):
        monkeypatch.setattr(os, name, large(getattr(os, name)))
    site.add("a.md")
    assert site.publish().written == 3
    assert site.publish().unchanged == 3
    monkeypatch.setattr("feedpub.run.render.document_batch", lambda _: pytest.fail("they were built again"))
    site.add("b.md", draft=True)
    assert site.publish().unchanged == 3


def test_a_document_dated_in_the_far_future_is_not_written_again(site: Site) -> None:
    site.add("a.md")
    site.publish()
    far = 2**63 + 5_000_000_000
    os.utime(site.output / "all" / "atom.xml", ns=(far, far))
    for _ in range(2):
        assert site.publish().unchanged == 3


def test_a_record_file_dated_in_the_far_future_is_read(filled: Site) -> None:
    far = 2**63 + 5_000_000_000
    os.utime(filled.source / "a.md", ns=(far, far))
    for _ in range(2):
        assert filled.publish().published == 3
    filled.add("a.md", title="x", topics=["Vision"])
    os.utime(filled.source / "a.md", ns=(far, far))
    filled.publish()
    assert "x" in documents.titles(filled.output, "vision")


CHANGES: dict[str, Callable[[Index], object]] = {
    "store": lambda index: changes.store(index, read(B, digest=b"other"), ["b.md"]),
    "refresh_stats": lambda index: changes.refresh_stats(index, SOURCE, [item("b.md", size=11, inode=2)]),
    "forget": lambda index: changes.forget(index, ["b.md"]),
    "mark_racy": lambda index: changes.mark_racy(index, AT + 1_000_000_000),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_fingerprint_is_dropped_with_any_change(all_known: Index, change: str) -> None:
    """In the same transaction: both last, or neither."""
    CHANGES[change](all_known)
    assert all_known.get("unchanged parts") is None
    all_known.db.rollback()
    assert not looks_up_items(all_known, [A, B])
    CHANGES[change](all_known)
    all_known.keep()
    assert (found(all_known, [A, B]) == ([], [])) == (change == "store")
    assert all_known.get("unchanged parts") is None


def test_a_file_that_changed_shortly_before_a_run_is_read_again(all_known: Index) -> None:
    late = item("b.md", mtime_ns=AT + 2_000_000_000, inode=2)
    assert found(all_known, [A, late])[0] == [(late, b"digest")]
    changes.refresh_stats(all_known, SOURCE, [late])
    changes.mark_racy(all_known, AT + 3_000_000_000)
    assert found(all_known, [A, late])[0] == [(late, b"digest")], "though its stat is the same"
    changes.refresh_stats(all_known, SOURCE, [late])
    changes.mark_racy(all_known, AT + 5_000_000_000)
    assert not looks_up_items(all_known, [A, late])


def test_a_file_that_could_not_be_read_is_read_again(all_known: Index) -> None:
    changed = item("b.md", size=11, inode=2)
    found(all_known, [A, changed])
    changes.store(all_known, read(changed, digest=None), ["b.md"])
    changes.mark_racy(all_known, AT + 3_000_000_000)
    assert found(all_known, [A, changed])[0] == [(changed, None)]


@pytest.mark.parametrize("trusted", [False, True])
def test_a_folder_whose_records_all_go_is_emptied(
    site: Site, monkeypatch: pytest.MonkeyPatch, trusted: bool
) -> None:
    monkeypatch.setattr(changes, "MTIME_GRANULARITY_NS", 0 if trusted else 2_000_000_000)
    paths = [site.add(f"{name}.md", title=name) for name in "ab"]
    site.publish()
    site.publish()
    for path in paths:
        path.unlink()
    assert site.publish(allow_shrink=True).read == 0
    assert documents.titles(site.output) == []
    assert site.publish().written == 0
    site.add("a.md", title="a")
    site.publish()
    assert documents.titles(site.output) == ["a"]


def test_a_feed_that_was_removed_by_hand_with_its_last_record_stays_away(
    filled: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It isn't waited for: the run after does nothing."""
    monkeypatch.setattr(changes, "MTIME_GRANULARITY_NS", 0)
    shutil.rmtree(filled.output / "ai")
    filled.add("a.md", title="a", topics=["Vision"], webUrl="https://example.org/a")
    filled.publish()
    assert not (filled.output / "ai").exists()
    monkeypatch.setattr(Index, "begin", lambda _: pytest.fail("it isn't up to date"))
    assert filled.publish().unchanged == 6


def loaded(site: Site) -> set[str]:
    """Return the modules that a run without a config file loads, in a process of its own."""
    program = (
        "import sys, feedpub.cli\n"
        "try: feedpub.cli.main(sys.argv[1:])\n"
        "finally: print(*sys.modules, sep='\\n', file=sys.stderr)"
    )
    options = ("--source", "seeds", "--output", "other", "--base-url", "https://example.org/", "--no-pages")
    ran = subprocess.run(
        [sys.executable, "-c", program, "generate", "-q", "--jobs", "1", *options],
        cwd=site.folder, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return set(ran.stderr.split())


def test_a_run_with_nothing_to_do_loads_little(filled: Site) -> None:
    filled.file.unlink()
    spared = {"yaml", "yaml_rs", "lxml", "feedgen", "zoneinfo", "feedpub.records", "feedpub.run.execute"}
    first = loaded(filled)
    assert spared - {"yaml"} <= first
    assert "yaml" not in first  # plain records are read by the faster parser alone
    for _ in range(20):
        if not (loading := loaded(filled)) & {"feedpub.records"}:
            break
        time.sleep(0.5)  # what was just written is read once more
    assert not loading & spared
    os.utime(filled.source / "a.md", (1, 1))
    assert "feedpub.records" in loaded(filled)


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
    file = next((filled.folder / ".feedpub").glob("*.sqlite3"))
    INJURIES[injury](file)
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
    """Return whether the text is a notice about the index and nothing else."""
    return text.count("\n") == 1 and "read" in text and ("index" in text or "config" in text)


def test_a_state_folder_that_cannot_be_made_is_reported(filled: Site) -> None:
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
