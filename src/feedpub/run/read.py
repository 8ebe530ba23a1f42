"""Read items: bytes -> records, as rows of the index, with their texts in the spool.

Responsible for reading batches in parallel, and for reading again the records that documents need. Not for
which items differ (`index.changes`), nor for the meaning of their bytes (`records`).
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from feedpub import records
from feedpub.index import changes, schema
from feedpub.index.rows import RowBatch, TextRow
from feedpub.problems import Problem
from feedpub.run.batches import in_batches
from feedpub.run.ids import reading_config
from feedpub.sources import Unreadable, digest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from feedpub.config import Config
    from feedpub.index import Index
    from feedpub.index.changes import Changes, ItemToReread, StaleItem
    from feedpub.run.context import RunContext
    from feedpub.run.spool import Spool
    from feedpub.sources import Item, Source

ITEMS_PER_BATCH = 100


class ReadBatch(NamedTuple):
    """Items to read, each with the digest of the bytes that were read before (None: read whatever they are),
    the first number of each one's records, and the spool for the records' texts (None: they aren't needed).
    """

    config: Config
    source: Source
    items: Sequence[StaleItem]
    first_numbers: Sequence[int]
    spool: Spool | None


class ReadResult(NamedTuple):
    """The rows of items that were read, and items whose bytes are as before."""

    rows: RowBatch
    same: list[Item]


def read_changes(context: RunContext, index: Index, found: Changes, spool: Spool | None) -> int:
    """Read the items that changed into the index and the spool, and delete those that are gone.

    Returns how many items were read as something else than before.
    """
    changes.forget(index, found.gone)
    next_number = changes.next_first_number(index)
    step = schema.NUMBERS_PER_ITEM
    # By key, as the index has them: new rows go behind those that are there.
    ordered = sorted(found.stale, key=lambda stale: stale.item.key)
    numbers = iter(range(next_number, next_number + step * len(ordered), step))
    config = reading_config(context)
    batches = (
        ReadBatch(config, context.source, items, list(islice(numbers, len(items))), spool)
        for items in in_batches(ordered, ITEMS_PER_BATCH)
    )
    known = {stale.item.key for stale in ordered if stale.digest is not None}
    done = new = 0
    for rows, same in context.workers.map_batches(read_batch, batches):
        changes.store(index, rows, [row.key for row in rows.items if row.key in known])
        changes.refresh_stats(index, context.source, same)
        new += len(rows.items)
        done += len(rows.items) + len(same)
        context.progress("read", done, len(ordered))
    changes.create_indexes(index)
    return new


def reread(context: RunContext, index: Index, items: Sequence[ItemToReread], spool: Spool) -> bool:
    """Read again items that an earlier run read, for their records' texts; return whether any isn't what the
    index has, so that feeds may show others.
    """
    config = reading_config(context)
    batches = (
        ReadBatch(
            config,
            context.source,
            [changes.StaleItem(one.item, None) for one in batch],
            [one.first_number for one in batch],
            spool,
        )
        for batch in in_batches(items, ITEMS_PER_BATCH)
    )
    expected = {one.item.key: one.digests for one in items}
    done, differs = 0, False
    for rows, _ in context.workers.map_batches(read_batch, batches):
        differs |= changes.store_reread(index, rows, expected)
        done += len(rows.items)
        context.progress("read", done, len(items))
    return differs


def read_batch(batch: ReadBatch) -> ReadResult:
    """Read items: runs in a worker."""
    source = batch.source
    rows, same = RowBatch.empty(), []
    texts: list[tuple[int, bytes]] = []
    for first_number, (item, known_digest) in zip(batch.first_numbers, batch.items, strict=True):
        changed_ns = source.changed_ns(item.revision)
        try:
            data = source.load(item)
        except Unreadable as error:
            problem = Problem(item.key, 1, 1, "error", "unreadable", str(error))
            rows.add_unreadable(item, changed_ns, problem)
            continue
        content_digest = digest(data)
        if content_digest == known_digest:
            same.append(item)
            continue
        parsed = records.parse(data, item.key, batch.config)
        rows.add_item(item, changed_ns, content_digest, parsed, first_number)
        if parsed.record:
            text = parsed.record.to_json()
            rows.add_record(item.key, first_number, 0, parsed.record, text)
            texts.append((first_number, text))
    if batch.spool and texts:
        places = batch.spool.append([[text] for _, text in texts])
        rows.texts.extend(
            TextRow(number, place.file, place.start, place.ends[0] - place.start)
            for (number, _), place in zip(texts, places, strict=True)
        )
    return ReadResult(rows, same)
