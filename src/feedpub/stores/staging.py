"""New documents of an output folder, until they replace others.

Responsible for the folder in which they wait, beside the documents that they will replace, so that a
rename is all that is left to do. Not for replacing documents (`commit`).
"""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple, Self

from feedpub.problems import PublishError
from feedpub.stores import takeover
from feedpub.stores.base import Document, Foreign, Staged, WriteOutcome
from feedpub.stores.flushing import Flusher
from feedpub.stores.folder import STAGING, revision

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

_SLASH = "--"  # stands for the slash of a path, in the name of a staged file: no slug contains it


class FolderWriter(NamedTuple):
    """Writes documents for one output folder into its staging folder (None: nowhere, in a dry run)."""

    output: str
    staging: str | None

    def write(
        self, path: str, content: bytes, input_digest: bytes, *, own: Collection[str] | None
    ) -> WriteOutcome:
        """Stage a document, unless its bytes are in the output folder already or a file that isn't feedpub's
        is in the way; see `base.Writer`.
        """
        digest = hashlib.sha256(content).hexdigest()
        file = f"{self.output}/{path}"
        with suppress(OSError):
            status = os.lstat(file)
            if own is not None or status.st_size == len(content):
                there = takeover.read_regular(self.output, path)
                if there == content:
                    return Document(path, input_digest, digest, revision(status))
                if own is not None and not (there is not None and takeover.is_own(path, there, own)):
                    return Foreign(file)
        return self._staged(path, content, input_digest, digest)

    def _staged(self, path: str, content: bytes, input_digest: bytes, digest: str) -> Staged:
        if self.staging is None:
            return Staged(None, Document(path, input_digest, digest, b""))
        file = f"{self.staging}/{path.replace('/', _SLASH)}"
        try:
            status = write_new(self.staging, file, content)
        except OSError as error:
            raise PublishError(
                f"{self.output}/{path} can't be written: {error.strerror}; nothing was replaced"
            ) from None
        return Staged(file, Document(path, input_digest, digest, revision(status)))


def write_new(folder: str, file: str, content: bytes) -> os.stat_result:
    """Write a file that isn't there yet into a folder that may not be there, and return its stat."""
    with suppress(FileExistsError):
        os.mkdir(folder)  # noqa: PTH102 - called thousands of times
    with open(file, "xb", buffering=0) as staged:  # noqa: PTH123 - the same
        rest = memoryview(content)
        while rest:
            rest = rest[staged.write(rest) :]
        return os.fstat(staged.fileno())


class Staging:
    """The staging folder of a run. Enter it to begin with none; it is removed when left.

    In a dry run nothing is staged.
    """

    def __init__(self, output: Path, *, dry_run: bool) -> None:
        self._folder = output / STAGING
        self.flusher = Flusher()
        self.writer = FolderWriter(str(output), None if dry_run else str(self._folder))

    def __enter__(self) -> Self:
        self._clear()
        return self

    def __exit__(self, *_: object) -> None:
        self.flusher.stop()
        self._clear()

    def write(self, name: str, content: bytes) -> str:
        """Write a file of the store's own, which is on its way to the disk, and return where it waits."""
        file = f"{self._folder}/{name}"
        write_new(str(self._folder), file, content)
        self.flusher.add(file)
        return file

    def _clear(self) -> None:
        folder = self._folder
        if self.writer.staging is None or not os.path.lexists(folder):
            return
        import shutil  # noqa: PLC0415 - a run that stages nothing doesn't need it

        try:
            if folder.is_symlink() or not folder.is_dir():
                folder.unlink()
            else:
                shutil.rmtree(folder)
        except OSError as error:
            raise PublishError(
                f"{folder}, left by a run that was stopped, can't be removed: {error.strerror}"
            ) from None
