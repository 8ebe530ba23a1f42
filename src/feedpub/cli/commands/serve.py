"""`feedpub serve`: previews the site on this machine."""

from __future__ import annotations

import gc
import sys
from contextlib import suppress
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import click

from feedpub.cli.options import config_options, load_config, now_option, run_time
from feedpub.cli.output import print_failure, print_result, print_summary
from feedpub.cli.workers import count_cores, process_pool
from feedpub.problems import ConfigError, FeedpubError

if TYPE_CHECKING:
    from feedpub.config import Config
    from feedpub.summary import Summary

_GC_THRESHOLD = 20_000  # a preview goes on for hours


@click.command()
@config_options("config_file", "source", "title")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option(
    "--port", type=click.IntRange(0, 65_535), default=8000, show_default=True, help="0: any free one."
)
@click.option("--no-pages", is_flag=True, help="Preview the feeds only, no pages for people.")
@now_option
def command(*, host: str, port: int, no_pages: bool, now: str | None, **overrides: Any) -> None:
    """Preview the site on this machine, and follow changes.

    It runs until it is interrupted. The site's own output folder isn't touched.

    \b
    feedpub serve
    feedpub serve --port 0
    """
    gc.set_threshold(_GC_THRESHOLD)
    try:
        from feedpub import serve  # noqa: PLC0415 - --help doesn't need it
    except ImportError as error:
        raise ConfigError(f"feedpub serve needs {error.name}: {_how_to_install()}") from None

    def report(result: Summary | FeedpubError) -> None:
        if isinstance(result, FeedpubError):
            print_failure(result)
        else:
            print_summary(result, preview.config)

    with serve.listen(host, port) as (listener, url), serve.temporary_folder() as folder:

        def load() -> Config:
            return load_config(output=None, base_url=url, pages=False if no_pages else None, **overrides)

        def clock() -> int:
            return run_time(now, preview.config)

        preview = serve.Preview(folder, load, clock, report)
        with process_pool(count_cores()) as executor:
            preview.publish(executor)
        with serve.run_server(preview, listener, host):
            print_result(f"serving {url}; Ctrl-C ends it")
            with suppress(KeyboardInterrupt):
                preview.follow()


def _how_to_install() -> str:
    """Return how to install the libraries into this environment, which may lack pip."""
    if find_spec("pip"):
        return f"{sys.executable} -m pip install 'feedpub[serve]'"
    outside = f"pip --python {sys.executable} install 'feedpub[serve]'"
    return (
        f"{outside}, with a pip from outside, or the same with uv pip or the tool that made this environment"
    )
