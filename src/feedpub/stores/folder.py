"""The store that is a folder on this machine.

Responsible for reading what lies there, for knowing whether it changed, and for replacing documents so that
each is whole at every moment. Not for staging them (`staging`), nor for which there should be.

A commit puts its steps in an order in which it may be killed anywhere. The digests of all new documents
lie in the folder (PENDING) before the first is renamed; the manifest is replaced after the last. So
whatever lies there is listed at every moment, and the next run knows all of it as its own.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from feedpub.problems import PublishError
from feedpub.stores import lock, takeover
from feedpub.stores.base import Document, Plan, Published, Staged
from feedpub.stores.staging import STAGING, FolderWriter, Staging, revision

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from contextlib import AbstractContextManager

    from feedpub.stores.base import Transaction
    from feedpub.stores.manifest import Manifest

MANIFEST = ".feedpub-manifest"
PENDING = ".feedpub-manifest.pending"
"""Lines to add to the manifest, while documents are replaced and after a run that was killed meanwhile."""

_CLOCK_TICK_NS = 20_000_000
"""A change of a folder is stamped with the time of the kernel's last tick, some 10 ms ago at most;
another one within the same tick doesn't show.
"""


class FolderStore:
    """The store that an output folder is; see `base.Store`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def locked(self, wait: float) -> AbstractContextManager[bool]:
        """Hold the lock on the folder, which is created if need be."""
        return lock.held(self._folder, wait)

    def read_published(self) -> Published:
        """Return what the manifest lists, and documents that say of themselves that they are feedpub's."""
        from feedpub.stores import manifest as form  # noqa: PLC0415 - a run with nothing to do needs none of it

        content, pending = (_read(self._folder / name) or b"" for name in (MANIFEST, PENDING))
        manifest, digests, listed = form.decode(content, pending)
        try:
            names, folders = self._listing()
        except (FileNotFoundError, NotADirectoryError):
            names, folders = [], []
        except OSError as error:
            raise PublishError(f"{self._folder} can't be read: {error.strerror}") from None
        # Whoever removes a feed's folder by hand retires the feed.
        feeds = {slug: state for slug, state in listed.items() if slug in folders}
        found = list(takeover.recognize_all(self._folder, names, digests))
        for one in found:
            digests[one.path] = frozenset([one.digest])
            if one.feed.topic is not None or one.feed.empty_since is not None:
                feeds.setdefault(_parent(one.path), one.feed)
        if manifest is None:
            ids = {record_id for one in found for record_id in one.entry_ids}
            manifest = form.Manifest({}, {}, len(ids), form.sample(map(form.entry_hash, ids)))
        return Published(manifest, digests, feeds)

    def owns(self, path: str, digests: Collection[str]) -> bool:
        """Whether the file at `path` is feedpub's: it has one of the digests, or says so of itself."""
        content = takeover.read_regular(self._folder, path)
        return content is not None and takeover.is_own(path, content, digests)

    def is_untouched(self, document: Document) -> bool:
        """Whether the document is the version that was written, by its stat."""
        try:
            status = os.lstat(f"{self._folder}/{document.path}")
        except (OSError, ValueError):  # ValueError: not a path, in a damaged index
            return False
        return revision(status) == document.revision

    def stamp(self) -> str:
        """Return the state of the folder and of those in it: their names, and when each changed."""
        names, folders = self._listing()
        stats = {name: os.lstat(f"{self._folder}/{name}") for name in folders}
        latest = max((status.st_ctime_ns for status in stats.values()), default=0)
        with suppress(OSError):
            latest = max(latest, os.stat(self._folder).st_ctime_ns)  # noqa: PTH116 - beside the calls above
        shown = {
            name: _folder_stamp(status)
            if status.st_ctime_ns < latest - _CLOCK_TICK_NS
            else self._names_stamp(name)
            for name, status in stats.items()
        }
        return json.dumps({"names": _digest(names), "manifest": self._manifest_stamp(), "folders": shown})

    def matches(self, stamp: str) -> bool:
        """Whether nothing was added, removed or replaced since the stamp was taken, by stats and names."""
        taken = json.loads(stamp)
        try:
            if _digest(self._listing()[0]) != taken["names"] or self._manifest_stamp() != taken["manifest"]:
                return False
            return all(
                (
                    self._names_stamp(name)
                    if was[0] == "="
                    else _folder_stamp(os.lstat(f"{self._folder}/{name}"))
                )
                == was
                for name, was in taken["folders"].items()
            )
        except OSError:
            return False

    @contextmanager
    def transaction(self, *, dry_run: bool) -> Iterator[Transaction]:
        """Begin with an empty staging folder, which is removed at the end."""
        with Staging(self._folder, dry_run=dry_run) as staging:
            yield FolderTransaction(self._folder, staging)

    def _listing(self) -> tuple[list[str], list[str]]:
        """Return the names in the folder, and those of folders among them; the staging folder isn't one."""
        with os.scandir(self._folder) as entries:
            found = [(entry.name, entry.is_dir(follow_symlinks=False)) for entry in entries]
        names = sorted(name for name, _ in found if name != STAGING)
        return names, sorted(name for name, is_folder in found if is_folder and name[0] != ".")

    def _names_stamp(self, name: str) -> str:
        return f"={_digest(sorted(os.listdir(f'{self._folder}/{name}')))}"  # noqa: PTH208 - beside the calls above

    def _manifest_stamp(self) -> str | None:
        try:
            return revision(os.lstat(f"{self._folder}/{MANIFEST}")).hex()
        except FileNotFoundError:
            return None


class FolderTransaction:
    """New documents of a folder, staged beside those that they will replace; see `base.Transaction`."""

    def __init__(self, folder: Path, staging: Staging) -> None:
        self._folder = folder
        self._staging = staging

    @property
    def writer(self) -> FolderWriter:
        """What workers stage documents with."""
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
        from feedpub.stores.manifest import encode, encode_lines  # noqa: PLC0415 - a dry run needs none

        content = encode(manifest)
        before, pending = _read(self._folder / MANIFEST), _read(self._folder / PENDING)
        if not plan.write and not plan.remove and pending is None and before == content:
            return []
        new = {staged.path: manifest.documents[staged.path] for staged in plan.write}
        folders = {_parent(path) for path in new}
        feeds = {slug: state for slug, state in manifest.feeds.items() if slug in folders}
        journal = (pending or b"") + encode_lines(new, feeds)
        unused = {_parent(path) for path in published.digests} - {
            _parent(path) for path in manifest.documents
        }
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
            self._enter(_parent(staged.path))
            os.replace(staged.file, self.at)  # noqa: PTH105 - called thousands of times
            self.written.append(staged.document)

    def remove(self, paths: Iterable[str]) -> None:
        """Remove documents."""
        for path in paths:
            self.at = f"{self._folder}/{path}"
            self._changed.add(_parent(path))
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
        by_folder.setdefault(_parent(path), []).append(path)
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


def _parent(path: str) -> str:
    """Return the folder of a document's path; nothing for one of the output folder itself."""
    return path.rpartition("/")[0]


def _read(file: Path) -> bytes | None:
    """Return a file's bytes, None if it isn't there. Raises PublishError where it can't be read."""
    try:
        return file.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise PublishError(f"{file} can't be read: {error.strerror}") from None


def _folder_stamp(status: os.stat_result) -> str:
    return f"{status.st_mtime_ns:x}.{status.st_ctime_ns:x}.{status.st_ino:x}"


def _digest(names: Iterable[str]) -> str:
    return hashlib.blake2b(os.fsencode("/".join(names)), digest_size=16).hexdigest()
