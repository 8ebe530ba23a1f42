"""Front matter in every syntax: the same record, the same problems at their own places, and its body."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests import documents

from feedpub import config, records
from feedpub.frontmatter import json as json_syntax
from feedpub.frontmatter import yaml
from feedpub.frontmatter.values import ParseError

if TYPE_CHECKING:
    from tests.sites import Site

    from feedpub.config import Config
    from feedpub.frontmatter.places import Place

YAML = """---
title: A title
publishedDateTime: 2024-05-06T07:08:09+02:00
updatedDateTime: 2024-05-07
webUrl: https://example.org/a
published: true
topics: [AI, C++]
quality: 52
heat: 61.50
provider:
  name: Example News
  domain: example.com
  authors: [{name: A}, B]
images:
- url: /a.jpg
  width: 1200
- /b.jpg
---
The **body**
"""
TOML = """+++
title = "A title"
publishedDateTime = 2024-05-06T07:08:09+02:00
updatedDateTime = 2024-05-07
webUrl = "https://example.org/a"
published = true
topics = ["AI", "C++"]
quality = 52
heat = 61.50
images = [{url = "/a.jpg", width = 1_200}, "/b.jpg"]
[provider]
name = "Example News"
domain = "example.com"
authors = [{name = "A"}, "B"]
+++
The **body**
"""
JSON = """{
"title": "A title",
"publishedDateTime": "2024-05-06T07:08:09+02:00",
"updatedDateTime": "2024-05-07",
"webUrl": "https://example.org/a",
"published": true,
"topics": ["AI", "C++"],
"quality": 52,
"heat": 61.50,
"provider": {"name": "Example News", "domain": "example.com", "authors": [{"name": "A"}, "B"]},
"images": [{"url": "/a.jpg", "width": 1200}, "/b.jpg"]
}
The **body**
"""
SYNTAXES = {"yaml": YAML, "toml": TOML, "json": JSON}


@cache
def settings() -> Config:
    return config.load(None, source=Path(__file__).parent, base_url="https://example.org/feeds/")


def parse(text: str, path: str = "a.md") -> records.ParsedSource:
    return records.parse(text.encode(), path, settings())


@pytest.mark.parametrize("syntax", ["toml", "json"])
def test_the_record_is_the_same_in_every_syntax(syntax: str) -> None:
    expected, parsed = parse(YAML), parse(SYNTAXES[syntax])
    assert expected.record
    assert (parsed.status, parsed.problems) == ("published", ())
    assert parsed.record == expected.record


@pytest.mark.parametrize("syntax", SYNTAXES)
@pytest.mark.parametrize(
    ("good", "bad", "rule"),
    [
        ("/a.jpg", "ftp://a", "url"),
        ("1200", "777777777", "images"),
        ("example.com", "not a domain", "provider"),
        ("https://example.org/a", "ftp://example.org", "url"),
    ],
)
def test_a_problem_is_at_its_value(syntax: str, good: str, bad: str, rule: str) -> None:
    text = SYNTAXES[syntax].replace("1_200", "1200").replace(good, bad)
    [problem] = parse(text).problems
    line = next(number for number, line in enumerate(text.split("\n"), 1) if bad in line)
    written = text.split("\n")[line - 1]
    assert (problem.rule, problem.line) == (rule, line)
    assert written[problem.column - 1 :].lstrip("\"'").startswith(bad)


@pytest.mark.parametrize(
    ("text", "path", "line", "words"),
    [
        ("+++\ntitle = 1\ntitle = 2\n+++\n", "a.md", 3, "the key 'title' is given twice"),
        ("+++\na = 1\n[a]\n+++\n", "a.md", 3, "a key is given twice"),
        ("+++\ntitle = \n+++\n", "a.md", 2, "not TOML"),
        ("+++\ntitle = 1\n", "a.md", 1, "isn't closed; end it with a line +++"),
        ('{"title": 1,\n"title": 2}\n', "a.md", 2, "the key 'title' is given twice"),
        (
            '{"a": {"title": 1},\n"b": {"title": 1,\n"title": 2}}',
            "a.json",
            3,
            "the key 'title' is given twice",
        ),
        ('\n{"title": 1\n', "a.md", 2, "isn't closed; end it with a bracket }"),
        ('{"title": 1 2}\nx', "a.md", 1, "not JSON"),
        ("+++\na = " + "[" * 40 + "]" * 40 + "\n+++\n", "a.md", 2, "(limits: depth)"),
        ('{"a": ' + "[" * 40 + "]" * 40 + "}", "a.md", 1, "(limits: depth)"),
    ],
)
def test_front_matter_that_cannot_be_read_is_an_error(text: str, path: str, line: int, words: str) -> None:
    parsed = parse(text, path)
    [problem] = parsed.problems
    assert parsed.status == "invalid"
    assert problem.line == line
    assert words in problem.message


@pytest.mark.parametrize(
    "text", ["{{ include }}", "{% raw %}", "{", "{}", '{"quoted" words}', "+ + +", "++++\na = 1\n++++\n"]
)
def test_other_first_lines_begin_no_front_matter(text: str) -> None:
    assert parse(text).status == "skipped"


@pytest.mark.parametrize("syntax", SYNTAXES)
def test_a_body_is_published_in_every_syntax(site: Site, syntax: str) -> None:
    site.write("a.md", SYNTAXES[syntax])
    assert site.publish().problems == ()
    image = '<p><img src="https://example.org/a.jpg" alt="A title" width="1200"></p>'
    content = f"{image}\n<p>The <strong>body</strong></p>"
    assert documents.only(site.output)["json"]["content_html"] == content


WHOLE = {"title": "x", "publishedDateTime": "2024-05-06", "published": True}


@pytest.mark.parametrize(
    ("more", "body"),
    [
        ({"body": "A *b*"}, "A *b*"),
        ({"content": "A *b*"}, "A *b*"),
        ({"content_html": "<p>A</p>"}, "<p>A</p>"),
        ({"content_text": "1 < 2 *a*\nb\n\n\nc & d"}, "<p>1 &lt; 2 *a*<br>\nb</p>\n\n<p>c &amp; d</p>"),
        ({"content_text": "text", "content_html": "html"}, "html"),
        ({"content_html": "html", "content": "content", "body": "body"}, "body"),
        ({"body": " ", "content_text": "text"}, "<p>text</p>"),
        ({"content_text": ""}, ""),
        ({}, ""),
    ],
)
def test_a_file_without_a_text_part_has_its_body_in_a_key(more: dict[str, str], body: str) -> None:
    text = json.dumps(WHOLE | more)
    block = "".join(f"{key}: {json.dumps(value)}\n" for key, value in (WHOLE | more).items())
    for content, path in (
        (text, "a.json"),
        (text, "a.md"),
        (block, "a.yaml"),
        (f"---\n{block}---\n", "a.yml"),
    ):
        parsed = parse(content, path)
        assert (parsed.status, parsed.problems) == ("published", ()), path
        assert parsed.record
        assert parsed.record.body == body


@pytest.mark.parametrize("key", ["body", "content", "content_html", "content_text"])
def test_a_file_with_a_text_part_has_its_body_there(key: str) -> None:
    for text in (f"---\n{{}}{key}: SECRET\n---\n", f"---\n{{}}{key}: SECRET\n---\nText\n"):
        front = "title: x\npublishedDateTime: 2024-05-06\npublished: true\n"
        parsed = parse(text.replace("{}", front))
        assert parsed.record
        assert b"SECRET" not in parsed.record.to_json()


def test_a_body_that_is_not_text_is_ignored_with_a_warning() -> None:
    parsed = parse(json.dumps(WHOLE | {"content": {"rendered": "x"}, "content_text": "y"}), "a.json")
    assert [(one.severity, one.rule) for one in parsed.problems] == [("warning", "text")]
    assert parsed.record
    assert parsed.record.body == "<p>y</p>"


SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.text(), VALUES), st.sampled_from([None, 1, 4]))
def test_every_value_of_json_has_a_place_whose_text_is_that_value(
    value: dict[str, object], indent: int | None
) -> None:
    text = json.dumps(value, indent=indent)

    def check(inner: object, place: Place) -> None:
        assert json.loads(text[place.start : place.end]) == inner
        if isinstance(inner, dict):
            assert {
                str(key): json.loads(f"[{text[one.key : one.start].rstrip().rstrip(':')}]")[0]
                for key, one in place.children.items()
            } == {key: key for key in inner}
            for key in inner:
                check(inner[key], place.children[key])
        elif isinstance(inner, list):
            for index, item in enumerate(inner):
                check(item, place.children[index])

    check(value, json_syntax.places(text))


@given(st.text(st.sampled_from('{}[]",:\\ a1\n')))
def test_any_text_is_scanned_to_its_end(text: str) -> None:
    json_syntax.places(text)
    json_syntax.end_of_value(text)
    json_syntax.locate(text, ("a", 1))


def test_hostile_json_costs_little() -> None:
    for text in ('{"a": ' + '\\"' * 400_000, '{"a":' + '["' * 200_000, '{"' + "\\" * 500_001):
        assert parse(text).status in ("invalid", "skipped")


@pytest.mark.parametrize(
    ("path", "of_key", "place"), [(("b", 1), False, (2, 10)), (("b",), True, (2, 1)), (("c",), False, (1, 1))]
)
def test_yaml_and_json_agree_on_places(
    path: tuple[str | int, ...], of_key: bool, place: tuple[int, int]
) -> None:
    text = '{"a": 1,\n"b": [1, 2]}'
    assert json_syntax.locate(text, path, of_key=of_key) == place
    assert yaml.locate(text, path, of_key=of_key) == place


def test_syntax_errors_have_a_place() -> None:
    with pytest.raises(ParseError) as raised:
        json_syntax.load('{"a": 1,\n  "a": 2}')
    assert (raised.value.line, raised.value.column) == (2, 3)
