"""A folder -> a commented feedpub.yaml that runs as it stands.

Responsible for what `feedpub init` does: `search` finds the folder of records, `told` what the site says of
itself elsewhere, `text` writes it down with what `keys` says of each key. Not for reading a config, nor for
records. Nothing of a record that isn't published goes into the config.
"""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from feedpub import config, pipeline
from feedpub.content import urls
from feedpub.content.text import clean, one_line
from feedpub.problems import ConfigError, PublishError
from feedpub.starter import search, text, told
from feedpub.starter.found import Found, Told

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from feedpub.pipeline import TopicRow

_PLACEHOLDER = "https://example.org/"


@dataclass(frozen=True, slots=True)
class Started:
    """What was written: the file, the folder of records as it stands there, how many records and topics were
    found, and what is left to do, a line each.
    """

    file: Path
    source: str
    records: int
    topics: int
    to_do: tuple[str, ...]


def write(
    folder: Path,
    *,
    source: Path | None = None,
    base_url: str | None = None,
    title: str | None = None,
    force: bool = False,
    now: int | None = None,
) -> Started:
    """Write feedpub.yaml in `folder` from what is found there, and return what came of it.

    `source` is the folder of records (looked for if none is given), `base_url` the URL where the feeds will
    be served, `title` what they are called. Records dated after `now`, in seconds since 1970, don't count;
    if none is given, it is the time that the file system gives the new file, so that no clock is asked.
    Where there is no record yet, the folder `seeds` is made for them.

    Raises ConfigError where there is a config and not `force`, and where what is given can't be used;
    PublishError where the file can't be written. Then nothing has changed.
    """
    file = folder / config.FILE_NAME
    if os.path.lexists(file) and not force:
        raise ConfigError(f"{file} is there already; --force replaces it")
    if source is not None and not source.is_dir():
        raise ConfigError(f"the source folder {source} isn't there")
    draft = folder / f".{config.FILE_NAME}.{os.getpid()}"
    try:
        with draft.open("x", encoding="utf-8") as made:
            moment = int(os.fstat(made.fileno()).st_mtime) if now is None else now
            found = _look(folder, source=source, base_url=base_url, title=title, now=moment)
            made.write(text.of(found))
        config.load(draft)
        if not found.records:
            (folder / found.source).mkdir(exist_ok=True)
        draft.replace(file)
    except OSError as error:
        raise PublishError(f"{file} can't be written: {error.strerror}") from None
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
    return Started(file, found.source, found.records, len(found.topics), tuple(_to_do(found)))


def _look(folder: Path, *, source: Path | None, base_url: str | None, title: str | None, now: int) -> Found:
    """Return what the config is to say, from the options and from what the folder holds."""
    others = told.by_others(folder)
    given_url = None if base_url is None else told.folder_url(base_url, "--base-url")
    url, feeds_url = _addresses(given_url, others.get("url"))
    shown = one_line(clean(title or ""))
    name = Told(shown, "--title") if shown else others.get("title") or _made_title(folder, url)
    where = search.as_written(source, folder) if source is not None else search.best(folder)
    output = search.free_output(folder, folder / where)
    options = config.load(
        None, source=folder / where, output=folder / output, base_url=feeds_url.value, title=name.value
    )
    counted = search.count(options) if options.source.is_dir() else search.Counted(0, 0, 0, 0)
    rows: list[TopicRow] = []
    if options.source.is_dir() and counted.files <= search.MOST_READ:
        rows = [row for row in pipeline.topics_of(options, now=now) if row.published]
    return Found(
        source=where,
        output=output,
        title=name,
        url=url,
        feeds_url=feeds_url,
        description=others.get("description"),
        records=counted.records,
        files=counted.files,
        unflagged=counted.unflagged,
        incomplete=counted.incomplete,
        topics=tuple(sorted(rows, key=lambda row: (-row.published, row.slug))),
    )


def _addresses(feeds_url: str | None, site_url: Told | None) -> tuple[Told, Told]:
    """Return the URLs of the site and of the feeds, each made of the other where only one is known."""
    if feeds_url is not None:
        return site_url or Told(urljoin(feeds_url, ".."), "--base-url"), Told(feeds_url, "--base-url")
    if site_url is not None:
        return site_url, Told(f"{site_url.value}{search.OUTPUT}/", site_url.origin)
    return Told(_PLACEHOLDER, None), Told(f"{_PLACEHOLDER}{search.OUTPUT}/", None)


def _made_title(folder: Path, url: Told) -> Told:
    """Return what stands for a title: the site's host, else the folder's name."""
    name = urls.host(url.value) if url.origin else one_line(clean(os.fsdecode(folder.resolve().name)))
    return Told(name or "Feeds", None)


def _to_do(found: Found) -> Iterator[str]:
    """Yield what is left to do, a line each."""
    if found.feeds_url.origin is None:
        yield f"set site.url and site.feeds_url; {found.feeds_url.value} only stands in for them"
    if found.title.origin is None:
        yield "set site.title: what the feeds are called"
    if not found.records:
        yield f"put records into {found.source}"
    if found.files > search.MOST_READ:
        yield f"only {search.MOST_READ} of {found.files} files were read; `feedpub topics` reads all"
    if found.unflagged_most:
        yield (
            f"{found.unflagged} of {found.records} records say neither published: true nor false; "
            "add it, or switch publish_unflagged on"
        )
    if found.incomplete:
        yield f"{found.incomplete} records lack what is needed to publish them, title or publishedDateTime"
    yield "then run: feedpub generate"
