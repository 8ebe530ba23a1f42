"""The documents that were written: from which input, and the store's revision of each since."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from feedpub.stores.base import Document

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from feedpub.index.database import Index


def load(index: Index) -> dict[str, Document]:
    """Return the documents that were written, by path."""
    return {row[0]: Document._make(row) for row in index.db.execute("select * from documents")}


def store(index: Index, written: Sequence[Document], unknown: Iterable[str]) -> None:
    """Store the documents that are in the store now; of the paths `unknown` keep what was stored before."""
    index.db.executemany("insert or replace into documents values (?, ?, ?, ?)", written)
    index.db.execute(
        "delete from documents where path not in (select value from json_each(?))",
        (json.dumps([*(document.path for document in written), *unknown]),),
    )
