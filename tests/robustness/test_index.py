"""The index, damaged in every way: it is rebuilt, with a notice, and no feed is ever wrong."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests import documents
from tests.sites import Site, contents

from feedpub.index import Index, database
from feedpub.sources import FolderSource, Listing

if TYPE_CHECKING:
    from collections.abc import Callable

    from feedpub.sources import Item

FLIPS = 25


@pytest.fixture
def indexed(site: Site) -> Site:
    """A published site, in whose index everything is trusted."""
    for number in range(4):
        site.add(f"{number}.md", title=f"Title {number}", topics=["AI", f"T{number % 2}"], body="Text.")
    site.add("draft.md", title="A draft", draft=True)
    site.publish()
    site.publish()
    return site


def file_of(site: Site) -> Path:
    (file,) = (site.folder / ".feedpub").glob("*.sqlite3")
    return file


def newer(file: Path) -> None:
    with sqlite3.connect(file) as connection:
        connection.execute("alter table items add column colour text")
        connection.execute("update meta set value = 'of a newer version', checksum = 0 where key = 'key'")
    connection.close()


def in_the_schema(file: Path) -> None:
    """A byte that isn't UTF-8, in a text that SQLite quotes in its message."""
    content = file.read_bytes()
    at = content.index(b"TABLE items")
    file.write_bytes(content[:at] + b"\xa1" + content[at + 1 :])


DAMAGE: dict[str, Callable[[Path], object]] = {
    "empty": lambda file: file.write_bytes(b""),
    "truncated": lambda file: file.write_bytes(file.read_bytes()[:5000]),
    "overwritten": lambda file: file.write_bytes(b"not a database" * 1000),
    "another database": lambda file: (file.unlink(), sqlite3.connect(file).close()),
    "newer": newer,
    "in the schema": in_the_schema,
    "a folder": lambda file: (file.unlink(), file.mkdir()),
    "a rest of a journal": lambda file: Path(f"{file}-journal").write_bytes(b"x" * 5000),
    "a rest of a write-ahead log": lambda file: Path(f"{file}-wal").write_bytes(b"x" * 5000),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_index_is_noticed_and_rebuilt(indexed: Site, damage: str) -> None:
    expected = contents(indexed.output)
    DAMAGE[damage](file_of(indexed))
    indexed.add("0.md", title="Title 0", topics=["AI", "T0"], body="Text.")
    summary = indexed.publish()
    assert contents(indexed.output) == expected
    assert len(summary.notices) == (0 if damage.startswith("a rest") else 1)
    indexed.add("0.md", title="Changed", topics=["AI", "T0"], body="Text.")
    indexed.publish()
    assert "Changed" in documents.titles(indexed.output)


def test_a_flipped_bit_is_noticed_and_changes_no_feed(indexed: Site) -> None:
    """A run after a change publishes the same as one without an index, wherever the damage is."""
    whole = contents(indexed.folder / ".feedpub")
    before = {path.relative_to(indexed.output): path for path in indexed.output.rglob("*.*")}
    saved = indexed.folder / "saved"
    shutil.copytree(indexed.output, saved)
    indexed.add("1.md", title="Changed", topics=["AI", "T1"], body="Text.")
    indexed.forget()
    indexed.publish()
    expected = contents(indexed.output)
    chance = random.Random(7)
    noticed = 0
    for _ in range(FLIPS):
        for path in before:
            shutil.copyfile(saved / path, indexed.output / path)
        indexed.forget()
        (indexed.folder / ".feedpub").mkdir()
        for name, content in whole.items():
            damaged = bytearray(content)
            if name.endswith(".sqlite3"):
                damaged[chance.randrange(len(damaged))] ^= 1 << chance.randrange(8)
            (indexed.folder / ".feedpub" / name).write_bytes(damaged)
        summary = indexed.publish()
        assert contents(indexed.output) == expected
        noticed += len(summary.notices)
    assert noticed == FLIPS


@pytest.mark.parametrize("stopped_at", ["unlink", "close"])
def test_damage_is_noticed_after_a_run_that_was_killed_when_it_noticed_it(
    indexed: Site, monkeypatch: pytest.MonkeyPatch, stopped_at: str
) -> None:
    """The checksum stays as long as the damage."""
    file = file_of(indexed)
    content = bytearray(file.read_bytes())
    at = content.rindex(b"1.md")
    content[at : at + 4] = b"7.md"
    file.write_bytes(content)
    indexed.add("0.md", title="Changed", topics=["AI"], body="Text.")

    def stopped(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        if stopped_at == "unlink":
            patched.setattr(os, "unlink", stopped)
        else:
            patched.setattr(Index, "discard", stopped)
        with pytest.raises(KeyboardInterrupt):
            indexed.publish()
    (notice,) = indexed.publish().notices
    assert "damaged" in notice
    assert sorted(documents.titles(indexed.output)) == ["Changed", "Title 1", "Title 2", "Title 3"]


def test_an_index_that_is_deleted_during_a_run_changes_no_feed(
    indexed: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    indexed.add("0.md", title="Changed", topics=["AI"])
    whole = FolderSource.list_items

    def list_items(source: FolderSource) -> Listing:
        shutil.rmtree(indexed.folder / ".feedpub", ignore_errors=True)
        return whole(source)

    with monkeypatch.context() as patched:
        patched.setattr(FolderSource, "list_items", list_items)
        indexed.publish()
    assert "Changed" in documents.titles(indexed.output)
    indexed.add("0.md", title="Again", topics=["AI"])
    indexed.publish()
    assert "Again" in documents.titles(indexed.output)


def test_a_config_that_changes_how_records_are_read_discards_the_index(indexed: Site) -> None:
    """tests/test_config_changes.py has the changes that keep it."""
    indexed.configure(limit=2, site={"timezone": "Asia/Tokyo"})
    summary = indexed.publish()
    assert summary.notices == ("site.timezone changed; reading everything again",)
    assert len(documents.titles(indexed.output)) == 2
    assert indexed.publish().notices == ()


def test_a_file_system_that_cannot_lock_the_index_is_reported(
    indexed: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    def connect(*_: object) -> None:
        raise sqlite3.OperationalError("locking protocol")

    indexed.add("0.md", title="Changed", topics=["AI"])
    real = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda name: real(name) if name == ":memory:" else connect())
    (notice,) = indexed.publish().notices
    assert notice.startswith("no index can be kept in ")
    assert "Changed" in documents.titles(indexed.output)


@pytest.mark.parametrize("read_first", [False, True])
def test_an_edit_that_a_coarse_clock_hides_is_published(
    site: Site, monkeypatch: pytest.MonkeyPatch, read_first: bool
) -> None:
    """Same size, same inode, and times that only change every two seconds; in a run of any length."""
    edited = site.add("a.md", title="Old")
    whole = FolderSource.list_items
    frozen: dict[str, Item] = {}

    def list_items(source: FolderSource) -> Listing:
        found = whole(source)
        return Listing([frozen.setdefault(item.key, item) for item in found.items], found.problems, [])

    monkeypatch.setattr(FolderSource, "list_items", list_items)
    site.publish(strict=read_first)
    edited.write_bytes(edited.read_bytes().replace(b"Old", b"New"))
    site.publish()
    assert documents.titles(site.output) == ["New"]


def test_a_dropped_record_leaves_no_trace_in_the_index(indexed: Site) -> None:
    secret = "Zebra-Quartz-" * 20
    path = indexed.add("secret.md", title="Shown", topics=[secret])
    indexed.publish()
    assert secret.encode() in file_of(indexed).read_bytes()
    path.unlink()
    indexed.publish()
    left = b"".join(contents(indexed.folder / ".feedpub").values())
    assert b"Zebra-Quartz" not in left


def test_no_text_of_a_record_is_kept(indexed: Site) -> None:
    indexed.add(
        "new.md", title="Zebra title", excerpt="Zebra excerpt", body="Zebra body", featuredContent="Zebra"
    )
    indexed.publish()
    assert "Zebra title" in documents.titles(indexed.output)
    left = b"".join(contents(indexed.folder / ".feedpub").values())
    assert b"Zebra" not in left


def test_changed_names_and_times_publish_as_without_an_index(indexed: Site) -> None:
    def assert_same_without_an_index() -> None:
        before = contents(indexed.output)
        indexed.forget()
        indexed.publish()
        assert contents(indexed.output) == before

    import os

    record = indexed.source / "0.md"
    record.rename(indexed.source / "O.MD.md")
    (indexed.source / "1.md").rename(indexed.source / "tmp.md")
    (indexed.source / "2.md").rename(indexed.source / "1.md")
    (indexed.source / "tmp.md").rename(indexed.source / "2.md")
    indexed.publish()
    assert_same_without_an_index()
    (indexed.source / "O.MD.md").rename(indexed.source / "o.md.md")  # only its case
    indexed.publish()
    assert_same_without_an_index()
    restored = indexed.source / "3.md"
    restored.unlink()
    indexed.add("3.md", title="Title 3", topics=["Restored"], body="Older text.")
    os.utime(restored, (1, 1))  # a backup with old times
    indexed.publish()
    assert_same_without_an_index()
    assert "restored" in indexed.slugs()
    for year in ("2023", "2030", "1999", "2024"):  # the clock is set
        summary = indexed.publish(now=f"{year}-07-01T00:00:00+00:00")
        assert summary.failed == ()
    assert_same_without_an_index()


def test_an_index_that_can_be_neither_changed_nor_removed_is_reported(
    indexed: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As after a run as another user."""

    def refusing(unlink: Callable[..., None]) -> Callable[..., None]:
        def guarded(path: str | Path, *more: object, **options: object) -> None:
            if f"/{database.FOLDER}/" in str(path):
                raise PermissionError(13, "Permission denied")
            unlink(path, *more, **options)

        return guarded

    indexed.add("0.md", title="Changed", topics=["AI"])
    with monkeypatch.context() as patched:
        patched.setattr(os, "unlink", refusing(os.unlink))
        patched.setattr(Path, "unlink", refusing(Path.unlink))
        summary = indexed.publish()
    assert len(summary.notices) == 1
    assert "Changed" in documents.titles(indexed.output)
