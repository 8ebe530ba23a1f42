"""Records: keys and values -> a Record, or the problems that keep it from being published.

`records.parse(data, path, config)` returns a ParsedSource; `records.read_topics(data, path, config)` returns
the topics of a record, whatever becomes of it.

    model           a Record and its parts
    fields          the table of fields
    kinds           the kinds of values that fields have
    meaning         parts and the record, built from the meanings of their fields
    tables, reader  reading by a table of fields, fast or with an explanation of every fault
    reading         a file's bytes -> a ParsedSource: the order of the steps
    identity        the record's id
    unknown_keys    misspelt keys
    reference       the tables in docs/records.md

Not for the syntax of front matter (`feedpub.frontmatter`), nor for rendering (`feedpub.content`).
"""

from feedpub.records.model import Author, Image, ParsedSource, Provider, Record, Related, Status
from feedpub.records.reading import parse, read_topics

__all__ = [
    "Author",
    "Image",
    "ParsedSource",
    "Provider",
    "Record",
    "Related",
    "Status",
    "parse",
    "read_topics",
]
