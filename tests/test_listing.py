"""What became of each record, and which feeds there are: `feedpub list`, `feedpub topics`, `generate -v`."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

import pytest
from tests.sites import NOW, SEEDS, Site, call

import feedpub
from feedpub.cli.commands.list import STATUSES
from feedpub.run.withheld import STATUSES as WITHHELD

if TYPE_CHECKING:
    from pathlib import Path

REASONS = {
    "b.md": ("duplicate", "has the same id as"),
    "c.md": ("unpublished", "published: false"),
    "d.md": ("unflagged", "no published: true"),
    "e.md": ("removed", "removed: true"),
    "f.md": ("deleted", "deleted: true"),
    "g.md": ("draft", "draft: true"),
    "h.md": ("scheduled", "2099-01-01T00:00:00Z"),
    "i.md": ("invalid", "title is missing"),
    "j.md": ("skipped", "no front matter"),
}


@pytest.fixture
def mixed(site: Site) -> Site:
    """A record of every status; the secret text is in what is withheld."""
    secret: dict[str, Any] = {"title": "SECRET", "topics": ["AI"], "excerpt": "SECRET"}
    site.configure(
        topics={"Vision": None},
        feeds=[{"slug": "own", "title": "My own", "all": ["AI"], "limit": 1}],
    )
    site.add(
        "a.md", title="Shown", topics=["AI"], webUrl="https://example.org/1", updatedDateTime="2024-06-01"
    )
    site.add("b.md", secret, webUrl="https://example.org/1")
    site.add("c.md", secret, published=False)
    site.add("d.md", secret, published=None)
    site.add("e.md", secret, removed=True)
    site.add("f.md", secret, deleted=True)
    site.add("g.md", secret, draft=True)
    site.add("h.md", secret, publishedDateTime="2099-01-01")
    site.add("i.md", title=None, topics=["Other"])
    site.write("j.md", "Only SECRET text\n")
    site.add("k.md", title="Another", topics=["AI", "Vision"], publishedDateTime="2024-05-01")
    return site


def listed(site: Site, *arguments: str) -> list[dict[str, Any]]:
    options = ("--config", str(site.file), "--now", NOW.isoformat(), "--format", "json")
    outcome = call("list", *options, *arguments)
    assert (outcome.status, outcome.stderr) == (0, "")
    rows: list[dict[str, Any]] = json.loads(outcome.stdout)
    return rows


def names(rows: list[dict[str, Any]]) -> str:
    return "".join(row["path"].rpartition("/")[2].removesuffix(".md") for row in rows)


def test_every_status_has_its_reason(mixed: Site) -> None:
    rows = {row["path"].rpartition("/")[2]: row for row in listed(mixed)}
    assert sorted(rows) == [f"{letter}.md" for letter in "abcdefghijk"]
    for name, (status, reason) in REASONS.items():
        assert rows[name]["path"] == f"{mixed.source}/{name}"
        assert rows[name]["status"] == status
        assert reason in rows[name]["reason"]
        assert rows[name]["title"] is rows[name]["url"] is rows[name]["published"] is None
        assert rows[name]["topics"] == []
    assert rows["a.md"] == {
        "path": f"{mixed.source}/a.md", "status": "published", "reason": None, "line": None, "column": None,
        "title": "Shown", "url": "https://example.org/1", "published": "2024-05-06T07:08:09Z",
        "topics": ["AI"],
    }  # fmt: skip
    assert (rows["i.md"]["line"], rows["i.md"]["column"]) == (2, 1)


def test_nothing_of_withheld_records_is_shown(mixed: Site) -> None:
    arguments = ("--config", str(mixed.file), "--now", NOW.isoformat())
    for options in ((), ("--format", "json"), ("--topic", "AI")):
        assert "SECRET" not in call("list", *arguments, *options).stdout
    assert "SECRET" not in mixed.run("-v").stdout


def test_no_canary_of_the_seeds_is_listed(tmp_path: Path) -> None:
    shutil.copytree(SEEDS, tmp_path / "seeds")
    shutil.copy(SEEDS.parent / "feedpub.yaml", tmp_path)
    for output in ("text", "json"):
        options = ("--config", str(tmp_path / "feedpub.yaml"), "--now", NOW.isoformat(), "--format", output)
        outcome = call("list", *options)
        assert outcome.status == 0
        assert "CANARY" not in outcome.stdout
        assert "Embargoed" not in outcome.stdout


def test_records_by_status(mixed: Site) -> None:
    assert set(STATUSES) == {"published", *WITHHELD}
    assert names(listed(mixed, "--status", "draft")) == "g"
    assert names(listed(mixed, "--status", "draft", "--status", "published")) == "agk"


@pytest.mark.parametrize("topic", ["AI", "ai", " aI "])
def test_records_by_topic(mixed: Site, topic: str) -> None:
    """By name or by slug, those that are withheld too."""
    assert names(listed(mixed, "--topic", topic)) == "abcdefghk"
    assert names(listed(mixed, "--topic", topic, "--status", "draft")) == "g"


def test_a_topic_of_no_record(mixed: Site) -> None:
    assert names(listed(mixed, "--topic", "Other")) == "i"
    assert listed(mixed, "--topic", "Nobody") == []


def test_a_table_for_people(mixed: Site) -> None:
    outcome = call("list", "--config", str(mixed.file), "--now", NOW.isoformat())
    head, *rows = outcome.stdout.splitlines()
    assert head.split() == ["status", "record", "title", "or", "reason"]
    assert f"{mixed.source}/a.md" in rows[0]
    assert rows[0].endswith("Shown")
    assert f"{mixed.source}/i.md:2:1" in rows[8]


def test_verbose_names_what_is_held_back(mixed: Site) -> None:
    """Of a run with something to do, and of one without."""
    for _ in range(2):
        shown = mixed.run("-v").stdout
        for name, (status, reason) in REASONS.items():
            (line,) = (line for line in shown.splitlines() if f"{mixed.source}/{name}" in line.split(": ")[0])
            assert status in line
            assert reason in line
    assert str(mixed.source) not in mixed.run().stdout


def test_a_library_call_lists_nothing_unasked(mixed: Site) -> None:
    assert mixed.publish().withheld == ()


def test_the_number_of_files_that_were_read(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("feedpub.index.changes.MTIME_GRANULARITY_NS", 0)
    for at in range(1200):
        site.write(f"{at}.md", "---\npublished: false\n---\n")
    site.add("a.md", topics=["AI"])
    assert site.run().stdout.startswith("1201 files read: 1 published; held back: 1200 unpublished\n")
    assert site.run().stdout.startswith("0 files read, 1201 known: 1 published")
    site.write("7.md", "---\npublished: false\n---\nChanged\n")
    assert site.run().stdout.startswith("1 file read, 1201 known: 1 published")
    site.add("b.md", topics=["Other"])
    summary = site.publish()
    assert (summary.parsed, summary.read) == (2, 1202), "the other record that the feed of all shows too"


def test_topics_lists_every_feed(mixed: Site) -> None:
    arguments = ("topics", "--config", str(mixed.file), "--now", NOW.isoformat())
    assert json.loads(call(*arguments, "--format", "json").stdout) == [
        {
            "topic": topic, "title": title, "slug": slug, "url": f"https://example.org/feeds/{slug}/",
            "published": published, "newest": newest,
        }
        for topic, title, slug, published, newest in (
            (None, "Example", "all", 2, "2024-05-06T07:08:09Z"),
            ("AI", "Example: AI", "ai", 2, "2024-05-06T07:08:09Z"),
            ("Vision", "Example: Vision", "vision", 1, "2024-05-01T00:00:00Z"),
            (None, "My own", "own", 2, "2024-05-06T07:08:09Z"),
        )
    ]  # fmt: skip
    assert [line.split() for line in call(*arguments).stdout.splitlines()] == [
        ["topic", "slug", "published", "newest"],
        ["(Example)", "all", "2", "2024-05-06"],
        ["AI", "ai", "2", "2024-05-06"],
        ["Vision", "vision", "1", "2024-05-01"],
        ["(My", "own)", "own", "2", "2024-05-06"],
    ]


def test_topics_of_an_empty_site(site: Site) -> None:
    rows = call("topics", "--config", str(site.file)).stdout.splitlines()
    assert [row.split() for row in rows[1:]] == [["(Example)", "all", "0", "-"]]


@pytest.mark.parametrize("wanted", ["AI", "ai", "My own", "own", "all", "VISION"])
def test_embed_finds_a_feed_by_its_name(mixed: Site, wanted: str) -> None:
    mixed.configure(
        pages=True, topics={"Vision": None}, feeds=[{"slug": "own", "title": "My own", "all": ["AI"]}]
    )
    outcome = call("embed", wanted, "--config", str(mixed.file), "--now", NOW.isoformat())
    assert outcome.status == 0
    slug = {"My own": "own"}.get(wanted, wanted.lower())
    assert f"https://example.org/feeds/{slug}/feed.json" in outcome.stdout


def test_what_held_records_back_in_a_summary_of_the_library(mixed: Site) -> None:
    from feedpub.run import pipeline

    config = feedpub.load_config(mixed.file)
    summary = pipeline.generate(config, now=int(NOW.timestamp()), dry_run=True, list_withheld=True)
    assert {one.path.rpartition("/")[2]: one.status for one in summary.withheld} == {
        name: status for name, (status, _) in REASONS.items()
    }
