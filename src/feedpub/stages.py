"""The stage that reads files in parallel; `run.render` has those that render.

It is a module-level function of one picklable argument, a batch, so any concurrent.futures.Executor can run
it. It needs heavy modules, so only a run that has something to do loads this one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from feedpub import index, records, sources, spool
from feedpub.problems import Problem
from feedpub.records import Parsed

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from feedpub.config import Config
    from feedpub.sources import Source


class ReadBatch(NamedTuple):
    """Sources to read, each with the digest of what was read before (None: whatever that was), the number
    that each one's record gets, and the spool for what these say (None: nobody asks).
    """

    config: Config
    items: Sequence[tuple[Source, bytes | None]]
    numbers: Sequence[int]
    spool: Path | None


def read_batch(batch: ReadBatch) -> tuple[index.Rows, list[Source]]:
    """Return what the sources were read as, and those whose bytes are as before."""
    config = batch.config
    folder = str(config.source)
    rows, same = index.Rows([], [], [], []), []
    texts: list[tuple[int, bytes]] = []
    for number, (source, known_digest) in zip(batch.numbers, batch.items, strict=True):
        try:
            data = sources.read(folder, source, config.limits.file_bytes)
        except sources.Unreadable as error:
            problem = Problem(source.path, 1, 1, "error", "unreadable", str(error))
            index.add(rows, number, source, None, Parsed("invalid", None, (problem,)), b"")
            continue
        digest = sources.digest(data)
        if digest == known_digest:
            same.append(source)
            continue
        parsed = records.parse(data, source.path, config)
        said = parsed.record.to_json() if parsed.record else b""
        index.add(rows, number, source, digest, parsed, said)
        if said:
            texts.append((number, said))
    if batch.spool and texts:
        places = spool.append(batch.spool, [[said] for _, said in texts])
        rows.texts.extend(
            (number, place.file, place.start, place.ends[0] - place.start)
            for (number, _), place in zip(texts, places, strict=True)
        )
    return rows, same
