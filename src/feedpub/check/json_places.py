"""JSON text to values, and where in the text a value stands.

Responsible for JSON as RFC 8259 has it: strict syntax with messages that say what to do, a bound on the
depth, keys that are given twice, escapes that stand for no character; and for the line and column of a value,
found only when somebody asks, so that a document without a fault pays nothing. Not responsible for what a
feed's keys mean (`rules.json_feed`) nor for decoding bytes (`reading`).

    parse(text)           Parsed(value, ...) or Broken(offset, message)
    spots(text, paths)    where the values at some paths stand, one pass for all of them
    places(text, offsets) offsets as lines and columns

A path is a tuple of keys and indices from the root: `("items", 0, "url")`.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from json import decoder
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

Path: TypeAlias = tuple[str | int, ...]
Reason = Literal["syntax", "depth", "surrogate"]

MAX_DEPTH = 100
"""Objects and arrays nested deeper are refused: no feed needs it (RFC 8259 §9 lets parsers)."""

MAX_REPEATED = 1000
"""The paths of so many keys given twice are returned at most; a hostile document has a million."""

_MAX_DIGITS = 400
"""A longer whole number is far beyond every double, so it counts as infinite and isn't worked out."""

_SPACE = re.compile(r"[ \t\n\r]*+")
_SEPARATOR = re.compile(r"[ \t\n\r]*+[,:]?[ \t\n\r]*+")
_STRING = r'"(?:[^"\\]++|\\.)*+"?+'
_BRACKETS = re.compile(rf"(?s:{_STRING})|[\[\]{{}}]")
_CONSTANTS = re.compile(rf"(?s:{_STRING})|-?+Infinity|NaN")
_ESCAPES = re.compile(
    r"""\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}  # a pair
      | (?P<lone> \\u[dD][89a-fA-F][0-9a-fA-F]{2} )
      | \\.""",
    re.VERBOSE | re.DOTALL,
)


class RepeatedKeys(dict[str, Any]):
    """An object with keys given more than once, the last value of each; `repeated` names them."""

    repeated: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Parsed:
    """A document that is JSON. `repeated` are the paths of keys given twice; the last value counts."""

    value: Any
    repeated: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Broken:
    """A document that isn't JSON or can't be taken as it stands: where (an offset in the text), and why."""

    reason: Reason
    offset: int
    message: str


@dataclass(slots=True)
class Spot:
    """Where a value begins (an offset in the text), and each key that leads to it; none in an array."""

    value: int
    keys: list[int] = field(default_factory=list)


def parse(text: str) -> Parsed | Broken:
    """Parse a JSON text by RFC 8259, without what Python's parser lets pass; never raises for bad input."""
    noted: list[RepeatedKeys] = []
    decoder = json.JSONDecoder(
        object_pairs_hook=partial(_object, noted),
        parse_constant=_refuse_constant,
        parse_int=_integer,
        strict=True,
    )
    try:
        value = decoder.decode(text)
    except json.JSONDecodeError as error:
        return _explained(text, error)
    except _Constant as error:
        return _constant(text, str(error))
    except RecursionError:
        return _too_deep(text)
    if _deeper_than(MAX_DEPTH, value):
        return _too_deep(text)
    if "\\ud" in text or "\\uD" in text:
        for escape in _ESCAPES.finditer(text):
            if escape["lone"]:
                return Broken(
                    "surrogate",
                    escape.start(),
                    f"{escape[0]} is half of a surrogate pair and stands for no character; "
                    "write the character itself, or both halves",
                )
    return Parsed(value, tuple(islice(_repeated(value), MAX_REPEATED)) if noted else ())


class _Constant(Exception):
    """The parser met NaN, Infinity or -Infinity."""


def _refuse_constant(name: str) -> float:
    raise _Constant(name)


def _object(noted: list[RepeatedKeys], pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Make an object of its members, and note it when keys are given twice, which a plain dict would lose."""
    made = dict(pairs)
    if len(made) == len(pairs) or len(noted) >= MAX_REPEATED:
        return made
    times = Counter(key for key, _ in pairs)
    marked = RepeatedKeys(made)
    marked.repeated = tuple(key for key, number in times.items() if number > 1)
    noted.append(marked)
    return marked


def _integer(digits: str) -> int | float:
    """Return a whole number; Python refuses very long ones, whose exact value means nothing to a reader."""
    return int(digits) if len(digits) <= _MAX_DIGITS else float(digits)


# To get past a value fast; what it is doesn't matter.
_SKIPPER: Any = json.JSONDecoder(parse_int=str, parse_float=str)
_scan_string: Callable[[str, int], tuple[str, int]] = decoder.scanstring  # type: ignore[attr-defined]


def _deeper_than(bound: int, value: Any) -> bool:
    """Whether objects and arrays are nested deeper than a bound; level by level, without recursion."""
    level: list[Any] = [value] if isinstance(value, (dict, list)) else []
    for _ in range(bound):
        level = [
            member
            for container in level
            for member in (container if type(container) is list else container.values())
            if isinstance(member, (dict, list))
        ]
        if not level:
            return False
    return True


def _repeated(value: Any) -> Iterator[Path]:
    """Yield the paths of keys given twice, level by level and without recursion."""
    level: list[tuple[Any, Any]] = [(value, None)]
    while level:
        below: list[tuple[Any, Any]] = []
        for container, trail in level:
            if type(container) is RepeatedKeys:
                yield from ((*_unwound(trail), key) for key in container.repeated)
            members = enumerate(container) if type(container) is list else container.items()
            below.extend(
                (member, (trail, step)) for step, member in members if isinstance(member, (dict, list))
            )
        level = below


def _unwound(trail: Any) -> Path:
    """Return a path from the linked pairs that lead to a value, which cost less to make than tuples."""
    steps: list[str | int] = []
    while trail is not None:
        trail, step = trail
        steps.append(step)
    return tuple(reversed(steps))


def _too_deep(text: str) -> Broken:
    """Find the bracket that opens one level too many."""
    depth = 0
    for bracket in _BRACKETS.finditer(text):
        if bracket[0] in "[{":
            depth += 1
            if depth > MAX_DEPTH:
                return Broken(
                    "depth",
                    bracket.start(),
                    f"objects and arrays are nested more than {MAX_DEPTH} deep; no feed needs that",
                )
        elif bracket[0] in "]}":
            depth -= 1
    # The parser ran out of stack earlier, because whoever called us is deep in the stack already.
    return Broken("depth", 0, "objects and arrays are nested too deeply to be read")


def _constant(text: str, name: str) -> Broken:
    """Find the first NaN or Infinity outside strings."""
    offset = next((each.start() for each in _CONSTANTS.finditer(text) if each[0][0] != '"'), 0)
    return Broken("syntax", offset, f"{name} isn't JSON: numbers are written in digits; leave the key out")


_LITERALS = {"True": "true", "False": "false", "None": "null", "undefined": "null"}


def _explained(text: str, error: json.JSONDecodeError) -> Broken:
    """Say what is wrong where the parser stopped, in words that don't depend on Python's version."""
    offset = _skip_space(text, error.pos)
    before = len(text[:offset].rstrip(" \t\n\r")) - 1
    after = text[offset : offset + 1]
    if after == "," and text[_skip_space(text, offset + 1) :][:1] in ("]", "}"):
        return _trailing_comma(offset)
    if after in ("]", "}") and text[before : before + 1] == ",":
        return _trailing_comma(before)
    if error.msg.startswith("Extra data"):
        return Broken(
            "syntax",
            offset,
            f"the document ends before {_shown(text, offset)}; only one value may stand in it",
        )
    if error.msg.startswith("Unterminated string"):
        return Broken("syntax", error.pos, 'a string begins here and has no end: a closing " is missing')
    if error.msg.startswith("Invalid control character"):
        return Broken(
            "syntax",
            error.pos,
            f"a control character (U+{ord(text[error.pos]):04X}) stands in a string; "
            "write line breaks as \\n, others as \\u and four digits",
        )
    if error.msg.startswith("Invalid \\"):
        return Broken(
            "syntax",
            error.pos,
            'only \\" \\\\ \\/ \\b \\f \\n \\r \\t and \\u with four hexadecimal digits are escapes',
        )
    if offset >= len(text):
        return Broken(
            "syntax", offset, "the document ends too early" if text.strip() else "the document is empty"
        )
    return Broken("syntax", offset, _unexpected(text, offset, error.msg))


def _unexpected(text: str, offset: int, message: str) -> str:
    """Say why what stands at an offset can't stand there."""
    if text.startswith(("//", "/*", "#"), offset):
        return "a comment isn't JSON; leave it out"
    if text[offset] == "'":
        return "strings and keys stand in double quotes, not in single ones"
    if text[offset] in "“”‘’":
        return f"{text[offset]} isn't a quotation mark for JSON; use the straight \""
    for literal, right in _LITERALS.items():
        if text.startswith(literal, offset):
            return f"{literal} isn't JSON; write {right}"
    shown = _shown(text, offset)
    if message.startswith("Expecting property name"):
        return f"a key in double quotes is expected before {shown}"
    if message.startswith("Expecting ':'"):
        return f"a colon is missing between a key and its value, before {shown}"
    if message.startswith("Expecting ','"):
        return f"a comma is missing before {shown}"
    return f"a value is expected here, not {shown}"


def _trailing_comma(offset: int) -> Broken:
    return Broken("syntax", offset, "no value comes after this comma; leave it out")


def _shown(text: str, offset: int) -> str:
    """Return the beginning of what stands at an offset, quoted, for a message."""
    piece = text[offset : offset + 20].split("\n", 1)[0]
    return repr(piece) if piece.isprintable() else ascii(piece)


def _skip_space(text: str, offset: int) -> int:
    match = _SPACE.match(text, offset)
    return match.end() if match else offset


_Wanted: TypeAlias = "dict[str | int, _Wanted]"


def spots(text: str, paths: Iterable[Path], *, last_counts: bool = True) -> dict[Path, Spot]:
    """Return where the values at some paths stand in a text that `parse` accepted.

    A path that leads nowhere is left out. One pass for all: values off the paths are skipped by the C
    parser. Of a key given twice the last value counts, as for `parse`, and all its places are in `keys`;
    where no key is given twice, say so with `last_counts=False`, and the pass ends when everything is
    found.
    """
    wanted: _Wanted = {}
    number = 1
    for path in paths:
        node = wanted
        for step in path:
            if step not in node:
                node[step] = {}
                number += 1
            node = node[step]
    search = _Search(text, number, last_counts)
    with suppress(_AllFound):
        search.visit(_skip_space(text, 0), (), Spot(0), wanted)
    return search.found


class _AllFound(Exception):
    """Every value that was wanted has been found."""


class _Search:
    """A pass over a text for the values at some paths."""

    def __init__(self, text: str, number: int, last_counts: bool) -> None:
        self.text = text
        self.found: dict[Path, Spot] = {}
        self.number = number
        self.last_counts = last_counts

    def visit(self, offset: int, path: Path, spot: Spot, wanted: _Wanted) -> int:
        """Note where a value stands, and those wanted inside it; return the offset after it."""
        spot.value = offset
        self.found[path] = spot
        if len(self.found) == self.number and not self.last_counts:
            raise _AllFound
        if wanted and self.text[offset] == "{":
            return self._visit_object(offset, path, wanted)
        if wanted and self.text[offset] == "[":
            return self._visit_array(offset, path, wanted)
        return _skip_value(self.text, offset)

    def _visit_object(self, offset: int, path: Path, wanted: _Wanted) -> int:
        text = self.text
        offset = _skip_space(text, offset + 1)
        while text[offset] != "}":
            at_key = offset
            key, offset = _scan_string(text, offset + 1)
            offset = _skip_separator(text, offset)
            if key in wanted:
                spot = self.found.get((*path, key)) or Spot(offset)
                spot.keys.append(at_key)
                offset = self.visit(offset, (*path, key), spot, wanted[key])
            else:
                offset = _skip_value(text, offset)
            offset = _skip_separator(text, offset)
        return offset + 1

    def _visit_array(self, offset: int, path: Path, wanted: _Wanted) -> int:
        text = self.text
        offset = _skip_space(text, offset + 1)
        index = 0
        while text[offset] != "]":
            if index in wanted:
                offset = self.visit(offset, (*path, index), Spot(offset), wanted[index])
            else:
                offset = _skip_value(text, offset)
            offset = _skip_separator(text, offset)
            index += 1
        return offset + 1


def _skip_separator(text: str, offset: int) -> int:
    """Return the offset after a comma or colon, if there is one, and the white space around it."""
    match = _SEPARATOR.match(text, offset)
    return match.end() if match else offset


def _skip_value(text: str, offset: int) -> int:
    _, end = _SKIPPER.scan_once(text, offset)
    return int(end)


def places(text: str, offsets: Iterable[int]) -> dict[int, tuple[int, int]]:
    """Return the line and column, both from 1, of offsets in a text; columns count characters."""
    return dict(_places(text, sorted(set(offsets))))


def _places(text: str, offsets: list[int]) -> Iterator[tuple[int, tuple[int, int]]]:
    line, line_start, reached = 1, 0, 0
    for offset in offsets:
        line += text.count("\n", reached, offset)
        last_break = text.rfind("\n", reached, offset)
        if last_break >= 0:
            line_start = last_break + 1
        reached = offset
        yield offset, (line, offset - line_start + 1)
