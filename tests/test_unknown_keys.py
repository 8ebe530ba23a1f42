"""Keys that no field has: slips are reported, a slip of a flag withholds, and no such key is published."""

# ruff: noqa: E501 - data reads better on one line

from __future__ import annotations

import dataclasses
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.sites import SEEDS, Site

from feedpub import config, records
from feedpub.records import reading, unknown_keys

if TYPE_CHECKING:
    from feedpub.config import Config

REPOSITORY = Path(__file__).parents[1]
GOOD = "title: A title\npublishedDateTime: 2024-05-06\n"


@cache
def settings() -> Config:
    return config.load(None, source=REPOSITORY, base_url="https://example.org/feeds/")


def parse(
    more: str, *, flag: str = "published: true\n", options: Config | None = None
) -> records.ParsedSource:
    """Read a record that is all right but for `more`, which begins on line 4, or 5 with a flag."""
    return records.parse(f"---\n{GOOD}{flag}{more}\n---\nBody\n".encode(), "a.md", options or settings())


@pytest.mark.parametrize("flag", ["published: true\n", "published: false\n", "published: yes\n", ""])
@pytest.mark.parametrize(
    "slip",
    [
        "Draft: true", "DRAFT: yes", "drafft: yes", "darft: true", "drft: on", "draf: true", "drafts: true", "draft_: true",
        "_draft: true", "isDraft: true", "is_draft: TRUE", "is-draft: yes", "IsDraft: true", "drafted: true", '"draft ": true',
        "removd: true", "Removed: true", "remove: true", "isRemoved: true", "reomved: true", "REMOVED: on",
        "Deleted: true", "delete: true", "is_deleted: true", "deletd: yes", "delelted: true",
        "Published: false", "PUBLISHED: no", "publish: false", "publishd: off", "pubished: false", "isPublished: false",
        "is_published: no", "unpublished: true", "Unpublished: true", "unpublish: yes", "notPublished: true", "not_published: on",
        "noPublish: true", "do-not-publish: true", "publised: False", "ｄraft: true", 'drafft: "true"', "notDraft: false",
    ],
)  # fmt: skip
def test_a_flag_with_a_slip_withholds_whatever_published_says(slip: str, flag: str) -> None:
    parsed = parse(slip, flag=flag)
    assert (parsed.status, parsed.record) == ("invalid", None)
    assert [(one.severity, one.rule, one.line) for one in parsed.problems] == [
        ("error", "flag", 5 if flag else 4)
    ]
    assert "ignore_keys" in parsed.problems[0].message


@pytest.mark.parametrize(
    "slip", ["Published: true", "publish: yes", "isPublished: true", "publised: on", "unpublished: false"]
)
def test_a_published_flag_with_a_slip_publishes_nothing_and_gives_a_hint(slip: str) -> None:
    parsed = parse(slip, flag="")
    assert (parsed.status, parsed.record) == ("unflagged", None)
    assert [(one.severity, one.rule, one.line) for one in parsed.problems] == [("warning", "unknown-key", 4)]
    assert "did you mean published?" in parsed.problems[0].message


def test_a_slip_of_published_counts_as_no_flag() -> None:
    options = dataclasses.replace(settings(), publish_unflagged=True)
    assert parse("Published: true", flag="", options=options).status == "published"
    assert parse("Published: false", flag="", options=options).status == "invalid"
    assert parse("isDraft: true", flag="", options=options).status == "invalid"


@pytest.mark.parametrize(
    ("key", "known"),
    [
        ("titel", "title"), ("Title", "title"), ("TITLE", "title"), ("ttile", "title"), ("toppics", "topics"),
        ("topic", "topics"), ("Topics", "topics"), ("publishDateTime", "publishedDateTime"),
        ("publishedDatetime", "publishedDateTime"), ("published_date_time", "publishedDateTime"),
        ("updateDateTime", "updatedDateTime"), ("weburl", "webUrl"), ("web_url", "webUrl"), ("webURL", "webUrl"),
        ("orginalUrl", "originalUrl"), ("excerp", "excerpt"), ("exerpt", "excerpt"), ("image", "images"),
        ("realted", "related"), ("providr", "provider"), ("qualtiy", "quality"), ("categroy", "category"), ("Heat", "heat"),
        ("featureContent", "featuredContent"), ("ID", "id"), ("tpye", "type"), ("published_", "published"),
    ],
)  # fmt: skip
def test_a_key_that_is_nearly_a_known_one_gets_a_warning(key: str, known: str) -> None:
    parsed = parse(f"{key}: Secret")
    assert parsed.status == "published"
    assert [(one.severity, one.rule, one.line) for one in parsed.problems] == [("warning", "unknown-key", 5)]
    assert f"did you mean {known}?" in parsed.problems[0].message
    assert parsed.record
    assert b"Secret" not in parsed.record.to_json()


@pytest.mark.parametrize(
    ("more", "line", "known"),
    [
        ("provider:\n  naem: x", 6, "name"),
        ("provider:\n  name: x\n  auhtors: [y]", 7, "authors"),
        ("provider:\n  name: x\n  authors:\n  - Name: y\n  images:\n  - {ulr: /a}", 8, "name"),
        ("images:\n- url: /a\n  widht: 5", 7, "width"),
        ("related:\n- webUrl: /a\n- webUrl: /b\n  titel: x", 8, "title"),
        ("related:\n- webUrl: /a\n  provider: {nmae: x}", 7, "name"),
    ],
)
def test_misspelt_keys_of_parts_are_reported_too(more: str, line: int, known: str) -> None:
    parsed = parse(more)
    assert parsed.status == "published"
    assert (parsed.problems[0].rule, parsed.problems[0].line) == ("unknown-key", line)
    assert f"did you mean {known}?" in parsed.problems[0].message


@pytest.mark.parametrize(
    "key", ["date", "Date", "pubDate", "publishedAt", "published_at", "publishDate", "publishedDate"]
)
def test_a_date_by_another_name_is_pointed_out_if_there_is_no_date(key: str) -> None:
    data = f"---\ntitle: x\n{key}: 2024-05-06\npublished: true\n---\n".encode()
    parsed = records.parse(data, "a.md", settings())
    assert parsed.status == "invalid"
    assert [(one.severity, one.rule, one.line) for one in parsed.problems] == [
        ("warning", "unknown-key", 3),
        ("error", "date", 2),
    ]
    assert "did you mean publishedDateTime?" in parsed.problems[0].message
    assert parse(f"{key}: 2024-05-06").problems == ()


@pytest.mark.parametrize(
    "key",
    [
        "ampWebUrl", "cdnAmpWebUrl", "secured", "isCached", "pdfUrl", "doiUrl", "price", "length", "levels", "actions",
        "website", "username", "twitter", "ratings", "location", "linkedin", "items", "followers", "count", "bio", "average",
        "attribution", "affiliation", "name", "tags", "date", "layout", "slug", "permalink", "description", "summary", "author",
        "authors", "categories", "keywords", "series", "weight", "aliases", "lang", "language", "deletedBy", "deletedAt",
        "removedOn", "publishedBy", "publisher", "remote", "craft", "raft", "hidden", "private", "unlisted", "status", "featured",
        "comments", "toc", "url", "link", "links", "_id", "uid", "guid", "head", "hide", "subtitle", "createdDateTime",
    ],
)  # fmt: skip
@pytest.mark.parametrize("value", ["true", "false", "A text", "5"])
def test_other_unknown_keys_are_ignored(key: str, value: str) -> None:
    parsed = parse(f"{key}: {value}")
    assert (parsed.status, parsed.problems) == ("published", ())


def test_no_record_of_this_repository_has_a_misspelt_key() -> None:
    for seed in sorted(SEEDS.iterdir()):
        parsed = records.parse(seed.read_bytes(), seed.name, settings())
        assert not [one for one in parsed.problems if one.rule == "unknown-key"], seed.name


@pytest.mark.parametrize(
    "more", ["isDraft: true", "titel: x", "Published: true", "images: [{url: /a, Title: x}]"]
)
def test_keys_in_ignore_keys_are_not_reported(more: str) -> None:
    options = dataclasses.replace(settings(), ignore_keys=("isDraft", "titel", "Published", "Title"))
    parsed = parse(more, options=options)
    assert (parsed.status, parsed.problems) == ("published", ())
    block = more.replace("[{", "\n- ").replace("}]", "").replace(", ", "\n  ")
    assert parse(block, options=options).problems == ()


def test_ignore_keys_is_read_from_the_config(site: Site) -> None:
    site.add("a.md", titel="x", isDraft=False)
    assert [one.rule for one in site.publish().problems] == ["unknown-key", "unknown-key"]
    site.configure(ignore_keys=["titel", "isDraft"])
    assert site.publish().problems == ()


@pytest.mark.parametrize(
    "syntax", ["+++\ntitle = 'x'\nisDraft = true\n+++\n", '{"title": "x",\n\n"isDraft": true}\n']
)
def test_misspelt_keys_are_reported_in_every_syntax(syntax: str) -> None:
    parsed = records.parse(syntax.encode(), "a.md", settings())
    assert [(one.severity, one.rule, one.line, one.column) for one in parsed.problems] == [
        ("error", "flag", 3, 1)
    ]


def test_a_key_is_judged_the_same_a_second_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for _ in range(2):
        assert parse("newsroom: x").problems == ()
        assert len(parse("titel: x").problems) == 1
    monkeypatch.setattr(reading, "explain", lambda *_: pytest.fail("the fast reading knows it"))
    assert parse("newsroom: x").problems == ()


def test_slips_are_counted() -> None:
    assert unknown_keys.count_slips("draft", "draft", 1) == 0
    assert unknown_keys.count_slips("darft", "draft", 1) == 1
    assert unknown_keys.count_slips("raft", "draft", 1) == 1
    assert unknown_keys.count_slips("drafted", "draft", 1) == 2
    assert unknown_keys.count_slips("publishdatetime", "publisheddatetime", 2) == 2


def test_the_message_quotes_no_unknown_key() -> None:
    for more in ("titel: x", "isDraft: true"):
        assert not re.search(more.partition(":")[0], parse(more).problems[0].message)
