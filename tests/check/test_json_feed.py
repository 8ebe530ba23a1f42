"""JSON Feed: its corpus, JSON's syntax and places, and what one file with one fault can't show."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from tests.check import corpus

from feedpub.check import MAX_PROBLEMS, check, check_bytes
from feedpub.check.reading.json import MAX_DEPTH, Broken, Parsed, parse
from feedpub.check.reading.json_places import locate
from feedpub.check.rules import REGISTRY

if TYPE_CHECKING:
    from pathlib import Path

    from feedpub.problems import Problem


def feed(**keys: Any) -> dict[str, Any]:
    """A valid feed with one item, with something more or else in it."""
    return {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "News",
        "home_page_url": "https://example.org/",
        "feed_url": "https://example.org/feed.json",
        "items": [item()],
    } | keys


def item(**keys: Any) -> dict[str, Any]:
    return {"id": "1", "content_text": "It rains."} | keys


def problems(document: object, **options: Any) -> tuple[Problem, ...]:
    return check_bytes(json.dumps(document).encode(), "feed.json", **options)


def found(document: object, **options: Any) -> set[str]:
    return {problem.rule for problem in problems(document, **options)}


def message(document: object) -> str:
    """The message of the only problem."""
    (problem,) = problems(document)
    return problem.message


# Corpus ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", corpus.valid("json"), ids=corpus.name)
def test_a_valid_feed_has_no_problems(path: Path) -> None:
    assert corpus.assert_valid(path).format == "json"


@pytest.mark.parametrize("path", corpus.invalid("json"), ids=corpus.name)
def test_an_invalid_feed_breaks_its_rule_and_no_other(path: Path) -> None:
    corpus.assert_breaks_its_rule(path)


def test_every_rule_is_broken_by_a_file() -> None:
    rules = {name for name in REGISTRY if name.startswith("json-")}
    assert rules == {corpus.rule_of(path) for path in corpus.invalid("json")} & rules


def test_the_feed_of_this_file_is_valid() -> None:
    assert problems(feed()) == ()


# Encoding and format -----------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"])
def test_json_is_utf_8(encoding: str) -> None:
    report = check(json.dumps(feed()).encode(encoding))
    assert report.format == "json"
    assert "encoding-invalid" in {problem.rule for problem in report.errors}


@pytest.mark.parametrize("data", [b'{"title": "\xe9"}', b'{"title": "\xc3"}', b'{"title": "\xed\xa0\x80"}'])
def test_bytes_that_are_not_utf_8_are_an_error(data: bytes) -> None:
    (problem,) = check(data).errors
    assert (problem.rule, problem.line, problem.column) == ("encoding-invalid", 1, 12)


@pytest.mark.parametrize("data", [b"[]", b'"feed"', b"null", b"1"])
def test_json_that_is_not_an_object_is_not_a_feed(data: bytes) -> None:
    assert len(check(data).errors) == 1


def test_every_missing_key_of_an_empty_object_is_reported() -> None:
    missing = [problem.message.split(",")[0] for problem in check(b"{}").errors]
    assert missing == ["the feed has no items", "the feed has no title", "the feed has no version"]


# Places -------------------------------------------------------------------------------------------------


def test_columns_count_characters() -> None:
    text = '{"version": "https://jsonfeed.org/version/1.1",\n "title": "日本🔭", "expired": 0, "items": []}'
    (problem,) = check(text.encode()).errors
    assert (problem.line, problem.column) == (2, text.split("\n")[1].index("0") + 1)


@pytest.mark.parametrize("break_", ["\n", "\r\n", "\r"])
def test_lines_end_as_on_any_system(break_: str) -> None:
    text = json.dumps(feed(expired=0), indent=2).replace("\n", break_)
    (problem,) = check(text.encode()).errors
    lines = text.split(break_)
    assert lines[problem.line - 1][problem.column - 1 :] == "0"


def test_lines_beyond_65535_are_right() -> None:
    text = json.dumps(feed())[:-1] + "\n" * 70_000 + ', "expired": 0}'
    (problem,) = check(text.encode()).errors
    assert (problem.line, problem.column) == (70_001, 14)


def test_the_last_of_repeated_keys_counts_and_its_place() -> None:
    text = '{"a": {"b": 1}, "c": [0, {"a": 2}],\n "a": {"b": [3]}}'
    parsed = parse(text)
    assert isinstance(parsed, Parsed)
    assert parsed.repeated == (("a",),)
    spots = locate(text, [("a", "b", 0), ("c", 1, "a"), ("nowhere",)])
    assert text[spots["a", "b", 0].value] == "3"
    assert text[spots["c", 1, "a"].value] == "2"
    assert [text[offset:].split(":", maxsplit=1)[0] for offset in spots[("a",)].keys] == ['"a"', '"a"']
    assert ("nowhere",) not in spots


def test_keys_repeated_at_any_depth_are_found() -> None:
    parsed = parse('{"a": [{"b": {"c": 1, "c": 2, "d": 3, "c": 4}}], "e": {"f": 1, "f": 1}}')
    assert isinstance(parsed, Parsed)
    assert set(parsed.repeated) == {("a", 0, "b", "c"), ("e", "f")}


@pytest.mark.parametrize(
    ("text", "offset", "words"),
    [
        ("", 0, "empty"),
        (" \n ", 3, "empty"),
        ('{"a": 1,}', 7, "no value comes after this comma"),
        ("[1 , ]", 3, "no value comes after this comma"),
        ("[,]", 1, "no value comes after this comma"),
        ("[1 2]", 3, "a comma is missing before '2]'"),
        ('{"a" 1}', 5, "a colon is missing"),
        ("{a: 1}", 1, "a key in double quotes is expected before 'a: 1}'"),
        ("{'a': 1}", 1, "double quotes"),
        ("[“a”]", 1, "straight"),
        ("[1] // end", 4, "only one value"),
        ("// start\n[]", 0, "a comment isn't JSON"),
        ("[# start\n]", 1, "a comment isn't JSON"),
        ('["NaN", NaN]', 8, "NaN isn't JSON"),
        ('["\\"Infinity", -Infinity]', 15, "-Infinity isn't JSON"),
        ("[True]", 1, "write true"),
        ("[undefined]", 1, "write null"),
        ('["a\tb"]', 3, "control character (U+0009)"),
        ('["a\\x"]', 3, "escapes"),
        ('["a', 1, "has no end"),
        ('{"a": [1', 8, "ends too early"),
        ("[\x00]", 1, "a value is expected here, not '\\x00]'"),
        ('["\\ud83d"]', 2, "half of a surrogate pair"),
        ('["\\\\\\ud83d\\ud83d\\udcf0"]', 4, "half of a surrogate pair"),
    ],
)
def test_a_syntax_error_has_its_place_and_a_reason(text: str, offset: int, words: str) -> None:
    broken = parse(text)
    assert isinstance(broken, Broken)
    assert (broken.offset, words in broken.message) == (offset, True), broken


@pytest.mark.parametrize("text", ['["\\\\ud83d"]', '["\\ud83d\\udcf0"]', '["\\uD83D\\uDCF0 \\\\\\"\\u00e9"]'])
def test_valid_escapes_are_accepted(text: str) -> None:
    assert isinstance(parse(text), Parsed)


def test_the_bound_on_the_depth_is_exact() -> None:
    deep = MAX_DEPTH
    assert isinstance(parse("[" * deep + "]" * deep), Parsed)
    broken = parse("[" * (deep + 1) + "]" * (deep + 1))
    assert isinstance(broken, Broken)
    assert (broken.reason, broken.offset) == ("depth", deep)


# Rules ------------------------------------------------------------------------------------------------


def test_the_head_and_the_items_are_judged() -> None:
    document = feed(
        language="en_US",
        items=[item(date_published="yesterday", authors=[{"url": "/"}]), item(title="<b>It rains</b>")],
    )
    in_head, in_items = {"json-language", "json-duplicate-id"}, {"json-date", "json-url"}
    assert found(document) == in_head | in_items | {"json-html-in-plain-text"}
    assert found(document, warnings=False) == in_head | in_items


def test_the_schema_is_checked_before_the_rules() -> None:
    document = feed(items=[{"id": 1}], expired="no")
    assert found(document) == {"json-type", "json-item-without-content"}


def test_a_document_of_another_format_than_the_one_asked_for_is_an_error() -> None:
    assert found(feed(), kind="atom") == {"wrong-format"}
    assert found(feed(), kind="json") == set()


def test_messages_say_what_to_do() -> None:
    assert message(feed(items=[item(datePublished="x")])).endswith("; did you mean date_published?")
    assert message(feed(items=[item(link="x")])).endswith("; did you mean url?")
    assert message(feed(home_page="x")).endswith("; did you mean home_page_url?")
    assert message(feed(summary="x")).endswith("; it belongs in item objects")
    assert message(feed(generator="x")).endswith("; leave it out, or begin it with an underscore")
    assert message(feed(items=[item(id=7)])) == 'id is a number, but has to be a string; write "7"'
    assert (
        message(feed(items=[item(tags=["a", 7])])) == 'tags[1] is a number, but has to be a string; write "7"'
    )
    assert "items[0] has the id '1' already" in message(feed(items=[item(), item()]))


def test_ids_are_compared_letter_by_letter() -> None:
    assert (
        found(feed(items=[item(id="a"), item(id="A"), item(id="a "), item(id="á"), item(id="a\u0301")]))
        == set()
    )


def test_every_later_item_with_an_id_is_named() -> None:
    report = check(json.dumps(feed(items=[item()] * 3), indent=1).encode())
    assert [problem.rule for problem in report.problems] == ["json-duplicate-id"] * 2
    assert len({problem.line for problem in report.problems}) == 2


def test_author_may_stand_beside_authors_for_older_readers() -> None:
    author = {"name": "The Editors"}
    assert found(feed(author=author, authors=[author])) == set()
    assert found(feed(author=author)) == {"json-deprecated-author"}
    assert found(feed(version="https://jsonfeed.org/version/1", author=author)) == set()


def test_a_mail_address_is_accepted_for_authors_only() -> None:
    assert found(feed(authors=[{"url": "mailto:editors@example.org"}])) == set()
    assert found(feed(home_page_url="mailto:editors@example.org")) == {"json-url-scheme"}


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "file:///etc/hosts", "about:blank"]
)
def test_urls_that_lead_nowhere_are_reported(url: str) -> None:
    assert found(feed(items=[item(url=url)])) == {"json-url"}
    assert found(feed(icon=url)) == {"json-url"}


def test_markup_in_content_text_that_talks_about_markup_is_fine() -> None:
    assert found(feed(items=[item(content_text="Write <p> before and </p> after it.")])) == set()
    assert found(feed(items=[item(content_text="<sigh> <3")])) == set()
    assert found(feed(items=[item(content_text="<p>Hello</p>")])) == {"json-html-in-plain-text"}


def test_an_extension_may_hold_anything() -> None:
    extension = {"": None, "a.b": [1e300, {"html": "<script>"}], "url": "/", "_1": "\0"}
    assert found(feed(_example=extension, items=[item(_example=extension)])) == set()


def test_faults_in_every_part_are_reported_at_once() -> None:
    document = feed(
        authors=[{"name": 1}, {}, {"name": "The Editors"}],
        hubs=[{"type": "WebSub"}, 7],
        items=[item(tags=[None]), 7, item(id="2", attachments=[{"url": "https://example.org/1"}])],
    )
    places = [(problem.column, problem.rule) for problem in problems(document)]
    text = json.dumps(document)
    assert places == sorted(
        [
            (text.index('"name": 1') + 9, "json-type"),
            (text.index("{}") + 1, "json-empty-author"),
            (text.index('{"type"') + 1, "json-required"),
            (text.index("7]") + 1, "json-type"),
            (text.index("null") + 1, "json-null"),
            (text.index("7, {") + 1, "json-type"),
            (text.index('{"url"') + 1, "json-required"),
        ]
    )


def test_the_number_of_problems_is_bounded() -> None:
    assert len(problems(feed(items=[{}] * (MAX_PROBLEMS + 5)))) == MAX_PROBLEMS


@pytest.mark.parametrize("key", ["authors", "hubs", "items"])
def test_a_value_of_the_wrong_type_stops_no_other_rule(key: str) -> None:
    values: tuple[Any, ...] = ("x", 1, True, None, {}, {"a": 1}, [1], ["x"], [[]], [None])
    for wrong in values:
        assert {"json-language"} < found(feed(**{key: wrong, "language": "en_US"})), wrong
