"""Renders entries and documents: from records to entries, from entries to documents that are ready to
publish.

Both stages run in parallel: each is a module-level function of one picklable argument, a batch, so any
concurrent.futures.Executor can run it. They need heavy modules, so only a run that has something to render
loads this one.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from feedpub import outputs, topics
from feedpub.config import Selection
from feedpub.content import html
from feedpub.content.entries import Category, from_record
from feedpub.outputs import checking
from feedpub.problems import OutputInvalid, Problem
from feedpub.records import Record
from feedpub.run.moved import note
from feedpub.selection.feeds import Feed
from feedpub.stores.base import Document, Foreign, Staged

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from feedpub.config import Config
    from feedpub.content.entries import Entry
    from feedpub.outputs import FeedListing, Frame, Output
    from feedpub.run.spool import Place, Spool, SpoolReader
    from feedpub.stores.base import Writer


class RenderBatch(NamedTuple):
    """Records to render: where each lies in the spool, by its number; slug and label of each of their topics,
    by the topic's name in the records; the spool, for the entries too.
    """

    config: Config
    items: Sequence[tuple[int, Place]]
    topics: Mapping[str, tuple[str, str]]
    spool: Spool


class RenderedBatch(NamedTuple):
    """The entries of a batch, and the problems of records whose entries aren't valid; both by the record's
    number.
    """

    entries: list[tuple[int, RenderedEntry]]
    failed: list[tuple[int, tuple[Problem, ...]]]


class RenderedEntry(NamedTuple):
    """A valid entry: its id, and where its fragments lie, in the order of `outputs.rendered_once`."""

    id: str
    place: Place


def render_batch(batch: RenderBatch) -> RenderedBatch:
    """Render entries once for each kind of fragment that the config's outputs need, and check them.

    Each step is done for all records before the next one: a processor's caches hold the code and patterns of
    one step, not of all, which saves a fifth of the time.
    """
    config = batch.config
    records = _read_records(batch)
    entries = _build_entries(records, batch)
    rendered = [_render_fragment(output, entries) for output in outputs.rendered_once(config)]
    problems = _check_entries(records, rendered, config)
    valid = [index for index, found in enumerate(problems) if not found]
    places = batch.spool.append([[texts[index].encode() for texts in rendered] for index in valid])
    numbers = [number for number, _ in batch.items]
    return RenderedBatch(
        [
            (numbers[index], RenderedEntry(records[index].id, place))
            for index, place in zip(valid, places, strict=True)
        ],
        [(numbers[index], found) for index, found in enumerate(problems) if found],
    )


def _read_records(batch: RenderBatch) -> list[Record]:
    reader = batch.spool.reader()
    return [Record.from_json(data) for _, place in batch.items for data in reader.texts(place)]


def _build_entries(records: Sequence[Record], batch: RenderBatch) -> list[Entry]:
    scheme = batch.config.site.feeds_url
    categories = {name: Category(slug, label, scheme) for name, (slug, label) in batch.topics.items()}
    return [from_record(record, batch.config, categories.__getitem__) for record in records]


def _render_fragment(output: Output, entries: Sequence[Entry]) -> list[str]:
    """Return the output's fragment of each entry."""
    assert output.fragment is not None
    render = output.fragment.render
    with _named_failure(output):
        return [render(entry) for entry in entries]


@contextmanager
def _named_failure(output: Output) -> Iterator[None]:
    """Raise OutputInvalid for any exception of another package's output, so that its name is known."""
    try:
        yield
    except Exception as error:
        if outputs.is_built_in(output.name):
            raise
        reason = f"{type(error).__name__}: {error}"
        raise OutputInvalid(
            f"the output {output.name} can't be rendered: {reason}; nothing was replaced"
        ) from error


def _check_entries(
    records: Sequence[Record], rendered: Sequence[Sequence[str]], config: Config
) -> list[tuple[Problem, ...]]:
    """Return each entry's problems, each once, whichever outputs have them."""
    of_fragment = dict(zip(_fragment_names(config), rendered, strict=True))
    paths = [record.path for record in records]
    problems: list[dict[Problem, None]] = [{} for _ in records]
    for output, frame in _sample_frames(config):
        assert output.fragment is not None
        found = checking.check_entries(of_fragment[output.fragment.name], frame, output, paths)
        for of_entry, errors, path in zip(problems, found, paths, strict=True):
            of_entry.update(dict.fromkeys(_explain(error, path) for error in errors))
    return [tuple(of_entry) for of_entry in problems]


def _fragment_names(config: Config) -> list[str]:
    """Return the names of the fragments of an entry, in the order in which they lie in the spool."""
    return [output.fragment.name for output in outputs.rendered_once(config) if output.fragment]


def _explain(problem: Problem, path: str) -> Problem:
    message = f"the entry made from this record isn't valid, so it is left out: {problem.message}"
    return Problem(path, 1, 1, "error", problem.rule, message)


@lru_cache(maxsize=1)
def _sample_frames(config: Config) -> list[tuple[Output, Frame]]:
    """Return the outputs that are checked in parts, each with a frame in which an entry can be checked."""
    feed = Feed(topics.ALL, config.site.title, config.site.title, config.site.url, None, Selection(), 0)
    plain = replace(config, pages=False)  # which a narrower, faster grammar accepts
    return [
        (output, output.frame(feed, plain))
        for output in outputs.feed_outputs(config)
        if output.frame is not None and output.checked_as is not None
    ]


def warm_up(config: Config) -> None:
    """Load what renders entries and documents, and compile what checks them. Optional: it only saves time
    later.
    """
    html.body("*Text*", html.Place(config.site.url))
    for output, frame in _sample_frames(config):
        checking.warm_up(frame, output)


class DocumentSpec(NamedTuple):
    """A document to publish: its path, the name of its output, the digest of everything that it is rendered
    from, and the digests of files at its place that it may replace (None: of any).
    """

    path: str
    output: str
    input_digest: bytes
    own: Collection[str] | None


class FeedDocuments(NamedTuple):
    """Documents about the same subject: a feed, with the entries that it shows, or all feeds."""

    subject: Feed | tuple[FeedListing, ...]
    documents: Sequence[DocumentSpec]
    entries: Sequence[RenderedEntry]


class DocumentBatch(NamedTuple):
    """Documents to render, the spool where their entries lie, and what stages documents that differ from the
    published ones.
    """

    config: Config
    groups: Sequence[FeedDocuments]
    spool: Spool
    writer: Writer


Outcome: TypeAlias = Document | Staged | tuple[Problem, ...]
"""The outcome for a document: published already with the same bytes, staged, or why it can't be published."""


def document_batch(batch: DocumentBatch) -> list[Outcome]:
    """Render documents, check each, and stage those that differ from the published ones; in their order."""
    reader = batch.spool.reader()
    return [outcome for group in batch.groups for outcome in _group_outcomes(group, batch, reader)]


def _group_outcomes(group: FeedDocuments, batch: DocumentBatch, reader: SpoolReader) -> Iterator[Outcome]:
    position = {name: at for at, name in enumerate(_fragment_names(batch.config))}
    texts = [reader.texts(entry.place) for entry in group.entries]
    ids = [entry.id for entry in group.entries]
    for spec in group.documents:
        output = outputs.get(spec.output)
        own = [each[position[output.fragment.name]] for each in texts] if output.fragment else []
        subject, known_ids = group.subject, ids
        found: tuple[Problem, ...] = ()
        with _named_failure(output):
            if isinstance(subject, Feed) and subject.moved and output.frame and output.fragment:
                entry = note(subject, subject.moved, batch.config)
                text = output.fragment.render(entry)
                found = _check_note(text, output, spec.path, batch.config)
                own, known_ids = [memoryview(text.encode()), *own], [entry.id, *ids]
            content, problems = _render_document(output, subject, own, known_ids, spec.path, batch.config)
        yield found or problems or _hand_over(content, spec, batch)


def _check_note(text: str, output: Output, path: str, config: Config) -> tuple[Problem, ...]:
    """Return the errors of the entry that says where a feed went."""
    frame = next((frame for known, frame in _sample_frames(config) if known is output), None)
    return checking.check_entries([text], frame, output, [path])[0] if frame else ()


def _render_document(
    output: Output,
    subject: Feed | tuple[FeedListing, ...],
    texts: Sequence[memoryview],
    ids: Sequence[str],
    path: str,
    config: Config,
) -> tuple[bytes, tuple[Problem, ...]]:
    """Return a document, and the errors that keep it from being published."""
    if not isinstance(subject, Feed):
        assert output.site_document is not None
        content = output.site_document(config, subject)
    elif output.frame is not None:
        frame = output.frame(subject, config)
        content = _join(frame, texts, output.separator)
        if output.checked_as is not None:
            return content, checking.check_document(content, frame, ids, output, path)
    else:
        assert output.feed_document is not None
        content = output.feed_document(subject, config, [str(text, "utf-8") for text in texts])
    found = output.check(content, path) if output.check else ()
    return content, tuple(problem for problem in found if problem.severity == "error")


def _join(frame: Frame, texts: Sequence[memoryview], separator: bytes) -> bytes:
    """Return a frame's document with these entries; nothing is copied more than once."""
    pieces: list[bytes | memoryview] = [frame.before]
    if separator:
        for text in texts:
            pieces += (text, separator)
        if texts:
            pieces.pop()
    else:
        pieces += texts
    pieces.append(frame.after)
    return b"".join(pieces)


def _hand_over(content: bytes, spec: DocumentSpec, batch: DocumentBatch) -> Outcome:
    """Stage a document unless it is published already; a page replaces no file that feedpub didn't write."""
    outcome = batch.writer.write(spec.path, content, spec.input_digest, own=spec.own)
    return (_not_ours(outcome.file),) if isinstance(outcome, Foreign) else outcome


def _not_ours(file: str) -> Problem:
    message = "isn't feedpub's, so it stays; move it away to have a page there, or set pages: false"
    return Problem(file, 1, 1, "warning", "not-ours", message)
