"""A feed's document without its entries."""

from __future__ import annotations

from typing import NamedTuple


class Frame(NamedTuple):
    """The bytes of a document, in UTF-8, before its first entry and after its last.

    What separates two entries belongs to neither the frame nor the entries: see `Output.separator`.
    """

    before: bytes
    after: bytes
