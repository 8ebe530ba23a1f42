"""Properties: nothing makes the checker fail, and its reports are well formed and the same every time."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.check import corpus

from feedpub.check import check, finding, report
from feedpub.check.reading import json_places
from feedpub.check.reading.json import Broken, Path, parse
from feedpub.check.rules import REGISTRY, load_all

load_all()
FEEDS = [path.read_bytes() for form in ("atom", "rss", "ext", "json") for path in corpus.valid(form)]
PIECES = [
    *(
        b"<",
        b">",
        b"&",
        b'"',
        b"'",
        b"/",
        b"]]>",
        b"<!--",
        b"-->",
        b"<![CDATA[",
        b"<!DOCTYPE feed [",
        b"<?xml ",
        b"?>",
    ),
    *(
        b"&amp;",
        b"&#0;",
        b"&#xD800;",
        b"&nbsp;",
        b"\0",
        b"\xff",
        b"\xc3",
        b"\xef\xbb\xbf",
        b"\xff\xfe",
        b"\r",
        b"\n",
    ),
    *(
        b"<entry>",
        b"</entry>",
        b"<item/>",
        b"<x:y/>",
        b' xmlns=""',
        b' xml:base="http://[/"',
        b' type="xhtml"',
        b"</feed>",
    ),
    *(
        b"{",
        b"}",
        b"[",
        b"]",
        b",",
        b":",
        b"null",
        b"NaN",
        b"1e999",
        b"\\ud800",
        b'"id"',
        b'"items"',
        b"\\u0000",
    ),
    *(b"2024-02-30T00:00:00Z", b"javascript:", b"http://[::1", b"%", b"@", b"-1", b"9" * 5000, b" " * 100),
]
TEXT = st.text(max_size=40)
STRANGE = st.one_of(TEXT, st.sampled_from([piece.decode("latin-1") for piece in PIECES]))
VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), STRANGE),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(STRANGE, inner, max_size=4)),
    max_leaves=12,
)
JSON_KEYS = sorted(
    {
        key
        for name in ("feed", "item", "author", "hub", "attachment")
        for key in json.loads(
            (corpus.CORPUS.parents[2] / "src/feedpub/check/schemas/json_feed.schema.json").read_text()
        )["$defs"][name]["properties"]
    }
)

slow = settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])


def assert_sound(data: bytes) -> None:
    """Assert that a report comes back, the same twice, and that each problem is one that a rule can have."""
    first = check(data)
    assert check(data) == first
    assert first.format in {"atom", "rss", "json", None}
    assert first.format is not None or first.errors
    lines = data.count(b"\n") + data.count(b"\r") + 1
    for problem in first.problems:
        assert 1 <= problem.line <= lines, problem
        assert problem.column >= 1
        assert problem.severity == REGISTRY[problem.rule].severity
        assert problem.message.strip()
        assert len(problem.message) < 1000
        assert "\n" not in problem.message
        assert report.line(problem).isprintable()
    report.as_json([first]).encode("ascii")
    finding.looks_like_a_feed(data)


@slow
@given(st.binary(max_size=300))
def test_any_bytes_give_a_sound_report(data: bytes) -> None:
    assert_sound(data)


@slow
@given(
    st.lists(st.sampled_from(PIECES), max_size=30),
    st.sampled_from([b"", b"<feed>", b"<rss>", b"{", b"<?xml"]),
)
def test_any_pieces_of_feeds_give_a_sound_report(pieces: list[bytes], start: bytes) -> None:
    assert_sound(start + b"".join(pieces))


@slow
@given(st.data())
def test_any_damage_to_a_valid_feed_gives_a_sound_report(data: st.DataObject) -> None:
    feed = data.draw(st.sampled_from(FEEDS))
    for _ in range(data.draw(st.integers(1, 3))):
        begin = data.draw(st.integers(0, len(feed)))
        end = data.draw(st.integers(begin, min(len(feed), begin + 200)))
        instead = data.draw(
            st.one_of(
                st.just(b""), st.sampled_from(PIECES), st.binary(max_size=20), st.just(feed[begin:end] * 2)
            )
        )
        feed = feed[:begin] + instead + feed[end:]
    assert_sound(feed)


@slow
@given(st.data(), STRANGE)
def test_any_text_in_place_of_a_valid_one_gives_a_sound_report(data: st.DataObject, text: str) -> None:
    feed = data.draw(st.sampled_from([feed for feed in FEEDS if feed.lstrip().startswith(b"<")]))
    parts = feed.split(data.draw(st.sampled_from([b">", b'"'])))
    where = data.draw(st.integers(0, len(parts) - 1))
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
    tail = parts[where].partition(b"<")[1:]
    parts[where] = escaped.encode("utf-8", "surrogatepass") + b"".join(tail)
    assert_sound(data.draw(st.sampled_from([b">", b'"'])).join(parts))


@slow
@given(
    st.dictionaries(st.sampled_from(JSON_KEYS), VALUES, max_size=8),
    st.lists(st.dictionaries(st.sampled_from(JSON_KEYS), VALUES, max_size=8), max_size=3),
)
def test_any_values_of_json_feeds_keys_give_a_sound_report(
    keys: dict[str, Any], items: list[dict[str, Any]]
) -> None:
    assert_sound(json.dumps({"items": items} | keys).encode())
    assert_sound(json.dumps(keys | {"items": items}).encode())


@slow
@given(VALUES, st.sampled_from([None, 0, 2]))
def test_every_value_of_json_has_its_place(value: Any, indent: int | None) -> None:
    text = json.dumps(value, indent=indent)
    parsed = parse(text)
    if isinstance(parsed, Broken):
        assert any(word in text for word in ("NaN", "Infinity", "\\ud"))
        return
    paths = list(all_paths(parsed.value))
    spots = json_places.locate(text, [path for path, _ in paths])
    decoder = json.JSONDecoder()
    for path, inner in paths:
        assert decoder.raw_decode(text, spots[path].value)[0] == inner
    offsets = [spots[path].value for path, _ in paths]
    for offset, (line, column) in json_places.line_columns(text, offsets).items():
        assert sum(len(each) + 1 for each in text.split("\n")[: line - 1]) + column - 1 == offset


def all_paths(value: Any, path: Path = ()) -> list[tuple[Path, Any]]:
    """The paths of a value and of everything in it."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [(path, value), *(found for step, inner in inside for found in all_paths(inner, (*path, step)))]
