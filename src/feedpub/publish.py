"""The output folder: what lies there, what is to change, and changing it so that every file is always whole.

First a plan, as a value: what to write, what stays, what goes. New bytes are staged beside the feeds before
anything is replaced; applying the plan is dull: sync, rename, remove. feedpub removes only what bears its
mark.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import stat
from collections import deque
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple, Self

from feedpub import pages
from feedpub.formats import FILES
from feedpub.index import Document
from feedpub.problems import PublishError

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from pathlib import Path

STAGING = ".feedpub-staging"
_EMPTIED = (
    "emptied"  # in the staging folder: a folder's name for each that removing documents may leave empty
)

_MANY = 64  # files to flush for which threads are worth starting
_AT_ONCE = 8
_HEAD = 65536  # bytes in which a document's head ends
# Expressions that are compiled when first asked: a run with nothing to do looks into no document.
_ENTRIES_BEGIN = rb'<entry>|<item>|\n  "items": \['
_MARK = (
    rb'<generator>feedpub</generator>|\n  "_feedpub": \{"generator": "feedpub"|(?:<!--|/\*) %b\b'
    % re.escape(pages.MARK)
)
_XML_TOPIC = rb'<category (?:[^>]*? )?label="([^"]*)"[^>]*/>|<category domain="[^"]*">([^<]*)</category>'
_JSON_OURS = rb'\n  "_feedpub": (\{.*\}),\n'


class Staged(NamedTuple):
    """A document that is ready to replace the one at `path`: where its bytes lie, and what they are."""

    path: str
    file: Path | None
    made_from: bytes
    digest: bytes


class Plan(NamedTuple):
    """What a run comes to: documents to write, documents that stay as they are, paths to remove."""

    write: tuple[Staged, ...]
    keep: tuple[Document, ...]
    remove: tuple[str, ...]


class Earlier(NamedTuple):
    """A folder with documents of an earlier run: its slug, and the topic they are of (None: no topic's)."""

    slug: str
    topic: str | None
    paths: tuple[str, ...]


class Staging:
    """Where new documents wait. Enter it to begin with an empty one; it is gone when left."""

    def __init__(self, output: Path, *, pretend: bool = False) -> None:
        self._output = output
        self._folder = output / STAGING
        self._pretend = pretend
        self._count = 0

    def __enter__(self) -> Self:
        self._clear()
        return self

    def __exit__(self, *_: object) -> None:
        self._clear()

    def add(self, path: str, content: bytes, made_from: bytes) -> Staged:
        """Stage a document's bytes. Raises PublishError, with nothing replaced, where that can't be."""
        made_digest = digest(content)
        if self._pretend:
            return Staged(path, None, made_from, made_digest)
        if not self._count:
            self._make()
        file = self._folder / str(self._count)
        self._count += 1
        try:
            with file.open("xb") as staged:
                staged.write(content)
        except OSError as error:
            raise PublishError(
                f"{self._output / path} can't be written: {error.strerror}; nothing was replaced"
            ) from None
        return Staged(path, file, made_from, made_digest)

    def note_emptied(self, slugs: Collection[str]) -> None:
        """Note folders that will be empty, so that the next run removes them if this one can't any more."""
        if self._pretend or not slugs:
            return
        self._make()
        try:
            for slug in slugs:
                (self._folder / _EMPTIED / slug).mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise PublishError(
                f"{self._folder} can't be written: {error.strerror}; nothing was replaced"
            ) from None

    def _make(self) -> None:
        try:
            self._folder.mkdir(exist_ok=True)
        except OSError as error:
            raise PublishError(
                f"{self._folder} can't be made: {error.strerror}; nothing was replaced"
            ) from None

    def _clear(self) -> None:
        if self._pretend or not os.path.lexists(self._folder):
            return
        import shutil  # noqa: PLC0415 - a run that stages nothing doesn't need it

        try:
            if self._folder.is_symlink() or not self._folder.is_dir():
                self._folder.unlink()
            else:
                for noted in (self._folder / _EMPTIED).glob("*"):
                    with suppress(OSError):  # somebody else's files are in it, or it is gone
                        (self._output / noted.name).rmdir()
                shutil.rmtree(self._folder)
        except OSError as error:
            raise PublishError(
                f"{self._folder}, left by a run that was stopped, can't be removed: {error.strerror}"
            ) from None


def digest(content: bytes) -> bytes:
    """Return what tells one document's bytes from another's."""
    return hashlib.blake2b(content, digest_size=16).digest()


def stands(output: Path, document: Document) -> bool:
    """Say whether what was written still lies there untouched, by its stat."""
    try:
        status = os.lstat(f"{output}/{document.path}")
    except (OSError, ValueError):  # ValueError: no path at all, in a damaged index
        return False
    return (status.st_size, status.st_mtime_ns, status.st_ino) == (
        document.size,
        document.mtime_ns,
        document.inode,
    )


def same(output: Path, path: str, content: bytes, made_from: bytes) -> Document | None:
    """Return the document that lies at `path` if its bytes are these, else None."""
    file = output / path
    with suppress(OSError):
        status = file.lstat()
        if (
            status.st_size == len(content)
            and stat.S_ISREG(status.st_mode)
            and not file.parent.is_symlink()
            and file.read_bytes() == content
        ):
            return Document(
                path, made_from, digest(content), status.st_size, status.st_mtime_ns, status.st_ino
            )
    return None


def earlier(output: Path, slugs: Collection[str]) -> list[Earlier]:
    """Return the folders, other than those of `slugs`, in which documents of feedpub's lie, in the order of
    their names.
    """
    found = []
    try:
        names = sorted(
            entry.name for entry in os.scandir(output) if entry.name not in slugs and entry.name[0] != "."
        )
    except FileNotFoundError:
        return []
    for name in names:
        heads = {path: head for path in _paths(name) if (head := _head(output / path))}
        if heads:
            topic = next((made for head in heads.values() if (made := _topic(head)) is not None), None)
            found.append(Earlier(name, topic, tuple(heads)))
    return found


def superfluous(output: Path, slugs: Collection[str], wanted: Collection[str]) -> list[str]:
    """Return the paths of feedpub's documents in the folders of `slugs` that aren't wanted any more."""
    paths = (*pages.SITE_FILES, *(path for slug in sorted(slugs) for path in _paths(slug)))
    return [path for path in paths if path not in wanted and _head(output / path)]


def is_foreign(output: Path, path: str) -> bool:
    """Say whether something that isn't feedpub's lies where a page would."""
    return os.path.lexists(output / path) and not _head(output / path)


def apply(plan: Plan, output: Path) -> list[Document]:
    """Carry out the plan and return what was written. Raises PublishError at the first thing that can't be
    done.

    Every staged file is on the disk, and every place is known to be free, before the first is renamed; a
    rename replaces a whole file by a whole file (POSIX rename). What was renamed before a failure stays: each
    document is whole by itself.
    """
    written = []
    folders = {output}
    at: Path = output
    for path in (staged.path for staged in plan.write):
        _make_way(output, path)
    try:
        _sync_all([staged.file for staged in plan.write if staged.file])
        for staged in plan.write:
            assert staged.file is not None
            at = output / staged.path
            folders.add(at.parent)
            status = staged.file.stat()
            staged.file.replace(at)
            written.append(
                Document(
                    staged.path,
                    staged.made_from,
                    staged.digest,
                    status.st_size,
                    status.st_mtime_ns,
                    status.st_ino,
                )
            )
        for path in plan.remove:
            at = output / path
            at.unlink(missing_ok=True)
            folders.add(at.parent)
        _sync_all([folder for folder in sorted(folders) if folder.exists()])
        for folder in {(output / path).parent for path in plan.remove} - {output}:
            with suppress(OSError):  # somebody else's files are still in it
                folder.rmdir()
    except OSError as error:
        raise PublishError(
            f"{error.filename or at}: {error.strerror}; "
            f"of {len(plan.write)} documents {len(written)} were replaced"
        ) from error
    return written


def _make_way(output: Path, path: str) -> None:
    """Make the folder of a document to come. Raises PublishError where something is in the way."""
    file = output / path
    folder = file.parent
    try:
        if folder.is_symlink():
            raise PublishError(
                f"{folder} is a link, and feedpub writes only into folders of its own; nothing was replaced"
            )
        folder.mkdir(exist_ok=True)
        if file.is_dir() and not file.is_symlink():
            raise PublishError(f"{file} is a folder, in the way of a document; nothing was replaced")
        if not os.access(folder, os.W_OK | os.X_OK):
            raise PublishError(f"{folder} can't be written to: permission denied; nothing was replaced")
    except OSError as error:
        raise PublishError(f"{folder} can't be made: {error.strerror}; nothing was replaced") from None


def _sync_all(paths: Sequence[Path]) -> None:
    """Have what was written reach the disk. Asked for many at once, a file system needs half the time."""
    if len(paths) < _MANY:
        for path in paths:
            _sync(path)
    else:
        from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415 - a run that writes little needs none

        with ThreadPoolExecutor(_AT_ONCE) as executor:
            deque(executor.map(_sync, paths), maxlen=0)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    except OSError as error:
        error.filename = path
        raise
    finally:
        os.close(descriptor)


def _paths(slug: str) -> list[str]:
    return [f"{slug}/{file}" for file in (*FILES.values(), *pages.FEED_FILES)]


def _head(file: Path) -> bytes:
    """Return the head of a document that bears feedpub's mark; nothing for any other file."""
    try:
        if file.parent.is_symlink() or not stat.S_ISREG(file.stat().st_mode):  # a pipe would keep us waiting
            return b""
        with file.open("rb") as document:
            head = document.read(_HEAD)
    except OSError:
        return b""
    entries = re.search(_ENTRIES_BEGIN, head)
    head = head[: entries.start() + 1] if entries else head
    return head if re.search(_MARK, head) else b""


def _topic(head: bytes) -> str | None:
    """Return the topic that a document's head says it is of."""
    if ours := re.search(_JSON_OURS, head):
        with suppress(ValueError):
            topic = json.loads(ours[1]).get("topic")
            return topic if isinstance(topic, str) else None
    if found := re.search(_XML_TOPIC, head):
        from html import unescape  # noqa: PLC0415 - few topics' feeds outlive their records

        return unescape((found[1] or found[2]).decode("utf-8", "replace"))
    return None
