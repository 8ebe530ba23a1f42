"""The output folder: what lies there, what is to change, and changing it so that every file is always whole.

First a plan, as a value: what to write, what stays, what goes. New bytes are staged beside the feeds before
anything is replaced; applying the plan is dull: sync, rename, remove. feedpub removes only what bears its
mark.
"""

from __future__ import annotations

import json
import os
import re
import stat
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Self

from feedpub import outputs, topics
from feedpub.index import Document, in_64_bits
from feedpub.outputs.assets import MARK
from feedpub.problems import PublishError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from concurrent.futures import Future, ThreadPoolExecutor

STAGING = ".feedpub-staging"
_EMPTY = "empty"  # a file in the staging folder: names of folders that may be empty if the run can't end

_STAGED_SLASH = "--"  # which no slug has in it

_MANY = 64  # files to flush for which threads are worth starting
_PIECE = 16  # of them that a thread flushes one after the other
_AT_ONCE = 8
_HEAD = 65536  # bytes in which a document's head ends
# Expressions that are compiled when first asked: a run with nothing to do looks into no document.
_ENTRIES_BEGIN = rb'<entry>|<item>|\n  "items": \['
_MARK = (
    rb'<generator>feedpub</generator>|\n  "_feedpub": \{"generator": "feedpub"|(?:<!--|/\*) %b\b'
    % re.escape(MARK)
)
_XML_TOPIC = rb'<category (?:[^>]*? )?label="([^"]*)"[^>]*/>|<category domain="[^"]*">([^<]*)</category>'
_JSON_OURS = rb'\n  "_feedpub": (\{.*\}),\n'


class Staged(NamedTuple):
    """A document that is ready to replace another: where its bytes lie (None: nowhere, in a dry run), and
    what will be known of it, since a rename leaves a file's stat as it is.
    """

    file: str | None
    document: Document

    @property
    def path(self) -> str:
        """The document's path in the output folder."""
        return self.document.path


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
    """Where new documents wait. Enter it to begin with an empty one; it is gone when left.

    `folder` is made by the first document; None in a dry run.
    """

    def __init__(self, output: Path, *, pretend: bool = False) -> None:
        self._output = output
        self._flushing = _Flushing()
        self.folder = None if pretend else output / STAGING

    def __enter__(self) -> Self:
        self._clear()
        return self

    def __exit__(self, *_: object) -> None:
        self._flushing.stop()
        self._clear()

    def flush(self, *paths: str | Path) -> None:
        """Have files and folders reach the disk, at the latest when `flushed` is called."""
        for path in paths:
            self._flushing.add(path)

    def flushed(self) -> None:
        """Wait until all of that has reached the disk. Raises OSError where something can't."""
        self._flushing.finish()

    def note_empty(self, slugs: Collection[str]) -> None:
        """Note folders that are empty for a while, or will be, so that the next run removes them if this one
        can't any more.
        """
        if self.folder is None or not slugs:
            return
        try:
            self.folder.mkdir(exist_ok=True)
            names = sorted(filter(topics.SLUG.fullmatch, slugs))  # others aren't feedpub's doing
            (self.folder / _EMPTY).write_text("".join(f"{name}\n" for name in names), "ascii")
        except OSError as error:
            raise PublishError(
                f"{self.folder} can't be written: {error.strerror}; nothing was replaced"
            ) from None

    def _clear(self) -> None:
        folder = self.folder
        if folder is None or not os.path.lexists(folder):
            return
        import shutil  # noqa: PLC0415 - a run that stages nothing doesn't need it

        try:
            if folder.is_symlink() or not folder.is_dir():
                folder.unlink()
            else:
                for slug in self._noted():
                    with suppress(OSError):  # there are files in it, or it is gone
                        (self._output / slug).rmdir()
                shutil.rmtree(folder)
        except OSError as error:
            raise PublishError(
                f"{folder}, left by a run that was stopped, can't be removed: {error.strerror}"
            ) from None

    def _noted(self) -> list[str]:
        """Return the slugs that were noted, as far as they were written."""
        assert self.folder is not None
        try:
            lines = (self.folder / _EMPTY).read_text("ascii", "replace").split("\n")[:-1]
        except FileNotFoundError:
            return []
        return [slug for slug in lines if topics.SLUG.fullmatch(slug)]


class _Flushing:
    """Has files reach the disk; many of them side by side, and while others are made."""

    def __init__(self) -> None:
        self._few: list[str | Path] = []
        self._threads: ThreadPoolExecutor | None = None
        self._under_way: list[Future[None]] = []

    def add(self, file: str | Path) -> None:
        """Take a file that was written and closed."""
        self._few.append(file)
        if len(self._few) >= (_MANY if self._threads is None else _PIECE):
            self._hand_over()

    def finish(self) -> None:
        """Return when all have. Raises the first OSError."""
        if self._threads is None:
            _sync_each(self._few)
            self._few = []
            return
        self._hand_over()
        for each in self._under_way:
            each.result()
        self._under_way = []

    def stop(self) -> None:
        """Begin with no more of them."""
        if self._threads is not None:
            self._threads.shutdown(cancel_futures=True)

    def _hand_over(self) -> None:
        if self._threads is None:
            from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415 - a run that writes little needs none

            self._threads = ThreadPoolExecutor(_AT_ONCE)
        pieces = (self._few[at : at + _PIECE] for at in range(0, len(self._few), _PIECE))
        self._under_way.extend(self._threads.submit(_sync_each, piece) for piece in pieces)
        self._few = []


def stage(output: Path, folder: Path | None, path: str, content: bytes, made_from: bytes) -> Staged:
    """Write a document's bytes into the staging folder, if there is one. Raises PublishError, with nothing
    replaced, where that can't be.
    """
    if folder is None:
        return Staged(None, Document(path, made_from, len(content), 0, 0))
    file = f"{folder}/{path.replace('/', _STAGED_SLASH)}"
    try:
        with suppress(FileExistsError):
            os.mkdir(folder)  # noqa: PTH102 - asked for thousands of times
        with open(file, "xb", buffering=0) as staged:  # noqa: PTH123 - the same
            rest = memoryview(content)
            while rest:
                rest = rest[staged.write(rest) :]
            status = os.fstat(staged.fileno())
    except OSError as error:
        raise PublishError(
            f"{output / path} can't be written: {error.strerror}; nothing was replaced"
        ) from None
    return Staged(file, Document(path, made_from, *_shown(status)))


def _shown(status: os.stat_result) -> tuple[int, int, int]:
    """Return size, time and inode of a document, as the index holds them."""
    return status.st_size, in_64_bits(status.st_mtime_ns), in_64_bits(status.st_ino)


def stands(output: Path, document: Document) -> bool:
    """Say whether what was written still lies there untouched, by its stat."""
    try:
        status = os.lstat(f"{output}/{document.path}")
    except (OSError, ValueError):  # ValueError: no path at all, in a damaged index
        return False
    return _shown(status) == (document.size, document.mtime_ns, document.inode)


def same(output: Path, path: str, content: bytes, made_from: bytes) -> Document | None:
    """Return the document that lies at `path` if its bytes are these, else None."""
    file = f"{output}/{path}"
    with suppress(OSError):
        status = os.lstat(file)
        if (
            status.st_size == len(content)
            and stat.S_ISREG(status.st_mode)
            and not os.path.islink(f"{output}/{_folder(path)}")  # noqa: PTH114 - thousands of times
            and Path(file).read_bytes() == content
        ):
            return Document(path, made_from, *_shown(status))
    return None


def earlier(output: Path, slugs: Collection[str]) -> list[Earlier]:
    """Return the folders, other than those of `slugs`, in which documents of feedpub's lie, in the order of
    their names. Raises PublishError where nobody can look.
    """
    try:
        names = sorted(
            entry.name for entry in os.scandir(output) if entry.name not in slugs and entry.name[0] != "."
        )
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise PublishError(f"{output} can't be read: {error.strerror}") from None
    return [found for name in names if (found := lying_in(output, name))]


def lying_in(output: Path, name: str) -> Earlier | None:
    """Return what of feedpub's lies in a folder."""
    heads = {path: head for path in _paths(name) if (head := _head(output / path))}
    topic = next((made for head in heads.values() if (made := _topic(head)) is not None), None)
    return Earlier(name, topic, tuple(heads)) if heads else None


def superfluous(output: Path, slugs: Collection[str], wanted: Collection[str]) -> list[str]:
    """Return the paths of feedpub's documents in the folders of `slugs` that aren't wanted any more."""
    paths = (*outputs.site_files(), *(path for slug in sorted(slugs) for path in _paths(slug)))
    # Most that are asked for aren't there.
    return [
        path
        for path in paths
        if path not in wanted and os.path.lexists(f"{output}/{path}") and _head(output / path)
    ]


def is_foreign(output: Path, path: str) -> bool:
    """Say whether something that isn't feedpub's lies where a page would."""
    return os.path.lexists(output / path) and not _head(output / path)


def apply(plan: Plan, output: Path, staging: Staging) -> list[Document]:
    """Carry out the plan and return what was written. Raises PublishError at the first thing that can't be
    done.

    Every staged file is on the disk, and every place is known to be free, before the first is renamed; a
    rename replaces a whole file by a whole file (POSIX rename). What was renamed before a failure stays: each
    document is whole by itself.
    """
    written = []
    at = f"{output}"
    to_make = {_folder(staged.path) for staged in plan.write}
    to_empty = {_folder(path) for path in plan.remove}
    staging.note_empty(
        {slug for slug in to_make if not os.path.lexists(f"{output}/{slug}")} | to_empty - {""}
    )
    _make_way(output, [staged.path for staged in plan.write])
    folders = {output, *(output / slug for slug in to_make | to_empty)}
    try:
        staging.flushed()
        for staged in plan.write:
            assert staged.file is not None
            at = f"{output}/{staged.path}"
            os.replace(staged.file, at)  # noqa: PTH105 - thousands of times
            written.append(staged.document)
        for path in plan.remove:
            at = f"{output}/{path}"
            Path(at).unlink(missing_ok=True)
        staging.flush(*(folder for folder in sorted(folders) if folder.exists()))
        staging.flushed()
        for slug in to_empty - {""}:
            with suppress(OSError):  # somebody else's files are still in it
                (output / slug).rmdir()
    except OSError as error:
        raise PublishError(
            f"{error.filename or at}: {error.strerror}; "
            f"of {len(plan.write)} documents {len(written)} were replaced"
        ) from error
    return written


def _make_way(output: Path, paths: Iterable[str]) -> None:
    """Make the folders of documents to come. Raises PublishError where something is in the way."""
    of_folder: dict[str, list[str]] = {}
    for path in paths:
        of_folder.setdefault(_folder(path), []).append(path)
    for name, within in of_folder.items():
        folder = output / name
        try:
            if name and folder.is_symlink():  # where the output folder itself leads is its owner's affair
                raise PublishError(
                    f"{folder} is a link, and feedpub writes only into folders of its own; "
                    "nothing was replaced"
                )
            try:
                folder.mkdir()
            except FileExistsError:
                if not folder.is_dir():
                    raise
                _refuse_folders(output, within)
            if not os.access(folder, os.W_OK | os.X_OK):
                raise PublishError(f"{folder} can't be written to: permission denied; nothing was replaced")
        except OSError as error:
            raise PublishError(f"{folder} can't be made: {error.strerror}; nothing was replaced") from None


def _refuse_folders(output: Path, paths: Iterable[str]) -> None:
    for path in paths:
        file = output / path
        if file.is_dir() and not file.is_symlink():
            raise PublishError(f"{file} is a folder, in the way of a document; nothing was replaced")


def _folder(path: str) -> str:
    """Return the folder of a document's path; nothing for one of the output folder itself."""
    return path.rpartition("/")[0]


def _sync_each(paths: Sequence[str | Path]) -> None:
    for path in paths:
        _sync(path)


def _sync(path: str | Path) -> None:
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    except OSError as error:
        error.filename = path
        raise
    finally:
        os.close(descriptor)


def _paths(slug: str) -> list[str]:
    return [f"{slug}/{file}" for file in outputs.feed_files()]


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
