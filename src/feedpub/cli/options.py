"""The options that several commands have, and the values that they stand for."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from feedpub.problems import ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable

    from feedpub.config import Config

_F = TypeVar("_F", bound="Callable[..., Any]")


class NonEmptyPath(click.Path):
    """A path. An empty one is refused: it is more likely a variable without a value than the working
    folder.
    """

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the path, or fail."""
        if value == "":
            self.fail("it is empty", param, ctx)
        return super().convert(value, param, ctx)


_CONFIG_OPTIONS = {
    "config_file": click.option(
        "--config",
        "config_file",
        type=NonEmptyPath(path_type=Path, dir_okay=False),
        help="The config. [default: feedpub.yaml, if there is one]",
    ),
    "source": click.option("--source", type=NonEmptyPath(path_type=Path), help="The folder of records."),
    "output": click.option("--output", type=NonEmptyPath(path_type=Path), help="The folder to publish to."),
    "base_url": click.option("--base-url", metavar="URL", help="The URL where the output folder is served."),
    "title": click.option("--title", metavar="TEXT", help="The title of the site and of its feeds."),
}
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
    return config.load(file, **overrides)


def run_time(now: str | None, config: Config) -> int:
    """Return the time of the run in seconds since 1970: that of --now, else the current time."""
    if now is None:
        return int(time.time())
    from feedpub import dates  # noqa: PLC0415 - few commands get --now

    try:
        return dates.parse(now, config.zone)
    except ValueError as error:
        raise ConfigError(f"--now: {error}") from None
