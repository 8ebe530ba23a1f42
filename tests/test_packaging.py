"""The wheel as it is built: its files, and that its code runs."""

from __future__ import annotations

import os
import subprocess
import sys
from email.parser import Parser
from pathlib import Path
from zipfile import ZipFile

import pytest

import feedpub

REPOSITORY = Path(__file__).parents[1]
SOURCE = REPOSITORY / "src"
FEED = b"""<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom">
  <id>https://example.org/feed</id>
  <title>Example</title>
  <updated>2020-06-16T18:27:00Z</updated>
  <author><name>Example</name></author>
  <link rel="self" href="https://example.org/feed.xml"/>
</feed>
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built by the backend that pip would call; it needs no network."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    ran = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    [file] = folder.glob("*.whl")
    return file


@pytest.fixture(scope="module")
def unpacked(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("unpacked")
    with ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def test_the_wheel_has_name_and_version(wheel: Path) -> None:
    assert wheel.name == f"feedpub-{feedpub.__version__}-py3-none-any.whl"


def test_the_wheel_holds_the_package_and_nothing_else(wheel: Path) -> None:
    package = {
        file.relative_to(SOURCE).as_posix()
        for file in (SOURCE / "feedpub").rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    }
    held = {name for name in ZipFile(wheel).namelist() if not name.endswith("/")}
    assert {name for name in held if ".dist-info/" not in name} == package


@pytest.mark.parametrize(
    "name",
    [
        "feedpub/py.typed",
        "feedpub/check/schemas/rss.rng",
        "feedpub/check/schemas/atom.rng",
        "feedpub/check/schemas/extensions.rng",
        "feedpub/check/schemas/json_feed.schema.json",
        "feedpub/check/lists.txt",
        "feedpub/check/rules/atom.toml",
    ],
)
def test_the_wheel_holds_the_files_that_are_not_code(wheel: Path, name: str) -> None:
    assert ZipFile(wheel).read(name) == (SOURCE / name).read_bytes()


def test_the_wheel_holds_the_licence(wheel: Path) -> None:
    [licence] = [name for name in ZipFile(wheel).namelist() if name.endswith("/LICENSE")]
    assert ZipFile(wheel).read(licence) == (REPOSITORY / "LICENSE").read_bytes()


def test_the_metadata_are_complete(wheel: Path) -> None:
    [name] = [name for name in ZipFile(wheel).namelist() if name.endswith(".dist-info/METADATA")]
    metadata = Parser().parsestr(ZipFile(wheel).read(name).decode())
    assert metadata["Name"] == "feedpub"
    assert metadata["Version"] == feedpub.__version__
    assert metadata["Requires-Python"] == ">=3.11"
    assert metadata["License-Expression"] == "MIT"
    assert str(metadata.get_payload()).startswith("# feedpub")


def test_the_command_is_installed(wheel: Path) -> None:
    [name] = [name for name in ZipFile(wheel).namelist() if name.endswith("/entry_points.txt")]
    assert "feedpub = feedpub.__main__:main" in ZipFile(wheel).read(name).decode()


def test_the_code_in_the_wheel_checks_a_feed(unpacked: Path, tmp_path: Path) -> None:
    (tmp_path / "feed.xml").write_bytes(FEED)
    program = (
        "import feedpub, sys\n"
        "report = feedpub.check('feed.xml')\n"
        "print(feedpub.__file__, report.format, *report.errors)\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(unpacked)}
    ran = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout.split() == [str(unpacked / "feedpub" / "__init__.py"), "atom"]
