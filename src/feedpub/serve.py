"""A preview on this machine: the site is published to a temporary folder and served from there.

Responsible for that folder, for serving it with the headers that docs/hosting.md asks for, and for publishing
again when records or the config change. The site's own output folder isn't touched. Not for publishing itself
(`pipeline`), nor for printing.

Needs the libraries of the extra `serve`.
"""

from __future__ import annotations

import hashlib
import re
import socket
import tempfile
import threading
from contextlib import contextmanager
from dataclasses import replace
from email.utils import formatdate
from html import escape
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import Response
from starlette.routing import Route
from watchfiles import watch

from feedpub.problems import ConfigError, FeedpubError, PublishError
from feedpub.run import pipeline

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from starlette.requests import Request

    from feedpub.config import Config
    from feedpub.run.workers import Submits
    from feedpub.summary import Summary

_MEDIA_TYPES = {
    ".xml": "application/xml",
    ".json": "application/feed+json",
    ".opml": "text/x-opml",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript",
    ".css": "text/css",
}
_STYLESHEET_PATH = "/.feedpub/problems.css"
_STYLESHEET = """\
.feedpub-problems {
  margin: 1rem auto; max-width: 44rem; padding: 1rem 1.25rem; border: 2px solid #b3261e; border-radius: .5rem;
  background: #fff; color: #1d1f23; font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere;
}
.feedpub-problems h2 { margin: 0; font-size: 1.125rem; }
"""
_ALL_ADDRESSES = frozenset({"0.0.0.0", "::", ""})  # noqa: S104 - compared with the host that is given
# Pages that embed a feed may be previewed on another port. Pages of other sites mustn't read anything.
_LOCAL_ORIGIN = re.compile(r"https?://(localhost|127\.0\.0\.1|\[::1\])(:[0-9]{1,5})?")
_POLL_INTERVAL_MS = 500
_SCHEDULE_INTERVAL_S = 30  # between looks for records whose time has come


class Preview:
    """The documents of a preview, and the problems with its records and config.

    `load` returns the config as it is now, with the preview's URL as that of the feeds. `now` returns the
    time in seconds since 1970. `report` is called with the result whenever documents or problems have
    changed.
    """

    def __init__(
        self,
        folder: Path,
        load: Callable[[], Config],
        now: Callable[[], int],
        report: Callable[[Summary | FeedpubError], None],
    ) -> None:
        self._folder = folder
        self._load = load
        self._now = now
        self._report = report
        self.config = self._in_own_folder(load())
        self.documents: frozenset[str] = frozenset()
        self.problems: tuple[str, ...] = ()

    @property
    def output(self) -> Path:
        """The folder that is served."""
        return self._folder / "feeds"

    def publish(self, executor: Submits | None = None) -> None:
        """Publish what changed. If that fails, the last documents stay, with the new problems."""
        try:
            self.config = self._in_own_folder(self._load())
            summary = pipeline.generate(self.config, now=self._now(), executor=executor, allow_shrink=True)
        except FeedpubError as error:
            problems = error.problems if isinstance(error, ConfigError) else ()
            before, self.problems = self.problems, tuple(map(str, problems)) or (str(error),)
            if self.problems != before:
                self._report(error)
            return
        before, self.problems = self.problems, tuple(map(str, summary.problems))
        files = (path for path in self.output.rglob("*") if path.is_file())
        self.documents = frozenset(str(path.relative_to(self.output)) for path in files)
        if summary.written or summary.removed or self.problems != before:
            self._report(summary)

    def follow(self) -> None:
        """Publish when records or the config change, or a scheduled record's time has come. Never returns."""
        while True:
            try:
                self._follow(self.config.source)
            except FileNotFoundError:  # the source folder is gone for now
                threading.Event().wait(_POLL_INTERVAL_MS / 1000)
                self.publish()

    def _follow(self, source: Path) -> None:
        """Publish on changes until the config names another source folder."""
        stamp, since = self._config_stamp(), self._now()
        for changes in watch(
            source,
            watch_filter=None,
            rust_timeout=_POLL_INTERVAL_MS,
            yield_on_timeout=True,
            raise_interrupt=True,
        ):
            if changes or self._config_stamp() != stamp or self._now() - since >= _SCHEDULE_INTERVAL_S:
                stamp, since = self._config_stamp(), self._now()
                self.publish()
            if self.config.source != source:
                return

    def _in_own_folder(self, config: Config) -> Config:
        """Return the config with everything that is written redirected to the preview's folder."""
        exclude = (*config.exclude, config.output)
        return replace(config, output=self.output, state=self._folder, exclude=exclude)

    def _config_stamp(self) -> tuple[int, int] | None:
        """Return the config file's time and inode, which differ whenever it has changed."""
        try:
            status = self.config.file.stat() if self.config.file else None
        except OSError:
            return None
        return status and (status.st_mtime_ns, status.st_ino)


@contextmanager
def listen(host: str, port: int) -> Iterator[tuple[socket.socket, str]]:
    """Yield a listening socket, and its URL. Raises PublishError if the port isn't free."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
            listener.listen()
        except (OSError, OverflowError) as error:
            reason = getattr(error, "strerror", None) or error
            message = f"can't listen on port {port} of {host}: {reason}; give another --port"
            raise PublishError(message) from None
        name = "127.0.0.1" if host in _ALL_ADDRESSES else f"[{host}]" if ":" in host else host
        yield listener, f"http://{name}:{listener.getsockname()[1]}/"


@contextmanager
def temporary_folder() -> Iterator[Path]:
    """Yield a folder for a preview; it is removed afterwards."""
    with tempfile.TemporaryDirectory(prefix="feedpub-") as path:
        yield Path(path)


@contextmanager
def run_server(preview: Preview, listener: socket.socket, host: str) -> Iterator[None]:
    """Serve a preview in another thread while the context lasts."""
    server = uvicorn.Server(
        uvicorn.Config(_application(preview, host), log_level="warning", access_log=False, lifespan="off")
    )
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.should_exit = True
        thread.join(5)


def _application(preview: Preview, host: str) -> Starlette:
    """Return the application that answers GET and HEAD for the documents of the preview.

    A page on another site can have its own host name resolve to this machine (DNS rebinding), so requests
    for any other host name than this machine's are refused.
    """
    names = ["*"] if host in _ALL_ADDRESSES else ["127.0.0.1", "localhost", "[::1]", "::1", host]
    return Starlette(
        routes=[Route("/{path:path}", lambda request: _respond(preview, request))],
        middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=names, www_redirect=False)],
    )


def _respond(preview: Preview, request: Request) -> Response:
    """Return the document, whole: it is read before the headers are made, since a run may replace it."""
    path = request.path_params["path"]
    if f"/{path}" == _STYLESHEET_PATH:
        return Response(_STYLESHEET, media_type="text/css")
    if not path or path.endswith("/"):
        path += "index.html"
    if path not in preview.documents:
        return _listing(preview) if path == "index.html" else Response("not found\n", 404)
    file = preview.output / path
    try:
        body, modified = file.read_bytes(), file.stat().st_mtime
    except FileNotFoundError:  # a run has just removed it
        return Response("not found\n", 404)
    shows_problems = PurePosixPath(path).name == "index.html" and preview.problems
    if shows_problems:
        body = _with_problems(body, preview.problems)
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {
        "Content-Type": _MEDIA_TYPES.get(PurePosixPath(path).suffix, "text/plain; charset=utf-8"),
        "Cache-Control": "no-cache",
        "X-Content-Type-Options": "nosniff",
        "ETag": tag,
        "Last-Modified": formatdate(modified, usegmt=True),
    }
    if shows_problems:  # which change while the file stays the same
        del headers["Last-Modified"]
    if path.endswith(".json") or path == "embed.js":
        headers["Vary"] = "Origin"
        origin = request.headers.get("origin", "")
        if _LOCAL_ORIGIN.fullmatch(origin):
            headers["Access-Control-Allow-Origin"] = origin
    if _client_has(request, tag, headers.get("Last-Modified")):
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers)


def _client_has(request: Request, tag: str, modified: str | None) -> bool:
    """Return whether the client has the body already (RFC 9110 §13.2.2: a tag takes precedence over a
    date).
    """
    if tags := request.headers.get("if-none-match"):
        return tag in (each.strip().removeprefix("W/") for each in tags.split(",")) or tags.strip() == "*"
    return modified is not None and request.headers.get("if-modified-since") == modified


def _listing(preview: Preview) -> Response:
    """Return a list of the documents, in place of an index page, with the problems."""
    documents = sorted(preview.documents)
    links = "".join(f'<li><a href="/{escape(path)}">{escape(path)}</a></li>' for path in documents)
    page = f"<!doctype html><html lang=en><title>feedpub</title><body><h1>Feeds</h1><ul>{links}</ul>"
    status = 200 if preview.documents else 404
    return Response(_with_problems(page.encode(), preview.problems), status, media_type="text/html")


def _with_problems(page: bytes, problems: tuple[str, ...]) -> bytes:
    """Return a page with the problems at its top, which the published page doesn't have."""
    if not problems:
        return page
    items = "".join(f"<li>{escape(problem)}</li>" for problem in problems[:100])
    box = (
        f'<link rel="stylesheet" href="{_STYLESHEET_PATH}">'
        '<aside class="feedpub-problems" aria-label="Problems">'
        f"<h2>{len(problems)} {'problem' if len(problems) == 1 else 'problems'}</h2><ul>{items}</ul></aside>"
    )
    before, body, after = page.partition(b"<body>")
    return before + body + box.encode() + after
