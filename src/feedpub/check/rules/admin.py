"""RSS's administration module, mod_admin: which software made a feed, and where its errors are reported."""

from __future__ import annotations

from feedpub.check.rules.common import EMPTY, RESOURCE, URL, extension
from feedpub.check.table import el, needed

ADMIN = extension(
    "http://webns.net/mvcb/",
    "admin",
    el("generatorAgent", "feed?", EMPTY, **{RESOURCE: needed(URL)}),
    el("errorReportsTo", "feed?", EMPTY, **{RESOURCE: needed(URL)}),
)
