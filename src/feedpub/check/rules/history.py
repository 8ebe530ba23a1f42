"""Feed paging and archiving (RFC 5005): complete feeds, and archives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feedpub.check.elements import children, label
from feedpub.check.rule import ATOM, Document, Finding
from feedpub.check.rules.common import EMPTY, error, extension
from feedpub.check.table import el

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element as Element


@EMPTY.rule.facet(with_children=True)
def _childless(element: Element, _document: Document) -> Iterator[Finding]:
    for child in children(element):
        yield Finding(child, f"{label(element)} is empty; move {label(child)} elsewhere")


FH = extension(
    "http://purl.org/syndication/history/1.0",
    "fh",
    el("complete", "feed?", EMPTY, _childless),
    el("archive", "feed?", EMPTY, _childless),
)
_PAGING = frozenset({"first", "last", "previous", "prev", "next", "prev-archive", "next-archive", "current"})


@error("fh-complete-and-paged", scope="document").on(FH.tag("complete"))
def _fh_complete_and_paged(complete: Element, _document: Document) -> Iterator[Finding]:
    head = complete.getparent()
    if head is None:
        return
    for archive in head.iterchildren(FH.tag("archive")):
        yield Finding(
            archive,
            f"the feed is complete, so it isn't an archive; leave {label(archive)} or fh:complete out",
        )
    links = list(head.iterchildren(f"{{{ATOM}}}link"))
    itself = {link.get("href") for link in links if link.get("rel") == "self"}
    for link in links:
        relation = link.get("rel")
        if relation in _PAGING and not (relation == "current" and link.get("href") in itself):
            yield Finding(
                link,
                f"the feed is complete, so it has no {relation} document; leave the link or fh:complete out",
                "rel",
            )
