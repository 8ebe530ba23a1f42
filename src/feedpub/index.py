"""What is known of every source, in SQLite; deleting it loses nothing but time.

Responsible for: which sources differ from what was read, the records that may be published, which of them a
feed shows (filter, order and limit are SQL), the entries made from them, and what was written where. Not for
reading, rendering or writing any of it.

Holds no text of a source that isn't to be published: only its path, its status and what is wrong with it.
What is dropped is overwritten.

Beside it lies its checksum while nobody changes it, so that damage that SQLite doesn't see is found before
anything is made of it. A run that only looks whether anything changed doesn't ask for it: all that damage
could do there is to make something look changed. After a run that was killed there is none, and SQLite's own
journal sees to the index being whole.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import zlib
from array import array
from contextlib import suppress
from dataclasses import astuple
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple

from feedpub import sources, topics
from feedpub.problems import Problem
from feedpub.sources import Source

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from feedpub.config import Selection
    from feedpub.records import Record

FOLDER = ".feedpub"

_LAYOUT = 5
_TABLES = """
create table meta (key text primary key, value text not null, checksum integer not null) without rowid;
create table sources (
    path text primary key, size integer, mtime_ns integer, ctime_ns integer, inode integer,
    digest blob,         -- of the bytes that were read
    trusted integer,     -- 0 where they have to be read again whatever the stat says
    status text, problems text
) without rowid;
create table records (
    number integer primary key, path text not null unique, id text not null,
    published integer not null, updated integer not null, tie integer not null,
    quality real, heat real, type text, category text, provider text, domain text,
    digest blob not null
);
create table record_data (    -- apart, since few of the records that are looked through are read
    number integer primary key, data blob not null
);
create index records_by_id on records (id, updated);
create index records_by_date on records (published desc, tie);
create index records_by_update on records (updated);
create table record_topics (
    topic text, older integer, tie integer, number integer, name text,
    primary key (topic, older, tie, number)    -- older: the date negated, so that the newest come first
) without rowid;
create index topics_of_record on record_topics (number);
create table entries (    -- as text in each format, and as pages show it; empty where there are no pages
    number integer primary key, atom text not null, rss text not null, json text not null,
    card text not null, item text not null
);
create table documents (
    path text primary key, made_from blob, digest blob, size integer, mtime_ns integer, inode integer
) without rowid;
"""
# A file system's clock can be as coarse as two seconds (FAT); a file that changed that short a time before it
# was read may change again without its stat showing it.
_COARSE_NS = 2_000_000_000
# Of a record's topics: that the record is published at some time, looking at those alone that aren't.
_SHOWN = (
    "number not in (select number from records where updated > ?)"
    " and number not in (select number from shadowed)"
)
_ALL_KNOWN = "all known"  # the key of a fingerprint: all that has it is known as it is, and trusted
_FIELDS = len(Source._fields)
_CHECKSUM = ".checksum"
_CACHE_KIB = 32_000  # SQLite's own 2,000 have a first run of 100,000 records write most pages several times


class Row(NamedTuple):
    """A record as a row of the index, (key, name) of each of its topics, and all that it says."""

    columns: tuple[object, ...]
    published: int
    tie: int
    topics: tuple[tuple[str, str], ...]
    data: bytes


class Reading(NamedTuple):
    """What a source was read as. No digest: it could not be, and has to be tried again next time."""

    source: Source
    digest: bytes | None
    status: str
    problems: tuple[Problem, ...]
    row: Row | None


class Shown(NamedTuple):
    """An entry's place in a feed: its record's number and digest, and its dates."""

    number: int
    digest: bytes
    published: int
    updated: int


class Texts(NamedTuple):
    """An entry as text: in each format, and as pages show it."""

    atom: str
    rss: str
    json: str
    card: str
    item: str


class Document(NamedTuple):
    """What was written to a path of the output: from what it was made, what the bytes are, and what stat
    showed then.
    """

    path: str
    made_from: bytes
    digest: bytes
    size: int
    mtime_ns: int
    inode: int


class Index:
    """An open index. One process at a time: the run holds the output's lock."""

    def __init__(self, connection: sqlite3.Connection, file: Path | None) -> None:
        self._db = connection
        self.file = file
        self._changing = False
        self._asked = ""  # the fingerprint of what `stale` was asked about

    def close(self) -> None:
        """Close it; what was not kept is lost."""
        self._db.close()
        if self.file and self._changing:
            _seal(self.file)

    def begin(self) -> None:
        """Say that it will be changed. Raises sqlite3.DatabaseError where it isn't what was closed last."""
        if self.file and not self._changing and not _unseal(self.file):
            raise sqlite3.DatabaseError("it is damaged")
        self._changing = True

    def keep(self) -> None:
        """Make all that was noted so far last."""
        self._db.commit()

    # What the folder holds

    def stale(self, found: Sequence[Source]) -> tuple[list[tuple[Source, bytes | None]], list[str]]:
        """Return the sources that have to be read, each with the digest of what was read before, and paths
        that are gone.
        """
        try:
            self._asked = _fingerprint(found)
        except OverflowError:
            found = [_in_64_bits(source) for source in found]
            self._asked = _fingerprint(found)
        if self.get(_ALL_KNOWN) == self._asked:
            return [], []
        changed = {source.path: source for source in found}
        trusted = "select path, size, mtime_ns, ctime_ns, inode from sources where trusted"
        for row in self._db.execute(trusted):
            if changed.get(row[0]) == row:
                del changed[row[0]]
        (known,) = self._db.execute("select count(*) from sources").fetchone()
        if not known or (known == len(found) and not changed):
            return [(source, None) for source in changed.values()], []
        present = {source.path for source in found}
        gone = [path for (path,) in self._db.execute("select path from sources") if path not in present]
        return [(source, self._digest(path)) for path, source in changed.items()], gone

    def _digest(self, path: str) -> bytes | None:
        """Return the digest of what was read from a source before."""
        row = self._db.execute("select digest from sources where path = ?", (path,)).fetchone()
        return row[0] if row else None

    def forget(self, paths: Sequence[str]) -> None:
        """Drop what is known of these sources."""
        self.set(_ALL_KNOWN, None)
        self._drop_records(paths)
        self._db.executemany("delete from sources where path = ?", ((path,) for path in paths))

    def touch(self, sources: Iterable[Source]) -> None:
        """Note new stats of sources whose bytes are as before."""
        self.set(_ALL_KNOWN, None)
        self._db.executemany(
            "update sources set size = ?, mtime_ns = ?, ctime_ns = ?, inode = ?, trusted = 1 where path = ?",
            [(one.size, one.mtime_ns, one.ctime_ns, one.inode, one.path) for one in sources],
        )

    def store(self, readings: Sequence[Reading], known: Iterable[str]) -> None:
        """Note what sources were read as, in place of what was known of those whose paths are `known`."""
        self.set(_ALL_KNOWN, None)
        self._drop_records(known)
        self._db.executemany(
            "insert or replace into sources values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (*source, digest, digest is not None, status, _as_text(problems) if problems else None)
                for source, digest, status, problems, _ in readings
            ],
        )
        (last,) = self._db.execute("select coalesce(max(number), 0) from records").fetchone()
        rows = list(enumerate((reading.row for reading in readings if reading.row), start=last + 1))
        self._db.executemany(
            "insert into records values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [(number, *row.columns) for number, row in rows],
        )
        self._db.executemany(
            "insert into record_data values (?, ?)", [(number, row.data) for number, row in rows]
        )
        self._db.executemany(
            "insert into record_topics values (?, ?, ?, ?, ?)",
            [
                (key, -row.published, row.tie, number, name)
                for number, row in rows
                for key, name in row.topics
            ],
        )

    def distrust(self, before_ns: int) -> None:
        """Have sources read again next time that changed so shortly before this instant that they may change
        unseen. Whatever `stale` told of has been noted by now: where nothing is distrusted, a folder that
        holds the same will be known by its fingerprint.
        """
        since = before_ns - _COARSE_NS
        self._db.execute("update sources set trusted = 0 where mtime_ns > ? or ctime_ns > ?", (since, since))
        doubt = self._db.execute("select 1 from sources where not trusted limit 1").fetchone()
        self.set(_ALL_KNOWN, None if doubt else self._asked)

    def _drop_records(self, paths: Iterable[str]) -> None:
        for path in paths:
            row = self._db.execute("select number from records where path = ?", (path,)).fetchone()
            if row:
                for table in ("record_topics", "entries", "record_data", "records"):
                    self._db.execute(f"delete from {table} where number = ?", row)  # noqa: S608 - fixed names

    # What is to be published

    def statuses(self, now: int) -> dict[str, int]:
        """Return how many sources there are of each status; what is published later counts as scheduled."""
        counts = dict(self._db.execute("select status, count(*) from sources group by status"))
        (later,) = self._db.execute("select count(*) from records where updated > ?", (now,)).fetchone()
        if later:
            counts["scheduled"] = later
            counts["published"] -= later
        return counts

    def problems(self) -> list[Problem]:
        """Return what is wrong with the sources, in the order of their paths."""
        rows = self._db.execute("select path, problems from sources where problems is not null order by path")
        return [Problem(path, *fields) for path, made in rows for fields in json.loads(made)]

    def shadow_duplicates(self, now: int) -> list[tuple[str, str, str]]:
        """Let of records with one id only the one updated last be shown; return (path hidden, path shown, id)
        for each hidden.
        """
        self._db.execute("create temporary table if not exists shadowed (number integer primary key)")
        self._db.execute("delete from shadowed")
        rows = self._db.execute(
            "select id, path, number from records where updated <= :now and id in"
            " (select id from records where updated <= :now group by id having count(*) > 1)"
            " order by id, updated desc, path",
            {"now": now},
        ).fetchall()
        hidden: list[tuple[str, str, str]] = []
        shown_id = shown_path = ""
        for record_id, path, number in rows:
            if record_id == shown_id:
                hidden.append((path, shown_path, record_id))
                self._db.execute("insert into shadowed values (?)", (number,))
            else:
                shown_id, shown_path = record_id, path
        return hidden

    def topic_names(self, now: int) -> dict[str, str]:
        """Return the name of every topic that a published record has, by its key: the spelling that most
        records use.
        """
        rows = self._db.execute(
            f"select topic, name, count(*) from record_topics where {_SHOWN}"  # noqa: S608 - a fixed text
            " group by topic, name order by count(*), name desc",
            (now,),
        )
        return {topic: name for topic, name, _ in rows}

    def topic_counts(self, now: int) -> dict[str, tuple[int, int]]:
        """Return how many published records each topic has, and when the newest was published, by the topic's
        key.
        """
        rows = self._db.execute(
            f"select topic, count(*), -min(older) from record_topics where {_SHOWN} group by topic",  # noqa: S608 - the same
            (now,),
        )
        return {topic: (count, newest) for topic, count, newest in rows}

    def newest(self, selection: Selection, now: int) -> list[Shown]:
        """Return what a feed with this selection shows at `now`, in its order: newest or hottest first."""
        values: list[object] = [now]
        wanted = ["updated <= ?", "records.number not in (select number from shadowed)"]
        origin, order = "records", "published desc, records.tie"
        if len(selection.any) == 1 and selection.order == "newest":
            # The topic's own order in the index: only as many rows as are shown are looked at.
            origin = "record_topics cross join records using (number)"
            order = "older, record_topics.tie"
            wanted.append("topic = ?")
            values.append(selection.any[0])
        elif selection.any:
            wanted.append(
                f"number in (select number from record_topics where topic in ({_marks(selection.any)}))"  # noqa: S608
            )
            values.extend(selection.any)
        for topic in selection.all:
            wanted.append("number in (select number from record_topics where topic = ?)")
            values.append(topic)
        if selection.none:
            wanted.append(
                f"number not in (select number from record_topics where topic in ({_marks(selection.none)}))"  # noqa: S608
            )
            values.extend(selection.none)
        for column, allowed in (("category", selection.category), ("type", selection.type)):
            if allowed:
                wanted.append(f"{column} in ({_marks(allowed)})")
                values.extend(allowed)
        if selection.provider:
            marks = _marks(selection.provider)
            wanted.append(f"(provider in ({marks}) or domain in ({marks}))")
            values.extend(selection.provider * 2)
        for column, least in (("quality", selection.min_quality), ("heat", selection.min_heat)):
            if least is not None:
                wanted.append(f"{column} >= ?")
                values.append(least)
        if selection.within is not None:
            wanted.append("published > ?")
            values.append(now - selection.within)
        if selection.order == "hottest":
            order = "heat desc nulls last, " + order
        # Every piece of the statement is one of the texts above; values go in by placeholder.
        rows = self._db.execute(
            f"select records.number, digest, published, updated from {origin} where {' and '.join(wanted)}"  # noqa: S608
            f" order by {order} limit ?",
            (*values, selection.limit),
        )
        return [Shown(*row) for row in rows]

    def next_due(self, now: int) -> int | None:
        """Return the first instant after `now` at which a scheduled record appears."""
        (due,) = self._db.execute("select min(updated) from records where updated > ?", (now,)).fetchone()
        return due if due is None else int(due)

    # What was made

    def without_entry(self, numbers: Iterable[int]) -> list[int]:
        """Return number and data of those records whose entries are still to be made, in the order of their
        paths.
        """
        self._db.execute("create temporary table if not exists asked (number integer primary key)")
        self._db.execute("delete from asked")
        self._db.executemany("insert or ignore into asked values (?)", ((number,) for number in numbers))
        rows = self._db.execute(
            "select number from asked join records using (number)"
            " where number not in (select number from entries) order by path"
        )
        return [number for (number,) in rows]

    def data(self, numbers: Sequence[int]) -> list[tuple[int, bytes]]:
        """Return the records' data, with their numbers."""
        return self._db.execute(
            f"select number, data from record_data where number in ({_marks(numbers)})",  # noqa: S608 - placeholders only
            tuple(numbers),
        ).fetchall()

    def store_entries(self, made: Iterable[tuple[int, Texts]]) -> None:
        """Note the entries' texts, by their records' numbers."""
        self._db.executemany(
            "insert or replace into entries values (?, ?, ?, ?, ?, ?)",
            ((number, *texts) for number, texts in made),
        )

    def entries(self, shown: Sequence[Shown]) -> list[Texts]:
        """Return the entries' texts, in their order."""
        query = "select atom, rss, json, card, item from entries where number = ?"
        return [Texts(*self._db.execute(query, (one.number,)).fetchone()) for one in shown]

    def forget_entries(self) -> None:
        """Drop every entry's text."""
        self._db.execute("delete from entries")

    def documents(self) -> dict[str, Document]:
        """Return what was written, by path."""
        return {row[0]: Document(*row) for row in self._db.execute("select * from documents")}

    def store_documents(self, written: Iterable[Document], removed: Iterable[str]) -> None:
        """Note what was written, and what lies there no longer."""
        self._db.executemany("insert or replace into documents values (?, ?, ?, ?, ?, ?)", written)
        self._db.executemany("delete from documents where path = ?", ((path,) for path in removed))

    # What else holds between runs

    def get(self, key: str) -> str | None:
        """Return a value that was set."""
        row = self._db.execute("select value, checksum from meta where key = ?", (key,)).fetchone()
        if row and zlib.crc32(str(row[0]).encode()) != row[1]:
            raise sqlite3.DatabaseError("it is damaged")
        return row[0] if row else None

    def set(self, key: str, value: str | None) -> None:
        """Set a value, or drop it."""
        if value is None:
            self._db.execute("delete from meta where key = ?", (key,))
        else:
            self._db.execute(
                "insert or replace into meta values (?, ?, ?)", (key, value, zlib.crc32(value.encode()))
            )


def open_file(file: Path, key: str) -> tuple[Index, str | None]:
    """Return the index in `file`, and a notice if it had to be begun anew.

    `key` stands for all that what is known depends on: feedpub's version, the config. An index of another
    key, another layout, or one that can't be read is replaced. Raises OSError or sqlite3.OperationalError
    where none can be kept there.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    notice = None
    if file.exists():
        try:
            index = _connected(file)
        except sqlite3.DatabaseError:
            notice = "the index could not be read; reading everything again"
        else:
            try:
                if index.get("key") == key:
                    return index, None
                notice = "the config or feedpub changed; reading everything again"
            except sqlite3.DatabaseError:
                notice = "the index could not be read; reading everything again"
            index.close()
    discard(file)
    return _begun(_connected(file), key), notice


def in_memory(key: str) -> Index:
    """Return an empty index that is gone when it is closed."""
    return _begun(Index(sqlite3.connect(":memory:"), None), key)


def discard(file: Path) -> None:
    """Remove an index's files."""
    for suffix in (_CHECKSUM, "", "-wal", "-shm", "-journal"):
        with suppress(FileNotFoundError):
            os.unlink(f"{file}{suffix}")  # noqa: PTH108 - a name made of a path and a suffix


def _connected(file: Path) -> Index:
    connection = sqlite3.connect(file)
    try:
        # One process at a time, so no shared memory is needed: it works on file systems without it. A journal
        # holds what was there before a change, so that a first run writes what it learns once, not twice.
        connection.execute("pragma locking_mode = exclusive")
        connection.execute("pragma journal_mode = delete")
        connection.execute("pragma synchronous = full")
        connection.execute("pragma temp_store = memory")
        connection.execute(f"pragma cache_size = -{_CACHE_KIB}")
        connection.execute("pragma secure_delete = on")
    except sqlite3.DatabaseError:
        connection.close()
        raise
    return Index(connection, file)


def _begun(index: Index, key: str) -> Index:
    try:
        index._db.executescript(_TABLES)  # noqa: SLF001 - the same module
        index.begin()
        index.set("key", key)
    except sqlite3.DatabaseError:
        index.close()
        raise
    return index


def _seal(file: Path) -> None:
    """Note the checksum of an index that was closed; an index without one is read all the same."""
    seal = file.with_name(file.name + _CHECKSUM)
    with suppress(OSError):
        try:
            seal.write_text(_checksum(file), "ascii")
        except OSError:
            seal.unlink(missing_ok=True)
            raise


def _unseal(file: Path) -> bool:
    """Drop the checksum, since the index will change; say whether it was right, or there was none."""
    seal = file.with_name(file.name + _CHECKSUM)
    try:
        noted = seal.read_text("ascii", "replace")
        seal.unlink()
    except FileNotFoundError:
        return True
    except OSError as error:
        raise sqlite3.OperationalError(f"{seal}: {error.strerror}") from None
    return not noted or noted == _checksum(file)


def _checksum(file: Path) -> str:
    made = 0
    with file.open("rb") as content:
        while part := content.read(1 << 20):
            made = zlib.crc32(part, made)
    return f"{made:08x}"


def key_of(parts: Mapping[str, object]) -> str:
    """Return a key for `open_file`, from all that the index depends on."""
    made = json.dumps({"layout": _LAYOUT, **parts}, sort_keys=True, default=repr)
    return hashlib.sha256(made.encode()).hexdigest()


def row(record: Record) -> Row:
    """Return a record as the index keeps it; what is costly about that is done here, where it can run in
    parallel.
    """
    data = record.to_json()
    provider = record.provider
    tie = int.from_bytes(hashlib.blake2b(record.id.encode(), digest_size=8).digest(), "big", signed=True)
    return Row(
        (
            record.path,
            record.id,
            record.published,
            record.updated,
            tie,
            record.quality,
            record.heat,
            record.type and record.type.casefold(),
            record.category and record.category.casefold(),
            provider and provider.name.casefold(),
            provider and provider.domain,
            sources.digest(data),
        ),
        record.published,
        tie,
        tuple([(topics.key(name), name) for name in record.topics]),
        data,
    )


def _in_64_bits(source: Source) -> Source:
    """Return the source with numbers that SQLite's integers hold: a time may lie after the year 2262, and an
    inode's number have no sign. What is less than 2**64 apart stays different.
    """
    fit = [(number + 2**63) % 2**64 - 2**63 for number in source[1:]]
    return Source(source.path, *fit)


def _fingerprint(found: Sequence[Source]) -> str:
    """Return what no other sources or stats have, nor the same in another order: that of a folder's listing
    seldom changes, and sorting costs more than asking for each. Raises OverflowError for a number that has
    more than 64 bits.
    """
    fields: tuple[Any, ...] = tuple(chain.from_iterable(found))
    # How many there are tells where the paths end; none of them holds a NUL.
    made = hashlib.sha256("\0".join((str(len(found)), *fields[::_FIELDS])).encode())
    for column in range(1, _FIELDS):
        made.update(array("q", fields[column::_FIELDS]))
    return made.hexdigest()


def _as_text(problems: Sequence[Problem]) -> str:
    return json.dumps([astuple(problem)[1:] for problem in problems])


def _marks(values: Sequence[object]) -> str:
    return ",".join("?" * len(values))
