"""Tables of vocabularies: what elements there are, where, how often, with which attributes and values.

Responsible for the types that tables are written with, and for turning a row into calls of rules. Not for any
vocabulary (`rules`), nor for what is wrong with its structure (`structure`).

    el("thumbnail", "feed* entry* inside*", EMPTY, url=needed(URL), height=DIGITS, width=DIGITS)

says: media:thumbnail can be in the feed, an entry or an element of its own vocabulary, any number of times,
holds no text, must have a url, which is a URL, and may have a height and a width, which are digits. The marks
are those of document type definitions: none for exactly one, `?` at most one, `+` at least one, `*` any
number. An attribute that may have any value is given ANY.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from feedpub.check.elements import label, markup_in, quoted, value_of
from feedpub.check.rule import Facet, Finding, Value

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from lxml.etree import _Element as Element

    from feedpub.check.rule import Document, Format, Judge, Rule, RuleFunction


FIRST_PLAUSIBLE_YEAR, LAST_PLAUSIBLE_YEAR = 1450, 2099
"""Archives publish what is as old as printing."""

_DAY = timedelta(days=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
"""What programs write for a date that they don't have; west of Greenwich, up to a day before."""

Judged: TypeAlias = "Value | Facet"


class Attribute(NamedTuple):
    """What is so of an attribute, and whether it must be there."""

    judged: tuple[Judged, ...] = ()
    needed: bool = False


ANY = Attribute()
"""An attribute that may have any value."""

ANY_NAME = "*"
"""The name of an attribute in the row of an element that may have any attributes."""


def needed(*judged: Judged) -> Attribute:
    """Return an attribute that must be there."""
    return Attribute(judged, needed=True)


def leaf(rule: Rule, message: str, *, in_grammar: bool = False) -> Facet:
    """Return that an element holds no elements; the message has {element} and {child}, the first in it."""

    def find_child(element: Element, _document: Document) -> Iterable[Finding]:
        child = next(element.iterchildren("*"), None)
        if child is None:
            return ()
        return (Finding(child, message.format(element=label(element), child=label(child))),)

    return Facet(rule, find_child, with_children=True, in_grammar=in_grammar)


def filled(rule: Rule) -> Facet:
    """Return that an element isn't empty."""

    def find_blank(element: Element, _document: Document) -> Iterable[Finding]:
        if len(element) or value_of(element):
            return ()
        return (Finding(element, f"{label(element)} is empty; give it a value or leave it out"),)

    return Facet(rule, find_blank)


def refuse(_value: str) -> str:
    """Judge a text that can't be there: it is wrong, whatever it is."""
    return ""


def judge_markup(text: str) -> str | None:
    """Judge plain text; the reason is the first tag or character reference in it, quoted."""
    found = markup_in(text)
    return quoted(found) if found else None


def matches(pattern: str) -> Judge:
    """Return a judge of values that a pattern matches as a whole."""
    return lambda value: None if re.fullmatch(pattern, value) else ""  # compiled when there is a value


def one_of(*words: str, any_case: bool = False) -> Judge:
    """Return a judge of values that are one of some words; its reason lists them."""
    known, listed = frozenset(words), ", ".join(words)
    return lambda value: None if (value.lower() if any_case else value) in known else listed


def judge_year(moment: datetime | None) -> str | None:
    """Judge a date that is right by the calendar and still can't be meant; the reason is its year."""
    if moment is None or (
        FIRST_PLAUSIBLE_YEAR <= moment.year <= LAST_PLAUSIBLE_YEAR and not _EPOCH - _DAY <= moment <= _EPOCH
    ):
        return None
    return str(moment.year)


@dataclass(frozen=True, slots=True)
class Row:
    """An element: its name, its parents with the mark of how often it may be there, and what it holds."""

    name: str
    parents: Mapping[str, str]
    judged: tuple[Judged, ...]
    attributes: Mapping[str, Attribute]

    @property
    def needed(self) -> tuple[str, ...]:
        """The attributes that must be there."""
        return tuple(name for name, each in self.attributes.items() if each.needed)


def el(name: str, parents: str, /, *judged: Judged, **attributes: Judged | Attribute) -> Row:
    """Return an element's row; its parents are written like `feed entry* source?`."""
    places = (re.fullmatch(r"(.+?)([?*+]?)", each) for each in parents.split())
    return Row(
        name,
        {found[1]: found[2] for found in places if found},
        judged,
        {
            key: each if isinstance(each, Attribute) else Attribute((each,))
            for key, each in attributes.items()
        },
    )


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """A namespace's elements, by name.

    `namespace` is empty for RSS. `children` has each parent's children with their marks.
    """

    namespace: str
    prefix: str
    formats: tuple[Format, ...]
    rows: Mapping[str, Row]
    children: dict[str, dict[str, str]] = field(default_factory=dict)

    def tag(self, name: str) -> str:
        """Return an element's tag in lxml's notation."""
        return f"{{{self.namespace}}}{name}" if self.namespace else name

    def tags(self, *names: str) -> tuple[str, ...]:
        """Return the tags of some elements, of all when none is named."""
        return tuple(self.tag(name) for name in names or self.rows)


VOCABULARIES: dict[str, Vocabulary] = {}
"""Every vocabulary that extends Atom and RSS, by its namespace; under Atom's, what RSS may use of it."""


ALIASES: dict[str, str] = {}
"""Namespaces that mean the same as a vocabulary's own, and that one."""


def vocabulary(
    namespace: str, prefix: str, *rows: Row, formats: tuple[Format, ...] = ("atom", "rss")
) -> Vocabulary:
    """Return a vocabulary, what its rows say registered with the rules."""
    made = Vocabulary(namespace, prefix, formats, {each.name: each for each in rows})
    for row in rows:
        for parent, mark in row.parents.items():
            made.children.setdefault(parent, {})[row.name] = mark
        _register(row, made.tag(row.name), formats)
    return made


def _register(row: Row, tag: str, formats: tuple[Format, ...]) -> None:
    """Have the rules of a row called for its element."""
    for each in row.judged:
        function = each.of_text() if isinstance(each, Value) else each.function
        with_children = isinstance(each, Facet) and each.with_children
        _call(each, function, tag, formats, with_children=with_children)
    for name, attribute in row.attributes.items():
        for each in attribute.judged:
            function = each.of_attribute(name) if isinstance(each, Value) else each.function
            _call(each, function, tag, formats, attribute=name)


def _call(
    judged: Judged,
    function: RuleFunction,
    tag: str,
    formats: tuple[Format, ...],
    *,
    attribute: str | None = None,
    with_children: bool = False,
) -> None:
    """Have a function called for a tag in those of the rule's formats that the vocabulary is in."""
    where = tuple(form for form in judged.rule.formats if form in formats)
    judged.rule.on(
        tag, attribute=attribute, with_children=with_children, formats=where, in_grammar=judged.in_grammar
    )(function)
