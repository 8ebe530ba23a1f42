"""A file's text -> its front matter, the syntax of it, and the body.

Front matter is between two lines `---` (YAML) or `+++` (TOML), or a JSON object at the top of the file; or
the file as a whole, by its suffix.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from feedpub.content import text as characters
from feedpub.frontmatter.syntaxes import SYNTAXES, of_whole_file

if TYPE_CHECKING:
    from feedpub.frontmatter.syntaxes import Syntax


class Envelope(NamedTuple):
    """A file taken apart. `first_line` is the front matter's first line; `body` is None where the file has no
    part for it.
    """

    syntax: Syntax
    matter: str
    first_line: int
    body: str | None


class Unclosed(NamedTuple):
    """Front matter that is opened on `line` and never closed, and how to close it."""

    line: int
    closing: str


def split(whole: str, path: str) -> Envelope | Unclosed | None:
    """Return the file at `path` taken apart, None if it holds no front matter."""
    for syntax in SYNTAXES:
        if syntax.fence and (opening := _opening(syntax.fence).match(whole)):
            return _split_at_fences(whole, opening, syntax, path)
    if by_suffix := of_whole_file(path):
        return Envelope(by_suffix, whole, 1, None)
    for syntax in SYNTAXES:
        if syntax.opening and (opening := _begin(syntax.opening).match(whole)):
            return _split_after_value(whole, opening.start(1), syntax)
    return None


def _split_at_fences(whole: str, opening: re.Match[str], syntax: Syntax, path: str) -> Envelope | Unclosed:
    """Return the front matter between two fences; without the second one, the whole file by its suffix."""
    start = opening.end()
    first_line = whole.count("\n", 0, start) + 1
    closing = _closing(syntax.closing).search(
        whole, start - 1
    )  # the line end before it may be the fence's own
    if closing:
        body = whole[closing.end() :] or "\n"
        has_body = not body.isspace() or not of_whole_file(path)
        return Envelope(syntax, whole[start : closing.start() + 1], first_line, body if has_body else None)
    if of_whole_file(path):
        return Envelope(syntax, whole[start:], first_line, None)
    fence = syntax.fence or ""
    return Unclosed(characters.place(whole, whole.index(fence[0]))[0], f"a line {fence}")


def _split_after_value(whole: str, start: int, syntax: Syntax) -> Envelope | Unclosed:
    """Return the front matter that ends with its own bracket."""
    first_line = whole.count("\n", 0, start) + 1
    end = syntax.end_of_value(whole[start:]) if syntax.end_of_value else None
    if end is None:
        return Unclosed(first_line, "a bracket }")
    body = whole[start + end :]
    return Envelope(syntax, whole[start : start + end], first_line, body if body.strip() else None)


@lru_cache(maxsize=8)
def _opening(fence: str) -> re.Pattern[str]:
    return re.compile(rf"\n*{re.escape(fence)}[ \t]*(?:\n|\Z)")


@lru_cache(maxsize=8)
def _closing(fences: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"\n(?:{'|'.join(map(re.escape, fences))})[ \t]*(?=\n|\Z)")


@lru_cache(maxsize=8)
def _begin(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"\n*({pattern})", re.DOTALL)
