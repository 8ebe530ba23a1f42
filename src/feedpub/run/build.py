"""Records -> entries -> documents: the parent's half of the stages that render in parallel.

Responsible for batches, and for which record's text lies where. Not for rendering and checking (`render`).
"""

from __future__ import annotations

from itertools import chain, groupby
from typing import TYPE_CHECKING, NamedTuple

from feedpub import topics
from feedpub.index import queries
from feedpub.run import render
from feedpub.run.batches import in_batches
from feedpub.run.portable import without_paths
from feedpub.run.render import DocumentBatch, DocumentSpec, FeedDocuments, RenderBatch
from feedpub.run.spool import Place
from feedpub.stores.base import Staged

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from feedpub.index import Index
    from feedpub.problems import Problem
    from feedpub.run.context import RunContext
    from feedpub.run.plan import BuildPlan, PlannedDocument
    from feedpub.run.render import Outcome, RenderedEntry
    from feedpub.run.spool import Spool
    from feedpub.stores.base import Transaction

_RECORDS_PER_BATCH = 100
_FEEDS_PER_BATCH = 4


class RenderedEntries(NamedTuple):
    """Entries that were rendered, and the problems of those that aren't valid, by their records' numbers."""

    entries: dict[int, RenderedEntry]
    invalid: dict[int, tuple[Problem, ...]]


def warm_up(context: RunContext) -> None:
    """Warm up idle workers while the main process selects entries."""
    context.workers.warm_up(render.warm_up, without_paths(context.config))


def render_entries(
    context: RunContext, index: Index, spool: Spool, numbers: Sequence[int], slugs: Mapping[str, str]
) -> RenderedEntries:
    """Render the entries of these records, whose texts are in the spool. `slugs` has each topic's by key."""
    rendered = RenderedEntries({}, {})
    config = without_paths(context.config)
    names = {topics.key(topic.name): topic.name for topic in context.config.topics}

    def batch(of_batch: Sequence[int]) -> RenderBatch:
        spelled = queries.topics_of(index, of_batch)
        labels = {name: (slugs[key], names.get(key, name)) for key, name in spelled}
        places = [
            (row.number, Place(row.file, row.start, (row.start + row.size,)))
            for row in queries.texts(index, of_batch)
        ]
        return RenderBatch(config, places, labels, spool)

    batches = map(batch, in_batches(numbers, _RECORDS_PER_BATCH))
    for result in context.workers.map_batches(render.render_batch, batches):
        rendered.entries.update(result.entries)
        rendered.invalid.update(result.failed)
        context.progress("render", len(rendered.entries) + len(rendered.invalid), len(numbers))
    return rendered


def _subject(document: PlannedDocument) -> tuple[str, int]:
    """Return what documents about the same subject have in common."""
    return document.path.rpartition("/")[0], id(document.subject)


def build_documents(
    context: RunContext,
    transaction: Transaction,
    spool: Spool,
    plan: BuildPlan,
    entries: Mapping[int, RenderedEntry],
) -> Iterator[tuple[PlannedDocument, Outcome]]:
    """Build the plan's stale documents, and yield each with its outcome; staged ones are on their way to the
    disk.
    """
    by_subject = []
    for _, group in groupby(plan.stale, key=_subject):
        documents = list(group)
        specs = [DocumentSpec(one.path, one.output, one.input_digest, one.own) for one in documents]
        shown = [entries[entry.number] for entry in documents[0].entries]
        by_subject.append(FeedDocuments(documents[0].subject, specs, shown))
    config = without_paths(context.config)
    batches = (
        DocumentBatch(config, groups, spool, transaction.writer)
        for groups in in_batches(by_subject, _FEEDS_PER_BATCH)
    )
    outcomes = chain.from_iterable(context.workers.map_batches(render.document_batch, batches))
    for done, (document, outcome) in enumerate(zip(plan.stale, outcomes, strict=True), start=1):
        context.progress("check", done, len(plan.stale))
        if isinstance(outcome, Staged):
            transaction.add(outcome)
        yield document, outcome
