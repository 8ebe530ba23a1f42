"""Medians, ratios and tables in Markdown, as they are in the README.

A ratio is the median of the rounds' own ratios, not the ratio of two medians.
"""

from __future__ import annotations

import os
import platform
import sys
from importlib import metadata
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from benchmarks import rounds, verification

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from benchmarks.measurement import Measurement
    from benchmarks.rounds import Results
    from benchmarks.tools import Tool

_LIBRARIES = ("lxml", "PyYAML", "yaml-rs", "msgspec", "feedgen", "nh3", "pyromark")
_STAGED = (rounds.COLD, rounds.UNCHANGED, rounds.ONE_CHANGED)


def machine_lines(tools: Sequence[Tool]) -> str:
    """Return the machine and the versions of the programs, one a line."""
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
    versions = ", ".join(f"{tool.name} {tool.version}" for tool in tools)
    libraries = ", ".join(f"{name} {version}" for name in _LIBRARIES if (version := _version(name)))
    return _lines(
        [
            f"- {len(os.sched_getaffinity(0))} cores ({_processor()}), {memory:.0f} GiB of memory",
            f"- {platform.system()} {platform.release()}, {platform.machine()}",
            f"- Python {platform.python_version()}",
            f"- {versions}",
            f"- feedpub's libraries: {libraries}",
        ]
    )


def size_tables(results: Results) -> str:
    """Return the three tables of a size: each run's time and memory, ratios, and feedpub's time by stage."""
    size = results.size
    title = (
        f"## {size.records:,} records, {size.topics:,} topics\n\n"
        f"{results.bytes / 2**20:,.0f} MiB of records; {results.entries:,} entries in "
        f"{(size.topics + 1) * 3:,} documents; {len(results.rounds[rounds.COLD])} rounds; "
        f"load average before the first: {results.load:.1f}\n"
    )
    return "\n".join([title, _taken(results), _compared(results), _by_stage(results)])


def as_data(results: Iterable[Results]) -> list[dict[str, object]]:
    """Return all measurements, for programs."""
    return [
        {
            "records": one.size.records,
            "topics": one.size.topics,
            "bytes": one.bytes,
            "entries": one.entries,
            "load": one.load,
            "together_kb": one.together_kb,
            "rounds": {
                name: [
                    {
                        "wall": found.wall,
                        "cpu": found.cpu,
                        "largest_kb": found.largest_kb,
                        "stages": verification.read_stages(found.printed),
                    }
                    for found in measured
                ]
                for name, measured in one.rounds.items()
            },
        }
        for one in results
    ]


def _taken(results: Results) -> str:
    rows = []
    for name, measured in results.rounds.items():
        walls = [found.wall for found in measured]
        spread = f"{_seconds(min(walls))}–{_seconds(max(walls))}" if len(walls) > 1 else ""
        together = results.together_kb.get(name)
        rows.append(
            (
                name,
                _seconds(median(walls)),
                spread,
                _seconds(median(found.cpu for found in measured)),
                _mebibytes(median(found.largest_kb for found in measured)),
                _mebibytes(together) if together else "",
            )
        )
    head = ("run", "wall, s", "from–to", "user + sys, s", "largest process, MiB", "all processes, MiB")
    return _table(head, rows)


def _compared(results: Results) -> str:
    """Return the time of every run as a multiple of each of feedpub's runs: wall, then user + sys."""
    variants = (rounds.COLD, rounds.UNCHANGED, rounds.ONE_CHANGED, rounds.COLD_OVER)
    rows = [
        (name, *(_ratios(measured, results.rounds[variant]) for variant in variants))
        for name, measured in results.rounds.items()
    ]
    return _table(("wall (user + sys) of, divided by that of", *variants), rows)


def _by_stage(results: Results) -> str:
    found = {
        variant: [verification.read_stages(one.printed) for one in results.rounds[variant]]
        for variant in _STAGED
    }
    names = list(dict.fromkeys(name for each in found.values() for one in each for name in one))
    rows = [
        (name, *(f"{median(one.get(name, 0) for one in found[variant]):.3f}" for variant in _STAGED))
        for name in names
    ]
    return _table(("feedpub's stage, s", *(variant.removeprefix("feedpub, ") for variant in _STAGED)), rows)


def _ratios(measured: Sequence[Measurement], base: Sequence[Measurement]) -> str:
    pairs = list(zip(measured, base, strict=True))
    wall = median(one.wall / other.wall for one, other in pairs)
    cpu = median(one.cpu / other.cpu for one, other in pairs)
    return f"{wall:.3g} ({cpu:.3g})"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return _lines(f"| {' | '.join(line)} |" for line in lines)


def _lines(lines: Iterable[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


def _seconds(seconds: float) -> str:
    return f"{seconds:.3f}" if seconds < 1 else f"{seconds:.2f}" if seconds < 10 else f"{seconds:.1f}"


def _mebibytes(kibibytes: float) -> str:
    return f"{kibibytes / 1024:,.0f}"


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return platform.processor() or sys.platform
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), "unknown")
