"""Which runs are measured, and in which order.

A round measures every variant once, one after the other, so that a ratio within a round is of the same few
minutes of the same machine. Each round begins with nothing:

    cold                     no index, no output
    unchanged                run again
    one changed              one record has another title
    cold, output present     the index is gone, the output isn't
    each peer                nothing there; they begin anew at each run, so once is enough
    the baselines

Responsible for that each run did what it is measured for; not for medians and tables.
"""

from __future__ import annotations

import os
import shutil
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from benchmarks import measurement, records, verification
from benchmarks.measurement import Measurement, RunFailed

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from benchmarks.tools import Tool

COLD, UNCHANGED, ONE_CHANGED, COLD_OVER = (
    "feedpub, cold",
    "feedpub, unchanged",
    "feedpub, one changed",
    "feedpub, cold, output present",
)

# feedpub reads a file again that changed less than two seconds before the end of the run that read it; a
# measured run must not pay for how fast the harness is.
_SETTLED = 2.2


@dataclass(frozen=True, slots=True)
class Size:
    """How many records, on how many topics."""

    records: int
    topics: int


@dataclass(frozen=True, slots=True)
class Results:
    """All that was measured at a size: each variant once a round, memory of all its processes once.

    `load` is the machine's load average before: what else was going on.
    """

    size: Size
    files: int
    bytes: int
    entries: int
    load: float
    rounds: dict[str, list[Measurement]]
    together_kb: dict[str, int]


def measure(
    size: Size,
    seed: int,
    runs: int,
    feedpub: Tool,
    others: Sequence[Tool],
    work: Path,
    progress: Callable[[str], None],
) -> Results:
    """Measure everything at a size, in an empty folder; RunFailed where a run isn't what it should be."""
    progress(f"{size.records} records: writing")
    bench = _Bench(work, records.generate(work / "records", size.records, size.topics, seed), feedpub)
    bench.settle()
    load = os.getloadavg()[0]
    rounds: dict[str, list[Measurement]] = {}
    for number in range(1, runs + 1):
        progress(f"{size.records} records: round {number} of {runs}")
        for name, found in [
            *bench.feedpub_round(number),
            *((tool.name, bench.other(tool)) for tool in others),
        ]:
            rounds.setdefault(name, []).append(found)
    progress(f"{size.records} records: memory")
    together = {COLD: bench.cold(sampled=True).together_kb}
    together[UNCHANGED] = bench.again(sampled=True).together_kb
    together.update((tool.name, bench.other(tool, sampled=True).together_kb) for tool in others)
    expected = bench.expected
    entries = sum(expected.entries.values()) + min(expected.published, records.LIMIT)
    return Results(size, expected.files, expected.bytes, entries, load, rounds, together)


class _Bench:
    """A folder of records, and runs over it."""

    def __init__(self, folder: Path, expected: records.Expected, feedpub: Tool) -> None:
        self._folder = folder
        self._records = folder / "records"
        self._output = folder / "feeds"
        self._others = folder / "others"
        self._feedpub = feedpub.command(self._records, self._output)
        self._verified: set[str] = set()
        self._documents = (len(expected.entries) + 1) * 3
        self.expected = expected

    def settle(self) -> None:
        """Wait until feedpub trusts what the last change of a record's stat says."""
        time.sleep(_SETTLED)

    def feedpub_round(self, number: int) -> list[tuple[str, Measurement]]:
        """Measure feedpub's four variants."""
        made = [(COLD, self.cold()), (UNCHANGED, self.again())]
        title = f"Another title, for round {number}"
        records.retitle(self.expected.newest, title)
        found = self._run(ONE_CHANGED)
        made.append((ONE_CHANGED, found))
        self._hold(
            verification.said(found.printed).written > 0, "one record changed, but nothing was written", found
        )
        shown = (self._output / "all" / "atom.xml").read_text("utf-8")
        self._hold(title in shown, "the changed title isn't in the feed", found)
        self.settle()
        self._remove_index()
        over = self._run(COLD_OVER)
        made.append((COLD_OVER, over))
        self._hold(
            verification.said(over.printed).written == 0, "documents were written that were there", over
        )
        return made

    def cold(self, *, sampled: bool = False) -> Measurement:
        """Measure feedpub with nothing there."""
        self._remove_index()
        shutil.rmtree(self._output, ignore_errors=True)
        found = self._run(COLD, sampled=sampled)
        self._hold(verification.said(found.printed).written == self._documents, "not all was written", found)
        self._verify("feedpub", self._output)
        return found

    def again(self, *, sampled: bool = False) -> Measurement:
        """Measure feedpub with nothing to do."""
        found = self._run(UNCHANGED, sampled=sampled)
        told = verification.said(found.printed)
        self._hold((told.written, told.unchanged) == (0, self._documents), "not all stayed as it was", found)
        return found

    def other(self, tool: Tool, *, sampled: bool = False) -> Measurement:
        """Measure a peer with nothing there, or a baseline."""
        shutil.rmtree(self._others, ignore_errors=True)
        found = measurement.of(tool.command(self._records, self._others), self._folder, sampled=sampled)
        if self._others.exists():
            self._verify(tool.name, self._others)
        return found

    def _run(self, variant: str, *, sampled: bool = False) -> Measurement:
        found = measurement.of(self._feedpub, self._folder, sampled=sampled)
        told = verification.said(found.printed)
        held = (told.read, told.published, told.feeds)
        wanted = (self.expected.files, self.expected.published, len(self.expected.entries) + 1)
        self._hold(held == wanted, f"{variant}: read, published and feeds are {held}, not {wanted}", found)
        verification.documents(self._output, self.expected)
        return found

    def _verify(self, name: str, output: Path) -> None:
        """Look at all of a tool's entries, the first time; at the number of documents each time."""
        if name in self._verified:
            verification.documents(output, self.expected)
        else:
            verification.published(output, self.expected)
            self._verified.add(name)

    def _remove_index(self) -> None:
        shutil.rmtree(self._folder / ".feedpub", ignore_errors=True)

    @staticmethod
    def _hold(condition: bool, message: str, found: Measurement) -> None:
        if not condition:
            raise RunFailed(f"{message}\n{found.printed[-2000:]}")
