"""`feedpub generate`: publishes the feeds."""

from __future__ import annotations

import sys
from typing import Any

import click

from feedpub.cli import status
from feedpub.cli.options import config_options, load_config, now_option, run_time
from feedpub.cli.output import OutputError, print_failure, print_result, print_summary
from feedpub.cli.progress import StageTimer
from feedpub.cli.workers import count_cores, process_pool
from feedpub.config import MAX_ENTRIES


@click.command()
@config_options("config_file", "source", "output", "base_url", "title")
@click.option(
    "--limit",
    type=click.IntRange(1, MAX_ENTRIES),
    help="The number of entries in a feed, at most. [default: 50]",
)
@click.option("--jobs", type=click.IntRange(1, 256), help="Processes to work in. [default: one per core]")
@click.option("--no-pages", is_flag=True, help="Write the feeds only, no pages for people.")
@click.option("--dry-run", is_flag=True, help="Print what would be done, and write nothing.")
@click.option("--strict", is_flag=True, help="Publish nothing if there are errors or warnings.")
@click.option("--allow-shrink", is_flag=True, help="Publish even if most entries leave the feeds.")
@click.option("--rebuild", is_flag=True, help="Ignore the index of earlier runs, and read everything.")
@click.option(
    "--wait", type=click.FloatRange(0, 86_400), default=0, metavar="SECONDS", help="Wait for another run."
)
@now_option
@click.option("-q", "--quiet", count=True, help="Print errors and warnings only; -qq: errors only.")
@click.option(
    "-v",
    "--verbose",
    is_flag=True,
    help="Print also which records are held back and why, what bodies lose, and how long each stage took.",
)
def command(
    *,
    limit: int | None,
    jobs: int | None,
    no_pages: bool,
    dry_run: bool,
    strict: bool,
    allow_shrink: bool,
    rebuild: bool,
    wait: float,
    now: str | None,
    quiet: int,
    verbose: bool,
    **overrides: Any,
) -> int:
    """Publish the feeds.

    Only records that changed are read, and only documents that differ are written.

    \b
    feedpub generate
    feedpub generate --source seeds --output feeds --base-url https://example.org/feeds/
    """
    from feedpub.run import pipeline  # noqa: PLC0415 - --help doesn't need it

    config = load_config(limit=limit, pages=False if no_pages else None, **overrides)
    timer = StageTimer(bar=not quiet and sys.stderr is not None and sys.stderr.isatty())
    with process_pool(jobs or count_cores()) as executor:
        summary = pipeline.generate(
            config,
            now=run_time(now, config),
            executor=executor,
            strict=strict,
            dry_run=dry_run,
            allow_shrink=allow_shrink,
            rebuild=rebuild,
            wait=wait,
            list_withheld=verbose and not quiet,
            progress=timer,
        )
    timer.finish()
    try:
        print_summary(summary, config, dry_run=dry_run, quiet=quiet, verbose=verbose)
        if verbose and not quiet:
            for stage, seconds in timer.seconds.items():
                print_result(f"{stage:>10} {seconds:8.3f} s")
    except OutputError as error:  # which doesn't change what was published
        if not error.is_closed:
            print_failure(error)
    if summary.failed or summary.withheld_by_strict or summary.refused:
        return status.NOT_PUBLISHED
    return status.SKIPPED if summary.left_out else status.SUCCESS
