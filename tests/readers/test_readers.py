"""Readers that people use subscribe to every feed of a site over HTTP, and find the entries of its records.

Expected values are those that this file writes into the records.
"""

from __future__ import annotations

import hashlib
import threading
from collections import Counter
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

import pytest
from tests.readers.adapters import READERS, Feeds, Item, instant
from tests.sites import Site

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TITLES = (
    "Robots win",
    "Früchte & Gemüse: 1 < 2, 3 > 2",
    "“Quoted” 'text' and \"more\"",
    "機械学習の歴史",
    "أخبار الروبوتات",
    "Smile 😀 & wave 👋🏽",
    "x" * 400,
)
FILES = {"atom": "atom.xml", "rss": "rss.xml", "json": "feed.json"}
SLUGS = {"all": None, "robots": "Robots", "law-and-order": "Law & Order", "empty": "Empty"}


class Server(NamedTuple):
    """A web server: its URL, and how often it answered with which status."""

    url: str
    answers: Counter[int]


class Handler(BaseHTTPRequestHandler):
    """Serves a folder with entity tags; answers 304 to a client with the current bytes (RFC 9110 §13.1.2).

    Last-Modified has no fractions of a second: a test's runs are closer than that, so a minute seems to pass
    with each change.
    """

    folder: Path
    answers: ClassVar[Counter[int]]
    modified: ClassVar[dict[str, tuple[str, int]]]

    def do_GET(self) -> None:
        content = (self.folder / self.path.lstrip("/")).read_bytes()
        tag = f'"{hashlib.sha256(content).hexdigest()}"'
        known, modified = self.modified.get(self.path, ("", 1_700_000_000))
        self.modified[self.path] = tag, modified if known == tag else modified + 60
        status = 304 if self.headers["If-None-Match"] == tag else 200
        self.answers[status] += 1
        self.send_response(status)
        self.send_header("ETag", tag)
        self.send_header("Last-Modified", formatdate(self.modified[self.path][1], usegmt=True))
        if status == 200:
            self.send_header(
                "Content-Type", "application/xml" if self.path.endswith("xml") else "application/feed+json"
            )
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if status == 200:
            self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        pass


class Published:
    """A site that is served, and the items that its records describe."""

    def __init__(self, folder: Path) -> None:
        class OfSite(Handler):
            answers = Counter()  # noqa: RUF012 - declared in the class it extends
            modified = {}  # noqa: RUF012 - the same

        OfSite.folder = folder / "site" / "feeds"
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), OfSite)
        self.server = Server(f"http://127.0.0.1:{self._server.server_port}/", OfSite.answers)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.site = Site(
            folder / "site",
            site={"feeds_url": self.server.url, "author": {"name": "The Editors"}},
            topics={"Empty": {}},
            pages=True,
        )
        self.items: dict[str, tuple[Item, tuple[str, ...]]] = {}
        for number, title in enumerate(TITLES):
            topics = ("Robots", "Law & Order") if number % 2 else ("Robots",)
            self.add(
                f"{number}.md",
                title,
                number,
                topics,
                images=[{"url": "https://example.org/i.png", "width": 400}],
            )
        own = "urn:uuid:0b6ac6c6-9d5f-4a8e-9b0a-8a39d1f5d1e1"
        self.add("own-id.md", "An id of its own", 20, ("Law & Order",), id=own)
        self.add(
            "no-link.md", "Without a link", 21, ("Robots",), id="tag:example.org,2024:no-link", webUrl=None
        )
        related = [{"title": "Elsewhere", "url": "https://example.com/r"}]
        self.add("related.md", "Related", 22, ("Robots",), related=related, updatedDateTime="2024-06-01")
        self.site.publish()

    def add(self, name: str, title: str, day: int, topics: tuple[str, ...], **more: Any) -> None:
        link = more.setdefault("webUrl", f"https://example.org/{name}?a=1&b=2")
        date = f"2024-04-{day + 1:02}T10:20:30Z"
        self.site.add(
            name, title=title, publishedDateTime=date, topics=list(topics), excerpt="A & B < C.", **more
        )
        self.items[name] = (Item(more.get("id") or link, title, link, instant(date)), topics)

    def urls(self, formats: tuple[str, ...]) -> dict[str, str]:
        """Return each feed's slug by its URL."""
        return {f"{self.server.url}{slug}/{FILES[each]}": slug for slug in SLUGS for each in formats}

    def expected(self, slug: str) -> set[Item]:
        topic = SLUGS[slug]
        return {item for item, topics in self.items.values() if topic is None or topic in topics}

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def published(tmp_path: Path) -> Iterator[Published]:
    site = Published(tmp_path)
    yield site
    site.close()


@pytest.fixture(params=[*READERS.values()], ids=[*READERS])
def reader(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    folder = tmp_path / "reader"
    folder.mkdir()
    return request.param(folder)


def assert_as_written(found: Feeds, published: Published, reader: Any) -> None:
    for url, slug in published.urls(reader.formats).items():
        items = found[url]
        silent = reader.silent.get(url.rpartition("/")[2].partition(".")[0], ())
        not_given: dict[str, Any] = dict.fromkeys(silent)
        expected = {item._replace(**not_given) for item in published.expected(slug)}
        assert len(items) == len(expected), url
        assert set(items) == expected, url


def test_a_reader_finds_every_entry(published: Published, reader: Any) -> None:
    assert_as_written(reader.read([*published.urls(reader.formats)]), published, reader)


def names(found: Feeds) -> set[tuple[str, str]]:
    """Return the identity of each item in each feed."""
    return {(url, item.id or item.link or item.title) for url, items in found.items() for item in items}


def test_a_reader_finds_one_new_entry_once(published: Published, reader: Any) -> None:
    """After a run that changed nothing, after one with a new record, after one with a corrected title."""
    urls = [*published.urls(reader.formats)]
    before = names(reader.read(urls))

    published.site.publish()
    assert names(reader.read(urls)) == before

    published.add("new.md", "News", 25, ("Robots",))
    published.site.publish()
    found = reader.read(urls)
    new = {(url, published.items["new.md"][0].link) for url in urls if "/all/" in url or "/robots/" in url}
    assert names(found) - before == new
    assert before <= names(found)

    published.add("new.md", "Corrected news", 25, ("Robots",), updatedDateTime="2024-05-20")
    published.site.publish()
    assert names(reader.read(urls)) == names(found)


STATEFUL = ("reader", "newsboat", "sfeed")


@pytest.mark.parametrize("name", STATEFUL)
def test_only_new_entries_are_marked_unread(published: Published, name: str, tmp_path: Path) -> None:
    (tmp_path / "reader").mkdir()
    reader: Any = READERS[name](tmp_path / "reader")
    urls = [*published.urls(reader.formats)]
    reader.read(urls)
    assert len(reader.unread()) == len(published.items)
    reader.mark_read()

    published.site.publish()
    reader.read(urls)
    assert reader.unread() == set()

    published.add("new.md", "News", 25, ("Robots",))
    published.site.publish()
    reader.read(urls)
    assert reader.unread() == {published.items["new.md"][0].link}
    reader.mark_read()

    published.add("new.md", "Corrected news", 25, ("Robots",), updatedDateTime="2024-05-20")
    published.add("0.md", "Robots lose", 0, ("Robots",), updatedDateTime="2024-05-21")
    published.site.publish()
    found = reader.read(urls)
    assert any(item.title == "Robots lose" for items in found.values() for item in items)
    assert reader.unread() == set()


def test_what_did_not_change_is_not_sent_again(published: Published, tmp_path: Path) -> None:
    """To reader, that is: newsboat 2.21 keeps entity tags, and asks without them."""
    reader: Any = READERS["reader"](tmp_path)
    urls = [*published.urls(reader.formats)]
    reader.read(urls)
    published.site.forget()
    published.site.publish()
    published.server.answers.clear()
    reader.read(urls)
    assert published.server.answers == {304: len(urls)}
