"""Reports as text: lines for people, JSON for machines.

Responsible for how reports look, as pure functions that return strings. Not for printing them, nor for the
exit status (`feedpub.cli`).

The shape of the JSON is stable: keys are added, never renamed or removed, while `version` is 1.

    {
      "version": 1,
      "summary": {"files": 2, "valid": 1, "errors": 1, "warnings": 0},
      "files": [
        {"file": "feeds/all/atom.xml", "format": "atom", "valid": true, "problems": []},
        {"file": "notes.json", "format": null, "valid": false, "problems": [
          {"line": 1, "column": 1, "severity": "error", "rule": "not-a-feed", "message": "..."}
        ]}
      ]
    }

`format` is "atom", "rss", "json" or null when the document isn't a feed; a file without errors is valid;
lines and columns count from 1; problems stand in the order of their places.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from feedpub.check import Report
    from feedpub.problems import Problem

JSON_VERSION = 1


def line(problem: Problem) -> str:
    """Return a problem as one line: `file:line:column: error|warning [rule] message`.

    Characters that would break the line or steer a terminal, in the file's name too, are written as escapes.
    """
    place = f"{problem.where}:{problem.line}:{problem.column}"
    return _printable(f"{place}: {problem.severity} [{problem.rule}] {problem.message}")


def lines(reports: Iterable[Report]) -> Iterator[str]:
    """Yield a line for every problem of every report."""
    for report in reports:
        for problem in report.problems:
            yield line(problem)


def summary(reports: Sequence[Report]) -> str:
    """Return what there was in one line: `3 files checked: 1 error, 2 warnings`."""
    errors = sum(len(report.errors) for report in reports)
    warnings = sum(len(report.warnings) for report in reports)
    found = [_counted(errors, "error")] if errors else []
    found += [_counted(warnings, "warning")] if warnings else []
    return f"{_counted(len(reports), 'file')} checked: {', '.join(found) or 'nothing wrong'}"


def failed(reports: Iterable[Report], *, strict: bool = False) -> bool:
    """Whether any document has an error; with `strict`, a warning too."""
    return any(report.problems if strict else not report.valid for report in reports)


def as_json(reports: Sequence[Report]) -> str:
    """Return reports as JSON of the shape that this module describes; ASCII only, no newline at its end."""
    document = {
        "version": JSON_VERSION,
        "summary": {
            "files": len(reports),
            "valid": sum(report.valid for report in reports),
            "errors": sum(len(report.errors) for report in reports),
            "warnings": sum(len(report.warnings) for report in reports),
        },
        "files": [
            {
                "file": report.where,
                "format": report.format,
                "valid": report.valid,
                "problems": [
                    {
                        "line": problem.line,
                        "column": problem.column,
                        "severity": problem.severity,
                        "rule": problem.rule,
                        "message": problem.message,
                    }
                    for problem in report.problems
                ],
            }
            for report in reports
        ],
    }
    return json.dumps(document, indent=2)


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _printable(text: str) -> str:
    """Return text with what isn't printable (control and format characters, lone surrogates) as escapes."""
    if text.isprintable():
        return text
    return "".join(
        each if each.isprintable() else each.encode("ascii", "backslashreplace").decode("ascii")
        for each in text
    ).translate(_CONTROLS)


_CONTROLS = {code: f"\\x{code:02x}" for code in [*range(32), 127]}
