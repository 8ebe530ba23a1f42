"""Narrows a grammar to given names: it then has fewer alternatives, and accepts less, never more.

Responsible for grammars with which libxml2 validates in half of the time. It tries every alternative of a
choice on every element, unless each of them has one name of its own. Not for compiling grammars.
"""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from collections.abc import Collection

    from lxml.etree import _Element as Element
    from lxml.etree import _ElementTree as ElementTree

_NAMESPACE = "{http://relaxng.org/ns/structure/1.0}"
_CHOICE, _NAME = f"{_NAMESPACE}choice", f"{_NAMESPACE}name"
_OPTIONAL = frozenset((f"{_NAMESPACE}optional", f"{_NAMESPACE}zeroOrMore"))
_SEQUENCES = frozenset(f"{_NAMESPACE}{name}" for name in ("group", "interleave", "element", "define"))
_ANY_TEXT = frozenset(("string", "token"))


def narrow(grammar: ElementTree, elements: Collection[str], attributes: Collection[str]) -> None:
    """Leave in a grammar the elements of these names ("{namespace}name") and the attributes of these names.

    Each step gives a pattern that accepts a part of what it accepted before, or the same. An element of
    several names becomes a choice of elements of one name each, and those of other names go, as attributes of
    any name in any namespace do. An alternative of a choice goes by itself; what is optional becomes empty;
    whatever needs a pattern that goes, goes as well. Types of which every text is become text.
    """
    # Inner ones first, before an outer one is copied.
    for element in reversed(list(grammar.iter(f"{_NAMESPACE}element"))):
        _split(element, elements)
    for attribute in list(grammar.iter(f"{_NAMESPACE}attribute")):
        name = attribute.get("name")
        excepted = f"{_NAMESPACE}anyName/{_NAMESPACE}except/{_NAMESPACE}nsName"
        if attribute.find(excepted) is not None if name is None else name not in attributes:
            _drop(attribute)
    for data in list(grammar.iter(f"{_NAMESPACE}data")):
        if data.get("type") in _ANY_TEXT and not len(data):
            data.tag = f"{_NAMESPACE}text"
            data.attrib.clear()


def _split(element: Element, names: Collection[str]) -> None:
    """Replace an element of several names by a choice of elements that have one of `names` each."""
    name = element.get("name")
    if name is not None:
        if f"{{{_namespace(element)}}}{name}" not in names:
            _drop(element)
        return
    choice = element.makeelement(_CHOICE)
    listed = element[0].iterchildren(_NAME) if element[0].tag == _CHOICE else ()
    for each in listed:
        if f"{{{each.get('ns')}}}{each.text}" in names:
            single = deepcopy(element)
            single.remove(single[0])
            single.attrib.update({"name": str(each.text), "ns": str(each.get("ns"))})
            choice.append(single)
    if len(choice):
        cast("Element", element.getparent()).replace(element, choice)
    else:
        _drop(element)


def _namespace(pattern: Element) -> str:
    """Return the namespace of a pattern's name: the nearest `ns` (RELAX NG, §4.8)."""
    around = (pattern, *pattern.iterancestors())
    return next((each.get("ns", "") for each in around if "ns" in each.attrib), "")


def _drop(pattern: Element) -> None:
    """Remove a pattern, and whatever can't match without it."""
    parent = pattern.getparent()
    if parent is None:  # it is in a part that was removed
        return
    parent.remove(pattern)
    if parent.tag in _OPTIONAL:
        around = cast("Element", parent.getparent())
        if around.tag in _SEQUENCES and len(around) > 1:
            around.remove(parent)  # in an interleave, libxml2 doesn't judge <empty/> as it should
        else:
            parent.tag = f"{_NAMESPACE}empty"
    elif parent.tag == f"{_NAMESPACE}define":
        name, grammar = parent.get("name"), parent.getroottree()
        cast("Element", parent.getparent()).remove(parent)
        for reference in list(grammar.iter(f"{_NAMESPACE}ref")):
            if reference.get("name") == name:
                _drop(reference)
    elif parent.tag != _CHOICE or not len(parent):
        _drop(parent)
