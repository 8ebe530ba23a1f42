"""Sites to publish: a folder with a config and records, made by a test, and runs on it.

A run is either a call of the library, of the command line in this process, or of the command in a process of
its own; whichever a test is about.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml
from click.testing import CliRunner

import feedpub
from feedpub import cli
from feedpub.stores.folder import MANIFEST

if TYPE_CHECKING:
    from concurrent.futures import Executor

NOW = datetime(2024, 7, 1, 12, tzinfo=UTC)
"""The time of every run that says nothing else."""

CASES = Path(__file__).parent / "cases"
SEEDS = Path(__file__).parents[1] / "seeds"
COMMAND = (sys.executable, "-c", "from feedpub.cli import main; main()")

PLAIN: dict[str, Any] = {
    "title": "A title",
    "publishedDateTime": "2024-05-06T07:08:09Z",
    "published": True,
}
"""What a record needs to be published."""


@dataclass(frozen=True)
class Outcome:
    """What a command came to."""

    status: int
    stdout: str
    stderr: str


class Site:
    """A folder with feedpub.yaml, records in seeds/ and feeds in feeds/."""

    def __init__(self, folder: Path, **config: Any) -> None:
        self.folder = folder
        self.source = folder / "seeds"
        self.output = folder / "feeds"
        self.file = folder / "feedpub.yaml"
        self.source.mkdir(parents=True)
        self.configure(**config)

    def configure(self, **config: Any) -> None:
        """Write the config anew: what is given, and what every config needs."""
        site = {
            "title": "Example",
            "url": "https://example.org/",
            "feeds_url": "https://example.org/feeds/",
            **config.pop("site", {}),
        }
        self.file.write_text(
            yaml.safe_dump({"site": site, "pages": False, **config}, allow_unicode=True), encoding="utf-8"
        )

    def add(self, name: str, fields: dict[str, Any] | None = None, /, *, body: str = "", **more: Any) -> Path:
        """Write a record that is published, with the fields given; None drops one that every record needs."""
        merged = {**PLAIN, **(fields or {}), **more}
        kept = {key: value for key, value in merged.items() if value is not None}
        front = yaml.safe_dump(kept, allow_unicode=True, sort_keys=False)
        return self.write(name, f"---\n{front}---\n{body}")

    def write(self, name: str, content: str | bytes) -> Path:
        """Write a file of the source folder, as it is."""
        path = self.source / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def publish(
        self, *, now: datetime | str = NOW, executor: Executor | None = None, **options: Any
    ) -> feedpub.Summary:
        """Run `feedpub.generate`."""
        at = datetime.fromisoformat(now) if isinstance(now, str) else now
        return feedpub.generate(feedpub.load_config(self.file), now=at, executor=executor, **options)

    def run(self, *arguments: str, now: str = NOW.isoformat()) -> Outcome:
        """Run `feedpub generate` in this process."""
        return call("generate", "--config", str(self.file), "--now", now, "--jobs", "1", *arguments)

    def forget(self) -> None:
        """Remove what is known between runs."""
        shutil.rmtree(self.folder / ".feedpub", ignore_errors=True)

    def feeds(self) -> dict[str, bytes]:
        """Return every file of the output folder but the manifest, which lists the others."""
        return {path: content for path, content in contents(self.output).items() if path != MANIFEST}

    def slugs(self) -> set[str]:
        """Return the folders of the output folder."""
        return {path.name for path in self.output.iterdir() if path.is_dir()}

    def texts(self) -> str:
        """Return all that was published, as one text."""
        return "\n".join(content.decode() for content in self.feeds().values())


def call(*arguments: str) -> Outcome:
    """Run a command in this process."""
    result = CliRunner().invoke(cli.main, arguments, catch_exceptions=False)
    return Outcome(result.exit_code, result.stdout, result.stderr)


def spawn(*arguments: str, folder: Path, **environment: str) -> Outcome:
    """Run a command in a process of its own, in a folder, with variables set in its environment."""
    process = subprocess.run(
        [*COMMAND, *arguments],
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        check=False,
        timeout=120,
    )
    return Outcome(process.returncode, process.stdout.decode(), process.stderr.decode())


def contents(folder: Path) -> dict[str, bytes]:
    """Return the bytes of every file below a folder, hidden ones too, by relative path."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def stats(folder: Path) -> dict[str, tuple[int, int, int]]:
    """Return inode, time of change of content and of status of every file below a folder."""
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            status = path.stat()
            found[path.relative_to(folder).as_posix()] = (
                status.st_ino,
                status.st_mtime_ns,
                status.st_ctime_ns,
            )
    return found
