"""The content module: an item's whole text, content:encoded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feedpub.check.elements import child_of, label
from feedpub.check.rule import Document, Finding, rules_for
from feedpub.check.rules.common import TEXT, extension
from feedpub.check.table import el

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element as Element

_, warning = rules_for("rss")

CONTENT = extension(
    "http://purl.org/rss/1.0/modules/content/",
    "content",
    el("encoded", "entry?", TEXT),
    el("items", "entry?"),
    el("item", "inside*"),
    el("format", "inside*"),
    el("encoding", "inside*"),
    open_attributes=True,
)


@warning("content-before-description").on(CONTENT.tag("encoded"))
def _content_before_description(content: Element, _document: Document) -> Iterator[Finding]:
    if next(content.itersiblings("description"), None) is not None:
        yield Finding(content, f"{label(content)} stands before description; put the description first")


@warning("content-without-description").on(CONTENT.tag("encoded"))
def _content_without_description(content: Element, _document: Document) -> Iterator[Finding]:
    item = content.getparent()
    if item is not None and item.tag == "item" and child_of(item, "description") is None:
        yield Finding(
            content, f"the item has {label(content)}, but no description; add a summary as description"
        )
