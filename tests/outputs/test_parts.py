"""A document in parts: its entries, frame, ids and bounds have the errors that the whole check finds."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from tests.check import corpus
from tests.outputs.test_fastpath import FRAMES, KINDS, accepted_as, cut_out, kind_of

from feedpub.check import MAX_BYTES, check_bytes, reading
from feedpub.check.parts import (
    SAMPLES,
    check_bounds,
    check_entry,
    check_frame,
    check_ids,
)
from feedpub.outputs import Frame

if TYPE_CHECKING:
    from feedpub.check import Kind

ATOM, RSS, JSON = (FRAMES[kind][0] for kind in KINDS)


def without(frame: Frame, text: bytes, put: bytes = b"") -> Frame:
    assert text in frame.before + frame.after
    return Frame(frame.before.replace(text, put), frame.after.replace(text, put))


# Frames

OTHER_SAMPLE = SAMPLES["atom"].replace("9f0b", "9f0c")
DC = b"http://purl.org/dc/elements/1.1/"
BROKEN: dict[Kind, tuple[tuple[Frame, str], ...]] = {
    "atom": (
        (without(ATOM, b"<author><name>The Editors</name></author>"), "atom-author-missing"),
        (without(ATOM, b' xmlns:media="http://search.yahoo.com/mrss/"'), "undeclared-prefix"),
        (without(ATOM, b"yahoo.com/mrss/", b"yahoo.com/mrss"), "namespace-misspelt"),
        (without(ATOM, b"http://search.yahoo.com/mrss/", b"https://example.org/media"), "not-a-feed"),
        (without(ATOM, b' xmlns="http://www.w3.org/2005/Atom"'), "atom-namespace"),
        (without(ATOM, b"2005/Atom", b"2005/Atoms"), "atom-namespace"),
        (without(ATOM, b"<title>News</title>"), "atom-missing-element"),
        (without(ATOM, b"<title>News</title>", b"<title>News"), "not-well-formed"),
        (without(ATOM, b"<title>News</title>", b"<title>AT&T</title>"), "not-well-formed"),
        (without(ATOM, b"<title>News</title>", b"<title>\x08</title>"), "xml-character"),
        (without(ATOM, b"<title>News</title>", b"<title>\xff</title>"), "encoding-invalid"),
        (without(ATOM, b"06T07:08:09", b"06 07:08:09"), "atom-date"),
        (without(ATOM, b'xml:lang="en"', b'xml:lang="en_US"'), "atom-language"),
        (without(ATOM, b'rel="self"', b'rel="a b"'), "atom-link-rel"),
        (Frame(ATOM.before + b"<id>tag:example.org,2024:2</id>", ATOM.after), "atom-duplicate-element"),
        (Frame(ATOM.before + b"<title>", b"</title>" + ATOM.after), "atom-unexpected-child"),
        (Frame(ATOM.before + b"<rights>", b"</rights>" + ATOM.after), "atom-unexpected-child"),
        (Frame(ATOM.before + b"<source>", b"</source>" + ATOM.after), "atom-misplaced-element"),
        (Frame(ATOM.before + b"<!--", b"-->" + ATOM.after), "not-a-feed"),
        (Frame(ATOM.before + b"<?x ", b"?>" + ATOM.after), "not-a-feed"),
        (Frame(ATOM.before + b"<rights><![CDATA[", b"]]></rights>" + ATOM.after), "not-a-feed"),
        (Frame(ATOM.before + b'<x:y xmlns:x="urn:x-z">', b"</x:y>" + ATOM.after), "not-a-feed"),
        (Frame(ATOM.before + b"x", ATOM.after), "atom-unexpected-text"),
        (Frame(ATOM.before, b"x" + ATOM.after), "atom-unexpected-text"),
        (Frame(ATOM.before + SAMPLES["atom"].encode(), ATOM.after), "atom-duplicate-id"),
        (
            Frame(ATOM.before + SAMPLES["atom"].replace("9f0b", "9f0c").encode(), ATOM.after),
            "not-a-feed",
        ),
        (Frame(ATOM.before, ATOM.after + b"x"), "not-well-formed"),
        (Frame(ATOM.before, b""), "not-well-formed"),
        (Frame(b"", ATOM.after), "undeclared-prefix"),
        (Frame(b'<x:y xmlns:x="urn:x-y">', ATOM.after), "undeclared-prefix"),
        (without(ATOM, b"UTF-8", b"iso-8859-1"), "not-a-feed"),
        (
            Frame(b'<!DOCTYPE feed [<!ATTLIST id a CDATA "b">]>' + FRAMES["atom"][1].before, ATOM.after),
            "not-a-feed",
        ),
        (RSS, "wrong-format"),
        (JSON, "wrong-format"),
    ),
    "rss": (
        (without(RSS, b' xmlns:dc="http://purl.org/dc/elements/1.1/"'), "undeclared-prefix"),
        (without(RSS, b' xmlns:media="http://search.yahoo.com/mrss/"'), "undeclared-prefix"),
        (without(RSS, b"xmlns:content", b"xmlns:contents"), "undeclared-prefix"),
        (
            without(RSS, DC, b"http://search.yahoo.com/mrss/"),
            "ext-unknown-element",
        ),
        (without(RSS, DC, b"http://purl.org/dc/terms/"), "not-a-feed"),
        (without(RSS, DC, b"https://example.org/dc"), "not-a-feed"),
        (without(RSS, b"<rss ", b'<rss xmlns="http://backend.userland.com/rss2" '), "rss-namespace"),
        (without(RSS, b'version="2.0"', b'version="3.0"'), "rss-version"),
        (without(RSS, b"<title>News</title>", b"<title> </title>"), "rss-blank"),
        (without(RSS, b"https://example.org/<", b"/<"), "rss-url"),
        (without(RSS, b"<description>All of it</description>"), "rss-missing-element"),
        (Frame(RSS.before + b"<image>", b"</image>" + RSS.after), "rss-misplaced-element"),
        (Frame(RSS.before + b"</channel>", RSS.after.replace(b"</channel>", b"")), "rss-misplaced-element"),
        (Frame(RSS.before + b"<copyright><![CDATA[", b"]]></copyright>" + RSS.after), "not-a-feed"),
        (Frame(RSS.before + b"<!--", b"-->" + RSS.after), "not-a-feed"),
        (Frame(RSS.before, b"<item><title>x</title></item>" + RSS.after), "not-a-feed"),
        (Frame(RSS.before + b"x", RSS.after), "rss-unexpected-text"),
        (without(ATOM, b"<feed ", b'<feed xmlns:dc="x" xmlns:content="x" '), "wrong-format"),
    ),
    "json": (
        (without(JSON, b'"title": "News",'), "json-required"),
        (without(JSON, b'"title": "News",', b'"title": "News", "title": "Olds",'), "json-repeated-key"),
        (without(JSON, b'"title": "News",', b'"title": "News", "items": [],'), "json-repeated-key"),
        (without(JSON, b'"title": "News",', b'"title": "News", "author": {},'), "json-empty-author"),
        (without(JSON, b'"News"', b'"News\n"'), "json-syntax"),
        (without(JSON, b'"News"', b'"\\ud800"'), "json-lone-surrogate"),
        (without(JSON, b"version/1.1", b"version/1.2"), "json-version"),
        (without(JSON, b'"items"', b'"_items"'), "json-required"),
        (without(JSON, b'"items": [', b'"items": [], "_x": ['), "not-a-feed"),
        (Frame(JSON.before + b'{"id": "1", "content_text": "x"},', JSON.after), "not-a-feed"),
        (Frame(JSON.before, b',{"id": "1", "content_text": "x"}' + JSON.after), "not-a-feed"),
        (Frame(JSON.before + b"[", b"]" + JSON.after), "json-type"),
        (Frame(JSON.before, b"," + JSON.after), "json-syntax"),
        (Frame(JSON.before, b""), "json-syntax"),
        (Frame(b"\xef\xbb\xbf" + JSON.before, JSON.after), "json-byte-order-mark"),
        (ATOM, "wrong-format"),
    ),
}


@pytest.mark.parametrize(
    ("kind", "frame", "rule"), [(kind, *each) for kind in KINDS for each in BROKEN[kind]]
)
def test_a_broken_frame_is_found(kind: Kind, frame: Frame, rule: str) -> None:
    assert rule in {each.rule for each in check_frame(frame, kind, "feed")}


@pytest.mark.parametrize("kind", KINDS)
def test_a_frame_without_entries_is_a_document(kind: Kind) -> None:
    for frame in FRAMES[kind]:
        assert not [
            each for each in check_bytes(frame.before + frame.after, "feed") if each.severity == "error"
        ]


# Entries


@pytest.mark.parametrize("kind", KINDS)
def test_an_entry_that_the_fast_path_leaves_undecided_is_checked(kind: Kind) -> None:
    odd = SAMPLES[kind] + "\t"
    assert not accepted_as(odd, kind)
    for frame in FRAMES[kind]:
        assert check_entry(odd, frame, kind, "entry") == ()


ENTRIES: dict[Kind, tuple[tuple[str, str], ...]] = {
    "atom": (
        ("", "not-a-feed"),
        ("<link href='https://example.org/2'/>", "not-a-feed"),
        (SAMPLES["atom"] * 2, "atom-duplicate-id"),
        (SAMPLES["atom"] + OTHER_SAMPLE, "not-a-feed"),
        (SAMPLES["atom"] + "<!--", "not-well-formed"),
        (SAMPLES["atom"] + "</feed><feed>", "not-well-formed"),
        (SAMPLES["atom"].replace("Štěstí", "\ud800"), "encoding-invalid"),
        (SAMPLES["atom"].replace("T07", "T25"), "atom-date"),
    ),
    "rss": (
        ("", "not-a-feed"),
        ("<category>x</category>", "not-a-feed"),
        (SAMPLES["rss"] + "</channel><channel>", "rss-duplicate-element"),
        (SAMPLES["rss"].replace("Mon", "Tue"), "rss-date"),
        (SAMPLES["rss"].replace("false", "true"), "rss-guid-permalink"),
    ),
    "json": (
        ("", "not-a-feed"),
        ('"x"', "json-type"),
        ('{"id": "1", "content_text": "x"}, {"id": "2", "content_text": "x"}', "not-a-feed"),
        ('{"id": "1", "content_text": "x"}], "_x": [{}', "not-a-feed"),
        ('{"id": "1"}', "json-item-without-content"),
        ('{"id": "1", "id": "1", "content_html": "x"}', "json-repeated-key"),
        ('{"id": "1", "content_html": "\ud800"}', "encoding-invalid"),
    ),
}


@pytest.mark.parametrize(
    ("kind", "entry", "rule"), [(kind, *each) for kind in KINDS for each in ENTRIES[kind]]
)
def test_an_invalid_entry_is_found(kind: Kind, entry: str, rule: str) -> None:
    for frame in FRAMES[kind]:
        assert rule in {each.rule for each in check_entry(entry, frame, kind, "entry")}


# Ids and bounds


@pytest.mark.parametrize(
    ("kind", "rule"),
    [("atom", "atom-duplicate-id"), ("rss", "rss-guid-unique"), ("json", "json-duplicate-id")],
)
def test_ids_given_twice_are_found(kind: Kind, rule: str) -> None:
    assert check_ids([], kind, "feed") == check_ids(["a", "b", "A"], kind, "feed") == ()
    found = check_ids(["a", "b", "a", "c", " b", "a"], kind, "feed")
    assert [(each.where, each.line, each.column, each.rule) for each in found] == [("feed", 1, 1, rule)] * 2
    assert [each.message.split(";")[0] for each in found] == [
        'the id "a" is given 3 times',
        'the id "b" is given 2 times',
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_bounds_are_those_of_the_whole_check(kind: Kind) -> None:
    before, after = FRAMES[kind][0]

    def agree(inside: bytes) -> set[str]:
        document = before + inside + after
        bounds = check_bounds(document, kind, "feed")
        whole = [each for each in check_bytes(document, "feed", warnings=False) if each.rule == "too-large"]
        assert list(bounds) == whole
        return {each.message for each in bounds}

    assert agree(b"") == set()
    room = MAX_BYTES - len(before) - len(after)
    spaces = (b" " * 2**22 + (b"<!-- -->" if kind != "json" else b" ")) * 4  # no text is too long
    assert agree(spaces[:room]) == set()
    assert agree(spaces[: room + 1]) == {"is larger than 16 MB; publish fewer entries"}
    if kind != "json":
        assert agree(b"<x/>" * reading.MAX_TAGS) == {"has more than 500,000 tags; publish fewer entries"}


# Together


def parts(document: str, kind: Kind) -> tuple[Frame, list[str]] | None:
    """Return a document's frame and entries; None if there are none, or if other text separates them."""
    entries = cut_out(document, kind)
    if not entries:
        return None
    start, end = document.index(entries[0]), document.rindex(entries[-1]) + len(entries[-1])
    between = document[start:end]
    for entry in entries:
        between = between.replace(entry, "", 1)
    if between.strip(", \n"):
        return None
    return Frame(document[:start].encode(), document[end:].encode()), entries


def ids_of(entries: list[str], kind: Kind) -> list[str]:
    if kind == "json":
        values = [json.loads(entry) for entry in entries]
        return [str(each["id"]) for each in values if isinstance(each, dict) and "id" in each]
    name = "id" if kind == "atom" else "guid"
    return re.findall(rf"<{name}[^>]*>([^<]*)</{name}>", "".join(entries))


FILES = [path for form in ("atom", "rss", "ext", "json") for path in corpus.invalid(form)]


def test_the_parts_of_the_corpus_have_the_errors_of_the_whole() -> None:
    wrong = 0
    for path in FILES:
        kind = kind_of(path)
        try:
            document = path.read_bytes().decode()
        except UnicodeDecodeError:
            continue
        found = parts(document, kind)
        whole = check_bytes(document.encode(), path.name, kind=kind, warnings=False)
        if found is None or not whole:
            continue
        frame, entries = found
        wrong += 1
        assert (
            check_frame(frame, kind, "feed")
            or any(check_entry(entry, frame, kind, "entry") for entry in entries)
            or check_ids(ids_of(entries, kind), kind, "feed")
        ), path.name
    assert wrong > 300
