"""RSS 2.0 (RSS Advisory Board, 2.0.11), with Dublin Core, Content and Media RSS."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feedpub.outputs.elements import block, cached, choice, each, one, optional, template
from feedpub.outputs.heads import PAGE_LINK_PATTERN, PROLOGUE_PATTERN, bindings_pattern
from feedpub.outputs.media import IMAGES
from feedpub.outputs.output import Acceptor, Fragment, Output
from feedpub.outputs.values import (
    ATTRIBUTE,
    FILLED_TEXT,
    LANGUAGE,
    LONG_TEXT,
    MAIL_WITH_NAME,
    RSS_DATE,
    RSS_TITLE,
    SERVED,
    SPACE,
    TEXT,
    WEB,
)

if TYPE_CHECKING:
    from feedpub.config import Config
    from feedpub.content.entries import Entry
    from feedpub.outputs.frame import Frame
    from feedpub.selection.feeds import Feed


def _is_permalink(entry: Entry) -> bool:
    return entry.id == entry.link


def _has_summary(entry: Entry) -> bool:
    return bool(entry.summary)


_ITEM = block(
    "item",
    (
        # A note has no title; its description is there instead (RSS 2.0, "Elements of <item>").
        optional("record.title", template("<title>{title}</title>", title=RSS_TITLE)),
        optional("link", template("<link>{link}</link>", link=WEB)),
        one(
            choice(
                _is_permalink,
                template('<guid isPermaLink="true">{id}</guid>', id=WEB),
                template('<guid isPermaLink="false">{id}</guid>', id=FILLED_TEXT),
            )
        ),
        one(template("<pubDate>{published}</pubDate>", published=RSS_DATE)),
        # Names only: an item's author would have to be an e-mail address.
        each("authors", cached(template("<dc:creator>{name}</dc:creator>", name=TEXT))),
        each(
            "categories",
            cached(
                template('<category domain="{scheme}">{label}</category>', scheme=ATTRIBUTE, label=TEXT),
            ),
        ),
        one(
            choice(
                _has_summary,
                template("<description>{summary_html}</description>", summary_html=TEXT),
                template("<description>{content}</description>", content=LONG_TEXT),
            )
        ),
        one(template("<content:encoded>{content}</content:encoded>", content=LONG_TEXT)),
        *IMAGES,
    ),
    indent="    ",
)

# "Required and optional channel elements", in the order in which feedgen writes them
_HEAD_PATTERN = (
    rf"{PROLOGUE_PATTERN}<rss{bindings_pattern('dc', 'media', 'atom', 'content')}"
    rf' version="2\.0">{SPACE}<channel>{SPACE}'
    rf"<title>{FILLED_TEXT.pattern}</title>{SPACE}"
    rf"<link>{SERVED.pattern}</link>{SPACE}"
    rf"<description>{TEXT.pattern}</description>{SPACE}"
    rf'(?:<atom:link href="{SERVED.pattern}" rel="self" type="application/rss\+xml"/>{SPACE})?'
    rf'(?:<category domain="{ATTRIBUTE.pattern}">{TEXT.pattern}</category>{SPACE})*'
    rf"(?:<copyright>{TEXT.pattern}</copyright>{SPACE})?"
    rf"(?:<docs>{WEB.pattern}</docs>{SPACE})?"
    rf"(?:<generator>{TEXT.pattern}</generator>{SPACE})?"
    rf"(?:<image>{SPACE}<url>{WEB.pattern}</url>{SPACE}<title>{FILLED_TEXT.pattern}</title>{SPACE}"
    rf"<link>{SERVED.pattern}</link>{SPACE}</image>{SPACE})?"
    rf"(?:<language>{LANGUAGE.pattern}</language>{SPACE})?"
    rf"(?:<lastBuildDate>{RSS_DATE.pattern}</lastBuildDate>{SPACE})?"
    rf"(?:<managingEditor>{MAIL_WITH_NAME.pattern}</managingEditor>{SPACE})?"
    rf"{PAGE_LINK_PATTERN}"
)
_FOOT_PATTERN = f"{SPACE}</channel>{SPACE}</rss>{SPACE}"


def _frame(feed: Feed, config: Config) -> Frame:
    from feedpub.outputs import _feedgen  # noqa: PLC0415 - feedgen and lxml are heavy

    return _feedgen.rss_frame(feed, config, RSS.file, RSS.media_type)


RSS = Output(
    name="rss",
    title="RSS",
    scope="feed",
    file="rss.xml",
    media_type="application/rss+xml",
    fragment=Fragment("rss", _ITEM.write),
    frame=_frame,
    checked_as="rss",
    acceptor=Acceptor("xml", _ITEM.pattern, _HEAD_PATTERN, _FOOT_PATTERN),
)
