"""Lists that others keep: names registered with IANA, HTML's elements, Apple's categories and the like.

Responsible for reading them from `lists.txt`. Not for any rule about what is in them.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path


@cache
def _sections() -> dict[str, str]:
    """Return each list's text by its name: without comments, indented lines joined to the one before."""
    text = Path(__file__).with_suffix(".txt").read_text(encoding="utf-8")
    text = re.sub(r"^#.*\n", "", text, flags=re.MULTILINE).replace("\n    ", " ")
    return {name: body.strip() for name, _, body in (part.partition("]\n") for part in text.split("[")[1:])}


def read_words(name: str) -> frozenset[str]:
    """Return a list of words."""
    return frozenset(_sections()[name].split())


def read_pairs(name: str) -> dict[str, str]:
    """Return a list of pairs, one a line, with a space between."""
    return dict(line.split(" ", 1) for line in _sections()[name].splitlines())


def read_table(name: str) -> dict[str, frozenset[str]]:
    """Return a list of names, one a line, each with those below it after a colon and a space."""
    rows = (line.partition(": ") for line in _sections()[name].splitlines())
    return {key: frozenset(rest.split(", ") if rest else ()) for key, _, rest in rows}
