"""The command: measures, and prints tables in Markdown.

python -m benchmarks                                   feedpub and the baselines, 1,000 and 10,000 records
python -m benchmarks --peers all --sizes 1000/50,10000/500,100000/500
"""

from __future__ import annotations

import argparse
import json
import os
import shlex
import shutil
import sys
import tempfile
from pathlib import Path

from benchmarks import report, rounds, tools
from benchmarks.measurement import RunFailed
from benchmarks.rounds import Size


def main() -> int:
    """Measure with the given options; return 1 if a run failed."""
    given = _parser().parse_args()
    try:
        feedpub = tools.feedpub(shlex.split(given.command))
        others = [*tools.peers(given.peers, given.cache), *tools.baselines()]
        print(report.machine_lines([feedpub, *others]))
        results = []
        for size in given.sizes:
            work = Path(tempfile.mkdtemp(prefix="feedpub-benchmark-", dir=given.work))
            try:
                results.append(rounds.measure(size, given.seed, given.runs, feedpub, others, work, _say))
            finally:
                shutil.rmtree(work)
            print(report.size_tables(results[-1]), flush=True)
    except RunFailed as error:
        print(f"benchmarks: {error}", file=sys.stderr)
        return 1
    if given.json:
        given.json.write_text(json.dumps(report.as_data(results), indent=1) + "\n", "utf-8")
    return 0


def _parser() -> argparse.ArgumentParser:
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "feedpub-benchmarks"
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description="Measure feedpub beside its peers."
    )
    parser.add_argument(
        "--sizes",
        type=_sizes,
        default="1000/50,10000/500",
        metavar="RECORDS/TOPICS,...",
        help="numbers of records and topics [default: %(default)s]",
    )
    parser.add_argument("--runs", type=int, default=3, help="rounds at each size [default: %(default)s]")
    parser.add_argument("--seed", type=int, default=1, help="another seed gives other records [default: 1]")
    parser.add_argument(
        "--peers",
        type=_peers,
        default="none",
        metavar="none|all|NAME,...",
        help=f"measured beside feedpub, installed when missing: {', '.join(tools.PEERS)} [default: none]",
    )
    parser.add_argument(
        "--command", default="feedpub", help="the command that starts feedpub [default: feedpub]"
    )
    parser.add_argument(
        "--cache", type=Path, default=cache, help="where peers are installed [default: %(default)s]"
    )
    parser.add_argument(
        "--work", type=Path, help="folder for records and output meanwhile [default: the system's]"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every single figure there")
    return parser


def _sizes(text: str) -> list[Size]:
    try:
        return [Size(*map(int, one.split("/"))) for one in text.split(",")]
    except (ValueError, TypeError):
        raise argparse.ArgumentTypeError(
            f"{text!r} isn't a list of RECORDS/TOPICS, 1000/50 for example"
        ) from None


def _peers(text: str) -> list[str]:
    names = {"none": [], "all": list(tools.PEERS)}.get(text, text.split(","))
    if unknown := [name for name in names if name not in tools.PEERS]:
        raise argparse.ArgumentTypeError(
            f"no peer is called {unknown[0]!r}; there are {', '.join(tools.PEERS)}"
        )
    return names


def _say(message: str) -> None:
    print(f"benchmarks: {message}", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
