"""`feedpub embed`: prints what other sites paste to show a feed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from feedpub.cli.options import config_options, load_config, now_option, run_time
from feedpub.cli.output import print_result
from feedpub.problems import ConfigError, FeedpubError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from feedpub.selection.feeds import Feed


def _complete_slug(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """Return the slugs that begin so, for the shell's completion; none where the config can't be read."""
    del param
    from feedpub.run import questions  # noqa: PLC0415 - --help doesn't need it

    given = {name: value for name, value in ctx.params.items() if name not in ("slug", "now")}
    try:
        config = load_config(**{"config_file": None, **given})
        feeds = questions.feeds_of(config, now=run_time(ctx.params.get("now"), config))
    except FeedpubError:
        return []
    return [feed.slug for feed in feeds if feed.slug.startswith(incomplete)]


@click.command()
@click.argument("slug", shell_complete=_complete_slug)
@config_options("config_file", "source", "output", "base_url", "title")
@now_option
def command(*, slug: str, now: str | None, **overrides: Any) -> None:
    """Print the HTML for showing a feed on another page.

    SLUG is the feed's folder, or the name of its topic. There are three snippets to choose from: a frame, an
    element, an include.

    \b
    feedpub embed computer-vision
    """
    from feedpub.outputs import snippets  # noqa: PLC0415 - --help doesn't need it
    from feedpub.run import questions  # noqa: PLC0415 - the same

    config = load_config(**overrides)
    if not config.pages:
        raise ConfigError("no pages to embed: the config has pages: false")
    feed = _find_feed(slug, questions.feeds_of(config, now=run_time(now, config)))
    for snippet in snippets.embedding_snippets(feed, config):
        print_result(f"<!-- {snippet.name}: {snippet.purpose} -->\n{snippet.text}")


def _find_feed(wanted: str, feeds: Sequence[Feed]) -> Feed:
    """Return the feed by its slug, or by its topic's name. Raises ConfigError with the nearest slug."""
    from difflib import get_close_matches  # noqa: PLC0415 - --help doesn't need it

    from feedpub import topics  # noqa: PLC0415 - the same

    by_slug = {feed.slug: feed for feed in feeds}
    by_name = {topics.key(feed.topic or feed.title): feed for feed in feeds}
    feed = by_slug.get(wanted) or by_name.get(topics.key(wanted))
    if feed is None:
        close = get_close_matches(topics.slug(wanted), by_slug, n=1, cutoff=0.5)
        hint = f"did you mean {close[0]}?" if close else "`feedpub topics` lists them all"
        raise ConfigError(f"no feed has the slug {wanted}; {hint}")
    return feed
