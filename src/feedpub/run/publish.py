"""Documents -> the output: write those that differ, remove those that don't belong there any more.

The only module of this package that changes the output. Not for how files are replaced (`feedpub.publish`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from feedpub import publish
from feedpub.index import Document, documents
from feedpub.run.slugs import stale_paths
from feedpub.summary import DocumentChange

if TYPE_CHECKING:
    from collections.abc import Iterable

    from feedpub.config import Config
    from feedpub.index import Index
    from feedpub.problems import Problem
    from feedpub.run.context import RunContext
    from feedpub.run.plan import PlannedDocument
    from feedpub.run.select import Selected
    from feedpub.stages import Outcome


class BuiltDocuments(NamedTuple):
    """Documents by their outcome: those that lie in the output already, those to write, and the problems of
    those that can't be published.
    """

    keep: list[Document]
    write: list[publish.Staged]
    refused: dict[str, tuple[Problem, ...]]

    @property
    def failed(self) -> tuple[str, ...]:
        """The paths of documents that aren't valid; a page that isn't feedpub's is a warning only."""
        return tuple(path for path, found in self.refused.items() if found[0].severity == "error")


class PublishResult(NamedTuple):
    """The documents that were written, kept and removed, or would be in a dry run."""

    written: int
    unchanged: int
    removed: int
    changes: tuple[DocumentChange, ...]


def sort_outcomes(
    fresh: Iterable[Document], outcomes: Iterable[tuple[PlannedDocument, Outcome]]
) -> BuiltDocuments:
    """Sort documents by their outcome; `fresh` ones weren't built."""
    built = BuiltDocuments(list(fresh), [], {})
    for document, outcome in outcomes:
        if isinstance(outcome, publish.Staged):
            built.write.append(outcome)
        elif isinstance(outcome, Document):
            built.keep.append(outcome)
        else:
            built.refused[document.path] = outcome
    return built


def publish_documents(
    context: RunContext,
    index: Index,
    staging: publish.Staging,
    selected: Selected,
    built: BuiltDocuments,
) -> PublishResult:
    """Write and remove documents, and store in the index which are there. Raises PublishError."""
    output = context.config.output
    wanted = {*(one.path for one in built.keep), *(one.path for one in built.write), *built.failed}
    slugs = [feed.slug for feed in selected.feeds]
    remove = (*selected.topics.obsolete, *stale_paths(context.config, slugs, wanted))
    plan = publish.Plan(tuple(built.write), tuple(built.keep), remove)
    if not context.dry_run:
        context.progress("write", 0, len(plan.write))
        written = publish.apply(plan, output, staging)
        documents.store(index, [*written, *built.keep], built.failed)
    return PublishResult(
        len(plan.write), len(plan.keep), len(remove), _changes(context.config, selected, plan)
    )


def _changes(config: Config, selected: Selected, plan: publish.Plan) -> tuple[DocumentChange, ...]:
    """Return the documents that the plan writes and removes, in the order of their paths."""
    topic_names = {feed.slug: feed.topic for feed in selected.feeds}
    written = {staged.path for staged in plan.write}

    def change(path: str) -> DocumentChange:
        slug = path.rpartition("/")[0] or None
        return DocumentChange(
            path=path,
            url=f"{config.site.feeds_url}{path}",
            action="written" if path in written else "removed",
            slug=slug,
            topic=topic_names.get(slug) if slug else None,
        )

    return tuple(map(change, sorted([*written, *plan.remove])))
