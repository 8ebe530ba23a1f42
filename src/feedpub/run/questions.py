"""Questions about what a run would publish: the site's topics and feeds. Nothing is written."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from feedpub import index as indexes
from feedpub.index import changes, queries
from feedpub.run import ids
from feedpub.run.context import RunContext
from feedpub.run.read import read_changes
from feedpub.run.select import used_names
from feedpub.run.slugs import resolve_slugs
from feedpub.run.source import index_key, list_source, open_source
from feedpub.run.workers import Workers
from feedpub.selection.feeds import Feed, site_feeds
from feedpub.stores.folder import FolderStore

if TYPE_CHECKING:
    from collections.abc import Iterator

    from feedpub.config import Config
    from feedpub.index import Index


class TopicRow(NamedTuple):
    """A topic: its name, its slug, how many published records have it, and the date of the newest."""

    name: str
    slug: str
    published: int
    newest: int | None


def topics_of(config: Config, *, now: int) -> list[TopicRow]:
    """Return the topics of the published records and of the config, in the order of their slugs."""
    with _records_read(config, now) as (context, index):
        names = used_names(context, index)
        # Topics that only an earlier run had aren't listed.
        slugs = resolve_slugs(config, names, context.store.read_published()).slugs
        counts = queries.topic_counts(index, now)
        nothing = queries.TopicCount(0, None)
        rows = (TopicRow(name, slugs[key], *counts.get(key, nothing)) for key, name in names.items())
        return sorted(rows, key=lambda row: row.slug)


def feeds_of(config: Config, *, now: int) -> list[Feed]:
    """Return the site's feeds as a run would publish them, in their order."""
    with _records_read(config, now) as (context, index):
        published = context.store.read_published()
        site_topics = resolve_slugs(config, used_names(context, index), published)
        return site_feeds(config, site_topics.names, site_topics.slugs)


@contextmanager
def _records_read(config: Config, now: int) -> Iterator[tuple[RunContext, Index]]:
    """Yield an index in memory into which every record was read."""
    context = RunContext(
        config, now, open_source(config), FolderStore(config.output), Workers(None),
        strict=False, dry_run=True, progress=lambda _stage, _done, _total: None,
    )  # fmt: skip
    context = replace(context, ids=ids.resolve(config, context.store.read_published().manifest))
    index = indexes.in_memory(index_key(config))
    try:
        index.begin()
        listing = list_source(context.source, config)
        read_changes(context, index, changes.find(index, listing.items), None)
        queries.hide_duplicate_ids(index, now)
        yield context, index
    finally:
        index.close()
