"""The documents that were written: from which input, and the store's revision of each since."""

from __future__ import annotations

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
    before = load(index)
    changed = [document for document in written if before.get(document.path) != document]
    index.db.executemany("insert or replace into documents values (?, ?, ?, ?)", changed)
    gone = before.keys() - {document.path for document in written} - {*unknown}
    index.db.executemany("delete from documents where path = ?", [(path,) for path in gone])
