"""Killed at any system call that changes a file: every feed is the old document or the new one, the next run
ends in what an undisturbed one ends in, and nothing is left over.

SQLite writes its journal page by page, dozens in a row, and it takes effect as a whole; folders are made, and
files are synced, one after the other, with nothing between. Of such a row the first and the last call are
tried. With FEEDPUB_THOROUGH in the environment every call is.
"""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import pytest
from tests.robustness import tracing
from tests.sites import NOW, Site

import feedpub
from feedpub.stores.folder import PENDING
from feedpub.stores.manifest import decode

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PARTS = 4
"""The calls are tried in so many tests, so that a failure is found without trying all again."""


def old_records(site: Site) -> None:
    site.configure(formats=["json", "rss"], feeds=[{"slug": "own", "title": "Own", "all": ["AI"]}])
    (site.source / "new.md").unlink(missing_ok=True)
    site.add("a.md", title="Old", topics=["AI"])
    site.add("b.md", title="Stays", topics=["AI", "Robots"])


def new_records(site: Site) -> None:
    site.add("a.md", title="New", topics=["AI"])
    site.add("new.md", title="Added", topics=["Added"])


def new_config(site: Site) -> None:
    site.configure(formats=["json"], topics={"Robots": {"slug": "machines"}})
    site.add("a.md", title="New", topics=["AI"])


def tree(folder: Path) -> dict[str, bytes | None]:
    """Return every file's bytes, and None for every folder, by relative path."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() if path.is_file() else None
        for path in sorted(folder.rglob("*"))
    }


def worth_trying(calls: list[str]) -> list[int]:
    """Return the numbers of the calls to be killed at."""
    if os.environ.get("FEEDPUB_THOROUGH"):
        return list(range(len(calls)))
    around = zip(["", *calls], calls, [*calls[1:], ""], strict=False)
    alike = {"pwrite64", "mkdir", "mkdirat", "fsync"}
    return [
        at
        for at, (before, call, after) in enumerate(around)
        if call not in alike or before != call or after != call
    ]


def publish(site: Site) -> feedpub.Summary:
    return feedpub.generate(feedpub.load_config(site.file), now=NOW)


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("change", [new_records, new_config])
def test_a_run_that_is_killed_before_any_call_leaves_whole_documents(
    site: Site, change: Callable[[Site], None], part: int
) -> None:
    old_records(site)
    publish(site)
    old = tree(site.output)
    change(site)
    calls = tracing.run(lambda: publish(site))
    new = tree(site.output)
    assert old != new
    assert {"write", "pwrite64", "fsync"} <= set(calls), "what is counted is what a run does"
    for at in worth_trying(calls)[part::PARTS]:
        old_records(site)
        publish(site)
        for folder in tree(site.output).keys() - old.keys():  # topics keep their feeds, empty
            shutil.rmtree(site.output / folder, ignore_errors=True)
        publish(site)  # which no longer lists them
        assert tree(site.output) == old
        change(site)
        tracing.run(lambda: publish(site), kill_at=at)
        for path, content in tree(site.output).items():
            if path == PENDING:
                assert content is not None
                assert {*decode(b"", content).digests} <= new.keys(), "it lists what is being written"
            elif content is not None and not path.startswith(".feedpub-staging/"):
                assert content in (old.get(path), new.get(path)), f"{path} after a kill before {at}"
        for path in {path for path in old.keys() & new.keys() if old[path] is not None}:
            assert (site.output / path).is_file(), f"{path} after a kill before call {at}"
        summary = publish(site)
        assert tree(site.output) == new, f"after a kill before call {at}, {calls[at]}"
        assert len(summary.notices) <= 1
        left = {file.suffix for file in (site.folder / ".feedpub").iterdir()}
        assert left <= {".sqlite3", ".checksum"}
        assert publish(site).written == 0


@pytest.mark.parametrize("part", range(PARTS))
def test_a_change_that_is_taken_back_after_a_kill_is_undone(
    site: Site, monkeypatch: pytest.MonkeyPatch, part: int
) -> None:
    """The next run finds the records as the last whole run did, and clears up all the same."""
    monkeypatch.setattr("feedpub.index.changes.MTIME_GRANULARITY_NS", 0)  # all is trusted at once
    old_records(site)
    publish(site)
    site.add("new.md", title="Retracted", topics=["Added"])
    calls = tracing.run(lambda: publish(site))
    (site.source / "new.md").unlink()
    for at in worth_trying(calls)[part::PARTS]:
        shutil.rmtree(site.output)
        site.forget()
        publish(site)
        assert publish(site).unchanged == 2 * len(site.slugs())
        site.add("new.md", title="Retracted", topics=["Added"])
        tracing.run(lambda: publish(site), kill_at=at)
        (site.source / "new.md").unlink()
        publish(site)
        after = tree(site.folder)
        assert not [path for path, content in after.items() if b"Retracted" in (content or b"")]
        left = {file.suffix for file in (site.folder / ".feedpub").iterdir()}
        assert left <= {".sqlite3", ".checksum"}, f"after a kill before call {at}, {calls[at]}"
        before = tree(site.output)
        site.forget()
        assert publish(site).written == 0
        assert tree(site.output) == before


def test_the_tracer_kills(tmp_path: Path) -> None:
    def work() -> None:
        for name in ("a", "b", "c"):
            (tmp_path / name).mkdir()

    assert tracing.run(work, kill_at=2) in (["mkdir"] * 2, ["mkdirat"] * 2)
    assert {path.name for path in tmp_path.iterdir()} == {"a", "b"}
