"""Whether a run published what it should have: a tool that does less than is measured would look fast.

Only the number of documents and of entries is looked at, and that each can be parsed; the tests say whether
feedpub's documents are right.
"""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING, NamedTuple

from benchmarks.measurement import RunFailed
from benchmarks.records import LIMIT

if TYPE_CHECKING:
    from pathlib import Path

    from benchmarks.records import Expected

_FILES = ("atom.xml", "rss.xml", "feed.json")
_ATOM_ENTRY = "{http://www.w3.org/2005/Atom}entry"
_SUMMARY = re.compile(
    r"^(?:\d+ files? read, )?(\d+) (?:files? read|known): (\d+) published.*\n"
    r"(\d+) feeds?: (\d+) documents? written, (\d+) unchanged, (\d+) removed$",
    re.MULTILINE,
)
_STAGE = re.compile(r"^ *([a-z]+) +([0-9.]+) s$", re.MULTILINE)


class Said(NamedTuple):
    """What feedpub says it did."""

    read: int
    published: int
    feeds: int
    written: int
    unchanged: int
    removed: int


def said(printed: str) -> Said:
    """Return feedpub's own summary; raise RunFailed where there is none."""
    found = _SUMMARY.search(printed)
    if not found:
        raise RunFailed(f"feedpub printed no summary, but: {printed[-2000:]}")
    return Said(*map(int, found.groups()))


def stages(printed: str) -> dict[str, float]:
    """Return how many seconds feedpub says each of its stages took."""
    return {name: float(seconds) for name, seconds in _STAGE.findall(printed)}


def published(output: Path, expected: Expected) -> None:
    """Raise RunFailed unless every topic and everything together have feeds with all their entries."""
    wanted = {topic.lower().replace(" ", "-"): entries for topic, entries in expected.entries.items()}
    folders = {slug: output / slug for slug in wanted}
    # The feed of everything is in a folder of its own, or at the top.
    folders["all"] = output / "all" if (output / "all").is_dir() else output
    wanted["all"] = min(expected.published, LIMIT)
    for slug, folder in folders.items():
        for file in _FILES:
            found = _entries(folder / file)
            if found != wanted[slug]:
                raise RunFailed(f"{folder / file} has {found} entries, not {wanted[slug]}")
    documents(output, expected)


def documents(output: Path, expected: Expected) -> None:
    """Raise RunFailed unless there are as many documents as there should be, and none is empty."""
    found = [path for path in output.rglob("*") if path.name in _FILES and path.stat().st_size]
    wanted = (len(expected.entries) + 1) * len(_FILES)
    if len(found) != wanted:
        raise RunFailed(f"{output} has {len(found)} documents, not {wanted}")


def _entries(document: Path) -> int:
    try:
        data = document.read_bytes()
        if document.suffix == ".json":
            return len(json.loads(data)["items"])
        root = ET.fromstring(data)
    except (OSError, ValueError, ET.ParseError, KeyError) as error:
        raise RunFailed(f"{document}: {error}") from error
    return len(root.findall(_ATOM_ENTRY)) or len(root.findall("channel/item"))
