"""`feedpub topics`: lists the topics."""

from __future__ import annotations

from typing import Any

import click

from feedpub.cli.options import config_options, load_config, now_option, run_time
from feedpub.cli.output import print_result


@click.command()
@config_options("config_file", "source", "base_url")
@now_option
def command(*, now: str | None, **overrides: Any) -> None:
    """List the topics: name, slug, published records, newest date.

    \b
    feedpub topics
    """
    from feedpub.content import dates  # noqa: PLC0415 - --help doesn't need it
    from feedpub.run import questions  # noqa: PLC0415 - the same

    config = load_config(output=None, title=None, **overrides)
    rows = [
        (
            row.name,
            row.slug,
            str(row.published),
            dates.day(row.newest, config.zone) if row.newest is not None else "-",
        )
        for row in questions.topics_of(config, now=run_time(now, config))
    ]
    table = [("topic", "slug", "published", "newest"), *rows]
    widths = [max(len(row[column]) for row in table) for column in range(4)]
    for name, slug, published, newest in table:
        print_result(f"{name:<{widths[0]}}  {slug:<{widths[1]}}  {published:>{widths[2]}}  {newest}")
