"""The stages of a run that has something to do, one after the other.

It imports everything that any stage needs, so it is imported by such a run alone.
"""

from __future__ import annotations

from collections import Counter
from contextlib import ExitStack
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING

from feedpub.content import losses
from feedpub.index import changes, documents, queries
from feedpub.run import ids, read, shrinkage, up_to_date
from feedpub.run import spool as spools
from feedpub.run.build import build_documents, render_entries, warm_up
from feedpub.run.plan import split_by_freshness
from feedpub.run.publish import publish_documents, read_published, sort_outcomes
from feedpub.run.read import read_changes, reread
from feedpub.run.select import holds_until, select
from feedpub.run.workers import MIN_BATCHES_FOR_POOL
from feedpub.summary import Summary

if TYPE_CHECKING:
    from collections.abc import Mapping

    from feedpub.index import Index
    from feedpub.index.changes import Changes
    from feedpub.run.context import RunContext
    from feedpub.run.plan import BuildPlan
    from feedpub.run.select import Selected
    from feedpub.run.spool import Spool
    from feedpub.sources import Listing
    from feedpub.stores.base import Document, Published, Transaction


def execute(
    context: RunContext, index: Index, listing: Listing, found: Changes, listed_at_ns: int
) -> Summary:
    """Run all stages and return the summary.

    `listed_at_ns` is the file system's time before the source was listed: an item that changed shortly before
    may change again unseen. Raises PublishError where the file system refuses, and one of index.DAMAGED.
    """
    written = documents.load(index)
    published = read_published(context, written)
    context = replace(context, ids=ids.resolve(context.config, published.manifest))
    with ExitStack() as stack:
        transaction = stack.enter_context(context.store.transaction(dry_run=context.dry_run))
        stack.callback(context.workers.stop)  # before what was staged goes
        index.begin()
        up_to_date.forget(index)
        found = ids.forget_other_ids(context, index, listing, found)
        spool = stack.enter_context(spools.open_folder(index.file and index.file.with_suffix(".spool")))
        new = read_changes(context, index, found, spool)
        if new > (MIN_BATCHES_FOR_POOL - 1) * read.ITEMS_PER_BATCH:
            warm_up(context)
            # So much needn't be read again if the run is killed.
            changes.mark_racy(index, listed_at_ns)
            index.keep()
        summary = _render_and_publish(context, index, listing, found, transaction, spool, published, written)
        changes.mark_racy(index, listed_at_ns)
        index.keep()
        return summary


def _render_and_publish(
    context: RunContext,
    index: Index,
    listing: Listing,
    found: Changes,
    transaction: Transaction,
    spool: Spool,
    published: Published,
    written: Mapping[str, Document],
) -> Summary:
    """Publish the records that were read. `written` are the documents of the index, by path."""
    selected, plan, reread_keys = _plan_with_texts(context, index, spool, written, published)
    until = holds_until(context, index, selected)
    rendered = render_entries(context, index, spool, plan.numbers(), selected.topics.slugs)
    if rendered.invalid:
        selected = selected.without(context, rendered.invalid)
        plan = split_by_freshness(context, index, selected, written)
    if reread_keys:
        reread_keys.difference_update(stale.item.key for stale in found.stale)
    parsed = len(found.stale) + len(reread_keys)
    summary = replace(_summarise(context, index, listing, selected), parsed=parsed)
    if _is_withheld(context, summary):
        return replace(summary, withheld_by_strict=True)
    if refusal := shrinkage.refusal(context, index, selected):
        return replace(summary, refused=refusal)
    outcomes = build_documents(context, transaction, spool, plan, rendered.entries)
    built = sort_outcomes(plan.fresh, outcomes)
    problems = (*summary.problems, *chain.from_iterable(built.refused.values()))
    summary = replace(summary, failed=built.failed, problems=problems)
    if _is_withheld(context, summary):
        return replace(summary, withheld_by_strict=True)
    result = publish_documents(context, index, transaction, selected, built)
    summary = replace(
        summary,
        written=result.written,
        unchanged=result.unchanged,
        removed=result.removed,
        documents=result.changes,
    )
    if not built.refused and not context.dry_run:
        up_to_date.remember(context, index, summary, until)
    return summary


def _plan_with_texts(
    context: RunContext,
    index: Index,
    spool: Spool,
    written: Mapping[str, Document],
    published: Published,
) -> tuple[Selected, BuildPlan, set[str]]:
    """Select entries, plan documents, and read again the records that these show and an earlier run read;
    return the keys of their items too.

    If such a record isn't what the index has, feeds may show others, and all is done again.
    """
    keys: set[str] = set()
    while True:
        selected = select(context, index, published)
        plan = split_by_freshness(context, index, selected, written)
        missing = changes.items_to_reread(index, plan.numbers())
        keys.update(one.item.key for one in missing)
        if not missing or not reread(context, index, missing, spool):
            return selected, plan, keys


def _summarise(context: RunContext, index: Index, listing: Listing, selected: Selected) -> Summary:
    """Return the summary of the records, before any document is built."""
    invalid = chain.from_iterable(selected.invalid.values())
    of_items = sorted([*listing.problems, *queries.problems(index), *selected.duplicates, *invalid])
    if context.config.content != "full":  # then bodies aren't published, whatever of them feeds can't carry
        of_items = [problem for problem in of_items if problem.rule != losses.RULE]
    counts = Counter(queries.count_statuses(index, context.now))
    published = counts.pop("published", 0) - len(selected.duplicates) - len(selected.invalid)
    counts["duplicate"] = len(selected.duplicates)
    counts["invalid"] += len(listing.problems) + len(selected.invalid)
    folder = context.config.source
    return Summary(
        read=len(listing.items) + len(listing.problems),
        published=published,
        held_back={reason: count for reason, count in sorted(counts.items()) if count},
        feeds=len(selected.feeds),
        written=0,
        unchanged=0,
        removed=0,
        problems=(
            *selected.topics.problems,
            *(problem.at(str(folder / problem.where)) for problem in of_items),
        ),
    )


def _is_withheld(context: RunContext, summary: Summary) -> bool:
    """Return whether nothing may be published because something is wrong."""
    return context.strict and any(problem.severity != "note" for problem in summary.problems)
