"""Problems that reading finds, before the document's name is known.

Responsible for how the modules of this package report them. `read` adds the document's name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from feedpub.check.rules import Rule
    from feedpub.problems import Problem


def problem(broken: Rule, message: str, line: int = 1, column: int = 1) -> Problem:
    """Return the problem of a document without a name yet; lines and columns count from 1."""
    return broken.problem("", line, column, message)


class Refused(Exception):
    """Reading can't go on; `problem` says why."""

    def __init__(self, why: Problem) -> None:
        super().__init__(why.message)
        self.problem = why


def line_column(text: str, offset: int) -> tuple[int, int]:
    """Return an offset's line and column, from 1; columns count characters."""
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)
