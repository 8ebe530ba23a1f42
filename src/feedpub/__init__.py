"""feedpub publishes feeds by topic from a folder of records: Atom 1.0, RSS 2.0 and JSON Feed 1.1, each
checked.

    config = feedpub.load_config("feedpub.yaml")
    summary = feedpub.generate(config)
    report = feedpub.check("feeds/all/atom.xml")

Importing it loads none of that: each name is loaded when it is first used.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

from feedpub._version import __version__

if TYPE_CHECKING:
    import os
    from collections.abc import Callable
    from concurrent.futures import Executor
    from datetime import datetime

    from feedpub.check import Report
    from feedpub.config import Config
    from feedpub.problems import ConfigError, FeedpubError, Locked, OutputInvalid, Problem, PublishError
    from feedpub.stores.base import Store
    from feedpub.summary import DocumentChange, Summary

__all__ = [
    "Config",
    "ConfigError",
    "DocumentChange",
    "FeedpubError",
    "Locked",
    "OutputInvalid",
    "Problem",
    "PublishError",
    "Report",
    "Summary",
    "__version__",
    "check",
    "generate",
    "load_config",
]


_HOMES = {
    "Config": "config",
    "ConfigError": "problems",
    "DocumentChange": "summary",
    "FeedpubError": "problems",
    "Locked": "problems",
    "OutputInvalid": "problems",
    "Problem": "problems",
    "PublishError": "problems",
    "Report": "check",
    "Summary": "summary",
}
"""The module of each public name that is loaded when it is first used."""


class _Package(ModuleType):
    """This package: `check` is the function, though Python sets it to the module of that name."""

    def __setattr__(self, name: str, value: object) -> None:
        if not (name in __all__ and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package


def __getattr__(name: str) -> object:
    """Load a public name."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def load_config(
    file: str | os.PathLike[str] | None = None,
    *,
    source: str | os.PathLike[str] | None = None,
    output: str | os.PathLike[str] | None = None,
    base_url: str | None = None,
    title: str | None = None,
    limit: int | None = None,
) -> Config:
    """Return the config in `file` (feedpub.yaml); arguments override its values.

    Without a file, `source` (the folder of records) and `base_url` (the URL where the output folder is
    served) are needed. `output` is the folder to publish to, `limit` how many entries a feed shows. Raises
    ConfigError, with a problem for each fault.
    """
    from pathlib import Path  # noqa: PLC0415 - see above

    from feedpub import config  # noqa: PLC0415 - see above

    return config.load(
        None if file is None else Path(file),
        source=None if source is None else Path(source),
        output=None if output is None else Path(output),
        base_url=base_url,
        title=title,
        limit=limit,
    )


def generate(
    config: Config,
    *,
    now: datetime | None = None,
    executor: Executor | None = None,
    store: Store | None = None,
    strict: bool = False,
    dry_run: bool = False,
    rebuild: bool = False,
    wait: float = 0,
    allow_shrink: bool = False,
    progress: Callable[[str, int, int], None] | None = None,
) -> Summary:
    """Publish the feeds of the records in the config's source folder, and return a summary.

    Records dated after `now` (an aware datetime; the time of the call if none is given) wait. `executor` runs
    the parallel stages; in this process if there is none. `store` is where it publishes, instead of the
    config's output folder. With `strict` nothing is published if there is any error or warning; with
    `dry_run` nothing is written; `rebuild` discards the index of earlier runs; `wait` is how many seconds to
    wait for another run. Nothing is published, and the summary's `refused` says so, if all entries would
    leave the feeds, or more than the config's `max_shrink` of more than five, unless `allow_shrink` is given.
    `progress` is called with a stage's name, how much of it is done, and how much there is.

    A record that can't be published is a problem in the summary. Raises ConfigError, Locked, and PublishError
    where the file system refuses; then what was published before still is.
    """
    from datetime import UTC, datetime  # noqa: PLC0415 - see above

    from feedpub.run import pipeline  # noqa: PLC0415 - see above

    moment = datetime.now(UTC) if now is None else now
    return pipeline.generate(
        config,
        now=int(moment.timestamp()),
        executor=executor,
        store=store,
        strict=strict,
        dry_run=dry_run,
        rebuild=rebuild,
        wait=wait,
        allow_shrink=allow_shrink,
        progress=progress,
    )


def check(
    source: str | os.PathLike[str] | bytes, *, profile: str | None = None, now: datetime | None = None
) -> Report:
    """Check a file, or a document's bytes, and report what is wrong with it.

    `profile` is what a directory requires beyond the format, such as "apple-podcasts"; an unknown one raises
    KeyError. Dates more than a day after `now` (an aware datetime; the time of the call if none is given) get
    a warning. A file that can't be read raises OSError; whatever its bytes are, nothing else is raised.
    """
    from datetime import UTC, datetime  # noqa: PLC0415 - see above

    from feedpub.check import check as check_document  # noqa: PLC0415 - see above

    return check_document(source, profile=profile, now=datetime.now(UTC) if now is None else now)
