"""The browser keeps pages of other sites from reading the preview."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.serve.test_serve import Served, start
from tests.sites import NOW, Site

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser
    from tests.browser.visiting import Origin

FETCH = "url => fetch(url).then(answer => answer.text(), () => 'refused')"


@pytest.fixture
def preview(tmp_path: Path) -> Iterator[Served]:
    site = Site(tmp_path / "site", pages=True)
    site.add("a.md", title="Not public yet", topics=["AI"])
    served = start(site, "--now", NOW.isoformat())
    yield served
    served.process.kill()
    served.process.wait()


def test_a_page_of_another_site_cannot_read_the_preview(
    browser: Browser, preview: Served, host: Origin
) -> None:
    host.pages["/page.html"] = ("<p>a page on another port</p>", {})
    page = browser.new_context().new_page()
    page.route("http://evil.example/", lambda route: route.fulfill(body="<p>", content_type="text/html"))
    for path in ("ai/feed.json", "embed.js", "ai/atom.xml", "ai/index.html"):
        url = f"http://127.0.0.1:{preview.port}/{path}"
        page.goto("http://evil.example/")
        assert page.evaluate(FETCH, url) == "refused", path
    page.goto(f"{host.url}page.html")
    feed = f"http://127.0.0.1:{preview.port}/ai/feed.json"
    assert "Not public yet" in page.evaluate(FETCH, feed)
    assert page.evaluate(FETCH, feed.replace("feed.json", "atom.xml")) == "refused"
    page.context.close()
