"""Runs the grammar and the rules over a document, in one pass over its tree.

Responsible for which functions see which element, for the order of grammar and rules, and for what of both is
reported. Not for what a rule is (`rule`), nor for reading a document (`reading`) or JSON's rules
(`rules.json_feed`).
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple, cast

from feedpub.check import MAX_PROBLEMS
from feedpub.check.profiles import NO_PROFILE, OPTIONAL, PROFILES
from feedpub.check.rule import ATOM, WITH_CHILDREN, Document, Finding, Rule, entries_of
from feedpub.check.rules import load_rules
from feedpub.check.table import ALIASES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from lxml.etree import _Element as Element

    from feedpub.check import reading
    from feedpub.check.rule import Call, Format, RuleFunction, Scope
    from feedpub.problems import Problem

MANY_TAGS = 100_000
"""With more, the grammar has its turn after the rules, since libxml2 can list as many errors."""

_ATOM_TAG = f"{{{ATOM}}}"


def check(
    found: reading.Reading,
    where: str,
    *,
    warnings: bool,
    profile: str | None = None,
    now: datetime | None = None,
) -> tuple[Problem, ...]:
    """Return the problems of a document that was read: those of reading, then of grammar and rules.

    Without `warnings`, only errors are looked for; without `now`, no dates in the future. `profile`, one of
    `profiles.PROFILES`, adds rules and makes errors of warnings.
    """
    problems = list(found.problems)
    asked = PROFILES[profile] if profile else NO_PROFILE
    if found.format == "json":
        from feedpub.check.rules import json_feed  # noqa: PLC0415 - XML's rules need none of it

        problems.extend(json_feed.check_text(found.text, where, warnings=warnings, now=now))
    elif found.root is not None and found.format is not None:
        skipped = OPTIONAL - asked.adds
        problems.extend(_check_tree(found, where, warnings=warnings, skipped=skipped, now=now))
    problems = [replace(each, severity="error") if each.rule in asked.raises else each for each in problems]
    if not warnings:
        problems = [each for each in problems if each.severity == "error"]
    return tuple(sorted(set(problems)))


def _check_tree(
    found: reading.Reading, where: str, *, warnings: bool, skipped: frozenset[str], now: datetime | None
) -> list[Problem]:
    """Run the rules, but for those skipped, and the grammar over a well-formed document.

    Where errors alone are looked for, the grammar needn't look at values, which rules judge as well.

    The grammar's messages say less than the rules', and libxml2 often blames a parent or neighbour of what is
    wrong; so where a rule has found an error in the same entry, or anywhere for the head, the grammar's is
    left out.
    """
    from feedpub.check import reading  # noqa: PLC0415 - both declare rules, and import this package
    from feedpub.check.schemas import relaxng  # noqa: PLC0415 - the same

    assert found.root is not None
    assert found.format is not None
    head, entries = entries_of(found.root, found.format)
    document = Document(found.root, found.format, where, head, entries, text=found.text, now=now)
    violations: list[Finding] | None = None
    if found.text.count("<") <= MANY_TAGS:
        violations = relaxng.find_violations(found.root, found.format, values=warnings)
    found_by_rules = run(document, accepted=violations == [], warnings=warnings)
    asked = (each for each in found_by_rules if each[0].name not in skipped)
    findings = _without_consequences(list(islice(asked, MAX_PROBLEMS)))
    wrong = {
        entry_around(finding.element, document) for broken, finding in findings if broken.severity == "error"
    }
    if violations is None:
        full = len(findings) == MAX_PROBLEMS  # nothing could be added
        violations = [] if full else relaxng.find_violations(found.root, found.format)
    for finding in violations:
        entry = entry_around(finding.element, document)
        if not wrong or (entry is not None and finding.element is not entry and entry not in wrong):
            findings.append((relaxng.GRAMMAR, finding))
    places = reading.Places(found.root, found.text)
    return [
        broken.problem(where, *places.locate(finding), finding.message)
        for broken, finding in findings[:MAX_PROBLEMS]
    ]


def run(document: Document, *, accepted: bool, warnings: bool = True) -> Iterator[tuple[Rule, Finding]]:
    """Run the rules of a document's format over its tree; yield what they find.

    The head comes first, then the entries in their order; whoever reports sorts by place. `accepted`: the
    grammar accepts the document, or will be asked later, so what it finds as well isn't looked for again.
    Without `warnings`, only rules whose findings are errors are asked.
    """
    form = document.format
    head = _outside_entries(document)
    settled = accepted and not head.beyond
    yield from _apply(_dispatch(form, "entry", settled=settled, warnings=warnings), head.found, document)
    every = [*head.found, *document.entries]
    yield from _apply(_dispatch(form, "document", settled=settled, warnings=warnings), every, document)
    for entry in document.entries:
        walk = _Walk(form)
        walk.add(entry)
        on_entry = _dispatch(form, "entry", settled=accepted and not walk.beyond, warnings=warnings)
        yield from _apply(on_entry, walk.found, document)


_STRAY = frozenset(f"{form}-{kind}-element" for form in ("atom", "rss") for kind in ("misplaced", "unknown"))


def _without_consequences(findings: list[tuple[Rule, Finding]]) -> list[tuple[Rule, Finding]]:
    """Return findings without those about an element that shouldn't be there anyway."""
    strays = {finding.element for broken, finding in findings if broken.name in _STRAY}
    if not strays:
        return findings
    return [each for each in findings if each[0].name in _STRAY or each[1].element not in strays]


def entry_around(element: Element, document: Document) -> Element | None:
    """Return the entry that an element is or is in, None for an element of the head."""
    entries = document.entry_set
    for each in (element, *element.iterancestors()):
        if each in entries:
            return each
    return None


def _outside_entries(document: Document) -> _Walk:
    """Walk over every element that isn't an entry or inside one, in document order."""
    walk = _Walk(document.format)
    entries = document.entry_set
    if document.root in entries:
        return walk
    if document.head is document.root:
        containers = [document.root]
    else:
        containers = [document.root, *document.root.iterchildren("channel")]
    for container in containers:
        walk.found.append(container)
        for child in container.iterchildren("*"):
            if child not in entries and child not in containers:
                walk.add(child)
    return walk


# Atom elements in which another document may be: XHTML, SVG or any XML. Their own rules look into them.
_OPAQUE = frozenset(f"{{{ATOM}}}{name}" for name in ("content", "title", "subtitle", "summary", "rights"))


class _Walk:
    """Elements in document order, if they are the feed's or an extension's.

    Not what is inside Atom's text and content, nor in RSS what has no namespace inside a foreign element:
    it is foreign, whatever its name. Depth is bounded by the parser. `found` is a list, since lxml
    makes a new object each time an element is met unless one is kept. `beyond` says that there are
    Atom's elements inside foreign ones, where the grammar doesn't judge them.
    """

    def __init__(self, form: Format) -> None:
        self.found: list[Element] = []
        self.beyond = False
        self._form = form

    def add(self, element: Element) -> None:
        """Add an element and those inside it."""
        self.found.append(element)
        if len(element):
            self._add_inside(element)

    def _add_inside(self, parent: Element) -> None:
        in_atom = self._form == "atom"
        if in_atom and parent.tag in _OPAQUE:
            return
        foreign = not parent.tag.startswith(_ATOM_TAG) if in_atom else parent.tag[0] == "{"
        for child in parent.iterchildren("*"):
            if foreign and in_atom:
                self.beyond = self.beyond or child.tag.startswith(_ATOM_TAG)
            elif foreign and child.tag[0] != "{":
                continue
            self.found.append(child)
            if len(child):
                self._add_inside(child)


class _Calls(NamedTuple):
    """What is called for elements of one tag: always, with children in them, and for their attributes."""

    always: tuple[tuple[RuleFunction, Rule], ...]
    with_children: tuple[tuple[RuleFunction, Rule], ...]
    by_attribute: dict[str, tuple[tuple[RuleFunction, Rule], ...]]


class _Dispatch:
    """Which functions see which element: found out once for each tag that rules name, and once for all other
    tags of a namespace, when the first such element is met.
    """

    def __init__(self, calls: list[Call]) -> None:
        self.by_pattern: dict[str, list[tuple[int, Call]]] = {}
        for order, call in enumerate(calls):
            for pattern in call.tags:
                self.by_pattern.setdefault(pattern, []).append((order, call))
        patterns = {*self.by_pattern, *(tag for call in calls for tag in call.unless)}
        self.named = {tag for tag in patterns if not tag.endswith("*")}
        self.namespaces = {tag[1:-2] for tag in patterns if tag.endswith("}*")}
        self.by_tag: dict[str, _Calls] = {}

    def lookup(self, tag: str) -> _Calls:
        """Return the calls for a tag that wasn't met before, or that isn't named by any rule."""
        own = ALIASES.get(tag[1:].partition("}")[0])
        if own:
            tag = f"{{{own}}}{tag.rpartition('}')[2]}"
        if tag not in self.named:
            namespace = tag[1:].partition("}")[0] if tag[0] == "{" else ""
            # For all tags that aren't named by any rule; it can't be an element's.
            tag = f"{{{namespace}}}\n" if namespace in self.namespaces else "{\n}\n"
        if tag not in self.by_tag:
            self.by_tag[tag] = self._for(tag)
        return self.by_tag[tag]

    def _for(self, tag: str) -> _Calls:
        """Sort out the calls for a tag."""
        patterns = (tag, f"{tag.rpartition('}')[0] or '{'}}}*", "*")
        found = {order: call for each in patterns for order, call in self.by_pattern.get(each, ())}
        calls = [
            found[order]
            for order in sorted(found)
            if not any(each in found[order].unless for each in patterns)
        ]

        def on(condition: str | None) -> tuple[tuple[RuleFunction, Rule], ...]:
            return tuple((call.function, call.rule) for call in calls if call.condition == condition)

        attributes = {call.condition for call in calls if call.condition not in (None, WITH_CHILDREN)}
        return _Calls(on(None), on(WITH_CHILDREN), {each: on(each) for each in attributes if each})


@cache
def _dispatch(form: Format, scope: Scope, *, settled: bool, warnings: bool) -> _Dispatch:
    """Return the dispatch table of a format and scope, made once per process; `settled`: without what the
    grammar says.
    """
    rules = [
        each
        for each in load_rules(form).values()
        if each.scope == scope and (warnings or each.severity == "error")
    ]
    calls = [call for each in rules for call in each.calls if form in call.formats]
    return _Dispatch([call for call in calls if not (settled and call.in_grammar)])


def _apply(
    dispatch: _Dispatch, elements: Iterable[Element], document: Document
) -> Iterator[tuple[Rule, Finding]]:
    """Yield what the functions for each element find."""
    by_tag = dispatch.by_tag
    for element in elements:
        tag = element.tag
        always, with_children, by_attribute = by_tag.get(tag) or dispatch.lookup(tag)
        for function, declared in always:
            for finding in function(element, document):
                yield finding.rule or declared, finding
        if with_children and len(element):
            for function, declared in with_children:
                for finding in function(element, document):
                    yield finding.rule or declared, finding
        if by_attribute:
            attributes = element.keys()
            for attribute in (*attributes, "*") if attributes else ():
                for function, declared in by_attribute.get(cast("str", attribute), ()):
                    for finding in function(element, document):
                        yield finding.rule or declared, finding
