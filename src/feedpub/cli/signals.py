"""Ends a command on SIGTERM as an interrupt does: after it has cleaned up."""

from __future__ import annotations

import signal
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


class Terminated(KeyboardInterrupt):
    """A signal asked the command to end."""


@contextmanager
def terminable() -> Iterator[None]:
    """Raise Terminated on SIGTERM while the context lasts.

    Only the main thread receives signals; a signal that the caller has ignored stays ignored.
    """

    def end(*_: object) -> None:
        raise Terminated

    is_main = threading.current_thread() is threading.main_thread()
    if not is_main or signal.getsignal(signal.SIGTERM) is not signal.SIG_DFL:
        yield
        return
    signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
