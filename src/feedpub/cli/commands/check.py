"""`feedpub check`: validates feeds."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path

import click

from feedpub.check.profiles import PROFILES
from feedpub.cli import status
from feedpub.cli.options import LocalPath, load_config, now_option, run_time
from feedpub.cli.output import print_result
from feedpub.problems import ConfigError

_ERRORS_ONLY = 2  # -qq


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=str))
@click.option(
    "--format", "report_format", type=click.Choice(["text", "json"]), default="text", help="How to report."
)
@click.option("--profile", type=click.Choice(sorted(PROFILES)), help="Check what a directory requires, too.")
@click.option("--strict", is_flag=True, help="Count warnings as errors.")
@click.option("-q", "--quiet", count=True, help="Print errors and warnings only; -qq: errors only.")
@now_option
@click.option("--config", "config_file", type=LocalPath(path_type=Path, dir_okay=False), help="The config.")
def command(
    *,
    paths: tuple[str, ...],
    report_format: str,
    profile: str | None,
    strict: bool,
    quiet: int,
    now: str | None,
    config_file: Path | None,
) -> int:
    """Validate any Atom, RSS or JSON feeds.

    PATHS are files, folders, or - for standard input. By default the config's output is checked.

    \b
    feedpub check feeds
    feedpub check --format json atom.xml
    feedpub check --profile apple-podcasts rss.xml
    """
    from feedpub.check import check_paths, report  # noqa: PLC0415 - --help doesn't need it

    if "-" in paths and sys.stdin is None:
        raise ConfigError("- is standard input, and it is closed")
    moment = datetime.fromtimestamp(run_time(now), UTC)
    found = {
        path: list(check_paths([path], profile=profile, now=moment))
        for path in paths or [str(load_config(config_file=config_file).output)]
    }
    reports = list(chain.from_iterable(found.values()))
    if report_format == "json":
        print_result(report.as_json(reports))
    else:
        for problem in chain.from_iterable(one.problems for one in reports):
            if problem.severity == "error" or quiet < _ERRORS_ONLY:
                print_result(report.line(problem))
        if not quiet:
            click.echo(report.summary(reports), err=True)
    without_feeds = [path for path, reports_of_path in found.items() if not reports_of_path]
    if without_feeds:
        raise ConfigError(f"no feeds found in {', '.join(without_feeds)}")
    return status.SKIPPED if report.failed(reports, strict=strict) else status.SUCCESS
