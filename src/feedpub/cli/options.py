"""The options that several commands have, and the values that they stand for."""

from __future__ import annotations

import re
import time
from contextlib import suppress
from datetime import UTC
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from feedpub.problems import ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable

    from feedpub.config import Config

_F = TypeVar("_F", bound="Callable[..., Any]")


_URL = re.compile("([A-Za-z][A-Za-z0-9+.-]*):/")


class LocalPath(click.Path):
    """A path that is neither empty nor a URL. An empty one is more likely a variable without a value than the
    working folder.
    """

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the path, or fail."""
        if value == "":
            self.fail("it is empty", param, ctx)
        if isinstance(value, str) and (scheme := _URL.match(value)):
            self.fail(f"it is a URL of {scheme[1]}:, not a path", param, ctx)
        return super().convert(value, param, ctx)


_CONFIG_OPTIONS = {
    "config_file": click.option(
        "--config",
        "config_file",
        type=LocalPath(path_type=Path, dir_okay=False),
        help="The config. [default: feedpub.yaml, if there is one]",
    ),
    "source": click.option("--source", type=LocalPath(path_type=Path), help="The folder of records."),
    "output": click.option("--output", type=LocalPath(path_type=Path), help="The folder to publish to."),
    "base_url": click.option("--base-url", metavar="URL", help="The URL where the output folder is served."),
    "title": click.option("--title", metavar="TEXT", help="The title of the site and of its feeds."),
}
format_option = click.option(
    "--format",
    "report_format",
    type=click.Choice(["text", "json"]),
    default="text",
    help="A table for people, or JSON.",
)
now_option = click.option("--now", metavar="DATE", help="Use this as the current time (RFC 3339); for tests.")


def config_options(*names: str) -> Callable[[_F], _F]:
    """Add those of the options that name the config, or override a value of it."""

    def add(function: _F) -> _F:
        for name in reversed(names):
            function = _CONFIG_OPTIONS[name](function)
        return function

    return add


def load_config(*, config_file: Path | None, **overrides: Any) -> Config:
    """Return the config in the file that is named, else in feedpub.yaml here, else from options alone."""
    from feedpub import config  # noqa: PLC0415 - --help doesn't need it

    file = config_file
    if file is None and Path(config.FILE_NAME).exists():
        file = Path(config.FILE_NAME)
    if file is None and not {"source", "base_url"} <= overrides.keys():  # no such options, so don't name them
        raise ConfigError(
            f"there isn't a {config.FILE_NAME} here; write one with `feedpub init`, or name one with --config"
        )
    loaded = config.load(file, **overrides)
    _refuse_output(loaded.output)
    return loaded


def _refuse_output(output: Path) -> None:
    """Raise ConfigError if the output can't be meant: the root, a home folder, or one that holds a home."""
    refused = {Path("/")}
    with suppress(RuntimeError):  # a user without a home folder
        home = Path.home().resolve()
        refused.update((home, *home.parents))
    if output.resolve() in refused:
        raise ConfigError(
            f"the output {output} is the root, a home folder, or holds one; name a folder within"
        )


def run_time(now: str | None, config: Config | None = None) -> int:
    """Return the time of the run in seconds since 1970: that of --now, else the current time.

    Without a config, a date without a zone is in UTC.
    """
    if now is None:
        return int(time.time())
    from feedpub.content import dates  # noqa: PLC0415 - few commands get --now

    try:
        return dates.parse(now, UTC if config is None else config.zone)
    except ValueError as error:
        raise ConfigError(f"--now: {error}") from None
