"""The config: `feedpub.yaml`, or options alone, as a `Config`.

Responsible for every key: each is declared once, in `schema`, as a field of a dataclass with its kind,
default, help, example and bounds. Three things come from that declaration:

    read         the reader, with a problem and its place for every fault
    table        all keys in the order of the file
      reference    docs/config.md
      feedpub.init the commented file that `feedpub init` writes

Not for the environment, the clock or the command line: what overrides the file comes in as arguments.
"""

from __future__ import annotations

from feedpub.config.kinds import FLAGS, default_id_base, folder_url, number
from feedpub.config.read import load
from feedpub.config.schema import (
    FILE_NAME,
    INCLUDE,
    MAX_ENTRIES,
    Config,
    CustomFeed,
    Limits,
    Person,
    Selection,
    Site,
    Topic,
)

__all__ = [
    "FILE_NAME",
    "FLAGS",
    "INCLUDE",
    "MAX_ENTRIES",
    "Config",
    "CustomFeed",
    "Limits",
    "Person",
    "Selection",
    "Site",
    "Topic",
    "default_id_base",
    "folder_url",
    "load",
    "number",
]
