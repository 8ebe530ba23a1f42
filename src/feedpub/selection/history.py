"""Decisions that depend on the feeds that are published already, besides the records and the config.

Responsible for: the slugs that topics hold, topics that lost their last record, topics that were renamed,
and since when a feed is empty or moved. All of it is kept in the store's manifest, so that a lost index or a
fresh clone changes none of it. Not for reading the manifest.
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


def inherited_slugs(
    held: Mapping[str, tuple[str, str]], renamed: Mapping[str, str], named: Mapping[str, str]
) -> dict[str, tuple[str, str]]:
    """Return the name and the slug of every topic that has a feed, as `held_slugs` does, but a topic that was
    renamed has the slug of its earlier name if the config gives it that one, or its name suggests it.

    `renamed` has the present names by keys of earlier ones, `named` the slugs that the config gives by key.
    """
    inherited = dict(held)
    for old, name in renamed.items():
        key = topics.key(name)
        if old not in inherited or key in held:
            continue
        slug = inherited[old][1]
        if named.get(key, topics.slug(name)) == slug:
            del inherited[old]
            inherited[key] = (name, slug)
    return inherited


def moved_topics(
    held: Mapping[str, tuple[str, str]],
    names: Collection[str],
    renamed: Mapping[str, str],
    published: Published,
) -> dict[str, str]:
    """Return the keys of topics whose feeds moved, each with the key of the topic that it is now.

    A topic was renamed if the config says so, or said so when its feed was published last; unless records
    have its name again: `names` are keys of topics that records or the config have.
    """
    following = {key: topics.key(name) for key, name in renamed.items()}
    for key, (_, slug) in held.items():
        moved_to = published.feeds[slug].moved_to if slug in published.feeds else None
        if moved_to is not None and key not in names:
            following.setdefault(key, topics.key(moved_to))
    moved = {}
    for key in held:
        present, seen = key, {key}
        while present in following and following[present] not in seen:
            present = following[present]
            seen.add(present)
        if key not in names and present != key and present not in following and present in {*names, *held}:
            moved[key] = present
    return moved


def moved_since(slug: str, topic: str, published: Published, now: int) -> int:
    """Return since when the feed with a slug is that of this topic: `now` if it wasn't when it was published
    last.
    """
    before = published.feeds.get(slug, FeedState())
    is_known = before.moved_to is not None and topics.key(before.moved_to) == topics.key(topic)
    return before.moved_since if is_known and before.moved_since is not None else now


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
        if feed.moved:
            states[feed.slug] = FeedState(feed.topic, moved_to=feed.moved.topic, moved_since=feed.moved.since)
            continue
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
    """Whether listings show a feed: all but those of topics that lost their last record, or their name."""
    return not state.emptied and state.moved_to is None
