"""Finds the folder of records, and counts its records.

The search is bounded: it reads a limited number of files, doesn't follow links, and skips hidden folders
and those that programs fill.
"""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple, get_args

from feedpub import config, records, sources
from feedpub.content.text import clean, one_line
from feedpub.frontmatter.syntaxes import of_whole_file
from feedpub.problems import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from feedpub.config import Config

OUTPUT = "feeds"
MAX_FILES = 5_000
"""How many files of the folder of records are read."""

_USUAL_NAMES = ("seeds", "content", "_posts", "posts", "records", "src")
_OUTPUTS = (OUTPUT, "published-feeds", "feedpub-feeds")
_GENERATED = frozenset(
    "feeds node_modules vendor venv site-packages __pycache__ _site public dist build target".split()
)
_SUFFIXES = tuple(pattern.removeprefix("**/*") for pattern in config.INCLUDE)

_MAX_FOLDERS = 100  # that are searched
_MAX_ENTRIES = 5_000  # that are listed in each
_MAX_SAMPLES = 300  # files that are read in each
_MAX_ALL_SAMPLES = 3_000
_SAMPLE_BYTES = 1_000_000

_Kind = Literal["flagged", "unflagged", "incomplete"]


def find(folder: Path) -> str:
    """Return the subfolder with the most records, as the config names it; a usual one if there are no
    records.

    Of two with as many, the one with a usual name wins, then the one that is higher up.
    """
    counts: dict[str, int] = {}
    left = _MAX_ALL_SAMPLES
    options = config.load(None, source=folder, base_url="https://example.org/")
    for top in _subfolders(folder):
        paths = [path for path in _files_below(folder, top) if path.endswith(_SUFFIXES)]
        for path in paths[: min(left, _MAX_SAMPLES)]:
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
    if any(_kind(folder, name, options) for name in own[:_MAX_SAMPLES] if name.endswith(_SUFFIXES)):
        return "."
    return _folder_for_new_records(folder)


def _folder_for_new_records(folder: Path) -> str:
    """Return the name of a folder for records: a usual one that exists, else one that can be created."""
    usual = _USUAL_NAMES[:-1]  # not src, which holds other things
    existing = [name for name in usual if (folder / name).is_dir() and not (folder / name).is_symlink()]
    free = [name for name in usual if not os.path.lexists(folder / name)]
    if not existing and not free:
        raise ConfigError("no folder with records found; give one with --source")
    return (existing or free)[0]


def _rank(path: str) -> int:
    name = path.rpartition("/")[2]
    return _USUAL_NAMES.index(name) if name in _USUAL_NAMES else len(_USUAL_NAMES)


def _subfolders(folder: Path) -> list[str]:
    """Return the names of the subfolders to search, the usual ones first."""
    names = [entry.name for entry in _entries(folder) if _is_folder(entry) and entry.name not in _GENERATED]
    return sorted(names, key=lambda name: (_rank(name), name))[:_MAX_FOLDERS]


def _files_below(folder: Path, top: str) -> Iterator[str]:
    """Yield paths of files below a subfolder, relative to the folder, level by level, by name."""
    todo = [top]
    seen = 0
    while todo:
        below: list[str] = []
        for path in todo:
            for entry in _entries(folder / path):
                seen += 1
                if seen > _MAX_ENTRIES:
                    return
                if _is_folder(entry):
                    if entry.name not in _GENERATED:
                        below.append(f"{path}/{entry.name}")
                elif entry.is_file(follow_symlinks=False) and entry.name[0] != ".":
                    yield f"{path}/{entry.name}"
        todo = below


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    """Return the entries of a folder in the order of their names; none where it can't be read."""
    with suppress(OSError), os.scandir(folder) as listing:
        return sorted(listing, key=lambda entry: entry.name)
    return []


def _is_folder(entry: os.DirEntry[str]) -> bool:
    """Return whether to search the folder: not hidden, not a link, with a name that a config can hold."""
    return entry.name[0] != "." and entry.is_dir(follow_symlinks=False) and _survives_reading(entry.name)


def _survives_reading(path: str) -> bool:
    """Return whether the config's reader keeps the path: it joins white space and drops controls."""
    return one_line(clean(path)) == path


def _kind(folder: Path, path: str, options: Config) -> _Kind | None:
    """Return the kind of record in a file, None where it isn't a record.

    Many YAML and JSON files aren't records, so without a flag they have to be complete ones.
    """
    try:
        path.encode()
        data = sources.read(folder, path, _SAMPLE_BYTES)
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


class Counts(NamedTuple):
    """How many files match, and how many of those that were read are records.

    `unflagged` ones have no flag that publishes or withholds them; `incomplete` ones of these lack more.
    """

    files: int
    records: int
    unflagged: int
    incomplete: int


def count(options: Config) -> Counts:
    """Count the records in the folder; of very many files only the first are read."""
    try:
        scan = sources.scan(options.source, options.include, [options.output])
    except OSError as error:
        raise ConfigError(f"the source folder {options.source} can't be read: {error.strerror}") from None
    paths = sorted(item.key for item in scan.items)
    kinds = [_kind(options.source, path, options) for path in paths[:MAX_FILES]]
    flagged, unflagged, incomplete = (kinds.count(kind) for kind in get_args(_Kind))
    return Counts(len(paths), flagged + unflagged + incomplete, unflagged + incomplete, incomplete)


def path_in_config(source: Path, folder: Path) -> str:
    """Return the path of the folder of records for the config in `folder`: relative where possible."""
    whole = Path(os.path.abspath(source))  # noqa: PTH100 - a link stays the link that was given
    try:
        path = whole.relative_to(os.path.abspath(folder)).as_posix()  # noqa: PTH100
    except ValueError:
        path = source.as_posix() if source.is_absolute() else Path(os.path.relpath(source, folder)).as_posix()
    try:
        path.encode()
    except UnicodeEncodeError:
        raise ConfigError(
            f"--source: the name of the folder {_quoted(path)} isn't UTF-8; rename it"
        ) from None
    if not _survives_reading(path):
        raise ConfigError(f"--source: a config can't name the folder {_quoted(path)}; rename it")
    return path


def free_output(folder: Path, source: Path) -> str:
    """Return a name for the output folder: not the folder of records, and not taken by a file."""

    def free(name: str) -> bool:
        path = folder / name
        return os.path.realpath(path) != os.path.realpath(source) and (
            path.is_dir() or not os.path.lexists(path)
        )

    found = next(filter(free, _OUTPUTS), None)
    if found is None:
        raise ConfigError(f"no name is left for an output folder: {', '.join(_OUTPUTS)} are all in use")
    return found


def _quoted(path: str) -> str:
    return repr(os.fsencode(path).decode("utf-8", "backslashreplace"))
