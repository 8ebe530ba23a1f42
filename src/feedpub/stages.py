"""The stages that run in parallel: from files to records, from records to entries, and checking documents.

Each is a module-level function of one picklable argument, a batch, so that any concurrent.futures.Executor
will do. What they need is heavy, so the module is only loaded by a run that has something to do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from feedpub import index, pages, records, sources, topics
from feedpub.check import check_bytes
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
    made = []
    paths = {}
    for number, data in batch.items:
        record = Record.from_json(data)
        entry = compile_entry(record, batch.config, batch.slugs, batch.spelled)
        atom, rss, as_json = (of_name(name).entry(entry) for name in FILES)
        card, item = pages.entry(entry) if batch.config.pages else ("", "")
        made.append((number, index.Texts(atom, rss, as_json, card, item)))
        paths[number] = record.path
    if not _entry_problems(batch.config, made):
        return Compiled(made, [])
    good, failed = [], []
    for one in made:
        problems = _entry_problems(batch.config, [one])
        if problems:
            path = paths[one[0]]
            message = "the entry made from this record isn't valid, so it is left out: "
            failed.append(
                (one[0], tuple(Problem(path, 1, 1, "error", p.rule, message + p.message) for p in problems))
            )
        else:
            good.append(one)
    return Compiled(good, failed)


def _entry_problems(config: Config, made: Sequence[tuple[int, index.Texts]]) -> list[Problem]:
    """Return the errors in these entries, found in a document made around them."""
    around = Feed(topics.ALL, config.site.title, config.site.title, config.site.url, None, Selection(), 0)
    problems: list[Problem] = []
    for name in FILES:
        document = of_name(name).document(around, config, [getattr(texts, name) for _, texts in made])
        problems.extend(check_bytes(document, name, scope="entry", kind=name, warnings=False))
    return problems


class Candidate(NamedTuple):
    """A document that would be published: its path, its format (None: a page), its bytes, and from what it
    was made.
    """

    path: str
    format: FormatName | None
    content: bytes
    made_from: bytes


def check_batch(batch: Sequence[Candidate]) -> list[tuple[Problem, ...]]:
    """Return the errors in each feed as a whole; its entries were checked when they were made."""
    return [
        check_bytes(one.content, one.path, scope="document", kind=one.format, warnings=False) for one in batch
    ]
