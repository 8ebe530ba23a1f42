"""RSS 2.0: its corpus, and what one file with one fault can't show."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.check import corpus

from feedpub.check import check
from feedpub.check.rules import REGISTRY

if TYPE_CHECKING:
    from pathlib import Path

SEARCH = {
    "title": "<title>Search</title>",
    "description": "<description>Search the news</description>",
    "name": "<name>q</name>",
    "link": "<link>https://example.org/search</link>",
}


def feed(channel: str = "", item: str = "") -> bytes:
    """A valid feed, with something more in its channel and in its item."""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom">
<channel>
<title>News</title><link>https://example.org/</link><description>All the news</description>
<atom:link rel="self" href="https://example.org/rss.xml" type="application/rss+xml"/>
{channel}
<item><title>One</title><guid isPermaLink="false">1</guid>
{item}
</item>
</channel>
</rss>""".encode()


def found(data: bytes) -> list[tuple[str, int]]:
    """The rules that a document breaks, with their lines."""
    return [(problem.rule, problem.line) for problem in check(data).problems]


@pytest.mark.parametrize("path", corpus.valid("rss"), ids=corpus.name)
def test_a_valid_feed_has_no_problems(path: Path) -> None:
    corpus.assert_valid(path)


@pytest.mark.parametrize("path", corpus.invalid("rss"), ids=corpus.name)
def test_an_invalid_feed_breaks_its_rule_and_no_other(path: Path) -> None:
    corpus.assert_breaks_its_rule(path)


def test_every_rule_is_broken_by_a_file() -> None:
    rules = {name for name in REGISTRY if name.startswith("rss-")}
    broken = {corpus.rule_of(path) for form in ("rss", "ext") for path in corpus.invalid(form)}
    assert rules <= broken


def test_the_feed_of_this_file_is_valid() -> None:
    assert found(feed()) == []


@pytest.mark.parametrize("missing", SEARCH)
def test_text_input_lacks_one_of_four(missing: str) -> None:
    parts = "".join(part for name, part in SEARCH.items() if name != missing)
    assert found(feed(f"<textInput>{parts}</textInput>")) == [
        ("rss-missing-element", 6),
        ("rss-text-input", 6),
    ]


@pytest.mark.parametrize("twice", SEARCH)
def test_text_input_has_one_of_four_twice(twice: str) -> None:
    parts = "".join(SEARCH.values()) + SEARCH[twice]
    assert found(feed(f"<textInput>{parts}</textInput>")) == [
        ("rss-text-input", 6),
        ("rss-duplicate-element", 6),
    ]


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("title", "rss-blank"),
        ("name", "rss-blank"),
        ("link", "rss-blank"),
        ("description", "rss-blank-optional"),
    ],
)
def test_text_input_has_a_blank_part(name: str, rule: str) -> None:
    parts = "".join(SEARCH.values()).replace(SEARCH[name], f"<{name}/>")
    assert sorted(found(feed(f"<textInput>{parts}</textInput>"))) == sorted(
        [("rss-text-input", 6), (rule, 6)]
    )


def test_the_missing_self_link_is_a_warning() -> None:
    report = check(feed().replace(b'rel="self"', b'rel="hub"'))
    assert [(each.rule, each.severity, each.line) for each in report.problems] == [
        ("rss-self-link-missing", "warning", 3)
    ]
    assert report.valid


def test_every_fault_is_reported_in_one_run() -> None:
    data = feed("<ttl>an hour</ttl>\n<pubDate>now</pubDate>", "<link>/1</link>")
    assert found(data) == [("rss-ttl", 6), ("rss-date", 7), ("rss-url", 9)]


@pytest.mark.parametrize(
    "zone", ["EST", "EDT", "CST", "CDT", "MST", "MDT", "PST", "PDT", "UT", "GMT", "+1400", "-1200"]
)
def test_a_date_may_have_any_zone_of_rfc_822(zone: str) -> None:
    assert found(feed(item=f"<pubDate>Sat, 07 Sep 2002 09:42:31 {zone}</pubDate>")) == []


@pytest.mark.parametrize(
    "weekday_and_day", ["Tue, 29 Feb 2000", "Thu, 01 Jan 1970", "Thu, 31 Dec 2099", "Sun, 1 Sep 2002"]
)
def test_a_weekday_that_agrees_with_the_calendar_is_accepted(weekday_and_day: str) -> None:
    assert found(feed(item=f"<pubDate>{weekday_and_day} 09:42:31 GMT</pubDate>")) == []


def test_one_guid_given_twice_is_found_among_a_thousand() -> None:
    items = "".join(
        f'<item><title>{number}</title><guid isPermaLink="false">n{number % 999}</guid></item>\n'
        for number in range(1000)
    )
    assert found(feed(items)) == [("rss-guid-unique", 1005)]
