"""Where values are in a JSON text, found only when they are asked for.

Responsible for offsets, lines and columns in texts that `json.parse` accepts, so that a document without a
finding pays nothing. Not for parsing.

    locate(text, paths)          where the values at some paths are, one pass for all of them
    line_columns(text, offsets)  offsets as lines and columns
"""

from __future__ import annotations

import json
import re
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from json import decoder
from typing import TYPE_CHECKING, Any, TypeAlias

from feedpub.check.reading.json import skip_space

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from feedpub.check.reading.json import Path

_SEPARATOR = re.compile(r"[ \t\n\r]*+[,:]?[ \t\n\r]*+")
# To skip a value fast; what it is doesn't matter.
_SKIPPER: Any = json.JSONDecoder(parse_int=str, parse_float=str)
_scan_string: Callable[[str, int], tuple[str, int]] = decoder.scanstring  # type: ignore[attr-defined]


@dataclass(slots=True)
class Spot:
    """Where a value begins (an offset in the text), and each key that leads to it; none in an array."""

    value: int
    keys: list[int] = field(default_factory=list)


_PathTree: TypeAlias = "dict[str | int, _PathTree]"


def locate(text: str, paths: Iterable[Path], *, last_counts: bool = True) -> dict[Path, Spot]:
    """Return where the values at some paths are in a text that `json.parse` accepted.

    A path that leads nowhere is left out. One pass for all: values off the paths are skipped by the C
    parser. Of a key given twice the last value counts, as for `parse`, and all its places are in `keys`;
    where no key is given twice, pass `last_counts=False`, and the pass ends when everything is found.
    """
    tree: _PathTree = {}
    number = 1
    for path in paths:
        node = tree
        for step in path:
            if step not in node:
                node[step] = {}
                number += 1
            node = node[step]
    search = _Search(text, number, last_counts)
    with suppress(_AllFound):
        search.visit(skip_space(text, 0), (), Spot(0), tree)
    return search.found


class _AllFound(Exception):
    """Every value that is searched for has been found."""


class _Search:
    """A pass over a text for the values at some paths."""

    def __init__(self, text: str, number: int, last_counts: bool) -> None:
        self.text = text
        self.found: dict[Path, Spot] = {}
        self.number = number
        self.last_counts = last_counts

    def visit(self, offset: int, path: Path, spot: Spot, tree: _PathTree) -> int:
        """Note where a value is, and those inside it that `tree` names; return the offset after it."""
        text = self.text
        spot.value = offset
        self.found[path] = spot
        if len(self.found) == self.number and not self.last_counts:
            raise _AllFound
        if not tree or text[offset] not in "{[":
            return _skip_value(text, offset)
        in_object = text[offset] == "{"
        offset = skip_space(text, offset + 1)
        for index in count():
            if text[offset] in "]}":
                break
            step: str | int = index
            at_key = offset
            if in_object:
                step, offset = _scan_string(text, offset + 1)
                offset = _skip_separator(text, offset)
            if step in tree:
                spot = self.found.get((*path, step)) or Spot(offset)
                if in_object:
                    spot.keys.append(at_key)
                offset = self.visit(offset, (*path, step), spot, tree[step])
            else:
                offset = _skip_value(text, offset)
            offset = _skip_separator(text, offset)
        return offset + 1


def _skip_separator(text: str, offset: int) -> int:
    """Return the offset after a comma or colon, if there is one, and the white space around it."""
    match = _SEPARATOR.match(text, offset)
    return match.end() if match else offset


def _skip_value(text: str, offset: int) -> int:
    _, end = _SKIPPER.scan_once(text, offset)
    return int(end)


def line_columns(text: str, offsets: Iterable[int]) -> dict[int, tuple[int, int]]:
    """Return the line and column, both from 1, of offsets in a text; columns count characters."""
    return dict(_line_columns(text, sorted(set(offsets))))


def _line_columns(text: str, offsets: list[int]) -> Iterator[tuple[int, tuple[int, int]]]:
    line, line_start, reached = 1, 0, 0
    for offset in offsets:
        line += text.count("\n", reached, offset)
        last_break = text.rfind("\n", reached, offset)
        if last_break >= 0:
            line_start = last_break + 1
        reached = offset
        yield offset, (line, offset - line_start + 1)
