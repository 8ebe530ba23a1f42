"""The parts that all syntaxes share: the types of values and paths, the error, and scalars as text."""

from __future__ import annotations

from datetime import date, time
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

Value: TypeAlias = "str | list[Value] | dict[str, Value] | None"
"""The result of `load`: each scalar is the text that was written, so that a field decides what it means."""
Typed: TypeAlias = "str | bool | int | float | Sequence[Typed] | Mapping[str, Typed] | None"
"""The result of a fast parser: scalars with their types."""
Path: TypeAlias = "Sequence[str | int]"
"""The keys and indexes that lead to a value."""

MAX_DEPTH = 32
"""How many mappings and lists may be nested in each other. Real records need five."""
_LONGEST_QUOTE = 80


class ParseError(ValueError):
    """The text can't be read in its syntax; `line` and `column` count from 1."""

    def __init__(self, message: str, line: int, column: int) -> None:
        super().__init__(message)
        self.message = message
        self.line = line
        self.column = column


def too_deep(max_depth: int, line: int = 1, column: int = 1) -> ParseError:
    """Return the error for collections nested more than `max_depth` deep."""
    return ParseError(f"nested more than {max_depth} deep (limits: depth)", line, column)


def name_key(key: str, quotable: Collection[str] | None) -> str:
    """Return how a message names a key: quoted only if it is `quotable`, since a key may be confidential."""
    return f"the key {shorten(key)!r}" if quotable is None or key in quotable else "a key"


def shorten(text: str) -> str:
    """Return the beginning of the text, as much as fits into a message."""
    return text if len(text) <= _LONGEST_QUOTE else text[:_LONGEST_QUOTE] + "…"


def scalars_as_text(value: object, max_depth: int, depth: int = 0) -> Value:
    """Return the value with each scalar as text, a date or time as RFC 3339 writes it.

    Raises ParseError where collections are nested more than `max_depth` deep, and ValueError for a number
    that has more digits than Python converts.
    """
    if isinstance(value, (dict, list)) and depth >= max_depth:
        raise too_deep(max_depth)
    if isinstance(value, dict):
        return {name: scalars_as_text(inner, max_depth, depth + 1) for name, inner in value.items()}
    if isinstance(value, list):
        return [scalars_as_text(inner, max_depth, depth + 1) for inner in value]
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (date, time)):
        return value.isoformat()
    return value if value is None or isinstance(value, str) else str(value)
