"""How feedpub is used, with types; mypy checks that they hold. Not run: `mypy` is the test."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, assert_type

import feedpub


def publish(file: Path) -> int:
    """Publish with every option, and count the problems."""
    config = feedpub.load_config(file, limit=20)
    assert_type(config, feedpub.Config)
    assert_type(config.site.title, str)
    assert_type(config.output, Path)

    def progress(stage: str, done: int, total: int) -> None:
        assert_type((stage, done, total), tuple[str, int, int])

    try:
        with ProcessPoolExecutor() as executor:
            summary = feedpub.generate(
                config,
                now=datetime.now(UTC),
                executor=executor,
                strict=False,
                dry_run=True,
                rebuild=False,
                wait=2.5,
                progress=progress,
            )
    except feedpub.Locked:
        return 75
    except feedpub.ConfigError as error:
        assert_type(error.problems, tuple[feedpub.Problem, ...])
        return 2
    except (feedpub.PublishError, feedpub.OutputInvalid, feedpub.FeedpubError):
        return 3
    assert_type(summary, feedpub.Summary)
    assert_type(summary.published, int)
    assert_type(summary.held_back["scheduled"], int)
    assert_type(summary.left_out, bool)
    for document in summary.documents:
        assert_type(document, feedpub.DocumentChange)
        assert_type(document.action, Literal["written", "removed"])
        assert_type(document.path + document.url, str)
        assert_type(
            (document.slug, document.topic, document.digest), tuple[str | None, str | None, str | None]
        )
    return len(summary.problems)


def without_a_file() -> feedpub.Config:
    """Configure by arguments alone; paths may be texts."""
    return feedpub.load_config(
        source="seeds", output=Path("feeds"), base_url="https://example.org/feeds/", title="A"
    )


def validate() -> list[str]:
    """Check a file by its path in either form, and bytes."""
    reports = [
        feedpub.check("feeds/all/atom.xml"),
        feedpub.check(Path("feed.json")),
        feedpub.check(b"<rss/>"),
    ]
    assert_type(reports, list[feedpub.Report])
    lines = []
    for report in reports:
        assert_type(report.format, Literal["atom", "rss", "json"] | None)
        assert_type(report.valid, bool)
        for problem in report.errors + report.warnings:
            assert_type(problem, feedpub.Problem)
            assert_type(problem.severity, Literal["error", "warning", "note"])
            assert_type(problem.line + problem.column, int)
            lines.append(f"{problem.where}: {problem.rule}: {problem.message}")
    return lines


def wrong() -> None:
    """Make calls that mypy must refuse; an unneeded ignore is an error (warn_unused_ignores)."""
    feedpub.load_config(limit="20")  # type: ignore[arg-type]
    feedpub.generate("feedpub.yaml")  # type: ignore[arg-type]
    feedpub.check(1)  # type: ignore[arg-type]
