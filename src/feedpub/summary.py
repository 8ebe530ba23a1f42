"""What a run came to, as a value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from feedpub.problems import Problem


@dataclass(frozen=True, slots=True)
class Summary:
    """What a run came to.

    `read` counts the files that were looked at; `published` the records that feeds may show; `held_back` the
    others, by reason (unpublished, unflagged, removed, deleted, draft, scheduled, invalid, duplicate,
    skipped); `written`, `unchanged` and `removed` are documents. `failed` are documents that could not be
    published, `notices` what was done about the index. `refused` says why nothing was published, if too many
    entries would have left the feeds.
    """

    read: int
    published: int
    held_back: Mapping[str, int]
    feeds: int
    written: int
    unchanged: int
    removed: int
    problems: tuple[Problem, ...] = ()
    failed: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    withheld_by_strict: bool = False
    refused: str | None = None

    @property
    def left_out(self) -> bool:
        """Whether a record, or what might have been one, was left out because of an error."""
        return any(problem.severity == "error" for problem in self.problems)
