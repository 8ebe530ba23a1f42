"""The stages that render in parallel: from records to entries, from entries to documents.

Each is a module-level function of one picklable argument, a batch, so that any concurrent.futures.Executor
will do. What they need is heavy, so the module is only loaded by a run that has something to do.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from feedpub import html, pages, publish
from feedpub.check import check_bounds, check_entry, check_frame, check_ids
from feedpub.check.plain import SAMPLES
from feedpub.entries import Category
from feedpub.entries import compile as compile_entry
from feedpub.formats import FILES, of_name
from feedpub.problems import Problem
from feedpub.records import Record
from feedpub.selection import topics
from feedpub.selection.expressions import Selection
from feedpub.selection.feeds import Feed

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from pathlib import Path

    from feedpub.check import Frame
    from feedpub.config import Config, FormatName
    from feedpub.index import Document
    from feedpub.publish import Staged
    from feedpub.run.spool import Place, Spool, SpoolReader


class RenderBatch(NamedTuple):
    """Where records lie in the spool by their number, slug and label of each of their topics by the name that
    they have for it, and the spool, for what is made of them too.
    """

    config: Config
    items: Sequence[tuple[int, Place]]
    topics: Mapping[str, tuple[str, str]]
    spool: Spool


class Rendered(NamedTuple):
    """Of each entry by its record's number: where its texts lie, or what is wrong with it."""

    rendered: list[tuple[int, RenderedEntry]]
    failed: list[tuple[int, tuple[Problem, ...]]]


class RenderedEntry(NamedTuple):
    """An entry that was made and is valid: its id, and where its texts lie (TEXTS says which)."""

    id: str
    place: Place


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
    reader = batch.spool.reader()
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
    places = batch.spool.append(texts)
    return Rendered(
        [(number, RenderedEntry(own, place)) for (number, own), place in zip(right, places, strict=True)],
        failed,
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


class DocumentSpec(NamedTuple):
    """A document that is to lie in the output folder: its path, its format (None: a page), and what it is
    made from.
    """

    path: str
    format: FormatName | None
    input_digest: bytes


class FeedDocuments(NamedTuple):
    """Documents that are about the same: a feed, with the entries that it shows, or all feeds."""

    about: Feed | tuple[pages.Listed, ...]
    specs: Sequence[DocumentSpec]
    entries: Sequence[RenderedEntry]


class DocumentBatch(NamedTuple):
    """Documents to make, where entries' texts lie, and what stages documents that differ."""

    config: Config
    folders: Sequence[FeedDocuments]
    spool: Spool
    staging: Path | None


Outcome: TypeAlias = Document | Staged | tuple[Problem, ...]
"""A document that lies there already, one that is staged, or the problems that keep it from being
published.
"""


def document_batch(batch: DocumentBatch) -> list[Outcome]:
    """Make documents, check each, and stage those that don't lie in the output folder; in their order."""
    reader = batch.spool.reader()
    return [outcome for folder in batch.folders for outcome in _documents(folder, batch, reader)]


def _documents(folder: FeedDocuments, batch: DocumentBatch, reader: SpoolReader) -> Iterator[Outcome]:
    config = batch.config
    texts = [reader.texts(entry.place) for entry in folder.entries]
    ids = [entry.id for entry in folder.entries]
    for wanted in folder.specs:
        if wanted.format is None:
            content = _page(wanted, folder.about, config, texts)
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
        yield publish.same(config.output, wanted.path, content, wanted.input_digest) or publish.stage(
            config.output, batch.staging, wanted.path, content, wanted.input_digest
        )


def _document_problems(
    frame: Frame, ids: Sequence[str], content: bytes, wanted: DocumentSpec
) -> tuple[Problem, ...]:
    """Return the errors of a document whose entries were checked when they were made."""
    assert wanted.format is not None
    asked = (wanted.format, wanted.path)
    return check_frame(frame, *asked) + check_ids(ids, *asked) + check_bounds(content, *asked)


def _page(
    wanted: DocumentSpec,
    about: Feed | tuple[pages.Listed, ...],
    config: Config,
    texts: Sequence[Sequence[memoryview]],
) -> bytes:
    if not isinstance(about, Feed):
        return pages.of_site(wanted.path, config, about)
    file = wanted.path.rpartition("/")[2]
    shown = [pages.Texts(str(card, "utf-8"), str(item, "utf-8")) for *_, card, item in texts]
    return pages.of_feed(file, about, config, shown)


def _foreign(file: str) -> Problem:
    message = "isn't feedpub's, so it stays; move it away to have a page there, or set pages: false"
    return Problem(file, 1, 1, "warning", "not-ours", message)
