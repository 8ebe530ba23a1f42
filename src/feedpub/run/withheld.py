"""Which records are held back, and why, in words.

Responsible for putting together what the index and a run's problems hold about them. Not for holding any
back: a record's own flags do (`records`), its time, and another record of its id (`select`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from feedpub.content import dates
from feedpub.index import queries
from feedpub.summary import WithheldRecord

if TYPE_CHECKING:
    from collections.abc import Iterable

    from feedpub.config import Config
    from feedpub.index import Index
    from feedpub.problems import Problem

STATUSES = (
    "deleted",
    "draft",
    "duplicate",
    "invalid",
    "removed",
    "scheduled",
    "skipped",
    "unflagged",
    "unpublished",
)
"""Every status of a record that is held back."""

_REASONS = {
    "deleted": "it has deleted: true",
    "draft": "it has draft: true",
    "removed": "it has removed: true",
    "unflagged": "it has no published: true",
    "unpublished": "it has published: false",
}


def list_withheld(
    config: Config, index: Index, now: int, problems: Iterable[Problem]
) -> tuple[WithheldRecord, ...]:
    """Return the records that are held back at `now`, in the order of their paths.

    `problems` are those of records, their places being paths as the user would write them.
    """
    folder = config.source
    statuses = {str(folder / key): status for key, status in queries.withheld_items(index)}
    found = {
        path: WithheldRecord(path, status, _REASONS[status])
        for path, status in statuses.items()
        if status in _REASONS
    }
    for problem in problems:
        path = problem.where
        if path not in found and (problem.severity == "error" or problem.rule == "no-record"):
            otherwise = "duplicate" if problem.rule == "duplicate-id" else "invalid"
            status = statuses.get(path, otherwise)
            found[path] = WithheldRecord(path, status, problem.message, problem.line, problem.column)
    scheduled = [
        WithheldRecord(str(folder / key), "scheduled", f"its time, {dates.rfc3339(time)}, is still to come")
        for key, time in queries.scheduled_records(index, now)
    ]
    return tuple(sorted([*found.values(), *scheduled], key=lambda record: record.path))
