"""`feedpub embed`: prints what other sites paste to show a feed."""

from __future__ import annotations

from typing import Any

import click

from feedpub.cli.options import config_options, load_config, now_option, run_time
from feedpub.problems import ConfigError


@click.command()
@click.argument("slug")
@config_options("config_file", "source", "output", "base_url", "title")
@now_option
def command(*, slug: str, now: str | None, **overrides: Any) -> None:
    """Print the HTML for showing a feed on another page.

    SLUG is the feed's folder. There are three snippets to choose from: a frame, an element, an include.

    \b
    feedpub embed computer-vision
    """
    from difflib import get_close_matches  # noqa: PLC0415 - --help doesn't need it

    from feedpub import pipeline  # noqa: PLC0415 - the same
    from feedpub.pages import snippets  # noqa: PLC0415 - the same

    config = load_config(**overrides)
    if not config.pages:
        raise ConfigError("no pages to embed: the config has pages: false")
    feeds = {feed.slug: feed for feed in pipeline.feeds_of(config, now=run_time(now, config))}
    if slug not in feeds:
        close = get_close_matches(slug, feeds, n=1)
        hint = f"did you mean {close[0]}?" if close else "`feedpub topics` lists those of topics"
        raise ConfigError(f"no feed has the slug {slug}; {hint}")
    for snippet in snippets.of_feed(feeds[slug], config):
        click.echo(f"<!-- {snippet.name}: {snippet.purpose} -->\n{snippet.text}")
