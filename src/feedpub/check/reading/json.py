"""JSON as RFC 8259 has it: strict syntax, with messages that say what to do.

Responsible for parsing within bounds: a bound on the depth, keys that are given twice, escapes that stand for
no character. Not for lines and columns (`json_places`), for what a feed's keys mean (`rules.json_feed`), nor
for decoding bytes (`encoding`).

    parse(text)    Parsed(value, ...) or Broken(offset, message)

A path is a tuple of keys and indices from the root: `("items", 0, "url")`.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator

Path: TypeAlias = tuple[str | int, ...]
Reason = Literal["syntax", "depth", "surrogate"]

MAX_DEPTH = 100
"""Objects and arrays nested deeper are refused: no feed needs it (RFC 8259 §9 lets parsers)."""

MAX_REPEATED = 1000
"""At most so many paths of keys given twice are returned; a hostile document has a million."""

_MAX_DIGITS = 400
"""A longer whole number is far beyond every double, so it counts as infinite and isn't worked out."""

_SPACE = re.compile(r"[ \t\n\r]*+")
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
    """A document that isn't JSON or can't be accepted: where (an offset in the text), and why."""

    reason: Reason
    offset: int
    message: str


def parse(text: str) -> Parsed | Broken:
    """Parse a JSON text by RFC 8259, without what Python's parser lets pass; never raises for bad input."""
    noted: list[RepeatedKeys] = []
    decoder = json.JSONDecoder(
        object_pairs_hook=partial(_build_object, noted),
        parse_constant=_refuse_constant,
        parse_int=_read_integer,
        strict=True,
    )
    try:
        value = decoder.decode(text)
    except json.JSONDecodeError as error:
        return Broken("syntax", *_explain(text, error))
    except _Constant as error:
        return _find_constant(text, str(error))
    except RecursionError:
        return _find_excess_depth(text)
    if _is_deeper_than(MAX_DEPTH, value):
        return _find_excess_depth(text)
    lone = _find_lone_surrogate(text) if "\\ud" in text or "\\uD" in text else None
    return lone or Parsed(value, tuple(islice(_repeated_paths(value), MAX_REPEATED)) if noted else ())


class _Constant(Exception):
    """The parser met NaN, Infinity or -Infinity."""


def _refuse_constant(name: str) -> float:
    raise _Constant(name)


def _build_object(noted: list[RepeatedKeys], pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Build an object of its members; note it when keys are given twice, which a plain dict would lose."""
    members = dict(pairs)
    if len(members) == len(pairs) or len(noted) >= MAX_REPEATED:
        return members
    times = Counter(key for key, _ in pairs)
    marked = RepeatedKeys(members)
    marked.repeated = tuple(key for key, number in times.items() if number > 1)
    noted.append(marked)
    return marked


def _read_integer(digits: str) -> int | float:
    """Return a whole number; Python refuses very long ones, whose exact value means nothing to a reader."""
    return int(digits) if len(digits) <= _MAX_DIGITS else float(digits)


def _is_deeper_than(bound: int, value: Any) -> bool:
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


def _repeated_paths(value: Any) -> Iterator[Path]:
    """Yield the paths of keys given twice, level by level and without recursion."""
    level: list[tuple[Any, Any]] = [(value, None)]
    while level:
        below: list[tuple[Any, Any]] = []
        for container, trail in level:
            if type(container) is RepeatedKeys:
                yield from ((*_unwind(trail), key) for key in container.repeated)
            members = enumerate(container) if type(container) is list else container.items()
            below.extend(
                (member, (trail, step)) for step, member in members if isinstance(member, (dict, list))
            )
        level = below


def _unwind(trail: Any) -> Path:
    """Return a path from the linked pairs that lead to a value, which cost less to build than tuples."""
    steps: list[str | int] = []
    while trail is not None:
        trail, step = trail
        steps.append(step)
    return tuple(reversed(steps))


# Messages


def _find_excess_depth(text: str) -> Broken:
    """Find the bracket that opens one level too many."""
    depth = 0
    for bracket in _BRACKETS.finditer(text):
        if bracket[0] in "[{":
            depth += 1
            if depth > MAX_DEPTH:
                message = f"objects and arrays are nested more than {MAX_DEPTH} deep; no feed needs that"
                return Broken("depth", bracket.start(), message)
        elif bracket[0] in "]}":
            depth -= 1
    # The parser ran out of stack earlier, because the caller is deep in the stack already.
    return Broken("depth", 0, "objects and arrays are nested too deeply to be read")


def _find_constant(text: str, name: str) -> Broken:
    """Find the first NaN or Infinity outside strings."""
    offset = next((each.start() for each in _CONSTANTS.finditer(text) if each[0][0] != '"'), 0)
    return Broken("syntax", offset, f"{name} isn't JSON: numbers are written in digits; leave the key out")


def _find_lone_surrogate(text: str) -> Broken | None:
    """Find the first escape of half a surrogate pair."""
    for escape in _ESCAPES.finditer(text):
        if escape["lone"]:
            message = (
                f"{escape[0]} is half of a surrogate pair and stands for no character; "
                "write the character itself, or both halves"
            )
            return Broken("surrogate", escape.start(), message)
    return None


_LITERALS = {"True": "true", "False": "false", "None": "null", "undefined": "null"}
_TRAILING_COMMA = "no value comes after this comma; leave it out"


def _explain(text: str, error: json.JSONDecodeError) -> tuple[int, str]:
    """Return where the parser stopped, and why, in words that don't depend on Python's version."""
    offset = skip_space(text, error.pos)
    before = len(text[:offset].rstrip(" \t\n\r")) - 1
    after = text[offset : offset + 1]
    if after == "," and text[skip_space(text, offset + 1) :][:1] in ("]", "}"):
        return offset, _TRAILING_COMMA
    if after in ("]", "}") and text[before : before + 1] == ",":
        return before, _TRAILING_COMMA
    if error.msg.startswith("Extra data"):
        return offset, f"the document ends before {_quote(text, offset)}; it can hold only one value"
    if error.msg.startswith("Unterminated string"):
        return error.pos, 'a string begins here and has no end: a closing " is missing'
    if error.msg.startswith("Invalid control character"):
        return error.pos, (
            f"a control character (U+{ord(text[error.pos]):04X}) isn't allowed in a string; "
            "write line breaks as \\n, others as \\u and four digits"
        )
    if error.msg.startswith("Invalid \\"):
        return error.pos, r"only \" \\ \/ \b \f \n \r \t and \u with four hexadecimal digits are escapes"
    if offset >= len(text):
        return offset, "the document ends too early" if text.strip() else "the document is empty"
    return offset, _explain_unexpected(text, offset, error.msg)


def _explain_unexpected(text: str, offset: int, message: str) -> str:
    """Return why the text at an offset can't be there."""
    if text.startswith(("//", "/*", "#"), offset):
        return "a comment isn't JSON; leave it out"
    if text[offset] == "'":
        return "strings and keys are written in double quotes, not in single ones"
    if text[offset] in "“”‘’":
        return f"{text[offset]} isn't a quotation mark for JSON; use the straight \""
    for literal, right in _LITERALS.items():
        if text.startswith(literal, offset):
            return f"{literal} isn't JSON; write {right}"
    quoted = _quote(text, offset)
    if message.startswith("Expecting property name"):
        return f"a key in double quotes is expected before {quoted}"
    if message.startswith("Expecting ':'"):
        return f"a colon is missing between a key and its value, before {quoted}"
    if message.startswith("Expecting ','"):
        return f"a comma is missing before {quoted}"
    return f"a value is expected here, not {quoted}"


def _quote(text: str, offset: int) -> str:
    """Return the beginning of the text at an offset, quoted, for a message."""
    piece = text[offset : offset + 20].split("\n", 1)[0]
    return repr(piece) if piece.isprintable() else ascii(piece)


def skip_space(text: str, offset: int) -> int:
    """Return the offset of the first character that isn't JSON's white space, from an offset on."""
    match = _SPACE.match(text, offset)
    return match.end() if match else offset
