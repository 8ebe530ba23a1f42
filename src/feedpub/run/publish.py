"""Documents -> the store: write those that differ, remove those that don't belong there any more.

The only module of this package that changes what is published. Not for how that is done (`feedpub.stores`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from feedpub import outputs
from feedpub.index import documents, queries
from feedpub.run.ids import resolve
from feedpub.stores.base import Document, Plan, Staged
from feedpub.stores.manifest import DocumentState, Manifest, sample
from feedpub.summary import DocumentChange

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from feedpub.config import Config
    from feedpub.index import Index
    from feedpub.problems import Problem
    from feedpub.run.context import RunContext
    from feedpub.run.plan import PlannedDocument
    from feedpub.run.render import Outcome
    from feedpub.run.select import Selected
    from feedpub.stores.base import Published, Transaction


class BuiltDocuments(NamedTuple):
    """Documents by their outcome: those that lie in the output already, those to write, and the problems of
    those that can't be published.
    """

    keep: list[Document]
    write: list[Staged]
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
        if isinstance(outcome, Staged):
            built.write.append(outcome)
        elif isinstance(outcome, Document):
            built.keep.append(outcome)
        else:
            built.refused[document.path] = outcome
    return built


def publish_documents(
    context: RunContext,
    index: Index,
    transaction: Transaction,
    selected: Selected,
    built: BuiltDocuments,
) -> PublishResult:
    """Write and remove documents, and store in the index which are there. Raises PublishError."""
    published = selected.published
    wanted = {*(one.path for one in built.keep), *(one.path for one in built.write), *built.failed}
    stale = sorted(published.digests.keys() - wanted)
    remove = tuple(path for path in stale if context.store.owns(path, published.digests[path]))
    plan = Plan(tuple(built.write), tuple(built.keep), remove)
    if not context.dry_run:
        context.progress("write", 0, len(plan.write))
        manifest = _manifest(context, selected, plan, built)
        written = transaction.commit(plan, manifest, published)
        documents.store(index, [*written, *built.keep], built.failed)
    return PublishResult(
        len(plan.write), len(plan.keep), len(remove), _changes(context.config, selected, plan)
    )


def read_published(context: RunContext, written: Mapping[str, Document]) -> Published:
    """Return the documents of feedpub's in the store, with the digests of those that were `written`."""
    published = context.store.read_published()
    digests = dict(published.digests)
    for path, document in written.items():
        digests[path] = digests.get(path, frozenset()) | {document.digest}
    return published._replace(digests=digests)


def _manifest(context: RunContext, selected: Selected, plan: Plan, built: BuiltDocuments) -> Manifest:
    """Return the manifest of what is published once the plan is carried out.

    A document that failed its check wasn't replaced, so the manifest goes on to list the one that is there.
    """
    before = selected.published.manifest.documents
    config = context.config
    known = (*outputs.feed_outputs(config), *outputs.site_outputs(config))
    names = {(output.scope == "feed", output.file): output.name for output in known}
    standing = (*plan.keep, *(staged.document for staged in plan.write))
    listed = {one.path: DocumentState(names[_place(one.path)], one.digest) for one in standing}
    listed.update((path, before[path]) for path in built.failed if path in before)
    hashes = queries.in_hexadecimal([*selected.id_hashes().values()])
    ids = context.ids or resolve(config, selected.published.manifest)
    return Manifest(listed, selected.states, len(hashes), sample(hashes), ids.base, ids.key_bases)


def _place(path: str) -> tuple[bool, str]:
    """Return whether a document lies in a feed's folder, and its file name."""
    slug, _, file = path.rpartition("/")
    return bool(slug), file


def _changes(config: Config, selected: Selected, plan: Plan) -> tuple[DocumentChange, ...]:
    """Return the documents that the plan writes and removes, in the order of their paths."""
    topic_names = {feed.slug: feed.topic for feed in selected.feeds}
    written = {staged.path: staged.document.digest for staged in plan.write}

    def change(path: str) -> DocumentChange:
        slug = path.rpartition("/")[0] or None
        return DocumentChange(
            path=path,
            url=f"{config.site.feeds_url}{path}",
            action="written" if path in written else "removed",
            slug=slug,
            topic=topic_names.get(slug) if slug else None,
            digest=written.get(path),
        )

    return tuple(map(change, sorted([*written, *plan.remove])))
