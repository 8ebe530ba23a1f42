"""Decisions that depend on the feeds that are published already, besides the records and the config.

Responsible for: the slugs that topics hold, topics that lost their last record, and since when a feed is
empty. All of it is kept in the store's manifest, so that a lost index or a fresh clone changes none of
it. Not for reading the manifest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from feedpub import topics
from feedpub.stores.manifest import FeedState

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from feedpub.config import Config
    from feedpub.selection.feeds import Feed
    from feedpub.stores.base import Published


def held_slugs(published: Published) -> dict[str, tuple[str, str]]:
    """Return the name and the slug of every topic that has a feed, by its key."""
    held: dict[str, tuple[str, str]] = {}
    for slug, state in sorted(published.feeds.items()):
        if state.topic and topics.is_slug(slug):
            held.setdefault(topics.key(state.topic), (state.topic, slug))
    return held


def topics_without_records(
    held: Mapping[str, tuple[str, str]], names: Collection[str], taken: Collection[str]
) -> dict[str, str]:
    """Return the names, by key, of topics that have a feed and are not among `names` (keys) any more: the
    feed stays, empty, unless its slug is one of those `taken`.
    """
    return {key: name for key, (name, slug) in held.items() if key not in names and slug not in taken}


def feed_states(
    shown: Iterable[tuple[Feed, Sequence[object]]], published: Published, config: Config, now: int
) -> dict[str, FeedState]:
    """Return the state of each feed by its slug, for the manifest, given the entries that it shows.

    A feed that becomes empty does so `now`, in seconds since 1970; one that is empty already stays so since
    when it was. A topic that the config doesn't name has a feed only if it had a record.
    """
    folders = {path.rpartition("/")[0] for path in published.digests}
    named = {topics.key(topic.name) for topic in config.topics}
    states = {}
    for feed, entries in shown:
        if entries:
            states[feed.slug] = FeedState(feed.topic)
            continue
        before = published.feeds.get(feed.slug, FeedState())
        since = before.empty_since or now  # UNKNOWN_MOMENT too
        was_filled = before.emptied or (before.empty_since is None and feed.slug in folders)
        is_emptied = feed.topic is not None and (was_filled or topics.key(feed.topic) not in named)
        states[feed.slug] = FeedState(feed.topic, since, is_emptied)
    return states


def newly_empty(states: Mapping[str, FeedState], published: Published) -> list[str]:
    """Return the slugs of feeds that are published with entries and show none any more."""
    folders = {path.rpartition("/")[0] for path in published.digests}
    return [
        slug
        for slug, state in sorted(states.items())
        if slug in folders
        and state.empty_since is not None
        and published.feeds.get(slug, FeedState()).empty_since is None
    ]


def is_listed(state: FeedState) -> bool:
    """Whether listings show a feed: all but those of topics that lost their last record."""
    return not state.emptied
