"""Podlove simple chapters 1.2: the chapters of a recording, listed in the feed."""

from __future__ import annotations

from feedpub.check.rules.common import EMPTY, IRI, URL, error, extension
from feedpub.check.table import ANY, el, matches, needed

START = error("psc-start").value(
    "{name} {value} is not a time like 1:02:03.5, 02:03 or 63.5 (seconds)",
    matches(r"(?:[0-9]+:[0-5]?[0-9]:[0-5]?[0-9]|[0-9]+:[0-5]?[0-9]|[0-9]+)(?:\.[0-9]*)?"),
    strip=True,
)

PODLOVE = extension(
    "http://podlove.org/simple-chapters",
    "psc",
    el("chapters", "entry?", EMPTY, version=ANY),
    el("chapter", "chapters+", EMPTY, start=needed(START), title=needed(), href=IRI, image=URL),
    lenient_attributes=True,
)
