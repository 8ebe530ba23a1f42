"""Which feeds a site has, and what each says of itself.

Responsible for: the feed of everything, one for each topic, the config's own; their titles, pages and
addresses. Not for which entries they show at the moment: that is the index's answer to a feed's selection.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from feedpub import topics
from feedpub.config import Config, Selection
from feedpub.outputs.addresses import folder_url

if TYPE_CHECKING:
    from collections.abc import Mapping


class Feed(NamedTuple):
    """One feed: its slug, what it is called, the page for people, its topic if it is a topic's, and what it
    shows.

    `updated` is the newest entry's, None while it shows none.
    """

    slug: str
    title: str
    description: str
    page: str
    topic: str | None
    selection: Selection
    updated: int | None = None


def page_url(config: Config, slug: str) -> str:
    """Return the URL of a feed's page for people, if the config names no other: the one beside the feed, or
    the site where there are no pages.
    """
    return f"{folder_url(config, slug)}index.html" if config.pages else config.site.url


def of_site(config: Config, names: Mapping[str, str], slugs: Mapping[str, str]) -> list[Feed]:
    """Return every feed of the site: all, the topics in the order of their slugs, the config's own.

    `names` and `slugs` have each topic's name and slug by its key.
    """
    site = config.site
    settings = {topics.key(topic.name): topic for topic in config.topics}
    made = [
        Feed(
            topics.ALL,
            site.title,
            site.description or site.title,
            page_url(config, topics.ALL),
            None,
            Selection(limit=config.limit),
        )
    ]
    for key, slug in sorted(slugs.items(), key=lambda item: item[1]):
        topic = settings.get(key)
        name = topic.name if topic else names[key]
        made.append(
            Feed(
                slug=slug,
                title=f"{site.title}: {name}",
                description=(topic.description if topic else None) or f"{site.title}: {name}",
                page=(topic.url if topic else None) or page_url(config, slug),
                topic=name,
                selection=Selection(any=(key,), limit=config.limit),
            )
        )
    made.extend(
        Feed(
            feed.slug,
            feed.title,
            feed.description or feed.title,
            feed.url or page_url(config, feed.slug),
            None,
            feed.selection,
        )
        for feed in config.feeds
    )
    return made
