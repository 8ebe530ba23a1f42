"""Records -> the site's feeds, and the entries that each shows."""

from __future__ import annotations

from itertools import chain
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from feedpub import topics
from feedpub.index import queries
from feedpub.index.queries import EntryRef
from feedpub.problems import Problem
from feedpub.run.ids import resolve
from feedpub.run.slugs import resolve_slugs
from feedpub.selection import history
from feedpub.selection.feeds import Move, moved_feeds, site_feeds

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from feedpub.index import Index
    from feedpub.index.queries import HiddenRecord
    from feedpub.run.context import RunContext
    from feedpub.run.slugs import SiteTopics
    from feedpub.selection.feeds import Feed
    from feedpub.stores.base import Published
    from feedpub.stores.manifest import FeedState


_NUMBER_AND_HASH = itemgetter(EntryRef._fields.index("number"), EntryRef._fields.index("id_hash"))


class Selected(NamedTuple):
    """The site's topics and feeds, the entries that each feed shows by its slug, problems of records with an
    id that another has, problems of entries that turned out to be invalid, by their records' numbers, the
    documents that are published already, and the state of each feed by its slug, for the manifest.
    """

    topics: SiteTopics
    feeds: Sequence[Feed]
    entries: Mapping[str, Sequence[EntryRef]]
    duplicates: tuple[Problem, ...]
    invalid: Mapping[int, tuple[Problem, ...]]
    published: Published
    states: Mapping[str, FeedState]

    def id_hashes(self) -> dict[int, int]:
        """Return the hash of the id of each record that feeds show, by its number."""
        return dict(map(_NUMBER_AND_HASH, chain.from_iterable(self.entries.values())))

    def without(self, context: RunContext, invalid: Mapping[int, tuple[Problem, ...]]) -> Selected:
        """Return the same without entries that turned out to be invalid."""
        entries = {
            slug: [entry for entry in shown if entry.number not in invalid]
            for slug, shown in self.entries.items()
        }
        states = _states(context, self.feeds, entries, self.published)
        return self._replace(entries=entries, invalid=invalid, states=states)


def select(context: RunContext, index: Index, published: Published) -> Selected:
    """Return the site's feeds and the entries that each shows now."""
    config, now = context.config, context.now
    hidden = queries.hide_duplicate_ids(index, now)
    site_topics = resolve_slugs(config, used_names(context, index), published)
    feeds = site_feeds(config, site_topics.names, site_topics.slugs)
    feeds += moved_feeds(config, feeds, _moves(context, site_topics, published))
    entries = {feed.slug: queries.newest(index, feed.selection, now) for feed in feeds}
    duplicates = tuple(duplicate_problem(one, config.source) for one in hidden)
    states = _states(context, feeds, entries, published)
    return Selected(site_topics, feeds, entries, duplicates, {}, published, states)


def _moves(context: RunContext, site_topics: SiteTopics, published: Published) -> dict[str, tuple[str, Move]]:
    """Return each renamed topic's earlier name, and where its feed went, by that feed's slug."""
    of_config = {topics.key(topic.name): topic.name for topic in context.config.topics}
    base = (context.ids or resolve(context.config, published.manifest)).base
    moves = {}
    for slug, (old, key) in site_topics.moved.items():
        name, new_slug = of_config.get(key, site_topics.names[key]), site_topics.slugs[key]
        since = history.moved_since(slug, name, published, context.now)
        moves[slug] = (old, Move(name, new_slug, since, f"tag:{base}:feedpub/moved/{slug}/{new_slug}"))
    return moves


def _states(
    context: RunContext,
    feeds: Sequence[Feed],
    entries: Mapping[str, Sequence[EntryRef]],
    published: Published,
) -> dict[str, FeedState]:
    shown = ((feed, entries[feed.slug]) for feed in feeds)
    return history.feed_states(shown, published, context.config, context.now)


def used_names(context: RunContext, index: Index) -> dict[str, str]:
    """Return the name of every topic that a published record or the config has, by its key."""
    of_config = {topics.key(topic.name): topic.name for topic in context.config.topics}
    return queries.topic_names(index, context.now) | of_config


def holds_until(context: RunContext, index: Index, selected: Selected) -> int | None:
    """Return until when feeds show these entries if no item changes; None: for ever."""
    instants = [queries.next_due(index, context.now)]
    for feed in selected.feeds:
        if feed.selection.within is not None:
            published = [entry.published for entry in selected.entries[feed.slug]]
            instants.append(min(published) + feed.selection.within if published else None)
    return min((instant for instant in instants if instant is not None), default=None)


def duplicate_problem(hidden: HiddenRecord, folder: Path) -> Problem:
    """Return the problem of a record that another of the same id hides; its place is the item's key."""
    message = (
        f"has the same id as {folder / hidden.shown_key}, which was updated later or comes first: "
        f"{hidden.id}; it is left out. Give one of them an id of its own, or withhold one"
    )
    return Problem(hidden.key, 1, 1, "error", "duplicate-id", message)
