"""The command line as an operator uses it: statuses, streams, options."""

from __future__ import annotations

import base64
import fcntl
import hashlib
import os
import re
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests import documents
from tests.sites import NOW, Outcome, Site, call, contents, spawn, stats

from feedpub import cli
from feedpub.outputs import checking
from feedpub.problems import Problem


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
    site.add("k.md", title="With a warning", quality="high")
    return site


ALL_KINDS = (
    "11 files read: 2 published; held back: 1 deleted, 1 draft, 1 duplicate, 1 invalid, 1 removed,"
    " 1 scheduled, 1 skipped, 1 unflagged, 1 unpublished\n"
)


def test_the_summary_counts_records_and_documents(mixed: Site) -> None:
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


def test_success_is_0(site: Site) -> None:
    site.add("a.md")
    outcome = site.run()
    assert outcome == Outcome(
        0, "1 file read: 1 published\n1 feed: 3 documents written, 0 unchanged, 0 removed\n", ""
    )


def test_an_empty_folder_is_0(site: Site) -> None:
    assert site.run().status == 0
    assert documents.titles(site.output) == []


def test_quiet_prints_nothing_but_problems(site: Site) -> None:
    site.add("a.md", quality="high")
    site.write("b.md", "Only text\n")
    site.add("c.md", published=False)
    warning = f"{site.source}/a.md:5:10: warning: quality is a number, not 'high'"
    assert site.run("-qq") == Outcome(0, "", "")
    assert site.run("-q").stderr.startswith(warning)
    assert site.run("-q").stdout == ""
    site.add("a.md")
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
    output = site.run("-v").stdout
    assert re.search(r"^ +scan +\d+\.\d{3} s$", output, re.MULTILINE)
    assert re.search(r"^ +write +\d+\.\d{3} s$", output, re.MULTILINE)
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


def test_a_dry_run_has_the_summary_of_the_run_after_it(mixed: Site) -> None:
    for _ in range(2):
        planned = mixed.run("--dry-run")
        done = mixed.run()
        assert planned.stdout.replace("would be ", "") == done.stdout
        assert planned.stderr == done.stderr
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


def test_an_invalid_entry_is_skipped_named_and_is_1(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
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


def test_messages_have_no_control_characters(site: Site) -> None:
    site.write("a\x1b[31m\nb.md", '---\ntitle: x\n"\\e]0;owned\\a": 1\n"\\e]0;owned\\a": 2\n---\n')
    outcome = site.run()
    assert outcome.status == 1
    assert outcome.stderr.count("\n") == 1
    assert "\x1b" not in outcome.stderr
    assert "\x07" not in outcome.stderr


def test_the_command_publishes_the_working_folder_in_a_process_of_its_own(site: Site) -> None:
    """As cron runs it: a process of its own, with as many workers as there are cores."""
    site.add("a.md", title="a")
    outcome = spawn("generate", "--now", NOW.isoformat(), "-q", folder=site.folder)
    assert outcome == Outcome(0, "", "")
    assert documents.titles(site.output) == ["a"]


def test_help_gives_an_example() -> None:
    assert "feedpub generate --source" in call("generate", "--help").stdout


# embed


def test_embed_prints_snippets_with_the_digest_of_the_script(site: Site) -> None:
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


def test_embed_suggests_a_slug_for_an_unknown_one(site: Site) -> None:
    site.configure(pages=True)
    site.add("a.md", topics=["Computer Vision"])
    done = call("embed", "computer-visions", "--config", str(site.file), "--now", NOW.isoformat())
    assert (done.status, done.stdout) == (2, "")
    assert done.stderr == "feedpub: no feed has the slug computer-visions; did you mean computer-vision?\n"


def test_embed_needs_pages(site: Site) -> None:
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
def test_an_invalid_wait_is_refused(site: Site, seconds: str) -> None:
    assert site.run("--wait", seconds).status == 2


def test_a_bug_is_not_success(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """1 says that all but some records was published."""

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("a fault of feedpub's own")

    monkeypatch.setattr("feedpub.run.pipeline.generate", broken)
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


# Commands


def test_the_package_is_a_program(site: Site) -> None:
    """`python -m feedpub` is the command line, for environments whose scripts aren't on the path."""
    site.add("a.md")
    ran = subprocess.run(
        [sys.executable, "-m", "feedpub", "generate", "-q"], cwd=site.folder, capture_output=True, check=False
    )
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, b"", b"")
    run = subprocess.run([sys.executable, "-m", "feedpub", "--help"], capture_output=True, check=True)
    assert run.stdout.startswith(b"Usage: feedpub [OPTIONS] COMMAND")


@pytest.mark.parametrize("name", ["nothing", "__init__", "os.path", "../generate", "generate.py", ""])
def test_an_unknown_command_is_2(name: str) -> None:
    outcome = call(name)
    assert outcome.status == 2
    assert "No such command" in outcome.stderr


def test_a_command_loads_no_other(site: Site) -> None:
    """What a run costs doesn't depend on how many commands there are; entry points aren't looked up."""
    program = (
        "import sys; from feedpub.cli import main\n"
        "try: main(['generate', '-q'])\n"
        "finally: print(*sys.modules)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program], cwd=site.folder, capture_output=True, text=True, check=True
    )
    loaded = set(ran.stdout.split())
    assert {name for name in loaded if name.startswith("feedpub.cli.commands.")} == {
        "feedpub.cli.commands.generate"
    }
    assert "importlib.metadata" not in loaded


def test_no_summary_of_a_command_is_cut_at_80_columns() -> None:
    output = CliRunner().invoke(cli.main, ["--help"], terminal_width=80).output
    assert "..." not in output.partition("Commands:")[2]


# What is printed


def test_strict_says_what_was_wrong_however_quiet(site: Site) -> None:
    site.add("a.md", quality="high")
    for quiet in ("-q", "-qq"):
        outcome = site.run("--strict", quiet)
        assert (outcome.status, outcome.stdout) == (3, "")
        first, second = outcome.stderr.splitlines()
        assert first.startswith(f"{site.source}/a.md:")
        assert second.startswith("feedpub: nothing was published, since --strict is given")


def test_without_records_the_next_step_is_named(site: Site) -> None:
    assert f"put them into {site.source}, or set source.folder" in site.run().stdout
    site.add("a.md", published=None)
    assert "each needs a title or a text, publishedDateTime and published: true" in site.run().stdout
    site.add("b.md")
    assert len(site.run().stdout.splitlines()) == 2


def test_a_check_for_a_profile_makes_errors_of_what_it_requires(site: Site) -> None:
    path = site.folder / "rss.xml"
    path.write_text(
        '<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>News</title>'
        "<link>https://example.org/</link><description>All the news</description>"
        '<atom:link rel="self" href="https://example.org/rss.xml" type="application/rss+xml"/>'
        "</channel></rss>"
    )
    assert call("check", str(path)).status == 0
    outcome = call("check", "--profile", "apple-podcasts", str(path))
    assert outcome.status == 1
    assert "error [apple-episode-missing] no item has an enclosure with a recording" in outcome.stdout
    assert call("check", "--profile", "apple-music", str(path)).status == 2


def test_quiet_checks_print_errors_only(site: Site) -> None:
    """`check -q` leaves out the counts, `check -qq` warnings too."""
    site.write("a.atom", WARNED)
    path = str(site.source)
    assert "warning [" in call("check", path).stdout
    assert "1 file checked: 1 warning" in call("check", path).stderr
    assert call("check", "-q", path).stdout == call("check", path).stdout
    assert call("check", "-q", path).stderr == ""
    assert call("check", "-qq", path) == Outcome(0, "", "")
    assert call("check", "-qq", "--strict", path).status == 1


def test_a_check_is_told_the_time(site: Site) -> None:
    """A date more than a day after --now is warned of; one in the past isn't."""
    site.write("a.atom", WARNED)
    path = str(site.source)
    assert "[date-future]" not in call("check", path).stdout
    assert "[date-future]" in call("check", "--now", "2024-05-04", path).stdout
    assert "[date-future]" not in call("check", "--now", "2024-05-06", path).stdout
    outcome = call("check", "--now", "tomorrow", path)
    assert outcome.status == 2
    assert "--now: " in outcome.stderr


WARNED = """\
<feed xmlns="http://www.w3.org/2005/Atom"><id>https://example.org/</id><title>T</title>
<updated>2024-05-06T07:08:09Z</updated><author><name>A</name></author></feed>
"""


@pytest.mark.parametrize("report_format", ["text", "json"])
def test_a_folder_without_feeds_is_an_error(site: Site, report_format: str) -> None:
    site.add("a.md")
    outcome = call("check", "--format", report_format, str(site.source))
    assert outcome.status == 2
    assert outcome.stderr.endswith(f"feedpub: no feeds found in {site.source}\n")


def test_a_missing_path_is_an_error(site: Site) -> None:
    outcome = call("check", str(site.folder / "nowhere.xml"))
    assert outcome.status == 1
    assert "nowhere.xml:1:1: error [unreadable] can't be read: No such file or directory" in outcome.stdout


def test_a_hint_names_no_option_that_the_command_lacks(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site.file.unlink()
    monkeypatch.chdir(site.folder)
    for command in (["check"], ["topics"], ["embed", "all"], ["serve"], ["generate"]):
        outcome = call(*command)
        assert outcome.status == 2
        assert "there isn't a feedpub.yaml here" in outcome.stderr
        for option in re.findall(r"--[a-z-]+", outcome.stderr):
            assert option in call(command[0], "--help").stdout, command


@pytest.mark.parametrize(
    ("given", "slug"),
    [("AI", "ai"), ("computer  vision", "computer-vision"), ("Own feed", "own"), ("all", "all")],
)
def test_a_feed_is_found_by_name(site: Site, given: str, slug: str) -> None:
    site.configure(pages=True, feeds=[{"slug": "own", "title": "Own feed"}])
    site.add("a.md", topics=["Computer Vision", "AI"])
    done = call("embed", given, "--config", str(site.file), "--now", NOW.isoformat())
    assert (done.status, done.stderr) == (0, "")
    assert f"https://example.org/feeds/{slug}/embed.html" in done.stdout


@pytest.mark.parametrize("given", ["Computer Vison", "computervision", "COMPUTER_VISION"])
def test_the_nearest_slug_is_suggested(site: Site, given: str) -> None:
    site.configure(pages=True)
    site.add("a.md", topics=["Computer Vision"])
    done = call("embed", given, "--config", str(site.file), "--now", NOW.isoformat())
    assert (done.status, "did you mean computer-vision?" in done.stderr) == (2, True)


def complete(site: Site, *words: str) -> list[str]:
    """Return the completions that a shell would offer for the last word."""
    line = " ".join(("feedpub", *words))
    count = str(len(words))
    asked = {"_FEEDPUB_COMPLETE": "bash_complete", "COMP_WORDS": line, "COMP_CWORD": count}
    program = "import sys; sys.argv[0] = 'feedpub'; from feedpub.cli import main; main(prog_name='feedpub')"
    ran = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, **asked},
        cwd=site.folder,
        capture_output=True,
        text=True,
        check=False,
    )
    return [answer.partition(",")[2] for answer in ran.stdout.split()]


def test_shells_complete_commands_and_slugs(site: Site) -> None:
    site.add("a.md", topics=["Computer Vision", "Compilers", "AI"])
    assert complete(site, "ge") == ["generate"]
    assert complete(site, "embed", "com") == ["compilers", "computer-vision"]
    assert complete(site, "embed", "--con") == ["--config"]
    site.file.write_text("site: [")
    assert complete(site, "embed", "com") == []


# Where a command publishes


@pytest.mark.parametrize("output", ["/", "HOME", "HOME/..", "."])
def test_an_output_around_the_site_or_a_home_folder_is_refused(
    site: Site, monkeypatch: pytest.MonkeyPatch, output: str
) -> None:
    """The root, a home folder, and a folder around one."""
    monkeypatch.setenv("HOME", str(site.folder))
    monkeypatch.chdir(site.folder)
    site.add("a.md")
    before = contents(site.folder)
    folder = output.replace("HOME", str(site.folder))
    outcome = site.run("--output", folder)
    assert (outcome.status, "name a folder within" in outcome.stderr) == (2, True)
    site.configure(output={"folder": folder})
    assert site.run().status == 2
    del before["feedpub.yaml"]
    assert {name: text for name, text in contents(site.folder).items() if name != "feedpub.yaml"} == before


def test_a_user_without_a_home_folder_can_publish(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a container that runs under a number."""

    def no_home() -> None:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr("pathlib.Path.home", no_home)
    site.add("a.md")
    assert site.run().status == 0
    assert site.run("--output", "/").status == 2


@pytest.mark.parametrize("url", ["s3://bucket/feeds", "https://example.org/feeds/", "file:///tmp/feeds"])
def test_an_output_that_is_a_url_is_refused(site: Site, url: str) -> None:
    site.add("a.md")
    outcome = site.run("--output", url)
    assert outcome.status == 2
    assert f"it is a URL of {url.partition(':')[0]}:, not a path" in outcome.stderr
    site.configure(output={"folder": url})
    assert f"folder is a path, not a URL of {url.partition(':')[0]}:" in site.run().stderr
    assert sorted(path.name for path in site.folder.iterdir()) == ["feedpub.yaml", "seeds"]


# Streams and signals


def shell(site: Site, script: str) -> Outcome:
    """Run a shell script with `feedpub` as a command, in the site's folder."""
    command = f'feedpub() {{ {sys.executable} -m feedpub "$@"; }}\n'
    ran = subprocess.run(
        ["bash", "-c", command + script],
        cwd=site.folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    return Outcome(ran.returncode, ran.stdout, ran.stderr)


def test_a_full_output_does_not_hide_what_was_published(site: Site) -> None:
    site.add("a.md")
    outcome = shell(site, "feedpub generate >/dev/full")
    message = "feedpub: can't write to standard output: No space left on device\n"
    assert outcome == Outcome(0, "", message)
    assert (site.output / "all" / "atom.xml").is_file()
    assert shell(site, "feedpub topics >/dev/full") == Outcome(3, "", message)
    assert shell(site, "feedpub --help >/dev/full") == Outcome(3, "", message)
    assert shell(site, "feedpub generate >/dev/full 2>&1").status == 0


def test_a_closed_output_does_not_hide_what_was_published(site: Site) -> None:
    site.add("a.md", title=None)
    place = "seeds/a.md:2:1: title is missing\n"
    assert shell(site, "feedpub generate >&-") == Outcome(1, "", place)
    assert shell(site, "feedpub generate 2>&-").status == 1
    into_nothing = "set -o pipefail; sleep 0.01 | { exec 3>&1; %s | true; }; exit ${PIPESTATUS[1]}"
    for _ in range(3):
        outcome = shell(site, into_nothing % "{ sleep 0.3; feedpub generate; }")
        assert outcome == Outcome(1, "", place)
        assert shell(site, into_nothing % "{ sleep 0.3; feedpub topics; }") == Outcome(141, "", "")


def test_a_check_works_without_standard_input(site: Site) -> None:
    outcome = shell(site, "feedpub check - <&-")
    assert outcome == Outcome(2, "", "feedpub: - is standard input, and it is closed\n")


def leads_to(folder: Path, descriptor: Path) -> bool:
    """Return whether a descriptor of a process is the folder's; one that was closed since isn't."""
    try:
        return descriptor.readlink() == folder
    except FileNotFoundError:
        return False


def wait_until_open(process: subprocess.Popen[str], folder: Path) -> None:
    """Wait until the process has opened the folder; where the system doesn't tell, for three seconds."""
    descriptors = Path(f"/proc/{process.pid}/fd")
    deadline = time.monotonic() + (60 if descriptors.exists() else 3)
    while time.monotonic() < deadline:
        assert process.poll() is None, "the run doesn't wait for the lock"
        if descriptors.exists() and any(leads_to(folder, one) for one in descriptors.iterdir()):
            return
        time.sleep(0.01)
    assert not descriptors.exists(), "the run never opened the folder"


@pytest.mark.parametrize(("name", "status"), [("TERM", 143), ("HUP", 129), ("INT", 130)])
def test_a_signal_ends_a_waiting_run(site: Site, name: str, status: int) -> None:
    """It ends with a message and the signal's status, and leaves nothing behind."""
    site.add("a.md")
    site.output.mkdir()
    descriptor = os.open(site.output, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        process = subprocess.Popen(
            [sys.executable, "-m", "feedpub", "generate", "--wait", "60"],
            cwd=site.folder,
            stderr=subprocess.PIPE,
            text=True,
        )
        wait_until_open(process, site.output)
        process.send_signal(getattr(signal, f"SIG{name}"))
        _, stderr = process.communicate(timeout=30)
    finally:
        os.close(descriptor)
    assert (process.returncode, stderr) == (
        status,
        "feedpub: interrupted; documents that were published before are unchanged\n",
    )
    assert sorted(path.name for path in site.folder.iterdir()) == ["feedpub.yaml", "feeds", "seeds"]


@pytest.mark.parametrize(
    "module", ["click", "feedpub.config", "feedpub.cli.group", "feedpub.run.pipeline", "yaml"]
)
def test_an_interrupt_while_modules_are_loaded_ends_the_run_quietly(site: Site, module: str) -> None:
    program = (
        "import sys, feedpub.__main__\n"
        "interrupted = sys.argv.pop()\n"
        "class Interrupt:\n"
        "    def find_spec(self, name, *_):\n"
        "        if name == interrupted: raise KeyboardInterrupt\n"
        "sys.meta_path.insert(0, Interrupt())\n"
        "feedpub.__main__.main()\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program, "generate", module],
        cwd=site.folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.returncode, ran.stdout) == (130, "")
    assert ran.stderr.startswith("feedpub: interrupted")
    assert ran.stderr.count("\n") == 1


def test_a_signal_that_is_ignored_stays_ignored(site: Site) -> None:
    """As `nohup` does with SIGHUP."""
    site.add("a.md")
    script = "trap '' HUP; feedpub generate -q & sleep 0.05; kill -HUP $!; wait $!"
    assert shell(site, script) == Outcome(0, "", "")


def test_an_error_of_the_system_is_a_message(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", str(site.source))

    monkeypatch.setattr("feedpub.run.questions.feed_rows", refused)
    outcome = call("topics", "--config", str(site.file))
    assert outcome == Outcome(3, "", f"feedpub: {site.source}: Permission denied\n")
