"""Getting files onto the disk: many of them side by side, and while others are still being written.

Responsible for fsync and the threads that call it. Not for which files, nor for writing them.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from concurrent.futures import Future, ThreadPoolExecutor
    from pathlib import Path

_FSYNC_POOL_THRESHOLD = 64  # files for which threads are worth starting
_FSYNC_CHUNK = 16  # files that a thread syncs one after the other
_FSYNC_THREADS = 8


class Flusher:
    """Syncs files that were written and closed."""

    def __init__(self) -> None:
        self._waiting: list[str | Path] = []
        self._threads: ThreadPoolExecutor | None = None
        self._running: list[Future[None]] = []

    def add(self, *files: str | Path) -> None:
        """Have files and folders reach the disk, at the latest when `finish` is called."""
        for file in files:
            self._waiting.append(file)
            if len(self._waiting) >= (_FSYNC_POOL_THRESHOLD if self._threads is None else _FSYNC_CHUNK):
                self._start()

    def finish(self) -> None:
        """Return once all have reached the disk. Raises the first OSError."""
        if self._threads is None:
            _sync_each(self._waiting)
            self._waiting = []
            return
        self._start()
        for each in self._running:
            each.result()
        self._running = []

    def stop(self) -> None:
        """Start no more of them."""
        if self._threads is not None:
            self._threads.shutdown(cancel_futures=True)

    def _start(self) -> None:
        if self._threads is None:
            from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415 - a run that writes little needs none

            self._threads = ThreadPoolExecutor(_FSYNC_THREADS)
        chunks = (self._waiting[at : at + _FSYNC_CHUNK] for at in range(0, len(self._waiting), _FSYNC_CHUNK))
        self._running.extend(self._threads.submit(_sync_each, chunk) for chunk in chunks)
        self._waiting = []


def _sync_each(paths: Sequence[str | Path]) -> None:
    for path in paths:
        _sync(path)


def _sync(path: str | Path) -> None:
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    except OSError as error:
        error.filename = path
        raise
    finally:
        os.close(descriptor)
