"""`feedpub topics`: lists the feeds, a topic each, and those of the config."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from feedpub.cli.options import config_options, format_option, load_config, now_option, run_time
from feedpub.cli.output import as_json, print_result, printable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from feedpub.config import Config
    from feedpub.run.questions import FeedRow


@click.command()
@config_options("config_file", "source", "output", "base_url")
@format_option
@now_option
def command(*, report_format: str, now: str | None, **overrides: Any) -> None:
    """List the topics, with the feed of each.

    The columns are its name, its slug, its published records, and the date of the newest. Feeds of no topic
    are listed by their titles, in brackets.

    \b
    feedpub topics
    feedpub topics --format json
    """
    from feedpub.run import questions  # noqa: PLC0415 - --help doesn't need it

    config = load_config(title=None, **overrides)
    rows = questions.feed_rows(config, now=run_time(now, config))
    print_result(as_json(rows, "newest") if report_format == "json" else _as_table(rows, config))


def _as_table(rows: Sequence[FeedRow], config: Config) -> str:
    from feedpub.content import dates  # noqa: PLC0415 - --help doesn't need it

    cells = [
        (
            printable(f"({row.title})" if row.topic is None else row.topic),
            row.slug,
            str(row.published),
            "-" if row.newest is None else dates.day(row.newest, config.zone),
        )
        for row in rows
    ]
    table = [("topic", "slug", "published", "newest"), *cells]
    widths = [max(len(row[column]) for row in table) for column in range(4)]
    return "\n".join(
        f"{name:<{widths[0]}}  {slug:<{widths[1]}}  {published:>{widths[2]}}  {newest}"
        for name, slug, published, newest in table
    )
