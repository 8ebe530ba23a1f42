"""The store that is a folder on this machine.

Responsible for reading what lies there, and for knowing whether it changed. Not for replacing documents
(`commit`), nor for which there should be. Importing it is cheap: a run that finds nothing to do needs no
more.
"""

from __future__ import annotations

import hashlib
import json
import os
import struct
from contextlib import contextmanager
from itertools import chain
from typing import TYPE_CHECKING

from feedpub.problems import PublishError
from feedpub.stores import lock

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    from feedpub.stores.base import Document, Published, Transaction

STAGING = ".feedpub-staging"
MANIFEST = ".feedpub-manifest"
PENDING = ".feedpub-manifest.pending"
"""Lines to add to the manifest, while documents are replaced and after a run that was killed meanwhile."""

_64_BITS = (1 << 64) - 1
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
        return lock.hold(self._folder, wait)

    def read_published(self) -> Published:
        """Return what the manifest lists, and documents that say of themselves that they are feedpub's."""
        from feedpub.stores import manifest as form  # noqa: PLC0415 - as the module says
        from feedpub.stores import takeover  # noqa: PLC0415
        from feedpub.stores.base import Published  # noqa: PLC0415

        content, pending = (read_own(self._folder / name) or b"" for name in (MANIFEST, PENDING))
        manifest, digests, listed = form.decode(content, pending)
        try:
            names, folders = self._listing()
        except (FileNotFoundError, NotADirectoryError):
            names, folders = [], []
        except OSError as error:
            raise PublishError(f"{self._folder} can't be read: {error.strerror}") from None
        # Whoever removes a feed's folder by hand retires the feed.
        there = frozenset(folders)
        feeds = {slug: state for slug, state in listed.items() if slug in there}
        found = list(takeover.recognise_all(self._folder, names, digests))
        for one in found:
            digests[one.path] = frozenset([one.digest])
            if one.feed.topic is not None or one.feed.empty_since is not None:
                feeds.setdefault(parent(one.path), one.feed)
        if manifest is None:
            ids = {record_id for one in found if parent(one.path) == "all" for record_id in one.entry_ids}
            key_bases = form.decode_key_bases(pending)
            key_bases |= form.dated_bases(chain.from_iterable(one.entry_ids for one in found))
            sample = form.sample(map(form.entry_hash, ids))
            manifest = form.Manifest({}, {}, len(ids), sample, key_bases=key_bases)
        return Published(manifest, digests, feeds)

    def owns(self, path: str, digests: Collection[str]) -> bool:
        """Whether the file at `path` is feedpub's: it has one of the digests, or says so of itself."""
        from feedpub.stores import takeover  # noqa: PLC0415 - as the module says

        content = takeover.read_regular(self._folder, path)
        return content is not None and takeover.is_own(path, content, digests)

    def is_untouched(self, document: Document) -> bool:
        """Whether the document is the version that was written, by its stat."""
        try:
            status = os.lstat(f"{self._folder}/{document.path}")
        except (OSError, ValueError):  # ValueError: not a path, in a damaged index
            return False
        return revision(status) == document.revision

    def stamp(self) -> str | None:
        """Return the state of the folder and of those in it: their names, and when each changed."""
        try:
            return self._stamp()
        except OSError:  # others remove folders meanwhile
            return None

    def _stamp(self) -> str:
        names, folders = self._listing()
        stats = {name: os.lstat(f"{self._folder}/{name}") for name in folders}
        latest = max((status.st_ctime_ns for status in stats.values()), default=0)
        latest = max(latest, os.stat(self._folder).st_ctime_ns)  # noqa: PTH116 - beside the calls above
        shown = {
            name: _folder_stamp(status)
            if status.st_ctime_ns < latest - _CLOCK_TICK_NS
            else self._names_stamp(name)
            for name, status in stats.items()
        }
        lasting = [name for name in names if name != STAGING]
        return json.dumps({"names": _digest(lasting), "manifest": self._manifest_stamp(), "folders": shown})

    def matches(self, stamp: str) -> bool:
        """Whether nothing was added, removed or replaced since the stamp was taken, by stats and names, and
        nothing is left of a run that was killed.
        """
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
        from feedpub.stores.commit import FolderTransaction  # noqa: PLC0415 - as the module says
        from feedpub.stores.staging import Staging  # noqa: PLC0415

        with Staging(self._folder, dry_run=dry_run) as staging:
            yield FolderTransaction(self._folder, staging)

    def _listing(self) -> tuple[list[str], list[str]]:
        """Return the names in the folder, and those of folders among them that aren't hidden."""
        with os.scandir(self._folder) as entries:
            found = sorted((entry.name, entry.is_dir(follow_symlinks=False)) for entry in entries)
        folders = [name for name, is_folder in found if is_folder and name[0] != "."]
        return [name for name, _ in found], folders

    def _names_stamp(self, name: str) -> str:
        try:
            names = sorted(os.listdir(f"{self._folder}/{name}"))  # noqa: PTH208 - beside the calls above
        except PermissionError:  # other people's, so nothing of feedpub's is in it
            names = []
        return f"={_digest(names)}"

    def _manifest_stamp(self) -> str | None:
        try:
            return revision(os.lstat(f"{self._folder}/{MANIFEST}")).hex()
        except FileNotFoundError:
            return None


def revision(status: os.stat_result) -> bytes:
    """Return what differs once a file was changed: its size, the time of its change, and its inode."""
    return struct.pack("QQQ", status.st_size, status.st_mtime_ns & _64_BITS, status.st_ino & _64_BITS)


def read_own(file: Path) -> bytes | None:
    """Return a file's bytes, None if it isn't there. Raises PublishError where it can't be read."""
    try:
        return file.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise PublishError(f"{file} can't be read: {error.strerror}") from None


def parent(path: str) -> str:
    """Return the folder of a document's path; nothing for one of the output folder itself."""
    return path.rpartition("/")[0]


def _folder_stamp(status: os.stat_result) -> str:
    return f"{status.st_mtime_ns:x}.{status.st_ctime_ns:x}.{status.st_ino:x}"


def _digest(names: Iterable[str]) -> str:
    return hashlib.blake2b(os.fsencode("/".join(names)), digest_size=16).hexdigest()
