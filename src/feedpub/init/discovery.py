"""The values that `feedpub init` writes down: what the folder and the options give."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from feedpub.run.questions import FeedRow


class Hint(NamedTuple):
    """A value for the config, and the file or option that it is from (None: a placeholder)."""

    value: str
    origin: str | None


@dataclass(frozen=True, slots=True)
class Discovery:
    """Everything that goes into the config.

    `source` and `output` are folders as the config names them. `records` counts the records among the
    `files`; `unflagged` ones have no flag that publishes or withholds them, and `incomplete` ones of these
    lack more. `id_base` is what tag: URIs of records begin with.
    """

    source: str
    output: str
    title: Hint
    url: Hint
    feeds_url: Hint
    description: Hint | None
    records: int
    files: int
    unflagged: int
    incomplete: int
    topics: tuple[FeedRow, ...]
    id_base: str = "example.org,2025"

    @property
    def mostly_unflagged(self) -> bool:
        """Whether most records have no flag that publishes or withholds them."""
        return self.unflagged * 2 > self.records
