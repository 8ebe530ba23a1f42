"""Entries' texts wait whole and in place, and nothing of them is left."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from tests.sites import contents

from feedpub.problems import PublishError
from feedpub.run import spool as spools

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.sites import Site


def batch(number: int) -> list[list[bytes]]:
    return [[f"{number}.{at}".encode() * (at + 1), b"", f"\u00e9{number}".encode()] for at in range(20)]


def test_texts_that_are_appended_are_read_back(tmp_path: Path) -> None:
    with spools.open_folder(tmp_path / "texts") as spool:
        with ThreadPoolExecutor(4) as threads:
            places = list(threads.map(lambda number: spool.append(batch(number)), range(40)))
        reader = spool.reader()
        for number in reversed(range(40)):
            assert [list(map(bytes, reader.texts(place))) for place in places[number]] == batch(number)
    assert list(tmp_path.iterdir()) == []


def test_files_of_a_killed_run_are_removed(tmp_path: Path) -> None:
    left = tmp_path / "texts" / "1-2"
    left.parent.mkdir()
    left.write_bytes(b"old")
    with spools.open_folder(tmp_path / "texts") as spool:
        assert list(spool.folder.iterdir()) == []


def test_a_spool_replaces_whatever_is_in_its_place(tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "mine").touch()
    place = tmp_path / "texts"
    makers: tuple[Callable[[], object], ...] = (
        place.touch,
        lambda: place.symlink_to(other),
        lambda: place.symlink_to("nowhere"),
    )
    for make in makers:
        make()
        with spools.open_folder(place) as spool:
            assert list(spool.folder.iterdir()) == []
            assert spool.folder.stat().st_mode & 0o777 == 0o700, "records wait there that are due later"
    assert (other / "mine").exists()


def test_a_run_that_reads_records_removes_an_old_spool(site: Site) -> None:
    site.add("a.md")
    site.run()
    (index,) = (site.folder / ".feedpub").glob("*.sqlite3")
    left = index.with_suffix(".spool")
    left.mkdir()
    (left / "1-2").write_bytes(b"old")
    site.add("b.md")
    assert site.run().status == 0
    assert not [path for path in contents(site.folder) if ".spool" in path]
    assert not left.exists()


def test_a_spool_may_be_a_temporary_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with spools.open_folder(None) as spool:
        assert spool.folder.parent == tmp_path
    assert list(tmp_path.iterdir()) == []


def test_a_spool_that_cannot_be_created_is_an_error(tmp_path: Path) -> None:
    with (
        pytest.raises(PublishError, match="nothing was replaced"),
        spools.open_folder(tmp_path / "no" / "texts"),
    ):
        pass
    with pytest.raises(PublishError, match="nothing was replaced"):
        spools.FolderSpool(tmp_path / "no").append(batch(1))
