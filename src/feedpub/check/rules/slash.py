"""The Slash module: an entry's section, department and number of comments."""

from __future__ import annotations

from feedpub.check.rules.common import COUNT, FILLED, PLAIN, TEXT, error, extension
from feedpub.check.table import el, matches

HIT_PARADE = error("slash-hit-parade").value(
    "{name} {value} is not seven whole numbers like 177,155,105,33,6,3,0", matches("[0-9]+(?:,[0-9]+){6}")
)

SLASH = extension(
    "http://purl.org/rss/1.0/modules/slash/",
    "slash",
    el("section", "entry?", TEXT, FILLED, PLAIN),
    el("department", "entry?", TEXT, FILLED, PLAIN),
    el("comments", "entry?", TEXT, FILLED, COUNT),
    el("hit_parade", "entry?", TEXT, FILLED, HIT_PARADE),
)
