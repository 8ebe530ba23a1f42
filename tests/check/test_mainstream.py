"""Feeds as widespread software writes them have no errors, whatever there is to warn of."""

from __future__ import annotations

from pathlib import Path

import pytest

from feedpub.check import check

FEEDS = sorted((Path(__file__).parent / "mainstream").iterdir())


@pytest.mark.parametrize("path", FEEDS, ids=lambda path: path.stem)
def test_a_feed_of_widespread_software_has_no_errors(path: Path) -> None:
    assert check(path).errors == ()
