"""Runs that are killed, runs that meet, and disks that are full: every file is the old one or the new one."""

from __future__ import annotations

import builtins
import errno
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import BrokenExecutor, Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, Self

import pytest
from tests.sites import COMMAND, NOW, Site, spawn

import feedpub
from feedpub.stores.folder import MANIFEST, PENDING, STAGING

if TYPE_CHECKING:
    from collections.abc import Callable

RECORDS = 300
TOPICS = ("AI", "Vision", "Robotics", "Policy", "Speech", "Science")
RUN = ("generate", "--now", NOW.isoformat(), "-q")


def fill(site: Site, version: str) -> None:
    """Write the records, each changed by the version; all topics stay."""
    for number in range(RECORDS):
        front = (
            f"title: '{version} {number}'\npublished: true\npublishedDateTime: 2024-0{1 + number % 6}-01\n"
            f"topics: [{TOPICS[number % 6]}, {TOPICS[number % 5]}]\nwebUrl: https://example.org/{number}\n"
        )
        site.write(f"{number}.md", f"---\n{front}---\n# {version}\n\nText of *{number}*.\n")


def assert_whole(site: Site, *versions: dict[str, bytes]) -> None:
    """Assert that every document is that of one of the versions, and that no other file is there."""
    for name, content in site.feeds().items():
        if name != PENDING and not name.startswith(f"{STAGING}/"):
            assert any(content == version.get(name) for version in versions), name


def clean(site: Site) -> bool:
    """Whether nothing but feeds and their manifest lies in the output folder."""
    topics = {name.lower() for name in TOPICS}
    return {path.name for path in site.output.iterdir()} == {"all", MANIFEST, *topics}


class Arena:
    """A site of 300 records that turn from one version into the other and back."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.published: dict[str, dict[str, bytes]] = {}
        for version in ("B", "A"):
            fill(site, version)
            assert spawn(*RUN, folder=site.folder).status == 0
            self.published[version] = site.feeds()
        assert self.published["A"].keys() == self.published["B"].keys()
        self.current = "A"

    def change(self) -> tuple[dict[str, bytes], dict[str, bytes]]:
        """Write the other version; return what is published, and what is to be published."""
        old, self.current = self.current, "B" if self.current == "A" else "A"
        fill(self.site, self.current)
        return self.published[old], self.published[self.current]

    def assert_repaired(self, new: dict[str, bytes]) -> None:
        """Assert that one more run ends in what an undisturbed one would have published."""
        outcome = spawn(*RUN, "--wait", "20", folder=self.site.folder)
        assert (outcome.status, outcome.stdout) == (0, "")
        assert self.site.feeds() == new
        assert clean(self.site)


@pytest.fixture(scope="module")
def arena(tmp_path_factory: pytest.TempPathFactory) -> Arena:
    return Arena(Site(tmp_path_factory.mktemp("arena") / "site", limit=40))


def kill_when_it_pauses(site: Site, pause: str) -> None:
    """Run in a process with two workers that executes this code first, kill it where it says that it pauses,
    and assert that it was killed there.
    """
    run = (
        "import datetime, os, sys, time, feedpub\n"
        "from feedpub.run.processes import Processes\n"
        "def pause():\n"
        "    print('pause', flush=True)\n"
        "    time.sleep(600)\n"
        "def progress(stage, done, total): pass\n"
        f"{pause}\n"
        "with Processes(2) as pool:\n"
        "    config = feedpub.load_config('feedpub.yaml')\n"
        f"    now = datetime.datetime.fromisoformat({NOW.isoformat()!r})\n"
        "    feedpub.generate(config, now=now, executor=pool, progress=progress)\n"
    )
    process = subprocess.Popen([sys.executable, "-c", run], cwd=site.folder, stdout=subprocess.PIPE)
    with process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"pause\n", "the run ended before it was killed"
        process.kill()
    assert process.returncode == -signal.SIGKILL


@pytest.mark.parametrize("stage", ["scan", "read", "render", "check", "write"])
def test_a_run_that_is_killed_in_any_stage_leaves_whole_documents(arena: Arena, stage: str) -> None:
    old, new = arena.change()
    kill_when_it_pauses(arena.site, f"def progress(stage, done, total):\n    if stage == {stage!r}: pause()")
    assert_whole(arena.site, old, new)
    arena.assert_repaired(new)


def test_a_run_that_is_killed_between_two_renames_leaves_whole_documents(arena: Arena) -> None:
    """The most delicate moment: some documents are new, some are old."""
    old, new = arena.change()
    kill_when_it_pauses(
        arena.site,
        "replace, renamed = os.replace, []\n"
        "def paused(*given):\n"
        "    if len(renamed) == 8: pause()\n"
        "    renamed.append(given)\n"
        "    replace(*given)\n"
        "os.replace = paused",
    )
    found = arena.site.feeds()
    assert any(found[name] == old[name] != new[name] for name in old), "some documents are old"
    assert any(found[name] == new[name] != old[name] for name in new), "some documents are new"
    assert_whole(arena.site, old, new)
    arena.assert_repaired(new)


def test_of_runs_at_once_one_publishes_and_the_others_give_up(arena: Arena) -> None:
    site = arena.site
    _, new = arena.change()
    running = [
        subprocess.Popen([*COMMAND, *RUN], cwd=site.folder, stderr=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    outcomes = []
    for process in running:
        _, stderr = process.communicate(timeout=60)
        outcomes.append((process.returncode, stderr))
    assert 0 in [status for status, _ in outcomes]
    for status, stderr in outcomes:
        assert status in {0, 75}
        assert bool(stderr) == (status == 75)
    assert site.feeds() == new


class FullDisk:
    """A disk with room for so many operations; it refuses all that follow."""

    def __init__(self, room: int) -> None:
        self.left = room

    def use(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def guarding(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return the function, which takes room each time it is called."""

        def guarded(*arguments: Any, **options: Any) -> Any:
            self.use()
            return function(*arguments, **options)

        return guarded

    def opening(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return `open`, which for files to write returns one that writes onto this disk."""

        def opened(path: object, mode: str = "r", *arguments: Any, **options: Any) -> Any:
            if mode not in {"xb", "ab"}:
                return function(path, mode, *arguments, **options)
            self.use()
            return _File(function(path, mode, *arguments, **options), self)

        return opened


class _File:
    def __init__(self, file: Any, disk: FullDisk) -> None:
        self._file = file
        self._disk = disk

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)

    def write(self, content: bytes) -> int:
        half = len(content) // 2
        self._file.write(content[:half])
        self._disk.use()
        return half + int(self._file.write(content[half:]))


def test_a_disk_that_is_full_at_any_step_damages_no_feed(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Documents stay whole at whichever step it is full, and the next run completes the publication."""

    def publish_version(title: str) -> dict[str, bytes]:
        site.add("a.md", title=title, topics=["AI"])
        assert site.run().status == 0
        return site.feeds()

    new, old = publish_version("B"), publish_version("A")
    refused = 0
    for room in range(1000):
        assert publish_version("A") == old
        site.add("a.md", title="B", topics=["AI"])
        disk = FullDisk(room)
        with monkeypatch.context() as patched:
            patched.setattr(os, "fsync", disk.guarding(os.fsync))
            patched.setattr(os, "replace", disk.guarding(os.replace))
            patched.setattr(os, "mkdir", disk.guarding(os.mkdir))
            patched.setattr(builtins, "open", disk.opening(open))
            outcome = site.run()
        assert_whole(site, old, new)
        assert not (site.output / STAGING).exists()
        if disk.left >= 0:
            assert outcome.status == 0
            break
        refused += 1
        if outcome.status == 0:
            assert "no index can be kept" in outcome.stderr
            assert site.feeds() == new
        else:
            assert outcome.status == 3
            assert "No space left on device" in outcome.stderr
            assert outcome.stderr.count("\n") == 1
        assert publish_version("B") == new
    assert refused >= 4 * 6 + 2, "each of six documents is opened, written, synced and renamed"


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_leaves_nothing_behind(arena: Arena, how: signal.Signals) -> None:
    site = arena.site
    old, new = arena.change()
    process = subprocess.Popen(
        [*COMMAND, *RUN, "--rebuild"],
        cwd=site.folder,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    deadline = time.monotonic() + 30
    while not (site.output / STAGING).exists() and process.poll() is None:
        assert time.monotonic() < deadline
        time.sleep(0.002)
    os.killpg(process.pid, how)  # as a terminal does: the workers get it too
    _, stderr = process.communicate(timeout=60)
    assert process.returncode in {0, 128 + how}
    assert "Traceback" not in stderr
    assert_whole(site, old, new)
    assert clean(site)
    arena.assert_repaired(new)


@pytest.mark.parametrize("rest", [0, 7])
def test_a_worker_that_is_killed_ends_the_run_with_a_message(
    site: Site, monkeypatch: pytest.MonkeyPatch, rest: int
) -> None:
    """As by the system, when memory is short; the next run publishes everything."""

    class Breaking(ThreadPoolExecutor):
        left = rest

        def submit(self, *task: Any, **more: Any) -> Future[Any]:
            self.left -= 1
            if self.left < 0:
                raise BrokenExecutor("a process was terminated abruptly")
            return super().submit(*task, **more)

    monkeypatch.setattr("feedpub.run.read.ITEMS_PER_BATCH", 1)
    for number in range(6):
        site.add(f"{number}.md")
    with Breaking(2) as executor, pytest.raises(feedpub.PublishError, match=r"ended.*nothing was replaced"):
        site.publish(executor=executor)
    assert site.feeds() == {}
    assert site.publish().published == 6
