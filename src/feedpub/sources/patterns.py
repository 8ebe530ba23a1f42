"""Patterns like `**/*.md`, and which relative paths match them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

# A set in a pattern: its first member may be a bracket (IEEE Std 1003.1 §2.13.1).
_SET = re.compile(r"\[(?P<negated>[!^]?+)(?P<members>.[^]]*)\]", re.DOTALL)


class Matcher(NamedTuple):
    """The test of several patterns: a path matches one of them if it ends with one of `suffixes`, which is
    all that most patterns ask for, or if `matches`, called with the relative path, doesn't return None.
    """

    suffixes: tuple[str, ...]
    matches: Callable[[str], object] | None


def is_pattern(text: str) -> bool:
    """Return whether a text can be a pattern: one with a set like [z-a] can't."""
    try:
        to_expression([text])
    except re.error:
        return False
    return True


def compile_patterns(patterns: Sequence[str]) -> Matcher:
    """Return the test whether a path matches any of the patterns."""
    suffixes = {pattern: _suffix(pattern) for pattern in patterns}
    others = [pattern for pattern, suffix in suffixes.items() if not suffix]
    return Matcher(
        tuple(filter(None, suffixes.values())), to_expression(others).fullmatch if others else None
    )


def to_expression(patterns: Sequence[str]) -> re.Pattern[str]:
    """Return the patterns as one regular expression: ** crosses folders; *, ? and sets like [a-z] don't."""
    return re.compile("|".join(f"(?:{_translated(pattern)})" for pattern in patterns), re.DOTALL)


def _suffix(pattern: str) -> str:
    """Return the suffix that a pattern like **/*.md asks for; empty where it asks for more than that."""
    suffix = pattern.removeprefix("**/*")
    return "" if suffix == pattern or set("*?[/").intersection(suffix) else suffix


def _translated(pattern: str) -> str:
    parts = []
    at = 0
    while at < len(pattern):
        if pattern.startswith("**/", at):
            parts.append("(?:.*/)?")
            at += 3
        elif pattern.startswith("**", at):
            parts.append(".*")
            at += 2
        elif found := _SET.match(pattern, at):
            inner = re.sub(r"[]\\[&~|]|(?<=.-)-", r"\\\g<0>", found["members"])
            parts.append(f"(?!/)[{'^' if found['negated'] else ''}{inner}]")
            at = found.end()
        else:
            parts.append({"*": "[^/]*", "?": "[^/]"}.get(pattern[at], re.escape(pattern[at])))
            at += 1
    return "".join(parts)
