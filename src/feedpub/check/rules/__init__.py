"""The registry of rules, and how they are run over a tree in one pass.

Responsible for: what a rule is, where all of them are listed, and which of them see which element. Not for
what a rule says (that is in `atom`, `rss`, `extensions`, `html`, `json_feed` and, for bytes that are no tree
yet, in `feedpub.check.reading`), and not for lines and columns (`feedpub.check.reading.Places`).

How to add a rule
-----------------
1. In the module of its format, declare it once. The declaration is the documentation: `docs/rules.md` is made
   of it.

       UPDATED_BEFORE_PUBLISHED = rule(
           "updated-before-published",
           formats=("atom",),
           scope="entry",
           severity="warning",
           clause="RFC 4287 §4.2.15",
           summary="An entry isn't updated before it is published.",
           failing="<published>2024-05-02T00:00:00Z</published><updated>2024-05-01T00:00:00Z</updated>",
           passing="<published>2024-05-01T00:00:00Z</published><updated>2024-05-02T00:00:00Z</updated>",
       )

2. Beside it, write a small function that finds the fault, and say on which elements it is called:

       @UPDATED_BEFORE_PUBLISHED.on("{http://www.w3.org/2005/Atom}entry")
       def updated_before_published(entry: Element, document: Document) -> Iterator[Fault]:
           if ...:
               yield Fault(updated, "updated is earlier than published: ...")

   `on` takes tags in lxml's notation: `{namespace}name`, `name` (no namespace), `{namespace}*` (every element
   of that namespace, `{}*` of none, and those elements get the rules on their own tags too) and `*` (every
   element). The function is called once for every such element and returns any iterable of faults; it may be
   used on a rule more than once, with one function for every way of breaking the rule. It never raises for
   bad input. What only matters when an attribute is there is registered with `on(..., attribute="href")`, and
   costs nothing where it isn't; `unless=` names the tags that a wildcard leaves out. `in_grammar=True` says
   that the grammar finds the same, if in worse words: then the function is only called where it did.

3. Put a file that breaks it, and nothing else, into `tests/check/corpus/<format>/invalid/<rule-name>.xml`
   (variants: `<rule-name>--<variant>.xml`).

A rule that doesn't work on XML elements (JSON, bytes) is declared the same way, has no `on`, and is reported
by whoever finds it, with `RULE.problem(where, line, column, message)`.

Scope
-----
`scope="entry"`: the entry, item or head element is judged by itself. Such a rule sees the elements inside
entries and those of the head (everything outside entries). `scope="document"`: needs more than one entry, or
the entry and the head, to decide (unique ids, order, an author on the feed or on every entry). It sees the
elements of the head, the entries themselves and a stand-alone entry's root, but none inside entries: let such
a function look into the entry for the children that it needs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias, cast

from feedpub.problems import Problem, Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from lxml.etree import _Element as Element

Format = Literal["atom", "rss", "json"]
Scope = Literal["entry", "document"]

ATOM = "http://www.w3.org/2005/Atom"
XHTML = "http://www.w3.org/1999/xhtml"
XML = "http://www.w3.org/XML/1998/namespace"
_ATOM_TAG = f"{{{ATOM}}}"

_RULE_MODULES = (
    "feedpub.check.reading",
    "feedpub.check.schemas.relaxng",
    "feedpub.check.rules.atom",
    "feedpub.check.rules.rss",
    "feedpub.check.rules.extensions",
    "feedpub.check.rules.html",
    "feedpub.check.rules.json_feed",
)


class Fault(NamedTuple):
    """What a rule's function yields: an element that is wrong, why, and the attribute it is about, if any.

    `attribute` is a name in lxml's notation (`href`, `{namespace}lang`); the column points at it. `rule` is
    the rule that is broken where the function looks on behalf of several.
    """

    element: Element
    message: str
    attribute: str | None = None
    rule: Rule | None = None


@dataclass(slots=True)
class Document:
    """The tree that is checked, as rules see it.

    `root` is the document's root element, `format` what it was recognised as, `where` the name that problems
    carry. `entries` are the entries or items, in document order; a stand-alone Atom entry is its own only
    entry. `head` is the element whose children are the feed's metadata: `feed` in Atom (or the stand-alone
    `entry`), `channel` in RSS (or `rss` itself when there is no channel). `entry_set` is the entries as a
    set. `notes` is room for rules to keep what they worked out for one another.
    """

    root: Element
    format: Format
    where: str
    head: Element
    entries: tuple[Element, ...]
    notes: dict[str, object] = field(default_factory=dict)
    entry_set: frozenset[Element] = field(init=False)

    def __post_init__(self) -> None:
        self.entry_set = frozenset(self.entries)


RuleFunction: TypeAlias = "Callable[[Element, Document], Iterable[Fault]]"


_WITH_CHILDREN = "<>"  # can't be an attribute's name


class Call(NamedTuple):
    """A rule's function, and when it is called: for which tags, on what condition, for which tags not.

    The condition is the name of an attribute that must be there, `*` for any, `_WITH_CHILDREN`, or None.
    """

    rule: Rule
    function: RuleFunction
    tags: frozenset[str]
    condition: str | None
    unless: frozenset[str]
    formats: tuple[Format, ...]
    in_grammar: bool

    def is_for(self, tag: str) -> bool:
        """Whether the function is called for elements of this tag."""
        patterns = (tag, f"{tag.rpartition('}')[0] or '{'}}}*", "*")
        return self.unless.isdisjoint(patterns) and not self.tags.isdisjoint(patterns)


_LONGEST_MESSAGE = 400


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """One rule: its name, which formats it is for, and everything the rules' page says about it.

    `name` is kebab-case, unique and stable. `clause` names the specification and section. `failing` and
    `passing` are the shortest examples that show the difference.
    """

    name: str
    formats: tuple[Format, ...]
    scope: Scope
    severity: Severity
    clause: str
    summary: str
    failing: str
    passing: str
    calls: list[Call] = field(default_factory=list, repr=False)

    def on(
        self,
        *tags: str,
        attribute: str | None = None,
        with_children: bool = False,
        unless: Iterable[str] = (),
        formats: tuple[Format, ...] | None = None,
        in_grammar: bool = False,
    ) -> Callable[[RuleFunction], RuleFunction]:
        """Return a decorator that has a function called for every element whose tag is among `tags`.

        With `attribute`, only if the element has it ("*": any); with `with_children`, only if anything but
        text is in it; without those whose tags are in `unless`; with `formats`, only in those of the rule's
        formats; with `in_grammar`, only in documents that the grammar rejects.
        """

        def register(function: RuleFunction) -> RuleFunction:
            condition = _WITH_CHILDREN if with_children else attribute
            call = Call(
                self,
                function,
                frozenset(tags),
                condition,
                frozenset(unless),
                formats or self.formats,
                in_grammar,
            )
            self.calls.append(call)
            return function

        return register

    @property
    def functions(self) -> tuple[tuple[tuple[str, ...], RuleFunction], ...]:
        """Every function of the rule, with the tags that it is called for."""
        return tuple((tuple(sorted(call.tags)), call.function) for call in self.calls)

    def problem(self, where: str, line: int, column: int, message: str) -> Problem:
        """Return this rule's problem at a place; a message that quotes a megabyte is cut."""
        if len(message) > _LONGEST_MESSAGE:
            message = f"{message[: _LONGEST_MESSAGE - 1]}…"
        return Problem(where, line, column, self.severity, self.name, message)


_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


def shown(text: str, *, quotes: bool = True) -> str:
    """Return text as a message shows it: on one line, at most 60 characters, between quotes if wanted."""
    short = " ".join(text[:200].split())
    if len(short) > 60 or len(text) > 200:
        short = short[:59] + "…"
    short = _CONTROLS.sub(lambda found: f"\\x{ord(found.group()):02x}", short)
    return f'"{short}"' if quotes else short


REGISTRY: dict[str, Rule] = {}
"""Every rule declared so far, by name. Call `load_all` first to have all of them."""


def rule(
    name: str,
    *,
    formats: tuple[Format, ...],
    scope: Scope,
    severity: Severity,
    clause: str,
    summary: str,
    failing: str,
    passing: str,
) -> Rule:
    """Declare a rule, and return it; a name given twice is a bug and raises ValueError."""
    if name in REGISTRY:
        raise ValueError(f"the rule {name!r} is declared twice")
    declared = Rule(name, formats, scope, severity, clause, summary, failing, passing)
    REGISTRY[name] = declared
    return declared


def load_all() -> dict[str, Rule]:
    """Import every module that declares rules, and return the registry."""
    for module in _RULE_MODULES:
        import_module(module)
    return REGISTRY


class Finding(NamedTuple):
    """A fault together with the rule that it breaks."""

    rule: Rule
    fault: Fault


def run(document: Document, *, accepted: bool, warnings: bool = True) -> Iterator[Finding]:
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


def entries_of(root: Element, form: Format) -> tuple[Element, tuple[Element, ...]]:
    """Return a tree's head element and its entries, as `Document` describes them."""
    if form == "atom":
        if root.tag == f"{{{ATOM}}}entry":
            return root, (root,)
        return root, tuple(root.iterchildren(f"{{{ATOM}}}entry"))
    channel = root.find("channel")
    head = root if channel is None else channel
    return head, tuple(item for each in root.iterchildren("channel") for item in each.iterchildren("item"))


def entry_around(element: Element, document: Document) -> Element | None:
    """Return the entry that an element is or stands in, None for an element of the head."""
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
    it is somebody else's, whatever its name. Depth is bounded by the parser. `found` is a list, since lxml
    makes a new object for an element that nobody holds each time it is met. `beyond` says that there are
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
        self.calls = calls
        patterns = {tag for call in calls for tag in (*call.tags, *call.unless)}
        self.named = {tag for tag in patterns if not tag.endswith("*")}
        self.namespaces = {tag[1:-2] for tag in patterns if tag.endswith("}*")}
        self.by_tag: dict[str, _Calls] = {}

    def of(self, tag: str) -> _Calls:
        """Return what is called for an element whose tag wasn't met before, or is one that no rule names."""
        if tag not in self.named:
            namespace = tag[1:].partition("}")[0] if tag[0] == "{" else ""
            # Stands for all that no rule names; no element is called so.
            tag = f"{{{namespace}}}\n" if namespace in self.namespaces else "{\n}\n"
        if tag not in self.by_tag:
            self.by_tag[tag] = self._for(tag)
        return self.by_tag[tag]

    def _for(self, tag: str) -> _Calls:
        """Sort out the calls for a tag."""
        calls = [call for call in self.calls if call.is_for(tag)]

        def on(condition: str | None) -> tuple[tuple[RuleFunction, Rule], ...]:
            return tuple((call.function, call.rule) for call in calls if call.condition == condition)

        attributes = {call.condition for call in calls if call.condition not in (None, _WITH_CHILDREN)}
        return _Calls(on(None), on(_WITH_CHILDREN), {each: on(each) for each in attributes if each})


@cache
def _dispatch(form: Format, scope: Scope, *, settled: bool, warnings: bool) -> _Dispatch:
    """Return the dispatch table of a format and scope, made once per process; `settled`: without what the
    grammar says.
    """
    rules = [
        each for each in load_all().values() if each.scope == scope and (warnings or each.severity == "error")
    ]
    calls = [call for each in rules for call in each.calls if form in call.formats]
    return _Dispatch([call for call in calls if not (settled and call.in_grammar)])


def _apply(dispatch: _Dispatch, elements: Iterable[Element], document: Document) -> Iterator[Finding]:
    """Yield what the functions for each element find."""
    by_tag = dispatch.by_tag
    for element in elements:
        tag = element.tag
        always, with_children, by_attribute = by_tag.get(tag) or dispatch.of(tag)
        for function, declared in always:
            for fault in function(element, document):
                yield Finding(fault.rule or declared, fault)
        if with_children and len(element):
            for function, declared in with_children:
                for fault in function(element, document):
                    yield Finding(fault.rule or declared, fault)
        if by_attribute:
            attributes = element.keys()
            for attribute in (*attributes, "*") if attributes else ():
                for function, declared in by_attribute.get(cast("str", attribute), ()):
                    for fault in function(element, document):
                        yield Finding(fault.rule or declared, fault)
