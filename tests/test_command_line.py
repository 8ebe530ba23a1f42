"""`feedpub generate` as an operator meets it: statuses, streams, and what the options do."""

from __future__ import annotations

import base64
import fcntl
import hashlib
import os
import re
import threading

import pytest

import documents
from feedpub.outputs import checking
from feedpub.problems import Problem
from sites import NOW, Outcome, Site, call, contents, spawn, stats


@pytest.fixture
def mixed(site: Site) -> Site:
    """One record of every kind."""
    site.add("a.md", title="Shown", topics=["AI"], webUrl="https://example.org/1")
    site.add("b.md", title="Doubled", webUrl="https://example.org/1", updatedDateTime="2024-05-01")
    site.add("c.md", published=False)
    site.add("d.md", published=None)
    site.add("e.md", removed=True)
    site.add("f.md", deleted=True)
    site.add("g.md", draft=True)
    site.add("h.md", publishedDateTime="2099-01-01")
    site.add("i.md", title=None)
    site.write("j.md", "Only text\n")
    site.add("k.md", title="Warned of", quality="high")
    return site


ALL_KINDS = (
    "11 files read: 2 published; held back: 1 deleted, 1 draft, 1 duplicate, 1 invalid, 1 removed,"
    " 1 scheduled, 1 skipped, 1 unflagged, 1 unpublished\n"
)


def test_the_summary(mixed: Site) -> None:
    outcome = mixed.run()
    assert outcome.stdout == ALL_KINDS + "2 feeds: 6 documents written, 0 unchanged, 0 removed\n"
    again = mixed.run()
    assert again.stdout == ALL_KINDS + "2 feeds: 0 documents written, 6 unchanged, 0 removed\n"
    assert again.stderr == outcome.stderr
    assert again.status == outcome.status == 1


def test_problems_go_to_stderr_one_a_line_with_their_place(mixed: Site) -> None:
    outcome = mixed.run()
    lines = outcome.stderr.splitlines()
    assert len(lines) == 5
    for line in lines:
        assert re.match(rf"{re.escape(str(mixed.source))}/[a-k]\.md:\d+:\d+: \S", line)
    kinds = [(line.split(": ")[1] if ": " in line else "") for line in lines]
    assert kinds.count("warning") == 2
    assert kinds.count("note") == 1
    assert lines == sorted(lines)


def test_all_well_is_0(site: Site) -> None:
    site.add("a.md")
    outcome = site.run()
    assert outcome == Outcome(
        0, "1 files read: 1 published\n1 feeds: 3 documents written, 0 unchanged, 0 removed\n", ""
    )


def test_an_empty_folder_is_0(site: Site) -> None:
    assert site.run().status == 0
    assert documents.titles(site.output) == []


def test_quiet_says_nothing_unless_something_is_wrong(site: Site) -> None:
    site.add("a.md", quality="high")
    site.write("b.md", "Only text\n")
    site.add("c.md", published=False)
    assert site.run("-q") == Outcome(0, "", "")
    site.forget()
    (site.folder / ".feedpub").mkdir()
    site.add("d.md", title=None)
    outcome = site.run("--quiet")
    assert outcome.status == 1
    assert outcome.stdout == ""
    assert outcome.stderr == f"{site.source}/d.md:2:1: title is missing\n"


def test_verbose_says_how_long_each_stage_took(site: Site) -> None:
    site.add("a.md")
    shown = site.run("-v").stdout
    assert re.search(r"^ +scan +\d+\.\d{3} s$", shown, re.MULTILINE)
    assert re.search(r"^ +write +\d+\.\d{3} s$", shown, re.MULTILINE)
    assert site.run("-v", "-q").stdout == ""


@pytest.mark.parametrize("published_before", [False, True])
def test_a_dry_run_writes_nothing_at_all(mixed: Site, published_before: bool) -> None:
    if published_before:
        mixed.run()
        mixed.add("a.md", title="Changed", topics=["Other"], webUrl="https://example.org/1")
        (mixed.output / ".feedpub-staging").mkdir()
    before = contents(mixed.folder), stats(mixed.folder), mixed.folder.stat().st_mtime_ns
    outcome = mixed.run("--dry-run")
    assert (contents(mixed.folder), stats(mixed.folder), mixed.folder.stat().st_mtime_ns) == before
    assert mixed.output.exists() == published_before
    assert outcome.status == 1
    first, second = outcome.stdout.splitlines()
    assert first + "\n" == ALL_KINDS
    wanted = (
        "3 feeds: 9 documents would be written, 0 unchanged, 0 would be removed"
        if published_before
        else "2 feeds: 6 documents would be written, 0 unchanged, 0 would be removed"
    )
    assert second == wanted


def test_a_dry_run_says_what_a_run_then_does(mixed: Site) -> None:
    changed = "the config or feedpub changed; reading everything again\n"
    for _ in range(2):
        planned = mixed.run("--dry-run")
        done = mixed.run()
        assert planned.stdout.replace("would be ", "") == done.stdout
        assert planned.stderr == done.stderr.removeprefix(changed)
        mixed.configure(formats=["json"], feeds=[{"slug": "own", "title": "Own"}])


def test_rebuild_reads_everything_and_changes_nothing(site: Site) -> None:
    site.add("a.md")
    site.run()
    before = stats(site.output)
    outcome = site.run("--rebuild")
    assert outcome.status == 0
    assert outcome.stderr == ""
    assert stats(site.output) == before


@pytest.mark.parametrize(
    "options",
    [("--limit", "0"), ("--limit", "x"), ("--jobs", "0"), ("--unknown",), ("--now", "yesterday"), ("extra",)],
)
def test_wrong_usage_is_2(site: Site, options: tuple[str, ...]) -> None:
    outcome = site.run(*options)
    assert outcome.status == 2
    assert outcome.stdout == ""
    assert outcome.stderr
    assert not site.output.exists()


def test_the_time_is_an_argument(site: Site) -> None:
    site.configure(site={"timezone": "Europe/Berlin"})
    site.add("a.md", publishedDateTime="2024-05-06T00:00:00+02:00")
    assert "1 scheduled" in site.run(now="2024-05-05 23:59").stdout
    assert "1 published" in site.run(now="2024-05-06").stdout


def wrong(where: str) -> tuple[Problem, ...]:
    return (Problem(where, 3, 1, "error", "made-up", "not as it must be"),)


def test_an_invalid_document_replaces_nothing_and_is_3(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site.add("a.md", title="Old")
    site.run()
    before = site.feeds()
    site.add("a.md", title="New")
    with monkeypatch.context() as patched:
        patched.setattr(
            checking, "check_frame", lambda _, output, where: wrong(where) if output.name == "rss" else ()
        )
        for _ in range(2):
            outcome = site.run()
            assert outcome.status == 3
            assert "all/rss.xml:3:1: not as it must be" in outcome.stderr
            assert "all/rss.xml was not published" in outcome.stderr
            assert site.feeds()["all/rss.xml"] == before["all/rss.xml"]
            assert b"New" in site.feeds()["all/atom.xml"]
    assert site.run().status == 0
    assert b"New" in site.feeds()["all/rss.xml"]


def test_an_invalid_entry_is_left_out_named_and_is_1(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site.add("a.md", title="Old", topics=["AI"])
    site.add("b.md", title="Fine", topics=["Other"])
    site.run()
    before = site.feeds()
    site.add("a.md", title="Wrong", topics=["AI"])
    with monkeypatch.context() as patched:
        patched.setattr(
            checking,
            "check_entries",
            lambda entries, _frame, _output, where: [
                wrong(name) if "Wrong" in text else () for text, name in zip(entries, where, strict=True)
            ],
        )
        for _ in range(2):
            outcome = site.run()
            assert outcome.status == 1
            assert "1 published; held back: 1 invalid" in outcome.stdout
            assert f"{site.source}/a.md:" in outcome.stderr
            assert "not as it must be" in outcome.stderr
            assert documents.titles(site.output, "all") == ["Fine"]
            assert "Wrong" not in site.texts()
            assert {name: site.feeds()[name] for name in before if "other/" in name} == {
                name: content for name, content in before.items() if "other/" in name
            }
    assert site.run().status == 0
    assert documents.titles(site.output, "ai") == ["Wrong"]


def test_what_is_published_passes_the_check(mixed: Site) -> None:
    mixed.run()
    assert call("check", "-q", str(mixed.output)).status == 0


def test_another_run_is_75(site: Site) -> None:
    site.add("a.md")
    site.output.mkdir()
    descriptor = os.open(site.output, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        outcome = site.run()
        assert outcome.status == 75
        assert outcome.stdout == ""
        assert outcome.stderr.count("\n") == 1
        assert str(site.output) in outcome.stderr
        assert site.run("--wait", "0.1").status == 75
        assert site.run("--dry-run").status == 0, "which writes nothing"
        assert list(site.output.iterdir()) == []
    finally:
        os.close(descriptor)
    assert site.run().status == 0


def test_a_run_can_wait_for_another(site: Site) -> None:
    site.add("a.md")
    site.output.mkdir()
    descriptor = os.open(site.output, os.O_RDONLY)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    release = threading.Timer(0.3, os.close, [descriptor])
    release.start()
    assert site.run("--wait", "20").status == 0
    release.join()


def test_a_source_that_is_not_there_is_2(site: Site) -> None:
    site.source.rmdir()
    outcome = site.run()
    assert outcome.status == 2
    assert str(site.source) in outcome.stderr


def test_an_output_that_is_a_file_is_3(site: Site) -> None:
    site.add("a.md")
    site.output.write_bytes(b"mine")
    outcome = site.run()
    assert outcome.status == 3
    assert str(site.output) in outcome.stderr
    assert site.output.read_bytes() == b"mine"


def test_messages_hold_nothing_that_a_terminal_obeys(site: Site) -> None:
    site.write("a\x1b[31m\nb.md", '---\ntitle: x\n"\\e]0;owned\\a": 1\n"\\e]0;owned\\a": 2\n---\n')
    outcome = site.run()
    assert outcome.status == 1
    assert outcome.stderr.count("\n") == 1
    assert "\x1b" not in outcome.stderr
    assert "\x07" not in outcome.stderr


def test_the_command_by_itself(site: Site) -> None:
    """As cron runs it: a process of its own, with as many workers as there are cores."""
    site.add("a.md", title="a")
    outcome = spawn("generate", "--now", NOW.isoformat(), "-q", folder=site.folder)
    assert outcome == Outcome(0, "", "")
    assert documents.titles(site.output) == ["a"]


def test_help_gives_an_example() -> None:
    assert "feedpub generate --source" in call("generate", "--help").stdout


# embed


def test_what_to_paste(site: Site) -> None:
    site.configure(pages=True)
    site.add("a.md", topics=["Computer Vision"])
    done = call("embed", "computer-vision", "--config", str(site.file), "--now", NOW.isoformat())
    assert (done.status, done.stderr) == (0, "")
    slug = "computer-vision"
    for piece in (f"{slug}/embed.html", f"{slug}/feed.json", f"{slug}/fragment.html", "embed.js"):
        assert f"https://example.org/feeds/{piece}" in done.stdout
    site.publish()
    digest = hashlib.sha384((site.output / "embed.js").read_bytes()).digest()
    assert f'integrity="sha384-{base64.b64encode(digest).decode()}"' in done.stdout


def test_what_to_paste_of_an_unknown_feed(site: Site) -> None:
    site.configure(pages=True)
    site.add("a.md", topics=["Computer Vision"])
    done = call("embed", "computer-visions", "--config", str(site.file), "--now", NOW.isoformat())
    assert (done.status, done.stdout) == (2, "")
    assert done.stderr == "feedpub: no feed has the slug computer-visions; did you mean computer-vision?\n"


def test_nothing_to_paste_without_pages(site: Site) -> None:
    done = call("embed", "all", "--config", str(site.file), "--now", NOW.isoformat())
    assert (done.status, "pages: false" in done.stderr) == (2, True)


@pytest.mark.parametrize("option", ["--source", "--output", "--config"])
def test_an_empty_path_is_refused(site: Site, option: str) -> None:
    """A variable without a value is more likely than the working folder."""
    site.add("a.md")
    outcome = site.run(option, "")
    assert outcome.status == 2
    assert "it is empty" in outcome.stderr


@pytest.mark.parametrize("seconds", ["nan", "inf", "-1"])
def test_a_time_to_wait_that_is_none(site: Site, seconds: str) -> None:
    assert site.run("--wait", seconds).status == 2


def test_what_nobody_expected_is_no_success(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """1 says that all but some records was published."""

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("a fault of feedpub's own")

    monkeypatch.setattr("feedpub.pipeline.generate", broken)
    site.add("a.md")
    outcome = site.run()
    assert outcome.status == 3
    assert "RuntimeError: a fault of feedpub's own" in outcome.stderr


@pytest.mark.parametrize("content", [b"", b"\0" * 500, b"<html>", b"[", b'{"version":'])
def test_a_feed_damaged_beyond_recognition_is_found_by_its_name(site: Site, content: bytes) -> None:
    site.add("a.md")
    site.publish()
    assert call("check", str(site.output)).status == 0
    for name in ("atom.xml", "rss.xml", "feed.json"):
        (site.output / "all" / name).write_bytes(content)
    outcome = call("check", str(site.output))
    assert outcome.status == 1
    assert "3 files checked: 3 errors" in outcome.stderr
