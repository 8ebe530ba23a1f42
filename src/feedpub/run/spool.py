"""Texts on their way from one stage to the next: records until they are rendered, and entries' texts until
documents show them.

They lie in files while a run lasts: all at once they might not fit into memory, and several processes write
and read them. Nothing is kept between runs.

A spool is handed to the stages as an object, so that texts can wait elsewhere than in a folder. Not for which
texts there are.
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
from typing import TYPE_CHECKING, NamedTuple, Protocol

from feedpub.problems import PublishError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


class Place(NamedTuple):
    """Where texts lie: in which file of the spool, from which byte on, and where each of them ends."""

    file: str
    start: int
    ends: tuple[int, ...]


class SpoolReader(Protocol):
    """Reads texts that were appended to a spool before."""

    def texts(self, place: Place) -> list[memoryview]:
        """Return an item's texts, as they were appended."""


class Spool(Protocol):
    """Where texts wait. Batches hold spools, so a spool has to be picklable."""

    def append(self, items: Sequence[Sequence[bytes]]) -> list[Place]:
        """Write each item's texts, and return where they lie, in the order of the items."""

    def reader(self) -> SpoolReader:
        """Return a reader of this spool."""


@contextmanager
def open_folder(folder: Path | None) -> Iterator[FolderSpool]:
    """Yield an empty spool in this folder, or in one among the system's temporary files; it is gone
    afterwards. Only this user may read it: records wait there that are due later.

    Files that a killed run left in it are removed. Raises PublishError where there can't be such a folder.
    """
    try:
        if folder is None:
            path = Path(tempfile.mkdtemp(prefix="feedpub-"))
        else:
            if folder.is_dir() and not folder.is_symlink():
                shutil.rmtree(folder)
            else:
                folder.unlink(missing_ok=True)
            folder.mkdir(0o700)
            path = folder
    except OSError as error:
        raise PublishError(
            f"{error.filename} can't be made: {error.strerror}; nothing was replaced"
        ) from None
    try:
        yield FolderSpool(path)
    finally:
        shutil.rmtree(path, ignore_errors=True)


class FolderSpool(NamedTuple):
    """A spool in a folder that all workers share."""

    folder: Path

    def append(self, items: Sequence[Sequence[bytes]]) -> list[Place]:
        """Write each item's texts into the folder, and return where they lie, in the order of the items.

        Raises PublishError where the file system refuses.
        """
        places = []
        try:
            name = _own_file(self.folder)
            with open(self.folder / name, "ab", buffering=0) as file:  # noqa: PTH123 - hundreds of times
                at = file.tell()
                rest = memoryview(b"".join(text for texts in items for text in texts))
                while rest:
                    rest = rest[file.write(rest) :]
        except OSError as error:
            message = f"{self.folder} can't be written: {error.strerror}; nothing was replaced"
            raise PublishError(message) from None
        for texts in items:
            ends = tuple(accumulate(map(len, texts), initial=at))
            places.append(Place(name, at, ends[1:]))
            at = ends[-1]
        return places

    def reader(self) -> FolderReader:
        """Return a reader of this folder."""
        return FolderReader(self.folder)


class FolderReader:
    """Reads the texts in a folder.

    The texts are views of the files; these are closed when no text is used any more.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._views: dict[str, memoryview] = {}

    def texts(self, place: Place) -> list[memoryview]:
        """Return an item's texts, as they were appended."""
        view = self._views.get(place.file) or self._view(place.file)
        start = place.start
        texts = []
        for end in place.ends:
            texts.append(view[start:end])
            start = end
        return texts

    def _view(self, name: str) -> memoryview:
        with (self._folder / name).open("rb") as file:
            view = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
        self._views[name] = view
        return view


class _Owned(threading.local):
    """The file that a thread appends to: in which folder, its name, and the process that created it."""

    file: tuple[Path, int, str] | None = None


_owned = _Owned()


def _own_file(folder: Path) -> str:
    """Return the name of this thread's own file in the folder, which it creates the first time.

    Its name is one that no other file has, so workers on several hosts can share the folder.
    """
    owner = _owned.file
    if owner is None or owner[:2] != (folder, os.getpid()):
        descriptor, path = tempfile.mkstemp(prefix="texts-", dir=folder)
        os.close(descriptor)
        owner = (folder, os.getpid(), Path(path).name)
        _owned.file = owner
    return owner[2]
