"""Replacing the documents of an output folder, so that each is whole at every moment.

Responsible for the order of a commit's steps, in which it may be killed anywhere. Not for reading what lies
there (`folder`), nor for writing documents (`staging`).

The digests of all new documents are written to the folder (PENDING) before the first is renamed; the
manifest is replaced after the last. So every document is listed at every moment, and the next run knows
each as its own.
"""

from __future__ import annotations

import errno
import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from feedpub.problems import PublishError
from feedpub.stores import manifest as form
from feedpub.stores.folder import MANIFEST, PENDING, parent, read_own

if TYPE_CHECKING:
    from collections.abc import Iterable

    from feedpub.stores.base import Document, Plan, Published, Staged
    from feedpub.stores.manifest import Manifest
    from feedpub.stores.staging import FolderWriter, Staging


class FolderTransaction:
    """New documents of a folder, staged beside those that they will replace; see `base.Transaction`."""

    def __init__(self, folder: Path, staging: Staging) -> None:
        self._folder = folder
        self._staging = staging

    @property
    def writer(self) -> FolderWriter:
        """The half that workers stage documents with."""
        return self._staging.writer

    def add(self, staged: Staged) -> None:
        """Have a staged document reach the disk."""
        if staged.file:
            self._staging.flusher.add(staged.file)

    def commit(self, plan: Plan, manifest: Manifest, published: Published) -> list[Document]:
        """Carry out the plan; the manifest is replaced last.

        Every staged file is on the disk, and every place is known to be free, before the first is renamed; a
        rename replaces a whole file by a whole file (POSIX rename).
        """
        content = form.encode(manifest)
        before, pending = read_own(self._folder / MANIFEST), read_own(self._folder / PENDING)
        if not plan.write and not plan.remove and pending is None and before == content:
            return []
        new = {staged.path: manifest.documents[staged.path] for staged in plan.write}
        folders = {parent(path) for path in new}
        feeds = {slug: state for slug, state in manifest.feeds.items() if slug in folders}
        journal = (pending or b"") + form.encode_lines(new, feeds, manifest.key_bases)
        unused = {parent(path) for path in published.digests} - {parent(path) for path in manifest.documents}
        _refuse_obstacles(self._folder, new)
        steps = _Steps(self._folder, self._staging)
        try:
            steps.stage(content if content != before else None, journal if new else None)
            steps.replace(plan.write)
            steps.remove(plan.remove)
            steps.finish(unused)
        except OSError as error:
            if not steps.written and pending is None:
                steps.take_back(folders)
            replaced = f"of {len(plan.write)} documents {len(steps.written)} were replaced"
            raise PublishError(
                f"{error.filename or steps.at}: {error.strerror}; "
                f"{replaced if steps.written else 'nothing was replaced'}"
            ) from error
        return steps.written


class _Steps:
    """The steps of a commit, in their order; `at` is the path that the present one is about."""

    def __init__(self, folder: Path, staging: Staging) -> None:
        self._folder = folder
        self._staging = staging
        self._changed: set[str] = set()
        self._manifest: str | None = None
        self.at = str(folder)
        self.written: list[Document] = []

    def stage(self, manifest: bytes | None, journal: bytes | None) -> None:
        """Put the manifest beside the documents that wait, and the journal (PENDING) into its place."""
        if manifest is not None:
            self.at = f"{self._folder}/{MANIFEST}"
            self._manifest = self._staging.write(MANIFEST, manifest)
        if journal is None:
            return
        self.at = f"{self._folder}/{PENDING}"
        staged = self._staging.write(PENDING, journal)
        self._staging.flusher.finish()
        os.replace(staged, self.at)  # noqa: PTH105 - like those of documents
        self._sync([self._folder])

    def replace(self, documents: Iterable[Staged]) -> None:
        """Have each document take its place."""
        for staged in documents:
            assert staged.file is not None
            self.at = f"{self._folder}/{staged.path}"
            self._enter(parent(staged.path))
            os.replace(staged.file, self.at)  # noqa: PTH105 - called thousands of times
            self.written.append(staged.document)

    def remove(self, paths: Iterable[str]) -> None:
        """Remove documents."""
        for path in paths:
            self.at = f"{self._folder}/{path}"
            self._changed.add(parent(path))
            Path(self.at).unlink(missing_ok=True)

    def finish(self, unused: Iterable[str]) -> None:
        """Remove folders that hold nothing any more, and have the manifest take its place."""
        folders = (self._folder / name for name in sorted(self._changed))
        self._sync(folder for folder in folders if folder.exists())
        self._remove_empty(unused)
        self.at = f"{self._folder}/{MANIFEST}"
        if self._manifest:
            os.replace(self._manifest, self.at)  # noqa: PTH105 - like those of documents
        (self._folder / PENDING).unlink(missing_ok=True)
        self._sync([self._folder])

    def take_back(self, folders: Iterable[str]) -> None:
        """Leave nothing behind of a commit that replaced no document, nor any of these folders empty."""
        with suppress(OSError):
            (self._folder / PENDING).unlink(missing_ok=True)
        self._remove_empty(folders)

    def _enter(self, name: str) -> None:
        """Make a document's folder, unless it is there."""
        if name in self._changed:
            return
        self._changed.add(name)
        if name:
            with suppress(FileExistsError):
                os.mkdir(f"{self._folder}/{name}")  # noqa: PTH102 - called hundreds of times

    def _remove_empty(self, names: Iterable[str]) -> None:
        for name in sorted(set(names) - {""}):
            with suppress(OSError):  # it holds files, or it is gone
                os.rmdir(f"{self._folder}/{name}")  # noqa: PTH106 - called hundreds of times

    def _sync(self, paths: Iterable[Path]) -> None:
        self._staging.flusher.add(*paths)
        self._staging.flusher.finish()


def _refuse_obstacles(output: Path, paths: Iterable[str]) -> None:
    """Raise PublishError where something is in the way of documents to come."""
    by_folder: dict[str, list[str]] = {}
    for path in paths:
        by_folder.setdefault(parent(path), []).append(path)
    for name, within in by_folder.items():
        folder = output / name
        if name and folder.is_symlink():  # where the output folder itself leads is its owner's choice
            raise PublishError(
                f"{folder} is a link, and feedpub writes only into folders of its own; nothing was replaced"
            )
        if not folder.exists():
            continue
        if not folder.is_dir():
            raise PublishError(f"{folder} can't be made: {os.strerror(errno.EEXIST)}; nothing was replaced")
        for path in within:
            file = output / path
            if file.is_dir() and not file.is_symlink():
                raise PublishError(f"{file} is a folder, in the way of a document; nothing was replaced")
        if not os.access(folder, os.W_OK | os.X_OK):
            raise PublishError(f"{folder} can't be written to: permission denied; nothing was replaced")
