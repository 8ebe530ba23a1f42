"""One run at a time on an output folder.

The lock is on the folder itself (flock), so it leaves no file behind, and the system lets go of it when the
process that holds it dies, however it dies. Processes forked from it let go of it at once, so that one that
outlives it holds nothing up.
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

_PAUSE = 0.05  # seconds between two tries
_held: set[int] = set()  # descriptors of the folders that this process has locked
_WITHOUT_LOCKS = {errno.ENOLCK, errno.ENOTSUP, errno.EBADF, errno.EINVAL}


@contextmanager
def hold(folder: Path, wait: float = 0) -> Iterator[bool]:
    """Hold the lock on `folder`, which is made if it isn't there; yield whether the file system has locks at
    all.

    Raises Locked where another process holds it for longer than `wait` seconds, PublishError where there can
    be no such folder.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError as error:
        raise PublishError(f"{folder}: {error.strerror}") from None
    try:
        _held.add(descriptor)
        yield _taken(descriptor, folder, wait)
    finally:
        _held.discard(descriptor)
        os.close(descriptor)


def _let_go() -> None:
    """Close what a fork shares with the process that holds locks; they stay that process's."""
    for descriptor in _held:
        os.close(descriptor)
    _held.clear()


os.register_at_fork(after_in_child=_let_go)


def _taken(descriptor: int, folder: Path, wait: float) -> bool:
    tries = int(wait / _PAUSE) + 1
    for attempt in range(tries):
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if attempt + 1 < tries:
                time.sleep(_PAUSE)
        except OSError as error:
            if error.errno in _WITHOUT_LOCKS:
                return False
            raise PublishError(f"{folder} can't be locked: {error.strerror}") from None
        else:
            return True
    waited = f", and has not let go of it for {wait:g} s" if wait else ""
    raise Locked(f"another run is at work on {folder}{waited}")
