"""What a rule is, what it finds, and the registry of all rules.

Responsible for declaring rules and for saying on what their functions are called. Not for calling them
(`engine`), nor for what elements there are (`table`), nor for any rule (`rules`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeAlias, TypeVar

from feedpub.check.elements import label, quoted, text_of
from feedpub.problems import Problem, Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable
    from datetime import datetime

    from lxml.etree import _Element as Element

Format = Literal["atom", "rss", "json"]
Scope = Literal["entry", "document"]

ATOM = "http://www.w3.org/2005/Atom"
XHTML = "http://www.w3.org/1999/xhtml"
XML = "http://www.w3.org/XML/1998/namespace"

WITH_CHILDREN = "<>"
"""The condition of a call for elements with children; can't be an attribute's name."""

MAX_MESSAGE_CHARACTERS = 400


class Finding(NamedTuple):
    """A fault before it has a place: the element that is wrong, why, and the attribute it is about, if any.

    `attribute` is a name in lxml's notation (`href`, `{namespace}lang`); the column points at it. `rule` is
    the rule that is broken, where a function looks on behalf of several.
    """

    element: Element
    message: str
    attribute: str | None = None
    rule: Rule | None = None


@dataclass(slots=True)
class Document:
    """The XML tree that is checked, as rules see it.

    `root` is the document's root element, `format` its format, `where` the name that problems carry.
    `entries` are the entries or items, in document order; a stand-alone Atom entry is its own only entry.
    `head` is the element whose children are the feed's metadata: `feed` in Atom (or the stand-alone `entry`),
    `channel` in RSS (or `rss` itself when there is no channel). `entry_set` is the entries as a set. `notes`
    is room for rules to keep results for one another. `text` is the decoded document, for rules that can tell
    by a look at all of it that they have nothing to find. `now` is the current time (aware), None: unknown.
    """

    root: Element
    format: Format
    where: str
    head: Element
    entries: tuple[Element, ...]
    notes: dict[str, object] = field(default_factory=dict)
    text: str = ""
    now: datetime | None = None
    entry_set: frozenset[Element] = field(init=False)

    def __post_init__(self) -> None:
        self.entry_set = frozenset(self.entries)


def entries_of(root: Element, form: Format) -> tuple[Element, tuple[Element, ...]]:
    """Return a tree's head element and its entries, as `Document` describes them."""
    if form == "atom":
        if root.tag == f"{{{ATOM}}}entry":
            return root, (root,)
        return root, tuple(root.iterchildren(f"{{{ATOM}}}entry"))
    channel = root.find("channel")
    head = root if channel is None else channel
    return head, tuple(item for each in root.iterchildren("channel") for item in each.iterchildren("item"))


RuleFunction: TypeAlias = "Callable[[Any, Any], Iterable[Any]]"
"""Takes an element and its `Document`, or a part of a JSON feed and the feed; returns findings."""

_Function = TypeVar("_Function", bound="Callable[..., Iterable[Any]]")


Judge: TypeAlias = "Callable[[str], str | None]"
"""Returns None for a value that is right, or the reason why it isn't, which may be empty."""


class Value(NamedTuple):
    """What a text or attribute must be: the rule that says so, a judge, and the message when it is wrong.

    The message has fields: {element} is the element's name, {attribute} the attribute's, {name} both with a
    space between; {value} is the value, quoted, {wrong} the judge's reason. `blank`: white space is
    judged too. `strip`: without the white space around it; by default that of texts, not of attributes.
    `in_grammar`: only in documents that the grammar rejects.
    """

    rule: Rule
    message: str
    judge: Judge
    blank: bool = False
    strip: bool | None = None
    in_grammar: bool = False

    def of_text(self) -> RuleFunction:
        """Return a function that judges an element's own text."""
        judge, blank, strip = self.judge, self.blank, self.strip is not False

        def judge_text(element: Element, _document: Document) -> Iterable[Finding]:
            value = text_of(element)
            if strip:
                value = value.strip()
            if not value and not blank:
                return ()
            wrong = judge(value)
            return () if wrong is None else (self._finding(element, value, wrong),)

        return judge_text

    def of_attribute(self, name: str) -> RuleFunction:
        """Return a function that judges an attribute."""
        judge, strip = self.judge, self.strip is True

        def judge_attribute(element: Element, _document: Document) -> Iterable[Finding]:
            value = str(element.get(name))
            wrong = judge(value.strip() if strip else value)
            return () if wrong is None else (self._finding(element, value, wrong, name),)

        return judge_attribute

    def judge_on(self, *tags: str, attribute: str) -> None:
        """Have an attribute judged on every element with one of these tags."""
        self.rule.on(*tags, attribute=attribute)(self.of_attribute(attribute))

    def _finding(self, element: Element, value: str, wrong: str, attribute: str | None = None) -> Finding:
        name = label(element) if attribute is None else f"{label(element)} {attribute}"
        as_quoted = quote if self.rule.formats == ("atom",) else quoted
        message = self.message.format(
            element=label(element), name=name, attribute=attribute, value=as_quoted(value), wrong=wrong
        )
        return Finding(element, message, attribute)


class Facet(NamedTuple):
    """Something that is so of an element or attribute: the rule, and a function that finds where it isn't."""

    rule: Rule
    function: RuleFunction
    with_children: bool = False
    in_grammar: bool = False


class Call(NamedTuple):
    """A rule's function, and when it is called: for which tags, on what condition, for which tags not.

    The condition is the name of an attribute that must be there, `*` for any, `WITH_CHILDREN`, or None.
    """

    rule: Rule
    function: RuleFunction
    tags: frozenset[str]
    condition: str | None
    unless: Collection[str]
    formats: tuple[Format, ...]
    in_grammar: bool


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """One rule: its name, which formats it is for, how bad it is to break it, and its functions.

    `name` is kebab-case, unique and stable; under it the catalogue has the rule's page (`catalog`).
    """

    name: str
    formats: tuple[Format, ...]
    scope: Scope
    severity: Severity
    calls: list[Call] = field(default_factory=list, repr=False)

    def on(
        self,
        *tags: str,
        attribute: str | None = None,
        with_children: bool = False,
        unless: Collection[str] = (),
        formats: tuple[Format, ...] | None = None,
        in_grammar: bool = False,
    ) -> Callable[[_Function], _Function]:
        """Return a decorator that has a function called for every element whose tag is among `tags`.

        With `attribute`, only if the element has it ("*": any); with `with_children`, only if anything but
        text is in it; without those whose tags are in `unless`, read when checking begins; with `formats`,
        only in those of the rule's formats; with `in_grammar`, only in documents that the grammar rejects.
        """

        def register(function: _Function) -> _Function:
            condition = WITH_CHILDREN if with_children else attribute
            where = formats or self.formats
            self.calls.append(Call(self, function, frozenset(tags), condition, unless, where, in_grammar))
            return function

        return register

    def value(
        self,
        message: str,
        judge: Judge,
        *,
        blank: bool = False,
        strip: bool | None = None,
        in_grammar: bool = False,
    ) -> Value:
        """Return what a table says of texts or attributes that this rule judges; see `Value`."""
        return Value(self, message, judge, blank, strip, in_grammar)

    def facet(
        self, *, with_children: bool = False, in_grammar: bool = False
    ) -> Callable[[RuleFunction], Facet]:
        """Return a decorator that has a table say of which elements or attributes a function is called."""
        return lambda function: Facet(self, function, with_children, in_grammar)

    def problem(self, where: str, line: int, column: int, message: str) -> Problem:
        """Return this rule's problem at a place; a message that quotes a megabyte is cut."""
        if len(message) > MAX_MESSAGE_CHARACTERS:
            message = f"{message[: MAX_MESSAGE_CHARACTERS - 1]}…"
        return Problem(where, line, column, self.severity, self.name, message)


REGISTRY: dict[str, Rule] = {}
"""Every rule declared so far, by name. Call `feedpub.check.rules.load_all` first to have all of them."""


def rule(
    name: str, *, formats: tuple[Format, ...], severity: Severity = "error", scope: Scope = "entry"
) -> Rule:
    """Declare a rule, and return it; a name given twice is a bug and raises ValueError."""
    if name in REGISTRY:
        raise ValueError(f"the rule {name!r} is declared twice")
    REGISTRY[name] = Rule(name, formats, scope, severity)
    return REGISTRY[name]


def rules_for(*formats: Format) -> tuple[partial[Rule], partial[Rule]]:
    """Return `rule` twice, for errors and for warnings of these formats."""
    return partial(rule, formats=formats), partial(rule, formats=formats, severity="warning")


_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


def quote(text: str, *, quotes: bool = True) -> str:
    """Return text as a message shows it: on one line, at most 60 characters, between quotes if wanted."""
    short = " ".join(text[:200].split())
    if len(short) > 60 or len(text) > 200:
        short = short[:59] + "…"
    short = _CONTROLS.sub(lambda found: f"\\x{ord(found.group()):02x}", short)
    return f'"{short}"' if quotes else short
