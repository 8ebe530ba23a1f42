"""The Atom Publishing Protocol's elements in feeds (RFC 5023)."""

from __future__ import annotations

from feedpub.check import values
from feedpub.check.rules.common import error, extension
from feedpub.check.table import el, one_of

_VALUE = error("app-value")

APP = extension(
    "http://www.w3.org/2007/app",
    "app",
    el(
        "edited",
        "",
        _VALUE.value("{name} {value} is not a date of RFC 3339: {wrong}", values.rfc3339, blank=True),
    ),
    el("draft", "", _VALUE.value("{name} is yes or no, not {value}", one_of("yes", "no"), blank=True)),
    complete=False,
)
