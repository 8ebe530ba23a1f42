"""JSON (RFC 8259) with places.

A name that is given twice is an error; the RFC (§4) leaves its meaning open.
"""

from __future__ import annotations

import json
import re
from functools import lru_cache
from typing import TYPE_CHECKING

from feedpub.content import text as characters
from feedpub.frontmatter.places import Place, line_and_column
from feedpub.frontmatter.values import MAX_DEPTH, ParseError, name_key, scalars_as_text, too_deep

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from feedpub.frontmatter.values import Path, Value

# A string that isn't closed ends with the text, so that no text is searched twice.
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*+(?:"|\\?\Z)|[]\[{},:]|[^]\[{},:"\s]++', re.DOTALL)


def load(text: str, *, max_depth: int = MAX_DEPTH, quotable: Collection[str] | None = None) -> Value:
    """Return the value of a JSON text, scalars as the text that was written.

    `quotable` are the keys that messages may name, None for all. Raises ParseError for what isn't JSON, a
    name given twice, and nesting deeper than `max_depth`.
    """
    try:
        value = json.loads(
            text, object_pairs_hook=_unique, parse_int=str, parse_float=str, parse_constant=str
        )
        return scalars_as_text(value, max_depth)
    except json.JSONDecodeError as error:
        raise ParseError(f"not JSON: {error.msg}", error.lineno, error.colno) from None
    except _GivenTwice as error:
        line, column = _second_place(text, error.name)
        raise ParseError(f"{name_key(error.name, quotable)} is given twice", line, column) from None
    except RecursionError:
        raise too_deep(max_depth) from None


def locate(text: str, path: Path, *, of_key: bool = False) -> tuple[int, int]:
    """Return line and column (from 1) of the value at `path`, or of its key.

    If the path leads nowhere, the place is that of the innermost collection on the way.
    """
    return line_and_column(text, places(text), path, of_key=of_key)


def end_of_value(text: str) -> int | None:
    """Return the index at which the first value of the text ends, None if it isn't closed."""
    depth = 0
    for token in _TOKEN.finditer(text):
        depth += (token[0] in "{[") - (token[0] in "}]")
        if depth <= 0:
            return token.end()
    return None


@lru_cache(maxsize=1)  # a record with several problems asks for several places
def places(text: str) -> Place:
    """Return the places of all values of a JSON text."""
    root = Place(0, 0)
    for _ in _scan(text, root):
        pass
    return root.children.get(0, root)


def _scan(text: str, root: Place) -> Iterator[tuple[str, int]]:
    """Add the places of the text's values to `root`; yield each name that its object already has, and its
    index.
    """
    open_places = [root]
    name: tuple[str, int] | None = None  # waits for its value
    for token in _TOKEN.finditer(text):
        start, shape, within = token.start(), token[0], open_places[-1]
        if shape in (",", ":"):
            continue
        if shape in ("}", "]"):
            within.end = token.end()
            open_places.pop()
            if not open_places:
                return
            continue
        if within.is_mapping and name is None:
            name = _decode(shape), start
            if name[0] in within.children:
                yield name
            continue
        key, at = name or (len(within.children), start)
        name = None
        place = within.children[key] = Place(at, start, is_mapping=shape == "{")
        place.end = token.end()
        if shape in ("{", "["):
            open_places.append(place)


def _decode(written: str) -> str:
    """Return what a string between quotes means; the text itself if it isn't one."""
    try:
        return str(json.loads(written, strict=False))
    except ValueError:
        return written


class _GivenTwice(Exception):
    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    unique = dict(pairs)
    if len(unique) != len(pairs):
        seen: set[str] = set()
        for name, _ in pairs:
            if name in seen:
                raise _GivenTwice(name)
            seen.add(name)
    return unique


def _second_place(text: str, name: str) -> tuple[int, int]:
    """Return line and column at which `name` is given for the second time in one object."""
    repeated = (at for given, at in _scan(text, Place(0, 0)) if given == name)
    return characters.place(text, next(repeated, 0))
