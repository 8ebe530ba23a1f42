"""Ends a command on SIGTERM and SIGHUP as an interrupt does: after it has cleaned up."""

from __future__ import annotations

import signal
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


_SIGNALS = (signal.SIGTERM, signal.SIGHUP)


class Terminated(KeyboardInterrupt):
    """A signal, `number`, asked the command to end."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number


@contextmanager
def terminable() -> Iterator[None]:
    """Raise Terminated on SIGTERM and SIGHUP while the context lasts.

    Only the main thread receives signals; a signal that the caller has ignored stays ignored.
    """

    def end(number: int, _: object) -> None:
        raise Terminated(number)

    is_main = threading.current_thread() is threading.main_thread()
    handled = [one for one in _SIGNALS if is_main and signal.getsignal(one) is signal.SIG_DFL]
    for one in handled:
        signal.signal(one, end)
    try:
        yield
    finally:
        for one in handled:
            signal.signal(one, signal.SIG_DFL)
