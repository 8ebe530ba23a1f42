"""Finding the folder of records, and counting what it holds.

The search is bounded: it looks at so many files and no more, doesn't follow links, and passes over hidden
folders and those that hold what was built or installed.
"""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple, get_args

from feedpub import config, records, sources
from feedpub.frontmatter.syntaxes import of_whole_file
from feedpub.problems import ConfigError
from feedpub.sources import Source
from feedpub.text import clean, one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from feedpub.config import Config

OUTPUT = "feeds"
MOST_READ = 5_000
"""How many files of the folder of records are read, at most."""

_USUAL = ("seeds", "content", "_posts", "posts", "records", "src")
_OUTPUTS = (OUTPUT, "published-feeds", "feedpub-feeds")
_NOT_WRITTEN_BY_HAND = frozenset(
    "feeds node_modules vendor venv site-packages __pycache__ _site public dist build target".split()
)
_SUFFIXES = tuple(pattern.removeprefix("**/*") for pattern in config.INCLUDE)

_MOST_FOLDERS = 100  # that are searched, of those that lie in the folder
_MOST_ENTRIES = 5_000  # that are listed in each
_MOST_SAMPLED = 300  # files that are read in each
_MOST_SAMPLED_IN_ALL = 3_000
_SAMPLE_BYTES = 1_000_000

_Kind = Literal["flagged", "unflagged", "incomplete"]


def best(folder: Path) -> str:
    """Return the folder that holds most records, as it is written in the config; the usual one if none does.

    Of two that hold as many, it is the one with a usual name, then the one that is higher up.
    """
    counts: dict[str, int] = {}
    left = _MOST_SAMPLED_IN_ALL
    options = config.load(None, source=folder, base_url="https://example.org/")
    for top in _tops(folder):
        paths = [path for path in _files_below(folder, top) if _fits(path)]
        for path in paths[: min(left, _MOST_SAMPLED)]:
            left -= 1
            if _kind(folder, path, options):
                parts = path.split("/")[:-1]
                for depth in (1, 2):
                    if len(parts) >= depth:
                        candidate = "/".join(parts[:depth])
                        counts[candidate] = counts.get(candidate, 0) + 1
    if counts:
        return min(counts, key=lambda name: (-counts[name], _rank(name), name.count("/"), name))
    own = [entry.name for entry in _entries(folder) if entry.is_file(follow_symlinks=False)]
    if any(_kind(folder, name, options) for name in own[:_MOST_SAMPLED] if _fits(name)):
        return "."
    return _for_later(folder)


def _for_later(folder: Path) -> str:
    """Return the name of a folder to put records in: a usual one that is there, else one that can be made."""
    usual = _USUAL[:-1]  # not src, which holds other things
    there = [name for name in usual if (folder / name).is_dir() and not (folder / name).is_symlink()]
    free = [name for name in usual if not os.path.lexists(folder / name)]
    if not there and not free:
        raise ConfigError("there is no folder with records here; give one with --source")
    return (there or free)[0]


def _rank(path: str) -> int:
    name = path.rpartition("/")[2]
    return _USUAL.index(name) if name in _USUAL else len(_USUAL)


def _tops(folder: Path) -> list[str]:
    """Return the names of the folder's own subfolders that are worth a look, the usual ones first."""
    names = [
        entry.name
        for entry in _entries(folder)
        if _is_folder(entry) and entry.name not in _NOT_WRITTEN_BY_HAND
    ]
    return sorted(names, key=lambda name: (_rank(name), name))[:_MOST_FOLDERS]


def _files_below(folder: Path, top: str) -> Iterator[str]:
    """Yield paths of files below a subfolder, relative to the folder, level by level, by name."""
    todo = [top]
    seen = 0
    while todo:
        below: list[str] = []
        for path in todo:
            for entry in _entries(folder / path):
                seen += 1
                if seen > _MOST_ENTRIES:
                    return
                if _is_folder(entry):
                    if entry.name not in _NOT_WRITTEN_BY_HAND:
                        below.append(f"{path}/{entry.name}")
                elif entry.is_file(follow_symlinks=False) and entry.name[0] != ".":
                    yield f"{path}/{entry.name}"
        todo = below


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    """Return what the folder holds in the order of names; nothing where it can't be read."""
    with suppress(OSError), os.scandir(folder) as listing:
        return sorted(listing, key=lambda entry: entry.name)
    return []


def _is_folder(entry: os.DirEntry[str]) -> bool:
    """Say whether it is a folder to look into: not hidden, no link, of a name that a config can hold."""
    return entry.name[0] != "." and entry.is_dir(follow_symlinks=False) and _is_writable(entry.name)


def _is_writable(path: str) -> bool:
    """Say whether a config holds this path as it is: its reader joins white space and drops controls."""
    return one_line(clean(path)) == path


def _fits(path: str) -> bool:
    return path.endswith(_SUFFIXES)


def _kind(folder: Path, path: str, options: Config) -> _Kind | None:
    """Return what kind of record a file holds, None where it holds none that can be understood.

    YAML and JSON hold much else, so without a flag they have to be complete records.
    """
    try:
        path.encode()
        data = sources.read(folder, Source(path, 0, 0, 0, 0), _SAMPLE_BYTES)
    except (OSError, UnicodeEncodeError):
        return None
    status = records.parse(data, path, options).status
    if status in ("invalid", "skipped"):
        return None
    if status != "unflagged":
        return "flagged"
    if records.parse(data, path, replace(options, publish_unflagged=True)).status == "published":
        return "unflagged"
    return None if of_whole_file(path) else "incomplete"


class Counted(NamedTuple):
    """How many files match, and how many of those that were read are records.

    `unflagged` ones don't say whether they are published; `incomplete` ones are among them, and couldn't be.
    """

    files: int
    records: int
    unflagged: int
    incomplete: int


def count(options: Config) -> Counted:
    """Return what the folder of records holds; of very many files only the first are read."""
    try:
        scan = sources.scan(options.source, options.include, [options.output])
    except OSError as error:
        raise ConfigError(f"the source folder {options.source} can't be read: {error.strerror}") from None
    paths = sorted(source.path for source in scan.sources)
    kinds = [_kind(options.source, path, options) for path in paths[:MOST_READ]]
    flagged, unflagged, incomplete = (kinds.count(kind) for kind in get_args(_Kind))
    return Counted(len(paths), flagged + unflagged + incomplete, unflagged + incomplete, incomplete)


def as_written(source: Path, folder: Path) -> str:
    """Return the path of the folder of records as the config has it: relative where it lies in the folder."""
    whole = Path(os.path.abspath(source))  # noqa: PTH100 - a link stays the link that was given
    try:
        written = whole.relative_to(os.path.abspath(folder)).as_posix()  # noqa: PTH100
    except ValueError:
        written = (
            source.as_posix() if source.is_absolute() else Path(os.path.relpath(source, folder)).as_posix()
        )
    try:
        written.encode()
    except UnicodeEncodeError:
        raise ConfigError(
            f"--source: the name of the folder {_shown(written)} isn't UTF-8; rename it"
        ) from None
    if not _is_writable(written):
        raise ConfigError(f"--source: a config can't name the folder {_shown(written)}; rename it")
    return written


def free_output(folder: Path, source: Path) -> str:
    """Return the name of an output folder that is neither the folder of records nor anything but a folder."""

    def free(name: str) -> bool:
        path = folder / name
        return os.path.realpath(path) != os.path.realpath(source) and (
            path.is_dir() or not os.path.lexists(path)
        )

    found = next(filter(free, _OUTPUTS), None)
    if found is None:
        raise ConfigError(f"there is no room for an output folder: {', '.join(_OUTPUTS)} are all in use")
    return found


def _shown(path: str) -> str:
    return repr(os.fsencode(path).decode("utf-8", "backslashreplace"))
