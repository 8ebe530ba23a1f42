"""What depends on what is published already, besides the records and the config.

Responsible for: who has a slug, topics that lost their last record, and since when a feed is empty. All
of it is read from the store's manifest, so that a lost index or a fresh clone changes none of it. Not for
reading that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from feedpub import topics
from feedpub.stores.manifest import UNKNOWN_MOMENT, FeedState

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from feedpub.config import Config
    from feedpub.feeds import Feed
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
    shown: Iterable[tuple[Feed, Sequence[object]]], published: Published, now: int
) -> dict[str, FeedState]:
    """Return what the manifest is to keep of each feed, by slug, given the entries that it shows.

    A feed that becomes empty does so now, in seconds since 1970; one that is empty already stays so since
    when it was.
    """
    folders = {path.rpartition("/")[0] for path in published.digests}
    states = {}
    for feed, entries in shown:
        before = published.feeds.get(feed.slug, FeedState())
        if entries:
            states[feed.slug] = FeedState(feed.topic)
        elif before.empty_since is None:
            states[feed.slug] = FeedState(feed.topic, now, emptied=feed.slug in folders)
        else:
            since = now if before.empty_since == UNKNOWN_MOMENT else before.empty_since
            states[feed.slug] = FeedState(feed.topic, since, before.emptied)
    return states


def is_listed(feed: Feed, state: FeedState, config: Config) -> bool:
    """Whether listings show a feed: all but those of topics that lost their last record."""
    if feed.topic is None or state.empty_since is None:
        return True
    key = topics.key(feed.topic)
    return not state.emptied and any(topics.key(topic.name) == key for topic in config.topics)
