"""Bytes to a tree, within bounds: encodings, XML declarations, well-formedness, and which format it is.

Responsible for everything that is decided before a format's own rules: how the bytes are decoded, whether the
XML is well formed, that a document type declaration is harmless, that depth and size are bounded; and for
where an element stands in the source (`Places`). Nothing is ever fetched, from the network or from files. Not
responsible for JSON's syntax: a JSON document is decoded here and parsed by `rules.json_feed`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from feedpub.check.rules import Fault, rule

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

    from feedpub.check import Kind
    from feedpub.problems import Problem

UNREADABLE = rule(
    "unreadable",
    formats=("atom", "rss", "json"),
    scope="document",
    severity="error",
    clause="none: the file system",
    summary="The file can be opened and read.",
    failing="a file without permission to read it",
    passing="a file that may be read",
)


@dataclass(frozen=True, slots=True)
class Reading:
    """What became of a document's bytes.

    `format` is what the content says it is, None when it is no feed. `root` is the tree of an XML feed, None
    when there is none. `text` is the decoded document. `problems` are those found so far, in any order.
    """

    format: Kind | None
    root: Element | None
    text: str
    problems: tuple[Problem, ...]


def read(data: bytes, where: str, kind: Kind | None = None) -> Reading:
    """Decode and parse a document, and find out its format; never raises for bad input.

    With a `kind`, a document of another format, or of none, is an error.
    """
    raise NotImplementedError


class Places:
    """Where the elements of a tree stand in its source, found when somebody asks for the first time."""

    def __init__(self, root: Element, text: str) -> None:
        self.root = root
        self.text = text

    def of(self, fault: Fault) -> tuple[int, int]:
        """Return the line and column, from 1, of a fault's attribute, else of its element's start tag."""
        raise NotImplementedError
