"""The folder of records: which files it holds, by stat alone, and their bytes.

Responsible for: what is a candidate (patterns, hidden folders, links, the output folder) and for reading one
file within bounds. Not for what is in it.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from feedpub.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence


_TRIES = 3
# A set of a pattern: its first member may be a bracket (IEEE Std 1003.1 §2.13.1).
_SET = re.compile(r"\[(?P<other>[!^]?+)(?P<members>.[^]]*)\]", re.DOTALL)
# A pipe in place of the file must not block.
_WITHOUT_WAITING = os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK


class Source(NamedTuple):
    """One file, as its stat shows it; `path` is relative to the folder, with slashes."""

    path: str
    size: int
    mtime_ns: int
    ctime_ns: int
    inode: int


class Scan(NamedTuple):
    """What the folder holds, in no order that means anything, and what in it can't be a source."""

    sources: list[Source]
    problems: list[Problem]


class _Wanted(NamedTuple):
    """What tells whether a file matches one of the patterns: its name ends with one of the suffixes, or the
    function says so of its relative path (None: no pattern is left for it).
    """

    suffixes: tuple[str, ...]
    matches: Callable[[str], object] | None


class Unreadable(OSError):
    """A source could not be read as a whole; the message says why."""


def scan(folder: Path, include: Sequence[str], apart: Collection[Path] = ()) -> Scan:
    """Return every regular file below `folder` whose relative path matches one of the patterns.

    Hidden files and folders are passed over, and so is what is `apart` (the output, the config). A link to a
    file is followed as long as it stays in the folder; a link to a folder isn't, since what it leads to is
    read where it is. Raises OSError where the folder itself can't be read; folders and names within it that
    can't are problems.
    """
    root = os.path.realpath(folder)
    wanted = _wanted(include)
    skipped = {os.path.realpath(path) for path in apart}
    found = Scan([], [])
    todo = [(root, "")]  # each folder to read: its path, and its relative path with a slash
    while todo:
        path, prefix = todo.pop()
        try:
            here, folders = _listed(path, prefix, root, wanted, skipped)
        except OSError as error:
            if not prefix:
                raise
            found.problems.append(
                _problem(prefix.rstrip("/"), "unreadable", f"the folder can't be read: {error.strerror}")
            )
        else:
            found.sources.extend(here.sources)
            found.problems.extend(here.problems)
            todo.extend(folders)
    return found


def is_pattern(text: str) -> bool:
    """Say whether a text can be one of the patterns that `scan` takes: a set like [z-a] can't."""
    try:
        _pattern([text])
    except re.error:
        return False
    return True


def digest(data: bytes) -> bytes:
    """Return what tells bytes from others: the beginning of their SHA-256, which processors have instructions
    for.
    """
    return hashlib.sha256(data).digest()[:16]


def read(folder: Path | str, source: Source, most: int) -> bytes:
    """Return the bytes of a source, `most` at most.

    Raises Unreadable where it is larger, gone, no longer a file, not to be read, or changes all the while.
    """
    try:
        descriptor = os.open(f"{folder}/{source.path}", _WITHOUT_WAITING)
        try:
            for _ in range(_TRIES):
                if (data := _read_once(descriptor, most)) is not None:
                    return data
        finally:
            os.close(descriptor)
    except Unreadable:
        raise
    except OSError as error:
        raise Unreadable(f"it can't be read: {error.strerror}") from None
    raise Unreadable("it changes while it is read; the next run will try again")


def _read_once(descriptor: int, most: int) -> bytes | None:
    """Return the file's bytes from the beginning, None where it changed meanwhile."""
    before = os.fstat(descriptor)
    if not stat.S_ISREG(before.st_mode):
        raise Unreadable("it isn't a regular file any more")
    if before.st_size > most:
        raise Unreadable(f"it is larger than {most} bytes (limits: file_bytes)")
    wanted = before.st_size + 1  # one more shows that it grew
    data = os.pread(descriptor, wanted, 0)
    while len(data) < before.st_size and (more := os.pread(descriptor, wanted - len(data), len(data))):
        data += more
    after = os.fstat(descriptor)
    same = (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns)
    return data if same and len(data) == after.st_size else None


def _listed(
    path: str, prefix: str, root: str, wanted: _Wanted, skipped: Collection[str]
) -> tuple[Scan, list[tuple[str, str]]]:
    """Return what a folder holds, and the folders in it that are to be read. Raises OSError where it can't be
    read.
    """
    found = Scan([], [])
    folders: list[tuple[str, str]] = []
    suffixes, matches = wanted
    apart = {other.name for other in map(Path, skipped) if str(other.parent) == path}
    with os.scandir(path) as entries:
        for entry in entries:
            name = entry.name
            if name[0] == "." or name in apart:
                continue
            relative = prefix + name
            is_wanted = name.endswith(suffixes) or (matches is not None and matches(relative) is not None)
            if entry.is_file(follow_symlinks=False):  # what nearly all are; the listing itself says so
                if is_wanted:
                    _add(found, entry, relative)
            elif entry.is_symlink():
                is_folder = _is_folder(entry)
                if not (os.path.realpath(entry.path) + os.sep).startswith(root + os.sep):
                    if is_folder or is_wanted:
                        message = "the link leads out of the folder, so it isn't followed"
                        found.problems.append(_problem(relative, "link-out", message))
                elif not is_folder and is_wanted:
                    _add(found, entry, relative)
            elif _is_folder(entry):
                folders.append((entry.path, relative + "/"))
            elif is_wanted:
                _add(found, entry, relative)
    return found, folders


def _is_folder(entry: os.DirEntry[str]) -> bool:
    """Say whether it is a folder or a link to one; a link that leads in a circle leads to none."""
    try:
        return entry.is_dir()
    except OSError:
        return False


def _add(found: Scan, entry: os.DirEntry[str], relative: str) -> None:
    try:
        status = entry.stat()
    except FileNotFoundError:
        return  # it vanished since it was listed, as if it had never been there
    except OSError as error:
        found.problems.append(_problem(relative, "unreadable", f"it can't be read: {error.strerror}"))
        return
    if not stat.S_ISREG(status.st_mode):
        return
    if not (relative.isascii() or _is_utf8(relative)):
        found.problems.append(_problem(relative, "file-name", "the file's name isn't UTF-8; rename it"))
        return
    found.sources.append(
        Source._make(  # in half the time of a call with five arguments
            (relative, status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)
        )
    )


def _is_utf8(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _problem(path: str, rule: str, message: str) -> Problem:
    shown = path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return Problem(shown, 1, 1, "error", rule, message)


def _wanted(include: Sequence[str]) -> _Wanted:
    suffixes = {pattern: _suffix(pattern) for pattern in include}
    others = [pattern for pattern, suffix in suffixes.items() if not suffix]
    return _Wanted(tuple(filter(None, suffixes.values())), _pattern(others).fullmatch if others else None)


def _suffix(pattern: str) -> str:
    """Return the suffix that is all that a pattern like **/*.md asks for; nothing where it asks for more."""
    suffix = pattern.removeprefix("**/*")
    return "" if suffix == pattern or set("*?[/").intersection(suffix) else suffix


def _pattern(include: Sequence[str]) -> re.Pattern[str]:
    """Return the patterns as one regular expression: ** crosses folders; *, ? and sets like [a-z] don't."""
    return re.compile("|".join(f"(?:{_translated(pattern)})" for pattern in include), re.DOTALL)


def _translated(pattern: str) -> str:
    made = ""
    at = 0
    while at < len(pattern):
        if pattern.startswith("**/", at):
            made, at = made + "(?:.*/)?", at + 3
        elif pattern.startswith("**", at):
            made, at = made + ".*", at + 2
        elif found := _SET.match(pattern, at):
            inner = re.sub(r"[]\\[&~|]|(?<=.-)-", r"\\\g<0>", found["members"])
            made += f"(?!/)[{'^' if found['other'] else ''}{inner}]"
            at = found.end()
        else:
            made += {"*": "[^/]*", "?": "[^/]"}.get(pattern[at], re.escape(pattern[at]))
            at += 1
    return made
