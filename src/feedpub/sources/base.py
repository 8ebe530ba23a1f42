"""The protocol that every source of records follows.

A source lists a key and a revision for everything it has, and loads the bytes of one item. Where the revision
is what it was, so are the bytes, and nothing is loaded.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from feedpub.problems import Problem


class Item(NamedTuple):
    """One item of a source.

    `key` is its name in the source, without NUL: a path, the number of a row. `revision` is opaque, and
    differs where the item's bytes do: a file's stat, an object's ETag, a row's digest.
    """

    key: str
    revision: bytes


class Listing(NamedTuple):
    """A source's items, in an order that means nothing, and what in it can't be an item.

    Keys that are in `unreadable`, or begin with one that ends with a slash, could not be listed: that they
    are missing doesn't say that they are gone.
    """

    items: list[Item]
    problems: list[Problem]
    unreadable: list[str]


class Unreadable(OSError):
    """An item could not be loaded as a whole; the message says why."""


class Source(Protocol):
    """Where records come from. Batches hold sources, so a source has to be picklable."""

    def list_items(self) -> Listing:
        """Return all items, without loading any. Raises OSError where the source as a whole can't be read."""

    def load(self, item: Item) -> bytes:
        """Return an item's bytes. Raises Unreadable where it is gone, too large, or can't be read."""

    def changed_ns(self, revision: bytes) -> int | None:
        """Return when an item of this revision last changed, in nanoseconds since 1970.

        None where a revision can't miss a change. A file's can: it may change again within the granularity
        of the file system's clock.
        """


def digest(data: bytes) -> bytes:
    """Return 16 bytes that identify `data`: the start of its SHA-256, which is fast on most processors."""
    return hashlib.sha256(data).digest()[:16]
