"""Bounds the work of parsing markup, before any parser sees it."""

from __future__ import annotations

import re
from collections import Counter

from feedpub.content import markdown
from feedpub.content.vocabulary import OF_TABLES, VOID

_TAG = re.compile("<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_ALWAYS_CHEAP_CHARACTERS = 5_000
_MAX_WORK_TAGS = 2_000_000
_MAX_TAGS_BESIDE_TABLES = 50_000
# A tag with hundreds of attributes (HTML Living Standard §13.2.5.32): each is compared with all before it.
# Names and values are counted alike.
_CROWDED_TAG = re.compile(
    r"<[a-zA-Z][^\t\n\f />]*+"
    r"(?:[\t\n\f /]*+"
    r"(?:[^\t\n\f />=]++|=[\t\n\f ]*+(?:\"[^\"]*+\"?+|'[^']*+'?+|[^\t\n\f >\"'][^\t\n\f >]*+)?+)){500}"
)


def is_excessive(source: str, *, is_html: bool = False) -> bool:
    """Return whether parsing a text as HTML would take out of all proportion: its tags are nested too deep,
    hold too many attributes, or are too many beside a table. With `is_html` the text is HTML as it is,
    otherwise a body.

    HTML's rules reopen what was left open at every paragraph (HTML Living Standard §13.2.4.3), and look
    through all that is open for what an end tag may close (§13.2.6.4.7), so the work grows with the depth at
    each tag, added up. What can't be in a table is moved before it (§13.2.6.1), past all that was moved
    before. A small text can't cost much, so it isn't looked at.
    """
    if len(source) < _ALWAYS_CHEAP_CHARACTERS:
        return False
    markup = source if is_html else markdown.to_html(source)
    open_tags: Counter[str] = Counter()
    depth = work = beside = 0
    has_table = False
    for tag in _TAG.finditer(markup):
        name = tag[2].lower()
        has_table |= name == "table"
        beside += name not in OF_TABLES
        if not tag[1] and name not in VOID:
            open_tags[name] += 1
            depth += 1
            work += depth
        elif tag[1] and open_tags[name]:
            open_tags[name] -= 1
            depth -= 1
        else:
            work += depth
        if work > _MAX_WORK_TAGS:
            return True
    if has_table and beside > _MAX_TAGS_BESIDE_TABLES:
        return True
    return _CROWDED_TAG.search(markup) is not None
