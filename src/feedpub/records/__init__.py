"""Records: keys and values -> a Record, or the problems that keep it from being published.

records.parse(data, path, config) -> ParsedSource
"""

from feedpub.records.model import Author, Image, ParsedSource, Provider, Record, Related, Status
from feedpub.records.reading import parse

__all__ = ["Author", "Image", "ParsedSource", "Provider", "Record", "Related", "Status", "parse"]
