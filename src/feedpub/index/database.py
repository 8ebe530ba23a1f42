"""An open index, opening one, and values that hold between runs.

Responsible for transactions, for an index that is damaged or of another kind, and for its clean marker.
SQLite's own journal keeps the index whole when a run is killed.
"""

from __future__ import annotations

import json
import os
import sqlite3
import zlib
from contextlib import suppress
from typing import TYPE_CHECKING

from feedpub.index import clean_marker, schema

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from feedpub.sources.fingerprints import Part

FOLDER = ".feedpub"
DAMAGED = (sqlite3.DatabaseError, UnicodeDecodeError)  # SQLite's messages may quote what it can't read

VERSION = "feedpub"
"""The part of a key that is the version of feedpub."""
_LAYOUT = "layout"
_DAMAGED = "the index is damaged"
_CACHE_KIB = 32_000  # with SQLite's own 2,000 a first run of 100,000 records writes most pages several times


class Index:
    """An open index. One process at a time: the run holds the output's lock.

    `db` is for the modules of this package. `ended_cleanly` tells whether the last run that began to change
    the index ended, or recorded that it had not.
    """

    def __init__(self, connection: sqlite3.Connection, file: Path | None) -> None:
        self.db = connection
        self.file = file
        self.ended_cleanly = file is not None and clean_marker.is_there(file)
        self.listed_parts: Sequence[Part] = ()
        """The parts of the listing that was compared last."""
        self.spellings: Counter[tuple[str, str]] | None = None
        """How many records have a topic by a name, counted here until triggers do."""
        self._is_changing = self._is_kept = False

    def close(self) -> None:
        """Close it; what was not kept is lost. A run that kept nothing doesn't end cleanly."""
        self.db.close()
        if self.file and self._is_kept:
            clean_marker.write(self.file)

    def discard(self) -> None:
        """Close it, and remove its files."""
        self.db.close()
        if self.file:
            discard(self.file)

    def begin(self) -> None:
        """Prepare for changes. Raises sqlite3.DatabaseError where it isn't what was closed last."""
        if self.file and not self._is_changing and not clean_marker.clear(self.file):
            raise sqlite3.DatabaseError("it is damaged")
        self._is_changing = True
        for statement in schema.TEMPORARY_TABLES:
            self.db.execute(statement)

    def keep(self) -> None:
        """Commit all changes so far."""
        self.db.commit()
        self._is_kept = True

    def get(self, key: str) -> str | None:
        """Return a value that was set."""
        row = self.db.execute("select value, checksum from meta where key = ?", (key,)).fetchone()
        if row is None:
            return None
        value, checksum = row
        if zlib.crc32(str(value).encode()) != checksum:
            raise sqlite3.DatabaseError("it is damaged")
        return str(value)

    def set(self, key: str, value: str | None) -> None:
        """Set a value; None removes it."""
        if value is None:
            self.db.execute("delete from meta where key = ?", (key,))
        else:
            self.db.execute(
                "insert or replace into meta values (?, ?, ?)", (key, value, zlib.crc32(value.encode()))
            )


def open_file(file: Path, key: str) -> tuple[Index, str | None]:
    """Return the index in `file`, and why it had to be begun anew, if another was there.

    `key` stands for all that reading depends on (see `key_of`). An index of another key, another layout, or
    one that can't be read is replaced. Raises OSError or sqlite3.OperationalError where none can be kept.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    reason = None
    if file.exists():
        try:
            index = _connect(file)
        except DAMAGED:
            reason = _DAMAGED
        else:
            try:
                stored = index.get("key")
                if stored == key:
                    return index, None
                reason = _describe_change(stored, key)
            except DAMAGED:
                reason = _DAMAGED
            index.close()
    discard(file)
    return _begin(_connect(file), key), reason


def in_memory(key: str) -> Index:
    """Return an empty index that is gone when it is closed."""
    return _begin(Index(sqlite3.connect(":memory:"), None), key)


def discard(file: Path) -> None:
    """Remove an index's files; the clean marker last, without which damage would not be seen."""
    for suffix in ("", "-wal", "-shm", "-journal", clean_marker.SUFFIX):
        with suppress(FileNotFoundError):
            os.unlink(f"{file}{suffix}")  # noqa: PTH108 - a name made of a path and a suffix


def key_of(parts: Mapping[str, object]) -> str:
    """Return a key for `open_file` from the parts that the index depends on, by the names that people know.

    `VERSION` names feedpub's own version.
    """
    return json.dumps({_LAYOUT: schema.LAYOUT, **parts}, sort_keys=True, default=repr)


def _describe_change(stored: str | None, key: str) -> str:
    """Return which parts of two keys differ; an index of an older version may have any other key."""
    try:
        before, after = json.loads(stored or ""), json.loads(key)
        changed = sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))
    except (ValueError, AttributeError):
        return "feedpub changed"
    if VERSION in changed:
        return f"feedpub changed from {before.get(VERSION)} to {after[VERSION]}"
    if _LAYOUT in changed:
        return "feedpub changed"
    return f"{' and '.join(changed)} changed"


def _connect(file: Path) -> Index:
    connection = sqlite3.connect(file)
    try:
        # One process at a time, so no shared memory is needed: it works on file systems without it. A journal
        # holds the pages before a change, so that a first run writes its rows once, not twice.
        connection.execute("pragma locking_mode = exclusive")
        connection.execute("pragma journal_mode = delete")
        connection.execute("pragma synchronous = full")
        connection.execute("pragma temp_store = memory")
        connection.execute(f"pragma cache_size = -{_CACHE_KIB}")
        connection.execute("pragma secure_delete = on")
    except DAMAGED:
        connection.close()
        raise
    return Index(connection, file)


def _begin(index: Index, key: str) -> Index:
    try:
        index.db.executescript(schema.TABLES)
        index.begin()
        index.set("key", key)
    except sqlite3.DatabaseError:
        index.close()
        raise
    return index
