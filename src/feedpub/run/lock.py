"""One run at a time on an output folder.

The lock is on the folder itself (flock), so it leaves no file behind, and the system releases it when the
process that holds it ends, however it ends. Processes forked from it close their copy at once, so that none
of them holds the lock longer than the run.
"""

from __future__ import annotations

import errno
import fcntl
import os
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from feedpub.problems import Locked, PublishError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_PAUSE_SECONDS = 0.05  # between two tries
_held: set[int] = set()  # descriptors of the folders that this process has locked
_NO_LOCKS_ERRNOS = {errno.ENOLCK, errno.ENOTSUP, errno.EBADF, errno.EINVAL}


@contextmanager
def hold(folder: Path, wait: float = 0) -> Iterator[bool]:
    """Hold the lock on `folder`, which is created if it isn't there; yield whether the file system has locks.

    Raises Locked where another process holds it for longer than `wait` seconds, PublishError where the
    folder can't be created.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError as error:
        raise PublishError(f"{folder}: {error.strerror}") from None
    try:
        _held.add(descriptor)
        yield _take(descriptor, folder, wait)
    finally:
        _held.discard(descriptor)
        os.close(descriptor)


def _close_in_child() -> None:
    """Close the descriptors that a fork shares with the process that holds locks; that process keeps them."""
    for descriptor in _held:
        os.close(descriptor)
    _held.clear()


os.register_at_fork(after_in_child=_close_in_child)


def _take(descriptor: int, folder: Path, wait: float) -> bool:
    tries = int(wait / _PAUSE_SECONDS) + 1
    for attempt in range(tries):
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if attempt + 1 < tries:
                time.sleep(_PAUSE_SECONDS)
        except OSError as error:
            if error.errno in _NO_LOCKS_ERRNOS:
                return False
            raise PublishError(f"{folder} can't be locked: {error.strerror}") from None
        else:
            return True
    waited = f", and has held it for {wait:g} s" if wait else ""
    raise Locked(f"another run is at work on {folder}{waited}")
