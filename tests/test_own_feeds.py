"""Feeds of the config: each part of an expression by itself, and all together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests import documents

if TYPE_CHECKING:
    from tests.sites import Site

RECORDS: dict[str, dict[str, Any]] = {
    "a": {"topics": ["Vision", "AI"], "category": "news", "type": "article", "quality": 80, "heat": 5},
    "b": {"topics": ["Vision", "Faces"], "category": "News", "type": "video", "quality": 40, "heat": 50},
    "c": {"topics": ["Robots", "AI"], "category": "course", "type": "course", "quality": 39.5, "heat": 20},
    "d": {"topics": ["Faces"], "category": "news", "type": "article", "heat": 20},
    "e": {},
}
PROVIDERS = {
    "a": {"name": "Microsoft", "domain": "microsoft.com"},
    "b": {"name": "Example News", "domain": "News.Example.com"},
    "c": "Microsoft",
}

# What a feed is given, and what it shows, the newest first: e is the newest.
EXPRESSIONS: dict[str, tuple[dict[str, Any], str]] = {
    "nothing": ({}, "edcba"),
    "any": ({"any": ["Vision", "Robots"]}, "cba"),
    "any of one": ({"any": ["Vision"]}, "ba"),
    "any as a text": ({"any": "Vision"}, "ba"),
    "any in another spelling": ({"any": ["  vision ", "ROBOTS"]}, "cba"),
    "any that is there twice": ({"any": ["Vision", "AI"]}, "cba"),
    "any of a topic that nobody has": ({"any": ["Nobody"]}, ""),
    "all": ({"all": ["Vision", "AI"]}, "a"),
    "all of one": ({"all": ["AI"]}, "ca"),
    "none": ({"none": ["Faces", "Robots"]}, "ea"),
    "none of a topic that nobody has": ({"none": ["Nobody"]}, "edcba"),
    "any, all and none": ({"any": ["Vision", "Robots"], "all": ["AI"], "none": ["Robots"]}, "a"),
    "category": ({"where": {"category": "news"}}, "dba"),
    "categories": ({"where": {"category": ["NEWS", "course"]}}, "dcba"),
    "type": ({"where": {"type": ["article", "video"]}}, "dba"),
    "least quality": ({"where": {"min_quality": 40}}, "ba"),
    "least quality with a fraction": ({"where": {"min_quality": 39.5}}, "cba"),
    "least heat": ({"where": {"min_heat": 20}}, "dcb"),
    "provider by domain": ({"where": {"provider": "microsoft.com"}}, "a"),
    "provider by name": ({"where": {"provider": "microsoft"}}, "ca"),
    "providers": ({"where": {"provider": ["news.example.COM", "Microsoft"]}}, "cba"),
    "all that where has": (
        {
            "where": {
                "category": "news",
                "type": "article",
                "min_quality": 1,
                "min_heat": 1,
                "provider": "microsoft.com",
            }
        },
        "a",
    ),
    "newest": ({"order": "newest"}, "edcba"),
    "hottest": ({"order": "hottest"}, "bdcae"),
    "hottest of some": ({"order": "hottest", "any": ["AI"]}, "ca"),
    "hottest, so many": ({"order": "hottest", "limit": 3}, "bdc"),
    "newest, so many": ({"limit": 2}, "ed"),
    "within days": ({"within": "3d"}, "ed"),
    "within hours": ({"within": "13h"}, "e"),
    "within weeks": ({"within": "1w"}, "edcba"),
}


@pytest.fixture
def filled(site: Site) -> Site:
    """The records, published on 26 to 30 June and on 1 July at midnight; it is noon of 1 July."""
    for day, (name, fields) in zip((26, 27, 28, 29, 31), RECORDS.items(), strict=True):
        date = "2024-07-01" if day == 31 else f"2024-06-{day}"
        site.add(f"{name}.md", fields, title=name, publishedDateTime=date, provider=PROVIDERS.get(name))
    return site


@pytest.mark.parametrize("name", EXPRESSIONS)
def test_an_expression_selects_and_orders_entries(filled: Site, name: str) -> None:
    expression, expected = EXPRESSIONS[name]
    filled.configure(feeds=[{"slug": "own", "title": "My own", **expression}])
    assert filled.publish().published == 5
    assert "".join(documents.titles(filled.output, "own")) == expected
    head = documents.head(filled.output, "own")["json"]
    assert head["title"] == "My own"
    assert "topic" not in head["_feedpub"]


def test_an_entry_leaves_a_feed_when_it_is_older_than_within(filled: Site) -> None:
    filled.configure(feeds=[{"slug": "own", "title": "My own", "within": "3d"}])
    filled.publish()
    assert documents.titles(filled.output, "own") == ["e", "d"]
    filled.publish(now="2024-07-01T23:59:59Z")
    assert documents.titles(filled.output, "own") == ["e", "d"]
    summary = filled.publish(now="2024-07-02T00:00:00Z")
    assert documents.titles(filled.output, "own") == ["e"]
    assert (summary.written, summary.unchanged) == (3, 15)


def test_the_configs_limit_holds_where_a_feed_has_none(filled: Site) -> None:
    filled.configure(
        limit=2, feeds=[{"slug": "own", "title": "x"}, {"slug": "more", "title": "y", "limit": 4}]
    )
    filled.publish()
    assert documents.titles(filled.output, "own") == ["e", "d"]
    assert documents.titles(filled.output, "more") == ["e", "d", "c", "b"]


def test_the_command_lines_limit_holds_where_a_feed_has_none(filled: Site) -> None:
    filled.configure(
        limit=2, feeds=[{"slug": "own", "title": "x"}, {"slug": "more", "title": "y", "limit": 4}]
    )
    assert filled.run("--limit", "3").status == 0
    assert documents.titles(filled.output, "all") == ["e", "d", "c"]
    assert documents.titles(filled.output, "own") == ["e", "d", "c"]
    assert documents.titles(filled.output, "more") == ["e", "d", "c", "b"]


def test_a_feed_of_the_config_comes_before_a_topic_of_the_same_slug(filled: Site) -> None:
    filled.configure(feeds=[{"slug": "vision", "title": "Mine", "any": ["Robots"]}])
    summary = filled.publish()
    assert documents.titles(filled.output, "vision") == ["c"]
    assert [one.rule for one in summary.problems] == ["slug-taken"]
    (other,) = (slug for slug in filled.slugs() if slug.startswith("vision-"))
    assert documents.titles(filled.output, other) == ["b", "a"]


@pytest.mark.parametrize("with_index", [True, False])
@pytest.mark.parametrize("any_of", ["Vision", "Nobody"])
def test_a_feed_is_removed_with_its_entry_in_the_config(filled: Site, with_index: bool, any_of: str) -> None:
    filled.configure(feeds=[{"slug": "own", "title": "My own", "any": [any_of]}])
    filled.publish()
    assert "own" in filled.slugs()
    filled.configure()
    if not with_index:
        filled.forget()
    assert filled.publish().removed == 3
    assert "own" not in filled.slugs()


def test_an_expression_of_thousands_of_topics(filled: Site) -> None:
    """Each of its lists works with 2,000 names; what is past the bound is refused, and the message has it."""
    many = [f"Topic {number}" for number in range(2000)]
    filled.configure(
        feeds=[
            {"slug": "any", "title": "Any", "any": [*many, "Vision"]},
            {"slug": "every", "title": "Every", "all": many},
            {"slug": "none", "title": "None", "none": [*many, "Vision"]},
            {
                "slug": "where", "title": "Where",
                "where": {"provider": [*many, "microsoft"], "type": [*many, "article"]},
            },
        ]
    )  # fmt: skip
    filled.add("f.md", title="f", topics=many[:100], publishedDateTime="2024-06-20")
    filled.publish()
    assert "".join(documents.titles(filled.output, "any")) == "baf"
    assert documents.titles(filled.output, "every") == []
    assert "".join(documents.titles(filled.output, "none")) == "edc"
    assert "".join(documents.titles(filled.output, "where")) == "a"


def test_an_expression_of_hundreds_of_thousands_of_topics(filled: Site) -> None:
    names = ", ".join(f"t{number}" for number in range(300_000))
    with filled.file.open("a") as file:
        file.write(f"feeds:\n- slug: own\n  title: Own\n  any: [{names}]\n")
    outcome = filled.run()
    assert outcome.status == 2
    assert outcome.stderr == (f"{filled.file}:9:8: any has 300000 names; at most 10000 are possible\n")
