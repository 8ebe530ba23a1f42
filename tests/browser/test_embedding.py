"""Feeds on another site's pages, of another origin: as a frame, as a fragment, as an element."""

from __future__ import annotations

import gzip
import html
import json
import urllib.request
from typing import TYPE_CHECKING, Any

import pytest
from tests.browser.visiting import HOSTILE, axe, until

from feedpub.outputs import snippets

if TYPE_CHECKING:
    from playwright.sync_api import Browser
    from tests.browser.visiting import Origin, Scheme, Visit

# What a careful site sends: no inline script or style, and no text that becomes a script.
POLICY = (
    "default-src 'none'; script-src {feeds}; connect-src {feeds} {host}; frame-src {feeds};"
    " style-src 'self'; base-uri 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)
LOADED = "document.querySelector('feedpub-feed').shadowRoot.querySelector('li') !== null"
FAILED = "document.querySelector('feedpub-feed').dataset.failed === 'yes'"


def put(host: Origin, feeds: Origin, body: str, *, policy: bool = True) -> str:
    """Put a page on the host; return its URL."""
    headers = {"Content-Security-Policy": POLICY.format(feeds=feeds.url, host=host.url)} if policy else {}
    page = f"<!doctype html><html lang=en><title>Host</title><body><main><h1>Host</h1>{body}</main>"
    host.pages["/page.html"] = (page, headers)
    return f"{host.url}page.html"


def element(feeds: Origin, attributes: str = "", src: str | None = None) -> str:
    return (
        f'<script src="{feeds.url}embed.js" integrity="{snippets.integrity()}"'
        ' crossorigin="anonymous" async></script>'
        f'<feedpub-feed src="{html.escape(src or feeds.url + "robots/feed.json")}" {attributes}>'
        f'<a href="{feeds.url}robots/index.html">Robots</a></feedpub-feed>'
    )


def shadow(visit: Visit, expression: str) -> Any:
    return visit.page.evaluate(f"((root) => {expression})(document.querySelector('feedpub-feed').shadowRoot)")


# The element


def test_an_embedded_feed_is_shown_under_a_strict_content_security_policy(
    visit: Visit, feeds: Origin, host: Origin
) -> None:
    visit.page.goto(put(host, feeds, element(feeds)))
    until(visit.page, LOADED)
    assert visit.wrong == []
    links = shadow(
        visit, "[...root.querySelectorAll('li a')].map((each) => [each.textContent, each.href, each.rel])"
    )
    assert links == [
        [f"Robot {number}", f"https://example.org/robots/{number}", "noopener noreferrer"]
        for number in (12, 11, 10, 9, 8)
    ]
    assert shadow(visit, "root.querySelector('h2').textContent") == "Example: Robots"
    assert shadow(visit, "root.querySelector('section').lang") == "en"
    times = shadow(
        visit, "[...root.querySelectorAll('time')].map((each) => [each.dateTime, each.textContent])"
    )
    assert times[0] == ["2024-05-12T08:00:00Z", "2024-05-12"]
    assert not visit.page.get_by_text("Robots", exact=True).is_visible()


def test_an_embedded_feed_obeys_its_limit_and_heading_level(
    visit: Visit, feeds: Origin, host: Origin
) -> None:
    visit.page.goto(put(host, feeds, element(feeds, 'limit="2" heading-level="4"')))
    until(visit.page, LOADED)
    assert shadow(
        visit, "[root.querySelectorAll('li').length, root.querySelector('[part=title]').localName]"
    ) == [2, "h4"]
    visit.page.evaluate("document.querySelector('feedpub-feed').setAttribute('limit', '7')")
    until(visit.page, "document.querySelector('feedpub-feed').shadowRoot.querySelectorAll('li').length === 7")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_embedded_feed_is_accessible(visit: Visit, feeds: Origin, host: Origin, scheme: Scheme) -> None:
    visit.page.emulate_media(color_scheme=scheme)
    visit.page.goto(put(host, feeds, element(feeds)))
    until(visit.page, LOADED)
    assert axe(visit.page) == {}


def test_an_embedded_feed_can_be_used_by_keyboard(visit: Visit, feeds: Origin, host: Origin) -> None:
    visit.page.goto(put(host, feeds, element(feeds)))
    until(visit.page, LOADED)
    names = []
    for _ in range(3):
        visit.page.keyboard.press("Tab")
        names.append(shadow(visit, "root.activeElement.textContent"))
    assert names == ["Example: Robots", "Robot 12", "Robot 11"]


def test_a_screen_reader_gets_names_and_roles(visit: Visit, feeds: Origin, host: Origin) -> None:
    visit.page.goto(put(host, feeds, element(feeds, 'limit="1"')))
    until(visit.page, LOADED)
    assert (
        visit.page.get_by_role("region", name="Example: Robots")
        .get_by_role("list")
        .get_by_role("listitem")
        .count()
        == 1
    )
    assert visit.page.get_by_role("heading", level=2, name="Example: Robots").count() == 1


def test_the_host_styles_an_embedded_feed_by_parts_and_properties(
    visit: Visit, feeds: Origin, host: Origin
) -> None:
    host.pages["/own.css"] = (
        "feedpub-feed { --feedpub-link-color: rgb(1, 2, 3) } ::part(date) { color: rgb(4, 5, 6) }",
        {"Content-Type": "text/css"},
    )
    visit.page.goto(put(host, feeds, '<link rel="stylesheet" href="own.css">' + element(feeds)))
    until(visit.page, LOADED)
    colours = shadow(
        visit, "['li a', 'li time'].map((each) => getComputedStyle(root.querySelector(each)).color)"
    )
    assert colours == ["rgb(1, 2, 3)", "rgb(4, 5, 6)"]
    assert visit.wrong == []


ANSWERS = {
    "not found": None,
    "no JSON": "<p>Sorry",
    "another JSON": '{"a": 1}',
    "a list": "[]",
    "null": "null",
    "items that aren't a list": '{"items": {"length": 3}}',
}


def test_a_server_that_does_not_answer(visit: Visit, feeds: Origin, host: Origin) -> None:
    """After ten seconds the element gives up; the page's clock is turned on, so nobody waits."""
    visit.page.route("**/hanging.json", lambda _: None)
    visit.page.add_init_script(
        "document.addEventListener('feedpub:error', (event) => {"
        " event.target.dataset.failed = 'yes'; event.target.dataset.reason = event.detail.name }, true)"
    )
    visit.page.clock.install()
    with visit.page.expect_request("**/hanging.json"):
        visit.page.goto(put(host, feeds, element(feeds, src=f"{host.url}hanging.json")))
    visit.page.clock.fast_forward(9_000)
    assert visit.page.evaluate("document.querySelector('feedpub-feed').dataset.failed") is None
    visit.page.clock.fast_forward(1_500)
    until(visit.page, FAILED)
    assert visit.page.evaluate("document.querySelector('feedpub-feed').dataset.reason") == "TimeoutError"
    assert visit.page.get_by_role("link", name="Robots").is_visible(), "the element's own content"


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
def test_the_fallback_stays_on_failure(visit: Visit, feeds: Origin, host: Origin, answer: str | None) -> None:
    if answer is not None:
        host.pages["/feed.json"] = (answer, {"Content-Type": "application/json"})
    visit.page.add_init_script(
        "document.addEventListener('feedpub:error', (event) => { event.target.dataset.failed = 'yes' }, true)"
    )
    visit.page.goto(put(host, feeds, element(feeds, src=f"{host.url}feed.json")))
    until(visit.page, FAILED)
    assert visit.page.get_by_role("link", name="Robots").is_visible()


@pytest.mark.parametrize("src", ["javascript:alert(1)", "data:application/json,{}", "file:///etc/passwd", ""])
def test_an_embedded_feed_is_loaded_over_http_only(
    visit: Visit, feeds: Origin, host: Origin, src: str
) -> None:
    visit.page.add_init_script(
        "document.addEventListener('feedpub:error', (event) => { event.target.dataset.failed = 'yes' }, true)"
    )
    visit.page.goto(
        put(host, feeds, element(feeds).replace(f'src="{feeds.url}robots/feed.json"', f'src="{src}"'))
    )
    until(visit.page, FAILED)
    assert visit.wrong == []


def test_the_fallback_is_shown_without_scripts(browser: Browser, feeds: Origin, host: Origin) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(put(host, feeds, element(feeds)))
    assert page.get_by_role("link", name="Robots").is_visible()
    context.close()


def test_including_the_script_twice_changes_nothing(visit: Visit, feeds: Origin, host: Origin) -> None:
    visit.page.goto(put(host, feeds, element(feeds) + f'<script src="{feeds.url}embed.js?again"></script>'))
    until(visit.page, LOADED)
    assert visit.wrong == []


NASTY: dict[str, Any] = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": HOSTILE["script"],
    "home_page_url": "javascript:alert(1)",
    "language": '"><script>',
    "items": [
        None,
        7,
        "text",
        [],
        {},
        {"id": "1", "title": 5, "url": "https://example.org/1"},
        {"id": "2", "title": HOSTILE["script"], "url": "javascript:alert(1)"},
        {"id": "3", "title": HOSTILE["direction"], "url": "data:text/html,<script>alert(1)</script>"},
        {"id": "4", "title": "x" * 1_000_000, "url": "https://example.org/" + "y" * 100_000},
        {"id": "5", "title": "Relative", "url": "//example.org/5", "date_published": "2024-13-45T99:99:99Z"},
        {
            "id": "6",
            "title": "Dated",
            "url": {"toString": "x"},
            "date_published": "<b>2024</b>",
            "language": "en x",
        },
        {"id": "7", "title": "   ", "summary": {"a": 1}, "content_text": "From the text"},
        *({"id": str(number), "title": f"More {number}"} for number in range(2000)),
    ],
}


def test_a_hostile_feed_does_nothing(visit: Visit, feeds: Origin, host: Origin) -> None:
    host.pages["/feed.json"] = (json.dumps(NASTY), {"Content-Type": "application/json"})
    visit.page.goto(put(host, feeds, element(feeds, 'limit="1000000"', src=f"{host.url}feed.json")))
    until(visit.page, LOADED)
    assert visit.wrong == []
    assert visit.page.evaluate("window.hit") is None
    assert shadow(visit, "root.querySelectorAll('li').length") == 100
    assert shadow(visit, "root.querySelectorAll('script, img, iframe, [onerror], [style]').length") == 0
    hrefs = shadow(visit, "[...root.querySelectorAll('a')].map((each) => each.href)")
    assert hrefs == ["https://example.org/1", f"{host.url.partition(':')[0]}://example.org/5"]
    texts = shadow(visit, "[...root.querySelectorAll('[part=link]')].map((each) => each.textContent)")
    assert texts[:7] == [
        "https://example.org/1",
        HOSTILE["script"],
        "evil gnp.exe end",
        "x" * 300 + "…",
        "Relative",
        "Dated",
        "From the text",
    ]
    assert shadow(visit, "root.querySelectorAll('time').length") == 0
    assert shadow(visit, "root.querySelector('section').hasAttribute('lang')") is False
    assert set(host.asked) <= {"/page.html", "/feed.json", "/favicon.ico"}


def test_a_feed_from_right_to_left_is_shown_so(visit: Visit, feeds: Origin, host: Origin) -> None:
    visit.page.goto(put(host, feeds, element(feeds, src=f"{feeds.url}arabic/feed.json")))
    until(visit.page, LOADED)
    assert shadow(visit, "getComputedStyle(root.querySelector('li a')).direction") == "rtl"


def test_the_script_is_small(feeds: Origin) -> None:
    with urllib.request.urlopen(f"{feeds.url}embed.js") as answer:
        assert len(gzip.compress(answer.read(), 9, mtime=0)) <= 4096


# The frame

LISTEN = (
    "window.messages = []; window.addEventListener('message', (event) => "
    "window.messages.push([event.data, event.source === document.querySelector('iframe').contentWindow]))"
)


@pytest.mark.parametrize(
    ("sandbox", "tells"),
    [("", False), ("allow-popups", False), ("allow-scripts", True), ("allow-scripts allow-popups", True)],
)
def test_a_frame_reports_its_height_where_its_sandbox_allows_scripts(
    visit: Visit, feeds: Origin, host: Origin, sandbox: str, tells: bool
) -> None:
    visit.page.add_init_script(LISTEN)
    frame = f'<iframe src="{feeds.url}robots/embed.html" title="Robots" sandbox="{sandbox}"></iframe>'
    visit.page.goto(put(host, feeds, frame))
    visit.page.frame_locator("iframe").get_by_role("link", name="Robot 12").wait_for()
    if not tells:
        assert all("Blocked script execution" in wrong for wrong in visit.wrong)
        return
    until(visit.page, "window.messages.length > 0")
    (message, from_frame), *_ = visit.page.evaluate("window.messages")
    assert from_frame
    assert set(message) == {"type", "slug", "height"}
    assert (message["type"], message["slug"]) == ("feedpub:resize", "robots")
    assert 100 < message["height"] < 5000
    assert visit.wrong == []


def test_a_link_in_a_frame_opens_a_new_window(visit: Visit, feeds: Origin, host: Origin) -> None:
    frame = (
        f'<iframe src="{feeds.url}robots/embed.html" title="Robots"'
        ' sandbox="allow-scripts allow-popups allow-popups-to-escape-sandbox"></iframe>'
    )
    visit.page.goto(put(host, feeds, frame))
    with visit.page.expect_popup() as popup:
        visit.page.frame_locator("iframe").get_by_role("link", name="Robot 12").click()
    assert popup.value.evaluate("window.opener") is None


def test_the_snippet_of_a_frame_shows_the_feed(visit: Visit, feeds: Origin, host: Origin) -> None:
    visit.page.goto(f"{feeds.url}robots/index.html")
    (frame, own_element, _) = visit.page.locator("pre").all_text_contents()
    visit.page.goto(put(host, feeds, frame + own_element, policy=False))
    until(visit.page, LOADED)
    assert visit.page.frame_locator("iframe").get_by_role("listitem").count() == 12
    assert axe(visit.page) == {}


# The fragment


@pytest.mark.parametrize("slug", ["robots", "hostile", "arabic", "nothing"])
def test_a_fragment_is_shown_on_the_hosts_own_page(
    visit: Visit, feeds: Origin, host: Origin, slug: str
) -> None:
    with urllib.request.urlopen(f"{feeds.url}{slug}/fragment.html") as answer:
        fragment = answer.read().decode()
    visit.page.goto(put(host, feeds, fragment))
    assert visit.wrong == []
    names = visit.page.evaluate(
        "[...new Set([...document.querySelectorAll('.feedpub *')].map((each) => each.localName))]"
    )
    assert set(names) <= {"h2", "a", "ul", "li", "small", "span", "time"}
    attributes = visit.page.evaluate(
        "[...document.querySelectorAll('.feedpub, .feedpub *')].flatMap((each) => each.getAttributeNames())"
    )
    assert set(attributes) <= {"class", "lang", "dir", "href", "rel", "datetime"}
    assert axe(visit.page) == {}
