"""The result of a run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from feedpub.problems import Problem


@dataclass(frozen=True, slots=True)
class DocumentChange:
    """A document that a run wrote or removed, or would in a dry run.

    `path` is relative to the output, with slashes; `url` is where it is served. `slug` and `topic` are the
    feed's and its topic's, None for documents about the whole site and for feeds without a topic. `digest` is
    the SHA-256 of a written document's bytes, in hexadecimal, where it is known.
    """

    path: str
    url: str
    action: Literal["written", "removed"]
    slug: str | None = None
    topic: str | None = None
    digest: str | None = None


@dataclass(frozen=True, slots=True)
class WithheldRecord:
    """A record, or a file without one, that no feed shows, and why.

    `path` is the file's as the user would write it, `status` one of the reasons of `Summary.held_back`, and
    `reason` a sentence without any text of a withheld record. `line` and `column` are those of what is wrong
    with it.
    """

    path: str
    status: str
    reason: str
    line: int | None = None
    column: int | None = None


@dataclass(frozen=True, slots=True)
class Summary:
    """The result of a run.

    `read` counts the files that were looked at, and `parsed` those whose bytes this run read; `published`
    the records that feeds may show; `held_back` the others, by reason (unpublished, unflagged, removed,
    deleted, draft, scheduled, invalid, duplicate, skipped); `written`, `unchanged` and `removed` are
    numbers of documents, and `documents` names those that were written or removed. `failed` are documents
    that could not be published, `notices` are about the index. `refused` says why nothing was published, if
    too many entries would have left the feeds. `withheld` names the records of `held_back`, if the run was
    asked for them.
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
    documents: tuple[DocumentChange, ...] = ()
    parsed: int = 0
    withheld: tuple[WithheldRecord, ...] = ()

    @property
    def left_out(self) -> bool:
        """Whether a record, or a file that might hold one, was skipped because of an error."""
        return any(problem.severity == "error" for problem in self.problems)
