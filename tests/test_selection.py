"""Which records are published: flags in every spelling and combination, the time, and one record an id."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests import documents
from tests.sites import Site

if TYPE_CHECKING:
    from pathlib import Path

TRUE = ("true", "True", "TRUE", "yes", "Yes", "on", "oN", "'true'", '" yes "')
FALSE = ("false", "False", "FALSE", "no", "No", "off", "OFF", "'false'")
ABSENT = ("", "~", "null", "''")
NEITHER = ("maybe", "1", "0", "y", "[true]", "{yes: no}", "2024-05-06", "truе")  # the last with a Cyrillic е


def record(**flags: str) -> str:
    """Return a record with flags as they are written; None leaves one out."""
    lines = "".join(f"{name}: {written}\n" for name, written in flags.items())
    return f"---\ntitle: A title\npublishedDateTime: 2024-05-06\n{lines}---\n"


def held_back(site: Site) -> dict[str, int]:
    return dict(site.publish().held_back)


def several(site: Site, spellings: tuple[str, ...], *flags: str, **others: str) -> None:
    """Write a record for each spelling, with these flags written so."""
    for number, written in enumerate(spellings):
        site.write(f"{number}.md", record(**dict.fromkeys(flags, written), **others))


def test_only_true_publishes_a_record(site: Site) -> None:
    several(site, TRUE, "published")
    assert site.publish().published == len(TRUE)
    assert documents.titles(site.output) == ["A title"] * len(TRUE)


def test_false_withholds_a_record(site: Site) -> None:
    several(site, FALSE, "published")
    assert held_back(site) == {"unpublished": len(FALSE)}
    assert documents.titles(site.output) == []


def test_a_record_without_the_flag_is_withheld_unless_the_config_publishes_it(site: Site) -> None:
    several(site, ABSENT, "published")
    site.write("without.md", record())
    assert held_back(site) == {"unflagged": len(ABSENT) + 1}
    assert documents.titles(site.output) == []
    site.configure(publish_unflagged=True)
    assert site.publish().published == len(ABSENT) + 1


@pytest.mark.parametrize("flag", ["published", "removed", "deleted", "draft"])
def test_a_value_that_is_not_a_flag_withholds_a_record(site: Site, flag: str) -> None:
    """The meaning is unknown, so it isn't published, and the record is reported."""
    several(site, NEITHER, flag, **({} if flag == "published" else {"published": "true"}))
    summary = site.publish()
    assert summary.held_back == {"invalid": len(NEITHER)}
    assert [(one.line, one.column, one.rule) for one in summary.problems] == [
        (4, len(flag) + 3, "flag")
    ] * len(NEITHER)
    assert documents.titles(site.output) == []


@pytest.mark.parametrize("flag", ["removed", "deleted", "draft"])
@pytest.mark.parametrize("published", [{"published": "true"}, {"published": "false"}, {}])
def test_a_flag_withholds_a_record_whatever_published_says(
    site: Site, flag: str, published: dict[str, str]
) -> None:
    several(site, TRUE, flag, **published)
    site.configure(publish_unflagged=True)
    assert held_back(site) == {flag: len(TRUE)}
    assert documents.titles(site.output) == []


@pytest.mark.parametrize("flag", ["removed", "deleted", "draft"])
def test_a_flag_that_is_off_withholds_nothing(site: Site, flag: str) -> None:
    several(site, FALSE + ABSENT, flag, published="true")
    assert site.publish().published == len(FALSE + ABSENT)


def test_every_combination_of_flags(site: Site) -> None:
    """One file for each: published, removed, deleted, draft, each true, false or absent."""
    expected = []
    for values in product(("true", "false", None), repeat=4):
        flags = {
            name: value
            for name, value in zip(("published", "removed", "deleted", "draft"), values, strict=True)
            if value
        }
        name = "-".join(str(value) for value in values)
        site.write(f"{name}.md", record(**flags).replace("A title", name))
        if values[0] == "true" and "true" not in values[1:]:
            expected.append(name)
    summary = site.publish()
    assert len(expected) == 8
    assert summary.published == 8
    assert summary.read == 81
    assert sorted(documents.titles(site.output)) == sorted(expected)
    assert sum(summary.held_back.values()) == 81 - 8


def test_a_draft_may_be_incomplete(site: Site) -> None:
    """Only records that would be published must be valid."""
    broken = "---\ntopics: {a: b}\npublishedDateTime: someday\nwebUrl: not a url\n"
    site.write("a.md", broken + "draft: true\npublished: true\n---\n")
    site.write("b.md", broken + "published: false\n---\n")
    site.write("c.md", broken + "---\n")
    summary = site.publish()
    assert summary.problems == ()
    assert summary.held_back == {"draft": 1, "unflagged": 1, "unpublished": 1}


def test_a_record_that_became_invalid_is_retracted(site: Site) -> None:
    """The change may have been a retraction."""
    site.add("a.md", title="As it was", topics=["AI"])
    site.publish()
    site.write("a.md", "---\ntitle: [As it was\npublished: true\n---\n")
    assert site.publish(allow_shrink=True).held_back == {"invalid": 1}
    assert documents.titles(site.output) == documents.titles(site.output, "ai") == []


def test_a_scheduled_record_is_published_when_its_time_comes(site: Site) -> None:
    site.add("now.md", title="Now", publishedDateTime="2024-05-06T07:00:00Z")
    site.add("later.md", title="Later", publishedDateTime="2024-05-06T09:00:00+01:00", topics=["AI"])
    summary = site.publish(now="2024-05-06T07:59:59Z")
    assert summary.held_back == {"scheduled": 1}
    assert documents.titles(site.output) == ["Now"]
    assert site.slugs() == {"all"}, "what is scheduled has no feed before its time"
    again = site.publish(now="2024-05-06T07:59:59.999Z")
    assert again.written == 0
    assert again.held_back == {"scheduled": 1}
    summary = site.publish(now="2024-05-06T08:00:00Z")
    assert summary.published == 2
    assert documents.titles(site.output) == ["Later", "Now"]
    assert documents.titles(site.output, "ai") == ["Later"]


def test_the_clock_set_back_takes_back_what_is_scheduled(site: Site) -> None:
    site.add("later.md", publishedDateTime="2024-05-06T08:00:00Z")
    site.publish(now="2024-05-06T08:00:00Z")
    assert len(documents.titles(site.output)) == 1
    site.publish(now="2024-05-06T07:00:00Z", allow_shrink=True)
    assert documents.titles(site.output) == []


def test_no_date_of_an_entry_is_in_the_future(site: Site) -> None:
    site.add("a.md", publishedDateTime="2024-05-06", updatedDateTime="2024-08-01")
    assert held_back(site) == {"scheduled": 1}
    assert documents.titles(site.output) == []
    assert site.publish(now="2024-08-01T00:00:00Z").published == 1


def duplicates(site: Site, first: str, second: str) -> list[Path]:
    link = "https://example.org/one"
    return [
        site.add("first.md", title="First", webUrl=link, updatedDateTime=first),
        site.add("second.md", title="Second", webUrl=link, updatedDateTime=second),
    ]


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [("2024-06-01", "2024-06-02", "Second"), ("2024-06-02", "2024-06-01", "First")],
)
def test_the_most_recently_updated_record_of_an_id_is_published(
    site: Site, first: str, second: str, expected: str
) -> None:
    paths = {path.stem.title(): path for path in duplicates(site, first, second)}
    hidden = "First" if expected == "Second" else "Second"
    summary = site.publish()
    assert documents.titles(site.output) == [expected]
    assert summary.published == 1
    assert summary.held_back == {"duplicate": 1}
    (problem,) = summary.problems
    assert (problem.where, problem.rule, problem.severity) == (str(paths[hidden]), "duplicate-id", "error")
    assert str(paths[expected]) in problem.message
    assert site.run().status == 1


def test_the_first_by_path_is_published_of_records_updated_at_once(site: Site) -> None:
    duplicates(site, "2024-06-01", "2024-06-01")
    site.publish()
    assert documents.titles(site.output) == ["First"]


def test_a_withheld_record_hides_no_other_of_its_id(site: Site) -> None:
    link = "https://example.org/one"
    site.add("a.md", title="Shown", webUrl=link)
    withheld: list[dict[str, Any]] = [
        {"published": False},
        {"draft": True},
        {"removed": True},
        {"publishedDateTime": "2099-01-01"},
    ]
    for number, flags in enumerate(withheld):
        site.add(f"b{number}.md", {"webUrl": link, "publishedDateTime": "2024-06-01", **flags})
    summary = site.publish()
    assert summary.problems == ()
    assert documents.titles(site.output) == ["Shown"]


def test_a_scheduled_update_takes_over_when_its_time_comes(site: Site) -> None:
    duplicates(site, "2024-06-01", "2024-08-01")
    assert site.publish().problems == ()
    assert documents.titles(site.output) == ["First"]
    assert len(site.publish(now="2024-08-01T00:00:00Z").problems) == 1
    assert documents.titles(site.output) == ["Second"]


@settings(max_examples=15)
@given(data=st.data())
def test_entries_are_in_the_order_of_their_dates(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """The newest come first, and equal dates have an order of their own that files don't decide."""
    days = data.draw(st.lists(st.integers(1, 4), min_size=1, max_size=6))
    order = data.draw(st.permutations(range(len(days))))
    published = []
    for numbers in (range(len(days)), order):
        site = Site(tmp_path_factory.mktemp("site") / "site")
        for name, number in enumerate(numbers):
            site.add(
                f"{name}.md",
                title=str(number),
                webUrl=f"https://example.org/{number}",
                publishedDateTime=f"2024-05-0{days[number]}",
            )
        site.publish()
        published.append(site.feeds())
        dates = [days[int(title)] for title in documents.titles(site.output)]
        assert dates == sorted(days, reverse=True)
    assert published[0] == published[1]
