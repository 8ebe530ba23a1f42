"""The command line: options in, text and an exit status out.

The only module that prints, reads the clock, or sets an exit status. Results go to stdout, problems to
stderr, a line each.

    0   all well
    1   published, but some records were left out (or `check` found errors)
    2   wrong usage or config
    3   nothing or not everything could be published
    75  another run holds the lock
"""

from __future__ import annotations

import functools
import gc
import os
import signal
import sys
import threading
import time
import traceback
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from feedpub import __version__
from feedpub.problems import ConfigError, FeedpubError, Locked, Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from feedpub.config import Config
    from feedpub.processes import Processes
    from feedpub.summary import Summary

_F = TypeVar("_F", bound="Callable[..., Any]")

_LEFT_OUT = 1
_USAGE = 2
_NOT_PUBLISHED = 3
_LOCKED = 75  # EX_TEMPFAIL of sysexits.h
_SELDOM = 1_000_000  # objects made since, before cycles are looked for: a run makes few, and keeps the rest
_INTERRUPTED = 130  # what shells report for SIGINT
_TERMINATED = 143  # and for SIGTERM


class _Path(click.Path):
    """A path, and not an empty one: that is the working folder, and more likely a variable without value."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if value == "":
            self.fail("it is empty", param, ctx)
        return super().convert(value, param, ctx)


_FROM_CONFIG = {
    "config_file": click.option(
        "--config",
        "config_file",
        type=_Path(path_type=Path, dir_okay=False),
        help="The config. [default: feedpub.yaml, if there is one]",
    ),
    "source": click.option("--source", type=_Path(path_type=Path), help="The folder of records."),
    "output": click.option("--output", type=_Path(path_type=Path), help="The folder to publish to."),
    "base_url": click.option("--base-url", metavar="URL", help="The URL where the output folder is served."),
    "title": click.option("--title", metavar="TEXT", help="What the feeds are called."),
}
_NOW = click.option("--now", metavar="DATE", help="Take this for the present (RFC 3339); for tests.")


def _options(*names: str) -> Callable[[_F], _F]:
    """Add those of the options that config values can be given by."""

    def add(function: _F) -> _F:
        for name in reversed(names):
            function = _FROM_CONFIG[name](function)
        return function

    return add


def _reported(function: _F) -> _F:
    """Turn what a command raises into a message and an exit status: the one place that does."""

    @functools.wraps(function)
    def command(*args: object, **options: object) -> None:
        try:
            with _terminable():
                status = function(*args, **options)
        except FeedpubError as error:
            _print_failure(error)
            status = {ConfigError: _USAGE, Locked: _LOCKED}.get(type(error), _NOT_PUBLISHED)
        except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
            raise
        except Exception:  # noqa: BLE001 - 1 would say that all but some records was published
            traceback.print_exc()
            status = _NOT_PUBLISHED
        except KeyboardInterrupt as interrupt:
            _print_error("interrupted; what was published before still is")
            status = _TERMINATED if isinstance(interrupt, _Terminated) else _INTERRUPTED
        sys.exit(status or 0)

    return command  # type: ignore[return-value]


class _Terminated(KeyboardInterrupt):
    """The command was told to end."""


@contextmanager
def _terminable() -> Iterator[None]:
    """Have SIGTERM end a command as an interrupt does: after it has cleared up."""

    def end(*_: object) -> None:
        raise _Terminated

    # Only the main thread hears of signals; and whoever had one ignored wants it so.
    is_main = threading.current_thread() is threading.main_thread()
    if not is_main or signal.getsignal(signal.SIGTERM) is not signal.SIG_DFL:
        yield
        return
    signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, message="feedpub %(version)s")
def main() -> None:
    """Publish Atom, RSS and JSON feeds by topic from a folder of records."""


@main.command()
@_options("config_file", "source", "output", "base_url", "title")
@click.option("--limit", type=click.IntRange(1, 10_000), help="How many entries a feed shows. [default: 50]")
@click.option("--jobs", type=click.IntRange(1, 256), help="Processes to work in. [default: one a core]")
@click.option("--no-pages", is_flag=True, help="Write the feeds only, no pages for people.")
@click.option("--dry-run", is_flag=True, help="Say what would be done, and write nothing.")
@click.option("--strict", is_flag=True, help="Publish nothing if anything is wrong, warnings counted.")
@click.option("--rebuild", is_flag=True, help="Forget what earlier runs knew, and read everything.")
@click.option(
    "--wait", type=click.FloatRange(0, 86_400), default=0, metavar="SECONDS", help="Wait for another run."
)
@_NOW
@click.option("-q", "--quiet", is_flag=True, help="Print nothing unless something is wrong.")
@click.option(
    "-v", "--verbose", is_flag=True, help="Print also how long each stage took, and what bodies lose."
)
@_reported
def generate(
    *,
    limit: int | None,
    jobs: int | None,
    no_pages: bool,
    dry_run: bool,
    strict: bool,
    rebuild: bool,
    wait: float,
    now: str | None,
    quiet: bool,
    verbose: bool,
    **given: Any,
) -> int:
    """Publish the feeds: read what changed, write what differs.

    \b
    feedpub generate
    feedpub generate --source seeds --output feeds --base-url https://example.org/feeds/
    """
    from feedpub import pipeline  # noqa: PLC0415 - --help needs none of it

    gc.set_threshold(_SELDOM)
    config = _config(limit=limit, pages=False if no_pages else None, **given)
    watch = _Watch(bar=not quiet and sys.stderr is not None and sys.stderr.isatty())
    with _pool(jobs or _cores()) as executor:
        summary = pipeline.generate(
            config,
            now=_instant(now, config),
            executor=executor,
            strict=strict,
            dry_run=dry_run,
            rebuild=rebuild,
            wait=wait,
            progress=watch,
        )
    watch.finish()
    _print_summary(summary, dry_run=dry_run, quiet=quiet, verbose=verbose)
    if verbose and not quiet:
        for stage, seconds in watch.seconds.items():
            click.echo(f"{stage:>10} {seconds:8.3f} s")
    if summary.failed or summary.withheld_by_strict:
        return _NOT_PUBLISHED
    return _LEFT_OUT if summary.left_out else 0


@main.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=str))
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How to report.")
@click.option("--strict", is_flag=True, help="Count warnings as errors.")
@click.option("-q", "--quiet", is_flag=True, help="Print nothing unless something is wrong.")
@click.option("--config", "config_file", type=_Path(path_type=Path, dir_okay=False), help="The config.")
@_reported
def check(*, paths: tuple[str, ...], form: str, strict: bool, quiet: bool, config_file: Path | None) -> int:
    """Validate feeds, anybody's: files, folders, or - for standard input; else the config's output.

    \b
    feedpub check feeds
    feedpub check --format json atom.xml
    """
    from feedpub.check import check_paths, report  # noqa: PLC0415 - --help needs none of it

    reports = list(check_paths(paths or [str(_config(config_file=config_file).output)]))
    if form == "json":
        click.echo(report.as_json(reports))
    else:
        for line in report.lines(reports):
            click.echo(line)
        if not quiet:
            click.echo(report.summary(reports), err=True)
    return _LEFT_OUT if report.failed(reports, strict=strict) else 0


@main.command()
@_options("config_file", "source", "base_url")
@_NOW
@_reported
def topics(*, now: str | None, **given: Any) -> int:
    """List the topics: name, slug, published records, date of the newest.

    \b
    feedpub topics
    """
    from feedpub import pipeline  # noqa: PLC0415 - --help needs none of it
    from feedpub.content import dates  # noqa: PLC0415 - --help needs none of it

    config = _config(output=None, title=None, **given)
    rows = [
        (
            row.name,
            row.slug,
            str(row.published),
            dates.day(row.newest, config.zone) if row.newest is not None else "-",
        )
        for row in pipeline.topics_of(config, now=_instant(now, config))
    ]
    table = [("topic", "slug", "published", "newest"), *rows]
    widths = [max(len(row[column]) for row in table) for column in range(4)]
    for name, slug, published, newest in table:
        click.echo(f"{name:<{widths[0]}}  {slug:<{widths[1]}}  {published:>{widths[2]}}  {newest}")
    return 0


@main.command()
@click.argument("slug")
@_options("config_file", "source", "output", "base_url", "title")
@_NOW
@_reported
def embed(*, slug: str, now: str | None, **given: Any) -> int:
    """Print what other sites paste to show the feed of this SLUG: a frame, an element, an include.

    \b
    feedpub embed computer-vision
    """
    from difflib import get_close_matches  # noqa: PLC0415 - --help needs none of it

    from feedpub import pipeline  # noqa: PLC0415 - the same
    from feedpub.pages import snippets  # noqa: PLC0415 - the same

    config = _config(**given)
    if not config.pages:
        raise ConfigError("there are no pages to embed: the config says pages: false")
    feeds = {feed.slug: feed for feed in pipeline.feeds_of(config, now=_instant(now, config))}
    if slug not in feeds:
        close = get_close_matches(slug, feeds, n=1)
        hint = f"did you mean {close[0]}?" if close else "`feedpub topics` lists the topics'"
        raise ConfigError(f"no feed has the slug {slug}; {hint}")
    for snippet in snippets.of_feed(feeds[slug], config):
        click.echo(f"<!-- {snippet.name}: {snippet.purpose} -->\n{snippet.text}")
    return 0


@main.command()
@_options("config_file", "source", "title")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option(
    "--port", type=click.IntRange(0, 65_535), default=8000, show_default=True, help="0: any free one."
)
@click.option("--no-pages", is_flag=True, help="Preview the feeds only, no pages for people.")
@_NOW
@_reported
def serve(*, host: str, port: int, no_pages: bool, now: str | None, **given: Any) -> int:
    """Preview what would be published, on this machine, and follow changes until interrupted.

    \b
    feedpub serve
    """
    try:
        from feedpub import serve as preview  # noqa: PLC0415 - --help needs none of it
    except ImportError as error:
        raise ConfigError(f"feedpub serve needs {error.name}: pip install 'feedpub[serve]'") from None

    def tell(came: Summary | FeedpubError) -> None:
        if isinstance(came, FeedpubError):
            _print_failure(came)
        else:
            _print_summary(came, dry_run=False, quiet=False, verbose=False)

    with preview.bound(host, port) as (listening, url), preview.folder() as folder:

        def load() -> Config:
            return _config(output=None, base_url=url, pages=False if no_pages else None, **given)

        def clock() -> int:
            return _instant(now, made.config)

        made = preview.Preview(folder, load, clock, tell)
        with _pool(_cores()) as executor:
            made.publish(executor)
        with preview.served(made, listening, host):
            click.echo(f"serving {url}; Ctrl-C ends it")
            with suppress(KeyboardInterrupt):
                made.follow()
    return 0


@main.command()
@click.option("--source", type=_Path(path_type=Path), help="The folder of records. [default: looked for]")
@click.option("--base-url", metavar="URL", help="The URL where the feeds will be served.")
@click.option("--title", metavar="TEXT", help="What the feeds are called.")
@click.option("--force", is_flag=True, help="Replace a config that is there.")
@_reported
def init(*, source: Path | None, base_url: str | None, title: str | None, force: bool) -> int:
    """Write a commented feedpub.yaml from what is found in this folder.

    \b
    feedpub init --base-url https://example.org/feeds/
    """
    from feedpub import starter  # noqa: PLC0415 - --help needs none of it

    made = starter.write(Path(), source=source, base_url=base_url, title=title, force=force)
    click.echo(f"wrote {made.file}: {made.records} records in {made.source}, {made.topics} topics")
    for hint in made.to_do:
        click.echo(f"  {hint}")
    return 0


def _config(*, config_file: Path | None, **given: Any) -> Config:
    from feedpub import config  # noqa: PLC0415 - --help needs none of it

    file = config_file
    if file is None and Path(config.FILE_NAME).exists():
        file = Path(config.FILE_NAME)
    return config.load(file, **given)


def _instant(now: str | None, config: Config) -> int:
    if now is None:
        return int(time.time())
    from feedpub.content import dates  # noqa: PLC0415 - few commands are told the time

    try:
        return dates.parse(now, config.zone)
    except ValueError as error:
        raise ConfigError(f"--now: {error}") from None


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def _pool(jobs: int) -> Iterator[Processes | None]:
    """Yield an executor of so many processes, None for one; they start only if there is work for them."""
    if jobs == 1:
        yield None
        return
    from feedpub.processes import Processes  # noqa: PLC0415 - one job needs none of it

    with Processes(jobs) as executor:
        yield executor


class _Watch:
    """How long each stage takes, and a bar on a terminal once the run has taken a second."""

    def __init__(self, *, bar: bool) -> None:
        self.seconds: dict[str, float] = {}
        self._bar = bar
        self._begun = self._since = self._drawn = time.monotonic()
        self._stage: str | None = None

    def __call__(self, stage: str, done: int, total: int) -> None:
        at = time.monotonic()
        if stage != self._stage:
            self._close(at)
            self._stage, self._since = stage, at
        if self._bar and total and at - self._begun > 1 and (at - self._drawn > 0.1 or done == total):
            self._drawn = at
            filled = 30 * done // total
            click.echo(
                f"\r{stage:>10} [{'#' * filled}{'.' * (30 - filled)}] {done}/{total} ", err=True, nl=False
            )

    def finish(self) -> None:
        self._close(time.monotonic())
        if self._drawn > self._begun:
            click.echo("\r\033[K", err=True, nl=False)

    def _close(self, at: float) -> None:
        if self._stage is not None:
            self.seconds[self._stage] = self.seconds.get(self._stage, 0) + at - self._since
        self._stage = None


def _print_summary(summary: Summary, *, dry_run: bool, quiet: bool, verbose: bool) -> None:
    for notice in summary.notices:
        if not quiet:
            _print_line(notice, "cyan")
    for problem in summary.problems:
        if problem.severity == "error" or not (quiet or (problem.rule == "lost" and not verbose)):
            _print_problem(problem)
    for path in summary.failed:
        _print_error(f"{path} was not published, since it isn't valid; what was published before still is")
    if summary.withheld_by_strict:
        _print_error("nothing was published, since --strict is given and something is wrong")
    if quiet:
        return
    held = ", ".join(f"{count} {reason}" for reason, count in summary.held_back.items())
    click.echo(
        f"{summary.read} files read: {summary.published} published" + (f"; held back: {held}" if held else "")
    )
    if not summary.withheld_by_strict:
        would = "would be " if dry_run else ""
        click.echo(
            f"{summary.feeds} feeds: {summary.written} documents {would}written, "
            f"{summary.unchanged} unchanged, {summary.removed} {would}removed"
        )


def _print_failure(error: FeedpubError) -> None:
    problems = error.problems if isinstance(error, ConfigError) else ()
    for problem in problems:
        _print_problem(problem)
    if not problems:
        _print_error(str(error))


def _print_problem(problem: Problem) -> None:
    colour = {"error": "red", "warning": "yellow", "note": "blue"}[problem.severity]
    prefix = "" if problem.severity == "error" else f"{problem.severity}: "
    place = f"{problem.where}:{problem.line}:{problem.column}:"
    click.echo(f"{_printable(place)} {click.style(prefix, fg=colour)}{_printable(problem.message)}", err=True)


def _print_error(message: str) -> None:
    _print_line(f"feedpub: {message}", "red")


def _print_line(message: str, colour: str) -> None:
    click.secho(_printable(message), fg=colour, err=True)


def _printable(text: str) -> str:
    """Return the text on one line, with nothing in it that a terminal would obey."""
    return "".join(char if char.isprintable() else repr(char)[1:-1] for char in text)
