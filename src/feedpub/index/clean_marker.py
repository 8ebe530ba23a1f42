"""The clean marker: a file beside an index that was closed cleanly, which holds its checksum.

It is removed before anything changes, and written when a run has kept its results. So damage that SQLite
doesn't see is found before anything is built on it, and a run that was killed is recognised.

A run that only looks whether anything changed doesn't compare the checksum: all that damage could do there is
to make something look changed.
"""

from __future__ import annotations

import os
import sqlite3
import zlib
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

SUFFIX = ".checksum"
_PIECE_BYTES = 1 << 20


def is_there(file: Path) -> bool:
    """Return whether the index in `file` has a clean marker."""
    return os.path.lexists(_marker(file))


def write(file: Path) -> None:
    """Write the checksum of an index that was closed.

    A marker that can't be written isn't an error: the next run uses the index, but looks at everything.
    """
    marker = _marker(file)
    with suppress(OSError):
        try:
            marker.write_text(_checksum(file), "ascii")
        except OSError:
            marker.unlink(missing_ok=True)
            raise


def clear(file: Path) -> bool:
    """Remove the marker, since the index will change; return False where its checksum was wrong."""
    marker = _marker(file)
    try:
        noted = marker.read_text("ascii", "replace")
        if noted and noted != _checksum(file):
            return False
        marker.unlink()
    except FileNotFoundError:
        return True
    except OSError as error:
        raise sqlite3.OperationalError(f"{marker}: {error.strerror}") from None
    return True


def _marker(file: Path) -> Path:
    return file.with_name(file.name + SUFFIX)


def _checksum(file: Path) -> str:
    checksum = 0
    piece = memoryview(bytearray(_PIECE_BYTES))
    with file.open("rb", buffering=0) as content:
        while size := content.readinto(piece):
            checksum = zlib.crc32(piece[:size], checksum)
    return f"{checksum:08x}"
