"""Bounds that are held before anything costly is done with a document's bytes.

Responsible for sizes and numbers that the bytes alone show. Not for depth, which the parsers bound, nor for
the attributes of one element (`xml`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from feedpub.check import MAX_BYTES, MAX_TAGS
from feedpub.check.reading import rules

if TYPE_CHECKING:
    from feedpub.problems import Problem


def too_large(data: bytes, where: str = "") -> Problem | None:
    """Return the error of a document with more than MAX_BYTES bytes."""
    if len(data) <= MAX_BYTES:
        return None
    message = f"is larger than {MAX_BYTES // 2**20} MB; publish fewer entries"
    return rules.TOO_LARGE.problem(where, 1, 1, message)


def too_crowded(data: bytes, where: str = "") -> Problem | None:
    """Return the error of an XML document, in UTF-8, with too many tags or attributes."""
    if len(data) <= MAX_TAGS:  # there can't be so many of either
        return None
    for limit, number, what in (
        (MAX_TAGS, data.count(b"<"), "tags"),
        (rules.MAX_ATTRIBUTES, data.count(b'="') + data.count(b"='"), "attributes"),
    ):
        if number > limit:
            message = f"has more than {limit:,} {what}; publish fewer entries"
            return rules.TOO_LARGE.problem(where, 1, 1, message)
    return None
