"""What a text of megabytes costs: work and memory are counted, not timed."""

from __future__ import annotations

import tracemalloc
from typing import TYPE_CHECKING, Any

import pytest

from feedpub.check import elements
from feedpub.check.rules import geo, html, images, local
from feedpub.check.rules.json_feed import check_text

if TYPE_CHECKING:
    from collections.abc import Callable

MEGA = 1_000_000


def peak_bytes(action: Callable[[], Any]) -> int:
    """Return how many bytes are allocated at once at most while something is done."""
    tracemalloc.start()
    try:
        action()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def count_calls(monkeypatch: pytest.MonkeyPatch, owner: Any, name: str) -> list[int]:
    """Count the calls of a function; the count is the list's only element."""
    function, calls = getattr(owner, name), [0]

    def counted(*arguments: Any, **options: Any) -> Any:
        calls[0] += 1
        return function(*arguments, **options)

    monkeypatch.setattr(owner, name, counted)
    return calls


@pytest.mark.parametrize("text", ["ab " * MEGA, "a" * 3 * MEGA, "\n" * 3 * MEGA + "x", "ab\n" * MEGA])
def test_quoting_a_value_looks_at_its_beginning_alone(text: str) -> None:
    assert peak_bytes(lambda: elements.quoted(text)) < 10_000
    assert elements.quoted(text) == elements.quoted(text[:200] if text[0] != "\n" else "x")


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("", "''"),
        (" a \n b ", "'a b'"),
        ("a" * 60, repr("a" * 60)),
        ("a" * 61, repr("a" * 59 + "…")),
        (" ".join(["ab"] * 20), repr(" ".join(["ab"] * 20))),
        (" ".join(["ab"] * 21), repr(" ".join(["ab"] * 20)[:59] + "…")),
    ],
)
def test_what_is_quoted(text: str, short: str) -> None:
    assert elements.quoted(text) == short


@pytest.mark.parametrize("text", ["", ",", "a,b", ",a,,b,", "a b", " a  b "])
def test_parts_are_those_of_split(text: str) -> None:
    assert list(elements.parts_of(text, ",")) == text.split(",")
    assert list(elements.parts_of(text)) == text.split()


def test_a_list_of_coordinates_is_not_kept() -> None:
    text = "45.256 -71.92 " * 100_000
    assert peak_bytes(lambda: geo._read_points(text)) < 10_000
    points = geo._read_points(text)
    assert isinstance(points, geo._Points)
    assert points.number == 100_000


def test_elements_that_are_never_closed_are_counted_up_to_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = count_calls(monkeypatch, html, "_judge_tag")
    found = html.judge("<b>" * 300_000, based=False)
    assert [rule.name for rule, _ in found] == ["html-not-well-formed"]
    assert calls[0] <= html.MAX_DEPTH + 1


def test_elements_that_may_stay_open_are_no_depth() -> None:
    assert html.judge("<p>a" * 5_000, based=False) == []


def test_well_formed_html_of_any_length_is_not_kept() -> None:
    text = "<b>a</b>" * 100_000
    assert html.judge(text, based=False) == []
    assert peak_bytes(lambda: html.judge(text, based=False)) < MEGA


def test_attributes_are_read_up_to_a_bound() -> None:
    text = "<p " + "data-a=1 " * 300_000 + ">a</p>"
    assert peak_bytes(lambda: html.judge(text, based=False)) < 5 * len(text)
    assert [rule.name for rule, _ in html.judge(text, based=False)] == ["html-not-well-formed"]


def test_the_urls_of_a_set_are_read_one_by_one() -> None:
    text = "https://example.org/a.jpg 1x, " * 100_000
    assert peak_bytes(lambda: sum(1 for _ in images.urls_of(text))) < 10_000
    assert list(images.urls_of("a 1x, b,c 2x ,d")) == ["a", "b,c", "d"]


def test_hosts_of_any_length_are_no_address_of_this_machine() -> None:
    assert not local.is_local("http://" + "a." * MEGA + "local/")


def test_every_item_of_a_json_feed_is_looked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    from feedpub.check.schemas import json_schema

    calls = count_calls(monkeypatch, json_schema, "find_violations")
    items = ",".join(f'{{"id": "{number}", "content_text": "a"}}' for number in range(2_000))
    text = '{"version": "https://jsonfeed.org/version/1.1", "items": [' + items + "]}"
    assert {problem.rule for problem in check_text(text, "x")} == {"json-required", "json-recommended"}
    assert calls[0] < 10
