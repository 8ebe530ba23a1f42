"""Checks feeds: bytes in, problems out, with the line and column of each.

Responsible for the order of the three layers (reading, grammar, rules) and for what comes out of them: one
`Report` for each document. Not for what is right or wrong in a format (`rules`, `grammars`), nor for how a
report looks (`report`). Importing this package is cheap: the parsers and grammars are loaded when something
is checked.

    check(path or bytes)        a Report
    check_paths(paths)          a Report for each file, folders searched, `-` read from standard input
    check_bytes(data, where)    the problems alone

A publisher, whose documents share their entries, checks their parts once each: see `parts`.
"""

from __future__ import annotations

import errno
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from feedpub.check import reading
    from feedpub.problems import Problem

__all__ = [
    "Report",
    "check",
    "check_bytes",
    "check_paths",
]

Kind = Literal["atom", "rss", "json"]

MAX_BYTES = 16 * 1024 * 1024
"""A longer document is refused unread: no reader would take it, and a check would cost too much memory."""

MAX_TAGS = 500_000
"""An XML document with more is refused unparsed; a node takes far more memory than its bytes."""

MAX_PROBLEMS = 1000
"""So many are reported about one document at most; nobody reads more, and there could be millions."""


_DESCRIPTORS = ("/dev/fd/", "/dev/stdin", "/proc/")
"""Where a shell's `<(command)` is found: pipes that the shell has opened."""


@dataclass(frozen=True, slots=True)
class Report:
    """What was found in one document: its name, its format (None: not a feed) and its problems by place."""

    where: str
    format: Kind | None
    problems: tuple[Problem, ...]

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that make the document invalid."""
        return tuple(problem for problem in self.problems if problem.severity == "error")

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """The problems that a valid document may have and should not."""
        return tuple(problem for problem in self.problems if problem.severity == "warning")

    @property
    def valid(self) -> bool:
        """Return whether the document has no errors."""
        return not self.errors


def check(
    source: str | os.PathLike[str] | bytes, *, profile: str | None = None, now: datetime | None = None
) -> Report:
    """Check a file, or a document's bytes, and report what is wrong with it.

    `profile` is a name in `profiles.PROFILES`, such as apple-podcasts; another raises KeyError. A date more
    than a day after `now` (an aware datetime) gets a warning; without it, no date does. A file that can't be
    read raises OSError; whatever its bytes are, they are judged, and nothing is raised.
    """
    if isinstance(source, bytes):
        return _report(source, "<bytes>", profile=profile, now=now)
    path = Path(source)
    if path.is_fifo() and not os.fspath(path).startswith(_DESCRIPTORS):
        raise OSError(errno.EINVAL, "a pipe may never be written to; pass what comes out of it as -", source)
    with path.open("rb") as file:
        data = file.read(MAX_BYTES + 1)
    return _report(data, os.fspath(source), profile=profile, now=now)


def check_bytes(
    data: bytes, where: str, *, kind: Kind | None = None, warnings: bool = True
) -> tuple[Problem, ...]:
    """Check a document's bytes, and return its problems, those that come first in the document first.

    `where` is the name that the problems carry. `kind` is the format that the bytes must be in; None:
    whatever they say they are. Without `warnings`, errors alone are looked for: what decides whether a
    document is published.
    """
    return _report(data, where, kind, warnings=warnings).problems


def check_paths(
    paths: Iterable[str], *, profile: str | None = None, now: datetime | None = None
) -> Iterator[Report]:
    """Check files and folders, and yield a report for each feed file, in the order of their names.

    A folder is searched at any depth for files that begin like feeds, whatever they are called, and for those
    named atom.xml, rss.xml or feed.json, hidden ones left out; a file that is given is checked whatever it
    is; `-` is standard input. What can't be read is a report with one error.
    """
    from feedpub.check import finding  # noqa: PLC0415 - only folders need it

    for path in paths:
        if path == "-":
            yield _check_standard_input(profile, now)
        elif os.path.isdir(path):  # noqa: PTH112 - which raises for no name
            failures: list[OSError] = []
            for file in finding.feed_files(Path(path), failures.append):
                yield _check_file(file, profile, now)
            for failure in failures:
                yield _unreadable(os.fspath(failure.filename), failure)
        else:
            yield _check_file(Path(path), profile, now)


def _check_standard_input(profile: str | None, now: datetime | None) -> Report:
    """Check what standard input holds."""
    if sys.stdin is None:
        return _unreadable("<stdin>", OSError(errno.EBADF, "standard input is closed"))
    try:
        data = sys.stdin.buffer.read(MAX_BYTES + 1)
    except OSError as error:
        return _unreadable("<stdin>", error)
    return _report(data, "<stdin>", profile=profile, now=now)


def _check_file(path: Path, profile: str | None, now: datetime | None) -> Report:
    """Check one file; that it can't be read is a problem like others."""
    try:
        return check(path, profile=profile, now=now)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        return _unreadable(os.fspath(path), error)


def _unreadable(where: str, error: Exception) -> Report:
    """Return the report about a file or folder that can't be read."""
    from feedpub.check import reading  # noqa: PLC0415 - heavy

    reason = getattr(error, "strerror", None) or error
    return Report(where, None, (reading.UNREADABLE.problem(where, 1, 1, f"can't be read: {reason}"),))


def _report(
    data: bytes,
    where: str,
    kind: Kind | None = None,
    *,
    warnings: bool = True,
    profile: str | None = None,
    now: datetime | None = None,
) -> Report:
    """Run the layers on a document's bytes, in any format."""
    from feedpub.check import reading  # noqa: PLC0415 - heavy

    found = reading.read(data, where, kind)
    problems = problems_of(found, where, warnings=warnings, profile=profile, now=now)
    return Report(where, found.format, problems)


def problems_of(
    found: reading.Reading,
    where: str,
    *,
    warnings: bool,
    profile: str | None = None,
    now: datetime | None = None,
) -> tuple[Problem, ...]:
    """Return the problems of a document that was read: those of reading, then of grammar and rules."""
    from feedpub.check import engine  # noqa: PLC0415 - heavy

    return engine.check(found, where, warnings=warnings, profile=profile, now=now)
