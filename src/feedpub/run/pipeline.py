"""From a source of records to published documents: the chain of a run, and its front door.

    source.list_source       every item's key and revision; no byte is read
      | changes.find         the items that differ from the index
      | up_to_date           a run with nothing to do ends here
      | read                 bytes -> Record | Problem, into the spool, in parallel; rows for the index
      | select               the site's feeds and the entries that each shows: filter, order and limit are SQL
      | plan                 which documents are up to date, and which are to be built
      | reread               records that these show and an earlier run read
      | render_entries       Record -> Entry -> its texts, checked, into the spool; in parallel
      | build_documents      frame + entries -> bytes, checked, staged where they differ; in parallel
      | publish              documents to write, keep and remove; the store does it, the manifest last

The links from `read` on are called in `execute`, which a run with nothing to do doesn't import.
"""

from __future__ import annotations

import os
from contextlib import ExitStack, suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from feedpub import index as indexes
from feedpub.index import changes
from feedpub.problems import ConfigError, PublishError
from feedpub.run import up_to_date
from feedpub.run.context import RunContext
from feedpub.run.source import (
    file_system_time_ns,
    index_key,
    list_source,
    open_index,
    open_source,
    refuse_unreadable,
)
from feedpub.run.workers import Workers
from feedpub.stores.folder import FolderStore

if TYPE_CHECKING:
    from collections.abc import Callable

    from feedpub.config import Config
    from feedpub.index import Index
    from feedpub.run.workers import Submits
    from feedpub.stores.base import Store
    from feedpub.summary import Summary


def generate(
    config: Config,
    *,
    now: int,
    executor: Submits | None = None,
    store: Store | None = None,
    strict: bool = False,
    dry_run: bool = False,
    rebuild: bool = False,
    wait: float = 0,
    allow_shrink: bool = False,
    list_withheld: bool = False,
    progress: Callable[[str, int, int], None] | None = None,
) -> Summary:
    """Publish the feeds of the records in the config's source folder, and return the summary.

    `now` is the run's time in seconds since 1970-01-01T00:00:00Z; records dated later wait. `executor`
    runs the parallel stages, in this process if there is none; `store` is where it publishes, instead of
    the output folder. With `strict` nothing is published if there is any error or warning; with `dry_run`
    nothing is written at all; `rebuild` discards the index. `wait` is how many seconds to wait for
    another run's lock. With `allow_shrink` any number of entries may leave the feeds; with `list_withheld`
    the summary names the records that are held back. `progress` is called with a stage's name, how much of it
    is done, and how much there is.

    Raises ConfigError where the folders can't be used, Locked, PublishError where the file system refuses. A
    document that doesn't pass its check is not published, and is named in the summary's `failed`.
    """
    context = RunContext(
        config, now, open_source(config), store or FolderStore(config.output), Workers(executor),
        strict=strict, dry_run=dry_run, progress=progress or (lambda _stage, _done, _total: None),
        allow_shrink=allow_shrink, list_withheld=list_withheld,
    )  # fmt: skip
    _refuse_impossible_folders(config)
    if not 0 <= wait < float("inf"):
        raise ConfigError(f"wait is a number of seconds, not {wait}")
    with ExitStack() as stack:
        notices = []
        if not dry_run and not stack.enter_context(context.store.locked(wait)):
            notices.append(
                f"{config.output} is on a file system without locks; two runs at once are not kept apart"
            )
        index, notice = open_index(config, rebuild=rebuild, dry_run=dry_run)
        notices.extend([notice] if notice else [])
        try:
            summary = _run_and_list(context, index)
        except indexes.DAMAGED as error:
            if index.file is None:
                raise
            notices.append(f"the index can't be used ({error}); reading everything again")
            with suppress(OSError):  # it stays, and the next run finds the same
                index.discard()
            index = indexes.in_memory(index_key(config))
            summary = _run_and_list(context, index)
        finally:
            index.close()
    return replace(summary, notices=tuple(notices))


def _run_and_list(context: RunContext, index: Index) -> Summary:
    """Run, and add to the summary which records are held back, if the run was asked for it."""
    summary = _run(context, index)
    if not context.list_withheld:
        return summary
    from feedpub.run import withheld  # noqa: PLC0415 - few runs are asked for it

    problems = [problem for problem in summary.problems if problem.where not in summary.failed]
    return replace(summary, withheld=withheld.list_withheld(context.config, index, context.now, problems))


def _run(context: RunContext, index: Index) -> Summary:
    """List the source, and run all stages if there is anything to do."""
    config = context.config
    context.progress("scan", 0, 0)
    listed_at_ns = file_system_time_ns(index.file)
    listing = list_source(context.source, config)
    found = changes.find(index, listing.items)
    refuse_unreadable(listing, found.gone, config)
    if not (found.stale or found.gone or listing.problems):
        summary = up_to_date.stored_summary(context, index)
        if summary:
            return summary
    from feedpub.run.execute import execute  # noqa: PLC0415 - the rest of the pipeline, as a whole

    return execute(context, index, listing, found, listed_at_ns)


def _refuse_impossible_folders(config: Config) -> None:
    if os.path.realpath(config.source) == os.path.realpath(config.output):
        raise ConfigError(f"{config.output} can't be both the source folder and the output folder")
    state, output = os.path.realpath(config.state), os.path.realpath(config.output)
    if os.path.commonpath([state, output]) == output:
        raise ConfigError(
            f"{config.output} can't be the output folder: {config.state / indexes.FOLDER} would lie in it, "
            "and is not for the public. Choose another (output: folder)"
        )
    if config.output.exists() and not config.output.is_dir():
        raise PublishError(f"{config.output} is in the way: it isn't a folder")
