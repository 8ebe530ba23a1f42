"""The stages that run in parallel: from files to records, from records to entries, and checking documents.

Each is a module-level function of one picklable argument, a batch, so that any concurrent.futures.Executor
will do. What they need is heavy, so the module is only loaded by a run that has something to do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from feedpub import index, pages, records, sources, topics
from feedpub.check import Frame, check_bytes, check_entry
from feedpub.config import Selection
from feedpub.entries import compile as compile_entry
from feedpub.feeds import Feed
from feedpub.formats import FILES, of_name
from feedpub.index import Reading
from feedpub.problems import Problem
from feedpub.records import Record

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from feedpub.config import Config, FormatName
    from feedpub.sources import Source


class ReadBatch(NamedTuple):
    """Sources to read, each with the digest of what was read before."""

    config: Config
    items: Sequence[tuple[Source, bytes | None]]


def read_batch(batch: ReadBatch) -> tuple[list[Reading], list[Source]]:
    """Return what the sources were read as, and those whose bytes are as before."""
    readings, same = [], []
    folder = str(batch.config.source)
    for source, known_digest in batch.items:
        try:
            data = sources.read(folder, source, batch.config.limits.file_bytes)
        except sources.Unreadable as error:
            problem = Problem(source.path, 1, 1, "error", "unreadable", str(error))
            readings.append(Reading(source, None, "invalid", (problem,), None))
            continue
        made_digest = sources.digest(data)
        if made_digest == known_digest:
            same.append(source)
            continue
        parsed = records.parse(data, source.path, batch.config)
        row = index.row(parsed.record) if parsed.record else None
        readings.append(Reading(source, made_digest, parsed.status, parsed.problems, row))
    return readings, same


class CompileBatch(NamedTuple):
    """Records' data by number, and the topics' slugs and spellings by key."""

    config: Config
    items: Sequence[tuple[int, bytes]]
    slugs: Mapping[str, str]
    spelled: Mapping[str, str]


class Compiled(NamedTuple):
    """Entries as text by number, and what is wrong with those that failed their check."""

    made: list[tuple[int, index.Texts]]
    failed: list[tuple[int, tuple[Problem, ...]]]


def compile_batch(batch: CompileBatch) -> Compiled:
    """Render entries in every format and check each format's, once for all documents that will show them."""
    frames = {name: _frame(batch.config, name) for name in FILES}
    made, failed = [], []
    for number, data in batch.items:
        record = Record.from_json(data)
        entry = compile_entry(record, batch.config, batch.slugs, batch.spelled)
        texts = {name: of_name(name).entry(entry) for name in FILES}
        problems = [
            problem for name in FILES for problem in check_entry(texts[name], frames[name], name, name)
        ]
        if problems:
            message = "the entry made from this record isn't valid, so it is left out: "
            told = (Problem(record.path, 1, 1, "error", one.rule, message + one.message) for one in problems)
            failed.append((number, tuple(told)))
            continue
        card, item = pages.entry(entry) if batch.config.pages else ("", "")
        made.append((number, index.Texts(texts["atom"], texts["rss"], texts["json"], card, item)))
    return Compiled(made, failed)


_PLACE = "\n(entries)\n"


def _frame(config: Config, name: FormatName) -> Frame:
    """Return what stands around an entry in a document that is made to check it in."""
    around = Feed(topics.ALL, config.site.title, config.site.title, config.site.url, None, Selection(), 0)
    document = of_name(name).document(around, config, [_PLACE])
    before, _, after = document.rpartition(_PLACE.encode())
    return Frame(before, after)


class Candidate(NamedTuple):
    """A document that would be published: its path, its format (None: a page), its bytes, and from what it
    was made.
    """

    path: str
    format: FormatName | None
    content: bytes
    made_from: bytes


def check_batch(batch: Sequence[Candidate]) -> list[tuple[Problem, ...]]:
    """Return the errors in each feed as a whole."""
    return [check_bytes(one.content, one.path, kind=one.format, warnings=False) for one in batch]
