"""The map that parallel stages go through: a function and batches in, results in the same order out.

A stage is a module-level function of one picklable argument, a batch. So any concurrent.futures.Executor can
run it, and so can anything else that maps.
"""

from __future__ import annotations

from collections import deque
from contextlib import contextmanager
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from feedpub.problems import PublishError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from concurrent.futures import Future

_T = TypeVar("_T")
_R = TypeVar("_R")

MIN_BATCHES_FOR_POOL = 4
"""Fewer batches are done sooner than a process is started."""
MAX_IN_FLIGHT = 8
"""Batches that are submitted at once. Their results are all that waits in memory."""


class Submits(Protocol):
    """An executor: any concurrent.futures.Executor is one."""

    def submit(self, fn: Callable[[_T], _R], argument: _T, /) -> Future[_R]:
        """Have the function called somewhere else."""


class Workers:
    """An executor as a map; without one everything is done in this process."""

    def __init__(self, executor: Submits | None, *, max_in_flight: int = MAX_IN_FLIGHT) -> None:
        self._executor = executor
        self._max_in_flight = max_in_flight
        self._in_flight: deque[Future[Any]] = deque()

    def map_batches(self, function: Callable[[_T], _R], batches: Iterable[_T]) -> Iterator[_R]:
        """Yield the function's result for each batch, in order; a few batches are submitted ahead.

        Raises PublishError where the executor breaks.
        """
        batches = iter(batches)
        first = list(islice(batches, MIN_BATCHES_FOR_POOL))
        if self._executor is None or len(first) < MIN_BATCHES_FOR_POOL:
            yield from map(function, chain(first, batches))
            return
        with _broken_executor_reported():
            for batch in chain(first, batches):
                self._in_flight.append(self._executor.submit(function, batch))
                if len(self._in_flight) >= self._max_in_flight:
                    yield self._next_result()
            while self._in_flight:
                yield self._next_result()

    def warm_up(self, function: Callable[[_T], object], argument: _T) -> None:
        """Have idle workers call a function that loads what they will need; nobody waits for it."""
        if self._executor is None:
            return
        with _broken_executor_reported():
            for _ in range(self._max_in_flight):
                self._executor.submit(function, argument)

    def stop(self) -> None:
        """Return when no batch is in flight any more: at once after a run that ended well."""
        running = [future for future in self._in_flight if not future.cancel()]
        self._in_flight.clear()
        if running:
            from concurrent.futures import wait  # noqa: PLC0415 - it is loaded where anything is running

            wait(running)

    def _next_result(self) -> Any:
        result = self._in_flight[0].result()
        self._in_flight.popleft()  # only now: while it is waited for, it is in flight
        return result


@contextmanager
def _broken_executor_reported() -> Iterator[None]:
    """Raise PublishError in place of BrokenExecutor."""
    from concurrent.futures import BrokenExecutor  # noqa: PLC0415 - a run with little to do has no executor

    try:
        yield
    except BrokenExecutor:
        message = "a process that this run works in ended, perhaps for want of memory; nothing was replaced"
        raise PublishError(message) from None
