"""One run at a time on an output folder.

Responsible for the lock. Not for what a run does while it holds it.

The lock is on the folder itself (flock), so it leaves no file behind, and the system releases it when the
process that holds it dies, however it dies. Forked processes release it at once, so that one that
outlives the run blocks nobody.
"""

from __future__ import annotations

import errno
import fcntl
import os
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from feedpub.problems import Locked, PublishError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

_RETRY_SECONDS = 0.05
_held: set[int] = set()  # descriptors of the folders that this process has locked
_WITHOUT_LOCKS = {errno.ENOLCK, errno.ENOTSUP, errno.EBADF, errno.EINVAL}


@contextmanager
def hold(folder: Path, wait: float = 0) -> Iterator[bool]:
    """Hold the lock on `folder`, which is created if need be; yield whether the file system has locks at all.

    Folders that it creates are removed again if they are empty at the end. Raises Locked where another
    process holds it for longer than `wait` seconds, PublishError where there can be no such folder.
    """
    missing = [one for one in (folder, *folder.parents) if not os.path.lexists(one)]
    try:
        descriptor = _open(folder)
    except OSError as error:
        _remove_empty(missing)
        raise PublishError(f"{folder}: {error.strerror}") from None
    try:
        _held.add(descriptor)
        has_locks = _acquire(descriptor, folder, wait)
        if not os.fstat(descriptor).st_nlink:  # a run that created it and published nothing has removed it
            raise Locked(f"another run has just ended on {folder}, and has removed it; try again")
        yield has_locks
    finally:
        _remove_empty(missing)
        _held.discard(descriptor)
        os.close(descriptor)


def _open(folder: Path) -> int:
    folder.mkdir(parents=True, exist_ok=True)
    return os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)


def _remove_empty(folders: Sequence[Path]) -> None:
    """Remove these folders, the deepest first, as far as they are there and empty."""
    for folder in folders:
        with suppress(OSError):
            folder.rmdir()


def _release() -> None:
    """Close the descriptors that a fork shares with the process that holds the locks; that one keeps them."""
    for descriptor in _held:
        os.close(descriptor)
    _held.clear()


os.register_at_fork(after_in_child=_release)


def _acquire(descriptor: int, folder: Path, wait: float) -> bool:
    tries = int(wait / _RETRY_SECONDS) + 1
    for attempt in range(tries):
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if attempt + 1 < tries:
                time.sleep(_RETRY_SECONDS)
        except OSError as error:
            if error.errno in _WITHOUT_LOCKS:
                return False
            raise PublishError(f"{folder} can't be locked: {error.strerror}") from None
        else:
            return True
    waited = f", and still holds its lock after {wait:g} s" if wait else ""
    raise Locked(f"another run is at work on {folder}{waited}")
