"""Web servers on this machine, and pages in a browser."""

from __future__ import annotations

import threading
from collections import defaultdict
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Literal

from tests import tools

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Page

HOSTILE = {
    "script": "<script>window.hit = 1</script><img src=x onerror='window.hit = 2'>",
    "quotes": '"\' onmouseover=alert(1) x=" ></title></style><!--',
    "direction": "evil \u202egnp.exe \u2066 \u200f \u061c end",
    "giant": "giant " * 3000,
}


Scheme = Literal["light", "dark"]


@dataclass
class Origin:
    """A web server on this machine: its URL, the pages that it serves beside a folder, and its requests."""

    url: str
    pages: dict[str, tuple[str, dict[str, str]]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)


class Handler(SimpleHTTPRequestHandler):
    extensions_map = {  # noqa: RUF012 - as in the class it extends
        ".html": "text/html; charset=utf-8",
        ".xml": "application/xml",
        ".json": "application/feed+json",
        ".js": "text/javascript",
        ".css": "text/css",
    }
    origin: Origin

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        self.origin.asked.append(path)
        if path not in self.origin.pages:
            super().do_GET()
            return
        body, headers = self.origin.pages[path]
        self.send_response(200)
        for name, value in {"Content-Type": "text/html; charset=utf-8", **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body.encode())

    def end_headers(self) -> None:
        if self.path.endswith((".json", ".js")):
            self.send_header("Access-Control-Allow-Origin", "*")
        super().end_headers()

    def log_message(self, *_: object) -> None:
        pass


def serve(folder: Path) -> Iterator[Origin]:
    """Serve a folder, and the pages that a test adds, on an origin of its own."""

    class OfOrigin(Handler):
        pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(OfOrigin, directory=str(folder)))
    OfOrigin.origin = Origin(f"http://127.0.0.1:{server.server_port}/")
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield OfOrigin.origin
    server.shutdown()
    server.server_close()


@dataclass
class Visit:
    """A page in a browser, and the errors on it: messages, requests refused by policy, dialogs."""

    page: Page
    wrong: list[str]


def until(page: Page, expression: str) -> None:
    """Wait until it is true; the browser's own wait would evaluate text, which strict policies refuse."""
    for _ in range(1000):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(20)
    raise AssertionError(f"this did not come true: {expression}")


def axe(page: Page) -> dict[str, list[str]]:
    """Return the faults that axe-core finds on the page, by the names of its rules."""
    script = (tools.npm_package("axe-core") / "axe.min.js").read_text()
    session = page.context.new_cdp_session(page)
    session.send("Page.setBypassCSP", {"enabled": True})
    page.reload()
    page.wait_for_load_state("load")
    page.evaluate(script)
    until(
        page,
        "[...document.querySelectorAll('feedpub-feed')].every((each) => each.shadowRoot.querySelector('ul'))",
    )
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    broken: dict[str, list[str]] = defaultdict(list)
    for violation in found["violations"]:
        broken[violation["id"]].extend(node["html"] for node in violation["nodes"])
    return dict(broken)
