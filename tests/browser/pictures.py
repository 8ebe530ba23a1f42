"""Makes the pictures of the readme, from this repository's own feeds: python -m tests.browser.pictures"""

from __future__ import annotations

import functools
import http.server
import threading
from pathlib import Path

from playwright.sync_api import sync_playwright
from tests import tools

REPOSITORY = Path(__file__).parents[2]
IMAGES = REPOSITORY / "docs" / "images"
HOST = """<!doctype html><html lang="en"><title>A site</title>
<style>
body { font: 1.05rem/1.5 Georgia, serif; margin: 1.5rem; color: #222 }
aside { border-left: 4px solid #b5562b; padding-left: 1rem }
feedpub-feed { --feedpub-link-color: #8a3b12; --feedpub-rule: 1px solid #ddd }
</style>
<h1>A page of another site</h1><p>It shows what is new, in its own look.</p>
<aside>
<script src="embed.js"></script>
<feedpub-feed src="computer-vision/feed.json" limit="4" heading-level="2"></feedpub-feed>
</aside>"""


def main() -> None:
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=str(REPOSITORY / "feeds"))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_port}/"
    IMAGES.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        chromium = tools.program("chromium", "chromium-browser")
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 760, "height": 620})
        page.goto(f"{url}computer-vision/index.html")
        page.screenshot(path=IMAGES / "topic-page.png")
        page.set_viewport_size({"width": 620, "height": 520})
        page.route("**/host.html", lambda route: route.fulfill(body=HOST, content_type="text/html"))
        page.goto(f"{url}host.html")
        page.locator("feedpub-feed h2").wait_for()
        page.screenshot(path=IMAGES / "embedded-feed.png")
        browser.close()
    server.shutdown()


if __name__ == "__main__":
    main()
