"""Whether a run has anything to do: the summary of the last one is kept, and until when it holds.

Nothing is to be done if the index was closed cleanly, every document lies in the store as it was written and
nothing else was added to it, the config is the same, and no record has come due. The caller has found that no
item changed. This module imports little, since a run with nothing to do doesn't import the rest of the
pipeline.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, replace
from typing import TYPE_CHECKING

from feedpub import _version, outputs
from feedpub.index import documents
from feedpub.problems import Problem
from feedpub.run.portable import without_paths
from feedpub.summary import Summary

if TYPE_CHECKING:
    from feedpub.config import Config
    from feedpub.index import Index
    from feedpub.run.context import RunContext

_KEY = "up to date"


def stored_summary(context: RunContext, index: Index) -> Summary | None:
    """Return the stored summary if nothing needs doing, None if something does, even if only to clear up
    after a run that was killed.
    """
    text = index.get(_KEY)
    if not text or not index.ended_cleanly:
        return None
    stored = json.loads(text)
    now, store = context.now, context.store
    if stored["config"] != _digest(context.config):
        return None
    if now < stored["since"] or (stored["until"] is not None and now >= stored["until"]):
        return None
    if not store.matches(stored["stamp"]):
        return None
    if not all(map(store.is_untouched, documents.load(index).values())):
        return None
    fields = stored["summary"]
    problems = tuple(Problem(**problem) for problem in fields["problems"])
    if context.strict and any(problem.severity != "note" for problem in problems):
        return None
    empty: dict[str, tuple[()]] = {"failed": (), "notices": (), "documents": (), "withheld": ()}
    return Summary(**{**fields, **empty, "problems": problems})


def remember(context: RunContext, index: Index, summary: Summary, until: int | None) -> None:
    """Store that everything is published as it should be, and until when that holds if no item changes."""
    stamp = context.store.stamp()
    if stamp is None:
        return
    unchanged = replace(
        summary,
        parsed=0,
        unchanged=summary.unchanged + summary.written,
        written=0,
        removed=0,
        documents=(),
    )
    stored = {
        "config": _digest(context.config),
        "since": context.now,
        "until": until,
        "stamp": stamp,
        "summary": asdict(unchanged),
    }
    index.set(_KEY, json.dumps(stored))


def forget(index: Index) -> None:
    """Store that something may need doing."""
    index.set(_KEY, None)


def _digest(config: Config) -> str:
    text = repr((_version.__version__, without_paths(config))) + outputs.versions(config)
    return hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()
