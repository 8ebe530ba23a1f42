"""The benchmarks run: one smoke test of the whole, at a size that takes seconds.

No test judges the figures. The benchmarks check that each measured run published the right documents, and
fail otherwise.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_every_run_of_fifty_records_is_measured_and_compared(tmp_path: Path) -> None:
    measured = subprocess.run(
        [
            sys.executable, "-m", "benchmarks", "--sizes", "50/5", "--runs", "1",
            "--work", str(tmp_path), "--json", str(tmp_path / "figures.json"),
        ],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip

    assert measured.returncode == 0, measured.stderr
    assert "| feedpub, one changed |" in measured.stdout
    (figures,) = json.loads((tmp_path / "figures.json").read_text("utf-8"))
    assert figures["records"] == 50
    assert set(figures["rounds"]) == {
        "feedpub, cold",
        "feedpub, unchanged",
        "feedpub, one changed",
        "feedpub, cold, output present",
        "bare interpreter",
        "stat pass",
    }
    for (run,) in figures["rounds"].values():
        assert run["wall"] > 0
        assert run["largest_kb"] > 1000
    assert {"scan", "read", "render", "check", "write"} <= set(
        figures["rounds"]["feedpub, cold"][0]["stages"]
    )
    assert not list(tmp_path.glob("feedpub-benchmark-*"))
