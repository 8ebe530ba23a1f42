"""Whether a run has anything to do: the summary of the last one is kept, and until when it holds.

Nothing is to be done if the index was closed cleanly, every document lies in the output as it was written,
the config is the same, and no record has come due. Whether items changed is for the caller to know. This
module needs little, since a run with nothing to do imports it and not the rest of the pipeline.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import asdict, replace
from typing import TYPE_CHECKING

from feedpub import _version
from feedpub.index import documents
from feedpub.problems import Problem
from feedpub.publish import STAGING
from feedpub.run.portable import without_paths
from feedpub.summary import Summary

if TYPE_CHECKING:
    from feedpub.config import Config
    from feedpub.index import Index

_KEY = "up to date"


def stored_summary(index: Index, config: Config, now: int, *, strict: bool) -> Summary | None:
    """Return the stored summary if nothing needs doing, None if something does, even if only to clear up
    after a run that was killed.
    """
    text = index.get(_KEY)
    if not text or not index.ended_cleanly:
        return None
    stored = json.loads(text)
    if stored["config"] != _digest(config):
        return None
    if now < stored["since"] or (stored["until"] is not None and now >= stored["until"]):
        return None
    if os.path.lexists(config.output / STAGING):  # left by a killed run of another config
        return None
    if not all(document.is_untouched(config.output) for document in documents.load(index).values()):
        return None
    fields = stored["summary"]
    problems = tuple(Problem(**problem) for problem in fields["problems"])
    if strict and any(problem.severity != "note" for problem in problems):
        return None
    return Summary(**{**fields, "problems": problems, "failed": (), "notices": (), "documents": ()})


def remember(index: Index, config: Config, summary: Summary, since: int, until: int | None) -> None:
    """Store that everything is published as it should be, and until when that holds if no item changes."""
    unchanged = replace(
        summary, unchanged=summary.unchanged + summary.written, written=0, removed=0, documents=()
    )
    stored = {"config": _digest(config), "since": since, "until": until, "summary": asdict(unchanged)}
    index.set(_KEY, json.dumps(stored))


def forget(index: Index) -> None:
    """Store that something may need doing."""
    index.set(_KEY, None)


def _digest(config: Config) -> str:
    text = repr((_version.__version__, without_paths(config)))
    return hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()
