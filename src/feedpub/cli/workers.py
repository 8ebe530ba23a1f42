"""The processes that a command works in."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from feedpub.run.processes import Processes


def count_cores() -> int:
    """Return the number of cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def process_pool(jobs: int) -> Iterator[Processes | None]:
    """Yield an executor with this number of processes, None for one; they only start if there is work."""
    if jobs == 1:
        yield None
        return
    from feedpub.run.processes import Processes  # noqa: PLC0415 - one job doesn't need it

    with Processes(jobs) as executor:
        yield executor
