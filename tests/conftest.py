"""Fixtures of the tests of publishing, and the switch that updates snapshots."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from sites import Site

if TYPE_CHECKING:
    from pathlib import Path

# A run takes as long as the machine lets it; what is measured is in benchmarks/.
settings.register_profile(
    "feedpub",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    database=None,
)
settings.load_profile("feedpub")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-snapshots",
        action="store_true",
        help="write the present results as the expected ones; review the difference",
    )


@pytest.fixture
def update_snapshots(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--update-snapshots"))


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """An empty site with a config."""
    return Site(tmp_path / "site")
