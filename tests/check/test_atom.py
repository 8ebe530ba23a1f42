"""Atom's rules, each broken by files named after it, and feeds that break none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from lxml import etree
from tests.check import corpus

from feedpub.check import check, check_bytes
from feedpub.check.rules import REGISTRY, load_all
from feedpub.check.schemas import relaxng

if TYPE_CHECKING:
    from pathlib import Path

load_all()

OURS = sorted(
    each.name
    for each in REGISTRY.values()
    if each.name.startswith("html-") or (each.name.startswith("atom-") and each.calls)
)


@pytest.mark.parametrize("path", corpus.invalid("atom"), ids=corpus.name)
def test_each_fault_is_found_once_under_its_name(path: Path) -> None:
    corpus.assert_breaks_its_rule(path)


@pytest.mark.parametrize("path", corpus.valid("atom"), ids=corpus.name)
def test_valid_feeds_have_no_problems(path: Path) -> None:
    assert corpus.assert_valid(path).format == "atom"


@pytest.mark.parametrize("path", corpus.valid("atom"), ids=corpus.name)
def test_the_grammar_by_itself_takes_every_valid_feed(path: Path) -> None:
    assert relaxng.find_violations(etree.parse(path).getroot(), "atom") == []


@pytest.mark.parametrize("name", OURS)
def test_every_rule_has_a_file_that_breaks_it(name: str) -> None:
    assert [path for path in corpus.invalid("atom") if corpus.rule_of(path) == name]


# What the grammar can state, it states by itself: documents that rules would have judged first.
STRUCTURE = (
    "atom-unknown-element",
    "atom-misplaced-element",
    "atom-duplicate-element--feed",
    "atom-duplicate-element--entry",
    "atom-missing-element",
    "atom-missing-attribute",
    "atom-unknown-attribute--link",
    "atom-unexpected-child--title",
    "atom-unexpected-text",
    "atom-text-type",
    "atom-xhtml-div",
    "atom-date--month",
    "atom-date--rfc822",
    "atom-id--relative",
)


@pytest.mark.parametrize("start", STRUCTURE)
def test_the_grammar_by_itself_refuses_a_wrong_structure(start: str) -> None:
    paths = [path for path in corpus.invalid("atom") if path.stem.startswith(start)]
    assert paths
    for path in paths:
        faults = relaxng.find_violations(etree.parse(path).getroot(), "atom")
        assert faults, path.name
        assert "doesn't match the grammar of Atom 1.0" in faults[0].message


def read(name: str) -> bytes:
    return (corpus.CORPUS / "atom" / "valid" / f"{name}.xml").read_bytes()


def names(document: bytes, **options: Any) -> list[str]:
    return [problem.rule for problem in check_bytes(document, "x", **options)]


# Structure


def test_the_grammar_judges_the_document() -> None:
    document = read("typical").replace(
        b"<name>The Editors</name>", b"<name>The Editors</name><uri>a b<b/></uri>"
    )
    assert names(document) == ["atom-uri", "atom-unexpected-child"]


# Places and order


def test_problems_come_in_the_order_of_their_places() -> None:
    document = read("typical").replace(b"2024-05-01T12:00:00Z", b"today")
    problems = check_bytes(document, "x")
    assert [(each.line, each.rule) for each in problems] == [(5, "atom-date"), (11, "atom-date")]


def test_an_attributes_fault_points_at_the_attribute() -> None:
    document = read("typical").replace(b"</entry>", b'<link rel="a b"\n  href="a b"/></entry>')
    assert [(each.line, each.column, each.rule) for each in check_bytes(document, "x")] == [
        (14, 9, "atom-link-rel"),
        (15, 3, "atom-link-href"),
    ]


@pytest.mark.parametrize("lines", [65_534, 65_536, 200_000])
def test_lines_beyond_those_that_libxml2_counts_are_right(lines: int) -> None:
    document = read("typical").replace(b"<entry>", b"\n" * lines + b"<entry>")
    document = document.replace(b"https://example.org/robots", b"https://example.org/%")
    (problem,) = check_bytes(document, "x")
    assert (problem.line, problem.rule) == (12 + lines, "atom-link-href")


def test_two_faults_in_two_entries_are_both_found() -> None:
    entry = b"<entry>" + read("typical").partition(b"<entry>")[2].partition(b"</feed>")[0]
    other = entry.replace(b":robots<", b":more<").replace(b"<title>Robots win</title>", b"")
    document = read("typical").replace(b"12:00:00Z</updated>\n    <link", b"noon</updated>\n    <link")
    document = document.replace(b"</feed>", other + b"</feed>")
    assert names(document) == ["atom-date", "atom-missing-element"]


def test_the_number_of_problems_is_bounded() -> None:
    document = read("minimal").replace(b"</feed>", b"<pubDate/>" * 5000 + b"</feed>")
    assert len(check_bytes(document, "x")) == 1000


# The format that is asked for


def test_a_document_of_another_format_than_the_one_asked_for_is_an_error() -> None:
    assert names(read("typical"), kind="atom") == []
    assert names(read("typical"), kind="rss") == ["wrong-format"]


def test_a_file_is_checked_by_its_name(tmp_path: Path) -> None:
    path = tmp_path / "feed"
    path.write_bytes(read("typical"))
    report = check(path)
    assert (report.where, report.format, report.problems, report.valid) == (str(path), "atom", (), True)
