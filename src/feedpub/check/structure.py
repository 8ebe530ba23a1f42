"""Rules of structure, made from a vocabulary's table: what must be there, and what may be there once.

Responsible for what formats and extensions have in common. Not for what each says about elements and
attributes that it doesn't have, whose messages know what was probably meant.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from feedpub.check.elements import child_of, given_twice, label, local_name
from feedpub.check.rule import Document, Finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from lxml.etree import _Element as Element

    from feedpub.check.rule import Rule
    from feedpub.check.table import Vocabulary


def require_children(
    rule: Rule,
    vocabulary: Vocabulary,
    message: str,
    clauses: Mapping[str, str] | None = None,
    *,
    in_grammar: bool = True,
) -> None:
    """Have a rule find children that must be there and aren't; the message has {parent}, {child} and, where
    parents have clauses, {clause}.
    """
    for parent, children in vocabulary.children.items():
        needed = tuple(name for name, mark in children.items() if mark in {"", "+"})

        def missing_children(
            element: Element, _document: Document, needed: tuple[str, ...] = needed
        ) -> Iterator[Finding]:
            namespace = str(element.tag)[: -len(local_name(element))]  # the vocabulary's, or an alias
            for name in needed:
                if child_of(element, namespace + name) is None:
                    clause = (clauses or {}).get(local_name(element))
                    yield Finding(element, message.format(parent=label(element), child=name, clause=clause))

        if needed:
            rule.on(vocabulary.tag(parent), formats=vocabulary.formats, in_grammar=in_grammar)(
                missing_children
            )


def forbid_repeats(rule: Rule, vocabulary: Vocabulary, message: str) -> None:
    """Have a rule find children that may be there once and are again; the message has {parent}, {child}."""
    for parent, children in vocabulary.children.items():
        once = frozenset(vocabulary.tag(name) for name, mark in children.items() if mark in {"", "?"})

        def repeated_children(
            element: Element, document: Document, once: frozenset[str] = once
        ) -> Iterator[Finding]:
            for child in given_twice(element, once, document):
                yield Finding(child, message.format(parent=label(element), child=label(child)))

        if once:
            rule.on(vocabulary.tag(parent), with_children=True, in_grammar=True)(repeated_children)


def require_attributes(rule: Rule, vocabulary: Vocabulary, message: str, *, in_grammar: bool = False) -> None:
    """Have a rule find attributes that must be there and aren't; the message has {name} and {attribute}."""
    for row in vocabulary.rows.values():

        def missing_attributes(
            element: Element, _document: Document, needed: tuple[str, ...] = row.needed
        ) -> Iterator[Finding]:
            for attribute in needed:
                if element.get(attribute) is None:
                    yield Finding(element, message.format(name=label(element), attribute=attribute))

        if row.needed:
            rule.on(vocabulary.tag(row.name), formats=vocabulary.formats, in_grammar=in_grammar)(
                missing_attributes
            )
