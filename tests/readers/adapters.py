"""Adapters for feed readers of other projects: each returns the items that it reads from feeds over HTTP.

Every adapter has the formats that its reader reads, the fields that it can't return, and `read(urls)`. Those
that keep a state have `unread()` and `mark_read()` too.
"""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import urllib.request
from calendar import timegm
from datetime import datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, Protocol, TypeAlias

import atoma
import fastfeedparser
import feedparser
import reader as lemon
from tests import tools

if TYPE_CHECKING:
    from collections.abc import Sequence

HERE = Path(__file__).parent


class Item(NamedTuple):
    """An entry as a reader understood it; `published` in seconds since 1970."""

    id: str | None
    title: str
    link: str | None
    published: int | None


Feeds = dict[str, list[Item]]
Silent: TypeAlias = "dict[str, tuple[str, ...]]"


class Reads(Protocol):
    """A reader; it gets a folder for its files when it is created.

    `silent` has by format which of an item's fields it doesn't tell; they are None.
    """

    formats: ClassVar[tuple[str, ...]]
    silent: ClassVar[Silent]

    def __init__(self, folder: Path) -> None: ...

    def read(self, urls: Sequence[str]) -> Feeds:
        """Return what each feed holds, newest first or in the feed's order."""


def instant(text: str | None) -> int | None:
    """Return the instant that an RFC 3339 or RFC 822 date names."""
    if not text:
        return None
    if text[0].isdigit() and "-" in text:
        return int(datetime.fromisoformat(text).timestamp())
    return int(parsedate_to_datetime(text).timestamp())


def web(link: str | None, id: str) -> str | None:  # noqa: A002
    """Return the link, but not an id in place of one that isn't there."""
    return None if link == id and not id.startswith("http") else link


def body(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=30) as answer:
        content: bytes = answer.read()
    return content


def run(*command: str | Path, home: Path) -> bytes:
    """Run a program in an environment of its own; return what it prints."""
    environment = {"HOME": str(home), "PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "TZ": "UTC"}
    done = subprocess.run(command, capture_output=True, env=environment, timeout=120, cwd=home, check=False)
    assert done.returncode == 0, (command, done.stdout[-2000:], done.stderr[-2000:])
    return done.stdout


# Python


class Feedparser:
    """feedparser gives an entry that has no link its id for one."""

    formats: ClassVar[tuple[str, ...]] = ("atom", "rss")
    silent: ClassVar[Silent] = {}

    def __init__(self, folder: Path) -> None: ...

    def read(self, urls: Sequence[str]) -> Feeds:
        return {url: [self._item(each) for each in self._parsed(url)] for url in urls}

    def _parsed(self, url: str) -> list[Any]:
        found = feedparser.parse(url)
        assert not found.bozo, found.bozo_exception
        return list(found.entries)

    def _item(self, entry: Any) -> Item:
        return Item(entry.id, entry.title, web(entry.get("link"), entry.id), timegm(entry.published_parsed))


class Atoma:
    formats: ClassVar[tuple[str, ...]] = ("atom", "rss", "json")
    silent: ClassVar[Silent] = {}

    def __init__(self, folder: Path) -> None: ...

    def read(self, urls: Sequence[str]) -> Feeds:
        return {url: self._items(url) for url in urls}

    def _items(self, url: str) -> list[Item]:
        data = body(url)
        if url.endswith("atom.xml"):
            return [
                Item(
                    each.id_,
                    each.title.value,
                    next((link.href for link in each.links if link.rel in (None, "alternate")), None),
                    int(each.published.timestamp()),
                )
                for each in atoma.parse_atom_bytes(data).entries
            ]
        if url.endswith("rss.xml"):
            return [
                Item(each.guid, each.title, each.link, int(each.pub_date.timestamp()))
                for each in atoma.parse_rss_bytes(data).items
            ]
        return [
            Item(each.id_, each.title, each.url, int(each.date_published.timestamp()))
            for each in atoma.parse_json_feed_bytes(data).items
        ]


class Fastfeedparser:
    formats: ClassVar[tuple[str, ...]] = ("atom", "rss", "json")
    silent: ClassVar[Silent] = {}

    def __init__(self, folder: Path) -> None: ...

    def read(self, urls: Sequence[str]) -> Feeds:
        return {url: [self._item(each) for each in fastfeedparser.parse(body(url)).entries] for url in urls}

    def _item(self, entry: Any) -> Item:
        return Item(entry["id"], entry["title"], entry.get("link") or None, instant(entry["published"]))


class Reader:
    """The library called reader, which keeps what it has seen, and reads Atom and RSS with feedparser."""

    formats: ClassVar[tuple[str, ...]] = ("atom", "rss", "json")
    silent: ClassVar[Silent] = {}

    def __init__(self, folder: Path) -> None:
        self._reader = lemon.make_reader(str(folder / "reader.sqlite"))

    def read(self, urls: Sequence[str]) -> Feeds:
        for url in urls:
            self._reader.add_feed(url, exist_ok=True)
        for updated in self._reader.update_feeds_iter(scheduled=False):
            assert not isinstance(updated.value, Exception), updated
        return {url: [self._item(each) for each in self._reader.get_entries(feed=url)] for url in urls}

    def unread(self) -> set[str]:
        return {each.id for each in self._reader.get_entries(read=False)}

    def mark_read(self) -> None:
        for each in list(self._reader.get_entries(read=False)):
            self._reader.mark_entry_as_read(each)

    def _item(self, entry: Any) -> Item:
        return Item(entry.id, entry.title, web(entry.link, entry.id), int(entry.published.timestamp()))


# Debian


class Newsboat:
    """newsboat keeps an item of several feeds in only one of them, so here each feed has its own newsboat."""

    formats: ClassVar[tuple[str, ...]] = ("atom", "rss")
    silent: ClassVar[Silent] = {}

    def __init__(self, folder: Path) -> None:
        self._program = tools.program("newsboat")
        self._folder = folder

    def read(self, urls: Sequence[str]) -> Feeds:
        return {url: self._items(url, self._folder / str(number)) for number, url in enumerate(urls)}

    def unread(self) -> set[str]:
        return {guid for (guid,) in self._asked("select guid from rss_item where unread = 1")}

    def mark_read(self) -> None:
        self._asked("update rss_item set unread = 0")

    def _items(self, url: str, home: Path) -> list[Item]:
        home.mkdir(exist_ok=True)
        (home / "urls").write_text(f"{url}\n")
        (home / "config").touch()
        run(self._program, "-u", "urls", "-c", "cache.db", "-C", "config", "-x", "reload", home=home)
        rows = self._asked("select guid, title, url, pubDate from rss_item", home)
        return [Item(guid, title, link or None, published) for guid, title, link, published in rows]

    def _asked(self, query: str, *homes: Path) -> list[Any]:
        rows: list[Any] = []
        for home in homes or sorted(self._folder.iterdir()):
            connection = sqlite3.connect(home / "cache.db")
            with connection:
                rows += connection.execute(query).fetchall()
            connection.close()
        return rows


class Sfeed:
    """sfeed keeps a line for each item, and a list of the links that were read, as its readers do."""

    formats: ClassVar[tuple[str, ...]] = ("atom", "rss")
    silent: ClassVar[Silent] = {}

    def __init__(self, folder: Path) -> None:
        self._update = tools.program("sfeed_update", package="sfeed")
        tools.program("curl")
        self._folder = folder
        self._read: set[str] = set()

    def read(self, urls: Sequence[str]) -> Feeds:
        feeds = "".join(f"feed '{number}' '{url}'\n" for number, url in enumerate(urls))
        settings = f'sfeedpath="{self._folder}/feeds"\nfeeds() {{\n{feeds}}}\n'
        (self._folder / "sfeedrc").write_text(settings)
        run(self._update, self._folder / "sfeedrc", home=self._folder)
        return {url: self._items(number) for number, url in enumerate(urls)}

    def unread(self) -> set[str]:
        return self._links() - self._read

    def mark_read(self) -> None:
        self._read = self._links()

    def _items(self, number: int) -> list[Item]:
        lines = (self._folder / "feeds" / str(number)).read_text("utf-8").splitlines()
        rows = [line.split("\t") for line in lines]
        return [Item(row[5], row[1], row[2] or None, int(row[0])) for row in rows]

    def _links(self) -> set[str]:
        files = (self._folder / "feeds").iterdir()
        rows = [line.split("\t") for file in files for line in file.read_text("utf-8").splitlines()]
        return {row[2] or row[5] for row in rows}


class Rsstail:
    """rsstail prints titles, links and dates; of Atom's two dates, that of the last update."""

    formats: ClassVar[tuple[str, ...]] = ("atom", "rss")
    silent: ClassVar[Silent] = {"atom": ("id", "published"), "rss": ("id",)}

    def __init__(self, folder: Path) -> None:
        self._program = tools.program("rsstail")
        self._folder = folder

    def read(self, urls: Sequence[str]) -> Feeds:
        return {url: self._items(url) for url in urls}

    def _items(self, url: str) -> list[Item]:
        printed = run(self._program, "-1", "-l", "-p", "-n", "1000", "-u", url, home=self._folder).decode()
        items: list[dict[str, str]] = []
        for line in printed.splitlines():
            name, _, value = line.strip().partition(": ")
            if name == "Title":
                items.append({})
            if items and name in {"Title", "Link", "Pub.date"}:
                items[-1][name] = value
        dated = "published" not in self.silent[url.rpartition("/")[2].partition(".")[0]]
        return [
            Item(None, each["Title"], each.get("Link"), instant(each["Pub.date"]) if dated else None)
            for each in items
        ]


# Other languages


class _Script:
    """A reader in another language: a script that prints the items of feeds by their URLs, as JSON."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._command = self.command()

    def command(self) -> tuple[str | Path, ...]:
        raise NotImplementedError

    def read(self, urls: Sequence[str]) -> Feeds:
        found = json.loads(run(*self._command, *urls, home=self._folder))
        return {url: [self._item(*each) for each in items] for url, items in found.items()}

    def _item(self, id: str | None, title: str, link: str | None, published: str | None) -> Item:  # noqa: A002
        return Item(id, title, web(link or None, id or ""), instant(published))


class RubyRss(_Script):
    """Ruby's own parser, which validates by its own idea of both formats."""

    formats: ClassVar[tuple[str, ...]] = ("atom", "rss")
    silent: ClassVar[Silent] = {}

    def command(self) -> tuple[str | Path, ...]:
        return tools.ruby("rss"), HERE / "ruby_rss.rb"


class XmlFeed(_Script):
    """XML::Feed gives an RSS item that has no link its guid for one."""

    formats: ClassVar[tuple[str, ...]] = ("atom", "rss")
    silent: ClassVar[Silent] = {}

    def command(self) -> tuple[str | Path, ...]:
        return tools.perl("XML::Feed", "libxml-feed-perl"), HERE / "xml_feed.pl"


class RssParser(_Script):
    formats: ClassVar[tuple[str, ...]] = ("atom", "rss")
    silent: ClassVar[Silent] = {}

    def command(self) -> tuple[str | Path, ...]:
        node, package = tools.node("rss-parser")
        return node, HERE / "rss_parser.cjs", package


class Feedsmith(_Script):
    formats: ClassVar[tuple[str, ...]] = ("atom", "rss", "json")
    silent: ClassVar[Silent] = {}

    def command(self) -> tuple[str | Path, ...]:
        node, package = tools.node("feedsmith")
        return node, HERE / "feedsmith.cjs", package


READERS: dict[str, type[Reads]] = {
    "feedparser": Feedparser,
    "atoma": Atoma,
    "fastfeedparser": Fastfeedparser,
    "reader": Reader,
    "newsboat": Newsboat,
    "sfeed": Sfeed,
    "rsstail": Rsstail,
    "Ruby's rss": RubyRss,
    "XML::Feed": XmlFeed,
    "rss-parser": RssParser,
    "feedsmith": Feedsmith,
}
