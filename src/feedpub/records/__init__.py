"""Records: keys and values -> a Record, or the problems that keep it from being published.

records.parse(data, path, config) -> ParsedSource
records.read_topics(data, path, config) -> the topics of a record, whatever becomes of it
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
