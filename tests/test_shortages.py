"""Where the system refuses what a run needs there is a message and the right status; nothing stays behind."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from tests.sites import Outcome, Site, call

if TYPE_CHECKING:
    from pathlib import Path


def limited(site: Site, limit: str, *arguments: str) -> Outcome:
    """Run `feedpub generate` under a limit of the shell's."""
    ran = subprocess.run(
        ["bash", "-c", f'ulimit {limit}; exec "$0" -m feedpub generate "$@"', sys.executable, *arguments],
        cwd=site.folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    return Outcome(ran.returncode, ran.stdout, ran.stderr)


@pytest.fixture
def many(site: Site) -> Site:
    """So many topics that a run works in several processes."""
    for number in range(40):
        site.add(f"{number}.md", title=f"T {number}", topics=[f"Topic {number}"])
    return site


@pytest.mark.parametrize("limit", ["-n 16", "-n 20"])
def test_few_open_files(many: Site, limit: str) -> None:
    outcome = limited(many, limit, "--jobs", "4")
    assert (outcome.status, outcome.stdout) == (3, "")
    assert outcome.stderr.startswith("feedpub: ")
    assert "Too many open files" in outcome.stderr
    assert outcome.stderr.count("\n") == 1
    assert not many.output.exists()
    assert many.run().status == 0


@pytest.mark.parametrize("kilobytes", [60_000, 70_000, 75_000, 80_000, 90_000, 105_000, 120_000, 150_000])
def test_a_run_with_little_memory_is_refused_with_a_message_or_does_all(many: Site, kilobytes: int) -> None:
    """How much is too little depends on the machine and on Python."""
    outcome = limited(many, f"-v {kilobytes}", "--jobs", "4")
    if outcome.status == 0:
        assert outcome.stderr == ""
        assert len(many.slugs()) == 41
        return
    assert (outcome.status, outcome.stdout) == (3, "")
    assert outcome.stderr.startswith("feedpub: ")
    assert "Traceback" not in outcome.stderr
    assert outcome.stderr.count("\n") == 1
    assert not many.output.exists()


@pytest.mark.parametrize(
    "error", [MemoryError(), RuntimeError("can't start new thread"), OSError(12, "Cannot allocate memory")]
)
def test_a_shortage_is_a_message(site: Site, monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("feedpub.run.questions.feed_rows", fail)
    outcome = call("topics", "--config", str(site.file))
    assert (outcome.status, outcome.stdout) == (3, "")
    assert outcome.stderr.startswith("feedpub: ")
    assert "Traceback" not in outcome.stderr


def test_a_bug_has_its_traceback(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr("feedpub.run.questions.feed_rows", fail)
    outcome = call("topics", "--config", str(site.file))
    assert outcome.status == 3
    assert "Traceback" in outcome.stderr


@pytest.mark.parametrize("name", ["x" * 300, "a/b/" + "x" * 300])
def test_a_name_that_is_too_long(site: Site, name: str) -> None:
    site.add("a.md")
    outcome = site.run("--output", str(site.folder / name))
    assert outcome.status == 3
    assert outcome.stderr == f"feedpub: {site.folder / name}: File name too long\n"
    assert sorted(path.name for path in site.folder.iterdir()) == ["feedpub.yaml", "seeds"]


def test_a_run_that_publishes_nothing_leaves_no_folder(site: Site, tmp_path: Path) -> None:
    site.add("a.md", quality="high")
    output = tmp_path / "new" / "feeds"
    assert site.run("--strict", "--output", str(output)).status == 3
    assert not output.parent.exists()
    output.mkdir(parents=True)
    assert site.run("--strict", "--output", str(output)).status == 3
    assert output.is_dir(), "it was there before"
