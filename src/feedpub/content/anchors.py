"""Anchors within an entry's content: names that no other entry on the same page has, and links that lead to
them.

Responsible for which ids and links are written, once all are known. Not for finding them (`rewrite`).
"""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_FOOTNOTE = re.compile("(fn(?:ref)?)(?![a-z])[-:]?(.*)", re.DOTALL)
_FIT_FRAGMENT = "-._~:@!$()*,;=/?"


class Anchor(NamedTuple):
    """A start tag that has an id or leads to one: its name, its other attributes as written, and both."""

    name: str
    attributes: str
    id: str | None
    target: str | None


def write(output: Sequence[str | Anchor], headings: Mapping[str, int], scope: str, page: str | None) -> str:
    """Return the output as text. An id is written if something leads to it. A link to an id that isn't there
    leads to the record's `page`, and nowhere if that is None: it would be resolved against the page of the
    reader.

    `headings` has the indexes of start tags without an id, by the names that links may use for them.
    """
    places = dict(headings)
    for index in range(len(output) - 1, -1, -1):  # the first of two elements with one id counts
        item = output[index]
        if type(item) is Anchor and item.id is not None:
            places[item.id] = index
    targets = {item.target for item in output if type(item) is Anchor if item.target in places}
    ids = {places[name]: _scoped(name, scope) for name in sorted(filter(None, targets), reverse=True)}
    parts = []
    for index, item in enumerate(output):
        if type(item) is str and index not in ids:
            parts.append(item)
            continue
        tag = item if type(item) is Anchor else Anchor(str(item)[1:-1], "", None, None)
        own = f' id="{escape(ids[index])}"' if index in ids else ""
        parts.append(f"<{tag.name}{own}{_href(tag.target, places, ids, page)}{tag.attributes}>")
    return "".join(parts)


def _href(target: str | None, places: Mapping[str, int], ids: Mapping[int, str], page: str | None) -> str:
    if target is None:
        return ""
    if (place := places.get(target)) is not None:
        return f' href="#{quote(ids[place], safe=_FIT_FRAGMENT)}"'
    if page and target:
        return f' href="{escape(page.partition("#")[0])}#{quote(target, safe=_FIT_FRAGMENT)}"'
    return ""


def _scoped(name: str, scope: str) -> str:
    """Return an id that no other entry has. Readers know a footnote by the first letters of its id."""
    if name.startswith((f"{scope}-", f"fn-{scope}-", f"fnref-{scope}-")):
        return name
    if found := _FOOTNOTE.fullmatch(name):
        return f"{found[1]}-{scope}-{found[2]}"
    return f"{scope}-{name}"
