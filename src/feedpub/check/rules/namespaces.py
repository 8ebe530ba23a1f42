"""Namespaces: known, misspelt, or unknown; and the prefixes that are customary for them."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, cast

from feedpub.check.elements import namespace_of, quoted
from feedpub.check.lists import read_pairs, read_words
from feedpub.check.rule import ATOM, Document, Finding, rules_for
from feedpub.check.rules.common import KNOWN_ELEMENTS, error, warning
from feedpub.check.table import VOCABULARIES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element as Element

OTHER_PREFIXES = read_pairs("prefixes")
OBSOLETE_NAMESPACES = read_pairs("obsolete namespaces")
LESSER_KNOWN = read_pairs("namespace aliases")
TAKEN_FOR_RSS = read_words("taken for rss")
_ROOTS = ("rss", f"{{{ATOM}}}feed", f"{{{ATOM}}}entry")


@cache
def customary_prefixes() -> dict[str, str]:
    """Return the customary prefix of every namespace that readers of feeds may know; every vocabulary must be
    loaded.
    """
    return {
        **OTHER_PREFIXES,
        **{each.prefix: each.namespace for each in VOCABULARIES.values() if each.prefix},
    }


@cache
def known_namespaces() -> frozenset[str]:
    """Return every namespace that isn't unknown; every vocabulary must be loaded."""
    return frozenset(each[1:-2] for each in KNOWN_ELEMENTS) - {""}


def _simplify(namespace: str) -> str:
    """Return a namespace's name without what is easily got wrong: case, https, www and what it ends with."""
    return re.sub(r"\Ahttps?://(www\.)?", "", namespace.strip().lower()).rstrip("/#")


@cache
def _by_simple_name() -> dict[str, str]:
    """Return the known namespaces by their simplified names; Atom's is taken by no other."""
    names = {_simplify(each): each for each in sorted(known_namespaces())}
    return names | {_simplify(ATOM): ATOM}


def _meant(namespace: str) -> str | None:
    """Return the known namespace that a misspelt one nearly is, None when it is known or unlike any."""
    if namespace in known_namespaces():
        return None
    return OBSOLETE_NAMESPACES.get(namespace) or _by_simple_name().get(_simplify(namespace))


rss_error, _ = rules_for("rss")

KNOWN_ELEMENTS.update(f"{{{each}}}*" for each in (*read_words("namespaces"), *OTHER_PREFIXES.values()))

MISSPELT = error("namespace-misspelt")


UNUSED = warning("namespace-misspelt-unused")


@MISSPELT.on(*_ROOTS)
def _namespace_misspelt(root: Element, document: Document) -> Iterator[Finding]:
    """Find misspelt namespaces; one that nothing is in harms nobody."""
    if root is not document.root:
        return
    for prefix, namespace in root.nsmap.items():
        meant = _meant(namespace)
        if meant:
            used = _first_use(namespace, document)
            message = f"the namespace {quoted(namespace)} ({prefix or 'default'}) is misspelt; write {meant}"
            yield Finding(root if used is None else used, message, rule=UNUSED if used is None else MISSPELT)


def _first_use(namespace: str, document: Document) -> Element | None:
    """Return the first element that is in a namespace or has an attribute in it."""
    used = document.notes.get("used namespaces")
    if used is None:
        used = document.notes["used namespaces"] = _first_uses(document.root)
    return cast("dict[str, Element]", used).get(namespace)


def _first_uses(root: Element) -> dict[str, Element]:
    """Return the first use of every namespace in a document, in one pass."""
    used: dict[str, Element] = {}
    for element in root.iter("*"):
        for name in (element.tag, *element.attrib):
            used.setdefault(str(name)[1:].rpartition("}")[0], element)
    return used


@warning("namespace-alias").on(*_ROOTS)
def _namespace_alias(root: Element, document: Document) -> Iterator[Finding]:
    if root is not document.root:
        return
    for namespace in root.nsmap.values():
        if namespace in LESSER_KNOWN:
            used = _first_use(namespace, document)
            yield Finding(
                root if used is None else used,
                f"not every reader knows the namespace {namespace}; write {LESSER_KNOWN[namespace]}",
            )


@MISSPELT.on("*", unless=KNOWN_ELEMENTS)
def _namespace_misspelt_below(element: Element, document: Document) -> Iterator[Finding]:
    namespace = namespace_of(element)
    if namespace and namespace not in known_namespaces():
        meant = _meant(namespace)
        if meant and namespace not in document.root.nsmap.values():
            yield Finding(element, f"the namespace {quoted(namespace)} is misspelt; write {meant}")


@warning("namespace-prefix", scope="document").on(*_ROOTS)
def _namespace_prefix(root: Element, document: Document) -> Iterator[Finding]:
    if root is not document.root:
        return
    for prefix, namespace in root.nsmap.items():
        if prefix in customary_prefixes() and namespace not in known_namespaces() and not _meant(namespace):
            yield Finding(
                root,
                f"the prefix {prefix} is known for {customary_prefixes()[prefix]}, not {quoted(namespace)}",
            )


@warning("namespace-unknown").on("*", unless=KNOWN_ELEMENTS)
def _namespace_unknown(element: Element, document: Document) -> Iterator[Finding]:
    tag = str(element.tag)
    if tag[0] != "{":
        return
    namespace = tag[1:].partition("}")[0]
    if namespace in known_namespaces() or namespace in TAKEN_FOR_RSS or _meant(namespace):
        return
    seen = document.notes.setdefault("unknown namespaces", set())
    if isinstance(seen, set) and namespace not in seen:
        seen.add(namespace)
        if not (
            element.prefix in customary_prefixes() and document.root.nsmap.get(element.prefix) == namespace
        ):
            yield Finding(element, f"unknown namespace {quoted(namespace)}; readers may ignore its elements")


@rss_error("rss-namespace").on(*(f"{{{each}}}*" for each in TAKEN_FOR_RSS))
def _namespace(element: Element, _document: Document) -> Iterator[Finding]:
    parent = element.getparent()
    if parent is None or namespace_of(parent) != namespace_of(element):
        yield Finding(
            element, f"RSS's elements are in no namespace; {namespace_of(element)} makes them foreign"
        )
