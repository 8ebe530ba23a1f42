"""Runs one command in a process of its own, and writes its time and memory as JSON to stdout.

Called as `python -I -S launch.py [--sampled] FOLDER LOG COMMAND...`: the command is run in FOLDER, and its
output goes to LOG. A bare interpreter, since on Linux a process's peak memory counts from its parent's memory
at the start: under a large parent every peak would be the parent's.

    wall, cpu     seconds; cpu is user and system time of the process and of those that it waited for
    largest_kb    the peak of the largest single process among them (ru_maxrss)
    together_kb   with --sampled: the largest sum over all of them at one time, pages that they share counted
                  once (PSS, from /proc, sampled all the time, so the run's time means nothing)
"""

from __future__ import annotations

import json
import os
import sys
import time

_PAUSE = 0.01  # seconds between two samples


def main() -> None:
    """Run the command and report."""
    given = sys.argv[1:]
    sampled = given[0] == "--sampled"
    folder, log, *command = given[sampled:]
    output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.chdir(folder)
    begun = time.perf_counter()
    pid = os.posix_spawn(
        command[0],
        command,
        os.environ,
        file_actions=[(os.POSIX_SPAWN_DUP2, output, 1), (os.POSIX_SPAWN_DUP2, output, 2)],
    )
    together = 0
    while sampled and os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
        together = max(together, sum(map(_pss, _family(pid))))
        time.sleep(_PAUSE)
    _, status, usage = os.wait4(pid, 0)
    wall = time.perf_counter() - begun
    found = {
        "status": os.waitstatus_to_exitcode(status),
        "wall": wall,
        "cpu": usage.ru_utime + usage.ru_stime,
        "largest_kb": usage.ru_maxrss,
        "together_kb": together,
    }
    print(json.dumps(found))


def _family(pid: int) -> list[int]:
    """Return the process and its descendants."""
    family = [pid]
    for member in family:
        try:
            with open(f"/proc/{member}/task/{member}/children") as children:  # noqa: PTH123 - pathlib would only enlarge the parent
                family.extend(map(int, children.read().split()))
        except OSError:
            continue  # it has ended
    return family


def _pss(pid: int) -> int:
    """Return a process's proportional set size in KiB, 0 if it has ended."""
    try:
        with open(f"/proc/{pid}/smaps_rollup") as rollup:  # noqa: PTH123 - the same
            return next((int(line.split()[1]) for line in rollup if line.startswith("Pss:")), 0)
    except OSError:
        return 0


if __name__ == "__main__":
    main()
