"""The catalogue of rules: what each asks for, where that comes from, and an example of either kind.

Responsible for reading the pages of rules from the TOML files beside the rules; only docs need them. Not for
what a rule does (`rules`), nor for how the page of all rules looks (`reference`).
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import NamedTuple

from feedpub.check import rules


class Page(NamedTuple):
    """What the docs have on a rule.

    `clause` names the specification and section, `summary` is one sentence. `fails` and `passes` are the
    shortest examples that show the difference.
    """

    clause: str
    summary: str
    fails: str
    passes: str


@cache
def load_pages() -> dict[str, Page]:
    """Return every page, by the rule's name; raises ValueError for a rule that has two."""
    pages: dict[str, Page] = {}
    for file in sorted(file for folder in rules.__path__ for file in Path(folder).glob("*.toml")):
        for name, fields in tomllib.loads(file.read_text(encoding="utf-8")).items():
            if name in pages:
                raise ValueError(f"the rule {name!r} has two pages, one of them in {file.name}")
            pages[name] = Page(**fields)
    return pages
