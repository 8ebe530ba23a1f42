"""Tombstones in Atom (RFC 6721): entries that were removed."""

from __future__ import annotations

from feedpub.check import values
from feedpub.check.rule import rules_for
from feedpub.check.rules.common import IRI, PARENT, extension
from feedpub.check.table import ANY, el, needed

error, _ = rules_for("atom")
WHEN = error("at-when").value("{name} {value} is not a date of RFC 3339: {wrong}", values.rfc3339)

TOMBSTONES = extension(
    "http://purl.org/atompub/tombstones/1.0",
    "at",
    el("deleted-entry", "feed*", PARENT, ref=needed(IRI), when=needed(WHEN)),
    el("by", "deleted-entry?"),
    el("comment", "deleted-entry?", type=ANY),
    formats=("atom",),
)
