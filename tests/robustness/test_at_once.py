"""Runs at once, runs that die, and readers while feeds are written.

FEEDPUB_GENERATIONS in the environment says how many runs the readers are to see; 40 if it doesn't.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from lxml import etree
from tests.sites import NOW, Site, contents, spawn

from feedpub.run.processes import Processes
from feedpub.stores import lock

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

GENERATIONS = int(os.environ.get("FEEDPUB_GENERATIONS", "40"))
RUN = ("generate", "--now", NOW.isoformat(), "--jobs", "1")


def fill(site: Site, count: int = 5, title: str = "Title") -> None:
    site.configure()
    for number in range(count):
        site.add(f"{number}.md", title=f"{title} {number}", topics=["AI"], body="Some *text*.")


def test_twenty_runs_at_once_wait_for_one_another(site: Site) -> None:
    fill(site)
    assert spawn(*RUN, folder=site.folder).status == 0
    one = contents(site.output)
    site.forget()
    for path in site.output.rglob("*.*"):
        path.unlink()
    with ThreadPoolExecutor(20) as threads:
        outcomes = list(threads.map(lambda _: spawn(*RUN, "--wait", "600", folder=site.folder), range(20)))
    assert [outcome.status for outcome in outcomes] == [0] * 20, [outcome.stderr for outcome in outcomes]
    assert contents(site.output) == one


def test_a_second_run_says_that_another_holds_the_lock(site: Site) -> None:
    fill(site)
    with lock.hold(site.output):
        for waiting in ((), ("--wait", "0.2")):
            outcome = site.run(*waiting)
            assert outcome.status == 75
            assert outcome.stderr.startswith(f"feedpub: another run is at work on {site.output}")
            assert contents(site.output) == {}
    assert site.run().status == 0


HOLDS = """
import os, sys, time
from pathlib import Path
from feedpub.run.processes import Processes
from feedpub.stores import lock
def idle(name):
    Path(name).write_text(str(os.getpid()))
    time.sleep(600)
with lock.hold(Path(sys.argv[1])), Processes(2) as pool:
    for name in sys.argv[2:]:
        pool.submit(idle, name)
    time.sleep(600)
"""


def test_a_dead_run_holds_no_lock(site: Site, tmp_path: Path) -> None:
    """Its workers are in the middle of something when it is killed."""
    fill(site)
    marks = [tmp_path / "one", tmp_path / "two"]
    holder = subprocess.Popen([sys.executable, "-c", HOLDS, site.output, *marks])
    while not all(mark.exists() and mark.read_text() for mark in marks):
        assert holder.poll() is None
        time.sleep(0.01)
    assert site.run().status == 75
    holder.kill()
    holder.wait()
    assert site.run().status == 0
    for mark in marks:
        ended(int(mark.read_text()))


def ended(process: int) -> None:
    """Wait for a worker's end; it is nobody's zombie for longer than a moment, if ever."""
    state = f"/proc/{process}/stat"
    while os.path.exists(state):  # noqa: PTH110
        try:
            with open(state) as file:  # noqa: PTH123
                if file.read().rpartition(")")[2].split()[0] == "Z":
                    return
        except (FileNotFoundError, ProcessLookupError):
            return
        time.sleep(0.01)


def test_a_worker_that_lives_on_holds_no_lock(site: Site) -> None:
    """A stopped process that can't be ended doesn't keep the lock that it inherited by the fork."""
    fill(site)
    with lock.hold(site.output), Processes(1) as pool:
        worker = pool.submit(os.getpid).result()
        os.kill(worker, signal.SIGSTOP)
        folder = os.stat(site.output).st_ino  # noqa: PTH116
        held = [os.stat(f"/proc/{worker}/fd/{name}").st_ino for name in os.listdir(f"/proc/{worker}/fd")]  # noqa: PTH116, PTH208
        os.kill(worker, signal.SIGCONT)
    assert folder not in held


def test_a_file_system_without_locks_is_reported(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    import errno
    import fcntl

    def flock(_file: int, _operation: int) -> None:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    fill(site)
    monkeypatch.setattr(fcntl, "flock", flock)
    outcome = site.run()
    assert outcome.status == 0
    assert outcome.stderr.splitlines() == [
        f"{site.output} is on a file system without locks; two runs at once are not kept apart"
    ]


READER = """
import json, sys
from pathlib import Path
from lxml import etree
folder, stop = Path(sys.argv[1]), Path(sys.argv[2])
paths = [folder / slug / name for slug in ("all", "ai") for name in ("atom.xml", "rss.xml", "feed.json")]
reads, seen = 0, set()
print("reading", flush=True)
while not stop.exists():
    for path in paths:
        content = path.read_bytes()
        if path.suffix == ".json":
            titles = {item["title"] for item in json.loads(content)["items"]}
        else:
            titles = {title.text for title in etree.fromstring(content).iterfind(".//{*}title")}
        titles = {title.partition(" ")[0] for title in titles if title.startswith("g")}
        assert len(titles) == 1, (path, titles)
        seen |= titles
        reads += 1
print(json.dumps([reads, len(seen)]))
"""


def test_readers_see_whole_documents_of_one_generation(site: Site, tmp_path: Path) -> None:
    fill(site, 4, "g0")
    site.publish()
    stop = tmp_path / "stop"
    readers = [
        subprocess.Popen([sys.executable, "-c", READER, site.output, stop], stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    for reader in readers:
        assert reader.stdout is not None
        assert reader.stdout.readline() == "reading\n"
    for generation in range(1, GENERATIONS + 1):
        fill(site, 4, f"g{generation}")
        assert site.publish().written == 6
    stop.touch()
    for reader in readers:
        output, _ = reader.communicate(timeout=300)
        assert reader.returncode == 0, "a reader saw a document that isn't whole"
        reads, seen = json.loads(output)
        assert reads > 6
        assert seen > 1, "it read while feeds were written"
    last = etree.fromstring((site.output / "all/atom.xml").read_bytes())
    assert f"g{GENERATIONS} 0" in {title.text for title in last.iterfind(".//{*}title")}
