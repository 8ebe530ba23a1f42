"""What is known of every source, in SQLite; deleting it loses nothing but time.

Responsible for: which sources differ from what was read, the records that may be published, which of them a
feed shows (filter, order and limit are SQL), and what was written where. Not for
reading, rendering or writing any of it.

Holds no record's text: of a source its path, stat, digest and status, and what is wrong with it, and of a
record that is to be published, now or later, what it is chosen by. What is dropped is overwritten.

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
from collections import Counter
from contextlib import suppress
from dataclasses import astuple
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple

from feedpub import fingerprints, sources, topics
from feedpub.problems import Problem
from feedpub.sources import Source
from feedpub.spool import Place

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from pathlib import Path

    from feedpub.config import Selection
    from feedpub.fingerprints import Part
    from feedpub.records import ParsedSource

FOLDER = ".feedpub"
DAMAGED = (sqlite3.DatabaseError, UnicodeDecodeError)  # SQLite's messages may quote what it can't read

_LAYOUT = 6
_TABLES = """
create table meta (key text primary key, value text not null, checksum integer not null) without rowid;
create table sources (
    path text primary key, size integer, mtime_ns integer, ctime_ns integer, inode integer,
    digest blob,         -- of the bytes that were read
    trusted integer,     -- 0 where they have to be read again whatever the stat says
    status text, problems text,
    number integer       -- of its record, if it has one
) without rowid;
create table records (
    number integer primary key, path text not null, id text not null,
    published integer not null, updated integer not null, tie integer not null,
    quality real, heat real, type text, category text, provider text, domain text,
    digest blob not null    -- of all that the record says
);
create table record_topics (    -- older: the date negated, so that the newest come first
    number integer not null, topic text not null, older integer not null, tie integer not null,
    name text not null, primary key (number, topic)
) without rowid;
create table spellings (    -- how many records have a topic by that name, published or not yet
    topic text, name text, records integer not null, primary key (topic, name)
) without rowid;
create table documents (
    path text primary key, made_from blob, size integer, mtime_ns integer, inode integer
) without rowid;
"""
# Where what records say lies in the spool, as far as the run has read them; and those that others shadow.
_TABLES_OF_A_RUN = (
    "create temporary table if not exists texts (number integer primary key, file, start, size)",
    "create temporary table if not exists shadowed (number integer primary key)",
)
# The orders in which rows are asked for, and counts of them that are kept up to date. Made when the first
# rows are there: to sort and count them all costs a third of doing so with each.
_ARRANGED = """
create index records_by_id on records (tie, updated);

create index records_by_date on records (published desc, tie);

create index records_by_update on records (updated);

create index topics_by_date on record_topics (topic, older, tie, number);

create trigger topic_added after insert on record_topics begin
    insert into spellings values (new.topic, new.name, 1) on conflict do update set records = records + 1;
end;

create trigger topic_dropped after delete on record_topics begin
    update spellings set records = records - 1 where topic = old.topic and name = old.name;
    delete from spellings where topic = old.topic and name = old.name and records = 0;
end;
"""
# A file system's clock can be as coarse as two seconds (FAT); a file that changed that short a time before it
# was read may change again without its stat showing it.
_COARSE_NS = 2_000_000_000
# Of a record's topics: that the record is published at some time, looking at those alone that aren't.
_SHOWN = (
    "number not in (select number from records where updated > ?)"
    " and number not in (select number from shadowed)"
)
# The key of how many sources there are, and of fingerprints: all that has one is known as it is, and trusted.
_KNOWN_PARTS = "known parts"
_CHECKSUM = ".checksum"
_CACHE_KIB = 32_000  # SQLite's own 2,000 have a first run of 100,000 records write most pages several times


class Rows(NamedTuple):
    """What sources were read as: rows of the tables of sources, records, their topics and their texts."""

    sources: list[tuple[object, ...]]
    records: list[tuple[Any, ...]]
    topics: list[tuple[int, str, int, int, str]]
    texts: list[tuple[int, str, int, int]]


class Unread(NamedTuple):
    """A record that this run has not read yet: its number, its source, and its digest as far as is known."""

    number: int
    source: Source
    digest: bytes


class Shown(NamedTuple):
    """An entry's place in a feed: its record's number and digest, and its dates."""

    number: int
    digest: bytes
    published: int
    updated: int


class Document(NamedTuple):
    """What was written to a path of the output: from what it was made, and what stat showed then."""

    path: str
    made_from: bytes
    size: int
    mtime_ns: int
    inode: int


class Index:
    """An open index. One process at a time: the run holds the output's lock.

    `is_sealed` says whether the last run that began to change it came to its end, or kept that it didn't.
    """

    def __init__(self, connection: sqlite3.Connection, file: Path | None) -> None:
        self._db = connection
        self.file = file
        self.is_sealed = file is not None and os.path.lexists(_seal_of(file))
        self._changing = self._kept = False
        self._asked: Sequence[Part] = ()  # what `stale` was asked about
        self._spellings: Counter[tuple[str, str]] | None = None  # counted here until rows are arranged

    def close(self) -> None:
        """Close it; what was not kept is lost. A run of which nothing was kept didn't come to its end."""
        self._db.close()
        if self.file and self._kept:
            _seal(self.file)

    def discard(self) -> None:
        """Close it, and remove its files."""
        self._db.close()
        if self.file:
            discard(self.file)

    def begin(self) -> None:
        """Say that it will be changed. Raises sqlite3.DatabaseError where it isn't what was closed last."""
        if self.file and not self._changing and not _unseal(self.file):
            raise sqlite3.DatabaseError("it is damaged")
        self._changing = True
        for statement in _TABLES_OF_A_RUN:
            self._db.execute(statement)
        arranged = self._db.execute("select 1 from sqlite_schema where name = 'topic_added'").fetchone()
        self._spellings = None if arranged else Counter()

    def keep(self) -> None:
        """Make all that was noted so far last."""
        self._db.commit()
        self._kept = True

    # What the folder holds

    def stale(self, found: Sequence[Source]) -> tuple[list[tuple[Source, bytes | None]], list[str]]:
        """Return the sources that have to be read, each with the digest of what was read before, and paths
        that are gone.
        """
        try:
            self._asked = fingerprints.of(found)
        except OverflowError:
            found = [_in_64_bits(source) for source in found]
            self._asked = fingerprints.of(found)
        number, *known_parts = json.loads(self.get(_KNOWN_PARTS) or "[-1]")
        doubtful = self._outside(frozenset(known_parts))
        if not doubtful and number == len(found):
            return [], []
        (number,) = self._db.execute("select count(*) from sources").fetchone()
        if not number:
            return [(source, None) for source in doubtful], []
        rows = self._db.execute(
            "select sources.path, size, mtime_ns, ctime_ns, inode, trusted, digest"
            " from json_each(?) join sources on sources.path = value",
            (json.dumps([source.path for source in doubtful]),),
        )
        known = {path: (tuple(stat), digest) for path, *stat, digest in rows}
        stale = []
        for source in doubtful:
            stat, digest = known.get(source.path, (None, None))
            if stat != (*source[1:], 1):
                stale.append((source, digest))
        if number == len(found) - (len(doubtful) - len(known)):  # all that is known was found
            return stale, []
        present = {source.path for source in found}
        paths = self._db.execute("select path from sources")
        return stale, [path for (path,) in paths if path not in present]

    def _outside(self, known_parts: Collection[str]) -> list[Source]:
        """Return the sources in those parts of the listing that aren't known."""
        unknown = (part.sources for part in self._asked if part.fingerprint not in known_parts)
        return list(chain.from_iterable(unknown))

    def forget(self, paths: Sequence[str]) -> None:
        """Drop what is known of these sources."""
        self.set(_KNOWN_PARTS, None)
        self._drop_records(paths)
        self._db.executemany("delete from sources where path = ?", ((path,) for path in paths))

    def touch(self, sources: Iterable[Source]) -> None:
        """Note new stats of sources whose bytes are as before."""
        self.set(_KNOWN_PARTS, None)
        self._db.executemany(
            "update sources set size = ?, mtime_ns = ?, ctime_ns = ?, inode = ?, trusted = 1 where path = ?",
            [(one.size, one.mtime_ns, one.ctime_ns, one.inode, one.path) for one in sources],
        )

    def next_number(self) -> int:
        """Return the first of the numbers that no record has."""
        (last,) = self._db.execute("select coalesce(max(number), 0) from records").fetchone()
        return int(last) + 1

    def store(self, rows: Rows, known: Iterable[str]) -> None:
        """Note what sources were read as, in place of what was known of those whose paths are `known`."""
        self.set(_KNOWN_PARTS, None)
        self._drop_records(known)
        self._db.executemany(
            "insert or replace into sources values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows.sources
        )
        self._db.executemany(
            "insert into records values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows.records
        )
        self._db.executemany("insert into record_topics values (?, ?, ?, ?, ?)", rows.topics)
        self._db.executemany("insert into texts values (?, ?, ?, ?)", rows.texts)
        if self._spellings is not None:
            self._spellings.update((topic, name) for _, topic, _, _, name in rows.topics)

    def store_again(self, rows: Rows, expected: Mapping[int, bytes]) -> bool:
        """Note what records came to that were read again, given their digests by number; say whether any
        isn't what it was.
        """
        same = {row[0] for row in rows.records if expected[row[0]] == row[-1]}
        others = Rows(
            [row for row in rows.sources if row[-1] not in same],
            [row for row in rows.records if row[0] not in same],
            [row for row in rows.topics if row[0] not in same],
            rows.texts,
        )
        self.store(others, [str(row[0]) for row in others.sources])
        return bool(others.sources)

    def arrange(self) -> None:
        """Have rows in the orders in which they are asked for: after the first were stored, before any is
        asked for.
        """
        if self._spellings is None:
            return
        self._db.executemany(
            "insert into spellings values (?, ?, ?)",
            ((*one, count) for one, count in self._spellings.items()),
        )
        for statement in _ARRANGED.split("\n\n"):
            self._db.execute(statement)
        self._spellings = None

    def distrust(self, before_ns: int) -> None:
        """Have sources read again next time that changed so shortly before this instant that they may change
        unseen. Whatever `stale` told of has been noted by now: parts of the folder's listing in which nothing
        is distrusted will be known by their fingerprints.
        """
        since = before_ns - _COARSE_NS
        self._db.execute("update sources set trusted = 0 where mtime_ns > ? or ctime_ns > ?", (since, since))
        doubt = {path for (path,) in self._db.execute("select path from sources where not trusted")}
        parts = [
            part.fingerprint
            for part in self._asked
            if not doubt or doubt.isdisjoint(source.path for source in part.sources)
        ]
        number = sum(len(part.sources) for part in self._asked)
        self.set(_KNOWN_PARTS, json.dumps([number, *parts]) if parts else None)

    def _drop_records(self, paths: Iterable[str]) -> None:
        for path in paths:
            row = self._db.execute("select number from sources where path = ?", (path,)).fetchone()
            if row and row[0] is not None:
                self._db.execute("delete from record_topics where number = ?", row)
                self._db.execute("delete from records where number = ?", row)

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
        self._db.execute("delete from shadowed")
        rows = self._db.execute(
            # The tie is made from the id: ids that differ hardly ever share one, and the same id always does.
            "select id, path, number from records where updated <= :now and tie in"
            " (select tie from records where updated <= :now group by tie having count(*) > 1)"
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
            "select topic, name, sum(records) as used from ("
            " select topic, name, records from spellings union all"
            " select topic, name, -count(*) from record_topics where number in"
            " (select number from records where updated > ? union select number from shadowed)"
            " group by topic, name)"
            " group by topic, name having used > 0 order by used, name desc",
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

    def unread(self, numbers: Sequence[int]) -> list[Unread]:
        """Return those of these records that this run has not read, in the order of their sources."""
        rows = self._db.execute(
            "select records.number, records.digest, sources.path, size, mtime_ns, ctime_ns, inode"
            " from json_each(?) join records on records.number = value"
            " join sources on sources.path = records.path"
            " where value not in (select number from texts) order by sources.path",
            (json.dumps(numbers),),
        )
        return [Unread(number, Source(*source), digest) for number, digest, *source in rows]

    def places(self, numbers: Sequence[int]) -> list[tuple[int, Place]]:
        """Return where the records lie that this run has read, with their numbers."""
        rows = self._db.execute(
            f"select number, file, start, size from texts where number in ({_marks(numbers)})",  # noqa: S608 - placeholders only
            tuple(numbers),
        )
        return [(number, Place(file, start, (start + size,))) for number, file, start, size in rows]

    def topics_of(self, numbers: Sequence[int]) -> list[tuple[str, str]]:
        """Return key and name of the topics of these records, each once for every spelling."""
        return self._db.execute(
            f"select distinct topic, name from record_topics where number in ({_marks(numbers)})",  # noqa: S608 - the same
            tuple(numbers),
        ).fetchall()

    def documents(self) -> dict[str, Document]:
        """Return what was written, by path."""
        return {row[0]: Document(*row) for row in self._db.execute("select * from documents")}

    def store_documents(self, standing: Sequence[Document], others: Iterable[str]) -> None:
        """Note what lies in the output folder now; of what lies at the other paths what was known is kept."""
        self._db.executemany("insert or replace into documents values (?, ?, ?, ?, ?)", standing)
        self._db.execute(
            "delete from documents where path not in (select value from json_each(?))",
            (json.dumps([*(one.path for one in standing), *others]),),
        )

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
        except DAMAGED:
            notice = "the index could not be read; reading everything again"
        else:
            try:
                if index.get("key") == key:
                    return index, None
                notice = "the config or feedpub changed; reading everything again"
            except DAMAGED:
                notice = "the index could not be read; reading everything again"
            index.close()
    discard(file)
    return _begun(_connected(file), key), notice


def in_memory(key: str) -> Index:
    """Return an empty index that is gone when it is closed."""
    return _begun(Index(sqlite3.connect(":memory:"), None), key)


def discard(file: Path) -> None:
    """Remove an index's files; the checksum last, without which damage would not be seen."""
    for suffix in ("", "-wal", "-shm", "-journal", _CHECKSUM):
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
    except DAMAGED:
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
    """Note the checksum of an index that was closed; an index without one is read all the same, by a run that
    doesn't take it for settled.
    """
    seal = _seal_of(file)
    with suppress(OSError):
        try:
            seal.write_text(_checksum(file), "ascii")
        except OSError:
            seal.unlink(missing_ok=True)
            raise


def _unseal(file: Path) -> bool:
    """Drop the checksum, since the index will change; say whether it was right, or there was none."""
    seal = _seal_of(file)
    try:
        noted = seal.read_text("ascii", "replace")
        if noted and noted != _checksum(file):
            return False
        seal.unlink()
    except FileNotFoundError:
        return True
    except OSError as error:
        raise sqlite3.OperationalError(f"{seal}: {error.strerror}") from None
    return True


def _seal_of(file: Path) -> Path:
    return file.with_name(file.name + _CHECKSUM)


def _checksum(file: Path) -> str:
    made = 0
    part = memoryview(bytearray(1 << 20))
    with file.open("rb", buffering=0) as content:
        while size := content.readinto(part):
            made = zlib.crc32(part[:size], made)
    return f"{made:08x}"


def key_of(parts: Mapping[str, object]) -> str:
    """Return a key for `open_file`, from all that the index depends on."""
    made = json.dumps({"layout": _LAYOUT, **parts}, sort_keys=True, default=repr)
    return hashlib.sha256(made.encode()).hexdigest()


def add(
    rows: Rows,
    number: int,
    source: Source,
    digest: bytes | None,
    parsed: ParsedSource,
    said: bytes,
) -> None:
    """Add what a source was read as to the rows; its record, if it has one, gets the number, and `said` is
    all that it says.

    No digest: the source could not be read, and has to be tried again next time. What is costly about rows is
    done here, where it can run in parallel.
    """
    problems = _as_text(parsed.problems) if parsed.problems else None
    rows.sources.append(
        (*source, digest, digest is not None, parsed.status, problems, parsed.record and number)
    )
    record = parsed.record
    if record is None:
        return
    provider = record.provider
    tie = int.from_bytes(hashlib.blake2b(record.id.encode(), digest_size=8).digest(), "big", signed=True)
    rows.records.append(
        (
            number,
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
            sources.digest(said),
        )
    )
    for name in record.topics:
        rows.topics.append((number, topics.key(name), -record.published, tie, name))


def in_64_bits(number: int) -> int:
    """Return a number of a stat as SQLite's integers hold it: a time may lie after the year 2262, and an
    inode's number have no sign. What is less than 2**64 apart stays different.
    """
    return (number + 2**63) % 2**64 - 2**63


def _in_64_bits(source: Source) -> Source:
    return Source(source.path, *map(in_64_bits, source[1:]))


def _as_text(problems: Sequence[Problem]) -> str:
    return json.dumps([astuple(problem)[1:] for problem in problems])


def _marks(values: Sequence[object]) -> str:
    return ",".join("?" * len(values))
