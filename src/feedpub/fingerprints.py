"""A folder's listing in parts, each with a fingerprint that tells whether it is as it was.

Where one part ends and the next begins depends on what stands there alone, so a file that comes or goes
changes the part that it is in, and no other.
"""

from __future__ import annotations

import hashlib
from array import array
from itertools import pairwise
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from feedpub.sources import Source

if TYPE_CHECKING:
    from collections.abc import Sequence

_SIZE = 1024  # sources in a part, on average: as many have to be asked about where one changed
_NUMBERS = range(1, len(Source._fields))


class Part(NamedTuple):
    """Some of a listing's sources, and what no others, other stats or another order of them have."""

    fingerprint: str
    sources: Sequence[Source]


def of(found: Sequence[Source]) -> list[Part]:
    """Return a listing's parts, in its order: that of a folder's listing seldom changes, and sorting costs
    more than asking about each. Raises OverflowError for a number that has more than 64 bits.
    """
    paths = [source.path for source in found]
    columns = [array("q", map(itemgetter(number), found)) for number in _NUMBERS]
    begins = [0, *(at for at, inode in enumerate(columns[-1]) if at and not inode % _SIZE), len(found)]
    parts = []
    for begin, end in pairwise(begins):
        # How many there are tells where the paths end; none of them holds a NUL.
        made = hashlib.sha256("\0".join((str(end - begin), *paths[begin:end])).encode())
        for column in columns:
            made.update(column[begin:end])
        parts.append(Part(made.hexdigest()[:32], found[begin:end]))
    return parts
