"""An expression over records: which of them a feed shows, in which order, and how many."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Selection:
    """Which records a feed shows, in which order, and how many.

    `any`, `all` and `none` are keys of topics (see topics.key); `category`, `type` and `provider` are in
    lower case, empty for no condition. `within` is in seconds, reckoned back from the run's time.
    """

    any: tuple[str, ...] = ()
    all: tuple[str, ...] = ()
    none: tuple[str, ...] = ()
    category: tuple[str, ...] = ()
    type: tuple[str, ...] = ()
    provider: tuple[str, ...] = ()
    min_quality: float | None = None
    min_heat: float | None = None
    order: Literal["newest", "hottest"] = "newest"
    within: int | None = None
    limit: int = 50
