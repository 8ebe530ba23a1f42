"""Bounds that are held before anything costly is done with a document's bytes.

Responsible for sizes and numbers that the bytes alone show. Not for depth, which the parsers bound, nor for
the attributes of one element (`xml`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from feedpub.check import MAX_BYTES, MAX_TAGS
from feedpub.check.reading.declarations import MAX_ATTRIBUTES, TOO_LARGE
from feedpub.check.reading.findings import Finding

if TYPE_CHECKING:
    from feedpub.problems import Problem


def too_large(data: bytes, where: str) -> Problem | None:
    """Return the error of a document with more than MAX_BYTES bytes."""
    finding = find_excess_size(data)
    return finding and finding.problem(where)


def too_crowded(data: bytes, where: str) -> Problem | None:
    """Return the error of an XML document, in UTF-8, with too many tags or attributes."""
    finding = find_excess_markup(data)
    return finding and finding.problem(where)


def find_excess_size(data: bytes) -> Finding | None:
    """Find that a document has too many bytes."""
    if len(data) <= MAX_BYTES:
        return None
    return Finding(TOO_LARGE, f"is larger than {MAX_BYTES // 2**20} MB; publish fewer entries")


def find_excess_markup(data: bytes) -> Finding | None:
    """Find that an XML document, in UTF-8, has too many tags or attributes."""
    if len(data) <= MAX_TAGS:  # there can't be so many of either
        return None
    for limit, number, what in (
        (MAX_TAGS, data.count(b"<"), "tags"),
        (MAX_ATTRIBUTES, data.count(b'="') + data.count(b"='"), "attributes"),
    ):
        if number > limit:
            return Finding(TOO_LARGE, f"has more than {limit:,} {what}; publish fewer entries")
    return None
