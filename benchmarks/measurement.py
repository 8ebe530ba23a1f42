"""The time and memory of a run. Each run is a fresh process, started by a bare interpreter (see `launch`)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_LAUNCH = Path(__file__).with_name("launch.py")


class RunFailed(Exception):
    """A measured command failed, or published the wrong documents."""


@dataclass(frozen=True, slots=True)
class Measurement:
    """Wall and processor time in seconds, peak memory in KiB (see `launch`), and the output."""

    wall: float
    cpu: float
    largest_kb: int
    together_kb: int
    printed: str


def measure(command: Sequence[str], folder: Path, *, sampled: bool = False) -> Measurement:
    """Run the command in the folder and return its time and memory; raise RunFailed if it fails.

    Files of earlier runs are flushed to disk first, so that this run doesn't pay for them.
    """
    log = folder / "log.txt"
    os.sync()
    launched = subprocess.run(
        [
            sys.executable,
            "-I",
            "-S",
            str(_LAUNCH),
            *(["--sampled"] if sampled else []),
            str(folder),
            str(log),
            *command,
        ],
        stdout=subprocess.PIPE,
        check=True,
    )
    found = json.loads(launched.stdout)
    printed = log.read_text("utf-8", "replace")
    if status := found.pop("status"):
        raise RunFailed(f"exit status {status} of {' '.join(command)}\n{printed[-2000:]}")
    return Measurement(**found, printed=printed)
