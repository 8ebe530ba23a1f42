"""A preview on this machine: what would be published, in a folder of its own, and served from there.

Responsible for the preview's folder, for serving it with the headers that docs/hosting.md asks for, and for
publishing anew when records or the config change. Nothing in the site's own output folder is touched. Not for
publishing itself (`pipeline`), nor for what is printed.

Needs the libraries of the extra `serve`.
"""

from __future__ import annotations

import hashlib
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

_TYPES = {
    ".xml": "application/xml",
    ".json": "application/feed+json",
    ".opml": "text/x-opml",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript",
    ".css": "text/css",
}
_STYLE_URL = "/.feedpub/problems.css"
_STYLE = """\
.feedpub-problems {
  margin: 1rem auto; max-width: 44rem; padding: 1rem 1.25rem; border: 2px solid #b3261e; border-radius: .5rem;
  background: #fff; color: #1d1f23; font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere;
}
.feedpub-problems h2 { margin: 0; font-size: 1.125rem; }
"""
_ANYWHERE = frozenset({"0.0.0.0", "::", ""})  # noqa: S104 - it is compared with, to know what was asked for
_LOOK_EVERY_MS = 500
_DUE_EVERY = 30  # seconds after which records whose time has come are looked for


class Preview:
    """What is published for a preview, and what is wrong with it.

    `load` reads the config anew; it is given the preview's URL as that of the feeds. `now` tells the time in
    seconds since 1970, `tell` is told what came of each time it was published.
    """

    def __init__(
        self,
        folder: Path,
        load: Callable[[], Config],
        now: Callable[[], int],
        tell: Callable[[Summary | FeedpubError], None],
    ) -> None:
        self._folder = folder
        self._load = load
        self._now = now
        self._tell = tell
        self.config = self._placed(load())
        self.documents: frozenset[str] = frozenset()
        self.problems: tuple[str, ...] = ()

    @property
    def output(self) -> Path:
        """The folder that is served."""
        return self._folder / "feeds"

    def publish(self, executor: Submits | None = None) -> None:
        """Publish what changed, and note what is wrong; what was published before is served on if nothing
        else can be.
        """
        try:
            self.config = self._placed(self._load())
            summary = pipeline.generate(self.config, now=self._now(), executor=executor, allow_shrink=True)
        except FeedpubError as error:
            told = [str(problem) for problem in error.problems] if isinstance(error, ConfigError) else []
            told = told or [str(error)]
            if told != list(self.problems):
                self._tell(error)
            self.problems = tuple(told)
            return
        before, self.problems = self.problems, tuple(str(problem) for problem in summary.problems)
        files = (path for path in self.output.rglob("*") if path.is_file())
        self.documents = frozenset(str(path.relative_to(self.output)) for path in files)
        if summary.written or summary.removed or self.problems != before:
            self._tell(summary)

    def follow(self) -> None:
        """Publish when records or the config change, or a scheduled record's time has come; never ends."""
        while True:
            try:
                self._follow(self.config.source)
            except FileNotFoundError:  # the source folder is gone, and may come back
                threading.Event().wait(_LOOK_EVERY_MS / 1000)
                self.publish()

    def _follow(self, source: Path) -> None:
        """Do so until the config names another source folder."""
        stamp, since = self._stamp(), self._now()
        for changes in watch(
            source,
            watch_filter=None,
            rust_timeout=_LOOK_EVERY_MS,
            yield_on_timeout=True,
            raise_interrupt=True,
        ):
            if changes or self._stamp() != stamp or self._now() - since >= _DUE_EVERY:
                stamp, since = self._stamp(), self._now()
                self.publish()
            if self.config.source != source:
                return

    def _placed(self, config: Config) -> Config:
        """Return the config with everything that is written in the preview's folder."""
        apart = (*config.apart, config.output)
        return replace(config, output=self.output, state=self._folder, apart=apart)

    def _stamp(self) -> tuple[int, int] | None:
        """Return what changes when the config's file does."""
        try:
            status = self.config.file.stat() if self.config.file else None
        except OSError:
            return None
        return status and (status.st_mtime_ns, status.st_ino)


@contextmanager
def bound(host: str, port: int) -> Iterator[tuple[socket.socket, str]]:
    """Yield a socket that listens, and the URL of what will be served there. Raises PublishError where the
    port can't be had.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((host, port))
            listening.listen()
        except (OSError, OverflowError) as error:
            reason = getattr(error, "strerror", None) or error
            message = f"port {port} of {host} can't be listened on: {reason}; give another --port"
            raise PublishError(message) from None
        name = "127.0.0.1" if host in _ANYWHERE else f"[{host}]" if ":" in host else host
        yield listening, f"http://{name}:{listening.getsockname()[1]}/"


@contextmanager
def folder() -> Iterator[Path]:
    """Yield a folder for a preview, which is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="feedpub-") as made:
        yield Path(made)


@contextmanager
def served(preview: Preview, listening: socket.socket, host: str) -> Iterator[None]:
    """Serve a preview while the context lasts."""
    server = uvicorn.Server(
        uvicorn.Config(_application(preview, host), log_level="warning", access_log=False, lifespan="off")
    )
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.should_exit = True
        thread.join(5)


def _application(preview: Preview, host: str) -> Starlette:
    """Return the server's application: documents of the preview by GET and HEAD, for this machine's names.

    A page elsewhere can have its own name resolve to this machine (DNS rebinding): a request for another name
    than ours is refused.
    """
    names = ["*"] if host in _ANYWHERE else ["127.0.0.1", "localhost", "[::1]", "::1", host]
    return Starlette(
        routes=[Route("/{path:path}", lambda request: _answer(preview, request))],
        middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=names, www_redirect=False)],
    )


def _answer(preview: Preview, request: Request) -> Response:
    path = request.path_params["path"]
    if f"/{path}" == _STYLE_URL:
        return Response(_STYLE, media_type="text/css")
    if not path or path.endswith("/"):
        path += "index.html"
    if path not in preview.documents:
        return _page(preview, 404) if path == "index.html" else Response("not found\n", 404)
    file = preview.output / path
    try:
        body, modified = file.read_bytes(), file.stat().st_mtime
    except FileNotFoundError:  # a run has just removed it
        return Response("not found\n", 404)
    told = PurePosixPath(path).name == "index.html" and preview.problems
    if told:
        body = _with_problems(body, preview.problems)
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {
        "Content-Type": _TYPES[PurePosixPath(path).suffix],
        "Cache-Control": "no-cache",
        "X-Content-Type-Options": "nosniff",
        "ETag": tag,
        "Last-Modified": formatdate(modified, usegmt=True),
    }
    if told:  # which come and go while the file stays
        del headers["Last-Modified"]
    if path.endswith(".json") or path == "embed.js":
        headers["Access-Control-Allow-Origin"] = "*"
    if _has_it(request, tag, headers.get("Last-Modified")):
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers)


def _has_it(request: Request, tag: str, modified: str | None) -> bool:
    """Say whether the client has what would be sent (RFC 9110 §13.2.2: a tag counts before a date)."""
    if tags := request.headers.get("if-none-match"):
        return tag in (each.strip().removeprefix("W/") for each in tags.split(",")) or tags.strip() == "*"
    return modified is not None and request.headers.get("if-modified-since") == modified


def _page(preview: Preview, status: int) -> Response:
    """Return a page where there is none: a list of what there is, and what is wrong."""
    documents = sorted(preview.documents)
    links = "".join(f'<li><a href="/{escape(path)}">{escape(path)}</a></li>' for path in documents)
    page = f"<!doctype html><html lang=en><title>feedpub</title><body><h1>Feeds</h1><ul>{links}</ul>"
    status = 200 if preview.documents else status
    return Response(_with_problems(page.encode(), preview.problems), status, media_type="text/html")


def _with_problems(page: bytes, problems: tuple[str, ...]) -> bytes:
    """Return a page that tells what is wrong, at its beginning; what is published doesn't have that."""
    if not problems:
        return page
    items = "".join(f"<li>{escape(problem)}</li>" for problem in problems[:100])
    box = (
        f'<link rel="stylesheet" href="{_STYLE_URL}"><aside class="feedpub-problems" aria-label="Problems">'
        f"<h2>{len(problems)} {'problem' if len(problems) == 1 else 'problems'}</h2><ul>{items}</ul></aside>"
    )
    before, body, after = page.partition(b"<body>")
    return before + body + box.encode() + after
