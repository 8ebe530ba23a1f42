"""Everything that commands print: results to stdout, problems and messages to stderr."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from feedpub.problems import ConfigError

if TYPE_CHECKING:
    from feedpub.problems import FeedpubError, Problem
    from feedpub.summary import Summary

_COLOURS = {"error": "red", "warning": "yellow", "note": "blue"}


def print_summary(summary: Summary, *, dry_run: bool = False, quiet: bool = False) -> None:
    """Print a run's problems, and unless `quiet` its counts."""
    for notice in summary.notices:
        if not quiet:
            _print_line(notice, "cyan")
    for problem in summary.problems:
        if problem.severity == "error" or not quiet:
            print_problem(problem)
    for path in summary.failed:
        print_error(f"{path} was not published, since it isn't valid; the file there is unchanged")
    if summary.withheld_by_strict:
        print_error("nothing was published, since --strict is given and there are problems")
    if quiet:
        return
    held = ", ".join(f"{count} {reason}" for reason, count in summary.held_back.items())
    click.echo(
        f"{summary.read} files read: {summary.published} published" + (f"; held back: {held}" if held else "")
    )
    if not summary.withheld_by_strict:
        would = "would be " if dry_run else ""
        click.echo(
            f"{summary.feeds} feeds: {summary.written} documents {would}written, "
            f"{summary.unchanged} unchanged, {summary.removed} {would}removed"
        )


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
    click.echo(f"{_printable(place)} {coloured}{_printable(problem.message)}", err=True)


def print_error(message: str) -> None:
    """Print a message about the command as a whole."""
    _print_line(f"feedpub: {message}", "red")


def _print_line(message: str, colour: str) -> None:
    click.secho(_printable(message), fg=colour, err=True)


def _printable(text: str) -> str:
    """Return the text on one line, without characters that a terminal would obey."""
    return "".join(char if char.isprintable() else repr(char)[1:-1] for char in text)
