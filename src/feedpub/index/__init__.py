"""The index of a source's items, in SQLite; deleting it costs time, and nothing else.

Responsible for: which items differ from those that were read, the records that may be published, which of
them a feed shows (filter, order and limit are SQL), and which documents were written. Not for reading,
rendering or writing any of it.

    database        an open index, opening one, values that hold between runs
    schema          tables, indexes and triggers
    clean_marker    the checksum of an index that was closed cleanly
    changes         which items differ, and storing what they were read as
    rows            the rows that are stored
    queries         the records that feeds show
    documents       the documents that were written

Holds no record's text: of an item its key, revision, digest, status and problems, and of a record that is to
be published, now or later, the fields that feeds select by. What is deleted is overwritten.
"""

from __future__ import annotations

from feedpub.index.database import DAMAGED, FOLDER, VERSION, Index, discard, in_memory, key_of, open_file

__all__ = ["DAMAGED", "FOLDER", "VERSION", "Index", "discard", "in_memory", "key_of", "open_file"]
