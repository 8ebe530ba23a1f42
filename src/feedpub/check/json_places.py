"""The names of 0.1 for `reading.json` and `reading.json_places`, until the rules import those."""

from feedpub.check.reading.json import MAX_DEPTH, Broken, Parsed, Path, Reason, parse
from feedpub.check.reading.json_places import Spot
from feedpub.check.reading.json_places import line_columns as places
from feedpub.check.reading.json_places import locate as spots

__all__ = ["MAX_DEPTH", "Broken", "Parsed", "Path", "Reason", "Spot", "parse", "places", "spots"]
