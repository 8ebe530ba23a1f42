"""Atom's threading extensions (RFC 4685): replies, and how many of them there are."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from feedpub.check import values
from feedpub.check.elements import quoted
from feedpub.check.rule import ATOM, Document, Finding
from feedpub.check.rules.common import COUNT, FILLED, IRI, MEDIA_TYPE, error, extension
from feedpub.check.table import el, needed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element as Element

THR = extension(
    "http://purl.org/syndication/thread/1.0",
    "thr",
    el("in-reply-to", "entry*", ref=needed(IRI), href=IRI, source=IRI, type=MEDIA_TYPE),
    el("total", "entry?", FILLED, COUNT),
)


@error("thr-link-attributes").on(f"{{{ATOM}}}link")
def _thr_link_attributes(link: Element, _document: Document) -> Iterator[Finding]:
    for key, value in link.items():
        name = str(key)
        if not name.startswith(f"{{{THR.namespace}}}"):
            continue
        local, text = name.rpartition("}")[2], str(value)
        if local == "count":
            if not re.fullmatch(r"[0-9]+", text):
                yield Finding(link, f"thr:count {quoted(text)} is not a whole number", name)
        elif local == "updated":
            wrong = values.rfc3339(text)
            if wrong:
                yield Finding(link, f"thr:updated {quoted(text)} is not a date: {wrong}", name)
        else:
            yield Finding(
                link, f"a link has no attribute thr:{local}; it has thr:count and thr:updated", name
            )
