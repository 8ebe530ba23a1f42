"""Questions about what a run would publish: the site's feeds. Nothing is written."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from feedpub import index as indexes
from feedpub.index import changes, queries
from feedpub.outputs.addresses import folder_url
from feedpub.run import ids
from feedpub.run.context import RunContext
from feedpub.run.read import read_changes
from feedpub.run.select import duplicate_problem, used_names
from feedpub.run.slugs import SiteTopics, resolve_slugs
from feedpub.run.source import index_key, list_source, open_source
from feedpub.run.workers import Workers
from feedpub.selection.feeds import Feed, site_feeds
from feedpub.stores.folder import FolderStore

if TYPE_CHECKING:
    from collections.abc import Iterator

    from feedpub.config import Config
    from feedpub.index import Index
    from feedpub.problems import Problem
    from feedpub.run.spool import Spool
    from feedpub.sources import Listing
    from feedpub.stores.base import Published

_NO_LIMIT = -1  # to SQLite


class FeedRow(NamedTuple):
    """A feed: its topic if it is a topic's, its title, slug and URL, how many published records match it, and
    the date of the newest of them in seconds since 1970.
    """

    topic: str | None
    title: str
    slug: str
    url: str
    published: int
    newest: int | None


@dataclass(frozen=True, slots=True)
class RecordsRead:
    """An index in memory into which every record was read, the listing that it was read from, the problems
    of records with an id that another has, whose places are the items' keys, and what is published.
    """

    context: RunContext
    index: Index
    listing: Listing
    duplicates: tuple[Problem, ...]
    published: Published

    def site_topics(self) -> SiteTopics:
        """Return the site's topics with their slugs, as a run would publish them."""
        return resolve_slugs(self.context.config, used_names(self.context, self.index), self.published)


def feed_rows(config: Config, *, now: int) -> list[FeedRow]:
    """Return the site's feeds: all, the topics of the published records and of the config in the order of
    their slugs, and the config's own. Topics that only an earlier run had aren't listed.
    """
    with read_records(config, now) as read:
        names = used_names(read.context, read.index)
        slugs = resolve_slugs(config, names, read.published).slugs
        feeds = site_feeds(config, names, {key: slugs[key] for key in names})
        return [_feed_row(feed, read, now) for feed in feeds]


def _feed_row(feed: Feed, read: RecordsRead, now: int) -> FeedRow:
    matching = queries.newest(read.index, replace(feed.selection, limit=_NO_LIMIT), now)
    url = folder_url(read.context.config, feed.slug)
    newest = max([entry.published for entry in matching], default=None)
    return FeedRow(feed.topic, feed.title, feed.slug, url, len(matching), newest)


def feeds_of(config: Config, *, now: int) -> list[Feed]:
    """Return the site's feeds as a run would publish them, in their order."""
    with read_records(config, now) as read:
        site_topics = read.site_topics()
        return site_feeds(config, site_topics.names, site_topics.slugs)


@contextmanager
def read_records(config: Config, now: int, spool: Spool | None = None) -> Iterator[RecordsRead]:
    """Yield an index in memory into which every record was read; their texts are in the spool, if there is
    one.
    """
    context = RunContext(
        config, now, open_source(config), FolderStore(config.output), Workers(None),
        strict=False, dry_run=True, progress=lambda _stage, _done, _total: None,
    )  # fmt: skip
    published = context.store.read_published()
    context = replace(context, ids=ids.resolve(config, published.manifest))
    index = indexes.in_memory(index_key(config))
    try:
        index.begin()
        listing = list_source(context.source, config)
        read_changes(context, index, changes.find(index, listing.items), spool)
        hidden = queries.hide_duplicate_ids(index, now)
        duplicates = tuple(duplicate_problem(one, config.source) for one in hidden)
        yield RecordsRead(context, index, listing, duplicates, published)
    finally:
        index.close()
