"""The corpus: feeds that break one rule each, named after it, and valid feeds.

`corpus/<format>/invalid/<rule-name>[--variant].<suffix>` breaks that rule, once, and no other. Its text says
where, in a comment (XML) or a string of an extension member (JSON): `Line 7: why`. A rule that only a profile
asks for is tried with the profile. `corpus/<format>/valid/`
holds feeds about which nothing is to be said, not even a warning. Folders: atom, rss, ext (both formats),
json.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

from feedpub.check import Report, check
from feedpub.check.profiles import PROFILES
from feedpub.check.rules import REGISTRY

CORPUS = Path(__file__).parent / "corpus"

NOW = datetime(2026, 1, 1, tzinfo=UTC)
"""The time at which every file is checked."""

_LINE = re.compile(r"\bLine (\d+): ")


def valid(form: str) -> list[Path]:
    """The valid feeds of a format's folder, sorted."""
    return sorted(path for path in (CORPUS / form / "valid").rglob("*") if path.is_file())


def invalid(form: str) -> list[Path]:
    """The feeds of a format's folder with a fault each, sorted."""
    return sorted(path for path in (CORPUS / form / "invalid").rglob("*") if path.is_file())


def name(path: Path) -> str:
    """A test's id: the file's name without its suffix."""
    return path.stem


def rule_of(path: Path) -> str:
    """The rule that a file breaks, by its name."""
    return path.stem.partition("--")[0]


def line_of(path: Path) -> int:
    """The line on which a file says that its fault is; a file that doesn't say is a mistake in the corpus."""
    found = _LINE.search(path.read_bytes().decode("utf-8", "replace"))
    assert found, f"{path.name} doesn't say where its fault is: write `Line N: why` in a comment"
    return int(found.group(1))


def assert_valid(path: Path) -> Report:
    """Assert that nothing is reported about a file."""
    report = check(path, now=NOW)
    assert not report.problems, "\n".join(f"{each} [{each.rule}]" for each in report.problems)
    return report


def assert_breaks_its_rule(path: Path) -> Report:
    """Assert that a file's own rule is reported, with its severity and line, and nothing else."""
    rule = rule_of(path)
    profile = next((name for name, each in PROFILES.items() if rule in each.adds), None)
    report = check(path, profile=profile, now=NOW)
    assert rule in REGISTRY, f"{path.name} is named after no rule"
    found = {(each.rule, each.severity, each.line) for each in report.problems}
    expected = {(rule, "error" if profile else REGISTRY[rule].severity, line_of(path))}
    assert found == expected, (
        "\n".join(f"{each} [{each.rule}]" for each in report.problems) or "nothing found"
    )
    return report
