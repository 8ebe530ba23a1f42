"""A listing in parts, each with a fingerprint that shows whether it is as it was.

Where one part ends and the next begins depends on the items there alone, so an item that comes or goes
changes the part that it is in, and no other.
"""

from __future__ import annotations

import hashlib
from itertools import pairwise
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple
from zlib import crc32

if TYPE_CHECKING:
    from collections.abc import Sequence

    from feedpub.sources.base import Item

_ITEMS_IN_A_PART = 1024  # on average: as many are looked up where one changed


class Part(NamedTuple):
    """Consecutive items of a listing. No other items, revisions or order of them have its fingerprint."""

    fingerprint: str
    items: Sequence[Item]


def fingerprint_parts(items: Sequence[Item]) -> list[Part]:
    """Return a listing's parts, in its order.

    They aren't sorted: the order of a folder's listing seldom changes, and sorting costs more than looking
    up each item.
    """
    keys = list(map(itemgetter(0), items))
    revisions = list(map(itemgetter(1), items))
    cuts = [at for at, number in enumerate(map(crc32, revisions)) if not number % _ITEMS_IN_A_PART]
    begins = [0, *filter(None, cuts), len(items)]
    parts = []
    for begin, end in pairwise(begins):
        of_part = revisions[begin:end]
        # Their number shows where the keys end, since none holds a NUL; lengths show where revisions do.
        lengths = set(map(len, of_part))
        if len(lengths) > 1:
            lengths_text = ",".join(str(len(revision)) for revision in of_part)
        else:
            lengths_text = "".join(map(str, lengths))
        digest = hashlib.sha256("\0".join((str(end - begin), lengths_text, *keys[begin:end], "")).encode())
        digest.update(b"".join(of_part))
        parts.append(Part(digest.hexdigest()[:32], items[begin:end]))
    return parts
