"""Whole sites in, whole folders out: each folder of cases/sites has the expected output beside it.

`--update-snapshots` writes the expected output; review the difference.
"""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from tests.sites import CASES, NOW, call, contents

from feedpub import check

if TYPE_CHECKING:
    from pathlib import Path

SITES = sorted(path for path in (CASES / "sites").iterdir() if path.is_dir())


@pytest.mark.parametrize("case", SITES, ids=lambda path: path.name)
def test_a_whole_site_publishes_what_is_expected(
    case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, update_snapshots: bool
) -> None:
    shutil.copytree(case, tmp_path / "site")
    expected = case / "expected"
    monkeypatch.chdir(tmp_path / "site")
    outcome = call("generate", "--output", "out", "--now", NOW.isoformat(), "--jobs", "1")
    results = contents(tmp_path / "site" / "out")
    results["stdout.txt"] = outcome.stdout.encode()
    results["stderr.txt"] = outcome.stderr.encode()
    if update_snapshots:
        shutil.rmtree(expected, ignore_errors=True)
        for name, content in results.items():
            (expected / name).parent.mkdir(parents=True, exist_ok=True)
            (expected / name).write_bytes(content)
    expected_results = contents(expected)
    assert results.keys() == expected_results.keys()
    for name, content in results.items():
        assert content.decode() == expected_results[name].decode(), name


@pytest.mark.parametrize("case", SITES, ids=lambda path: path.name)
def test_the_expected_documents_are_valid(case: Path) -> None:
    for path in (case / "expected").rglob("*"):
        if path.suffix in {".xml", ".json"} and path.name in {"atom.xml", "rss.xml", "feed.json"}:
            assert check(path).errors == (), path
