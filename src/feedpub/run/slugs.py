"""Topics -> slugs, given what is published already.

A topic keeps the slug that it has, one whose last record goes keeps its feed, empty, and one that was renamed
keeps its earlier feed, which says where it went. Not for reading what is published (`feedpub.stores`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from feedpub import topics
from feedpub.selection import history

if TYPE_CHECKING:
    from collections.abc import Mapping

    from feedpub.config import Config
    from feedpub.problems import Problem
    from feedpub.stores.base import Published


class SiteTopics(NamedTuple):
    """The site's topics: the name and the slug of each by its key, and warnings about slugs.

    `moved` has topics that were renamed, by the slugs of their feeds: the earlier name, and the key of the
    topic that it is now.
    """

    names: Mapping[str, str]
    slugs: Mapping[str, str]
    problems: tuple[Problem, ...]
    moved: Mapping[str, tuple[str, str]]


def resolve_slugs(config: Config, used_names: Mapping[str, str], published: Published) -> SiteTopics:
    """Return the topics of the site and their slugs.

    `used_names` are names by key of topics that published records or the config have. Topics that had a feed
    and have no record any more are added, so that it stays, empty.
    """
    named = {topics.key(topic.name): topic.slug for topic in config.topics if topic.slug}
    taken = {topics.ALL, *(feed.slug for feed in config.feeds)}
    held = history.inherited_slugs(history.held_slugs(published), config.renamed, named)
    present = history.moved_topics(held, used_names, config.renamed, published)
    moved = {
        held[old][1]: (held[old][0], key)
        for old, key in present.items()
        if held[old][1] not in taken | {*named.values()}
    }
    staying = {key: value for key, value in held.items() if key not in present}
    emptied = history.topics_without_records(staying, used_names, taken | {*named.values()})
    names = {**used_names, **emptied}
    moved = {slug: (name, key) for slug, (name, key) in moved.items() if key in names}
    slugs, problems = topics.assign(
        names.values(),
        named=named,
        held={key: slug for key, (_, slug) in staying.items()},
        taken=taken | moved.keys(),
        config=config.name,
    )
    return SiteTopics(names, slugs, tuple(problems), moved)
