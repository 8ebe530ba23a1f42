"""YAML as 1.2 means it, with lines and columns, from PyYAML's event stream.

Responsible for: text -> mappings, lists and scalars, where a scalar stays the text that was written, so
that whoever reads a field decides what it means (a topic called `NO` is a name, a title `1.10` keeps its
zero). A null is None. Not responsible for: files, front matter, or what any key means.

Events rather than PyYAML's own tree, for four reasons: they carry places, a key given twice can be seen,
nothing recurses (PyYAML's C composer ends the interpreter on deep nesting), and they cost a fifth.

`load` decides what a text means. `load_simple` says the same of the plain block style that most records are
written in, in a third of the time, and nothing of any other.
"""

from __future__ import annotations

import json
import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeAlias, cast

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

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

Value: TypeAlias = "str | list[Value] | dict[str, Value] | None"
Typed: TypeAlias = "str | bool | int | float | Sequence[Typed] | Mapping[str, Typed] | None"
Path: TypeAlias = "Sequence[str | int]"

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NULL = frozenset(("", "~", "null", "Null", "NULL"))  # YAML 1.2.2 §10.3.2
_CORE = "tag:yaml.org,2002:"
_TAGS = frozenset(_CORE + name for name in ("str", "null", "bool", "int", "float", "timestamp", "map", "seq"))

MAX_DEPTH = 32
"""How deep mappings and lists may stand in each other. Real records need five."""

# What `load_simple` leaves alone, since YAML 1.1 (PyYAML) and 1.2 take it for different things or it hides
# how a value was written: flow style, block scalars, anchors, tags, merge keys, `?`, directives, documents'
# marks, and numbers that aren't written the shortest way. What begins so where a value or key can begin:
_AFTER_COLON = re.compile(r": ++(?:[]\[{}&*!?|>%@`<+_]|-[^ ]|0[^ \n]|[0-9]++_)")
_ON_A_LINE = re.compile(
    r"\n(?:[ -]*+(?:[]\[{}&*!?|>%@`<+~:_0-9.]|true|T(?:rue|RUE)|false|F(?:alse|ALSE)|null|N(?:ull|ULL))"
    r"|---|[ -]{14})"  # so many columns hold no more than 30 levels
)
_OLD_BREAKS = re.compile("[\x85\u2028\u2029\ufeff]")


class YamlError(ValueError):
    """The text is no YAML that feedpub reads; `line` and `column` count from 1."""

    def __init__(self, message: str, line: int, column: int) -> None:
        super().__init__(message)
        self.message = message
        self.line = line
        self.column = column


def load(text: str, *, max_depth: int = MAX_DEPTH, quotable: Collection[str] | None = None) -> Value:
    """Return the value of the one document in `text`, None where it holds nothing.

    `quotable` are keys that messages may name, None for all: a key may itself be what is not to be told.

    Raises YamlError for what isn't YAML, a key given twice (YAML 1.2.2 §3.2.1.3), a merge key (YAML 1.2 has
    none), an alias to something that isn't complete, a tag outside the core schema, more than one document,
    and nesting deeper than `max_depth`.
    """
    text, given_back = _without_old_breaks(text)
    root: list[Value] = []
    anchors: dict[str, Value] = {}
    # One frame for each open collection: the collection, the key that waits for its value, its anchor.
    frames: list[tuple[dict[str, Value] | list[Value], str | None, str | None]] = []
    into: dict[str, Value] | list[Value] = root
    key: str | None = None
    own_anchor: str | None = None
    with _reading(text) as next_event:
        while (event := next_event()) is not None:
            kind = type(event)
            if kind is ScalarEvent:
                if given_back:
                    event.value = event.value.translate(given_back)
                value: Value = event.value
                if into.__class__ is dict and key is None:
                    key = _key(event, into, quotable)
                    continue
                if event.tag is not None:
                    _refuse_tag(event, quotable)
                if value in _NULL and not event.style and event.tag in (None, _CORE + "null"):
                    value = None
                if event.anchor is not None:
                    anchors[event.anchor] = value
            elif kind is MappingStartEvent or kind is SequenceStartEvent:
                if event.tag is not None:
                    _refuse_tag(event, quotable)
                if into.__class__ is dict and key is None:
                    raise _error("a key must be text, not a list or a mapping", event)
                if len(frames) >= max_depth:
                    raise _error(f"nested more than {max_depth} deep (limits: depth)", event)
                frames.append((into, key, own_anchor))
                own_anchor = event.anchor
                into = {} if kind is MappingStartEvent else []
                key = None
                continue
            elif kind is MappingEndEvent or kind is SequenceEndEvent:
                value = into
                if own_anchor is not None:
                    anchors[own_anchor] = value  # only now: a collection can't hold itself
                into, key, own_anchor = frames.pop()
            elif kind is AliasEvent:
                if event.anchor not in anchors:
                    named = f"*{_shown(event.anchor)}" if quotable is None else "this alias"
                    raise _error(f"{named} refers to nothing that is complete here", event)
                if into.__class__ is dict and key is None:
                    raise _error("a key must be text, not an alias", event)
                value = anchors[event.anchor]
            elif kind is DocumentStartEvent and root:
                raise _error("a second document begins here; a file holds one record", event)
            else:
                continue
            if into.__class__ is dict:
                into[key] = value  # type: ignore[index]
                key = None
            else:
                into.append(value)  # type: ignore[union-attr]
    return root[0] if root else None


def load_simple(text: str) -> Mapping[str, Typed] | None:
    """Return the mapping that `text` holds, with texts, true and false, numbers and nulls as what they are;
    None where only `load` can tell.

    A whole number is written in the text as `str` writes it; how any other number, and true and false, are
    written can't be known. No more than `MAX_DEPTH` levels stand in each other.
    """
    if not _is_simple(text):
        return None
    import yaml_rs  # noqa: PLC0415 - reading a config doesn't need it

    try:
        value = yaml_rs.loads(text, parse_datetime=False)
    except ValueError:
        return None
    return cast("Mapping[str, Typed]", value) if isinstance(value, dict) else None


def _is_simple(text: str) -> bool:
    """Whether PyYAML and YAML 1.2 agree on the text, whatever it is, and on how its numbers are written."""
    return not (
        "\t" in text
        or ("\\" in text and ("\\ud" in text or "\\uD" in text))  # surrogates, which YAML 1.2 joins
        or _AFTER_COLON.search(text)
        or _ON_A_LINE.search(f"\n{text}")
        or (not text.isascii() and _OLD_BREAKS.search(text))
    )


def load_json(text: str, *, max_depth: int = MAX_DEPTH, quotable: Collection[str] | None = None) -> Value:
    """Return the value of a JSON text (RFC 8259), scalars as the text that was written.

    Raises YamlError as `load` does; a name given twice is an error (RFC 8259 §4 leaves its meaning open).
    """
    try:
        value = json.loads(
            text,
            object_pairs_hook=_unique,
            parse_int=str,
            parse_float=str,
            parse_constant=str,
        )
    except json.JSONDecodeError as error:
        raise YamlError(f"not JSON: {error.msg}", error.lineno, error.colno) from None
    except _GivenTwice as error:
        line, column = _second_place(text, error.name)
        raise YamlError(f"{_named(error.name, quotable)} is given twice", line, column) from None
    except RecursionError:
        raise YamlError(f"nested more than {max_depth} deep (limits: depth)", 1, 1) from None
    return _scalars_as_text(value, max_depth)


def locate(text: str, path: Path, *, of_key: bool = False) -> tuple[int, int]:
    """Return line and column (from 1) of the value at `path`, or of its key, as near as it is there.

    Where the path leads nowhere, the place is that of the innermost collection on the way. Reads JSON too,
    since YAML does. Only for messages: a text that can't be read is at 1:1.
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
    except YamlError:
        return best
    return best


def _without_old_breaks(text: str) -> tuple[str, dict[int, int]]:
    """Return the text with stand-ins for what YAML 1.1 (PyYAML) takes for line ends and 1.2 doesn't (§5.4),
    and what `str.translate` gives them back by.
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
    """Yield PyYAML's events; raise YamlError where it finds a fault."""
    with _reading(text) as next_event:
        while (event := next_event()) is not None:
            yield event


@contextmanager
def _reading(text: str) -> Iterator[Callable[[], Any]]:
    """Yield what returns PyYAML's next event, None at the end; raise YamlError where it finds a fault."""
    try:
        loader = _Loader(text)
        try:
            yield loader.get_event
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        raise YamlError(_explain(error), line, column) from None
    except yaml.reader.ReaderError as error:
        line, column = place(text, error.position)
        raise YamlError(f"YAML doesn't allow this character: {error.reason}", line, column) from None


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


def _key(event: ScalarEvent, into: dict[str, Value] | list[Value], quotable: Collection[str] | None) -> str:
    key: str = event.value
    if key == "<<" and not event.style:
        raise _error("merge keys (<<) are not part of YAML 1.2; write the keys out", event)
    if key in into:
        message = f"{_named(key, quotable)} is given twice; which of the two is meant can't be known"
        raise _error(message, event)
    return key


def _refuse_tag(event: Any, quotable: Collection[str] | None) -> None:
    tag = event.tag
    if tag not in _TAGS and tag != "!":  # "!" only says: not resolved further
        shown = "!!" + tag.removeprefix(_CORE) if tag.startswith(_CORE) else tag
        named = f"the tag {_shown(shown)}" if quotable is None else "this tag"
        raise _error(f"{named} isn't one that feedpub reads", event)


def _error(message: str, event: Any) -> YamlError:
    return YamlError(message, event.start_mark.line + 1, event.start_mark.column + 1)


def _named(key: str, quotable: Collection[str] | None) -> str:
    return f"the key {_shown(key)!r}" if quotable is None or key in quotable else "a key"


def _shown(text: str) -> str:
    return text if len(text) <= 80 else text[:80] + "…"


class _GivenTwice(Exception):
    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    made = dict(pairs)
    if len(made) != len(pairs):
        seen: set[str] = set()
        for name, _ in pairs:
            if name in seen:
                raise _GivenTwice(name)
            seen.add(name)
    return made


def _second_place(text: str, name: str) -> tuple[int, int]:
    """Return where `name` stands as a key for the second time, near enough for a message."""
    places = [match.start() for match in re.finditer(re.escape(json.dumps(name)) + r"\s*:", text)]
    return place(text, places[1] if len(places) > 1 else 0)


def _scalars_as_text(value: object, depth: int, within: int = 0) -> Value:
    """Return the value with true and false as text; numbers came as text already. Raises YamlError where
    collections stand deeper than `depth` in each other.
    """
    if isinstance(value, (dict, list)) and within >= depth:
        raise YamlError(f"nested more than {depth} deep (limits: depth)", 1, 1)
    if isinstance(value, dict):
        return {name: _scalars_as_text(inner, depth, within + 1) for name, inner in value.items()}
    if isinstance(value, list):
        return [_scalars_as_text(inner, depth, within + 1) for inner in value]
    if isinstance(value, bool):
        return "true" if value else "false"
    return value  # type: ignore[return-value]
