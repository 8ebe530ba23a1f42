"""Ids that never change: neither with a record's date, nor with the site's address, nor with the version."""

from __future__ import annotations

import json
import re
import shutil
from typing import TYPE_CHECKING, Any

import pytest
from tests import documents
from tests.sites import Site, call, contents

from feedpub.check import parts
from feedpub.content import urls
from feedpub.stores import manifest
from feedpub.stores.folder import MANIFEST, PENDING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

WITHOUT_LINK: dict[str, Any] = {"webUrl": None}


def ids(site: Site, slug: str = "all") -> set[str]:
    """Return the ids of a feed's entries, which are the same in each format."""
    found = documents.entries(site.output, slug)
    by_format = [{entry[key] for entry in found[name]} for name, key in (("atom", "id"), ("json", "id"))]
    assert by_format[0] == by_format[1]
    return by_format[0]


def fill(site: Site, day: str = "2024-03-02") -> None:
    """Add a record with an id that is a number, one with a text, one with neither id nor link."""
    site.add("number.md", title="number", id=12345, publishedDateTime=day, topics=["Boats"])
    site.add("text.md", title="text", id="my own id", publishedDateTime=day, topics=["Boats"])
    site.add("sub/päth.md", title="path", publishedDateTime=day, topics=["Boats"])


def expected(base: str) -> set[str]:
    return {f"tag:{base}:{key}" for key in ("12345", "my%20own%20id", "sub/p%C3%A4th")}


def keep_everything(_site: Site) -> None:
    pass


def lose_index(site: Site) -> None:
    site.forget()


def lose_manifest(site: Site) -> None:
    site.forget()
    (site.output / MANIFEST).unlink()


def as_of_version_0_1(site: Site, base: str = "example.org,2024-03-02") -> None:
    """Turn the output into one of version 0.1, which had no manifest and put dates into ids."""
    lose_manifest(site)
    for path in site.output.rglob("*.*"):
        if path.is_file():
            path.write_bytes(path.read_bytes().replace(b"tag:example.org,2025:", f"tag:{base}:".encode()))


@pytest.mark.parametrize("lose", [keep_everything, lose_index, lose_manifest])
def test_a_corrected_date_makes_no_other_id(site: Site, lose: Callable[[Site], None]) -> None:
    fill(site)
    site.publish()
    before = ids(site)
    assert before == expected("example.org,2025")
    lose(site)
    fill(site, "2024-04-17T23:30:00-05:00")
    site.publish()
    assert ids(site) == before


@pytest.mark.parametrize("lose", [keep_everything, lose_index])
def test_a_site_that_moves_keeps_its_ids(site: Site, lose: Callable[[Site], None]) -> None:
    """The output remembers what they are made of, also for records to come."""
    fill(site)
    site.publish()
    lose(site)
    site.configure(site={"url": "https://moved.example/", "feeds_url": "https://moved.example/f/"})
    site.add("new.md", title="new")
    assert site.publish().written
    assert ids(site) == expected("example.org,2025") | {"tag:example.org,2025:new"}


def test_with_id_base_ids_depend_on_it_and_on_the_record_alone(tmp_path: Path) -> None:
    made = []
    for number, host in enumerate(["a.example", "b.example"]):
        site = Site(tmp_path / str(number))
        site.configure(
            site={
                "url": f"https://{host}/",
                "feeds_url": f"https://{host}/",
                "id_base": "harbour.example,2024",
            }
        )
        fill(site, f"2024-03-0{number + 1}")
        site.publish()
        made.append(ids(site))
    assert made[0] == made[1] == expected("harbour.example,2024")


def test_id_base_outlives_its_line(site: Site) -> None:
    site.configure(site={"id_base": "harbour.example,2024"})
    fill(site)
    site.publish()
    site.configure()
    site.forget()
    site.publish()
    assert ids(site) == expected("harbour.example,2024")


def test_a_line_that_says_what_is_published_costs_nothing(site: Site) -> None:
    fill(site)
    site.publish()
    before = contents(site.output)
    site.configure(site={"id_base": "example.org,2025"})
    site.publish()
    assert contents(site.output) == before


@pytest.mark.parametrize("id_base", ["example.org,2025", "example.org,2024-05", "example.org,2024-05-06"])
def test_entries_with_such_ids_are_accepted_at_a_glance(
    site: Site, monkeypatch: pytest.MonkeyPatch, id_base: str
) -> None:
    """Checking each at length would take ten times as long."""

    def check_at_length(*_: object) -> tuple[()]:
        raise AssertionError("an entry was checked at length")

    monkeypatch.setattr(parts, "check_entry", check_at_length)
    site.configure(site={"id_base": id_base})
    fill(site)
    site.publish()
    assert ids(site) == expected(id_base)


ID_BASES = {
    "example.org,2024": "example.org,2024",
    "Example.ORG,2024-05": "example.org,2024-05",
    "me@example.org,2024-02-29": "me@example.org,2024-02-29",
    "tag:example.org,2024:": "example.org,2024",
    "example.org": "example.org,2025",
    "example.org,2023-02-29": None,
    "example.org,24": None,
    "example.org,2024:x": None,
    "https://example.org/": None,
    "exämple.org,2024": None,
    ",2024": None,
}


@pytest.mark.parametrize("written", ID_BASES, ids=ascii)
def test_what_id_base_may_be(site: Site, written: str) -> None:
    site.configure(site={"id_base": written})
    fill(site)
    outcome = site.run()
    base = ID_BASES[written]
    assert outcome.status == (2 if base is None else 0), outcome.stderr
    if base is None:
        assert "like example.org,2025" in outcome.stderr
    else:
        assert ids(site) == expected(base)


@pytest.mark.parametrize("moved", [False, True])
def test_entries_that_version_0_1_published_keep_their_ids(site: Site, moved: bool) -> None:
    """Also when their dates are corrected later, from a fresh clone, and when the site has moved."""
    fill(site)
    site.publish()
    as_of_version_0_1(site)
    old = expected("example.org,2024-03-02")
    assert ids(site) == old
    if moved:
        site.configure(site={"url": "https://moved.example/", "id_base": "moved.example,2026"})
    site.add("new.md", title="new")
    new = "tag:moved.example,2026:new" if moved else "tag:example.org,2025:new"
    for day in ("2024-03-02", "2024-04-04", "2024-05-05"):
        fill(site, day)
        site.publish()
        assert ids(site) == old | {new}
        site.forget()


def test_two_entries_of_version_0_1_that_only_their_dates_told_apart_keep_their_ids(site: Site) -> None:
    site.add("a/note.md", title="first", id="note", publishedDateTime="2024-03-02", topics=["A"])
    site.add("b/note.md", title="second", id="note 2", publishedDateTime="2024-03-03", topics=["B"])
    site.publish()
    as_of_version_0_1(site)
    for path in site.output.rglob("*.*"):
        if path.is_file():
            path.write_bytes(path.read_bytes().replace(b",2024-03-02:note%202", b",2024-03-03:note"))
    site.add("b/note.md", title="second", id="note", publishedDateTime="2024-03-03", topics=["B"])
    before = ids(site)
    assert before == {"tag:example.org,2024-03-02:note", "tag:example.org,2024-03-03:note"}
    assert site.publish().problems == ()
    assert ids(site) == before


def test_a_run_that_was_killed_while_it_took_an_output_over_loses_no_id(site: Site) -> None:
    fill(site)
    site.publish()
    as_of_version_0_1(site)
    site.publish()
    lines = (site.output / MANIFEST).read_bytes().splitlines(keepends=True)
    (site.output / PENDING).write_bytes(b"".join(lines[1:]))  # all documents were replaced by then
    lose_manifest(site)
    fill(site, "2024-04-04")
    site.publish()
    assert ids(site) == expected("example.org,2024-03-02")


def test_an_output_that_another_replaced_decides_about_its_ids(site: Site) -> None:
    """The index knows which ids it has, so that of another checkout isn't mixed with it."""
    site.configure(site={"id_base": "one.example,2024"})
    fill(site)
    site.publish()
    shutil.copytree(site.output, site.folder / "one")
    site.configure(site={"id_base": "two.example,2024"})
    site.publish(allow_shrink=True)
    site.configure()
    shutil.rmtree(site.output)
    (site.folder / "one").rename(site.output)
    site.publish()
    assert ids(site) == expected("one.example,2024")


def test_the_manifest_says_nothing_of_an_entry_that_is_gone_but_a_hash(site: Site) -> None:
    fill(site)
    site.add("other.md", title="other", webUrl="https://example.org/other")
    site.publish()
    as_of_version_0_1(site)
    (site.source / "sub/päth.md").unlink()
    site.publish()
    content = (site.output / MANIFEST).read_text()
    assert "th" not in re.sub(r'"(path|sha256|output)":"[^"]*"', "", content).replace("other", "")
    keys = [line["key"] for line in map(json.loads, content.splitlines()) if "key" in line]
    assert manifest.entry_hash("sub/p%C3%A4th") in keys


@pytest.mark.parametrize(
    "line",
    [
        '{"key":"x","id_base":"a.example,2024-01-01"}',
        '{"key":"0123456789abcdef"}',
        '{"key":"0123456789abcdef","id_base":"a b,2024-01-01"}',
    ],
)
def test_lines_of_keys_that_are_wrong_are_passed_over(line: str) -> None:
    assert manifest.decode_key_bases(line.encode()) == {}


def test_a_base_that_is_wrong_counts_as_none() -> None:
    read = manifest.decode(b'{"feedpub":1,"id_base":"<a>"}\n').manifest
    assert read is not None
    assert read.id_base == ""
    assert urls.is_id_base("my_host.example,2024")


def test_init_writes_a_base_that_the_site_keeps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert call("init", "--base-url", "https://harbour.example/feeds/").status == 0
    written = (tmp_path / "feedpub.yaml").read_text()
    assert re.search(r'\n  id_base: "harbour\.example,20[0-9]{2}"\n', written)


def test_init_leaves_the_base_open_while_the_address_is_a_placeholder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert call("init").status == 0
    assert re.search(r'\n  #id_base: "example\.org,20[0-9]{2}"\n', (tmp_path / "feedpub.yaml").read_text())


def test_a_new_config_for_an_output_keeps_its_base(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(site.folder)
    site.configure(site={"id_base": "harbour.example,2019"})
    fill(site)
    site.publish()
    outcome = call("init", "--force", "--base-url", "https://moved.example/feeds/")
    assert outcome.status == 0, outcome.stderr
    assert 'id_base: "harbour.example,2019"' in site.file.read_text()
