"""Texts on their way from one stage to the next: what records say, and the entries made of them.

They lie in files while a run lasts: all at once they might not fit in memory, and several processes make and
use them. Nothing is kept between runs.
"""

from __future__ import annotations

import mmap
import os
import shutil
import tempfile
import threading
from contextlib import contextmanager
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from feedpub.problems import PublishError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


class Place(NamedTuple):
    """Where texts lie: in which file of the spool, from where, and where each of them ends."""

    file: str
    start: int
    ends: tuple[int, ...]


@contextmanager
def opened(folder: Path | None) -> Iterator[Path]:
    """Yield an empty folder for a spool, gone afterwards: this, or one among the system's temporary files.
    Nobody else may read it: records wait there that are due later.

    What a run that was killed left in it is removed. Raises PublishError where there can't be one.
    """
    try:
        if folder is None:
            made = Path(tempfile.mkdtemp(prefix="feedpub-"))
        else:
            if folder.is_dir() and not folder.is_symlink():
                shutil.rmtree(folder)
            else:
                folder.unlink(missing_ok=True)
            folder.mkdir(0o700)
            made = folder
    except OSError as error:
        raise PublishError(
            f"{error.filename} can't be made: {error.strerror}; nothing was replaced"
        ) from None
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def append(folder: Path, items: Sequence[Sequence[bytes]]) -> list[Place]:
    """Write each item's texts into the folder, and return where they lie, in their order.

    Each thread of each process has a file of its own there. Raises PublishError where the file system
    refuses.
    """
    name = f"{os.getpid()}-{threading.get_ident()}"
    places = []
    try:
        with open(folder / name, "ab", buffering=0) as file:  # noqa: PTH123 - hundreds of times
            at = file.tell()
            rest = memoryview(b"".join(text for texts in items for text in texts))
            while rest:
                rest = rest[file.write(rest) :]
    except OSError as error:
        raise PublishError(f"{folder} can't be written: {error.strerror}; nothing was replaced") from None
    for texts in items:
        ends = tuple(accumulate(map(len, texts), initial=at))
        places.append(Place(name, at, ends[1:]))
        at = ends[-1]
    return places


class Reader:
    """Gives texts back; all that it is asked for must have been appended before.

    The texts are views of the files; these are closed when nobody needs the texts any more.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._views: dict[str, memoryview] = {}

    def texts(self, place: Place) -> list[memoryview]:
        """Return an item's texts, as they were given to `append`."""
        view = self._views.get(place.file) or self._view(place.file)
        start = place.start
        made = []
        for end in place.ends:
            made.append(view[start:end])
            start = end
        return made

    def _view(self, name: str) -> memoryview:
        with (self._folder / name).open("rb") as file:
            made = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
        self._views[name] = made
        return made
