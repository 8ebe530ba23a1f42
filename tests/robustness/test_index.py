"""The index, damaged in every way: it is begun anew, with a line that says so, and no feed is ever wrong."""

from __future__ import annotations

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

FLIPS = 25


@pytest.fixture
def known(site: Site) -> Site:
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
def test_damage_is_noticed(known: Site, damage: str) -> None:
    expected = contents(known.output)
    DAMAGE[damage](file_of(known))
    known.add("0.md", title="Title 0", topics=["AI", "T0"], body="Text.")
    summary = known.publish()
    assert contents(known.output) == expected
    assert len(summary.notices) == (0 if damage.startswith("a rest") else 1)
    known.add("0.md", title="Changed", topics=["AI", "T0"], body="Text.")
    known.publish()
    assert "Changed" in documents.titles(known.output)


def test_any_bit_that_flips(known: Site) -> None:
    """Whatever is damaged where, a run after a change ends in what one without an index ends in."""
    whole = contents(known.folder / ".feedpub")
    before = {path.relative_to(known.output): path for path in known.output.rglob("*.*")}
    saved = known.folder / "saved"
    shutil.copytree(known.output, saved)
    known.add("1.md", title="Changed", topics=["AI", "T1"], body="Text.")
    known.forget()
    known.publish()
    expected = contents(known.output)
    chance = random.Random(7)
    noticed = 0
    for _ in range(FLIPS):
        for name in before:
            shutil.copyfile(saved / name, known.output / name)
        known.forget()
        (known.folder / ".feedpub").mkdir()
        for name, content in whole.items():
            damaged = bytearray(content)
            if name.endswith(".sqlite3"):
                damaged[chance.randrange(len(damaged))] ^= 1 << chance.randrange(8)
            (known.folder / ".feedpub" / name).write_bytes(damaged)
        summary = known.publish()
        assert contents(known.output) == expected
        noticed += len(summary.notices)
    assert noticed == FLIPS


@pytest.mark.parametrize("stopped_at", ["unlink", "close"])
def test_damage_is_noticed_after_a_run_that_was_killed_when_it_noticed_it(
    known: Site, monkeypatch: pytest.MonkeyPatch, stopped_at: str
) -> None:
    """The checksum stays as long as the damage."""
    file = file_of(known)
    content = bytearray(file.read_bytes())
    at = content.rindex(b"1.md")
    content[at : at + 4] = b"7.md"
    file.write_bytes(content)
    known.add("0.md", title="Changed", topics=["AI"], body="Text.")

    def stopped(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        if stopped_at == "unlink":
            patched.setattr(database.os, "unlink", stopped)
        else:
            patched.setattr(Index, "discard", stopped)
        with pytest.raises(KeyboardInterrupt):
            known.publish()
    (notice,) = known.publish().notices
    assert "damaged" in notice
    assert sorted(documents.titles(known.output)) == ["Changed", "Title 1", "Title 2", "Title 3"]


def test_deleted_while_it_is_used(known: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    known.add("0.md", title="Changed", topics=["AI"])
    whole = FolderSource.list_items

    def list_items(source: FolderSource) -> Listing:
        shutil.rmtree(known.folder / ".feedpub", ignore_errors=True)
        return whole(source)

    with monkeypatch.context() as patched:
        patched.setattr(FolderSource, "list_items", list_items)
        known.publish()
    assert "Changed" in documents.titles(known.output)
    known.add("0.md", title="Again", topics=["AI"])
    known.publish()
    assert "Again" in documents.titles(known.output)


def test_another_config(known: Site) -> None:
    """One that records are read otherwise with; tests/test_config_changes.py has the others."""
    known.configure(limit=2, site={"timezone": "Asia/Tokyo"})
    summary = known.publish()
    assert summary.notices == ("site.timezone changed; reading everything again",)
    assert len(documents.titles(known.output)) == 2
    assert known.publish().notices == ()


def test_a_file_system_without_locks_for_the_index(known: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def connect(*_: object) -> None:
        raise sqlite3.OperationalError("locking protocol")

    known.add("0.md", title="Changed", topics=["AI"])
    real = sqlite3.connect
    monkeypatch.setattr(
        database.sqlite3, "connect", lambda name: real(name) if name == ":memory:" else connect()
    )
    (notice,) = known.publish().notices
    assert notice.startswith("no index can be kept in ")
    assert "Changed" in documents.titles(known.output)


@pytest.mark.parametrize("read_first", [False, True])
def test_an_edit_that_a_coarse_clock_hides(
    site: Site, monkeypatch: pytest.MonkeyPatch, read_first: bool
) -> None:
    """Same size, same inode, and times that only change every two seconds; in a run of any length."""
    edited = site.add("a.md", title="Old")
    whole, frozen = FolderSource.list_items, {}

    def list_items(source: FolderSource) -> Listing:
        found = whole(source)
        return Listing([frozen.setdefault(item.key, item) for item in found.items], found.problems, [])

    monkeypatch.setattr(FolderSource, "list_items", list_items)
    site.publish(strict=read_first)
    edited.write_bytes(edited.read_bytes().replace(b"Old", b"New"))
    site.publish()
    assert documents.titles(site.output) == ["New"]


def test_what_is_dropped_leaves_no_trace(known: Site) -> None:
    secret = "Zebra-Quartz-" * 20
    path = known.add("secret.md", title="Shown", topics=[secret])
    known.publish()
    assert secret.encode() in file_of(known).read_bytes()
    path.unlink()
    known.publish()
    left = b"".join(contents(known.folder / ".feedpub").values())
    assert b"Zebra-Quartz" not in left


def test_no_text_of_a_record_is_kept(known: Site) -> None:
    known.add(
        "new.md", title="Zebra title", excerpt="Zebra excerpt", body="Zebra body", featuredContent="Zebra"
    )
    known.publish()
    assert "Zebra title" in documents.titles(known.output)
    left = b"".join(contents(known.folder / ".feedpub").values())
    assert b"Zebra" not in left


def test_names_and_times_that_change(known: Site) -> None:
    def same() -> None:
        shown = contents(known.output)
        known.forget()
        known.publish()
        assert contents(known.output) == shown

    import os

    record = known.source / "0.md"
    record.rename(known.source / "O.MD.md")
    (known.source / "1.md").rename(known.source / "tmp.md")
    (known.source / "2.md").rename(known.source / "1.md")
    (known.source / "tmp.md").rename(known.source / "2.md")
    known.publish()
    same()
    (known.source / "O.MD.md").rename(known.source / "o.md.md")  # only its case
    known.publish()
    same()
    restored = known.source / "3.md"
    restored.unlink()
    known.add("3.md", title="Title 3", topics=["Restored"], body="Older text.")
    os.utime(restored, (1, 1))  # a backup with old times
    known.publish()
    same()
    assert "restored" in known.slugs()
    for year in ("2023", "2030", "1999", "2024"):  # the clock is set
        summary = known.publish(now=f"{year}-07-01T00:00:00+00:00")
        assert summary.failed == ()
    same()


def test_an_index_that_can_be_neither_changed_nor_removed(
    known: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As after a run as another user."""

    def refusing(unlink: Callable[..., None]) -> Callable[..., None]:
        def guarded(path: str | Path, *more: object, **options: object) -> None:
            if f"/{database.FOLDER}/" in str(path):
                raise PermissionError(13, "Permission denied")
            unlink(path, *more, **options)

        return guarded

    known.add("0.md", title="Changed", topics=["AI"])
    with monkeypatch.context() as patched:
        patched.setattr(database.os, "unlink", refusing(database.os.unlink))
        patched.setattr(Path, "unlink", refusing(Path.unlink))
        summary = known.publish()
    assert len(summary.notices) == 1
    assert "Changed" in documents.titles(known.output)
