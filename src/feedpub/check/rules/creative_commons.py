"""Licences: UserLand's creativeCommons module, and Creative Commons' own vocabulary for RDF."""

from __future__ import annotations

from feedpub.check.rules.common import FILLED, RESOURCE, TEXT, URL, extension
from feedpub.check.table import el, needed

CREATIVE_COMMONS = extension(
    "http://backend.userland.com/creativeCommonsRssModule",
    "creativeCommons",
    el("license", "feed* entry*", FILLED, TEXT, URL),
)

CC = extension(
    "http://web.resource.org/cc/", "cc", el("license", "", **{RESOURCE: needed(URL)}), complete=False
)
