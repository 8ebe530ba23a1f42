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
   of that namespace, and those elements get the rules on their own tags too) and `*` (every element). The
   function is called once for every such element and returns any iterable of faults; it may be used on a rule
   more than once, with one function for every way of breaking the rule. It never raises for bad input.

3. Put a file that breaks it, and nothing else, into `tests/check/corpus/<format>/invalid/<rule-name>.xml`
   (variants: `<rule-name>--<variant>.xml`).

A rule that doesn't work on XML elements (JSON, bytes) is declared the same way, has no `on`, and is reported
by whoever finds it, with `RULE.problem(where, line, column, message)`.

Scope
-----
`scope="entry"`: the entry, item or head element is judged by itself. Such a rule sees elements
inside entries when the scope asked for is "all" or "entry", and elements of the head (everything outside
entries) when it is "all" or "document". `scope="document"`: needs more than one entry, or the entry and the
head, to decide (unique ids, order, an author on the feed or on every entry). It sees elements of the head,
the entries themselves and a stand-alone entry's root, when the scope asked for is "all" or "document";
elements inside entries are not visited for it, so that a run with "document" stays cheap: let such a function
look into the entry for the children that it needs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from feedpub.problems import Problem, Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from lxml.etree import _Element as Element

Format = Literal["atom", "rss", "json"]
Scope = Literal["entry", "document"]
ScopeAsked = Literal["all", "document", "entry"]

ATOM = "http://www.w3.org/2005/Atom"
XHTML = "http://www.w3.org/1999/xhtml"
XML = "http://www.w3.org/XML/1998/namespace"

_RULE_MODULES = (
    "feedpub.check.reading",
    "feedpub.check.grammar",
    "feedpub.check.rules.atom",
    "feedpub.check.rules.rss",
    "feedpub.check.rules.extensions",
    "feedpub.check.rules.html",
    "feedpub.check.rules.json_feed",
)


class Fault(NamedTuple):
    """What a rule's function yields: an element that is wrong, why, and the attribute it is about, if any.

    `attribute` is a name in lxml's notation (`href`, `{namespace}lang`); the column points at it.
    """

    element: Element
    message: str
    attribute: str | None = None


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
    functions: list[tuple[tuple[str, ...], RuleFunction]] = field(default_factory=list, repr=False)

    def on(self, *tags: str) -> Callable[[RuleFunction], RuleFunction]:
        """Return a decorator that has a function called for every element whose tag is among `tags`."""

        def register(function: RuleFunction) -> RuleFunction:
            self.functions.append((tags, function))
            return function

        return register

    def problem(self, where: str, line: int, column: int, message: str) -> Problem:
        """Return this rule's problem at a place."""
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


def run(document: Document, scope: ScopeAsked) -> Iterator[Finding]:
    """Run the rules of a document's format over its tree, each element visited once; yield what they find.

    The head comes first, then the entries in their order; whoever reports sorts by place.
    """
    entry_rules = _dispatch(document.format, "entry")
    document_rules = _dispatch(document.format, "document")
    entries = document.entries
    if scope != "entry":
        for element in _outside_entries(document):
            yield from _apply(entry_rules, element, document)
            yield from _apply(document_rules, element, document)
        for entry in entries:
            yield from _apply(document_rules, entry, document)
    if scope != "document":
        for entry in entries:
            for element in _elements(entry, document.format):
                yield from _apply(entry_rules, element, document)


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


def _outside_entries(document: Document) -> Iterator[Element]:
    """Yield every element that isn't an entry or inside one, in document order."""
    entries = document.entry_set
    if document.root in entries:
        return
    if document.head is document.root:
        containers = [document.root]
    else:
        containers = [document.root, *document.root.iterchildren("channel")]
    for container in containers:
        yield container
        for child in container.iterchildren("*"):
            if child not in entries and child not in containers:
                yield from _elements(child, document.format)


# Atom elements in which another document may be: XHTML, SVG or any XML. Their own rules look into them.
_OPAQUE = frozenset(f"{{{ATOM}}}{name}" for name in ("content", "title", "subtitle", "summary", "rights"))


def _elements(top: Element, form: Format) -> Iterator[Element]:
    """Yield an element and those inside it, in document order, but not those inside Atom's text and content.

    Nothing there is part of the feed. Depth is bounded by the parser.
    """
    yield top
    if form == "atom" and top.tag in _OPAQUE:
        return
    for child in top.iterchildren("*"):
        if len(child):
            yield from _elements(child, form)
        else:
            yield child


class _Dispatch(NamedTuple):
    """Which functions see which element: by tag, by namespace, and always."""

    by_tag: dict[str, list[tuple[Rule, RuleFunction]]]
    by_namespace: dict[str, list[tuple[Rule, RuleFunction]]]
    always: list[tuple[Rule, RuleFunction]]

    def functions(self, tag: str) -> list[tuple[Rule, RuleFunction]]:
        """Return what is called for an element with this tag."""
        known = self.by_tag.get(tag)
        if known is not None:
            return known
        return self.by_namespace.get(tag[1:].partition("}")[0] if tag[0] == "{" else "", self.always)


_dispatches: dict[tuple[Format, Scope], _Dispatch] = {}


def _dispatch(form: Format, scope: Scope) -> _Dispatch:
    """Return the dispatch table of a format and scope, made once per process."""
    if (form, scope) not in _dispatches:
        load_all()
        _dispatches[form, scope] = _make_dispatch(
            [each for each in REGISTRY.values() if form in each.formats and each.scope == scope]
        )
    return _dispatches[form, scope]


def _make_dispatch(rules: list[Rule]) -> _Dispatch:
    """Sort rules' functions by tag, those for a whole namespace and for every element merged in."""
    always: list[tuple[Rule, RuleFunction]] = []
    by_namespace: dict[str, list[tuple[Rule, RuleFunction]]] = {}
    by_tag: dict[str, list[tuple[Rule, RuleFunction]]] = {}
    for each in rules:
        for tags, function in each.functions:
            for tag in tags:
                if tag == "*":
                    always.append((each, function))
                elif tag.endswith("}*"):
                    by_namespace.setdefault(tag[1:-2], []).append((each, function))
                else:
                    by_tag.setdefault(tag, []).append((each, function))
    for functions in by_namespace.values():
        functions.extend(always)
    for tag, functions in by_tag.items():
        namespace = tag[1:].partition("}")[0] if tag[0] == "{" else ""
        functions.extend(by_namespace.get(namespace, always))
    return _Dispatch(by_tag, by_namespace, always)


def _apply(dispatch: _Dispatch, element: Element, document: Document) -> Iterator[Finding]:
    """Yield what the functions for one element find."""
    for each, function in dispatch.functions(str(element.tag)):
        for fault in function(element, document):
            yield Finding(each, fault)
