"""The tables of Atom and RSS and their RELAX NG grammars describe the same structure.

In feeds of the corpus that are valid, one element or attribute is dropped, repeated, moved or added, once for
every kind of parent and child; the grammar refuses the outcome exactly when a rule made from the table does.
"""

from __future__ import annotations

import copy
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from lxml import etree
from tests.check import corpus

from feedpub.check import engine
from feedpub.check.rule import REGISTRY, Document, entries_of
from feedpub.check.rules.atom import ATOM_1_0
from feedpub.check.rules.rss import RSS
from feedpub.check.schemas import relaxng
from feedpub.check.table import VOCABULARIES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element as Element

    from feedpub.check.rule import Format
    from feedpub.check.table import Vocabulary

GRAMMARS = Path(relaxng.__file__).parent
TABLES: dict[Format, Vocabulary] = {"atom": ATOM_1_0, "rss": RSS}


def changes(root: Element, own: Vocabulary) -> Iterator[tuple[tuple[str, ...], Element]]:
    """Yield copies of a feed with one change each, and what kind of change it is."""
    tags = set(own.tags())
    for position, element in enumerate(root.iter("*")):
        if element.tag not in tags:
            continue
        parent = element.getparent()
        where = (str(element.tag), "" if parent is None else str(parent.tag))

        def change(position: int = position) -> Element:
            return list(copy.deepcopy(root).iter("*"))[position]

        def whole(changed: Element) -> Element:
            return changed.getroottree().getroot()

        for name in (*element.attrib, "x"):
            changed = change()
            if name == "x":
                changed.set("x", "x")
            else:
                del changed.attrib[name]
            yield ("attribute", str(name), *where), whole(changed)
        if parent is None or parent.tag not in tags:
            continue
        changed = change()
        changed.addnext(copy.deepcopy(changed))
        yield ("repeat", *where), whole(changed)
        changed = change()
        top = whole(changed)
        holder = changed.getparent()
        assert holder is not None
        holder.remove(changed)
        yield ("drop", *where), top
        for other_position, other in enumerate(root.iter("*")):
            if other.tag in tags and len(other) and other is not parent:
                changed = copy.deepcopy(root)
                list(changed.iter("*"))[other_position].append(copy.deepcopy(element))
                yield ("add", *where, str(other.tag)), changed


@pytest.mark.parametrize("form", ["atom", "rss"])
def test_a_table_and_a_grammar_agree(form: Format) -> None:
    structural = {each.name for each in REGISTRY.values() if any(call.in_grammar for call in each.calls)}
    seen: set[tuple[str, ...]] = set()
    for path in corpus.valid(form):
        root = etree.parse(path).getroot()
        for kind, changed in changes(root, TABLES[form]):
            if kind in seen:
                continue
            seen.add(kind)
            head, entries = entries_of(changed, form)
            document = Document(changed, form, "feed.xml", head, entries)
            broken = {each.name for each, _ in engine.run(document, accepted=False)} & structural
            assert bool(broken) == bool(relaxng.find_violations(changed, form, values=False)), (
                path.name,
                kind,
            )
    assert len(seen) > 200


def names_in_grammar(file: str, default: str) -> dict[str, set[str]]:
    """Return the names of the elements that a grammar defines, by namespace."""
    found: dict[str, set[str]] = {}
    tree = etree.parse(GRAMMARS / file).getroot()
    for element in tree.iter("{*}element"):
        for each in [element] if element.get("name") else element.iterfind("{*}choice/{*}name"):
            namespaces = (up.get("ns") for up in (each, *each.iterancestors()))
            namespace = next((name for name in namespaces if name), default)
            found.setdefault(namespace, set()).add(each.get("name") or each.text or "")
    return found


def test_the_formats_have_the_elements_of_their_grammars() -> None:
    assert names_in_grammar("atom.rng", "")[ATOM_1_0.namespace] == set(ATOM_1_0.rows)
    assert names_in_grammar("rss.rng", "")[""] == set(RSS.rows)


def test_vocabularies_have_the_elements_of_the_grammar() -> None:
    in_grammar = names_in_grammar("extensions.rng", "")
    in_grammar["http://wellformedweb.org/CommentAPI/"].remove("commentRSS")  # a slip that a rule mends
    for namespace, names in in_grammar.items():
        assert names <= set(VOCABULARIES[namespace].rows), namespace


KNOWN_BY_TABLE_ALONE = {
    "acast",
    "app",
    "at",
    "cc",
    "dcterms",
    "feedburner",
    "feedpress",
    "gml",
    "newznab",
    "openSearch",
    "pingback",
    "podcast",
    "psc",
    "rawvoice",
    "snf",
    "source",
    "spotify",
    "torznab",
    "webfeeds",
    "yt",
}
"""Vocabularies that are foreign to the grammar: libxml2 tries every alternative on every element."""


def test_other_vocabularies_are_judged_by_their_tables_alone() -> None:
    in_grammar = names_in_grammar("extensions.rng", "")
    others = {each.prefix for name, each in VOCABULARIES.items() if name not in in_grammar and each.prefix}
    assert others == KNOWN_BY_TABLE_ALONE


def test_the_grammar_knows_no_prefixed_names() -> None:
    for file in ("atom.rng", "rss.rng", "extensions.rng"):
        assert not re.search(r'<element name="[^"]*:', (GRAMMARS / file).read_text(encoding="utf-8"))
