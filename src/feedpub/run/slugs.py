"""Topics -> slugs, given what is published already.

A topic whose last record goes keeps its feed, empty, and two names that suggest one slug stay where they are
while one of them has no record. So this looks at the documents in the output (`publish`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from feedpub import publish
from feedpub.selection import topics

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from feedpub.config import Config
    from feedpub.problems import Problem


class SiteTopics(NamedTuple):
    """The site's topics: the name and the slug of each by its key, warnings about slugs, and the paths of
    documents that don't belong to any feed of the site any more.
    """

    names: Mapping[str, str]
    slugs: Mapping[str, str]
    problems: tuple[Problem, ...]
    obsolete: tuple[str, ...]


def resolve_slugs(config: Config, used_names: Mapping[str, str]) -> SiteTopics:
    """Return the topics of the site and their slugs.

    `used_names` are names by key of topics that published records or the config have. Topics that had a feed
    and have no record any more are added, so that it stays, empty.
    """
    names = dict(used_names)
    while True:
        slugs, problems = _assign(config, names)
        current = {topics.ALL, *slugs.values(), *(feed.slug for feed in config.feeds)}
        earlier = publish.earlier(config.output, current)
        losing = _topics_that_lose_their_slug(config, names, slugs, earlier)
        if not losing:
            break
        names.update(losing)
    obsolete: list[str] = []
    for slug, name, paths in earlier:
        key = topics.key(name or "")
        if name and topics.is_slug(slug) and key not in slugs:
            names[key], slugs[key] = name, slug
        else:
            obsolete.extend(paths)
    return SiteTopics(names, slugs, tuple(problems), tuple(obsolete))


def stale_paths(config: Config, slugs: Iterable[str], wanted: Iterable[str]) -> list[str]:
    """Return the paths of feedpub's documents in the folders of these feeds that aren't wanted any more."""
    return publish.superfluous(config.output, set(slugs), set(wanted))


def _assign(config: Config, names: Mapping[str, str]) -> tuple[dict[str, str], list[Problem]]:
    named = {topics.key(topic.name): topic.slug for topic in config.topics if topic.slug}
    taken = {topics.ALL, *(feed.slug for feed in config.feeds)}
    return topics.assign(names.values(), named=named, taken=taken, config=config.name)


def _topics_that_lose_their_slug(
    config: Config,
    names: Mapping[str, str],
    slugs: Mapping[str, str],
    earlier: Iterable[publish.Earlier],
) -> dict[str, str]:
    """Return the names, by key, of topics without a record whose folder another topic, which has a folder
    already, would move to.
    """
    losing = {}
    for slug, name, _ in earlier:
        new_slug = slugs.get(topics.key(name)) if name else None
        there = publish.lying_in(config.output, new_slug) if new_slug and new_slug != slug else None
        if there and there.topic and topics.key(there.topic) not in names:
            losing[topics.key(there.topic)] = there.topic
    return losing
