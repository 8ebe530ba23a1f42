"""Runs after the first: what didn't change isn't touched, and what did is never missed."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import time
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

import documents
from feedpub import index
from feedpub.records import ParsedSource
from feedpub.sources import Source
from sites import NOW, Site, stats

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
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
    file = next((filled.folder / ".feedpub").glob("*.sqlite3"))
    path.write_bytes(path.read_bytes().replace(b"title: b", b"title: x"))
    status = path.stat()
    with sqlite3.connect(file) as connection:
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
    file = next((filled.folder / ".feedpub").glob("*.sqlite3"))
    filled.publish()
    with sqlite3.connect(file) as connection:
        connection.execute("update sources set trusted = 1")
    connection.close()
    monkeypatch.setattr("feedpub.sources.read", lambda *_: pytest.fail("a file was read"))
    assert filled.publish().unchanged == 9
    assert filled.publish(now=NOW.replace(year=2030)).unchanged == 9


AT = 1_600_000_000_000_000_000
"""When the sources below changed, in nanoseconds."""
A, B = (Source(name, 10, AT, AT, inode) for name, inode in (("a.md", 1), ("b.md", 2)))


def read(*sources: Source, digest: bytes | None = b"digest") -> index.Rows:
    rows = index.Rows([], [], [], [])
    for number, source in enumerate(sources):
        index.add(rows, number, source, digest, ParsedSource("unpublished"), b"")
    return rows


@pytest.fixture
def all_known() -> index.Index:
    """An index of two sources, both trusted."""
    known = index.in_memory("key")
    assert known.stale([A, B]) == ([(A, None), (B, None)], [])
    known.store(read(A, B), [])
    known.distrust(AT + 3_000_000_000)
    known.keep()
    return known


def asked_of_each(known: index.Index, found: Sequence[Source]) -> bool:
    """Say whether rows of sources are looked at to find that all that was found is known."""
    statements: list[str] = []
    known._db.set_trace_callback(statements.append)
    assert known.stale(found) == ([], [])
    known._db.set_trace_callback(None)
    return any("sources" in statement for statement in statements)


def test_a_folder_in_which_nothing_changed_is_known_as_a_whole(all_known: index.Index) -> None:
    assert not asked_of_each(all_known, [A, B])
    assert asked_of_each(all_known, [B, A]), "the same in another order"


@pytest.mark.parametrize("field", Source._fields)
def test_whatever_differs_is_seen(all_known: index.Index, field: str) -> None:
    changed = A._replace(**{field: "c.md" if field == "path" else getattr(A, field) + 1})
    digest = None if field == "path" else b"digest"
    assert all_known.stale([changed, B]) == ([(changed, digest)], ["a.md"] if field == "path" else [])
    assert all_known.stale([B]) == ([], ["a.md"])
    assert all_known.stale([A, B, A._replace(path="c")]) == ([(A._replace(path="c"), None)], [])
    assert all_known.stale([A._replace(inode=2), B._replace(inode=1)])[0] != []


@pytest.mark.parametrize("number", [2**63, 2**64 - 1])
def test_numbers_of_more_than_64_bits(number: int) -> None:
    """Some network file systems' inodes, and times after the year 2262."""
    known = index.in_memory("key")
    odd = A._replace(mtime_ns=number, inode=number)
    stale, _ = known.stale([odd, B])
    known.store(read(*(source for source, _ in stale)), [])
    known.distrust(AT + 3_000_000_000)
    assert not asked_of_each(known, [odd, B])
    assert known.stale([odd._replace(inode=number + 1), B])[0] != []


def test_documents_on_a_file_system_with_such_inodes(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def large(ask: Callable[..., os.stat_result]) -> Callable[..., SimpleNamespace]:
        def asked(*arguments: object, **options: object) -> SimpleNamespace:
            status = ask(*arguments, **options)
            made = {name: getattr(status, name) for name in dir(status) if name.startswith("st_")}
            return SimpleNamespace(**{**made, "st_ino": status.st_ino + 2**63})

        return asked

    for name in ("fstat", "lstat"):
        monkeypatch.setattr(os, name, large(getattr(os, name)))
    site.add("a.md")
    assert site.publish().written == 3
    assert site.publish().unchanged == 3
    monkeypatch.setattr("feedpub.stages.document_batch", lambda _: pytest.fail("they were made anew"))
    site.add("b.md", draft=True)
    assert site.publish().unchanged == 3


def test_a_document_from_the_far_future(site: Site) -> None:
    site.add("a.md")
    site.publish()
    far = 2**63 + 5_000_000_000
    os.utime(site.output / "all" / "atom.xml", ns=(far, far))
    for _ in range(2):
        assert site.publish().unchanged == 3


def test_a_file_from_the_far_future(filled: Site) -> None:
    far = 2**63 + 5_000_000_000
    os.utime(filled.source / "a.md", ns=(far, far))
    for _ in range(2):
        assert filled.publish().published == 3
    filled.add("a.md", title="x", topics=["Vision"])
    os.utime(filled.source / "a.md", ns=(far, far))
    filled.publish()
    assert "x" in documents.titles(filled.output, "vision")


CHANGES: dict[str, Callable[[index.Index], object]] = {
    "store": lambda known: known.store(read(B, digest=b"other"), ["b.md"]),
    "touch": lambda known: known.touch([B._replace(size=11)]),
    "forget": lambda known: known.forget(["b.md"]),
    "distrust": lambda known: known.distrust(AT + 1_000_000_000),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_is_known_as_a_whole_goes_with_any_change(all_known: index.Index, change: str) -> None:
    """In the same transaction: both last, or neither."""
    CHANGES[change](all_known)
    assert all_known.get("known parts") is None
    all_known._db.rollback()
    assert not asked_of_each(all_known, [A, B])
    CHANGES[change](all_known)
    all_known.keep()
    assert (all_known.stale([A, B]) == ([], [])) == (change == "store")
    assert all_known.get("known parts") is None


def test_what_changed_shortly_before_a_run_is_read_again(all_known: index.Index) -> None:
    late = B._replace(mtime_ns=AT + 2_000_000_000)
    assert all_known.stale([A, late])[0] == [(late, b"digest")]
    all_known.touch([late])
    all_known.distrust(AT + 3_000_000_000)
    assert all_known.stale([A, late])[0] == [(late, b"digest")], "though its stat is the same"
    all_known.touch([late])
    all_known.distrust(AT + 5_000_000_000)
    assert not asked_of_each(all_known, [A, late])


def test_what_could_not_be_read_is_read_again(all_known: index.Index) -> None:
    changed = B._replace(size=11)
    all_known.stale([A, changed])
    all_known.store(read(changed, digest=None), ["b.md"])
    all_known.distrust(AT + 3_000_000_000)
    assert all_known.stale([A, changed])[0] == [(changed, None)]


@pytest.mark.parametrize("trusted", [False, True])
def test_all_records_go(site: Site, monkeypatch: pytest.MonkeyPatch, trusted: bool) -> None:
    monkeypatch.setattr(index, "_COARSE_NS", 0 if trusted else 2_000_000_000)
    paths = [site.add(f"{name}.md", title=name) for name in "ab"]
    site.publish()
    site.publish()
    for path in paths:
        path.unlink()
    assert site.publish().read == 0
    assert documents.titles(site.output) == []
    assert site.publish().written == 0
    site.add("a.md", title="a")
    site.publish()
    assert documents.titles(site.output) == ["a"]


def test_a_feed_that_somebody_removed_with_its_last_record(
    filled: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It isn't waited for: the run after does nothing."""
    monkeypatch.setattr(index, "_COARSE_NS", 0)
    shutil.rmtree(filled.output / "ai")
    filled.add("a.md", title="a", topics=["Vision"], webUrl="https://example.org/a")
    filled.publish()
    assert not (filled.output / "ai").exists()
    monkeypatch.setattr(index.Index, "begin", lambda _: pytest.fail("it isn't settled"))
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
    spared = {"yaml", "yaml_rs", "lxml", "feedgen", "zoneinfo", "feedpub.records"}
    assert spared <= loaded(filled)
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
