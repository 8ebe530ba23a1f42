"""`feedpub check`: validates feeds."""

from __future__ import annotations

from pathlib import Path

import click

from feedpub.cli import status
from feedpub.cli.options import NonEmptyPath, load_config


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=str))
@click.option(
    "--format", "report_format", type=click.Choice(["text", "json"]), default="text", help="How to report."
)
@click.option("--strict", is_flag=True, help="Count warnings as errors.")
@click.option("-q", "--quiet", is_flag=True, help="Print nothing unless something is wrong.")
@click.option(
    "--config", "config_file", type=NonEmptyPath(path_type=Path, dir_okay=False), help="The config."
)
def command(
    *, paths: tuple[str, ...], report_format: str, strict: bool, quiet: bool, config_file: Path | None
) -> int:
    """Validate any Atom, RSS or JSON feeds.

    PATHS are files, folders, or - for standard input. By default the config's output is checked.

    \b
    feedpub check feeds
    feedpub check --format json atom.xml
    """
    from feedpub.check import check_paths, report  # noqa: PLC0415 - --help doesn't need it

    reports = list(check_paths(paths or [str(load_config(config_file=config_file).output)]))
    if report_format == "json":
        click.echo(report.as_json(reports))
    else:
        for line in report.lines(reports):
            click.echo(line)
        if not quiet:
            click.echo(report.summary(reports), err=True)
    return status.SKIPPED if report.failed(reports, strict=strict) else status.SUCCESS
