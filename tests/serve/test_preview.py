"""What a preview serves, and as which media type, without a server."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING

from tests.sites import NOW, Site

import feedpub
from feedpub import outputs, serve

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def publish(site: Site, folder: Path) -> serve.Preview:
    site.add("a.md", title="First", topics=["AI"])
    preview = serve.Preview(
        folder,
        lambda: feedpub.load_config(site.file),
        lambda: int(NOW.timestamp()),
        lambda _result: None,
    )
    preview.publish()
    return preview


def content_type(preview: serve.Preview, path: str) -> str:
    """Return the media type of the answer for a document."""
    application = serve._application(preview, "127.0.0.1")
    answers: list[dict[str, object]] = []

    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, object]) -> None:
        answers.append(message)

    scope = {
        "type": "http",
        "method": "GET",
        "path": f"/{path}",
        "query_string": b"",
        "headers": [(b"host", b"127.0.0.1")],
    }
    with ThreadPoolExecutor(1) as thread:  # this one may have an event loop, the browser's
        thread.submit(
            lambda: asyncio.run(application(scope, receive, send))  # type: ignore[arg-type] # starlette's aliases
        ).result()
    assert answers[0]["status"] == 200, path
    headers = answers[0]["headers"]
    assert isinstance(headers, list)
    return str(dict(headers)[b"content-type"], "ascii")


def test_the_manifest_of_the_preview_is_not_served(site: Site, tmp_path: Path) -> None:
    preview = publish(site, tmp_path / "preview")
    assert (preview.output / ".feedpub-manifest").exists()
    assert "ai/atom.xml" in preview.documents
    assert not [path for path in preview.documents if path.startswith(".") or "/." in path]


def test_a_document_of_another_package_is_served_as_its_output_says(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = replace(outputs.get("fragment"), name="lines", file="lines.txt", media_type="text/plain")
    preview = publish(site, tmp_path / "preview")
    (preview.output / "ai" / "lines.txt").write_text("First\n")
    built_in = outputs.feed_outputs
    monkeypatch.setattr(outputs, "feed_outputs", lambda config: [*built_in(config), lines])
    preview.documents = preview.find_documents()
    assert content_type(preview, "ai/lines.txt") == "text/plain"
    assert content_type(preview, "ai/atom.xml") == "application/xml"
