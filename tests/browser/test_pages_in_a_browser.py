"""Pages for people in a real browser: readable, accessible, without anything from another origin."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.browser.visiting import HOSTILE, axe
from tests.sites import Site

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser
    from tests.browser.visiting import Origin, Scheme, Visit

PAGES = ["index.html", "all/index.html", "robots/index.html", "hostile/index.html", "arabic/index.html"]
PAGES += ["nothing/index.html", "robots/embed.html", "hostile/embed.html", "nothing/embed.html"]


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_page_is_accessible(visit: Visit, feeds: Origin, path: str, scheme: Scheme) -> None:
    visit.page.emulate_media(color_scheme=scheme)
    visit.page.goto(feeds.url + path)
    assert visit.wrong == []
    visit.page.evaluate("document.querySelectorAll('details').forEach((each) => (each.open = true))")
    assert axe(visit.page) == {}


@pytest.mark.parametrize("width", [320, 360, 1200])
@pytest.mark.parametrize(
    "path", ["index.html", "robots/index.html", "hostile/index.html", "hostile/embed.html"]
)
def test_nothing_is_wider_than_the_screen(visit: Visit, feeds: Origin, path: str, width: int) -> None:
    visit.page.set_viewport_size({"width": width, "height": 700})
    visit.page.goto(feeds.url + path)
    visit.page.evaluate("document.querySelectorAll('details').forEach((each) => (each.open = true))")
    assert visit.page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_list_of_feeds_leads_to_every_feed(visit: Visit, feeds: Origin) -> None:
    visit.page.goto(f"{feeds.url}index.html")
    links = visit.page.eval_on_selector_all("link[rel=alternate]", "all => all.map((each) => each.href)")
    slugs = ("all", "arabic", "hostile", "robots", "nothing")
    assert links == [
        f"{feeds.url}{slug}/{file}" for slug in slugs for file in ("atom.xml", "rss.xml", "feed.json")
    ]
    robots = visit.page.locator(".feeds > li", has_text="Robots").last
    assert "12 entries, the newest of 2024-05-12" in robots.inner_text()
    assert robots.get_by_role("link").count() == 4
    assert visit.page.get_by_text("News of <b>robots</b> & people").first.is_visible()


def test_a_topics_page_shows_its_entries_and_addresses(visit: Visit, feeds: Origin) -> None:
    visit.page.goto(f"{feeds.url}robots/index.html")
    articles = visit.page.locator("article")
    assert articles.count() == 12
    assert (
        articles.first.get_by_role("link", name="Robot 12").get_attribute("href")
        == "https://example.org/robots/12"
    )
    assert "Example Times" in articles.first.inner_text()
    assert articles.first.locator("time").get_attribute("datetime") == "2024-05-12T08:00:00Z"
    image = articles.first.locator("img")
    wanted = {
        "loading": "lazy",
        "referrerpolicy": "no-referrer",
        "alt": "A robot",
        "width": "640",
        "height": "360",
    }
    assert {name: image.get_attribute(name) for name in wanted} == wanted


def test_a_button_copies_an_address(visit: Visit, feeds: Origin) -> None:
    visit.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    visit.page.goto(f"{feeds.url}robots/index.html")
    visit.page.get_by_role("button", name="Copy the address of the Atom feed").click()
    visit.page.get_by_text("The address is copied.").wait_for()
    assert visit.page.evaluate("navigator.clipboard.readText()") == f"{feeds.url}robots/atom.xml"


def test_an_address_can_be_selected_without_a_script(browser: Browser, feeds: Origin) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{feeds.url}robots/index.html")
    page.get_by_role("button", name="Copy the address of the Atom feed").click()
    address = page.locator("#atom-help code")
    assert address.is_visible()
    assert address.inner_text() == f"{feeds.url}robots/atom.xml"
    context.close()


@pytest.mark.parametrize(
    "path", ["hostile/index.html", "hostile/embed.html", "index.html", "hostile/fragment.html"]
)
def test_hostile_texts_are_shown_as_text(visit: Visit, feeds: Origin, path: str) -> None:
    visit.page.goto(feeds.url + path)
    visit.page.wait_for_load_state("networkidle")
    assert visit.wrong == []
    assert visit.page.evaluate("window.hit") is None
    links = visit.page.eval_on_selector_all("a", "all => all.map((each) => each.protocol)")
    assert set(links) <= {"http:", "https:"}
    if path != "index.html":
        assert HOSTILE["script"] in visit.page.inner_text("body")


@pytest.mark.parametrize("path", ["robots/atom.xml", "robots/rss.xml", "hostile/atom.xml", "hostile/rss.xml"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_feed_that_is_opened_in_the_browser_is_styled(
    visit: Visit, feeds: Origin, path: str, scheme: Scheme
) -> None:
    visit.page.emulate_media(color_scheme=scheme)
    visit.page.goto(feeds.url + path)
    heading = visit.page.evaluate("getComputedStyle(document.documentElement, '::before').content")
    assert heading.startswith('"This is a feed.')
    titles = visit.page.evaluate(
        "[...document.querySelectorAll('entry > title, item > title')].map("
        "(each) => [each.textContent, each.getBoundingClientRect().height > 0])"
    )
    assert titles
    assert all(shown for _, shown in titles)
    hidden = visit.page.evaluate(
        "[...document.querySelectorAll('id, guid, content, encoded')].map("
        "(each) => each.getBoundingClientRect().height)"
    )
    assert not any(hidden)
    page = f"{feeds.url}{path.partition('/')[0]}/index.html"
    where = "channel > link:not([rel])" if path.endswith("rss.xml") else 'feed > link[rel="alternate"]'
    (shown,) = visit.page.eval_on_selector_all(
        where,
        "all => all.map((each) => [each.getBoundingClientRect().height,"
        " getComputedStyle(each, '::before').content, each.textContent])",
    )
    assert shown[0] > 0
    assert "To read it on a page: " in shown[1]
    assert (shown[1] + shown[2]).replace('"', "").endswith(page), (
        "an element without text shows its attribute"
    )
    assert visit.page.locator("a").count() == 0
    assert visit.wrong == []


@pytest.mark.parametrize("file", ["atom.xml", "rss.xml"])
def test_a_feed_with_a_link_for_browsers(visit: Visit, host: Origin, tmp_path: Path, file: str) -> None:
    """The link takes the place of the address, and leads to the page."""
    site = Site(
        tmp_path / "site", pages=True, browser_link=True, site={"feeds_url": f"{host.url}site/feeds/"}
    )
    site.add("a.md", topics=["AI"])
    site.publish()
    visit.page.goto(f"{host.url}site/feeds/ai/{file}")
    addresses = visit.page.locator("channel > link:not([rel])" if file == "rss.xml" else "feed > link")
    assert not any(one.is_visible() for one in addresses.all())
    link = visit.page.locator("a")
    assert link.is_visible()
    link.click()
    visit.page.wait_for_url(f"{host.url}site/feeds/ai/index.html")
    assert visit.wrong == []
