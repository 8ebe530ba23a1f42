"""File systems that refuse: a message, exit status 3 or a problem, and the feeds as they were.

Needs Linux; what needs root (mounting, giving up rights) is done in a namespace of its own where the tests
don't run as root.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests import documents, tools
from tests.sites import COMMAND, NOW, Outcome, Site, contents, spawn

from feedpub.sources import FolderSource, Listing, folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

NOBODY = 65534


@pytest.fixture
def published(site: Site) -> Site:
    """A site with feeds, and a change that isn't published yet."""
    site.configure(formats=["json"])
    site.add("a.md", title="Old", topics=["AI", "Robots"])
    site.publish()
    site.add("a.md", title="New", topics=["AI", "Robots"])
    return site


@pytest.fixture
def anybodys() -> Iterator[Site]:
    """The same as `published`, in a folder that everybody may enter and that belongs to nobody."""
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:  # pytest's own is for one user
        Path(folder).chmod(0o755)
        site = Site(Path(folder) / "site")
        site.configure(formats=["json"])
        site.add("a.md", title="Old", topics=["AI", "Robots"])
        site.publish()
        site.add("a.md", title="New", topics=["AI", "Robots"])
        if os.geteuid() == 0:
            for path in [site.folder, *site.folder.rglob("*")]:
                os.chown(path, NOBODY, NOBODY)
        yield site


def assert_refused(site: Site, old: dict[str, bytes], outcome: Outcome, *words: str) -> None:
    assert outcome.status == 3, outcome.stderr
    assert outcome.stderr.startswith("feedpub: ")
    assert outcome.stderr.count("\n") == 1
    assert "Traceback" not in outcome.stderr
    for word in words:
        assert word in outcome.stderr
    assert contents(site.output) == old


def in_namespace(script: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Run a shell script where it may mount; what it mounts is gone when it ends."""
    return subprocess.run(
        [*tools.mount_namespace(), "sh", "-euc", script],
        cwd=folder,
        env={**os.environ, "PYTHON": sys.executable, "NOW": NOW.isoformat(), **environment},
        capture_output=True,
        timeout=300,
        check=False,
    )


def test_a_disk_that_is_full_anywhere(site: Site) -> None:
    """A real, small file system with records, index and feeds on it."""
    site.configure(formats=["json"])
    script = (
        "mount -t tmpfs -o size=1m none seeds; cp feedpub.yaml seeds; cd seeds; mkdir seeds;"
        ' exec "$PYTHON" -W error "$PROGRAM" "$NOW"'
    )
    made = in_namespace(script, site.folder, PROGRAM=str(Path(__file__).with_name("full_disk.py")))
    assert made.returncode == 0, made.stderr.decode()
    refused, published = map(int, made.stdout.split())
    assert refused > 0
    assert published > 0


def test_a_read_only_file_system(published: Site) -> None:
    old = contents(published.output)
    script = (
        "mount --bind feeds feeds; mount -o remount,ro,bind feeds;"
        ' exec "$PYTHON" -c "$RUN" generate --now "$NOW"'
    )
    made = in_namespace(script, published.folder, RUN=COMMAND[-1])
    outcome = Outcome(made.returncode, made.stdout.decode(), made.stderr.decode())
    assert_refused(published, old, outcome, "Read-only file system", "nothing was replaced")


@pytest.mark.parametrize(
    ("forbidden", "words"),
    [
        ("feeds", ("ermission denied",)),
        ("feeds/ai", ("ermission denied", "nothing was replaced")),
        ("seeds", ("ermission denied", "nothing was replaced")),
    ],
)
def test_no_permission(anybodys: Site, forbidden: str, words: tuple[str, ...]) -> None:
    old = contents(anybodys.output)
    path = anybodys.folder / forbidden
    path.chmod(0o300 if forbidden == "seeds" else 0o555)
    outcome = as_nobody(anybodys)
    path.chmod(0o755)
    assert_refused(anybodys, old, outcome, *words)


def test_a_record_without_permission(anybodys: Site) -> None:
    secret = anybodys.add("b.md", title="Not to be read")
    secret.chmod(0)
    outcome = as_nobody(anybodys)
    assert outcome.status == 1
    assert f"{secret}:1:1: it can't be read: Permission denied" in outcome.stderr
    assert documents.titles(anybodys.output) == ["New"]


@pytest.mark.parametrize("mode", [0, 0o444])
def test_a_folder_of_records_without_permission(anybodys: Site, mode: int) -> None:
    """Its records aren't taken for deleted. One that was never read holds nothing up."""
    below = anybodys.add("deep/er/b.md", title="Deep")
    assert anybodys.run().status == 0
    old = contents(anybodys.output)
    assert sorted(documents.titles(anybodys.output)) == ["Deep", "New"]
    anybodys.add("c.md", title="Newer")
    below.parent.chmod(mode)
    outcome = as_nobody(anybodys)
    assert outcome.status == 3
    assert "Permission denied; an earlier run read records there, so nothing was replaced" in outcome.stderr
    assert str(below.parent) in outcome.stderr
    assert contents(anybodys.output) == old
    below.parent.chmod(0o755)
    assert as_nobody(anybodys).status == 0
    assert sorted(documents.titles(anybodys.output)) == ["Deep", "New", "Newer"]
    anybodys.add("other/d.md", title="Never read").parent.chmod(0)
    anybodys.add("c.md", title="Newest")
    outcome = as_nobody(anybodys)
    assert (outcome.status, "Permission denied" in outcome.stderr) == (1, True)
    assert sorted(documents.titles(anybodys.output)) == ["Deep", "New", "Newest"]


def swap_for_link(path: Path, target: Path) -> None:
    path.unlink() if path.is_file() else path.rename(path.with_name("away"))
    path.symlink_to(target)


@pytest.mark.parametrize("swapped", ["deep/b.md", "deep"])
def test_a_record_that_is_swapped_for_a_link_to_the_outside(
    site: Site, monkeypatch: pytest.MonkeyPatch, swapped: str
) -> None:
    """Between listing and reading: nothing outside of the folder is published."""
    site.add("a.md", title="Fine")
    inside = site.add("deep/b.md", title="Inside")
    outside = site.folder / "outside"
    outside.mkdir()
    secret = outside / "b.md"
    secret.write_bytes(inside.read_bytes().replace(b"Inside", b"Secret"))
    target = secret if swapped.endswith(".md") else outside
    change_during_scan(monkeypatch, lambda: swap_for_link(site.source / swapped, target))
    outcome = site.run()
    assert outcome.status == 1
    assert f"{inside}:1:1: " in outcome.stderr
    assert documents.titles(site.output) == ["Fine"]


def test_a_link_within_the_folder_that_is_swapped(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was listed is read, or nothing."""
    site.add("deep/a.md", title="Listed")
    hidden = site.add(".hidden.md", title="Hidden")
    link = site.source / "link.md"
    link.symlink_to("deep/a.md")
    assert site.run().status == 0
    assert documents.titles(site.output) == ["Listed", "Listed"]
    change_during_scan(monkeypatch, lambda: swap_for_link(link, hidden))
    outcome = site.run("--rebuild")
    assert f"{link}:1:1: the link leads elsewhere since it was listed" in outcome.stderr
    assert documents.titles(site.output) == ["Listed"]


@pytest.mark.parametrize("utf8_mode", ["0", "1"])
def test_names_are_utf8_whatever_the_locale(site: Site, utf8_mode: str) -> None:
    """An id that is derived from a path is the same everywhere."""
    site.add("caf\u00e9/na\u00efve \u4eba.md", title="Named")
    assert spawn(
        "generate", "-q", "--now", NOW.isoformat(), folder=site.folder,
        LC_ALL="C", PYTHONCOERCECLOCALE="0", PYTHONUTF8=utf8_mode,
    ) == Outcome(0, "", "")  # fmt: skip
    shown = contents(site.output)
    site.forget()
    site.publish()
    assert contents(site.output) == shown
    assert documents.titles(site.output) == ["Named"]


def as_nobody(site: Site) -> Outcome:
    """Run the command in a fork that has given up a superuser's rights."""
    told, tell = os.pipe()
    child = os.fork()
    if not child:
        status = 1
        try:
            if os.geteuid() == 0:
                os.setgroups([])
                os.setgid(NOBODY)
                os.setuid(NOBODY)
            made = site.run()
            os.write(tell, json.dumps([made.status, made.stdout, made.stderr]).encode())
            status = 0
        finally:
            os._exit(status)
    os.close(tell)
    with os.fdopen(told) as answer:
        made = answer.read()
    assert os.waitpid(child, 0)[1] == 0
    return Outcome(*json.loads(made))


def folder_for_a_document(site: Site) -> str:
    path = site.output / "ai/feed.json"
    path.unlink()
    path.mkdir()
    return "is a folder, in the way of a document"


def file_for_a_folder(site: Site) -> str:
    (site.output / "ai/feed.json").unlink()
    (site.output / "ai").rmdir()
    (site.output / "ai").write_text("mine")
    return "File exists"


def link_for_a_folder(site: Site) -> str:
    (site.output / "ai").rename(site.folder / "elsewhere")
    (site.output / "ai").symlink_to(site.folder / "elsewhere")
    return "is a link"


@pytest.mark.parametrize("obstacle", [folder_for_a_document, file_for_a_folder, link_for_a_folder])
def test_something_in_the_way(published: Site, obstacle: Callable[[Site], str]) -> None:
    words = obstacle(published)
    old = contents(published.folder)
    outcome = published.run()
    assert_refused(published, contents(published.output), outcome, words, "nothing was replaced")
    unchanged = {name: content for name, content in contents(published.folder).items() if name[0] != "."}
    assert unchanged == {name: content for name, content in old.items() if name[0] != "."}


def test_the_output_is_a_file(site: Site) -> None:
    site.add("a.md")
    site.output.write_text("mine")
    outcome = site.run()
    assert outcome.status == 3
    assert "isn't a folder" in outcome.stderr
    assert site.output.read_text() == "mine"


def test_a_pipe_in_the_output_keeps_nobody_waiting(published: Site) -> None:
    (published.output / "pipes").mkdir()
    os.mkfifo(published.output / "pipes/feed.json")
    (published.output / "all/feed.json").unlink()
    os.mkfifo(published.output / "all/feed.json")
    assert published.run().status == 0
    assert documents.titles(published.output) == ["New"]


def test_links_in_the_source(site: Site, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.md").write_text(
        "---\ntitle: Outside\npublished: true\npublishedDateTime: 2024-01-01\n---\n"
    )
    site.add("here/a.md", title="Inside")
    (site.source / "folder").symlink_to(outside)
    (site.source / "file.md").symlink_to(outside / "secret.md")
    (site.source / "circle.md").symlink_to("circle.md")
    (site.source / "one").symlink_to("two")
    (site.source / "two").symlink_to("one")
    (site.source / "here/up").symlink_to(site.source)
    (site.source / "dangling.md").symlink_to("nothing.md")
    outcome = site.run()
    assert outcome.status == 1
    assert "Traceback" not in outcome.stderr
    assert outcome.stderr.count("leads out of the folder") == 2
    assert documents.titles(site.output) == ["Inside"]


def test_the_output_within_the_source(site: Site) -> None:
    site.configure(output={"folder": "seeds/public"}, source={"include": ["**/*"]})
    site.add("a.md", title="One")
    for _ in range(2):
        outcome = site.run()
        assert outcome.status == 0
        assert outcome.stdout.startswith("1 file read: 1 published")
    assert documents.titles(site.source / "public") == ["One"]


def test_names(site: Site) -> None:
    site.add("a" * 252 + ".md", title="Long", topics=["x" * 255])
    site.add("\u202egpj.md", title="Turned", topics=["../../up", "con", "\U0001f600"])
    odd = os.fsencode(site.source) + b"/\xff\xfe.md"
    Path(os.fsdecode(odd)).write_bytes(
        b"---\ntitle: Odd\npublished: true\npublishedDateTime: 2024-01-01\n---\n"
    )
    outcome = site.run()
    assert outcome.status == 1
    assert "the file's name isn't UTF-8; rename it" in outcome.stderr
    assert sorted(documents.titles(site.output)) == ["Long", "Turned"]
    assert {path.parent for path in site.output.iterdir()} == {site.output}


def test_a_path_too_long_for_the_system(site: Site) -> None:
    site.add("a.md", title="Fine")
    here = os.open(site.source, os.O_RDONLY)
    for _ in range(17):
        os.mkdir("d" * 250, dir_fd=here)
        below = os.open("d" * 250, os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    os.close(here)
    outcome = site.run()
    assert outcome.status == 1
    assert "File name too long" in outcome.stderr
    assert documents.titles(site.output) == ["Fine"]


def change_during_scan(monkeypatch: pytest.MonkeyPatch, change: Callable[[], None]) -> None:
    whole = FolderSource.list_items

    def list_items(source: FolderSource) -> Listing:
        listing = whole(source)
        change()
        return listing

    monkeypatch.setattr(FolderSource, "list_items", list_items)


def test_a_file_that_vanishes(published: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = published.add("b.md", title="Soon gone")
    change_during_scan(monkeypatch, lambda: gone.unlink(missing_ok=True))
    outcome = published.run()
    assert outcome.status == 1
    assert f"{gone}:1:1: it can't be read: No such file or directory" in outcome.stderr
    assert documents.titles(published.output) == ["New"]
    assert published.run().status == 0


@pytest.mark.parametrize("size", [100, 9_000_000])
def test_a_file_that_grows_while_it_is_read(site: Site, monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    growing = site.add("b.md", title="Grows", body="x" * size)
    site.add("a.md", title="Fine")
    whole = folder._read_once

    def read_once(descriptor: int, most: int) -> bytes | None:
        if os.path.samestat(os.fstat(descriptor), growing.stat()):
            with growing.open("a") as more:
                more.write("x")
            original = os.fstat

            def fstat(descriptor: int) -> os.stat_result:
                made = original(descriptor)
                with growing.open("a") as more:
                    more.write("x")
                return made

            with monkeypatch.context() as patched:
                patched.setattr(folder.os, "fstat", fstat)
                return whole(descriptor, most)
        return whole(descriptor, most)

    monkeypatch.setattr(folder, "_read_once", read_once)
    outcome = site.run()
    assert outcome.status == 1
    expected = (
        "it changes while it is read" if size == 100 else "larger than 8000000 bytes (limits: file_bytes)"
    )
    assert expected in outcome.stderr
    assert documents.titles(site.output) == ["Fine"]
    monkeypatch.undo()
    if size == 100:
        assert site.run().status == 0
        assert sorted(documents.titles(site.output)) == ["Fine", "Grows"]


def test_links_to_folders_do_not_multiply_what_is_in_them(site: Site) -> None:
    site.add("here/a.md", title="Once")
    for depth in range(40):
        folder = site.source / f"d{depth}"
        folder.mkdir()
        for link in ("one", "two"):
            (folder / link).symlink_to(site.source / f"d{depth + 1}")
    outcome = site.run()
    assert outcome.status == 0
    assert outcome.stdout.startswith("1 file read: 1 published\n")
