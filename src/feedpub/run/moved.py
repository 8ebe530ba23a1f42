"""The entry in the feed of a renamed topic that says where the feed went.

Responsible for its text. Not for where it is shown: first, in documents that are subscribed to.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from feedpub import outputs
from feedpub.content import compose, dates
from feedpub.content.entries import Entry
from feedpub.outputs.addresses import folder_url
from feedpub.records import Record

if TYPE_CHECKING:
    from feedpub.config import Config
    from feedpub.selection.feeds import Feed, Move


def note(feed: Feed, move: Move, config: Config) -> Entry:
    """Return the entry. It has the same id as long as the feed is where it says, so readers show it once."""
    folder = folder_url(config, move.slug)
    addresses = [folder + output.file for output in outputs.formats(config)]
    links = "".join(f'<li><a href="{escape(url)}">{escape(url)}</a></li>' for url in addresses)
    says = f"{feed.topic} is called {move.topic} now, and this feed has moved."
    asks = "Please subscribe to the new one; until you do, this one shows the same entries."
    record = Record(
        path=feed.slug,
        id=move.note_id,
        title=f"{feed.topic} is called {move.topic} now",
        published=move.since,
        updated=move.since,
        link=feed.page,
        excerpt=f"{says} {asks}\n\n{addresses[0]}",
        body=f"<div><p>{escape(says)} {escape(asks)}</p><ul>{links}</ul></div>",
    )
    return Entry(record, compose.content(record, config), (), (), dates.day(move.since, config.zone))
