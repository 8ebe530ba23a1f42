"""A file's stat as a revision: size, times and inode in 32 bytes.

Responsible for packing these numbers and for fitting them into 64 bits. Not for asking for a stat.
"""

from __future__ import annotations

import struct

# Size, mtime, ctime, inode. No stat has a negative size or inode; a time before 1970 is negative.
_FIELDS = struct.Struct("!QqqQ")


def pack(size: int, mtime_ns: int, ctime_ns: int, inode: int) -> bytes:
    """Return the revision of a file with this stat."""
    try:
        return _FIELDS.pack(size, mtime_ns, ctime_ns, inode)
    except struct.error:  # a time after the year 2262
        return _FIELDS.pack(size % 2**64, in_64_bits(mtime_ns), in_64_bits(ctime_ns), inode % 2**64)


def changed_ns(revision: bytes) -> int:
    """Return the later of the two times in a revision, in nanoseconds since 1970."""
    _, mtime_ns, ctime_ns, _ = _FIELDS.unpack(revision)
    return max(int(mtime_ns), int(ctime_ns))


def inode(revision: bytes) -> int:
    """Return the inode in a revision, modulo 2**64."""
    return int(_FIELDS.unpack(revision)[3])


def in_64_bits(number: int) -> int:
    """Return a number of a stat as a signed integer of 64 bits, as SQLite holds them.

    A time may lie after the year 2262, and an inode's number has no sign. Numbers less than 2**64 apart stay
    different.
    """
    return (number + 2**63) % 2**64 - 2**63
