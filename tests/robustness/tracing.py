"""Stops a process before chosen system calls, and kills it there: ptrace(2) by way of ctypes; Linux only.

What is counted is what changes files: writes, syncs, renames, removals, folders and files made. The process
is forked from this one, so a run costs no start of an interpreter.
"""

from __future__ import annotations

import ctypes
import os
import platform
import signal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_TRACEME, _SETOPTIONS, _SYSCALL, _GET_SYSCALL_INFO = 0, 0x4200, 24, 0x420E
_SYSGOOD, _EXITKILL = 1, 1 << 20
_ENTRY = 1
_OPENS = {"open": 1, "openat": 2, "creat": None}  # which argument has the flags
_MAKING = os.O_CREAT | os.O_TRUNC

_X86_64 = {
    "write": 1, "pwrite64": 18, "writev": 20, "fsync": 74, "fdatasync": 75, "truncate": 76, "ftruncate": 77,
    "rename": 82, "mkdir": 83, "rmdir": 84, "link": 86, "unlink": 87, "symlink": 88, "unlinkat": 263,
    "renameat": 264, "mkdirat": 258, "renameat2": 316, "open": 2, "openat": 257, "creat": 85,
}  # fmt: skip
_AARCH64 = {
    "write": 64, "pwrite64": 68, "writev": 66, "fsync": 82, "fdatasync": 83, "truncate": 45, "ftruncate": 46,
    "renameat": 38, "renameat2": 276, "mkdirat": 34, "unlinkat": 35, "symlinkat": 36, "openat": 56,
}  # fmt: skip
_NAMES = {
    number: name
    for name, number in {"x86_64": _X86_64, "aarch64": _AARCH64}.get(platform.machine(), {}).items()
}

_libc = ctypes.CDLL(None, use_errno=True)
_libc.ptrace.argtypes = (ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p)
_libc.ptrace.restype = ctypes.c_long


class _Info(ctypes.Structure):
    """struct ptrace_syscall_info of linux/ptrace.h, for a stop at the entry of a call."""

    _fields_ = (
        ("op", ctypes.c_uint8),
        ("arch", ctypes.c_uint32),
        ("instruction_pointer", ctypes.c_uint64),
        ("stack_pointer", ctypes.c_uint64),
        ("number", ctypes.c_uint64),
        ("arguments", ctypes.c_uint64 * 6),
    )


def run(work: Callable[[], object], *, kill_at: int | None = None) -> list[str]:
    """Have a child do the work, and return the counted calls that it came to, in order, by their names.

    The child is killed when it is about to make call number `kill_at`, counted from 0.
    """
    assert _NAMES, f"no table of system calls for {platform.machine()}"
    child = os.fork()
    if not child:
        status = 1
        try:
            _ptrace(_TRACEME, 0)
            os.kill(os.getpid(), signal.SIGSTOP)
            work()
            status = 0
        finally:
            os._exit(status)
    return _followed(child, kill_at)


def _followed(child: int, kill_at: int | None) -> list[str]:
    _, status = os.waitpid(child, 0)
    assert os.WIFSTOPPED(status)
    _ptrace(_SETOPTIONS, child, _SYSGOOD | _EXITKILL)
    calls: list[str] = []
    deliver = 0
    while True:
        _ptrace(_SYSCALL, child, deliver)
        _, status = os.waitpid(child, 0)
        if os.WIFEXITED(status) or os.WIFSIGNALED(status):
            assert status == 0, f"the child ended with {status}"
            assert kill_at is None, f"the child ended before call {kill_at}"
            return calls
        stopped = os.WSTOPSIG(status)
        deliver = 0 if stopped == signal.SIGTRAP | 0x80 else stopped
        if not deliver and (name := _counted(child)):
            if len(calls) == kill_at:
                os.kill(child, signal.SIGKILL)
                os.waitpid(child, 0)
                return calls
            calls.append(name)


def _counted(child: int) -> str | None:
    """Return the name of the call that the child is about to make, if it is one that changes files."""
    info = _Info()
    _ptrace(_GET_SYSCALL_INFO, child, ctypes.sizeof(info), ctypes.addressof(info))
    if info.op != _ENTRY:
        return None
    name = _NAMES.get(info.number)
    flags = _OPENS.get(name) if name else None
    if flags is not None and not info.arguments[flags] & _MAKING:
        return None
    return name


def _ptrace(request: int, process: int, address: int = 0, data: int = 0) -> None:
    if request in (_SETOPTIONS, _SYSCALL):
        address, data = 0, address
    if _libc.ptrace(request, process, address, data) < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
