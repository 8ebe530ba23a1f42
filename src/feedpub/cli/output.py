"""Everything that commands print: results to stdout, problems and messages to stderr."""

from __future__ import annotations

import errno
import json
import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, TextIO

import click

from feedpub.problems import ConfigError, FeedpubError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from feedpub.config import Config
    from feedpub.problems import Problem
    from feedpub.run.questions import FeedRow
    from feedpub.run.record_rows import RecordRow
    from feedpub.summary import Summary, WithheldRecord

_COLOURS = {"error": "red", "warning": "yellow", "note": "blue"}


class OutputError(FeedpubError):
    """Standard output can't be written. `is_closed` if its reader has closed it, as `head` does."""

    def __init__(self, error: OSError) -> None:
        super().__init__(f"can't write to standard output: {error.strerror}")
        self.is_closed = error.errno == errno.EPIPE


def print_result(text: str) -> None:
    """Print a line or more of a command's result. Raises OutputError."""
    try:
        click.echo(text)
    except OSError as error:
        discard(sys.stdout)
        raise OutputError(error) from None


def as_json(rows: Sequence[RecordRow] | Sequence[FeedRow], moment: str) -> str:
    """Return rows as a list in JSON; `moment` is their column of seconds since 1970, written by RFC 3339."""
    from feedpub.content import dates  # noqa: PLC0415 - --help doesn't need it

    found = [row._asdict() for row in rows]
    for row in found:
        row[moment] = None if row[moment] is None else dates.rfc3339(row[moment])
    return json.dumps(found, ensure_ascii=False, indent=2)


def discard(stream: TextIO) -> None:
    """Send the rest of an output nowhere, so that Python doesn't fail again when it ends."""
    with suppress(OSError, ValueError, AttributeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def print_summary(
    summary: Summary, config: Config, *, dry_run: bool = False, quiet: int = 0, verbose: bool = False
) -> None:
    """Print a run's problems, and its counts.

    With `quiet` 1 only errors and warnings are printed, with 2 errors; whatever stopped a run with --strict
    is printed in any case. What a body loses is a note that only `verbose` prints. Raises OutputError.
    """
    if not quiet:
        for notice in summary.notices:
            _print_line(notice, "cyan")
    hidden = _hidden_severities(0 if summary.withheld_by_strict and quiet > 1 else quiet)
    for problem in summary.problems:
        if problem.severity not in hidden and (verbose or problem.rule != "lost"):
            print_problem(problem)
    for path in summary.failed:
        print_error(f"{path} was not published, since it isn't valid; the file there is unchanged")
    if summary.withheld_by_strict:
        print_error("nothing was published, since --strict is given and there are problems")
    if summary.refused:
        print_error(summary.refused)
    if not quiet:
        _print_counts(summary, config, dry_run=dry_run)


def _hidden_severities(quiet: int) -> tuple[str, ...]:
    return ((), ("note",), ("note", "warning"))[min(quiet, 2)]


def _print_counts(summary: Summary, config: Config, *, dry_run: bool) -> None:
    held = ", ".join(f"{count} {reason}" for reason, count in summary.held_back.items())
    known = "" if summary.parsed == summary.read else f", {summary.read} known"
    read = f"{count_of(summary.parsed, 'file')} read{known}: {summary.published} published"
    print_result(read + (f"; held back: {held}" if held else ""))
    if not summary.withheld_by_strict and not summary.refused:
        would = "would be " if dry_run else ""
        print_result(
            f"{count_of(summary.feeds, 'feed')}: {count_of(summary.written, 'document')} {would}written, "
            f"{summary.unchanged} unchanged, {summary.removed} {would}removed"
        )
    for record in summary.withheld:
        print_result(f"  {place_of(record)}: {record.status}: {printable(record.reason)}")
    if not summary.read:
        print_result(f"no records found: put them into {config.source}, or set source.folder in the config")
    elif not summary.published:
        print_result(
            "no record is published: each needs a title or a text, publishedDateTime and published: true"
        )


def place_of(record: RecordRow | WithheldRecord) -> str:
    """Return the path of a record, with the line and the column of what is wrong with it."""
    place = "" if record.line is None else f":{record.line}:{record.column}"
    return printable(record.path) + place


def count_of(number: int, noun: str) -> str:
    """Return a number and its noun, in the plural unless the number is 1."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def print_failure(error: FeedpubError) -> None:
    """Print why a command failed: the problems of a config, else the message."""
    problems = error.problems if isinstance(error, ConfigError) else ()
    for problem in problems:
        print_problem(problem)
    if not problems:
        print_error(str(error))


def print_problem(problem: Problem) -> None:
    """Print a problem on one line, with its place."""
    prefix = "" if problem.severity == "error" else f"{problem.severity}: "
    place = f"{problem.where}:{problem.line}:{problem.column}:"
    coloured = click.style(prefix, fg=_COLOURS[problem.severity])
    _print_stderr(f"{printable(place)} {coloured}{printable(problem.message)}")


def print_error(message: str) -> None:
    """Print a message about the command as a whole."""
    _print_line(f"feedpub: {message}", "red")


def _print_line(message: str, colour: str) -> None:
    _print_stderr(click.style(printable(message), fg=colour))


def _print_stderr(text: str) -> None:
    try:
        click.echo(text, err=True)
    except OSError:  # there is no other place to report that to
        discard(sys.stderr)


def printable(text: str) -> str:
    """Return the text on one line, without characters that a terminal would obey."""
    return "".join(char if char.isprintable() else repr(char)[1:-1] for char in text)
