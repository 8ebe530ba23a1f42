"""`feedpub serve` as a process of its own, with requests over HTTP."""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from typing import TYPE_CHECKING, NamedTuple

import pytest
from tests.sites import COMMAND, NOW, Site, call

import feedpub
from feedpub.outputs import registry
from feedpub.outputs.output import Output
from feedpub.serve import Preview

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

TYPES = {
    "all/atom.xml": "application/xml",
    "all/rss.xml": "application/xml",
    "all/feed.json": "application/feed+json",
    "feeds.opml": "text/x-opml",
    "all/index.html": "text/html; charset=utf-8",
    "embed.js": "text/javascript",
    "style.css": "text/css",
}


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    body: str


class Served(NamedTuple):
    """A site that is previewed."""

    site: Site
    process: subprocess.Popen[str]
    port: int
    printed: Path

    def get(self, path: str, method: str = "GET", **headers: str) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, f"/{path}", headers=named)
        got = connection.getresponse()
        answer = Answer(
            got.status, {name.lower(): value for name, value in got.getheaders()}, got.read().decode()
        )
        connection.close()
        return answer

    def until(self, holds: Callable[[], bool]) -> None:
        deadline = time.monotonic() + 60
        while not holds():
            assert self.process.poll() is None, self.printed.read_text()
            assert time.monotonic() < deadline, "still false after a minute"
            time.sleep(0.02)

    def stop(self) -> int:
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(30)


def start(site: Site, *arguments: str, **environment: str) -> Served:
    printed = site.folder / "printed"
    with printed.open("w") as output:
        process = subprocess.Popen(
            [*COMMAND, "serve", "--config", str(site.file), "--port", "0", *arguments],
            stdout=output,
            stderr=output,
            text=True,
            env={**os.environ, "PYTHONUNBUFFERED": "1", **environment},
        )
    preview = Served(site, process, 0, printed)
    preview.until(lambda: "Ctrl-C" in printed.read_text())
    found = re.search(r"serving http://127\.0\.0\.1:(\d+)/", printed.read_text())
    assert found
    return preview._replace(port=int(found[1]))


@pytest.fixture
def served(site: Site) -> Iterator[Served]:
    site.configure(pages=True)
    site.add("a.md", title="First", topics=["AI"])
    site.add("draft.md", title="Not yet", published=False)
    preview = start(site, "--now", NOW.isoformat())
    yield preview
    preview.process.kill()
    preview.process.wait()


def test_every_document_is_served_with_its_headers(served: Served) -> None:
    for path, kind in TYPES.items():
        answer = served.get(path)
        assert (answer.status, answer.headers["content-type"]) == (200, kind), path
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] == "no-cache"
        for name, value in (
            ("If-None-Match", answer.headers["etag"]),
            ("If-Modified-Since", answer.headers["last-modified"]),
        ):
            assert served.get(path, **{name: value}).status == 304
        head = served.get(path, method="HEAD")
        assert (head.status, head.headers["content-length"], head.body) == (
            200,
            answer.headers["content-length"],
            "",
        )
    assert served.get("").body == served.get("index.html").body
    assert served.get("ai/").body == served.get("ai/index.html").body


def test_the_feeds_are_those_of_the_preview(served: Served) -> None:
    """Their URLs are those of the preview, and the site's own folder isn't touched."""
    assert f'href="http://127.0.0.1:{served.port}/ai/atom.xml"' in served.get("ai/atom.xml").body
    assert not served.site.output.exists()
    assert not (served.site.folder / ".feedpub").exists()


def test_a_changed_record_is_served(served: Served) -> None:
    served.site.add("a.md", title="Another title", topics=["AI"])
    served.until(lambda: "Another title" in served.get("ai/atom.xml").body)
    served.site.add("sub/b.md", title="In a folder", topics=["AI"])
    served.until(lambda: "In a folder" in served.get("ai/index.html").body)
    (served.site.source / "sub" / "b.md").unlink()
    served.until(lambda: "In a folder" not in served.get("ai/index.html").body)


def test_a_changed_config_is_served(served: Served) -> None:
    served.site.configure(pages=True, site={"title": "Renamed"})
    served.until(lambda: "<title>Renamed" in served.get("ai/atom.xml").body)
    other = served.site.file.with_suffix(".new")
    other.write_text(served.site.file.read_text().replace("Renamed", "Replaced"))
    other.rename(served.site.file)
    served.until(lambda: "<title>Replaced" in served.get("ai/atom.xml").body)


def test_problems_are_shown_on_the_page_and_in_the_terminal(served: Served) -> None:
    before = served.get("ai/index.html")
    served.site.add("bad.md", quality="<script>alert(1)</script>")
    served.until(lambda: "bad.md" in served.get("ai/index.html").body)
    page = served.get("ai/index.html")
    assert 'aria-label="Problems"' in page.body
    assert "<script>alert" not in page.body
    assert served.get(".feedpub/problems.css").headers["content-type"].startswith("text/css")
    assert "bad.md:" in served.printed.read_text()
    assert "bad.md" not in served.get("ai/embed.html").body
    assert served.get("ai/index.html", If_None_Match=page.headers["etag"]).status == 304
    assert served.get("ai/index.html", If_None_Match=before.headers["etag"]).status == 200
    (served.site.source / "bad.md").unlink()
    served.until(lambda: served.get("ai/index.html").body == before.body)


def test_a_broken_config_is_shown_until_it_is_mended(served: Served) -> None:
    good = served.site.file.read_text()
    served.site.file.write_text(good.replace("url:", "ulr:", 1))
    served.until(
        lambda: "did you mean" in served.get("index.html").body or "ulr" in served.get("index.html").body
    )
    assert "First" in served.get("ai/atom.xml").body
    assert "ulr" in served.printed.read_text()
    served.site.file.write_text(good)
    served.until(lambda: "ulr" not in served.get("index.html").body)


def test_a_config_that_is_read_half_written(site: Site) -> None:
    """It is read again, even if its file has the same size and times afterwards."""
    whole = site.file.read_bytes()
    half_written: list[bytes] = [whole]

    def load() -> feedpub.Config:
        try:
            return feedpub.load_config(site.file)
        finally:
            if half_written:  # the other half is written while it is loaded
                status = site.file.stat()
                site.file.write_bytes(half_written.pop().replace(b"Example", b"Renamed"))
                os.utime(site.file, ns=(status.st_atime_ns, status.st_mtime_ns))

    site.add("a.md")
    reports: list[object] = []
    preview = Preview(site.folder / "preview", load, lambda: int(NOW.timestamp()), reports.append)
    preview.output.parent.mkdir()
    half_written.append(whole)
    assert preview.has_config_changed()
    preview.publish()
    assert preview.has_config_changed()
    preview.publish()
    assert not preview.has_config_changed()
    assert preview.config.site.title == "Renamed"
    site.file.write_bytes(b"sit")
    assert preview.has_config_changed()
    preview.publish()
    assert isinstance(reports[-1], feedpub.ConfigError)
    assert not preview.has_config_changed(), "until it is mended"
    site.file.write_bytes(whole)
    assert preview.has_config_changed()
    preview.publish()
    assert preview.config.site.title == "Example"
    site.file.unlink()
    assert preview.has_config_changed()


def test_an_output_of_another_package_has_its_own_type(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = Output(
        name="lines",
        title="Lines",
        scope="feed",
        file="lines.lst",
        media_type="text/plain; charset=utf-8",
        feed_document=lambda _feed, _config, _texts: b"",
    )
    site.add("a.md")
    preview = Preview(
        site.folder / "preview",
        lambda: feedpub.load_config(site.file),
        lambda: int(NOW.timestamp()),
        lambda _: None,
    )
    preview.output.parent.mkdir()
    preview.publish()
    (preview.output / "all" / "lines.lst").write_bytes(b"one line\n")
    built_in = registry.feed_outputs
    monkeypatch.setattr("feedpub.outputs.feed_outputs", lambda config: [*built_in(config), lines])
    documents = preview.find_documents()
    assert documents["all/lines.lst"] == "text/plain; charset=utf-8"
    assert documents["all/atom.xml"] == "application/xml"
    assert not any(path.startswith(".") for path in documents), "the manifest isn't for readers"


def test_a_source_folder_that_disappears_and_returns_is_served_again(served: Served) -> None:
    away = served.site.source.with_name("away")
    served.site.source.rename(away)
    served.until(lambda: "Problems" in served.get("index.html").body)
    away.rename(served.site.source)
    served.until(lambda: "Problems" not in served.get("index.html").body)
    served.site.add("a.md", title="Back again", topics=["AI"])
    served.until(lambda: "Back again" in served.get("ai/atom.xml").body)


HIDDEN = (
    "../feedpub.yaml",
    "../seeds/draft.md",
    "ai/../../index.sqlite3",
    "%2e%2e/feedpub.yaml",
    "..%2ffeedpub.yaml",
    ".feedpub/",
    ".feedpub-staging/0",
    ".feedpub-manifest",
    "/etc/passwd",
    "ai/atom.xml/",
    "ai\\atom.xml",
    "seeds/a.md",
    "ai/atom.xml%00.html",
)


@pytest.mark.parametrize("path", HIDDEN)
def test_only_published_documents_are_served(served: Served, path: str) -> None:
    answer = served.get(path)
    assert answer.status in {400, 404}
    assert "Not yet" not in answer.body


def test_methods_that_change_something_are_refused(served: Served) -> None:
    assert {served.get("ai/atom.xml", method).status for method in ("POST", "PUT", "DELETE", "OPTIONS")} == {
        405
    }


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "127.0.0.1.evil.example"])
def test_requests_for_other_hosts_are_refused(served: Served, host: str) -> None:
    assert served.get("index.html", Host=host).status == 400
    assert served.get("index.html", Host=f"localhost:{served.port}").status == 200


LOCAL = ("http://localhost:4000", "http://127.0.0.1", "https://[::1]:8443", "http://127.0.0.1:8000")
OTHERS = (
    "https://evil.example",
    "null",
    "http://localhost.evil.example",
    "http://127.0.0.1.evil.example:80",
    "*",
)


@pytest.mark.parametrize("path", ["all/feed.json", "embed.js", "ai/feed.json"])
def test_only_pages_of_this_machine_may_read_what_is_previewed(served: Served, path: str) -> None:
    """A browser lets a page of another site read an answer only if the answer names its origin."""
    for origin in LOCAL:
        answer = served.get(path, Origin=origin)
        assert answer.headers["access-control-allow-origin"] == origin
        assert answer.headers["vary"] == "Origin"
    for origin in OTHERS:
        answer = served.get(path, Origin=origin)
        assert (answer.status, answer.headers.get("access-control-allow-origin")) == (200, None)
    assert "access-control-allow-origin" not in served.get("ai/index.html", Origin=LOCAL[0]).headers


def test_only_this_machine_is_listened_to(served: Served) -> None:
    with socket.socket() as other, pytest.raises(ConnectionRefusedError):
        other.connect(("127.0.0.2", served.port))


def test_an_interrupt_ends_it_with_0(served: Served) -> None:
    assert served.stop() == 0
    assert "Traceback" not in served.printed.read_text()


def test_a_port_that_is_taken_is_reported(served: Served) -> None:
    done = call("serve", "--config", str(served.site.file), "--port", str(served.port))
    assert done.status == 3
    reason = "Address already in use; give another --port"
    assert done.stderr == f"feedpub: can't listen on port {served.port} of 127.0.0.1: {reason}\n"


def test_a_site_without_pages_has_a_list_of_its_feeds(site: Site) -> None:
    site.add("a.md", topics=["AI"])
    preview = start(site, "--no-pages")
    try:
        assert '<a href="/ai/atom.xml">' in preview.get("").body
        assert preview.get("ai/index.html").status == 404
    finally:
        preview.process.kill()
        preview.process.wait()


def test_a_wrong_config_at_the_start_is_2(site: Site) -> None:
    site.file.write_text("site: {}")
    assert call("serve", "--config", str(site.file), "--port", "0").status == 2


def test_a_missing_extra_is_named(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "feedpub.serve", raising=False)
    monkeypatch.delattr(feedpub, "serve", raising=False)
    monkeypatch.setitem(sys.modules, "starlette", None)
    monkeypatch.setitem(sys.modules, "starlette.applications", None)
    monkeypatch.setattr("feedpub.cli.commands.serve.find_spec", lambda _: object())  # pip is there
    done = call("serve", "--config", str(site.file))
    assert (done.status, done.stdout) == (2, "")
    assert "pip install 'feedpub[serve]'" in done.stderr
    monkeypatch.setattr("feedpub.cli.commands.serve.find_spec", lambda _: None)
    done = call("serve", "--config", str(site.file))
    assert f"pip --python {sys.executable} install 'feedpub[serve]'" in done.stderr


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
def test_a_signal_ends_it_and_its_folder_is_removed(site: Site, tmp_path: Path, name: str) -> None:
    site.add("a.md")
    folder = tmp_path / "temporary"
    folder.mkdir()
    served = start(site, TMPDIR=str(folder))
    assert [path.name.startswith("feedpub-") for path in folder.iterdir()] == [True]
    served.process.send_signal(getattr(signal, name))
    assert served.process.wait(30) == 0
    assert "Traceback" not in served.printed.read_text()
    assert list(folder.iterdir()) == []
