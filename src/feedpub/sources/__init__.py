"""Where records come from: what a source holds, by key and revision, and the bytes of one item.

Responsible for listing items cheaply and for loading one within bounds. Not for what an item's bytes mean.

    base            the protocol that every source follows
    folder          text files below a folder
    stats           a file's stat as a revision
    patterns        which paths in a folder match
    fingerprints    a listing in parts, so that unchanged parts are recognised as a whole
"""

from __future__ import annotations

from feedpub.sources.base import Item, Listing, Source, Unreadable, digest
from feedpub.sources.folder import FolderSource, read, scan
from feedpub.sources.patterns import is_pattern

__all__ = [
    "FolderSource",
    "Item",
    "Listing",
    "Source",
    "Unreadable",
    "digest",
    "is_pattern",
    "read",
    "scan",
]
