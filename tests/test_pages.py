"""Pages beside the feeds: the promises of feeds hold for them, and they have the same content."""

from __future__ import annotations

import json
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest
from lxml import etree
from lxml import html as html_parser
from reader import make_reader
from tests import tools
from tests.sites import NOW, Site, stats

import feedpub
from feedpub.stores.folder import MANIFEST

if TYPE_CHECKING:
    from pathlib import Path

FEED_PAGES = {"index.html", "embed.html", "fragment.html"}
SITE_PAGES = {"index.html", "feeds.opml", "embed.js", "style.css", "feed.css"}
LINKS = "{http://www.w3.org/2005/Atom}link[@rel='alternate']"


@pytest.fixture
def paged(site: Site) -> Site:
    """A site with pages, and two records in one topic."""
    site.configure(pages=True, topics={"Named": {"url": "https://example.org/named"}})
    site.add("a.md", title="First", excerpt="The first.", topics=["AI"], webUrl="https://example.org/1")
    site.add(
        "b.md", title="Second", topics=["AI"], publishedDateTime="2024-05-07", webUrl="https://example.org/2"
    )
    return site


def files(site: Site) -> set[str]:
    return {*site.feeds()}


def test_a_site_and_each_feed_have_their_pages(paged: Site) -> None:
    paged.publish()
    feeds = {"atom.xml", "rss.xml", "feed.json"}
    assert files(paged) == SITE_PAGES | {
        f"{slug}/{file}" for slug in ("all", "ai", "named") for file in feeds | FEED_PAGES
    }


def test_a_second_run_writes_no_page(paged: Site) -> None:
    paged.publish()
    before = stats(paged.output)
    assert paged.publish().written == 0
    paged.forget()
    assert paged.publish().written == 0
    assert stats(paged.output) == before


def test_a_change_reaches_the_pages_that_show_it(paged: Site) -> None:
    paged.publish()
    before = stats(paged.output)
    paged.add(
        "b.md", title="Another", topics=["AI"], publishedDateTime="2024-05-07", webUrl="https://example.org/2"
    )
    paged.publish()
    after = stats(paged.output)
    changed = {str(path) for path in after if after[path] != before[path]}
    everything = {
        f"{slug}/{file}"
        for slug in ("all", "ai")
        for file in ("atom.xml", "rss.xml", "feed.json", *FEED_PAGES)
    }
    assert changed == everything | {MANIFEST}


def test_pages_have_the_same_bytes_serial_and_parallel(paged: Site, tmp_path: Path) -> None:
    for number in range(120):
        paged.add(f"more-{number}.md", title=f"More {number}", topics=["AI", f"Topic {number % 7}"])
    paged.publish()
    serial = paged.feeds()
    shutil.rmtree(paged.output)
    paged.forget()
    assert paged.run("--jobs", "2").status == 0
    assert paged.feeds() == serial


def test_a_retracted_record_leaves_the_pages(paged: Site) -> None:
    paged.publish()
    paged.add("b.md", title="Second", topics=["AI"], removed=True, webUrl="https://example.org/2")
    paged.publish()
    assert not [path for path, content in paged.feeds().items() if b"Second" in content]


@pytest.mark.parametrize("with_index", [True, False])
def test_pages_are_removed_when_the_config_switches_them_off(paged: Site, with_index: bool) -> None:
    paged.publish()
    (paged.output / "mine.html").write_text("mine")
    if not with_index:
        paged.forget()
    done = paged.run("--no-pages")
    assert done.status == 0
    feeds = {
        f"{slug}/{file}" for slug in ("all", "ai", "named") for file in ("atom.xml", "rss.xml", "feed.json")
    }
    assert files(paged) == {"mine.html", *feeds}


@pytest.mark.parametrize(
    "path", ["index.html", "ai/index.html", "feeds.opml", "style.css", "ai/fragment.html"]
)
def test_a_foreign_file_in_place_of_a_page_stays(paged: Site, path: str) -> None:
    (paged.output / "ai").mkdir(parents=True)
    (paged.output / path).write_text("<!doctype html><title>Mine</title>")
    summary = paged.publish()
    assert (paged.output / path).read_text() == "<!doctype html><title>Mine</title>"
    (problem,) = summary.problems
    assert (problem.severity, problem.rule, problem.where) == (
        "warning",
        "not-ours",
        str(paged.output / path),
    )
    assert paged.publish().problems == summary.problems
    (paged.output / path).unlink()
    assert (paged.publish().problems, (paged.output / path).exists()) == ((), True)


def test_feeds_link_to_their_pages(paged: Site) -> None:
    paged.publish()
    for slug, page in (
        ("all", "https://example.org/feeds/all/index.html"),
        ("ai", "https://example.org/feeds/ai/index.html"),
        ("named", "https://example.org/named"),
    ):
        folder = paged.output / slug
        assert [link.get("href") for link in etree.parse(folder / "atom.xml").iterfind(LINKS)] == [page]
        assert etree.parse(folder / "rss.xml").findtext("channel/link") == page
        assert json.loads((folder / "feed.json").read_bytes())["home_page_url"] == page
        assert feedpub.check(folder / "atom.xml").problems == ()
        assert [each.rule for each in feedpub.check(folder / "rss.xml").problems] in (
            [],
            ["content-without-description"],
        )


def test_a_feed_without_pages_has_nothing_for_browsers(paged: Site) -> None:
    paged.run("--no-pages")
    atom = (paged.output / "all" / "atom.xml").read_bytes()
    assert b"xml-stylesheet" not in atom
    assert b"xhtml" not in atom


@pytest.mark.parametrize("asked", [False, True])
def test_a_feed_has_a_link_for_browsers_only_where_the_config_asks_for_it(site: Site, asked: bool) -> None:
    """The W3C's validator warns about XHTML outside of content."""
    site.configure(pages=True, **({"browser_link": True} if asked else {}))
    site.add("a.md", topics=["AI"], webUrl="https://example.org/1", excerpt="Text")
    site.publish()
    for file in ("atom.xml", "rss.xml"):
        root = etree.parse(site.output / "ai" / file).getroot()
        foreign = [one.get("href") for one in root.iter("{http://www.w3.org/1999/xhtml}*")]
        assert foreign == (["https://example.org/feeds/ai/index.html"] if asked else [])
        assert b"xml-stylesheet" in (site.output / "ai" / file).read_bytes()
        assert feedpub.check(site.output / "ai" / file).errors == ()


def test_pages_are_well_formed_html(paged: Site) -> None:
    """A parser that reports its repairs finds every element closed and known."""
    import html5lib

    paged.publish()
    for path, content in paged.feeds().items():
        if path.endswith("fragment.html"):
            html5lib.HTMLParser(strict=True).parseFragment(content.decode())
        elif path.endswith(".html"):
            html5lib.HTMLParser(strict=True).parse(content.decode())


def test_a_page_in_a_language_from_right_to_left_says_so(site: Site) -> None:
    site.configure(pages=True, site={"language": "ar"})
    site.add("a.md", topics=["AI"])
    site.publish()
    main = html_parser.parse(site.output / "ai" / "index.html").find(".//main")
    assert (main.get("lang"), main.get("dir")) == ("ar", "rtl")


# OPML


def outlines(site: Site) -> list[dict[str, str]]:
    root = etree.parse(site.output / "feeds.opml").getroot()
    assert (root.tag, root.get("version")) == ("opml", "2.0")
    return [
        {str(name): str(value) for name, value in each.attrib.items()}
        for each in root.iterfind("body/outline")
    ]


@pytest.mark.parametrize(
    ("formats", "file"), [(["atom", "rss"], "atom.xml"), (["rss"], "rss.xml"), (["json"], "feed.json")]
)
def test_opml_has_an_outline_for_each_feed(site: Site, formats: list[str], file: str) -> None:
    site.configure(pages=True, formats=formats, site={"title": 'A & B <"c">', "author": {"name": "É"}})
    site.add("a.md", topics=["AI"])
    site.publish()
    found = outlines(site)
    assert [each["xmlUrl"] for each in found] == [
        f"https://example.org/feeds/{slug}/{file}" for slug in ("all", "ai")
    ]
    assert [each["text"] for each in found] == ['A & B <"c">', 'A & B <"c">: AI']
    assert {each["type"] for each in found} == {"rss"}


def test_opml_imports_into_newsboat(paged: Site, tmp_path: Path) -> None:
    newsboat = tools.program("newsboat")
    paged.publish()
    urls, cache = tmp_path / "urls", tmp_path / "cache.db"
    urls.touch()
    subprocess.run(
        [newsboat, "-u", urls, "-c", cache, "-C", "/dev/null", "-i", paged.output / "feeds.opml"],
        check=True,
        capture_output=True,
        env={"HOME": str(tmp_path), "LC_ALL": "C.UTF-8"},
        timeout=60,
    )
    imported = [line.split()[0].strip('"') for line in urls.read_text().splitlines() if line.strip()]
    assert imported == [each["xmlUrl"] for each in outlines(paged)]


def test_opml_imports_into_reader(paged: Site) -> None:
    paged.publish()
    with make_reader(":memory:") as reader, (paged.output / "feeds.opml").open("rb") as file:
        reader.import_feeds(file)
        assert {feed.url for feed in reader.get_feeds()} == {each["xmlUrl"] for each in outlines(paged)}


def test_pages_show_no_withheld_record(paged: Site) -> None:
    secret = "never-to-be-seen"
    paged.add("c.md", title="Third", topics=["AI"], secured=secret, unknown=secret, isCached=secret)
    paged.add("d.md", title=secret, topics=["AI", secret], published=False)
    paged.publish(now=NOW)
    assert not [path for path, content in paged.feeds().items() if secret.encode() in content]
