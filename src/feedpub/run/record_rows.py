"""What became of each record, as rows of a table. Nothing is written.

Responsible for choosing rows by status and by topic. Not for why a record is held back (`withheld`).
"""

from __future__ import annotations

from dataclasses import astuple
from typing import TYPE_CHECKING, NamedTuple

from feedpub import topics
from feedpub.index import queries
from feedpub.records import Record, read_topics
from feedpub.run import spool as spools
from feedpub.run.batches import in_batches
from feedpub.run.questions import read_records
from feedpub.run.spool import Place
from feedpub.run.withheld import list_withheld
from feedpub.sources import Unreadable

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from feedpub.config import Config
    from feedpub.run.questions import RecordsRead
    from feedpub.run.spool import Spool

_RECORDS_PER_QUERY = 1000


class RecordRow(NamedTuple):
    """A record and what became of it: published, or held back for a reason.

    `path` is as the user would write it; `line` and `column` are those of what is wrong with it. Only a
    published record has a title, a URL, a date in seconds since 1970, and topics.
    """

    path: str
    status: str
    reason: str | None = None
    line: int | None = None
    column: int | None = None
    title: str | None = None
    url: str | None = None
    published: int | None = None
    topics: tuple[str, ...] = ()


def record_rows(
    config: Config, *, now: int, statuses: Collection[str] = (), topic: str | None = None
) -> list[RecordRow]:
    """Return the records and what became of each, in the order of their paths.

    `statuses` are those that are asked for, all if there are none; `topic` is the name or the slug of a topic
    that they have.
    """
    with spools.open_folder(None) as spool, read_records(config, now, spool) as read:
        problems = [*read.listing.problems, *queries.problems(read.index), *read.duplicates]
        placed = [problem.at(str(config.source / problem.where)) for problem in sorted(problems)]
        held = [RecordRow(*astuple(one)) for one in list_withheld(config, read.index, now, placed)]
        held_paths = {row.path for row in held}
        rows = [row for row in _published_rows(read, spool) if row.path not in held_paths]
        if topic is not None:
            key = _topic_key(topic, read)
            with_topic = _withheld_with_topic(key, read, held_paths)
            rows = [row for row in rows if key in map(topics.key, row.topics)]
            held = [row for row in held if row.path in with_topic]
    chosen = [row for row in (*rows, *held) if not statuses or row.status in statuses]
    return sorted(chosen, key=lambda row: row.path)


def _published_rows(read: RecordsRead, spool: Spool) -> Iterator[RecordRow]:
    """Yield a row for each record that was read and isn't known to be withheld."""
    folder, reader = read.context.config.source, spool.reader()
    for batch in in_batches(queries.records_of_items(read.index), _RECORDS_PER_QUERY):
        places = {
            row.number: Place(row.file, row.start, (row.start + row.size,))
            for row in queries.texts(read.index, [number for _, number in batch])
        }
        for key, number in batch:
            (text,) = reader.texts(places[number])
            record = Record.from_json(text)
            yield RecordRow(
                path=str(folder / key),
                status="published",
                title=record.title or None,
                url=record.link,
                published=record.published,
                topics=record.topics,
            )


def _topic_key(wanted: str, read: RecordsRead) -> str:
    """Return the key of a topic by its slug or its name."""
    site_topics = read.site_topics()
    by_slug = {slug: key for key, slug in site_topics.slugs.items()}
    key = topics.key(wanted)
    return key if key in site_topics.names else by_slug.get(wanted, key)


def _withheld_with_topic(key: str, read: RecordsRead, paths: Collection[str]) -> set[str]:
    """Return those of these paths whose records have the topic, as far as they can be read."""
    config, source = read.context.config, read.context.source
    found = set()
    for item in read.listing.items:
        path = str(config.source / item.key)
        if path not in paths:
            continue
        try:
            names = read_topics(source.load(item), item.key, config)
        except Unreadable:
            continue
        if key in map(topics.key, names):
            found.add(path)
    return found
