"""Faults, as values and as exceptions.

Bad input is a value: a `Problem` says where, what and how bad, so that one run reports everything and
nothing else is lost because of it. Exceptions are for operations that fail as a whole:

    FeedpubError
      ConfigError      the config or the options can't be used; carries its problems
      OutputInvalid    an output of another package can't be loaded or rendered
      PublishError     the file system refused: disk full, no permission, something in the way
      Locked           another run is at work on the same output
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Sequence

Severity = Literal["error", "warning", "note"]
"""An error loses something (a record, a document), a warning mends something, a note only informs."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing that is wrong, and where.

    `where` is a path as the user would write it (or `<stdin>`), `line` and `column` count from 1,
    `rule` is a short stable name in kebab-case, `message` says what is wrong and what to do, on one line.
    """

    where: str
    line: int
    column: int
    severity: Severity
    rule: str
    message: str

    def __str__(self) -> str:
        return f"{self.where}:{self.line}:{self.column}: {self.message}"

    def at(self, where: str) -> Problem:
        """Return the same problem, in another file."""
        return replace(self, where=where)


class FeedpubError(Exception):
    """The base of everything that feedpub raises on purpose."""


class ConfigError(FeedpubError):
    """The config or the options can't be used; `problems` has a place for each fault in a file."""

    def __init__(self, message: str, problems: Sequence[Problem] = ()) -> None:
        super().__init__(message)
        self.problems = tuple(problems)


class OutputInvalid(FeedpubError):
    """An output of another package can't be loaded or rendered; nothing was replaced.

    A document that doesn't pass its check isn't an exception: the summary's `failed` names it.
    """


class PublishError(FeedpubError):
    """The output could not be written; what stood there before still stands."""


class Locked(FeedpubError):
    """Another run holds the lock on this output."""
