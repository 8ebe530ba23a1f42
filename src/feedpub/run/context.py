"""The values that stay the same during a run, and are handed to every stage."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from feedpub.config import Config
    from feedpub.run.ids import RecordIds
    from feedpub.run.workers import Workers
    from feedpub.sources import Source
    from feedpub.stores.base import Store


class Progress(Protocol):
    """Is called with a stage's name, how much of it is done, and how much there is; 0 of 0 if that isn't
    known.
    """

    def __call__(self, stage: str, done: int, total: int, /) -> object:
        """Report progress."""


@dataclass(frozen=True, slots=True)
class RunContext:
    """One run: its config, its time in seconds since 1970-01-01T00:00:00Z, its source, where it
    publishes, and how it works.
    """

    config: Config
    now: int
    source: Source
    store: Store
    workers: Workers
    strict: bool
    dry_run: bool
    progress: Progress
    allow_shrink: bool = False
    ids: RecordIds | None = None
    """How ids are made, once it is known what is published."""
    list_withheld: bool = False
