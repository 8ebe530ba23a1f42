"""A folder of a real site: news, videos, people, collections, courses, downloads, and other files."""

from __future__ import annotations

import errno
import os
import shutil
from typing import TYPE_CHECKING

import pytest
from tests import documents
from tests.sites import CASES, Site

if TYPE_CHECKING:
    from pathlib import Path

FOLDER = CASES / "wild"


@pytest.fixture
def wild(site: Site) -> Site:
    for path in sorted(FOLDER.rglob("*")):
        if path.is_file():
            site.write(path.relative_to(FOLDER).as_posix(), path.read_bytes())
    return site


def test_only_records_with_the_flag_are_published(wild: Site) -> None:
    outcome = wild.run()
    assert outcome.status == 0
    assert outcome.stdout.splitlines()[0] == (
        "9 files read: 2 published; held back: 1 removed, 1 skipped, 4 unflagged, 1 unpublished"
    )
    assert documents.titles(wild.output) == ["Example platform fleshes out its designer", "Getting started"]
    (line,) = outcome.stderr.splitlines()
    assert line.startswith(f"{wild.source}/README.md:1:1: note: ")


def test_records_without_a_flag_are_published_if_the_config_says_so(wild: Site) -> None:
    wild.configure(publish_unflagged=True)
    outcome = wild.run()
    assert outcome.stdout.splitlines()[0] == (
        "9 files read: 4 published; held back: 2 invalid, 1 removed, 1 skipped, 1 unpublished"
    )
    assert outcome.status == 1
    undated = "publishedDateTime is missing; a feed can't show a record without a date"
    assert [line for line in outcome.stderr.splitlines() if ": note: " not in line] == [
        f"{wild.source}/a-person.md:2:1: {undated}",
        f"{wild.source}/a-person.md:2:1: title is missing",
        f"{wild.source}/videos/three-uses-of-timers.md:2:1: {undated}",
    ]
    entries = {entry["title"]: entry for entry in documents.entries(wild.output)["json"]}
    course = entries["Secure and govern environments"]
    assert course["url"] == "https://learn.example.com/modules/secure-environments/"
    assert course["authors"] == [
        {
            "name": "Example Learn",
            "url": "https://learn.example.com/",
            "avatar": "https://example.org/assets/images/organizations/learn.example.com-50x50.jpg",
        }
    ]
    download = entries["Portal metadata"]
    assert download["content_html"].startswith("<h2>Portal metadata</h2>")
    assert 'href="https://example.org/assets/sample.zip"' in download["content_html"]
    assert "onclick" not in download["content_html"]


def test_no_key_beyond_the_mapping_leaves_the_folder(wild: Site) -> None:
    wild.configure(publish_unflagged=True)
    wild.run()
    texts = wild.texts()
    for name in (
        "isCached",
        "secured",
        "ampWebUrl",
        "cdn.ampproject",
        "localhost",
        "price",
        "actions",
        "bio",
    ):
        assert name not in texts


def test_links_out_of_the_folder_are_reported(site: Site, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.md").write_text(
        "---\ntitle: Secret\npublished: true\npublishedDateTime: 2024-05-06\n---\n"
    )
    site.add("real/a.md", title="a", webUrl="https://example.org/a")
    (site.source / "out.md").symlink_to(outside / "secret.md")
    (site.source / "folder-out").symlink_to(outside)
    (site.source / "loop").symlink_to(site.source)
    (site.source / "dangling.md").symlink_to(site.source / "nothing.md")
    (site.source / "to-etc.txt").symlink_to("/etc/passwd")
    os.mkfifo(site.source / "pipe.md")
    outcome = site.run()
    assert outcome.status == 1
    assert documents.titles(site.output) == ["a"]
    assert "Secret" not in outcome.stderr + site.texts()
    for name in ("out.md", "folder-out", "to-etc.txt"):
        assert f"{site.source}/{name}:1:1: the link leads out of the folder" in outcome.stderr


def test_a_link_within_the_folder_is_followed(site: Site) -> None:
    site.add("real/a.md", title="a")
    (site.source / "b.md").symlink_to(site.source / "real/a.md")
    summary = site.publish()
    assert summary.read == 2


@pytest.mark.parametrize("number", [errno.EACCES, errno.EIO, errno.ENOENT, errno.ELOOP])
def test_a_file_that_cannot_be_read_is_a_problem(
    site: Site, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    """It may have been retracted, so its entry is withdrawn; the next run tries again."""
    site.add("a.md", title="a")
    path = site.add("b.md", title="b")
    site.publish()
    site.add("b.md", title="b", heat=1)
    opened = os.open

    def refused(name: str | bytes, *arguments: int, **options: int) -> int:
        if os.fsdecode(name).rpartition("/")[2] == path.name:
            raise OSError(number, os.strerror(number))
        return opened(name, *arguments, **options)

    with monkeypatch.context() as patched:
        patched.setattr(os, "open", refused)
        outcome = site.run()
    assert outcome.status == 1
    assert outcome.stderr == f"{path}:1:1: it can't be read: {os.strerror(number)}\n"
    assert documents.titles(site.output) == ["a"]
    assert site.run().status == 0
    assert sorted(documents.titles(site.output)) == ["a", "b"]


def test_a_file_name_that_is_not_utf_8_is_a_problem(site: Site) -> None:
    site.add("a.md", title="a")
    shutil.copy(os.fsencode(site.source / "a.md"), os.fsencode(site.source) + b"/b\xff.md")
    outcome = site.run()
    assert outcome.status == 1
    assert "isn't UTF-8; rename it" in outcome.stderr
    assert documents.titles(site.output) == ["a"]


def test_files_with_odd_names_are_published(site: Site) -> None:
    names = [
        "ü ß.md",
        "a'b\"c.md",
        "-rf.md",
        "%2e%2e.md",
        "$(x).md",
        "a:b.md",
        "漢字.md",
        "x" * 200 + ".md",
        "#.md",
    ]
    for name in names:
        site.add(name, title=name)
    assert site.publish().published == len(names)
    ids = [entry["id"] for entry in documents.entries(site.output)["json"]]
    assert len(set(ids)) == len(names)
