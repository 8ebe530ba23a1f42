"""Atom 1.0 (RFC 4287)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from feedpub.outputs.elements import block, cached, choice, each, one, optional, present, template
from feedpub.outputs.heads import NAMESPACES, PAGE_LINK_PATTERN, PROLOGUE_PATTERN, bindings_pattern
from feedpub.outputs.markup import looks_like_markup
from feedpub.outputs.media import IMAGES
from feedpub.outputs.output import Acceptor, Fragment, Output
from feedpub.outputs.values import (
    ATTRIBUTE,
    DATE,
    DATE_WITH_OFFSET,
    HTML_OF_TEXT,
    ID,
    LANGUAGE,
    LONG_TEXT,
    MAIL,
    SERVED,
    SERVED_ATTRIBUTE,
    SPACE,
    TEXT,
    WEB,
    WEB_ATTRIBUTE,
)

if TYPE_CHECKING:
    from feedpub.config import Config
    from feedpub.outputs.frame import Frame
    from feedpub.selection.feeds import Feed

_ENTRY = block(  # RFC 4287 §4.1.2
    "entry",
    (
        one(template("<id>{id}</id>", id=ID)),
        # Readers take a text that looks like markup for HTML, so it is written as HTML, escaped once more.
        one(
            choice(
                lambda entry: looks_like_markup(entry.title),
                template('<title type="html">{title}</title>', title=HTML_OF_TEXT),
                template("<title>{title}</title>", title=TEXT),
            )
        ),
        one(template("<updated>{updated}</updated>", updated=DATE)),
        one(template("<published>{published}</published>", published=DATE)),
        optional("link", template('<link rel="alternate" href="{link}"/>', link=WEB_ATTRIBUTE)),
        optional("external", template('<link rel="via" href="{external}"/>', external=WEB_ATTRIBUTE)),
        each(
            "related",
            template(
                '<link rel="related" title="{title}" href="{url}"/>', title=ATTRIBUTE, url=WEB_ATTRIBUTE
            ),
        ),
        each(
            "authors",
            cached(
                template(
                    "<author><name>{name}</name>{uri}</author>",
                    name=TEXT,
                    uri=present("url", template("<uri>{url}</uri>", url=WEB)),
                )
            ),
        ),
        each(
            "categories",
            cached(
                template(
                    '<category term="{term}" label="{label}" scheme="{scheme}"/>',
                    term=ATTRIBUTE,
                    label=ATTRIBUTE,
                    scheme=SERVED_ATTRIBUTE,
                )
            ),
        ),
        optional(
            "summary",
            choice(
                lambda entry: looks_like_markup(entry.summary),
                template('<summary type="html">{summary}</summary>', summary=HTML_OF_TEXT),
                template("<summary>{summary}</summary>", summary=TEXT),
            ),
        ),
        one(template('<content type="html">{content}</content>', content=LONG_TEXT)),
        *IMAGES,
    ),
    indent="  ",
)

# RFC 4287 §4.1.1, in the order in which feedgen writes it
_HEAD_PATTERN = (
    rf"{PROLOGUE_PATTERN}<feed{bindings_pattern('media')}"
    rf' xmlns="{re.escape(NAMESPACES["atom"])}"(?: xml:lang="{LANGUAGE.pattern}")?>{SPACE}'
    rf"<id>{SERVED.pattern}</id>{SPACE}"
    rf"<title>{TEXT.pattern}</title>{SPACE}"
    rf"<updated>{DATE_WITH_OFFSET.pattern}</updated>{SPACE}"
    rf"<author>{SPACE}<name>{TEXT.pattern}</name>{SPACE}(?:<email>{MAIL.pattern}</email>{SPACE})?"
    rf"(?:<uri>{WEB.pattern}</uri>{SPACE})?</author>{SPACE}"
    rf'(?:<link href="{SERVED.pattern}" rel="self" type="application/atom\+xml"/>{SPACE})?'
    rf'(?:<link href="{SERVED.pattern}" rel="alternate" type="text/html"/>{SPACE})?'
    rf'(?:<category term="{ATTRIBUTE.pattern}" scheme="{SERVED.pattern}" label="{ATTRIBUTE.pattern}"/>'
    rf"{SPACE})*"
    rf"(?:<generator>{TEXT.pattern}</generator>{SPACE})?"
    rf"(?:<icon>{WEB.pattern}</icon>{SPACE})?"
    rf"(?:<logo>{WEB.pattern}</logo>{SPACE})?"
    rf"(?:<rights>{TEXT.pattern}</rights>{SPACE})?"
    rf"(?:<subtitle>{TEXT.pattern}</subtitle>{SPACE})?"
    rf"{PAGE_LINK_PATTERN}"
)
_FOOT_PATTERN = f"{SPACE}</feed>{SPACE}"


def _frame(feed: Feed, config: Config) -> Frame:
    from feedpub.outputs import _feedgen  # noqa: PLC0415 - feedgen and lxml are heavy

    return _feedgen.atom_frame(feed, config, ATOM.file, ATOM.media_type)


ATOM = Output(
    name="atom",
    title="Atom",
    scope="feed",
    file="atom.xml",
    media_type="application/atom+xml",
    fragment=Fragment("atom", _ENTRY.write),
    frame=_frame,
    checked_as="atom",
    acceptor=Acceptor("xml", _ENTRY.pattern, _HEAD_PATTERN, _FOOT_PATTERN),
)
