"""An executor of processes that are started with the first task, and that never outlive this one."""

from __future__ import annotations

import gc
import os
import signal
import sys
from typing import TYPE_CHECKING, ParamSpec, Self, TypeVar

from feedpub.problems import PublishError

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future, ProcessPoolExecutor

_P = ParamSpec("_P")
_T = TypeVar("_T")

_PR_SET_PDEATHSIG = 1  # linux/prctl.h
_POOL_THREADS = 2  # one manages the processes, one feeds them
_GC_THRESHOLD = 20_000  # Python's default is 700


class Processes:
    """A process pool that costs nothing until it is used, not even its modules. Leaving it ends them."""

    def __init__(self, jobs: int) -> None:
        self._jobs = jobs
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=kind is not None)

    def submit(self, fn: Callable[_P, _T], /, *args: _P.args, **kwargs: _P.kwargs) -> Future[_T]:
        """Have a process of the pool call the function. Raises PublishError where none can be started."""
        try:
            if self._pool is None:
                self._pool = _started(self._jobs)
            return self._pool.submit(fn, *args, **kwargs)
        except OSError as error:
            _end_children()
            if self._pool is not None:
                self._pool.shutdown(wait=False)
            self._pool, error.__traceback__ = None, None  # so that the pool's descriptors are closed
            message = f"no process can be started: {error.strerror}; nothing was replaced"
            raise PublishError(message) from None


def _end_children() -> None:
    """End the processes that were started before one couldn't be: Python would wait for them for ever."""
    import multiprocessing  # noqa: PLC0415 - a run with little to do doesn't need it

    for child in multiprocessing.active_children():
        child.kill()


def _try_threads() -> None:
    """Start as many threads as the pool will. Raises RuntimeError where the memory isn't enough.

    In the pool, a thread that can't be started would be waited for in vain. The C library keeps the stacks
    of these, so that the pool's have room.
    """
    import threading  # noqa: PLC0415 - a run with little to do doesn't need it

    done = threading.Event()
    threads = [threading.Thread(target=done.wait) for _ in range(_POOL_THREADS)]
    started = []
    try:
        for thread in threads:
            thread.start()
            started.append(thread)
    finally:
        done.set()
        for thread in started:
            thread.join()


def _started(jobs: int) -> ProcessPoolExecutor:
    import multiprocessing  # noqa: PLC0415 - a run with little to do doesn't need it
    from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415

    _try_threads()
    # A fork shares what is loaded; elsewhere than on Linux it isn't safe with the system's own libraries.
    context = multiprocessing.get_context("fork" if sys.platform == "linux" else None)
    return ProcessPoolExecutor(jobs, context, _begin, (os.getpid(),))


def _begin(run: int) -> None:
    """Have the system end this worker when the run, whose process id this is, ends, however it ends."""
    import ctypes  # noqa: PLC0415 - only workers need it

    # A stage's objects go with its batch, and modules stay: there are few cycles to find.
    gc.freeze()
    gc.set_threshold(_GC_THRESHOLD)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # an interrupt is the run's to handle
    signal.signal(signal.SIGHUP, signal.SIG_IGN)  # and so is the end of its terminal
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != run:  # it ended before this was asked for
            os._exit(1)
