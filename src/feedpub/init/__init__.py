"""A folder -> a commented feedpub.yaml that works as it is.

Responsible for `feedpub init`: `records_folder` finds the folder of records, `site_hints` reads the site's
title and URL from the files of other programs, `render` writes all of it down. Not for reading a config,
nor for records. Nothing from a record that isn't published goes into the config.
"""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from feedpub import config
from feedpub.content import dates, urls
from feedpub.content.text import clean, one_line
from feedpub.init import records_folder, site_hints
from feedpub.init.discovery import Discovery, Hint
from feedpub.init.render import render_config
from feedpub.problems import ConfigError, PublishError
from feedpub.run import questions
from feedpub.stores.folder import FolderStore

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from feedpub.run.questions import FeedRow

_PLACEHOLDER = "https://example.org/"


@dataclass(frozen=True, slots=True)
class NewConfig:
    """The config that was written: its file, the folder of records as it names it, how many records and
    topics were found, and what is left to do, a line each.
    """

    file: Path
    source: str
    records: int
    topics: int
    to_do: tuple[str, ...]


def write_config(
    folder: Path,
    *,
    source: Path | None = None,
    base_url: str | None = None,
    title: str | None = None,
    force: bool = False,
    now: int | None = None,
) -> NewConfig:
    """Write feedpub.yaml in `folder` from what is found there.

    `source` is the folder of records (searched for by default), `base_url` the URL where the feeds will be
    served, `title` their title. Records dated after `now`, in seconds since 1970, don't count; by default
    that is the time that the file system gives the new file, so the clock isn't read. If no records are found
    yet, the folder `seeds` is created for them.

    Raises ConfigError if there is a config and not `force`, and for arguments that can't be used;
    PublishError if the file can't be written. Nothing has changed then.
    """
    file = folder / config.FILE_NAME
    if os.path.lexists(file) and not force:
        raise ConfigError(f"{file} exists already; --force replaces it")
    if source is not None and not source.is_dir():
        raise ConfigError(f"the source folder {source} isn't there")
    draft = folder / f".{config.FILE_NAME}.{os.getpid()}"
    try:
        with draft.open("x", encoding="utf-8") as stream:
            moment = int(os.fstat(stream.fileno()).st_mtime) if now is None else now
            discovery = _discover(folder, source=source, base_url=base_url, title=title, now=moment)
            stream.write(render_config(discovery))
        config.load(draft)
        if not discovery.records:
            (folder / discovery.source).mkdir(exist_ok=True)
        draft.replace(file)
    except OSError as error:
        raise PublishError(f"{file} can't be written: {error.strerror}") from None
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
    to_do = tuple(_to_do(discovery))
    return NewConfig(file, discovery.source, discovery.records, len(discovery.topics), to_do)


def _discover(
    folder: Path, *, source: Path | None, base_url: str | None, title: str | None, now: int
) -> Discovery:
    """Return what goes into the config, from the options and from the folder."""
    hints = site_hints.read(folder)
    try:
        given_url = None if base_url is None else config.folder_url(base_url)
    except ValueError as error:
        raise ConfigError(f"--base-url: {error}") from None
    url, feeds_url = _urls(given_url, hints.get("url"))
    given_title = one_line(clean(title or ""))
    name = Hint(given_title, "--title") if given_title else hints.get("title") or _default_title(folder, url)
    path = (
        records_folder.path_in_config(source, folder) if source is not None else records_folder.find(folder)
    )
    output = records_folder.free_output(folder, folder / path)
    options = config.load(
        None, source=folder / path, output=folder / output, base_url=feeds_url.value, title=name.value
    )
    is_there = options.source.is_dir()
    counts = records_folder.count(options) if is_there else records_folder.Counts(0, 0, 0, 0)
    published = FolderStore(options.output).read_published().manifest  # by an earlier config
    topics: list[FeedRow] = []
    if is_there and counts.files <= records_folder.MAX_FILES:
        topics = [row for row in questions.feed_rows(options, now=now) if row.topic and row.published]
    return Discovery(
        source=path,
        output=output,
        title=name,
        url=url,
        feeds_url=feeds_url,
        description=hints.get("description"),
        records=counts.records,
        files=counts.files,
        unflagged=counts.unflagged,
        incomplete=counts.incomplete,
        topics=tuple(sorted(topics, key=lambda row: (-row.published, row.slug))),
        id_base=published.id_base or config.default_id_base(url.value, dates.day(now)[:4]),
    )


def _urls(feeds_url: str | None, site_url: Hint | None) -> tuple[Hint, Hint]:
    """Return the URLs of the site and of the feeds; where only one is known, the other is derived from it."""
    if feeds_url is not None:
        return site_url or Hint(urljoin(feeds_url, ".."), "--base-url"), Hint(feeds_url, "--base-url")
    if site_url is not None:
        return site_url, Hint(f"{site_url.value}{records_folder.OUTPUT}/", site_url.origin)
    return Hint(_PLACEHOLDER, None), Hint(f"{_PLACEHOLDER}{records_folder.OUTPUT}/", None)


def _default_title(folder: Path, url: Hint) -> Hint:
    """Return a placeholder for the title: the site's host, else the folder's name."""
    name = urls.host(url.value) if url.origin else one_line(clean(os.fsdecode(folder.resolve().name)))
    return Hint(name or "Feeds", None)


def _to_do(discovery: Discovery) -> Iterator[str]:
    """Yield what is left to do, a line each."""
    if discovery.feeds_url.origin is None:
        yield f"set site.url and site.feeds_url; {discovery.feeds_url.value} is a placeholder"
    if discovery.title.origin is None:
        yield "set site.title: what the feeds are called"
    if not discovery.records:
        yield f"put records into {discovery.source}"
    if discovery.files > records_folder.MAX_FILES:
        read = f"only {records_folder.MAX_FILES} of {discovery.files} files were read"
        yield f"{read}; `feedpub topics` reads all"
    if discovery.mostly_unflagged:
        yield (
            f"{discovery.unflagged} of {discovery.records} records have neither published: true nor false; "
            "add it, or switch publish_unflagged on"
        )
    if discovery.incomplete:
        missing = "publishedDateTime and a title or a text"
        yield f"{discovery.incomplete} records can't be published without {missing}"
    yield "then run: feedpub generate"
