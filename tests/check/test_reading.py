"""Bytes to trees: encodings, declarations, well-formedness, bounds, formats; and the places of elements."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from lxml import etree

from feedpub.check import MAX_BYTES, check, check_bytes, reading
from feedpub.check.rules import Finding

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

FEED = (
    '<feed xmlns="http://www.w3.org/2005/Atom"><id>tag:example.org,2024:café</id><title>Café “Robot”</title>'
    "<updated>2024-05-01T12:00:00Z</updated>"
    '<link rel="self" href="https://example.org/atom.xml"/></feed>'
)
PLAIN = FEED.replace("é", "e").replace("“", '"').replace("”", '"')


def declared(encoding: str, text: str = FEED) -> str:
    return f'<?xml version="1.0" encoding="{encoding}"?>\n{text}'


def names(document: bytes) -> list[str]:
    return [problem.rule for problem in check_bytes(document, "x")]


# Encodings


@pytest.mark.parametrize(
    ("encoding", "codec", "text"),
    [
        ("utf-8", "utf-8", FEED),
        ("UTF-8", "utf-8-sig", FEED),
        ("utf-16", "utf-16", FEED),
        ("UTF-16LE", "utf-16-le", FEED),
        ("UTF-16BE", "utf-16-be", FEED),
        ("us-ascii", "ascii", PLAIN),
        ("iso-8859-1", "latin-1", FEED.replace("“", "").replace("”", "")),
        ("windows-1252", "cp1252", FEED),
        ("windows-1251", "cp1251", FEED.replace("é", "ж")),
        ("koi8-r", "koi8-r", FEED.replace("é", "ж").replace("“", "").replace("”", "")),
        ("Shift_JIS", "shift_jis", FEED.replace("é", "日")),
        ("euc-jp", "euc-jp", FEED.replace("é", "日")),
        ("iso-2022-jp", "iso-2022-jp", FEED.replace("é", "日")),
        ("gb2312", "gb2312", FEED.replace("é", "中")),
        ("gb18030", "gb18030", FEED),
        ("big5", "big5", FEED.replace("é", "中")),
        ("euc-kr", "euc-kr", FEED.replace("é", "한")),
    ],
)
def test_encodings_that_readers_know_are_read(encoding: str, codec: str, text: str) -> None:
    assert names(declared(encoding, text).encode(codec)) == []


def test_without_a_declaration_it_is_utf_8() -> None:
    assert names(FEED.encode()) == []
    assert names(FEED.encode("utf-8-sig")) == []
    assert names(FEED.encode("utf-16")) == []
    assert names(FEED.encode("latin-1", "replace").replace(b"?", b"\x93")) == ["encoding-invalid"]


@pytest.mark.parametrize(
    ("encoding", "codec"),
    [
        ("utf-32", "utf-32"),
        ("utf-32le", "utf-32-le"),
        ("ibm037", "cp037"),
        ("cp500", "cp500"),
        ("utf-7", "utf-7"),
        ("ibm850", "cp850"),
    ],
)
def test_legal_encodings_that_few_readers_know_are_warned_about(encoding: str, codec: str) -> None:
    assert names(declared(encoding, PLAIN).encode(codec)) == ["encoding-obscure"]


def test_utf_32_without_a_declaration_is_reported_as_obscure() -> None:
    assert names(PLAIN.encode("utf-32")) == ["encoding-obscure"]
    assert names(PLAIN.encode("utf-32-be")) == ["encoding-obscure"]


@pytest.mark.parametrize("name", ["utf8", "latin-1", "cp1252", "UTF_8"])
def test_unregistered_names_of_encodings_are_reported(name: str) -> None:
    assert names(declared(name, PLAIN).encode()) == ["encoding-nonstandard"]


@pytest.mark.parametrize(
    "name", ["utf-9", "", "unicode", "base64", "rot13", "idna", "unicode_escape", "x y", "é"]
)
def test_unknown_encodings_are_refused(name: str) -> None:
    (problem,) = check_bytes(declared(name, PLAIN).encode(), "x")
    assert (problem.rule, problem.line, problem.column) == ("encoding-unknown", 1, 31)


@pytest.mark.parametrize(
    "document",
    [
        declared("iso-8859-1").encode("utf-8-sig"),
        declared("utf-8").encode("utf-16"),
        declared("utf-16", PLAIN).encode("utf-8"),
        declared("utf-16le").encode("utf-16-be"),
        declared("utf-32", PLAIN).encode("ascii"),
    ],
)
def test_declarations_that_the_bytes_contradict_are_reported(document: bytes) -> None:
    assert names(document) == ["encoding-mismatch"]


@pytest.mark.parametrize(
    ("document", "place"),
    [
        (declared("utf-8").encode("cp1252"), (2, 71)),
        (declared("us-ascii").encode(), (2, 71)),
        (declared("utf-8", PLAIN).encode() + b"\xed\xa0\x80", (2, len(PLAIN) + 1)),
        (declared("utf-16", PLAIN).encode("utf-16") + b"\x00\xd8", (2, len(PLAIN) + 1)),
    ],
)
def test_bytes_that_are_not_in_their_encoding_have_a_place(document: bytes, place: tuple[int, int]) -> None:
    (problem,) = check_bytes(document, "x")
    assert (problem.rule, (problem.line, problem.column)) == ("encoding-invalid", place)


def test_windows_1252_that_is_declared_as_iso_8859_1_is_reported() -> None:
    assert names(declared("iso-8859-1").encode("cp1252")) == ["c1-character"]


# XML


def test_a_version_of_xml_other_than_1_0_is_reported() -> None:
    assert names(f'<?xml version="1.1"?>{FEED}'.encode()) == ["xml-version"]
    assert names(f'<?xml version="1.1"?>{FEED}'.encode("utf-16")) == ["xml-version"]
    assert names(f'<?xml version="2.0"?>{FEED}'.encode()) == ["not-well-formed"]
    assert names(f'<?xml version="1.0" standalone="yes"?>{FEED}'.encode()) == []


@pytest.mark.parametrize("before", ["\n", " ", "\ufeff\n", "\r\n\t"])
def test_text_before_the_declaration_is_an_error(before: str) -> None:
    assert names((before + declared("utf-8")).encode()) == ["xml-declaration-not-first"]


def test_white_space_is_fine_where_there_is_no_declaration() -> None:
    assert names(f"\n  {FEED}\n".encode()) == []


@pytest.mark.parametrize(
    ("text", "rule", "place"),
    [
        ("<title>AT&T</title>", "not-well-formed", 2),
        ("<title>a</titel>", "not-well-formed", 2),
        ("<title>a", "not-well-formed", 3),
        ("<title a=b>a</title>", "not-well-formed", 2),
        ("<title a='1' a='2'>a</title>", "not-well-formed", 2),
        ("<!-- a -- b -->", "not-well-formed", 2),
        ("<title>a ]]> b</title>", "not-well-formed", 2),
        ("<title>&nbsp;</title>", "undefined-entity", 2),
        ("<title>&#8;</title>", "xml-character", 2),
        ("<title>&#xFFFE;</title>", "xml-character", 2),
        ("<title>\0</title>", "xml-character", 2),
        ("<title>\x0b</title>", "xml-character", 2),
        ("<title>\uffff</title>", "xml-character", 2),
        ("<x:title>a</x:title>", "undeclared-prefix", 2),
        ("<title x:a='b'>a</title>", "undeclared-prefix", 2),
    ],
)
def test_a_document_that_is_not_well_formed_has_an_error_at_its_place(
    text: str, rule: str, place: int
) -> None:
    document = FEED.replace("<title>Café “Robot”</title>", f"\n{text}\n")
    (problem,) = check_bytes(document.encode(), "x")
    assert (problem.rule, problem.severity, problem.line) == (rule, "error", place)
    assert "\n" not in problem.message


@pytest.mark.parametrize(
    ("text", "place", "name"),
    [
        ("<title>a\x02b</title>", (2, 9), "control character U+0002"),
        ("<title>é\x02b</title>", (2, 9), "control character U+0002"),
        ("<title><![CDATA[a\n\x02b]]></title>", (3, 1), "control character U+0002"),
        ("<title a='\x02'/>", (2, 11), "control character U+0002"),
        ("<!-- \x02 -->", (2, 6), "control character U+0002"),
        ("<?a \x02?>", (2, 5), "control character U+0002"),
        ("<title\x02/>", (2, 7), "control character U+0002"),
        ("<title>\0</title>", (2, 8), "control character U+0000"),
        ("<title><![CDATA[\uffff]]></title>", (2, 17), "character U+FFFF"),
    ],
)
def test_characters_that_xml_can_not_hold_are_named(text: str, place: tuple[int, int], name: str) -> None:
    document = FEED.replace("<title>Café “Robot”</title>", f"\n{text}\n")
    (problem,) = check_bytes(document.encode(), "x")
    assert (problem.rule, (problem.line, problem.column)) == ("xml-character", place)
    assert name in problem.message


@pytest.mark.parametrize(
    ("reference", "name"),
    [
        ("&#2;", "control character U+0002"),
        ("&#xFFFE;", "character U+FFFE"),
        ("&#xD800;", "character U+D800"),
        ("&#x110000;", "character that doesn't exist"),
        ("&#99999999999;", "character that doesn't exist"),
    ],
)
def test_references_to_such_characters_name_them(reference: str, name: str) -> None:
    document = FEED.replace("<title>", f"<title>\n{reference}")
    (problem,) = check_bytes(document.encode(), "x")
    assert (problem.rule, problem.line) == ("xml-character", 2)
    assert name in problem.message


def test_an_earlier_fault_is_reported_rather_than_a_character() -> None:
    document = FEED.replace("<title>", "<title>a & b").replace("</feed>", "\0</feed>")
    assert names(document.encode()) == ["not-well-formed"]


def test_text_after_the_root_is_an_error() -> None:
    assert names(f"{FEED}<a/>".encode()) == ["not-well-formed"]
    assert names(f"{FEED} a".encode()) == ["not-well-formed"]
    assert names(f"{FEED}<!-- a --><?b?>\n".encode()) == []


# Document type declarations


def with_dtd(dtd: str, rights: str = "a") -> bytes:
    return f"<!DOCTYPE feed {dtd}>{FEED.replace('</feed>', f'<rights>{rights}</rights></feed>')}".encode()


def test_harmless_declarations_are_accepted() -> None:
    assert names(with_dtd('[<!ENTITY copy "&#169;"> <!-- it\'s -->]', "&copy; 2024")) == []
    assert names(with_dtd('SYSTEM "http://example.org/none.dtd"')) == []
    assert names(with_dtd('PUBLIC "-//Example//DTD//EN" "file:///etc/passwd" [<!ELEMENT a ANY>]')) == []


def test_external_entities_are_never_read() -> None:
    problems = check_bytes(with_dtd('[<!ENTITY a SYSTEM "file:///etc/passwd">]', "&a;"), "x")
    assert [problem.rule for problem in problems] == ["undefined-entity"]
    assert "never read" in problems[0].message
    assert names(with_dtd('[<!ENTITY % a SYSTEM "file:///etc/passwd"> %a;]')) == ["undefined-entity"]


def test_entities_that_expand_without_bound_are_refused() -> None:
    laughs = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 20}">' for n in range(1, 10))
    assert names(with_dtd(f'[<!ENTITY a0 "ha">{laughs}]', "&a9;")) == ["entity-expansion"]
    assert names(with_dtd('[<!ENTITY a "&b;"><!ENTITY b "&a;">]', "&a;")) == ["entity-expansion"]


def test_elements_that_come_out_of_an_entity_have_a_line() -> None:
    document = with_dtd('[<!ENTITY a "<b/>">]', "\n&a;")
    (problem,) = check_bytes(document, "x")
    assert (problem.rule, problem.severity) == ("atom-unexpected-child", "error")


# Bounds


def test_a_document_larger_than_the_bound_is_not_parsed() -> None:
    assert names(b"<feed>" + b" " * MAX_BYTES) == ["too-large"]


def test_tags_attributes_levels_and_text_are_bounded() -> None:
    assert names(b"<a>" * 600_000) == ["too-large"]
    assert names(b"<a" + b' b="c"' * 1_100_000 + b"/>") == ["too-large"]
    assert names(FEED.replace("</feed>", "<a>" * 300 + "</a>" * 300 + "</feed>").encode()) == ["too-large"]
    assert names(FEED.replace("Café", "a" * 10_100_000).encode()) == ["too-large"]


def test_a_long_text_below_the_bound_is_fine() -> None:
    assert names(FEED.replace("Café", "a" * 9_000_000).encode()) == []


# Formats


@pytest.mark.parametrize(
    ("document", "form", "rules"),
    [
        (b"", None, ["empty-document"]),
        (b" \n", None, ["empty-document"]),
        (b"\xef\xbb\xbf", None, ["empty-document"]),
        (b"\0\0\0\0", None, ["empty-document"]),
        (b"\x89PNG\r\n", None, ["encoding-invalid"]),
        (b"just text", None, ["not-a-feed"]),
        (b"a\0b", None, ["not-a-feed"]),
        (b"<html><body/></html>", None, ["not-a-feed"]),
        (b'<opml version="2.0"/>', None, ["not-a-feed"]),
        (b"<channel/>", None, ["not-a-feed"]),
        (b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>', None, ["not-a-feed"]),
        (b"<feed/>", "atom", ["atom-namespace"]),
        (b'<entry xmlns="http://purl.org/atom/ns#"/>', "atom", ["atom-namespace"]),
    ],
)
def test_documents_that_are_not_feeds_are_errors(document: bytes, form: str | None, rules: list[str]) -> None:
    report = check(document)
    assert (report.format, [problem.rule for problem in report.problems]) == (form, rules)
    assert report.errors


@pytest.mark.parametrize(
    ("document", "form"),
    [
        (FEED.encode(), "atom"),
        (b'<rss version="2.0"><channel/></rss>', "rss"),
        (b'<?xml version="1.0"?><!-- <feed/> --><rss version="2.0"><channel/></rss>', "rss"),
        (b'{"version": "https://jsonfeed.org/version/1.1"}', "json"),
        (b'\n {"version": "https://jsonfeed.org/version/1.1"}', "json"),
    ],
)
def test_the_format_is_found_by_content(document: bytes, form: str) -> None:
    assert check(document).format == form


def test_json_in_another_encoding_than_utf_8_is_reported() -> None:
    text = '{"version": "https://jsonfeed.org/version/1.1", "title": "News", "items": []}'
    assert "encoding-invalid" not in names(text.encode())
    assert "encoding-invalid" in names(text.encode("utf-16-le"))


# Places


def test_places_are_right_among_texts_that_look_like_tags() -> None:
    text = (
        "<!DOCTYPE a [<!ENTITY e '<b/>'><!-- ]> <c> -->]>\n"
        "<!-- <d> --><a x='>' y=\"<\">\n"
        "<![CDATA[<e>]]><?f <g> ?>\n"
        "  <h\n    i = '1'\n    xml:lang='en'/>é<j/></a>"
    ).replace('<">', '&lt;">')
    found = etree.fromstring(text.encode())
    places = reading.Places(found, text)
    assert [(each.tag, places.locate(Finding(each, ""))) for each in found.iter("*")] == [
        ("a", (2, 13)),
        ("h", (4, 3)),
        ("j", (6, 21)),
    ]
    lang = "{http://www.w3.org/XML/1998/namespace}lang"
    assert places.locate(Finding(found[1], "", "i")) == (5, 5)
    assert places.locate(Finding(found[1], "", lang)) == (6, 5)
    assert places.locate(Finding(found, "", "y")) == (2, 22)


def test_the_place_of_an_attribute_is_not_inside_the_value_of_another() -> None:
    text = "<a b=' c=1 ' x:c='' xmlns:x='x'\n c = \"2\"/>"
    root = etree.fromstring(text)
    places = reading.Places(root, text)
    assert places.locate(Finding(root, "", "c")) == (2, 2)
    assert places.locate(Finding(root, "", "{x}c")) == (1, 14)
    assert places.locate(Finding(root, "", "d")) == (1, 1)


def test_a_tag_is_searched_for_its_attributes_once(monkeypatch: pytest.MonkeyPatch) -> None:
    searched: list[int] = []
    pattern = reading.places._ATTRIBUTE

    class Recorder:
        def finditer(self, text: str, start: int, end: int) -> Iterator[re.Match[str]]:
            searched.append(end - start)
            return pattern.finditer(text, start, end)

    monkeypatch.setattr(reading.places, "_ATTRIBUTE", Recorder())
    attributes = " ".join(f'a{number}=""' for number in range(400))
    document = FEED.replace("<link ", f"<link {attributes} ")
    problems = check_bytes(document.encode(), "x")
    assert [problem.rule for problem in problems] == ["atom-unknown-attribute"] * 400
    assert len({problem.column for problem in problems}) == 400
    assert len(searched) == 1


def test_lines_may_end_in_any_way() -> None:
    for end in ("\n", "\r\n", "\r"):
        document = FEED.replace("<updated>", f"{end}{end}<updated>no ").encode()
        assert [(each.line, each.column) for each in check_bytes(document, "x")] == [(3, 1)]


# Importing


def test_importing_the_package_loads_no_parser() -> None:
    code = (
        "import sys, feedpub.check; sys.exit('lxml.etree' in sys.modules or 'jsonschema_rs' in sys.modules)"
    )
    package = (
        "import types, sys; m = types.ModuleType('feedpub'); m.__path__ = [%r]; sys.modules['feedpub'] = m; "
    )
    folder = str(Path(reading.__file__).parents[2])
    assert subprocess.run([sys.executable, "-c", package % folder + code], check=False).returncode == 0
