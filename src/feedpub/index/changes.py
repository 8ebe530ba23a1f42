"""Which items differ from what was read, and storing what they are read as.

Responsible for trust in revisions: a file that changed shortly before it was read may change again without
its stat showing it. Not for reading.
"""

from __future__ import annotations

import json
from collections import Counter
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from feedpub.index import schema
from feedpub.sources.base import Item
from feedpub.sources.fingerprints import fingerprint_parts

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from feedpub.index.database import Index
    from feedpub.index.rows import RowBatch
    from feedpub.sources.base import Source

MTIME_GRANULARITY_NS = 2_000_000_000
"""A file system's clock can be as coarse as two seconds (FAT)."""

# The key of the number of items, and of the fingerprints of those parts of the listing in which every item is
# stored as it is and needn't be read again.
_UNCHANGED_PARTS = "unchanged parts"


class StaleItem(NamedTuple):
    """An item that has to be read, and the digest of the bytes that were read before, if any were."""

    item: Item
    digest: bytes | None


class Changes(NamedTuple):
    """How a listing differs from the index: items that have to be read, and keys that are gone."""

    stale: list[StaleItem]
    gone: list[str]


class ItemToReread(NamedTuple):
    """An item of which this run has not read a record that it needs: its first number, and the digests of
    all its records as stored.
    """

    item: Item
    first_number: int
    digests: tuple[bytes, ...]


def find(index: Index, items: Sequence[Item]) -> Changes:
    """Compare a source's listing with the index."""
    index.listed_parts = fingerprint_parts(items)
    count, *unchanged = json.loads(index.get(_UNCHANGED_PARTS) or "[-1]")
    doubtful = _outside(index, frozenset(unchanged))
    if not doubtful and count == len(items):
        return Changes([], [])
    (count,) = index.db.execute("select count(*) from items").fetchone()
    if not count:
        return Changes([StaleItem(item, None) for item in doubtful], [])
    rows = index.db.execute(
        "select items.key, revision, must_reread, digest from json_each(?) join items on items.key = value",
        (json.dumps([item.key for item in doubtful]),),
    )
    stored = {key: (revision, must_reread, digest) for key, revision, must_reread, digest in rows}
    stale = []
    for item in doubtful:
        revision, must_reread, digest = stored.get(item.key, (None, 1, None))
        if must_reread or revision != item.revision:
            stale.append(StaleItem(item, digest))
    if count == len(items) - (len(doubtful) - len(stored)):  # everything stored is listed
        return Changes(stale, [])
    listed = {item.key for item in items}
    keys = index.db.execute("select key from items")
    return Changes(stale, [key for (key,) in keys if key not in listed])


def _outside(index: Index, fingerprints: Collection[str]) -> list[Item]:
    """Return the items of the listing's other parts."""
    parts = (part.items for part in index.listed_parts if part.fingerprint not in fingerprints)
    return list(chain.from_iterable(parts))


def forget(index: Index, keys: Sequence[str]) -> None:
    """Delete these items and their records."""
    index.set(_UNCHANGED_PARTS, None)
    _delete_records(index, keys)
    index.db.executemany("delete from items where key = ?", ((key,) for key in keys))


def forget_all(index: Index) -> None:
    """Delete all items and their records."""
    forget(index, [key for (key,) in index.db.execute("select key from items")])


def refresh_stats(index: Index, source: Source, items: Iterable[Item]) -> None:
    """Store new revisions of items whose bytes are as before."""
    index.set(_UNCHANGED_PARTS, None)
    index.db.executemany(
        "update items set revision = ?, changed_ns = ?, must_reread = 0 where key = ?",
        [(item.revision, source.changed_ns(item.revision), item.key) for item in items],
    )


def next_first_number(index: Index) -> int:
    """Return the first number of the next item that is stored."""
    (last,) = index.db.execute("select max(number) from records").fetchone()
    return 0 if last is None else (last // schema.NUMBERS_PER_ITEM + 1) * schema.NUMBERS_PER_ITEM


def store(index: Index, rows: RowBatch, known: Iterable[str]) -> None:
    """Store items that were read. `known` are the keys of those that are stored already."""
    index.set(_UNCHANGED_PARTS, None)
    _delete_records(index, known)
    if index.spellings is None and not _has_triggers(index):
        index.spellings = Counter()
    # Rows without names: sqlite3 takes a third longer to bind the values of any other sequence than a tuple.
    items, records, record_topics, texts = (map(tuple, table) for table in rows)
    db = index.db
    db.executemany("insert or replace into items values (?, ?, ?, ?, ?, ?, ?, ?)", items)
    db.executemany("insert into records values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", records)
    db.executemany("insert into record_topics values (?, ?, ?, ?, ?)", record_topics)
    db.executemany("insert into texts values (?, ?, ?, ?)", texts)
    if index.spellings is not None:
        index.spellings.update((row.topic, row.name) for row in rows.topics)


def items_to_reread(index: Index, numbers: Sequence[int]) -> list[ItemToReread]:
    """Return the items of those of these records that this run has not read, in the order of their keys."""
    rows = index.db.execute(
        "select items.key, revision, first_number, records.digest from ("
        " select distinct item_key from json_each(?) join records on number = value"
        " where value not in (select number from texts)"
        ") as asked join items on items.key = asked.item_key"
        " join records on number >= first_number and number < first_number + ?"
        " order by items.key, number",
        (json.dumps(numbers), schema.NUMBERS_PER_ITEM),
    )
    found: dict[str, ItemToReread] = {}
    for key, revision, first_number, digest in rows:
        before = found.get(key)
        digests = (*before.digests, digest) if before else (digest,)
        found[key] = ItemToReread(Item(key, revision), first_number, digests)
    return list(found.values())


def store_reread(index: Index, rows: RowBatch, expected: Mapping[str, tuple[bytes, ...]]) -> bool:
    """Store items that were read again, given the digests of their records by key; return whether any
    differs from what was stored.
    """
    digests: dict[str, tuple[bytes, ...]] = {}
    for record in rows.records:
        digests[record.item_key] = (*digests.get(record.item_key, ()), record.digest)
    differing = {row.key for row in rows.items if digests.get(row.key, ()) != expected[row.key]}
    numbers = {record.number for record in rows.records if record.item_key in differing}
    others = rows._replace(
        items=[row for row in rows.items if row.key in differing],
        records=[row for row in rows.records if row.number in numbers],
        topics=[row for row in rows.topics if row.number in numbers],
    )
    store(index, others, sorted(differing))
    return bool(differing)


def create_indexes(index: Index) -> None:
    """Create the tables' indexes and triggers: after the first rows were stored, before any is asked for."""
    if _has_triggers(index):
        return
    index.db.executemany(
        "insert into spellings values (?, ?, ?)",
        ((topic, name, count) for (topic, name), count in (index.spellings or {}).items()),
    )
    for statement in schema.INDEXES_AND_TRIGGERS:
        index.db.execute(statement)
    index.spellings = None


def mark_racy(index: Index, before_ns: int) -> None:
    """Have items read again by the next run that changed so shortly before this instant that a later change
    may not show in their revisions.

    Everything that `find` returned has been stored by now. So the parts of the listing without such an item
    will be recognised by their fingerprints.
    """
    index.db.execute(
        "update items set must_reread = 1 where changed_ns > ?", (before_ns - MTIME_GRANULARITY_NS,)
    )
    doubtful = {key for (key,) in index.db.execute("select key from items where must_reread")}
    unchanged = [
        part.fingerprint
        for part in index.listed_parts
        if not doubtful or doubtful.isdisjoint(item.key for item in part.items)
    ]
    count = sum(len(part.items) for part in index.listed_parts)
    index.set(_UNCHANGED_PARTS, json.dumps([count, *unchanged]) if unchanged else None)


def _has_triggers(index: Index) -> bool:
    query = "select 1 from sqlite_schema where name = ?"
    return index.db.execute(query, (schema.LAST_CREATED,)).fetchone() is not None


def _delete_records(index: Index, keys: Iterable[str]) -> None:
    for key in keys:
        row = index.db.execute("select first_number from items where key = ?", (key,)).fetchone()
        if row is None or row[0] is None:
            continue
        (first,) = row
        numbers = (first, first + schema.NUMBERS_PER_ITEM)
        index.db.execute("delete from record_topics where number >= ? and number < ?", numbers)
        index.db.execute("delete from records where number >= ? and number < ?", numbers)
