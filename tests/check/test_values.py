"""Single values: what each specification accepts, and what it refuses."""

from __future__ import annotations

import tracemalloc
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from feedpub.check import values
from feedpub.check.values import dates, names
from feedpub.check.values.memory import remember

if TYPE_CHECKING:
    import re
    from collections.abc import Callable

RIGHT: dict[Callable[[str], str | None], list[str]] = {
    values.rfc3339: [
        "2024-05-01T12:00:00Z",
        "2024-05-01T12:00:00.123456789Z",
        "2024-05-01T12:00:00+14:00",
        "2024-05-01T12:00:00-00:00",
        "2024-02-29T00:00:00Z",
        "2000-02-29T23:59:59Z",
        "2016-12-31T23:59:60Z",
        "2017-01-01T01:59:60+02:00",
        "9999-12-31T23:59:60Z",
        "0001-01-01T00:00:00Z",
    ],
    values.uri: [
        "http://example.org",
        "https://user:word@example.org:8080/a;b/c%20d?e=f&g#h",
        "http://example.org:/",
        "http://192.0.2.1/",
        "http://[2001:db8::1]/",
        "http://[v1.a]/",
        "http://a_b.example.org/",
        "http://localhost/",
        "http://example.org./",
        "ftp://example.org/a",
        "urn:isbn:0451450523",
        "urn:example:a/b?+c?=d#e",
        "URN:UUID:F81D4FAE-7DEC-11D0-A765-00A0C91E6BF6",
        "tag:example.org,2024:",
        "tag:news@example.org,2024-02-29:a/b?c#d",
        "mailto:news@example.org",
        "mailto:a@example.org,b@example.org?subject=Hello%20there",
        "mailto:?to=a@example.org",
        "data:text/plain,hello",
        "news:comp.text",
        "x-own.scheme+1:anything",
        "file:///a",
    ],
    values.iri: ["https://bücher.example.org/日本?ü#é", "tag:example.org,2024:日本"],
    values.uri_reference: [
        "",
        "a",
        "./a:b",
        "/a",
        "//example.org/a",
        "?a",
        "#a",
        "a/b;c=1?d=e/f?g#h?i/j",
        "../..",
    ],
    values.iri_reference: ["", "é", "/日本", "?\ue000", "#ü", "𐍈"],
    values.http_url: ["http://example.org/", "HTTPS://EXAMPLE.ORG"],
    values.urn: [
        "urn:ab:c",
        "urn:example-1:%41",
        "urn:ab:c?+d?=e#f",
        "urn:ab:c?=d?+e",
        "urn:ab:c?+d?=e?=f#?",
    ],
    values.tag_uri: ["tag:a,2024:b", "tag:a-b.example,2024-12:"],
    values.uuid: ["f81d4fae-7dec-11d0-a765-00a0c91e6bf6", "F81D4FAE-7DEC-11D0-A765-00A0C91E6BF6"],
    values.media_type: [
        "text/html",
        "application/atom+xml;type=entry",
        'text/plain; charset="utf-8"; format=flowed',
        "application/vnd.example.a-b+json",
        "x-world/x-3dmf",
        "chemical/x-pdb",
        "IMAGE/PNG",
        'video/mp4 ; codecs="avc1.42E01E, mp4a.40.2"',
        'text/x; a="\\"\\\\"; b=c',
    ],
    values.language_tag: [
        "en",
        "en-GB",
        "EN-us",
        "zh-Hant-TW",
        "zh-cmn-Hans-CN",
        "de-1996",
        "de-CH-1901",
        "sl-rozaj-biske",
        "es-419",
        "gsw",
        "i-klingon",
        "x-own",
        "en-x-own",
        "en-a-bbb-x-a",
        "ar-u-nu-latn",
        "en-QM",
    ],
    values.email: [
        "news@example.org",
        "a.b+c_d@sub.example.org",
        "o'neil@example.org",
        '"a b"@example.org',
        '"a\\"\\\\b"@example.org',
        "a@[192.0.2.1]",
        "ü@bücher.example",
        "a@localhost",
    ],
    values.non_negative_integer: ["0", "007", "12345678901234567890"],
    values.positive_integer: ["1", "010"],
}

WRONG: dict[Callable[[str], str | None], list[str]] = {
    values.rfc3339: [
        "",
        " ",
        "2024",
        "2024-05",
        "2024-05-01",
        "2024-05-01T12:00Z",
        "2024-05-01T12:00:00",
        "2024-05-01 12:00:00Z",
        "2024-05-01t12:00:00Z",
        "2024-05-01T12:00:00z",
        "2024-05-01T12:00:00+0200",
        "2024-05-01T12:00:00+02",
        "2024-05-01T12:00:00 Z",
        "2024-05-01T12:00:00.Z",
        "2024-05-01T12:00:00,5Z",
        "2024-5-1T12:00:00Z",
        "24-05-01T12:00:00Z",
        "2024-00-01T12:00:00Z",
        "2024-13-01T12:00:00Z",
        "2024-05-00T12:00:00Z",
        "2024-04-31T12:00:00Z",
        "2023-02-29T12:00:00Z",
        "1900-02-29T12:00:00Z",
        "2024-05-01T24:00:00Z",
        "2024-05-01T12:60:00Z",
        "2024-05-01T12:00:60Z",
        "2024-05-30T23:59:60Z",
        "2024-05-01T12:00:00+24:00",
        "2024-05-01T12:00:00+02:60",
        "٢٠٢٤-05-01T12:00:00Z",
        "Wed, 01 May 2024 12:00:00 GMT",
        "2024-05-01T12:00:00Z\n",
        "+2024-05-01T12:00:00Z",
        "2024-122T12:00:00Z",
        "20240501T120000Z",
    ],
    values.uri: [
        "",
        "a",
        "/a",
        "//example.org/",
        "www.example.org",
        "http:",
        "http://",
        "http:///a",
        "http:/example.org/",
        "http://:80/",
        "http://exam ple.org/",
        "http://example.org/é",
        "http://example.org/%",
        "http://example.org/%2",
        "http://example.org/%gg",
        "http://example.org/[a]",
        "http://example.org/a#b#c",
        "http://example.org:a/",
        "http://example.org:65536/",
        "http://example..org/",
        "http://.example.org/",
        "http://-a.example.org/",
        "http://192.0.2.256/",
        "http://192.0.2/",
        "http://[::1/",
        "http://[::1]a/",
        "http://[1::2::3]/",
        "http://a@b@c/",
        "http://" + "a" * 64 + ".org/",
        "http://a\\b/",
        "http://a/<b>",
        'http://a/"b"',
        "http://a/{b}",
        "http://a/b|c",
        "http://a/b^c",
        "http://a/`",
        "1http://example.org/",
        "ht tp://example.org/",
        ":a",
        "urn:a",
        "tag:a",
        "mailto:",
        "mailto:a",
        "http://a/\t",
        "http://a/\u200b",
    ],
    values.iri: [
        "é",
        "http://example.org/\u202e",
        "http://example.org/\ue000",
        "http://example.org/\ufdd0",
        "a b:c",
    ],
    values.uri_reference: ["é", "a b", "%", "a[b", "1:b", "#a#b"],
    values.iri_reference: ["a b", "\xa0 ", "\ud800", "\U0001ffff", "\x7f", "\ue000", "<a>", "%e"],
    values.http_url: ["ftp://example.org/", "mailto:a@example.org", "http://bücher.example/", "/a"],
    values.urn: [
        "urn:",
        "urn::a",
        "urn:a:b",
        "urn:-a:b",
        "urn:a-:b",
        "urn:urn:b",
        "urn:example:",
        "urn:example:a b",
        "urn:uuid:1",
        "urn:uuid:{f81d4fae-7dec-11d0-a765-00a0c91e6bf6}",
        "urn:example:#a",
        "urn:example:a?b",
        "urn:example:a?=",
        "urn:example:a?+/b",
        "urn:example:a#b#c",
        "urn:example:%4",
        "urn:" + "a" * 33 + ":b",
    ],
    values.tag_uri: [
        "tag:",
        "tag:a:b",
        "tag:a,24:b",
        "tag:a,2024-1:b",
        "tag:a,2024-13:b",
        "tag:a,2023-02-29:b",
        "tag:a_b,2024:c",
        "tag:,2024:c",
        "tag:a..b,2024:c",
        "tag:a b@c,2024:d",
        "tag:a,2024:b c",
        "tag:a,2024",
        "tag:-a,2024:b",
        "tag:a.-b,2024:c",
        "tag:a.,2024:b",
        "tag:a,2024:%4",
    ],
    values.uuid: ["", "f81d4fae7dec11d0a76500a0c91e6bf6", "g81d4fae-7dec-11d0-a765-00a0c91e6bf6"],
    values.media_type: [
        "",
        "text",
        "text/",
        "/html",
        "text/html;",
        "text/html; charset",
        "text/ html",
        "text html",
        "foo/bar",
        "text/html/a",
        "text/h(t)ml",
        "text/html; a=b c",
        "text/html; a=b\\c",
        'text/html; a="b\\"',
        "*/*",
        "text/*",
        " text/html",
        "html",
    ],
    values.language_tag: [
        "",
        "e",
        "en_GB",
        "en-",
        "-en",
        "english",
        "en--GB",
        "xx",
        "en-GBR-",
        "en-ZB",
        "a-b",
        "en-abcdefghi",
        "de-1996-1996",
        "en-a-bbb-a-ccc",
        "en GB",
        "é",
        "x",
        "en-u",
    ],
    values.email: [
        "",
        "a",
        "a@",
        "@a.org",
        "a b@example.org",
        "a@b",
        "a..b@example.org",
        ".a@example.org",
        "a@example..org",
        "A <a@example.org>",
        "mailto:a@example.org",
        "a@example.org ",
        "a@-b.org",
        "a@b_c.org",
        "a@example.org, b@example.org",
        "a(b)@example.org",
        '"a"b"@example.org',
        '"a\\"@example.org',
        '"a@example.org',
        "a.@example.org",
        "a@b-.org",
        "a@b.-c.org",
        "a@exa mple.org",
    ],
    values.non_negative_integer: ["", "-1", "1.0", "1 ", "+1", "1e3", "٣", "0x1"],
    values.positive_integer: ["", "0", "00", "-1", "1.0", "one"],
}


@pytest.mark.parametrize(
    ("judge", "text"), [(judge, text) for judge, texts in RIGHT.items() for text in texts]
)
def test_valid_values_are_accepted(judge: Callable[[str], str | None], text: str) -> None:
    assert judge(text) is None


@pytest.mark.parametrize(
    ("judge", "text"), [(judge, text) for judge, texts in WRONG.items() for text in texts]
)
def test_invalid_values_are_refused(judge: Callable[[str], str | None], text: str) -> None:
    message = judge(text)
    assert message
    assert len(message) < 300
    assert "\n" not in message


@pytest.mark.parametrize("judge", RIGHT)
def test_long_texts_take_no_time_and_are_not_repeated_whole(judge: Callable[[str], str | None]) -> None:
    for part in ("a", "1", " ", ".", "-", "a.", "@", "%41", ":", "/", "é", "\0"):
        message = judge(part * 100_000)
        assert message is None or len(message) < 300


def test_verdicts_on_short_texts_are_remembered_and_long_texts_are_not_kept() -> None:
    asked: list[str] = []
    judge = remember(10, longest=5)(asked.append)
    for text in ("short", "short", "longer", "longer"):
        assert judge(text) is None
    assert asked == ["short", "longer", "longer"]


LONG = 100_000
"""How often a part is repeated in a long value."""


@pytest.mark.parametrize(
    ("judge", "text"),
    [
        (values.email, "a." * LONG + "a@example.org"),
        (values.email, "a@" + "a." * LONG + "example.org"),
        (values.email, f'"{"a " * LONG}"@example.org'),
        (values.email, '"' + r"\a" * LONG + '"@example.org'),
        (values.media_type, "text/x" + ";a=b" * LONG),
        (values.media_type, f'text/x;a="{"a" * LONG}"'),
        (values.media_type, 'text/x;a="' + r"\a" * LONG + '"'),
        (values.language_tag, "en" + "-abcde" * LONG),
        (values.language_tag, "en" + "-a-bcd" * LONG),
        (values.tag_uri, "tag:" + "a." * LONG + "a,2024:b"),
        (values.tag_uri, "tag:a,2024:" + "a/" * LONG),
        (values.tag_uri, "tag:a,2024:" + "%41" * LONG),
        (values.urn, "urn:example:" + "a/" * LONG),
        (values.urn, "urn:example:a?+" + "a?=" * LONG),
        (values.urn, "urn:uuid:" + "a-" * LONG),
        (values.uri, "https://example.org/" + "%41" * LONG),
        (values.uri, "https://" + "a." * LONG + "org/"),
        (values.uri, "https://[" + "a:" * LONG + "]/"),
        (values.uri, "mailto:" + "a@b.example," * LONG),
        (values.iri, "https://" + "é." * LONG + "org/"),
    ],
    ids=lambda value: value[:25] if isinstance(value, str) else value.__name__,
)
def test_a_long_value_takes_memory_in_proportion(judge: Callable[[str], str | None], text: str) -> None:
    judge(text[:50])  # compiles patterns
    tracemalloc.start()
    try:
        judge(text)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 20 * len(text)


def test_only_short_dates_are_explained_with_patterns(monkeypatch: pytest.MonkeyPatch) -> None:
    matched: list[str] = []

    class Recorder:
        def fullmatch(self, text: str) -> bool:
            matched.append(text)
            return True

    monkeypatch.setattr(dates, "_HINTS", ((Recorder(), "a hint"),))
    assert values.rfc3339("z" * 50 + "\n") == "a hint"
    assert "of the form" in str(values.rfc3339("z" * 1000 + "\n"))
    assert matched == ["z" * 50 + "\n"]


def test_the_parameters_of_a_media_type_are_read_where_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    pattern = names._PARAMETER

    class Recorder:
        def match(self, text: str, offset: int) -> re.Match[str] | None:
            read.append(text)
            return pattern.match(text, offset)

    monkeypatch.setattr(names, "_PARAMETER", Recorder())
    assert values.media_type("text/x" + ";a=b" * 1000) is None
    assert len(read) == 1000
    assert all(each is read[0] for each in read)  # no copy of the rest, which would take quadratic time


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2024-05-01T14:00:00.5+02:00", datetime(2024, 5, 1, 12, 0, 0, 500_000, tzinfo=UTC)),
        ("2016-12-31T23:59:60Z", datetime(2016, 12, 31, 23, 59, 59, tzinfo=UTC)),
        ("2024-05-01T12:00:00.1234567Z", datetime(2024, 5, 1, 12, 0, 0, 123_456, tzinfo=UTC)),
        ("2024-05-01", None),
        ("2024-02-30T12:00:00Z", None),
        ("0001-01-01T00:00:00+01:00", None),
    ],
)
def test_a_date_is_a_moment(text: str, moment: datetime | None) -> None:
    assert values.parse_rfc3339(text) == moment


@pytest.mark.parametrize(
    ("text", "relative"), [("a:b", False), ("a", True), ("", True), ("1:b", True), ("/a:b", True)]
)
def test_relative_references_are_recognised(text: str, relative: bool) -> None:
    assert values.is_relative(text) is relative
