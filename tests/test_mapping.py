"""Where each field of a record appears in each format: records in cases/mapping with their expectations.

An expectation names only the fields that its case is about; null means that a field must be missing.
"""

from __future__ import annotations

from html import unescape
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from lxml import etree
from tests import documents
from tests.sites import CASES, Site

if TYPE_CHECKING:
    from pathlib import Path

RECORDS = sorted((CASES / "mapping").glob("*.md"))


@pytest.mark.parametrize("record", RECORDS, ids=lambda path: path.stem)
def test_each_field_of_a_record_is_where_it_is_expected(site: Site, record: Path) -> None:
    expected: dict[str, Any] = yaml.safe_load(record.with_suffix(".yaml").read_text(encoding="utf-8"))
    site.configure(**expected.pop("config", {}))
    site.write(record.name, record.read_bytes())
    summary = site.publish()
    assert summary.published == 1
    found = documents.only(site.output)
    assert expected.keys() <= found.keys()
    for name, values in expected.items():
        assert values == {key: found[name].get(key) for key in values}, name


@pytest.mark.parametrize("record", RECORDS, ids=lambda path: path.stem)
def test_an_entry_has_the_same_id_in_all_formats(site: Site, record: Path) -> None:
    """A reader that meets the record in two feeds, or in two formats, knows it again."""
    fields = yaml.safe_load(record.with_suffix(".yaml").read_text(encoding="utf-8"))
    site.configure(
        **{**fields.get("config", {}), "feeds": [{"slug": "own", "title": "Own", "where": {"min_heat": -99}}]}
    )
    site.write(record.name, record.read_bytes())
    site.publish()
    ids = {
        entry["guid" if name == "rss" else "id"]
        for slug in site.slugs()
        for name, listed in documents.entries(site.output, slug).items()
        for entry in listed
    }
    assert len(ids) == 1


def test_every_record_has_an_expectation() -> None:
    assert {path.stem for path in RECORDS} == {path.stem for path in (CASES / "mapping").glob("*.yaml")}


def test_a_record_in_a_folder_has_its_path_in_its_id(site: Site) -> None:
    site.add("2024/may/first note.md")
    site.publish()
    found = documents.only(site.output)
    assert found["atom"]["id"] == "tag:example.org,2025:2024/may/first%20note"
    assert found["rss"]["guid"] == found["json"]["id"] == found["atom"]["id"]


def test_images_are_not_in_a_group(site: Site) -> None:
    """A group holds renditions of one object (Media RSS 1.5.1); these are different images."""
    site.add("a.md", images=[{"url": f"https://example.org/{number}.png"} for number in range(3)])
    site.publish()
    assert "media:group" not in site.texts()
    assert "enclosure" not in site.texts()


@pytest.fixture
def heads(site: Site) -> dict[str, Any]:
    """The head of a topic's feed in each format, where the config has every key for it."""
    site.configure(
        site={
            "description": "What it is & isn't",
            "language": "pt-BR",
            "author": {"name": "Ex & Co", "email": "feeds@example.org", "url": "https://example.org/about"},
            "rights": "Some <rights>",
            "icon": "./icon.png",
            "logo": "/logo.png",
        },
        topics={"AI": {"description": "On machines", "url": "/topics/ai"}},
    )
    site.add("a.md", topics=["AI"], updatedDateTime="2024-06-01T00:00:00Z")
    site.add("b.md", topics=["AI"], publishedDateTime="2024-05-20T00:00:00Z")
    site.publish()
    return documents.head(site.output, "ai")


def test_the_head_of_an_atom_feed_has_what_the_config_says(heads: dict[str, Any]) -> None:
    atom, namespace = heads["atom"], documents.ATOM
    assert atom.get("{http://www.w3.org/XML/1998/namespace}lang") == "pt-BR"
    assert atom.findtext(f"{namespace}id") == "https://example.org/feeds/ai/atom.xml"
    assert atom.findtext(f"{namespace}title") == "Example: AI"
    assert atom.findtext(f"{namespace}subtitle") == "On machines"
    assert atom.findtext(f"{namespace}rights") == "Some <rights>"
    assert atom.findtext(f"{namespace}generator") == "feedpub"
    assert atom.findtext(f"{namespace}icon") == "https://example.org/feeds/icon.png"
    assert atom.findtext(f"{namespace}logo") == "https://example.org/logo.png"
    assert [part.text for part in atom.find(f"{namespace}author")] == [
        "Ex & Co",
        "feeds@example.org",
        "https://example.org/about",
    ]
    assert [dict(link.attrib) for link in atom.iterfind(f"{namespace}link")] == [
        {
            "href": "https://example.org/feeds/ai/atom.xml",
            "rel": "self",
            "type": "application/atom+xml",
        },
        {"href": "https://example.org/topics/ai", "rel": "alternate", "type": "text/html"},
    ]
    assert atom.findtext(f"{namespace}updated").startswith("2024-06-01T00:00:00")


def test_the_head_of_an_rss_feed_has_what_the_config_says(heads: dict[str, Any]) -> None:
    rss, namespace = heads["rss"], documents.ATOM
    assert rss.findtext("title") == "Example: AI"
    assert rss.findtext("link") == "https://example.org/topics/ai"
    assert rss.findtext("description") == "On machines"
    assert rss.findtext("language") == "pt-BR"
    assert rss.findtext("generator") == "feedpub"
    assert rss.findtext("copyright") == "Some <rights>"
    assert rss.findtext("managingEditor") == "feeds@example.org (Ex & Co)"
    assert rss.findtext("lastBuildDate") == "Sat, 01 Jun 2024 00:00:00 +0000"
    assert rss.findtext("pubDate") is None
    assert [dict(link.attrib) for link in rss.iterfind(f"{namespace}link")] == [
        {"href": "https://example.org/feeds/ai/rss.xml", "rel": "self", "type": "application/rss+xml"}
    ]
    assert rss.findtext("image/title") == "Example: AI"
    assert rss.findtext("image/link") == "https://example.org/topics/ai"
    assert rss.findtext("image/url") == "https://example.org/logo.png"


def test_the_head_of_a_json_feed_has_what_the_config_says(heads: dict[str, Any]) -> None:
    assert heads["json"] == {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Example: AI",
        "home_page_url": "https://example.org/topics/ai",
        "feed_url": "https://example.org/feeds/ai/feed.json",
        "description": "On machines",
        "icon": "https://example.org/logo.png",
        "favicon": "https://example.org/feeds/icon.png",
        "authors": [{"name": "Ex & Co", "url": "https://example.org/about"}],
        "language": "pt-BR",
        "_feedpub": {"generator": "feedpub", "topic": "AI", "rights": "Some <rights>"},
    }


@pytest.mark.parametrize("year", ["0001", "0999", "1000", "9999"])
def test_an_entry_may_be_of_any_year(site: Site, year: str) -> None:
    """Some tools write 0001-01-01 where they have no date."""
    site.add("a.md", title="a", publishedDateTime=f"{year}-01-01T00:00:00Z")
    assert site.run(now="9999-12-31T00:00:00Z").status == 0
    channel = etree.fromstring(site.feeds()["all/rss.xml"])[0]
    assert channel.findtext("lastBuildDate") == channel.findtext("item/pubDate")
    assert f" {year} " in str(channel.findtext("lastBuildDate"))


def test_a_plain_description_of_a_channel_is_plain_text(site: Site) -> None:
    site.configure(site={"description": "Research & 1 < 2"})
    site.add("a.md")
    assert site.run().status == 0
    assert etree.fromstring(site.feeds()["all/rss.xml"])[0].findtext("description") == "Research & 1 < 2"


def test_a_description_of_a_channel_is_html(site: Site) -> None:
    name = "<img src=x onerror=alert(1)> &amp; co"
    site.configure(site={"description": "1 < 2 & <b>"}, entities="keep")
    site.add("a.md", topics=[name])
    assert site.run().status == 0
    slug = next(iter(site.slugs() - {"all"}))
    for folder, plain in (("all", "1 < 2 & <b>"), (slug, name)):
        description = etree.fromstring(site.feeds()[f"{folder}/rss.xml"])[0].findtext("description") or ""
        assert "<" not in description
        assert plain in unescape(description)
        subtitle = etree.fromstring(site.feeds()[f"{folder}/atom.xml"]).findtext("{*}subtitle") or ""
        assert plain in subtitle, "which is plain text in Atom"


def test_the_newest_come_first_and_the_limit_holds(site: Site) -> None:
    site.configure(limit=3)
    for number in range(1, 6):
        site.add(f"{number}.md", title=str(number), publishedDateTime=f"2024-05-0{number}", topics=["AI"])
    site.publish()
    assert documents.titles(site.output, "all") == documents.titles(site.output, "ai") == ["5", "4", "3"]


def test_days_on_pages_are_in_the_zone_of_the_site(site: Site) -> None:
    site.configure(site={"timezone": "Europe/Berlin"}, pages=True)
    site.add("a.md", publishedDateTime="2024-03-02")
    assert site.run().status == 0
    for page in ("index.html", "all/index.html", "all/embed.html", "all/fragment.html"):
        assert ">2024-03-02</time>" in (site.output / page).read_text(encoding="utf-8"), page
