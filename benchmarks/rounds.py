"""The order of the measured runs.

A round measures every variant once, one after the other, so that a ratio compares runs of the same few
minutes on the same machine. Each round begins with nothing:

    cold                     no index, no output
    unchanged                run again
    one changed              one record has another title
    cold, output present     the index is gone, the output isn't
    each peer                nothing there; they begin anew at each run, so once is enough
    the baselines

Responsible for measuring only runs that did their work. Not for medians and tables.
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

# feedpub reads a file again that changed less than two seconds before the end of the run that read it; the
# harness waits, so that no measured run pays for that.
_SETTLING_SECONDS = 2.2


@dataclass(frozen=True, slots=True)
class Size:
    """The numbers of records and topics."""

    records: int
    topics: int


@dataclass(frozen=True, slots=True)
class Results:
    """All measurements at a size: each variant once a round, the memory of all its processes once.

    `load` is the machine's load average before the first round.
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
    """Measure everything at a size, in an empty folder; raise RunFailed if a run does the wrong work."""
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
    together[UNCHANGED] = bench.unchanged(sampled=True).together_kb
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
        """Wait until feedpub trusts the stat of the record that changed last."""
        time.sleep(_SETTLING_SECONDS)

    def feedpub_round(self, number: int) -> list[tuple[str, Measurement]]:
        """Measure feedpub's four variants."""
        measured = [(COLD, self.cold()), (UNCHANGED, self.unchanged())]
        title = f"Another title, for round {number}"
        records.retitle(self.expected.newest, title)
        found = self._run(ONE_CHANGED)
        measured.append((ONE_CHANGED, found))
        self._require(
            verification.read_summary(found.printed).written > 0,
            "one record changed, but nothing was written",
            found,
        )
        document = (self._output / "all" / "atom.xml").read_text("utf-8")
        self._require(title in document, "the changed title isn't in the feed", found)
        self.settle()
        self._remove_index()
        present = self._run(COLD_OVER)
        measured.append((COLD_OVER, present))
        self._require(
            verification.read_summary(present.printed).written == 0,
            "documents were written that were there",
            present,
        )
        return measured

    def cold(self, *, sampled: bool = False) -> Measurement:
        """Measure feedpub with nothing there."""
        self._remove_index()
        shutil.rmtree(self._output, ignore_errors=True)
        found = self._run(COLD, sampled=sampled)
        self._require(
            verification.read_summary(found.printed).written == self._documents, "not all was written", found
        )
        self._verify("feedpub", self._output)
        return found

    def unchanged(self, *, sampled: bool = False) -> Measurement:
        """Measure feedpub with nothing to do."""
        found = self._run(UNCHANGED, sampled=sampled)
        summary = verification.read_summary(found.printed)
        self._require(
            (summary.written, summary.unchanged) == (0, self._documents), "not all stayed as it was", found
        )
        return found

    def other(self, tool: Tool, *, sampled: bool = False) -> Measurement:
        """Measure a peer with nothing there, or a baseline."""
        shutil.rmtree(self._others, ignore_errors=True)
        found = measurement.measure(tool.command(self._records, self._others), self._folder, sampled=sampled)
        if self._others.exists():
            self._verify(tool.name, self._others)
        return found

    def _run(self, variant: str, *, sampled: bool = False) -> Measurement:
        found = measurement.measure(self._feedpub, self._folder, sampled=sampled)
        summary = verification.read_summary(found.printed)
        found_numbers = (summary.known, summary.published, summary.feeds)
        expected_numbers = (self.expected.files, self.expected.published, len(self.expected.entries) + 1)
        self._require(
            found_numbers == expected_numbers,
            f"{variant}: read, published and feeds are {found_numbers}, not {expected_numbers}",
            found,
        )
        verification.require_all_documents(self._output, self.expected)
        return found

    def _verify(self, name: str, output: Path) -> None:
        """Count all of a tool's entries the first time, and its documents each time."""
        if name in self._verified:
            verification.require_all_documents(output, self.expected)
        else:
            verification.require_all_entries(output, self.expected)
            self._verified.add(name)

    def _remove_index(self) -> None:
        shutil.rmtree(self._folder / ".feedpub", ignore_errors=True)

    @staticmethod
    def _require(condition: bool, message: str, found: Measurement) -> None:
        if not condition:
            raise RunFailed(f"{message}\n{found.printed[-2000:]}")
