"""A change of the config costs what it changes: records are read again where they would be read otherwise,
and documents are written where they would differ.
"""

from __future__ import annotations

import sqlite3
import zlib
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

import pytest
from tests import documents
from tests.sites import Site, contents, stats

import feedpub
from feedpub import _version, records
from feedpub.config import Limits
from feedpub.run.source import index_key
from feedpub.sources import FolderSource
from feedpub.stores.folder import MANIFEST

if TYPE_CHECKING:
    from feedpub.sources import Item

CONFIG: dict[str, Any] = {
    "limit": 3,
    "formats": ["atom", "json"],
    "topics": {"AI": {"description": "Minds"}},
    "feeds": [{"slug": "hot", "title": "Hot", "order": "hottest", "limit": 1}],
}


@pytest.fixture
def settled(site: Site, monkeypatch: pytest.MonkeyPatch) -> Site:
    """Five records in three topics, none of which has to be read again."""
    monkeypatch.setattr("feedpub.index.changes.MTIME_GRANULARITY_NS", 0)
    site.configure(**CONFIG)
    for at, topics in enumerate((["AI"], ["AI", "Vision"], ["Vision"], ["AI"], ["Law"])):
        site.add(
            f"{at}.md", title=f"Title {at}", topics=topics, publishedDateTime=f"2024-05-0{9 - at}", heat=at
        )
    site.publish()
    assert site.publish().unchanged == 10
    return site


@pytest.fixture
def reads(settled: Site, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The keys of the items that are read from now on."""
    load, keys = FolderSource.load, []

    def noted(source: FolderSource, item: Item) -> bytes:
        keys.append(item.key)
        return load(source, item)

    monkeypatch.setattr(FolderSource, "load", noted)
    return keys


@dataclass(frozen=True)
class Change:
    """What a changed config is to cost: the documents that are written, and the records that these show."""

    config: dict[str, Any]
    written: set[str]
    reread: str


ALL = {
    f"{slug}/{file}" for slug in ("all", "ai", "vision", "law", "hot") for file in ("atom.xml", "feed.json")
}
CHANGES = {
    "another title of the site": Change({"site": {"title": "Other"}}, ALL, "01234"),
    "an author": Change({"site": {"author": {"name": "Desk"}}}, ALL, "01234"),
    "a smaller limit": Change({"limit": 2}, {path for path in ALL if path.startswith(("all/", "ai/"))}, "01"),
    "a larger limit": Change({"limit": 4}, {path for path in ALL if path.startswith("all/")}, "0123"),
    "a limit that no feed reaches": Change({"feeds": [{**CONFIG["feeds"][0], "within": "5200w"}]}, set(), ""),
    "another format": Change(
        {"formats": ["atom", "json", "rss"]},
        {f"{slug}/rss.xml" for slug in ("all", "ai", "vision", "law", "hot")},
        "01234",
    ),
    "a format less": Change({"formats": ["json"]}, set(), ""),
    "another feed": Change(
        {"feeds": [*CONFIG["feeds"], {"slug": "law-only", "title": "L", "any": ["Law"]}]},
        {"law-only/atom.xml", "law-only/feed.json"},
        "4",
    ),
    "another title of a feed": Change(
        {"feeds": [{**CONFIG["feeds"][0], "title": "Hotter"}]}, {"hot/atom.xml", "hot/feed.json"}, "4"
    ),
    "a topic's description": Change(
        {"topics": {"AI": {"description": "Machines"}}}, {"ai/atom.xml", "ai/feed.json"}, "013"
    ),
    "a topic's own name in the config": Change(
        {"topics": {"AI": {"description": "Minds"}, "Law": None}}, set(), ""
    ),
    "excerpts only": Change({"content": "excerpt"}, set(), "01234"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_costs_what_it_changes(settled: Site, reads: list[str], name: str) -> None:
    change = CHANGES[name]
    before = stats(settled.output)
    settled.configure(**{**CONFIG, **change.config})
    summary = settled.publish()
    after = stats(settled.output)
    assert summary.notices == ()
    written = {path for path in after if after[path] != before.get(path)}
    assert written - {MANIFEST} == change.written
    assert reads == [f"{number}.md" for number in change.reread], "records that changed documents show, once"
    assert {one.path for one in summary.documents if one.action == "written"} == change.written
    published = contents(settled.output)
    settled.forget()
    settled.publish()
    assert contents(settled.output) == published, "as if the index had never been there"


def test_a_topic_that_the_config_respells_is_written_again(settled: Site) -> None:
    """Every entry of the topic shows the config's spelling, whatever feed it is in."""
    settled.configure(**{**CONFIG, "topics": {"A I": None, "ai": None}})
    summary = settled.publish()
    assert "ai" in {tag for entry in documents.entries(settled.output)["json"] for tag in entry["tags"]}
    written = {one.slug for one in summary.documents if one.action == "written"}
    assert {"all", "ai", "vision"} <= written
    published = contents(settled.output)
    settled.forget()
    settled.publish()
    assert contents(settled.output) == published


@pytest.mark.parametrize(
    ("config", "reason"),
    [
        ({"publish_unflagged": True}, "publish_unflagged changed"),
        ({"site": {"timezone": "Asia/Tokyo"}}, "site.timezone changed"),
        ({"site": {"url": "https://example.com/"}}, "site.url changed"),
        ({"site": {"feeds_url": "https://example.org/other/"}}, "site.feeds_url changed"),
        ({"limits": {"topics": 50}}, "limits.topics changed"),
        (
            {"limits": {"topics": 50, "images": 9}, "publish_unflagged": True},
            "limits.images and limits.topics and publish_unflagged changed",
        ),
    ],
)
def test_records_are_read_again_where_reading_depends_on_the_change(
    settled: Site, reads: list[str], config: dict[str, Any], reason: str
) -> None:
    settled.configure(**{**CONFIG, **config})
    assert settled.publish().notices == (f"{reason}; reading everything again",)
    assert sorted(reads) == [f"{number}.md" for number in range(5)]


def test_the_reason_for_reading_everything_again_is_the_true_one(
    settled: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_version, "__version__", "99.0")
    assert settled.publish().notices == (
        f"feedpub changed from {feedpub.__version__} to 99.0; reading everything again",
    )
    (index,) = (settled.folder / ".feedpub").glob("*.sqlite3")
    with sqlite3.connect(index) as database:
        database.execute("update meta set value = 'of another layout', checksum = ? where key = 'key'",
                         (zlib.crc32(b"of another layout"),))  # fmt: skip
    database.close()
    assert settled.publish().notices == ("feedpub changed; reading everything again",)
    index.write_bytes(b"not a database" * 1000)
    assert settled.publish().notices == ("the index is damaged; reading everything again",)
    settled.forget()
    assert settled.publish().notices == (), "as of a first run"


class Recorded:
    """A value that notes which of its attributes are asked for, those of some attributes too."""

    def __init__(self, value: object, asked: set[str], prefix: str = "") -> None:
        self._value, self._asked, self._prefix = value, asked, prefix

    def __getattr__(self, name: str) -> object:
        path = f"{self._prefix}{name}"
        value = getattr(self._value, name)
        if path in ("site", "limits"):
            return Recorded(value, self._asked, f"{path}.")
        self._asked.add(path)
        return value


def test_the_index_depends_on_everything_that_reading_depends_on(site: Site) -> None:
    """And on nothing else: the reader asks for these parts of the config, however it reads a record."""
    config = feedpub.load_config(site.file)
    asked: set[str] = set()
    front = {
        "title": "T", "publishedDateTime": "2024-05-06", "published": True, "topics": ["AI"], "id": "x:y",
        "webUrl": "/a", "provider": {"name": "P", "authors": ["A"], "images": [{"url": "/i.png"}]},
        "related": [{"url": "/r", "title": "R", "publishedDateTime": "2024-05-06"}], "images": ["/i.png"],
        "excerpt": "E", "featuredContent": "F",
    }  # fmt: skip
    for fields_of_record in (
        front,
        {**front, "quality": "1_0"},
        {**front, "id": "https://example.org/feeds/all/atom.xml"},
    ):
        data = site.add("a.md", fields_of_record, body="Text").read_bytes()
        records.parse(data, "a.md", Recorded(config, asked))  # type: ignore[arg-type]
    records.parse(b'{"title": "T"}', "a.json", Recorded(config, asked))  # type: ignore[arg-type]
    of_key = {
        "entities", "ignore_keys", "publish_unflagged", "renamed", "zone", "site.url", "site.feeds_url",
    }  # fmt: skip
    of_output = {"id_base", "key_bases"}  # which depend on what is published, so the index has them apart
    assert asked <= of_key | of_output | {f"limits.{field.name}" for field in fields(Limits)}
    assert of_key <= asked
    assert index_key(config) == index_key(feedpub.load_config(site.file, title="Other", limit=7))
