"""Batches go through any executor, a bounded number at a time; results come in the order of the batches."""

from __future__ import annotations

import time
from collections.abc import Generator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest

from feedpub.run.workers import MAX_IN_FLIGHT, MIN_BATCHES_FOR_POOL, Workers


class Counting(ThreadPoolExecutor):
    """Notes how many tasks are submitted and not done at once."""

    def __init__(self) -> None:
        super().__init__(4)
        self.submitted: list[Future[Any]] = []
        self.most = 0

    def submit(self, *task: Any, **more: Any) -> Future[Any]:
        future = super().submit(*task, **more)
        self.submitted.append(future)
        self.most = max(self.most, sum(not one.done() for one in self.submitted))
        return future


def wait_less_and_less(number: int) -> int:
    time.sleep((40 - number) / 10_000)
    return number


@pytest.mark.parametrize("count", [0, 1, MIN_BATCHES_FOR_POOL - 1, MIN_BATCHES_FOR_POOL, 40])
def test_results_come_in_the_order_of_the_batches(count: int) -> None:
    with Counting() as executor:
        assert list(Workers(executor).map_batches(wait_less_and_less, range(count))) == list(range(count))
        assert len(executor.submitted) == (count if count >= MIN_BATCHES_FOR_POOL else 0), "few need no pool"
    assert list(Workers(None).map_batches(wait_less_and_less, range(count))) == list(range(count))


def test_batches_are_submitted_as_results_are_taken() -> None:
    with Counting() as executor:
        results = Workers(executor).map_batches(wait_less_and_less, range(100))
        for _ in range(3):
            next(results)
            assert len(executor.submitted) <= MAX_IN_FLIGHT + 3
        assert executor.most <= MAX_IN_FLIGHT
        assert isinstance(results, Generator)
        results.close()


def test_stopping_waits_for_batches_in_flight() -> None:
    with Counting() as executor:
        workers = Workers(executor)
        next(workers.map_batches(wait_less_and_less, range(30)))
        workers.stop()
        assert all(future.done() for future in executor.submitted)
        workers.stop()
