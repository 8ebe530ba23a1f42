"""Parsers of other projects read from feeds what a plain YAML loader reads from the records.

The feeds are those of this repository's own seeds.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import dataclass, replace
from html.parser import HTMLParser
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

import atoma
import feedparser
import pytest
import yaml
from reader import make_reader
from tests.sites import NOW, SEEDS

import feedpub

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

CONFIG = Path(__file__).parents[1] / "feedpub.yaml"
FEEDS_URL = "https://example.org/feeds/"


@dataclass(frozen=True)
class ReadEntry:
    """An entry as a parser reads it; None where the parser or the format lacks a field."""

    id: str
    title: str
    link: str | None
    published: dt.datetime
    updated: dt.datetime | None
    topics: tuple[str, ...] | None
    authors: tuple[str, ...] | None
    summary: str | None
    content: str | None


@dataclass(frozen=True)
class Expected:
    """An entry as its record has it, and the words of the record's body."""

    entry: ReadEntry
    words: frozenset[str]


def instant(value: object) -> dt.datetime:
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC) if value.tzinfo else value.replace(tzinfo=dt.UTC)
    if isinstance(value, dt.date):
        return dt.datetime(value.year, value.month, value.day, tzinfo=dt.UTC)
    return instant(dt.datetime.fromisoformat(str(value)))


# What of Markdown is no text: targets and labels of links, their definitions, a code block's language.
NO_TEXT = re.compile(
    r"(?<=\])(\([^)]*\)|\[[^\]]*\])|^\[[^\]]+\]: .*$|^```.*$|<https?:[^>]*>|https?://\S+", re.MULTILINE
)


class Text(HTMLParser):
    """The text of HTML, including the alternative texts of images."""

    def __init__(self, markup: str) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.feed(markup)
        self.close()

    def handle_data(self, data: str) -> None:
        self.pieces.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.pieces.append(dict(attrs).get("alt") or "")


def words(markup: str) -> frozenset[str]:
    """Return the words of a text or of HTML."""
    return frozenset(re.findall(r"\w{3,}", " ".join(Text(markup).pieces)))


def expected_of(path: Path) -> Expected | None:
    """Return the entry that feeds must have of a seed, None if they must not mention it."""
    text = path.read_text(encoding="utf-8")
    front, body = text, ""
    if path.suffix in {".md", ".txt"}:
        _, front, body = re.split(r"^---\n", text, maxsplit=2, flags=re.MULTILINE)
    fields = json.loads(text) if path.suffix == ".json" else yaml.safe_load(front)
    if fields.get("published") is not True or any(
        fields.get(flag) for flag in ("removed", "deleted", "draft")
    ):
        return None
    published = instant(fields["publishedDateTime"])
    updated = instant(fields.get("updatedDateTime", published))
    if updated > NOW:
        return None
    link = fields.get("webUrl") or fields.get("originalUrl")
    provider = fields.get("provider") or {}
    names = [one["name"] if isinstance(one, dict) else one for one in provider.get("authors") or ()]
    own = str(fields.get("id", ""))
    uuid = re.fullmatch(r"[0-9a-f-]{36}", own)
    entry = ReadEntry(
        id=f"urn:uuid:{own}" if uuid else own or link,
        title=fields["title"],
        link=link,
        published=published,
        updated=updated,
        topics=tuple(fields["topics"]),
        authors=tuple(names) or (provider["name"],),
        summary=fields["excerpt"],
        content=None,
    )
    if not body.lstrip().startswith("<"):
        body = NO_TEXT.sub(" ", body)
    return Expected(entry, words(body or fields["excerpt"]))


EXPECTED = {one.entry.id: one for path in sorted(SEEDS.iterdir()) if (one := expected_of(path)) is not None}


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that the seeds are published to, with every entry in every feed of its topic."""
    folder = tmp_path_factory.mktemp("published")
    config = feedpub.load_config(CONFIG, output=folder / "feeds", limit=1000)
    summary = feedpub.generate(replace(config, state=folder, pages=False), now=NOW)
    assert summary.problems == ()
    assert summary.published == len(EXPECTED) > 60
    return folder / "feeds"


def of_struct(parsed: Any) -> dt.datetime:
    year, month, day, hour, minute, second = parsed[:6]
    return dt.datetime(year, month, day, hour, minute, second, tzinfo=dt.UTC)


def by_feedparser(file: Path) -> Iterator[ReadEntry]:
    if file.suffix == ".json":
        return
    parsed = feedparser.parse(file.read_bytes(), sanitize_html=False, resolve_relative_uris=False)
    assert not parsed.bozo, parsed.get("bozo_exception")
    assert parsed.version == {"atom.xml": "atom10", "rss.xml": "rss20"}[file.name]
    for entry in parsed.entries:
        (content,) = entry.content
        assert content.type == "text/html"
        authors = tuple(author.name for author in entry.authors) if "authors" in entry else None
        yield ReadEntry(
            id=entry.id,
            title=entry.title,
            link=entry.link,
            published=of_struct(entry.published_parsed),
            updated=of_struct(entry.updated_parsed) if file.name == "atom.xml" else None,
            topics=tuple(tag.label or tag.term for tag in entry.tags),
            authors=authors,
            summary=entry.summary,
            content=content.value,
        )


def by_reader(file: Path) -> Iterator[ReadEntry]:
    with make_reader(":memory:", feed_root="") as library:
        library.add_feed(str(file))
        library.update_feed(str(file))
        for entry in library.get_entries():
            content = [one.value for one in entry.content if one.type == "text/html"]
            published = entry.published or entry.updated
            assert published is not None
            yield ReadEntry(
                id=entry.id,
                title=entry.title or "",
                link=entry.link,
                published=published,
                updated=entry.updated if file.name != "rss.xml" else None,
                topics=None,
                # Of Atom it reads one author only, RSS has names in no order that it keeps.
                authors=tuple(one.name or "" for one in entry.authors) if file.suffix == ".json" else None,
                summary=None if file.name == "feed.json" else entry.summary,
                content=content[0],
            )


def by_atoma(file: Path) -> Iterator[ReadEntry]:
    if file.name == "atom.xml":
        for entry in atoma.parse_atom_bytes(file.read_bytes()).entries:
            yield ReadEntry(
                id=entry.id_,
                title=entry.title.value,
                link=next(link.href for link in entry.links if link.rel == "alternate"),
                published=entry.published,
                updated=entry.updated,
                topics=tuple(category.label for category in entry.categories),
                authors=tuple(author.name for author in entry.authors),
                summary=entry.summary.value,
                content=entry.content.value,
            )
    elif file.name == "rss.xml":
        for item in atoma.parse_rss_bytes(file.read_bytes()).items:
            yield ReadEntry(
                id=item.guid,
                title=item.title,
                link=item.link,
                published=item.pub_date,
                updated=None,
                topics=tuple(item.categories),
                authors=None,
                summary=item.description,
                content=item.content_encoded,
            )
    else:
        for item in atoma.parse_json_feed_bytes(file.read_bytes()).items:
            yield ReadEntry(
                id=item.id_,
                title=item.title,
                link=item.url,
                published=item.date_published,
                updated=item.date_modified,
                topics=tuple(item.tags),
                authors=None,
                summary=item.summary,
                content=item.content_html,
            )


READERS = {"feedparser": by_feedparser, "reader": by_reader, "atoma": by_atoma}


def documents_of(published: Path) -> list[Path]:
    return sorted(path for path in published.rglob("*") if path.name in {"atom.xml", "rss.xml", "feed.json"})


@pytest.mark.parametrize("name", READERS)
def test_parsers_read_from_every_document_what_the_records_say(published: Path, name: str) -> None:
    read: Callable[[Path], Iterator[ReadEntry]] = READERS[name]
    contents: dict[str, object] = {}
    for file in documents_of(published):
        entries = list(read(file))
        assert len({entry.id for entry in entries}) == len(entries)
        for entry in entries:
            assert_agrees(entry, EXPECTED[entry.id])
            # reader writes HTML its own way.
            content = words(entry.content or "") if name == "reader" else entry.content
            assert contents.setdefault(entry.id, content) == content, "the same in every feed"
    assert contents.keys() == EXPECTED.keys()


def assert_agrees(entry: ReadEntry, expected: Expected) -> None:
    """Assert that a parser read what the record has, wherever the format has a place for it."""
    wanted = expected.entry
    for field in ("title", "link", "published", "updated", "topics", "authors"):
        found = getattr(entry, field)
        assert found is None or found == getattr(wanted, field), (field, entry.id)
    if entry.summary is not None:
        assert words(entry.summary) == words(wanted.summary or "")
    assert entry.content
    assert expected.words <= words(entry.content), entry.id


def test_every_topic_has_its_entries(published: Path) -> None:
    for file in documents_of(published):
        head = json.loads((file.parent / "feed.json").read_bytes())
        topic = head["_feedpub"].get("topic")
        if topic is None and file.parent.name != "all":
            continue
        wanted = {
            id_
            for id_, expected in EXPECTED.items()
            if topic is None or topic in (expected.entry.topics or ())
        }
        assert {entry.id for entry in by_atoma(file)} == wanted


def test_own_feeds_have_their_entries(published: Path) -> None:
    def having(any_of: set[str], none_of: set[str]) -> set[str]:
        return {
            id_
            for id_, expected in EXPECTED.items()
            if any_of & set(expected.entry.topics or ()) and not none_of & set(expected.entry.topics or ())
        }

    found = {entry.id for entry in by_atoma(published / "vision-not-faces/atom.xml")}
    assert found == having({"Computer Vision", "Robotics"}, {"Face Recognition"})
    assert len(found) > 3
    hottest = {entry.id for entry in by_atoma(published / "hottest-policy/feed.json")}
    assert hottest <= having({"Policy"}, set())
    assert 0 < len(hottest) <= 20


def test_parsers_read_the_heads_of_feeds(published: Path) -> None:
    slugs = ("all", "c-plus-plus", "hottest-policy")
    for slug, name in product(slugs, ("atom.xml", "rss.xml")):
        file = published / slug / name
        head = json.loads((published / slug / "feed.json").read_bytes())
        parsed = feedparser.parse(file.read_bytes())
        assert parsed.feed.title == head["title"]
        assert parsed.feed.link == head["home_page_url"]
        assert parsed.feed.generator == "feedpub"
        assert [one.href for one in parsed.feed.links if one.rel == "self"] == [
            f"{FEEDS_URL}{slug}/{file.name}"
        ]
        newest = max(entry.published for entry in by_atoma(file))
        assert of_struct(parsed.feed.updated_parsed) >= newest
