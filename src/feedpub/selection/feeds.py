"""Which feeds a site has, and the title, page and address of each.

Responsible for: the feed of everything, one for each topic, the config's own. Not for which entries they show
at the moment: the index answers that from a feed's selection.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from feedpub import topics
from feedpub.config import Selection
from feedpub.outputs.addresses import folder_url

if TYPE_CHECKING:
    from collections.abc import Mapping

    from feedpub.config import Config


class Feed(NamedTuple):
    """One feed: its slug, title and description, the page for people, its topic if it is a topic's, and
    which records it shows.

    `updated` is the time of its newest entry, or since when it is empty; None until entries are selected.
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
    the site's where the config says `pages: false`.
    """
    return f"{folder_url(config, slug)}index.html" if config.pages else config.site.url


def site_feeds(config: Config, names: Mapping[str, str], slugs: Mapping[str, str]) -> list[Feed]:
    """Return every feed of the site: all, the topics in the order of their slugs, the config's own.

    `names` and `slugs` map each topic's key to its name and slug.
    """
    site = config.site
    settings = {topics.key(topic.name): topic for topic in config.topics}
    feeds = [
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
        feeds.append(
            Feed(
                slug=slug,
                title=f"{site.title}: {name}",
                description=(topic.description if topic else None) or f"{site.title}: {name}",
                page=(topic.url if topic else None) or page_url(config, slug),
                topic=name,
                selection=Selection(any=(key,), limit=config.limit),
            )
        )
    feeds.extend(
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
    return feeds
