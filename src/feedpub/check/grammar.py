"""Validates a tree against its format's RELAX NG grammar.

Responsible for compiling each grammar once per process (`grammars/atom.rng`, `grammars/rss.rng`) and for
turning libxml2's errors into faults that say what to do. Not for JSON (`rules.json_feed` has a JSON Schema),
and not for which of its faults are worth reporting beside those of the rules (`feedpub.check`).
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, cast

from lxml import etree

from feedpub.check.rules import Fault, Format, rule

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

GRAMMAR = rule("grammar", formats=("atom", "rss"), scope="document")

_FOLDER = Path(__file__).parent / "grammars"
_MOST = 20
_STEP = re.compile(r"(?:[^/:\[\]]+:)?([^/:\[\]]+)(?:\[(\d+)\])?")


def violations(root: Element, form: Format, *, values: bool = True) -> list[Fault]:
    """Return where a tree departs from its format's grammar, the first few; empty when it is valid.

    Without `values`, patterns that values must match are left out: libxml2 compiles a pattern anew for each
    value, which takes more time than all the rest.
    """
    grammar = _compiled(form, values=values)
    if grammar.validate(root):
        return []
    faults: dict[Element, Fault] = {}
    for entry in list(grammar.error_log)[:_MOST]:
        element = _at(root, entry.path or "")
        message = " ".join(entry.message.split())
        faults.setdefault(element, Fault(element, f"doesn't match the grammar of {_NAMES[form]}: {message}"))
    # libxml2 blames every parent of what is wrong as well
    parents = {parent for element in faults for parent in element.iterancestors()}
    inmost = [fault for element, fault in faults.items() if element not in parents]
    return inmost or [Fault(root, f"doesn't match the grammar of {_NAMES[form]}")]


_NAMES = {"atom": "Atom 1.0", "rss": "RSS 2.0"}


@cache
def _compiled(form: Format, *, values: bool) -> etree.RelaxNG:
    """Return a format's grammar, compiled once per process; without `values`, without its own patterns."""
    grammar = etree.parse(_FOLDER / f"{form}.rng")
    if not values:
        for facet in list(grammar.iterfind(".//{*}param[@name='pattern']")):
            cast("Element", facet.getparent()).remove(facet)
    return etree.RelaxNG(grammar)


def _at(root: Element, path: str) -> Element:
    """Return the element at a path as libxml2 writes it (/*/*[3]/media:content), or its nearest parent."""
    element = root
    for step in path.split("/")[2:]:
        found = _STEP.fullmatch(step)
        if found is None:
            break
        name, position = found.group(1), int(found.group(2) or 1)
        same = [each for each in element.iterchildren("*") if name in {"*", etree.QName(each).localname}]
        if position > len(same):
            break
        element = same[position - 1]
    return element
