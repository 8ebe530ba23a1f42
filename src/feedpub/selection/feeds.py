"""Which feeds a site has, and the title, page and address of each.

Responsible for: the feed of everything, one for each topic and for its earlier names, the config's own. Not
for which entries they show at the moment: the index answers that from a feed's selection.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from feedpub import topics
from feedpub.config import Selection
from feedpub.outputs.addresses import folder_url

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from feedpub.config import Config


class Move(NamedTuple):
    """Where the feed of a renamed topic went: the topic's name and slug now, since when, in seconds since
    1970-01-01T00:00:00Z, and the id of the entry that says so.
    """

    topic: str
    slug: str
    since: int
    note_id: str


class Feed(NamedTuple):
    """One feed: its slug, title and description, the page for people, its topic if it is a topic's, and
    which records it shows. `moved` is where it went, if its topic was renamed.

    `updated` is the time of its newest entry, or since when it is empty; None until entries are selected.
    `is_listed` is False for those that no list of feeds has, and that pages don't offer to readers.
    """

    slug: str
    title: str
    description: str
    page: str
    topic: str | None
    selection: Selection
    updated: int | None = None
    moved: Move | None = None
    is_listed: bool = True


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
            _with_present_topics(feed.selection, config.renamed),
        )
        for feed in config.feeds
    )
    return feeds


def moved_feeds(config: Config, feeds: Sequence[Feed], moves: Mapping[str, tuple[str, Move]]) -> list[Feed]:
    """Return the feeds of topics' earlier names, which show what the topics' present feeds show.

    `moves` has the earlier name, and where its feed went, by the slug of that feed.
    """
    present = {feed.slug: feed for feed in feeds}
    return [
        present[move.slug]._replace(
            slug=slug,
            title=f"{config.site.title}: {name}",
            description=f"{name} is called {move.topic} now; its feed is in {folder_url(config, move.slug)}",
            topic=name,
            moved=move,
        )
        for slug, (name, move) in sorted(moves.items())
    ]


def _with_present_topics(selection: Selection, renamed: Mapping[str, str]) -> Selection:
    """Return a selection with the topics' present names in place of earlier ones."""
    if not renamed:
        return selection

    def present(keys: Sequence[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(topics.key(renamed.get(key, key)) for key in keys))

    return replace(
        selection, any=present(selection.any), all=present(selection.all), none=present(selection.none)
    )
