"""The documents that were written: from which input, and their stat since."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, NamedTuple

from feedpub.sources.stats import in_64_bits

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from feedpub.index.database import Index


class Document(NamedTuple):
    """A document of the output: its path, the digest of its input, and its stat when it was written."""

    path: str
    input_digest: bytes
    size: int
    mtime_ns: int
    inode: int

    @classmethod
    def with_stat(cls, path: str, input_digest: bytes, status: os.stat_result) -> Document:
        """Return a document whose file has this stat."""
        return cls(
            path, input_digest, status.st_size, in_64_bits(status.st_mtime_ns), in_64_bits(status.st_ino)
        )

    def is_untouched(self, output: Path) -> bool:
        """Tell by its stat whether the document lies in the folder as it was written."""
        try:
            status = os.lstat(f"{output}/{self.path}")
        except (OSError, ValueError):  # ValueError: not a path at all, in a damaged index
            return False
        return self == self.with_stat(self.path, self.input_digest, status)


def load(index: Index) -> dict[str, Document]:
    """Return the documents that were written, by path."""
    return {row[0]: Document._make(row) for row in index.db.execute("select * from documents")}


def store(index: Index, written: Sequence[Document], unknown: Iterable[str]) -> None:
    """Store the documents that lie in the output now; of the paths `unknown` keep what was stored before."""
    index.db.executemany("insert or replace into documents values (?, ?, ?, ?, ?)", written)
    index.db.execute(
        "delete from documents where path not in (select value from json_each(?))",
        (json.dumps([*(document.path for document in written), *unknown]),),
    )
