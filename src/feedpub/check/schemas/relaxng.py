"""Validates a tree against its format's RELAX NG grammar.

Responsible for compiling each grammar once per process, and for turning libxml2's errors into findings that
say what to do.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, cast

from lxml import etree

from feedpub.check.rules import Finding, Format, rule

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

GRAMMAR = rule("grammar", formats=("atom", "rss"), scope="document")

_FOLDER = Path(__file__).parent
_NAMES = {"atom": "Atom 1.0", "rss": "RSS 2.0"}
_MAX_ERRORS = 20
_STEP = re.compile(r"(?:[^/:\[\]]+:)?([^/:\[\]]+)(?:\[(\d+)\])?")


def find_violations(root: Element, form: Format, *, values: bool = True) -> list[Finding]:
    """Return where a tree departs from its format's grammar, the first few; empty when it is valid.

    Without `values`, patterns that values must match are left out: libxml2 compiles a pattern anew for each
    value, which takes more time than all the rest.
    """
    grammar = _compile(form, values=values)
    if grammar.validate(root):
        return []
    prefix = f"doesn't match the grammar of {_NAMES[form]}"
    findings: dict[Element, Finding] = {}
    for error in list(grammar.error_log)[:_MAX_ERRORS]:
        element = _element_at(root, error.path or "")
        findings.setdefault(element, Finding(element, f"{prefix}: {' '.join(error.message.split())}"))
    # libxml2 blames every parent of what is wrong as well
    parents = {parent for element in findings for parent in element.iterancestors()}
    innermost = [finding for element, finding in findings.items() if element not in parents]
    return innermost or [Finding(root, prefix)]


@cache
def _compile(form: Format, *, values: bool) -> etree.RelaxNG:
    """Return a format's grammar, compiled once per process; without `values`, without its own patterns."""
    grammar = etree.parse(_FOLDER / f"{form}.rng")
    if not values:
        for facet in list(grammar.iterfind(".//{*}param[@name='pattern']")):
            cast("Element", facet.getparent()).remove(facet)
    return etree.RelaxNG(grammar)


def _element_at(root: Element, path: str) -> Element:
    """Return the element at a path as libxml2 writes it (/*/*[3]/media:content), or its nearest parent."""
    element = root
    for step in path.split("/")[2:]:
        found = _STEP.fullmatch(step)
        if found is None:
            break
        name, position = found.group(1), int(found.group(2) or 1)
        children = element.iterchildren("*" if name == "*" else f"{{*}}{name}")
        child = next(islice(children, position - 1, None), None)
        if child is None:
            break
        element = child
    return element
