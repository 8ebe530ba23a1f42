"""An executor of processes that are started with the first task, and that never outlive this one."""

from __future__ import annotations

import ctypes
import multiprocessing
import signal
import sys
from concurrent.futures import Executor, ProcessPoolExecutor
from typing import TYPE_CHECKING, ParamSpec, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future

_P = ParamSpec("_P")
_T = TypeVar("_T")

_PR_SET_PDEATHSIG = 1  # linux/prctl.h


class Processes(Executor):
    """A process pool that costs nothing until it is used."""

    def __init__(self, jobs: int) -> None:
        self._jobs = jobs
        self._pool: ProcessPoolExecutor | None = None

    def submit(self, fn: Callable[_P, _T], /, *args: _P.args, **kwargs: _P.kwargs) -> Future[_T]:
        """Have a process of the pool call the function."""
        if self._pool is None:
            # A fork shares what is loaded; elsewhere than on Linux it isn't safe with the system's own
            # libraries.
            context = multiprocessing.get_context("fork" if sys.platform == "linux" else None)
            self._pool = ProcessPoolExecutor(self._jobs, context, _begin)
        return self._pool.submit(fn, *args, **kwargs)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the processes."""
        if self._pool is not None:
            self._pool.shutdown(wait, cancel_futures=cancel_futures)


def _begin() -> None:
    """Have the system end this worker when the run ends, however it ends.

    A worker shares the run's lock on the output; one that lived on after a kill -9 would keep it.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # an interrupt is the run's to handle
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
