"""Targets of fuzzing: functions of bytes that raise AssertionError where feedpub breaks a promise.

    records   the reader: any bytes of a file of the source folder
    entries   the same; the entries of a record must pass their check in every format
    check     the checker: any bytes of a document

Used by run.py (guided by coverage) and by test_fuzz.py (the corpus, and a short run).
"""

from __future__ import annotations

import functools
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from feedpub import config, records, topics
from feedpub.check import check_bytes
from feedpub.index.rows import RowBatch

if TYPE_CHECKING:
    from collections.abc import Callable

    from feedpub.check import Kind
    from feedpub.config import Config
    from feedpub.records import ParsedSource

_NAMES = ("a.md", "a.yaml", "a.json", "b/c d.txt")
_KINDS: tuple[Kind | None, ...] = (None, "atom", "rss", "json")


@functools.cache
def _config() -> Config:
    return config.load(None, source=Path(__file__).parent, base_url="https://example.org/feeds/")


def read(data: bytes) -> tuple[ParsedSource, str]:
    """Parse all but the first byte, which chooses the file's name."""
    path = _NAMES[data[0] % len(_NAMES)] if data else _NAMES[0]
    return records.parse(data[1:], path, _config()), path


def fuzz_records(data: bytes) -> None:
    parsed, path = read(data)
    assert (parsed.record is not None) == (parsed.status == "published")
    assert (parsed.status == "invalid") == any(one.severity == "error" for one in parsed.problems)
    lines = data.count(b"\n") + data.count(b"\r") + 2
    for problem in parsed.problems:
        assert problem.where == path
        assert 1 <= problem.line <= lines, problem
        assert problem.column >= 1
        assert problem.message
        assert "\n" not in problem.message
        assert len(problem.message) < 600, "a message quotes a little, not all"
    if parsed.record:
        said = parsed.record.to_json()
        RowBatch.empty().add_record(path, 0, 0, parsed.record, said)
        assert records.Record.from_json(said) == parsed.record


def fuzz_entries(data: bytes) -> None:
    from feedpub.run import render
    from feedpub.run.spool import FolderSpool

    parsed, _ = read(data)
    if parsed.record is None:
        return
    named = {name: (topics.slug(name), name) for name in parsed.record.topics}
    with tempfile.TemporaryDirectory() as folder:
        spool = FolderSpool(Path(folder))
        (place,) = spool.append([[parsed.record.to_json()]])
        batch = render.RenderBatch(_config(), [(1, place)], named, spool)
        assert not render.render_batch(batch).failed


def fuzz_check(data: bytes) -> None:
    head = data[0] if data else 0
    document = data[1:]
    lines = document.count(b"\n") + document.count(b"\r") + 1
    for problem in check_bytes(document, "x", kind=_KINDS[head // 3 % 4]):
        assert problem.where == "x"
        assert 1 <= problem.line <= lines + 1, problem
        assert problem.column >= 1
        assert problem.message
        assert "\n" not in problem.message


TARGETS: dict[str, Callable[[bytes], None]] = {
    "records": fuzz_records,
    "entries": fuzz_entries,
    "check": fuzz_check,
}
