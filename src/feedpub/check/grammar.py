"""Validates a tree against its format's RELAX NG grammar.

Responsible for compiling each grammar once per process (`grammars/atom.rng`, `grammars/rss.rng`) and for
turning libxml2's errors into faults that say what to do. Not for JSON (`rules.json_feed` has a JSON Schema).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from feedpub.check.rules import Fault, Format, rule

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

GRAMMAR = rule(
    "grammar",
    formats=("atom", "rss"),
    scope="document",
    severity="error",
    clause="RFC 4287; RSS 2.0",
    summary="The document matches the grammar of its format.",
    failing="<feed><title>News</title></feed>",
    passing='<feed xmlns="http://www.w3.org/2005/Atom">...</feed>',
)


def violations(root: Element, form: Format) -> list[Fault]:
    """Return where a tree departs from its format's grammar, in document order; empty when it is valid."""
    raise NotImplementedError
