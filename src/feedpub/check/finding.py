"""Which files below a folder are feeds, by what is in them, whatever they are called.

Responsible for walking a folder and for a quick look at how a file begins. Not for judging it: a file that
begins like a feed is one here, however broken the rest is.
"""

from __future__ import annotations

import errno
import os
import re
import stat
from pathlib import Path
from typing import TYPE_CHECKING

from feedpub.check.reading.encoding import detect

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_LOOK = 64 * 1024
"""So many bytes are looked at; the keys of a JSON feed may follow a long description."""

_NAMES = frozenset(("atom.xml", "rss.xml", "feed.json"))
_PROLOG = re.compile(
    r"""(?: \s++
          | <\?.*?\?>
          | <!--.*?-->
          | <!DOCTYPE(?:[^\[\]<>"']++|"[^"]*+"|'[^']*+'|\[(?:[^\]"']++|"[^"]*+"|'[^']*+')*\])*>
        )*""",
    re.VERBOSE | re.DOTALL,
)
_ROOT = re.compile(r"<(?:[\w.-]++:)?(feed|entry|rss)(?=[\s/>])([^>]*+)")
_ATOM = re.compile(r"/atom\b", re.IGNORECASE)
_JSON_FEED = re.compile(
    r'jsonfeed\.org\\?/version|"(?:content_html|content_text|feed_url|home_page_url)"\s*+:'
)


def feed_files(folder: Path, unreadable: Callable[[OSError], None]) -> Iterator[Path]:
    """Yield the files below a folder that begin like feeds, or have the names that feedpub's have, sorted in
    each folder, files before folders: what was damaged may begin like nothing.

    Hidden files and folders are left out, and so are links to nothing; links to folders aren't followed, so
    that a loop has an end; only regular files are opened, since a pipe might never answer.
    `unreadable` is called for each file and folder that can't be read, since it may be a feed.
    """
    waiting = [os.fspath(folder)]
    while waiting:
        try:
            files, folders = _list_folder(waiting.pop())
        except OSError as error:
            unreadable(error)
            continue
        waiting.extend(reversed(folders))
        for path in files:
            try:
                if _begins_like_a_feed(path) or (path.name in _NAMES and path.is_file()):
                    yield path
            except (FileNotFoundError, NotADirectoryError):
                continue  # gone in the meantime, or a link to nothing
            except OSError as error:
                if error.errno != errno.ELOOP:
                    unreadable(error)


def _list_folder(folder: str) -> tuple[list[Path], list[str]]:
    """Return a folder's files, and the folders in it to go on with; by name, without what is hidden."""
    files, folders = [], []
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda entry: entry.name):
            if entry.name.startswith("."):
                continue
            try:
                is_folder = entry.is_dir()
            except OSError:  # a loop of links, which opening the file will tell
                is_folder = False
            if not is_folder:
                files.append(Path(entry.path))
            elif not entry.is_symlink():
                folders.append(entry.path)
    return files, folders


def _begins_like_a_feed(path: Path) -> bool:
    """Whether a path is a regular file that begins like a feed; raises OSError when it can't be read."""
    if not stat.S_ISREG(path.stat().st_mode):
        return False
    with path.open("rb") as file:
        return looks_like_a_feed(file.read(_LOOK))


def looks_like_a_feed(head: bytes) -> bool:
    """Whether bytes are the beginning of an Atom feed or entry, an RSS feed or a JSON Feed."""
    text = head.decode(detect(head)[1] or "latin-1", "replace").lstrip("\ufeff \t\r\n")
    if text.startswith("{"):
        return bool(_JSON_FEED.search(text))
    if not text.startswith("<"):
        return False
    prolog = _PROLOG.match(text)
    root = _ROOT.match(text, prolog.end() if prolog else 0)
    return bool(root and (root[1] != "entry" or _ATOM.search(root[2])))
