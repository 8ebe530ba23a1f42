"""`feedpub init`: writes a config for a folder."""

from __future__ import annotations

from pathlib import Path

import click

from feedpub.cli.options import LocalPath
from feedpub.cli.output import count_of, print_result


@click.command()
@click.option(
    "--source",
    type=LocalPath(path_type=Path),
    help="The folder of records. [default: the one with most records]",
)
@click.option("--base-url", metavar="URL", help="The URL where the feeds will be served.")
@click.option("--title", metavar="TEXT", help="The title of the site and of its feeds.")
@click.option("--force", is_flag=True, help="Replace an existing config.")
def command(*, source: Path | None, base_url: str | None, title: str | None, force: bool) -> None:
    """Write a commented feedpub.yaml for this folder.

    It is filled in from the records in the folder and from the files of Jekyll, Hugo and npm.

    \b
    feedpub init --base-url https://example.org/feeds/
    """
    from feedpub import init  # noqa: PLC0415 - --help doesn't need it

    written = init.write_config(Path(), source=source, base_url=base_url, title=title, force=force)
    records, topics = count_of(written.records, "record"), count_of(written.topics, "topic")
    print_result(f"wrote {written.file}: {records} in {written.source}, {topics}")
    for hint in written.to_do:
        print_result(f"  {hint}")
