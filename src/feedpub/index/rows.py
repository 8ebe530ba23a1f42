"""The rows that are stored for items that were read.

Responsible for turning parsed items into rows, in the process that parses them: what is costly about a row is
done in parallel. Not for storing them (`changes`).
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import astuple
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from feedpub import topics
from feedpub.sources.base import digest

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from feedpub.problems import Problem
    from feedpub.records import ParsedSource, Record
    from feedpub.sources.base import Item


class ItemRow(NamedTuple):
    """An item as it was read; the columns of the table `items`."""

    key: str
    revision: bytes
    changed_ns: int | None
    digest: bytes | None
    must_reread: bool
    status: str
    problems: str | None
    first_number: int | None


class RecordRow(NamedTuple):
    """A record of an item, its `ordinal` counting from 0; the columns of the table `records`."""

    number: int
    item_key: str
    ordinal: int
    id: str
    published: int
    updated: int
    id_hash: int
    quality: float | None
    heat: float | None
    type: str | None
    category: str | None
    provider: str | None
    domain: str | None
    digest: bytes


class RecordTopicRow(NamedTuple):
    """A topic of a record, by its key and by the record's name for it; the table `record_topics`."""

    number: int
    topic: str
    neg_published: int
    id_hash: int
    name: str


class TextRow(NamedTuple):
    """Where a record's text lies in the run's spool; the table `texts`."""

    number: int
    file: str
    start: int
    size: int


class RowBatch(NamedTuple):
    """The rows of several items, their records, the records' topics and texts."""

    items: list[ItemRow]
    records: list[RecordRow]
    topics: list[RecordTopicRow]
    texts: list[TextRow]

    @classmethod
    def empty(cls) -> RowBatch:
        """Return a batch without rows."""
        return cls([], [], [], [])

    def __reduce__(self) -> tuple[Callable[..., RowBatch], tuple[list[tuple[object, ...]], ...]]:
        """Pickle rows as plain tuples, which takes half of the time."""
        return _from_tuples, tuple([tuple(row) for row in rows] for rows in self)

    def add_unreadable(self, item: Item, changed_ns: int | None, problem: Problem) -> None:
        """Add an item whose bytes can't be read: it has to be tried again by the next run."""
        self.items.append(
            ItemRow(item.key, item.revision, changed_ns, None, True, "invalid", _to_json([problem]), None)  # noqa: FBT003 - a column
        )

    def add_item(
        self,
        item: Item,
        changed_ns: int | None,
        content_digest: bytes,
        parsed: ParsedSource,
        first_number: int,
    ) -> None:
        """Add an item that was read; its records, which are added one by one, count from `first_number`."""
        problems = _to_json(parsed.problems) if parsed.problems else None
        number = first_number if parsed.record else None
        self.items.append(
            ItemRow(
                item.key, item.revision, changed_ns, content_digest, False, parsed.status, problems, number  # noqa: FBT003 - a column
            )
        )  # fmt: skip

    def add_record(self, item_key: str, first_number: int, ordinal: int, record: Record, text: bytes) -> None:
        """Add a record of an item; `text` holds all its fields."""
        number = first_number + ordinal
        provider = record.provider
        id_hash = int.from_bytes(
            hashlib.blake2b(record.id.encode(), digest_size=8).digest(), "big", signed=True
        )
        self.records.append(
            RecordRow(
                number,
                item_key,
                ordinal,
                record.id,
                record.published,
                record.updated,
                id_hash,
                record.quality,
                record.heat,
                record.type and record.type.casefold(),
                record.category and record.category.casefold(),
                provider.name.casefold() if provider else None,
                provider.domain if provider else None,
                digest(text),
            )
        )
        for name in record.topics:
            self.topics.append(RecordTopicRow(number, topics.key(name), -record.published, id_hash, name))


def _from_tuples(*tables: Sequence[tuple[object, ...]]) -> RowBatch:
    kinds = (ItemRow, RecordRow, RecordTopicRow, TextRow)
    named = [list(map(partial(tuple.__new__, kind), rows)) for kind, rows in zip(kinds, tables, strict=True)]
    return RowBatch(*named)


def _to_json(problems: Sequence[Problem]) -> str:
    return json.dumps([astuple(problem)[1:] for problem in problems])
