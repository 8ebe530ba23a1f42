"""What reading finds wrong, before the document's name is known.

Responsible for the values that the modules of this package hand to one another. Not for how a problem looks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from feedpub.check.rules import Rule
    from feedpub.problems import Problem


class Finding(NamedTuple):
    """A broken rule, a message for people, and the line and column, from 1."""

    rule: Rule
    message: str
    line: int = 1
    column: int = 1

    def problem(self, where: str) -> Problem:
        """Return the finding as a problem of the document with this name."""
        return self.rule.problem(where, self.line, self.column, self.message)


class Refused(Exception):
    """Reading can't go on; `finding` says why."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.message)
        self.finding = finding


def line_column(text: str, offset: int) -> tuple[int, int]:
    """Return an offset's line and column, from 1; columns count characters."""
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)
