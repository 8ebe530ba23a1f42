"""What a starter config is made of, as values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from feedpub.run.questions import TopicRow


class Told(NamedTuple):
    """A value for the config, and what it was taken from (None: it stands in for one that nobody gave)."""

    value: str
    origin: str | None


@dataclass(frozen=True, slots=True)
class Found:
    """All that the config is made of."""

    source: str
    output: str
    title: Told
    url: Told
    feeds_url: Told
    description: Told | None
    records: int
    files: int
    unflagged: int
    incomplete: int
    topics: tuple[TopicRow, ...]

    @property
    def unflagged_most(self) -> bool:
        """Whether most records say nothing on whether they are published."""
        return self.unflagged * 2 > self.records
