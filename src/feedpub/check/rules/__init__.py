"""The rules: a file for each format and vocabulary, found by being here.

How to add a rule
-----------------
If a table can state it, it is a row: declare the rule, and name it in the row of its element.

    PERIOD = error("sy-update-period").value("{name} {value} is none of {wrong}", one_of("hourly", ...))
    ...
    el("updatePeriod", "feed?", TEXT, FILLED, PERIOD),

What a row can't say in a value is a facet, a function that is named in the row:

    @error("media-group-of-one").facet()
    def _several(group: Element, document: Document) -> Iterator[Finding]: ...

    el("group", "entry*", EMPTY, _several),

Other rules are functions beside their declarations, which say on which elements they are called:

    @warning("atom-updated-before-published").on("{http://www.w3.org/2005/Atom}entry")
    def _updated_before_published(entry: Element, document: Document) -> Iterator[Finding]:
        if ...:
            yield Finding(updated, "updated is earlier than published: ...")

The page of a rule (clause, summary, examples) is in the TOML file beside it; `docs/rules.md` is written from
these pages.

`on` takes tags in lxml's notation: `{namespace}name`, `name` (no namespace), `{namespace}*` (every element of
that namespace, `{}*` of none, and those elements get the rules on their own tags too) and `*` (every
element); for JSON, the kinds of objects. The function is called once for each of them, and returns any
iterable of findings. It never raises for bad input. A rule may have many functions. What only matters when an
attribute is there is registered with `on(..., attribute="href")`, and costs nothing where it isn't.
`in_grammar=True` says that the grammar finds the same, if in worse words: then the function is only called
where it did.

A file that breaks the rule, and no other, belongs in `tests/check/corpus/<format>/invalid/`, under the name
`<rule-name>[--variant].xml`.

Scope
-----
`scope="entry"`: the entry, item or head element is judged by itself. Such a rule sees the elements inside
entries and those of the head (everything outside entries). `scope="document"`: needs more than one entry, or
the entry and the head, to decide (unique ids, order, an author on the feed or on every entry). It sees the
elements of the head, the entries themselves and a stand-alone entry's root, but none inside entries: such a
function looks into the entry for the children that it needs.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from feedpub.check.rule import (
    ATOM,
    REGISTRY,
    XHTML,
    XML,
    Document,
    Finding,
    Format,
    Rule,
    Scope,
    entries_of,
    quote,
    rule,
)

__all__ = [
    "ATOM",
    "REGISTRY",
    "XHTML",
    "XML",
    "Document",
    "Finding",
    "Format",
    "Rule",
    "Scope",
    "entries_of",
    "load_all",
    "load_rules",
    "quote",
    "rule",
]
_OUTSIDE = ("feedpub.check.reading", "feedpub.check.schemas.relaxng")
"""Modules elsewhere that declare rules."""


def load_all() -> dict[str, Rule]:
    """Import every module that declares rules, and return the registry."""
    return load_rules("atom") | load_rules("json")


@cache
def load_rules(form: Format) -> dict[str, Rule]:
    """Import the modules with the rules of a format, and return the registry, which may have others too."""
    names = [
        each.name for each in iter_modules(__path__) if each.name.startswith("json_") == (form == "json")
    ]
    for module in (*_OUTSIDE, *(f"{__name__}.{name}" for name in names)):
        import_module(module)
    return REGISTRY
