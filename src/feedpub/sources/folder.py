"""A folder of text files as a source: which files it holds, by stat alone, and their bytes.

Responsible for which files are items (patterns, hidden folders, links, the output folder) and for reading one
file within bounds. Not for a file's contents.
"""

from __future__ import annotations

import errno
import os
import stat
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from feedpub.problems import Problem
from feedpub.sources import stats
from feedpub.sources.base import Item, Listing, Unreadable
from feedpub.sources.patterns import compile_patterns

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from feedpub.sources.patterns import Matcher

_TRIES = 3
# A pipe in place of the file must not block. Links are followed by `_open_beneath` alone.
_FILE = os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK | os.O_NOFOLLOW
_FOLDER = os.O_RDONLY | os.O_CLOEXEC | os.O_DIRECTORY
# Names are bytes to the system, and UTF-8 to feedpub, whatever the locale's encoding.
_IS_UTF8_SYSTEM = sys.getfilesystemencoding() == "utf-8"


@dataclass(frozen=True, slots=True)
class FolderSource:
    """The files below a folder whose relative path matches one of the patterns `include`.

    An item's key is its path relative to the folder, with slashes; its revision is its stat. `exclude` are
    files and folders that aren't read (the output, the config), and `max_bytes` is the size of the largest
    file that is.
    """

    folder: Path
    include: tuple[str, ...]
    exclude: tuple[Path, ...]
    max_bytes: int

    def list_items(self) -> Listing:
        """List the files. Raises OSError where the folder itself can't be read."""
        return scan(self.folder, self.include, self.exclude)

    def load(self, item: Item) -> bytes:
        """Return a file's bytes. Raises Unreadable."""
        return read(self.folder, item.key, self.max_bytes, stats.inode(item.revision))

    def changed_ns(self, revision: bytes) -> int:
        """Return the later of the file's times of change, of content and of status, in nanoseconds."""
        return stats.changed_ns(revision)


def scan(folder: Path, include: Sequence[str], exclude: Collection[Path] = ()) -> Listing:
    """Return every regular file below `folder` whose relative path matches one of the patterns.

    Hidden files and folders are passed over, and so are those in `exclude`. A link to a file is followed as
    long as it stays in the folder; a link to a folder isn't, since the files in it are listed where they lie.
    Raises OSError where the folder itself can't be read; folders and names within it that can't are problems.
    """
    root = os.path.realpath(folder)
    matcher = compile_patterns(include)
    skipped = {os.path.realpath(path) for path in exclude}
    listing = Listing([], [], [])
    pending = [(root, "")]  # each folder to read: its path, and its relative path with a slash
    while pending:
        path, prefix = pending.pop()
        try:
            here, folders = _list_folder(path, prefix, root, matcher, skipped)
        except OSError as error:
            if not prefix:
                raise
            here, folders = Listing([], [], [prefix]), []
            message = f"the folder can't be read: {error.strerror}"
            here.problems.append(_problem(prefix.rstrip("/"), "unreadable", message))
        listing.items.extend(here.items)
        listing.problems.extend(here.problems)
        listing.unreadable.extend(here.unreadable)
        pending.extend(folders)
    return listing


def read(folder: Path | str, key: str, max_bytes: int, listed_inode: int | None = None) -> bytes:
    """Return the bytes of a file by its path relative to the folder, `max_bytes` at most.

    No file outside of the folder is opened, even if the path has become a link since it was listed. Links
    aren't followed, except in the place of the file itself, and only to a file in the folder: the one with
    `listed_inode`, if that is given. Raises Unreadable where the file is larger, gone, not a file any more,
    can't be read, or changes all the while.
    """
    try:
        descriptor = _open_beneath(folder, key, listed_inode)
        try:
            for _ in range(_TRIES):
                if (data := _read_once(descriptor, max_bytes)) is not None:
                    return data
        finally:
            os.close(descriptor)
    except Unreadable:
        raise
    except OSError as error:
        raise Unreadable(f"it can't be read: {error.strerror}") from None
    raise Unreadable("it changes while it is read; the next run will try again")


def _open_beneath(folder: Path | str, key: str, listed_inode: int | None) -> int:
    """Return a descriptor of a file in the folder. Raises OSError."""
    try:
        return _open_by_steps(folder, key.encode())
    except OSError as error:
        if error.errno != errno.ELOOP:
            raise
    root = os.path.realpath(os.fsencode(folder))
    target = os.path.realpath(os.path.join(root, key.encode()))  # noqa: PTH118 - bytes
    if not target.startswith(root.rstrip(b"/") + b"/"):
        raise Unreadable("the link leads out of the folder, so it isn't followed")
    descriptor = _open_by_steps(root, target[len(root.rstrip(b"/")) + 1 :])
    if listed_inode not in (None, os.fstat(descriptor).st_ino % 2**64):
        os.close(descriptor)
        raise Unreadable("the link leads elsewhere since it was listed; the next run will try again")
    return descriptor


def _open_by_steps(folder: Path | str | bytes, relative: bytes) -> int:
    """Return a descriptor of a file, opening each folder on the way to it without following links.

    As openat2 does with RESOLVE_NO_SYMLINKS, which Python doesn't offer. The folder itself may be a link.
    """
    *folders, name = relative.split(b"/")
    if not folders:  # nothing on the way; one call instead of three saves a third of the time to read a file
        return os.open(b"%b/%b" % (os.fsencode(folder), name), _FILE)
    parent = os.open(folder, _FOLDER)
    try:
        for each in folders:
            child = os.open(each, _FOLDER | os.O_NOFOLLOW, dir_fd=parent)
            os.close(parent)
            parent = child
        return os.open(name, _FILE, dir_fd=parent)
    finally:
        os.close(parent)


def _read_once(descriptor: int, max_bytes: int) -> bytes | None:
    """Return the file's bytes from its beginning, None where it changed meanwhile."""
    before = os.fstat(descriptor)
    if not stat.S_ISREG(before.st_mode):
        raise Unreadable("it isn't a regular file any more")
    if before.st_size > max_bytes:
        raise Unreadable(f"it is larger than {max_bytes} bytes (limits: file_bytes)")
    size = before.st_size + 1  # one byte more shows that it grew
    data = os.pread(descriptor, size, 0)
    while len(data) < before.st_size and (more := os.pread(descriptor, size - len(data), len(data))):
        data += more
    after = os.fstat(descriptor)
    is_same = (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns)
    return data if is_same and len(data) == after.st_size else None


def _list_folder(
    path: str, prefix: str, root: str, matcher: Matcher, skipped: Collection[str]
) -> tuple[Listing, list[tuple[str, str]]]:
    """Return the items in one folder, and the folders in it that are to be read.

    Raises OSError where it can't be read.
    """
    listing = Listing([], [], [])
    folders: list[tuple[str, str]] = []
    suffixes, matches = matcher
    skipped_here = {other.name for other in map(Path, skipped) if str(other.parent) == path}
    with os.scandir(path) as entries:
        for entry in entries:
            name = entry.name
            if name[0] == "." or name in skipped_here:
                continue
            if not _IS_UTF8_SYSTEM:
                name = os.fsencode(name).decode("utf-8", "surrogateescape")
            relative = prefix + name
            is_wanted = name.endswith(suffixes) or (matches is not None and matches(relative) is not None)
            if entry.is_file(follow_symlinks=False):  # nearly all are, and the listing itself knows it
                if is_wanted:
                    _add_item(listing, entry, relative)
            elif entry.is_symlink():
                is_folder = _is_folder(entry)
                if not (os.path.realpath(entry.path) + os.sep).startswith(root + os.sep):
                    if is_folder or is_wanted:
                        message = "the link leads out of the folder, so it isn't followed"
                        listing.problems.append(_problem(relative, "link-out", message))
                elif not is_folder and is_wanted:
                    _add_item(listing, entry, relative)
            elif _is_folder(entry):
                folders.append((entry.path, relative + "/"))
            elif is_wanted:
                _add_item(listing, entry, relative)
    return listing, folders


def _is_folder(entry: os.DirEntry[str]) -> bool:
    """Return whether it is a folder or a link to one; a link that leads in a circle isn't."""
    try:
        return entry.is_dir()
    except OSError:
        return False


def _add_item(listing: Listing, entry: os.DirEntry[str], relative: str) -> None:
    try:
        status = entry.stat()
    except FileNotFoundError:
        return  # it vanished since it was listed, as if it had never been there
    except OSError as error:
        listing.problems.append(_problem(relative, "unreadable", f"it can't be read: {error.strerror}"))
        listing.unreadable.append(relative)
        return
    if not stat.S_ISREG(status.st_mode):
        return
    if not (relative.isascii() or _is_utf8(relative)):
        listing.problems.append(_problem(relative, "file-name", "the file's name isn't UTF-8; rename it"))
        return
    revision = stats.pack(status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)
    listing.items.append(Item(relative, revision))


def _is_utf8(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _problem(path: str, rule: str, message: str) -> Problem:
    printable = path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return Problem(printable, 1, 1, "error", rule, message)
