"""The source that a config names, its listing, and the index that goes with it."""

from __future__ import annotations

import hashlib
import os
from dataclasses import asdict
from typing import TYPE_CHECKING

from feedpub import _version, index
from feedpub.problems import ConfigError, PublishError
from feedpub.sources import FolderSource

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from feedpub.config import Config
    from feedpub.index import Index
    from feedpub.sources import Listing, Source


def open_source(config: Config) -> FolderSource:
    """Return the folder of records. Raises ConfigError where it isn't there."""
    if not config.source.is_dir():
        raise ConfigError(f"the source folder {config.source} isn't there")
    exclude = (config.output, *config.exclude, *([config.file] if config.file else []))
    return FolderSource(config.source, config.include, exclude, config.limits.file_bytes)


def list_source(source: Source, config: Config) -> Listing:
    """Return the source's listing. Raises PublishError where it can't be read."""
    try:
        return source.list_items()
    except OSError as error:
        raise PublishError(f"{config.source} can't be read: {error.strerror}; nothing was replaced") from None


def refuse_unreadable(listing: Listing, gone: Iterable[str], config: Config) -> None:
    """Raise PublishError where items of an earlier run aren't gone, but can't be listed any more: their
    records must not be taken for deleted.
    """
    exact = {key for key in listing.unreadable if not key.endswith("/")}
    folders = tuple(key for key in listing.unreadable if key.endswith("/"))
    for key in gone:
        if key in exact or key.startswith(folders):
            path = next((folder.rstrip("/") for folder in folders if key.startswith(folder)), key)
            reason = next(problem.message for problem in listing.problems if problem.where == path)
            raise PublishError(
                f"{config.source / path}: {reason}; an earlier run read records there, "
                "so nothing was replaced"
            )


def open_index(config: Config, *, rebuild: bool, dry_run: bool) -> tuple[Index, str | None]:
    """Return the index of this output, in memory where none can be kept, and a notice if there is anything to
    report.
    """
    key = index_key(config)
    if dry_run:
        return index.in_memory(key), None
    name = hashlib.sha256(os.fsencode(os.path.realpath(config.output))).hexdigest()[:12]
    file = config.state / index.FOLDER / f"index-{name}.sqlite3"
    try:
        if rebuild:
            index.discard(file)
        opened, reason = index.open_file(file, key)
    except (OSError, *index.DAMAGED) as error:
        cause = error.strerror if isinstance(error, OSError) else error
        notice = f"no index can be kept in {file.parent} ({cause}); every run reads everything"
        return index.in_memory(key), notice
    return opened, f"{reason}; reading everything again" if reason else None


def index_key(config: Config) -> str:
    """Return a key of everything that reading an item depends on: the reader, the source, and these parts of
    the config. Whatever else documents depend on is part of their input digests (see `plan`).
    """
    site = config.site
    return index.key_of(
        {
            index.VERSION: _version.__version__,
            "source.folder": os.path.realpath(config.source),
            **{f"limits.{name}": value for name, value in asdict(config.limits).items()},
            "publish_unflagged": config.publish_unflagged,
            "entities": config.entities,
            "ignore_keys": config.ignore_keys,
            "site.timezone": site.timezone,
            "site.url": site.url,
            "site.feeds_url": site.feeds_url,
            "topics": sorted(config.renamed.items()),
        }
    )


def file_system_time_ns(file: Path | None) -> int:
    """Return the time that the file system of the index gives to a change now, in nanoseconds; no other clock
    is read. 0 where there is no such file: then nothing that was stored before can be trusted.
    """
    if file is None:
        return 0
    try:
        os.utime(file)
        return file.stat().st_mtime_ns
    except OSError:
        return 0
