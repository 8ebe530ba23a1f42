"""Topics -> slugs, given what is published already.

A topic keeps the slug that it has, and one whose last record goes keeps its feed, empty. Not for reading what
is published (`feedpub.stores`).
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
    """The site's topics: the name and the slug of each by its key, and warnings about slugs."""

    names: Mapping[str, str]
    slugs: Mapping[str, str]
    problems: tuple[Problem, ...]


def resolve_slugs(config: Config, used_names: Mapping[str, str], published: Published) -> SiteTopics:
    """Return the topics of the site and their slugs.

    `used_names` are names by key of topics that published records or the config have. Topics that had a feed
    and have no record any more are added, so that it stays, empty.
    """
    named = {topics.key(topic.name): topic.slug for topic in config.topics if topic.slug}
    taken = {topics.ALL, *(feed.slug for feed in config.feeds)}
    held = history.held_slugs(published)
    emptied = history.topics_without_records(held, used_names, taken | {*named.values()})
    names = {**used_names, **emptied}
    slugs, problems = topics.assign(
        names.values(),
        named=named,
        held={key: slug for key, (_, slug) in held.items()},
        taken=taken,
        config=config.name,
    )
    return SiteTopics(names, slugs, tuple(problems))
