"""The stages that run in parallel: from files to records, from records to entries, from entries to documents.

Each is a module-level function of one picklable argument, a batch, so that any concurrent.futures.Executor
will do. What they need is heavy, so the module is only loaded by a run that has something to do.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from feedpub import html, index, pages, publish, records, sources, spool, topics
from feedpub.check import check_bounds, check_entry, check_frame, check_ids
from feedpub.check.plain import SAMPLES
from feedpub.config import Selection
from feedpub.entries import Category
from feedpub.entries import compile as compile_entry
from feedpub.feeds import Feed
from feedpub.formats import FILES, of_name
from feedpub.problems import Problem
from feedpub.records import ParsedSource, Record

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from feedpub.check import Frame
    from feedpub.config import Config, FormatName
    from feedpub.index import Document
    from feedpub.publish import Staged
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
            index.add(rows, number, source, None, ParsedSource("invalid", None, (problem,)), b"")
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


class RenderBatch(NamedTuple):
    """Where records lie in the spool by their number, slug and label of each of their topics by the name that
    they have for it, and the spool, for what is made of them too.
    """

    config: Config
    items: Sequence[tuple[int, spool.Place]]
    topics: Mapping[str, tuple[str, str]]
    spool: Path


class Rendered(NamedTuple):
    """Of each entry by its record's number: where its texts lie, or what is wrong with it."""

    made: list[tuple[int, Made]]
    failed: list[tuple[int, tuple[Problem, ...]]]


class Made(NamedTuple):
    """An entry that was made and is valid: its id, and where its texts lie (TEXTS says which)."""

    id: str
    place: spool.Place


TEXTS = (*FILES, "card", "item")
"""Which texts there are of an entry: one for each format, and how pages show it (empty without pages)."""


def render_batch(batch: RenderBatch) -> Rendered:
    """Make entries of records, in every format, and check each format's; once for all documents that will
    show them.

    Each step is taken for all records before the next one: a processor's caches hold one step's code and
    patterns, not all of them, which makes a fifth of the time.
    """
    config = batch.config
    scheme = config.site.feeds_url
    categories = {name: Category(slug, label, scheme) for name, (slug, label) in batch.topics.items()}
    reader = spool.Reader(batch.spool)
    made = [Record.from_json(said) for _, place in batch.items for said in reader.texts(place)]
    entries = [compile_entry(record, config, categories.__getitem__) for record in made]
    columns = {name: [of_name(name).entry(entry) for entry in entries] for name in FILES}
    shown = [pages.entry(entry) if config.pages else ("", "") for entry in entries]
    problems: list[list[Problem]] = [[] for _ in made]
    for name, frame in _sample_frames(config).items():
        for found, record, text in zip(problems, made, columns[name], strict=True):
            found.extend(check_entry(text, frame, name, record.path))
    right: list[tuple[int, str]] = []
    texts: list[list[bytes]] = []
    failed: list[tuple[int, tuple[Problem, ...]]] = []
    in_formats = zip(*columns.values(), strict=True)
    every = zip(batch.items, made, problems, in_formats, shown, strict=True)
    for (number, _), record, found, as_feeds, on_pages in every:
        if found:
            told = dict.fromkeys(_of_entry(problem, record.path) for problem in found)
            failed.append((number, tuple(told)))  # each once, whatever formats have it
        else:
            right.append((number, record.id))
            texts.append([text.encode() for text in (*as_feeds, *on_pages)])
    places = spool.append(batch.spool, texts)
    return Rendered(
        [(number, Made(own, place)) for (number, own), place in zip(right, places, strict=True)], failed
    )


def prepare(config: Config) -> None:
    """Load what entries and documents are made with, and compile what they are checked with. Nothing needs
    that, but who has nothing else to do may do it.
    """
    html.body("*Text*", config.site.url)
    for name, frame in _sample_frames(config).items():
        check_frame(frame, name, name)
        check_entry(SAMPLES[name], frame, name, name)


@lru_cache(maxsize=1)
def _sample_frames(config: Config) -> dict[FormatName, Frame]:
    """Return a frame in each format in which an entry can be checked by itself."""
    feed = Feed(topics.ALL, config.site.title, config.site.title, config.site.url, None, Selection(), 0)
    return {name: of_name(name).frame(feed, config) for name in FILES}


def _of_entry(problem: Problem, path: str) -> Problem:
    message = f"the entry made from this record isn't valid, so it is left out: {problem.message}"
    return Problem(path, 1, 1, "error", problem.rule, message)


class Wanted(NamedTuple):
    """A document that is to lie in the output folder: its path, its format (None: a page), and what it is
    made from.
    """

    path: str
    format: FormatName | None
    made_from: bytes


class Folder(NamedTuple):
    """Documents that are about the same: a feed, with the entries that it shows, or all feeds."""

    about: Feed | tuple[pages.Listed, ...]
    wanted: Sequence[Wanted]
    entries: Sequence[Made]


class DocumentBatch(NamedTuple):
    """Documents to make, where entries' texts lie, and where documents that differ are to be staged (None:
    nowhere).
    """

    config: Config
    folders: Sequence[Folder]
    spool: Path
    staging: Path | None


Outcome: TypeAlias = "Document | Staged | tuple[Problem, ...]"
"""What a document came to: it stands already, it is staged, or it can't be published and why."""


def document_batch(batch: DocumentBatch) -> list[Outcome]:
    """Make documents, check each, and stage those that don't lie in the output folder; in their order."""
    reader = spool.Reader(batch.spool)
    return [outcome for folder in batch.folders for outcome in _documents(folder, batch, reader)]


def _documents(folder: Folder, batch: DocumentBatch, reader: spool.Reader) -> Iterator[Outcome]:
    config = batch.config
    texts = [reader.texts(entry.place) for entry in folder.entries]
    ids = [entry.id for entry in folder.entries]
    for wanted in folder.wanted:
        if wanted.format is None:
            content = _page(wanted, folder.about, config, texts)
            if publish.is_foreign(config.output, wanted.path):
                yield (_foreign(config.output / wanted.path),)
                continue
        else:
            form = of_name(wanted.format)
            assert isinstance(folder.about, Feed)
            frame = form.frame(folder.about, config)
            which = TEXTS.index(wanted.format)
            entries = form.SEPARATOR.join([each[which] for each in texts])
            content = b"".join((frame.before, entries, frame.after))
            problems = _document_problems(frame, ids, content, wanted)
            if problems:
                yield problems
                continue
        yield publish.same(config.output, wanted.path, content, wanted.made_from) or publish.stage(
            config.output, batch.staging, wanted.path, content, wanted.made_from
        )


def _document_problems(
    frame: Frame, ids: Sequence[str], content: bytes, wanted: Wanted
) -> tuple[Problem, ...]:
    """Return the errors of a document whose entries were checked when they were made."""
    assert wanted.format is not None
    asked = (wanted.format, wanted.path)
    return check_frame(frame, *asked) + check_ids(ids, *asked) + check_bounds(content, *asked)


def _page(
    wanted: Wanted,
    about: Feed | tuple[pages.Listed, ...],
    config: Config,
    texts: Sequence[Sequence[memoryview]],
) -> bytes:
    if not isinstance(about, Feed):
        return pages.of_site(wanted.path, config, about)
    file = wanted.path.rpartition("/")[2]
    shown = [pages.Texts(str(card, "utf-8"), str(item, "utf-8")) for *_, card, item in texts]
    return pages.of_feed(file, about, config, shown)


def _foreign(path: Path) -> Problem:
    message = "isn't feedpub's, so it stays; move it away to have a page there, or set pages: false"
    return Problem(str(path), 1, 1, "warning", "not-ours", message)
