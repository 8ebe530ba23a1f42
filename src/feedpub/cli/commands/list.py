"""`feedpub list`: lists the records and what became of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from feedpub.cli.options import config_options, format_option, load_config, now_option, run_time
from feedpub.cli.output import as_json, place_of, print_result, printable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from feedpub.run.record_rows import RecordRow

STATUSES = (
    "published", "scheduled", "draft", "unpublished", "unflagged", "removed", "deleted", "duplicate",
    "invalid", "skipped",
)  # fmt: skip


@click.command()
@config_options("config_file", "source", "output", "base_url")
@click.option(
    "--status",
    "statuses",
    multiple=True,
    type=click.Choice(STATUSES),
    help="Only records of this status; may be given more than once.",
)
@click.option("--topic", metavar="NAME", help="Only records of this topic, by its name or slug.")
@format_option
@now_option
def command(
    *, statuses: tuple[str, ...], topic: str | None, report_format: str, now: str | None, **overrides: Any
) -> None:
    """List the records and what became of each.

    Of those that are held back it gives the reason, and none of their text.

    \b
    feedpub list --status draft --status invalid
    feedpub list --topic AI --format json
    """
    from feedpub.run.record_rows import record_rows  # noqa: PLC0415 - --help doesn't need it

    config = load_config(title=None, **overrides)
    rows = record_rows(config, now=run_time(now, config), statuses=statuses, topic=topic)
    print_result(as_json(rows, "published") if report_format == "json" else _as_table(rows))


def _as_table(rows: Sequence[RecordRow]) -> str:
    cells = [(row.status, place_of(row), printable(row.reason or row.title or row.url or "")) for row in rows]
    table = [("status", "record", "title or reason"), *cells]
    widths = [max(len(row[column]) for row in table) for column in range(2)]
    return "\n".join(f"{one:<{widths[0]}}  {two:<{widths[1]}}  {three}".rstrip() for one, two, three in table)
