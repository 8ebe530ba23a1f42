"""A real browser, a site that is served on one origin, and pages of another origin that embed it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.browser.visiting import HOSTILE, Origin, Visit, serve

import tools
from sites import Site

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    chromium = tools.program("chromium", "chromium-browser", "google-chrome")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        tools.missing("playwright; `pip install -e '.[dev]'` installs it")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture(scope="session")
def feeds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Origin]:
    """The origin of a published site: topics Robots (twelve entries), Hostile and Arabic."""
    folder = tmp_path_factory.mktemp("browser") / "site"
    for origin in serve(folder / "feeds"):
        site = Site(
            folder,
            site={
                "title": "Example",
                "feeds_url": origin.url,
                "description": "News of <b>robots</b> & people",
                "rights": "Free",
            },
            pages=True,
            feeds=[{"slug": "nothing", "title": "Nothing yet", "any": ["Nothing"]}],
        )
        for number in range(1, 13):
            site.add(
                f"robots-{number:02}.md",
                title=f"Robot {number}",
                excerpt=f"What robot {number} did.",
                publishedDateTime=f"2024-05-{number:02}T08:00:00Z",
                webUrl=f"https://example.org/robots/{number}",
                topics=["Robots"],
                provider={"name": "Example Times", "domain": "example.org"},
                images=[{"url": f"https://example.org/{number}.png", "title": "A robot"}],
            )
        for name, text in HOSTILE.items():
            site.add(
                f"hostile-{name}.md",
                title=text,
                excerpt=text,
                topics=["Hostile"],
                webUrl=f"https://example.org/{name}",
            )
        site.add("arabic.md", title="أخبار الروبوتات", topics=["Arabic"], webUrl="https://example.org/ar")
        site.publish()
        yield origin


@pytest.fixture
def host(tmp_path: Path) -> Iterator[Origin]:
    """The origin of another site."""
    yield from serve(tmp_path)


@pytest.fixture
def visit(browser: Browser) -> Iterator[Visit]:
    """A new page, without the network but for this machine."""
    context = browser.new_context()
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("dialog", lambda dialog: (wrong.append(f"dialog {dialog.message}"), dialog.dismiss()))
    page.on(
        "console",
        lambda message: (
            wrong.append(message.text) if message.type == "error" and "ERR_" not in message.text else None
        ),
    )
    context.route(lambda url: not url.startswith("http://127.0.0.1:"), lambda route: route.abort())
    page.add_init_script(
        "document.addEventListener('securitypolicyviolation',"
        " (event) => console.error('refused by policy: ' + event.violatedDirective + ' ' + event.blockedURI))"
    )
    yield Visit(page, wrong)
    context.close()
