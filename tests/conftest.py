"""Fixtures of the tests of publishing, and the switch that updates snapshots."""

from __future__ import annotations

import os
import signal
import tempfile
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings
from tests.sites import Site

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LONG = (
    "browser/",
    "fuzz/",
    "hosting/",
    "readers/",
    "robustness/",
    "serve/",
    "check/test_grammar_first.py",
    "check/test_hostile.py",
    "check/test_properties.py",
    "outputs/test_fastpath.py",
    "test_benchmarks.py",
    "test_killed.py",
    "test_read_back.py",
    "test_same_bytes.py",
    "test_simple_yaml.py",
)
"""Folders and files of tests that take more than some five seconds, or that run programs which pip doesn't
install.
"""

# A run takes as long as the machine lets it; what is measured is in benchmarks/.
settings.register_profile(
    "feedpub",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    database=None,
)
settings.load_profile("feedpub")


def pytest_configure() -> None:
    """Have runs that tests start handle signals, even if the tests run in the background of a shell, which
    has them ignored there.
    """
    for number, handler in ((signal.SIGINT, signal.default_int_handler), (signal.SIGHUP, signal.SIG_DFL)):
        if signal.getsignal(number) is signal.SIG_IGN:
            signal.signal(number, handler)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    here = config.rootpath / "tests"
    for item in items:
        if item.path.relative_to(here).as_posix().startswith(LONG):
            item.add_marker(pytest.mark.long)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-snapshots",
        action="store_true",
        help="write the present results as the expected ones; review the difference",
    )


@pytest.fixture
def update_snapshots(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--update-snapshots"))


@pytest.fixture(scope="session", autouse=True)
def _temporary_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep temporary files of killed processes in a folder that is removed after the tests."""
    with pytest.MonkeyPatch.context() as patch:
        folder = str(tmp_path_factory.mktemp("temporary"))
        patch.setitem(os.environ, "TMPDIR", folder)
        patch.setattr(tempfile, "tempdir", folder)
        yield


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """An empty site with a config."""
    return Site(tmp_path / "site")
