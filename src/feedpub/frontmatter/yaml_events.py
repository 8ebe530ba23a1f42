"""YAML as 1.2 means it, with lines and columns, from PyYAML's event stream.

A scalar stays the text that was written, so that a field decides what it means (a topic called `NO` is a
name, a title `1.10` keeps its zero). A null is None.

Events rather than PyYAML's own tree, for four reasons: they carry places, a key given twice can be seen,
nothing recurses (PyYAML's C composer ends the interpreter on deep nesting), and they cost a fifth.

Not for records in plain block style, which `yaml.load_simple` reads first.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from feedpub.content.text import place
from feedpub.frontmatter.values import MAX_DEPTH, ParseError, name_key, shorten, too_deep

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from feedpub.frontmatter.values import Path, Value

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NULL = frozenset(("", "~", "null", "Null", "NULL"))  # YAML 1.2.2 §10.3.2
_CORE = "tag:yaml.org,2002:"
_TAGS = frozenset(_CORE + name for name in ("str", "null", "bool", "int", "float", "timestamp", "map", "seq"))


def load(text: str, *, max_depth: int = MAX_DEPTH, quotable: Collection[str] | None = None) -> Value:
    """Return the value of the one document in `text`, None where it holds nothing.

    `quotable` are the keys that messages may name, None for all. Raises ParseError for what isn't YAML, a key
    given twice (YAML 1.2.2 §3.2.1.3), a merge key (YAML 1.2 has none), an alias to something that isn't
    complete, a tag outside the core schema, more than one document, and nesting deeper than `max_depth`.
    """
    text, given_back = _without_old_breaks(text)
    builder = _Builder(max_depth, quotable)
    steps: dict[type, Callable[[Any], None]] = {
        ScalarEvent: builder.add_scalar,
        MappingStartEvent: builder.open_collection,
        SequenceStartEvent: builder.open_collection,
        MappingEndEvent: builder.close_collection,
        SequenceEndEvent: builder.close_collection,
        AliasEvent: builder.add_alias,
        DocumentStartEvent: builder.start_document,
    }
    with _reading(text) as next_event:
        while (event := next_event()) is not None:
            kind = type(event)
            if given_back and kind is ScalarEvent:
                event.value = event.value.translate(given_back)
            if step := steps.get(kind):
                step(event)
    return builder.root[0] if builder.root else None


class _Builder:
    """Builds the value of a document, event by event.

    `within` is the innermost open collection, `key` the key that waits for its value there; `frames` keeps
    both, and the collection's anchor, for each collection around it.
    """

    __slots__ = ("anchor", "anchors", "frames", "key", "max_depth", "quotable", "root", "within")

    def __init__(self, max_depth: int, quotable: Collection[str] | None) -> None:
        self.max_depth = max_depth
        self.quotable = quotable
        self.root: list[Value] = []
        self.within: dict[str, Value] | list[Value] = self.root
        self.key: str | None = None
        self.anchor: str | None = None
        self.anchors: dict[str, Value] = {}
        self.frames: list[tuple[dict[str, Value] | list[Value], str | None, str | None]] = []

    def add_scalar(self, event: ScalarEvent) -> None:
        """Take a scalar: a key where one is due, else a value."""
        if self.key is None and self.within.__class__ is dict:
            self.key = _read_key(event, self.within, self.quotable)
            return
        if event.tag is not None:
            _refuse_tag(event, self.quotable)
        value: Value = event.value
        if value in _NULL and not event.style and event.tag in (None, _CORE + "null"):
            value = None
        if event.anchor is not None:
            self.anchors[event.anchor] = value
        self._add(value)

    def open_collection(self, event: Any) -> None:
        """Begin a mapping or a list."""
        if event.tag is not None:
            _refuse_tag(event, self.quotable)
        if self.key is None and self.within.__class__ is dict:
            raise _error("a key must be text, not a list or a mapping", event)
        if len(self.frames) >= self.max_depth:
            raise too_deep(self.max_depth, event.start_mark.line + 1, event.start_mark.column + 1)
        self.frames.append((self.within, self.key, self.anchor))
        self.anchor = event.anchor
        self.within = {} if type(event) is MappingStartEvent else []
        self.key = None

    def close_collection(self, _: MappingEndEvent | SequenceEndEvent) -> None:
        """End the innermost collection; its anchor only counts now, as a collection can't hold itself."""
        value = self.within
        if self.anchor is not None:
            self.anchors[self.anchor] = value
        self.within, self.key, self.anchor = self.frames.pop()
        self._add(value)

    def add_alias(self, event: Any) -> None:
        """Take an alias as the value of its anchor."""
        if event.anchor not in self.anchors:
            named = f"*{shorten(event.anchor)}" if self.quotable is None else "this alias"
            raise _error(f"{named} refers to nothing that is complete here", event)
        if self.key is None and self.within.__class__ is dict:
            raise _error("a key must be text, not an alias", event)
        self._add(self.anchors[event.anchor])

    def start_document(self, event: DocumentStartEvent) -> None:
        """Refuse a document after the first."""
        if self.root:
            raise _error("a second document begins here; a file holds one record", event)

    def _add(self, value: Value) -> None:
        if self.within.__class__ is dict:
            self.within[self.key] = value  # type: ignore[index]
            self.key = None
        else:
            self.within.append(value)  # type: ignore[union-attr]


def locate(text: str, path: Path, *, of_key: bool = False) -> tuple[int, int]:
    """Return line and column (from 1) of the value at `path`, or of its key.

    If the path leads nowhere, the place is that of the innermost collection on the way; if the text can't be
    read, the last one before the fault.
    """
    text, given_back = _without_old_breaks(text)
    best = (1, 1)
    depth = 0  # how many collections are open
    matched = 0  # how many of them are on the path
    counters: list[int] = []
    expects: list[str | None] = []
    wanted = list(path)
    try:
        for event in _events(text):
            kind = type(event)
            if kind is MappingEndEvent or kind is SequenceEndEvent:
                depth -= 1
                counters.pop()
                expects.pop()
                if matched > depth:
                    return best
                _step(counters, expects)
                continue
            if kind not in (
                ScalarEvent,
                AliasEvent,
                MappingStartEvent,
                SequenceStartEvent,
            ):
                continue
            if expects and expects[-1] == "key":
                key = str(getattr(event, "value", "")).translate(given_back)
                if of_key and matched == depth == len(wanted) and wanted[-1] == key:
                    return event.start_mark.line + 1, event.start_mark.column + 1
                expects[-1] = "value:" + key
                continue
            here: str | int | None = None
            if expects:
                here = counters[-1] if expects[-1] is None else expects[-1].removeprefix("value:")
            on_path = not expects or (matched == depth and wanted[matched - 1] == here)
            if on_path:
                best = (event.start_mark.line + 1, event.start_mark.column + 1)
                if matched == len(wanted):
                    return best
            if kind is MappingStartEvent or kind is SequenceStartEvent:
                depth += 1
                matched += on_path
                counters.append(0)
                expects.append("key" if kind is MappingStartEvent else None)
            else:
                if on_path:
                    return best
                _step(counters, expects)
    except ParseError:
        return best
    return best


def _without_old_breaks(text: str) -> tuple[str, dict[int, int]]:
    """Return the text with stand-ins for the characters that end a line in YAML 1.1 (PyYAML) but not in 1.2
    (§5.4), and the table with which `str.translate` puts them back.
    """
    breaks = [ord(each) for each in "\x85\u2028\u2029" if each in text]
    if not breaks:
        return text, {}
    unused = (code for code in range(0xE000, 0xF900) if chr(code) not in text)
    stand_ins = dict(zip(breaks, unused, strict=False))
    return text.translate(stand_ins), {stand_in: code for code, stand_in in stand_ins.items()}


def _step(counters: list[int], expects: list[str | None]) -> None:
    """Move the innermost open collection on to its next key or item."""
    if counters:
        counters[-1] += 1
        if expects[-1] is not None:
            expects[-1] = "key"


def _events(text: str) -> Iterator[Any]:
    """Yield PyYAML's events; raise ParseError where it finds a fault."""
    with _reading(text) as next_event:
        while (event := next_event()) is not None:
            yield event


@contextmanager
def _reading(text: str) -> Iterator[Callable[[], Any]]:
    """Yield the function that returns PyYAML's next event, None at the end; raise ParseError where it finds a
    fault.
    """
    try:
        loader = _Loader(text)
        try:
            yield loader.get_event
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        raise ParseError(_explain(error), line, column) from None
    except yaml.reader.ReaderError as error:
        line, column = place(text, error.position)
        raise ParseError(f"YAML doesn't allow this character: {error.reason}", line, column) from None


def _explain(error: yaml.MarkedYAMLError) -> str:
    problem = error.problem or "can't be read"
    if "maximum nesting depth" in problem:  # the scanner's own, far ahead of the events
        return "nested too deep (limits: depth)"
    hint = ""
    if "mapping values are not allowed" in problem:
        hint = "; a text with a colon and a space needs quotes"
    elif "cannot start any token" in problem:
        hint = "; a text that begins with this character needs quotes, and tabs can't indent"
    elif "unknown escape" in problem:
        hint = "; in double quotes a backslash is written twice"
    elif "unexpected end of stream" in problem and "quoted scalar" in (error.context or ""):
        hint = "; a quote isn't closed"
    return f"not YAML: {problem}{hint}"


def _read_key(
    event: ScalarEvent, into: dict[str, Value] | list[Value], quotable: Collection[str] | None
) -> str:
    key: str = event.value
    if key == "<<" and not event.style:
        raise _error("merge keys (<<) are not part of YAML 1.2; write the keys out", event)
    if key in into:
        message = f"{name_key(key, quotable)} is given twice; which of the two is meant can't be known"
        raise _error(message, event)
    return key


def _refuse_tag(event: Any, quotable: Collection[str] | None) -> None:
    tag = event.tag
    if tag not in _TAGS and tag != "!":  # "!" only says: not resolved further
        shown = "!!" + tag.removeprefix(_CORE) if tag.startswith(_CORE) else tag
        named = f"the tag {shorten(shown)}" if quotable is None else "this tag"
        raise _error(f"{named} isn't one that feedpub reads", event)


def _error(message: str, event: Any) -> ParseError:
    return ParseError(message, event.start_mark.line + 1, event.start_mark.column + 1)
