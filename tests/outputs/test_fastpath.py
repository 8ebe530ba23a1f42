"""Text that the fast path accepts is valid: whatever is done to the text, the whole check agrees.

Entries are built of good and bad values, as feedpub's formats write them, and their text is then damaged.
None of those accepted may have an error; those undecided prove nothing, but there have to be enough of both.
"""

from __future__ import annotations

import json
import random
import re
import sys
import time
from collections import Counter
from functools import partial
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import pytest
from tests.check import corpus

from feedpub import outputs
from feedpub.check import check_bytes, values
from feedpub.check.parts import SAMPLES, check_frame
from feedpub.content.entries import Category, Entry
from feedpub.outputs import Frame, fastpath
from feedpub.outputs.values import LANGUAGE
from feedpub.records import Author, Image, Record, Related

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from feedpub.check import Kind

    Changed = Callable[[str, Kind], Iterator[str]]

Value = TypeVar("Value")

KINDS: tuple[Kind, ...] = ("atom", "rss", "json")

FRAMES: dict[Kind, tuple[Frame, ...]] = {
    "atom": (
        Frame(
            b"<?xml version='1.0' encoding='UTF-8'?>\n"
            b'<feed xmlns:media="http://search.yahoo.com/mrss/" xmlns="http://www.w3.org/2005/Atom"'
            b' xml:lang="en"><id>https://example.org/feeds/all/atom.xml</id><title>News</title>'
            b"<updated>2024-05-06T07:08:09+00:00</updated><author><name>The Editors</name></author>"
            b'<link href="https://example.org/feeds/all/atom.xml" rel="self" type="application/atom+xml"/>',
            b"</feed>\n",
        ),
        Frame(
            b'<feed xmlns="http://www.w3.org/2005/Atom" xml:base="../x" xmlns:media="http://search.yahoo.com/mrss/">',
            b'<updated>2024-05-06T07:08:09Z</updated><id>urn:x-y:1</id><title type="html"/>'
            b"<author><name/></author></feed>",
        ),
    ),
    "rss": (
        Frame(
            b"<?xml version='1.0' encoding='UTF-8'?>\n"
            b'<rss xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/"'
            b' xmlns:content="http://purl.org/rss/1.0/modules/content/" version="2.0"><channel>'
            b"<title>News</title><link>https://example.org/</link><description>All of it</description>",
            b"</channel></rss>\n",
        ),
    ),
    "json": (
        Frame(
            b'{"version": "https://jsonfeed.org/version/1.1", "title": "News",\n  "items": [\n',
            b"\n  ]\n}\n",
        ),
        Frame(b'{"version":"https://jsonfeed.org/version/1","items":[', b'],"title":"News"}'),
    ),
}

IDS = (
    *("https://example.org/1", "tag:example.org,2024-05-06:1", "tag:example.org,2024-02-29:a%20b?c#d"),
    *("urn:uuid:9f0b8a2e-5c3d-4b7a-8e61-d2f4a7c90b13", "urn:isbn:9783161484100", "urn:x--y:1"),
    *("tag:example.org,2025:1", "tag:example.org,2025-12:a"),
    *("tag:example.org,2023-02-29:1", "tag:example.org,1900-02-29:1"),
    *("tag:example.org,2025-13:1", "tag:example.org,0025:1", "tag:example.org,2025-1:1"),
    *("urn:uuid:1", "urn:urn:1", "urn:-a:1"),
    *("", " ", "1", "tag:example.org:1", "tag:-x.org,2024:1"),
    *("http://", "mailto:", "urn:a:1", "x:\u00e9"),
    *("\u2003", "&", "https://example.org/a b"),
    *("https://example.org/%", "https://example.org/?a=1&b=2"),
)
ADDRESSES = (
    *("https://example.org", "https://www.example.org/2024/a-b_c.html?x=1&y=%20#z"),
    *("http://a.b.c.example.museum/", "https://xn--bcher-kva.example/"),
    *("https://example.org:8443/", "http://example.org:99999/", "https://127.0.0.1/"),
    *("http://127.0.0.1:8000/feeds/", "https://1.2.3.4.5/"),
    *("https://1.2.3.400/", "https://example.123/"),
    *("https://example.org/\u00fc", "https://\u00fc.example/"),
    *("https://-a.example.org/", "https://a-.example.org/"),
    *("https://a.org-/", "https://example.o-", f"https://{('a' * 40 + '.') * 8}org/"),
    *("https://a..example.org/", "https://example.org./"),
    *("https://.example.org/", "https://a_b.example.org/"),
    *(f"https://{'a' * 64}.example.org/", f"https://{'a' * 63}.example.org/", f"https://{'a.' * 130}org/"),
    *("https://example.org/%zz", "https://example.org/a b"),
    *("https://example.org/#a#b", "https://example.org/[x]"),
    *("https://u:p@example.org/", "https://example.org/a'b(c)"),
    *("https://example.org/%", "/news", "", "news"),
    *("javascript:alert(1)", "data:image/png;base64,AA"),
    *("mailto:a@example.org", "ftp://example.org/", "https:x"),
    *('https://example.org/"', "https://example.org/<"),
    *("https://example.org/\n", "https://example.org/\\", "https://"),
)
TEXTS = (
    *("Robots win", "AT&T", "<b>bold</b>", 'She said "no"', "it's"),
    *("\u00e9\u00fc", "\u65e5\u672c\u8a9e", "\U0001f600"),
    *("", " ", "\u00a0", "\u2003", "\t", "\n", " x ", "a\nb\tc"),
    *("\r", "a\r\nb", "]]>", "]]", "&#0;", "&nbsp;", "&amp;"),
    *("\x00", "\x08", "\x0c", "\x1f", "\x7f", "\x85", "\x9f"),
    *("\ud800", "\udfff", "\ufffe", "\uffff", "\ufeff"),
    *("\U0001fffe", "\u2028", "\u202e", "\\", "\\u0000"),
    *("\\ud800", '\\"', "<!--", "-->", "<![CDATA[", "<?x?>"),
    '<p>News of <a href="https://example.org/?a=1&amp;b=2">robots</a></p>\n<ul><li>1</li></ul>',
)
DATES = (
    *("2024-02-29T00:00:00Z", "2023-02-29T00:00:00Z", "1900-02-29T00:00:00Z", "2000-02-29T00:00:00Z"),
    *("2023-04-31T00:00:00Z", "2023-06-31T00:00:00Z", "2023-01-32T00:00:00Z", "2023-12-00T00:00:00Z"),
    *("2023-13-01T00:00:00Z", "2023-00-01T00:00:00Z", "2023-01-01T24:00:00Z", "2023-01-01T23:60:00Z"),
    *("2023-01-01T23:59:60Z", "2016-12-31T23:59:60Z", "0000-01-01T00:00:00Z", "0001-01-01T00:00:00Z"),
    *("2023-01-01T00:00:00", "2023-01-01T00:00:00+00:00", "2023-01-01T00:00:00+24:00", "2023-01-01"),
    *("2023-01-01t00:00:00z", " 2023-01-01T00:00:00Z", "2023-01-01T00:00:00.5Z", "202\u0663-01-01T00:00:00Z"),
    *("Mon, 06 May 2024 07:08:09 +0000",),
    *("Tue, 06 May 2024 07:08:09 +0000", "Thu, 29 Feb 2024 07:08:09 +0000"),
    *("Wed, 31 Apr 2024 07:08:09 +0000",),
    *("Mon, 06 May 2024 24:08:09 +0000", "Mon, 06 May 2024 07:60:09 +0000"),
    *("Mon, 06 Mai 2024 07:08:09 +0000", "Mon, 06 May 2024 07:08:09", "Mon, 06 May 0000 07:08:09 +0000"),
    *("Mon, 06 May 2024 07:08:61 +0000", "06 May 2024 07:08:09 +0000", "Mon, 00 May 2024 07:08:09 +0000"),
)
OTHERS = (
    *("en", "en-GB", "zh-Hant-TW", "en_GB", "english", "xx", "en-XX", "eng", "de-1996-1996", "a"),
    *("x", "true"),
    *("false", "TRUE", "0", "007", "-1", "1.5", "12345678901", "1e5", "1e", ".5", "1.", "NaN"),
    *("null", "\u0661"),
    *("a@example.org", "a@b@example.org", "a b@example.org", ".a@example.org", "a@example", "a@-example.org"),
    *("a@example.org (The Editors)", "a@example.org (The Editors", "The Editors"),
    *("a@example.org", "a..b@example.org ()"),
    *("alternate", "self", "via", "a b", "html", "text", "xhtml", "plain", "image", "picture"),
    *("text/html", "html5"),
    *("https://jsonfeed.org/version/1.1",),
    *("https://jsonfeed.org/version/1", "https://jsonfeed.org/version/1.2"),
    *("a?>b", "\\x41", "\\u00e9", "\\ud800", "\\", "\\n", "\\/", "\\q", "<b/>", "<!-- -->"),
    *("<?x?>", "&lt;&gt;&quot;", "&#13;", "&#10;&#9;"),
    *("urn:urn:1", "urn:uuid:1", "urn:uuid:9f0b8a2e-5c3d-4b7a-8e61-d2f4a7c90b134", "urn:a:1", "urn:a-:1"),
)
INSTANTS = (
    *(0, 951782400, 951868799, 1078012800, 1714979289, 4102444799, -62135596800, 253402300799, -1),
    10**9,
)
PIECES = (
    *("<", ">", "&", '"', "'", "/", "\\", "]]>", "<!--", "-->"),
    *("<![CDATA[", "]]", "<?x?>", "?>", "<b/>", "<b>", "</b>"),
    *("&amp;", "&lt;", "&apos;", "&nbsp;", "&#0;", "&#13;", "&#x1F600;"),
    *("&amp", "&;", "&#xD800;", "\0", "\r", "\n", "\t"),
    *(" ", "  ", "\u00a0", "\ufeff", "\ud83d", "\uffff", "\x1b"),
    *("{", "}", "[", "]", ",", ":", ", ", "null", "true", "0"),
    *('{"a":1}', '"a"', '"id": "1",', '"_x.y": {},', "\\u0041"),
    *("\\ud800", '\\"', "\\\\", "1e999", "NaN", "-", ".5"),
    *(' xml:lang="en_US"', ' xml:base="http://[/"', ' xmlns=""'),
    *(' type="xhtml"', ' type="text"', ' a="b"', " b=c"),
    *("<entry>", "</entry>", "<item>", "</item>", "<author/>"),
    *("<title>x</title>", "<updated/>", "<id>1</id>"),
    *("<media:content/>", '<media:title type="plain">x</media:title>'),
    *("<media:group/>", "<dc:date>x</dc:date>"),
    *("http:", "https://", "//", "..", "%", "%41", "%GG", "#"),
    *("?", "@", "29", "30", "31", "02", "13", "24", "60"),
    *("2023-02-29", "2100-02-29", "Z", "+0000", "GMT", "Mon"),
    *("Feb", "true", "false", "alternate", "via", "self"),
)
_TOKENS = re.compile(r"(?s)</?[a-z:]+|/?>|&[^;\s]*;|https?://|[a-z]+=\"|\\.|[A-Za-z]+|[0-9]+|\s+|.")


def accepted_as(entry: str, kind: Kind) -> bool:
    """Whether the fast path accepts an entry of a format."""
    acceptor = outputs.get(kind).acceptor
    assert acceptor
    return fastpath.certainly_valid(entry, acceptor)


def frame_accepted(frame: Frame, kind: Kind) -> bool:
    """Whether the fast path accepts a frame of a format."""
    acceptor = outputs.get(kind).acceptor
    assert acceptor
    return fastpath.frame_certainly_valid(frame, acceptor)


def pick(chance: random.Random, good: Value, values: tuple[Value, ...]) -> Value:
    """Return the good value, or rarely one of the others."""
    return chance.choice(values) if chance.random() < 0.02 else good


def few(chance: random.Random, number: int) -> range:
    return range(chance.choice((0, 1, 1, 2, number)))


def rendered(
    *,
    summary: str,
    content: str,
    authors: tuple[Author, ...],
    categories: tuple[Category, ...],
    **fields: Any,
) -> Entry:
    """Return the entry of a record with these fields."""
    return Entry(Record(path="a.md", excerpt=summary, **fields), content, authors, categories)


def random_entry(chance: random.Random) -> Entry:
    """An entry of good values and a few bad ones, which no record gives, or none yet."""

    def text(good: str) -> str:
        return pick(chance, good, TEXTS) if chance.random() < 0.9 else chance.choice(TEXTS[:8])

    def address() -> str:
        good = f"https://www.example.org/{chance.randrange(9)}/?a={chance.randrange(9)}"
        return pick(chance, good, ADDRESSES)

    def instant() -> int:
        return pick(chance, chance.randrange(0, 4_000_000_000), INSTANTS)

    link: str | None = pick(chance, address(), (None,))
    return rendered(
        id=pick(chance, link or IDS[1], (*IDS, *IDS, *TEXTS)),
        title=text("Robots win"),
        published=instant(),
        updated=instant(),
        link=link,
        source_url=chance.choice((None, None, address())),
        summary=text("They win again."),
        content=text(TEXTS[-1]),
        authors=tuple(
            Author(text("The Editors"), chance.choice((None, address())), chance.choice((None, address())))
            for _ in few(chance, 3)
        ),
        categories=tuple(Category(text("robots"), text("Robots"), address()) for _ in few(chance, 4)),
        images=tuple(
            Image(
                address(),
                pick(chance, 640, (None, 0, 10**12)),
                pick(chance, chance.choice((None, 360)), (0, -1)),
                chance.choice((None, text("A robot"))),
            )
            for _ in few(chance, 3)
        ),
        related=tuple(
            Related(text("More"), address(), chance.choice((None, instant())), text("News"), text("article"))
            for _ in few(chance, 3)
        ),
        quality=pick(chance, chance.choice((None, 0, 41, 0.5)), (-1, 1e30, float("inf"), float("nan"))),
        heat=chance.choice((None, 12)),
        type=chance.choice((None, text("article"))),
        category=chance.choice((None, text("news"))),
    )


def full_entry() -> Entry:
    """An entry with everything in it, of everything two."""
    address, instant = "https://www.example.org/a", 1714979289
    return rendered(
        id=address,
        title="Robots win",
        published=instant,
        updated=instant,
        link=address,
        source_url=address,
        summary="They win again.",
        content="<p>They <b>win</b> again.</p>",
        authors=(Author("The Editors", address, address), Author("Somebody", address)),
        categories=(Category("a", "a", address), Category("b", "b", address)),
        images=(Image(address, 640, 360, "A robot"), Image(address, 640, 360)),
        related=(Related("More", address, instant, "News", "article"), Related("Still more", address)),
        quality=0.5,
        heat=12,
        type="article",
        category="news",
    )


SMALL = rendered(
    id="tag:example.org,2024-05-06:1",
    title="Robots win",
    published=1714979289,
    updated=1714979289,
    link=None,
    source_url=None,
    summary="",
    content="<p>They <b>win</b> again.</p>",
    authors=(Author("The Editors"),),
    categories=(),
    images=(),
    related=(),
    quality=None,
    heat=None,
    type=None,
    category=None,
)


def written(entry: Entry, kind: Kind) -> str:
    fragment = outputs.get(kind).fragment
    assert fragment
    try:
        return fragment.render(entry)
    except (
        UnicodeEncodeError
    ):  # JSON's writer refuses surrogates; what would have been written is refused here
        return '{"id": "\ud800"}'


def damaged(text: str, chance: random.Random) -> str:
    """A text with a piece of it dropped, copied, moved, replaced or put in."""
    tokens = _TOKENS.findall(text)
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        at, length = chance.randrange(len(tokens) + 1), chance.choice((1, 1, 1, 2, 5, 20))
        to = chance.randrange(len(tokens) + 1)
        piece = tokens[at : at + length]
        match chance.randrange(7):
            case 0:
                del tokens[at : at + length]
            case 1:
                tokens[to:to] = piece
            case 2:
                tokens[at : at + length] = []
                tokens[to:to] = piece
            case 3:
                tokens[at : at + 1] = [chance.choice(PIECES)]
            case 4:
                tokens[at:at] = [chance.choice(PIECES)]
            case 5 if piece:  # another of its kind
                alike = [each for each in tokens if each[:1].isalnum() == piece[0][:1].isalnum()]
                tokens[at] = chance.choice(alike)
            case _ if piece:
                token, where = piece[0], chance.randrange(len(piece[0]) + 1)
                tokens[at] = token[:where] + chance.choice(token) + token[where + chance.randrange(2) :]
        if not tokens:
            return ""
    return "".join(tokens)


def errors(entry: str, kind: Kind, frame: Frame) -> list[str]:
    document = frame.before + entry.encode(errors="surrogatepass") + frame.after
    found = check_bytes(document, kind, kind=kind)
    return [f"{each} [{each.rule}]" for each in found if each.severity == "error"]


def run_trials(kind: Kind, seed: int, number: int) -> tuple[int, int]:
    """Try that many texts, damaged or not; return how many were accepted and how many undecided."""
    chance = random.Random(seed)
    accepted = 0
    for _ in range(number):
        text = written(random_entry(chance), kind)
        for _ in range(chance.randrange(3)):
            text = damaged(text, chance)
            if not text:
                break
        if accepted_as(text, kind):
            accepted += 1
            for frame in FRAMES[kind]:
                assert errors(text, kind, frame) == [], ascii(text)
    return accepted, number - accepted


FILES: dict[Kind, tuple[str, str, str]] = {
    "atom": ("atom.xml", "  <entry>", "</feed>"),
    "rss": ("rss.xml", "    <item>", "  </channel>"),
    "json": ("feed.json", '    {"id"', "\n  ]"),
}
ROOT = Path(__file__).parents[2]


def published(kind: Kind) -> list[str]:
    """This repository's own feeds."""
    return [path.read_text("utf-8") for path in sorted((ROOT / "feeds").glob(f"*/{FILES[kind][0]}"))]


def frames(kind: Kind) -> list[tuple[str, str]]:
    """Return the texts before and after the entries in this repository's own feeds."""
    _, first, last = FILES[kind]
    return [
        (each[: each.index(first)], each[each.rindex(last) :]) for each in published(kind) if first in each
    ]


def run_frame_trials(kind: Kind, seed: int, number: int) -> tuple[int, int]:
    """Try that many frames, damaged or not; return how many were accepted and how many undecided."""
    chance = random.Random(seed)
    originals = frames(kind)
    sample = SAMPLES[kind]
    accepted = 0
    for _ in range(number):
        before, after = chance.choice(originals)
        for _ in range(chance.randrange(3)):
            before = damaged(before or " ", chance)
        if not chance.randrange(5):
            after = damaged(after, chance)
        frame = Frame(before.encode(errors="surrogatepass"), after.encode(errors="surrogatepass"))
        if frame_accepted(frame, kind):
            accepted += 1
            assert errors(sample, kind, frame) == [], ascii(before + after)
            assert check_frame(frame, kind, "x") == (), ascii(before + after)
    return accepted, number - accepted


# Every value in every place, every part dropped, given again and moved

_PLACES = {
    True: re.compile(r'(?<=>)[^<>]++(?=</)|(?<=")[^"<>]*(?=")'),
    False: re.compile(r'(?<=: |, )"(?:[^"\\]|\\.)*"(?!:)|(?<=\[)"(?:[^"\\]|\\.)*"|(?<=: )[0-9.]+'),
}
_PARTS = {
    True: re.compile(
        r"<(\S+)(?: [^<>]*)?>[^<>]*</\1>|<[^<>]*>|\n *<[^\n]*|(?<=<)[^<>]* | [a-z:A-Z]+=\"[^\"]*\""
    ),
    False: re.compile(
        r'"[a-z_]+": (?:"(?:[^"\\]|\\.)*"|[0-9.]+|\[[^\[\]]*\]|\{[^{}]*\})(?:,\s+)?'
        r'|\{[^{}]*\}(?:, )?|\[[^\[\]]*\](?:, )?|"(?:[^"\\]|\\.)*"(?:, )?|[,:] |[\[\]{}]'
    ),
}


def replaced(text: str, kind: Kind) -> Iterator[str]:
    """Yield the text with each value, raw and escaped, in the place of each value."""
    for found in _PLACES[kind != "json"].finditer(text):
        for value in dict.fromkeys((*IDS, *ADDRESSES, *TEXTS, *DATES, *OTHERS)):
            ways = {value, escape(value)} if kind != "json" else {f'"{value}"', json.dumps(value), value}
            for each in ways:
                yield text[: found.start()] + each + text[found.end() :]


def rearranged(text: str, kind: Kind) -> Iterator[str]:
    """The text with every part of it dropped, given twice, and moved before every other."""
    spans = list(dict.fromkeys(match.span() for match in _parts(text, kind)))
    for start, end in spans:
        part = text[start:end]
        yield text[:start] + text[end:]
        yield text[:end] + part + text[end:]
        for to, _ in spans:
            if to <= start:
                yield text[:to] + part + text[to:start] + text[end:]
            elif to >= end:
                yield text[:start] + text[end:to] + part + text[to:]


def _parts(text: str, kind: Kind) -> Iterator[re.Match[str]]:
    """The parts of a text, those within others too."""
    at = 0
    while found := _PARTS[kind != "json"].search(text, at):
        yield found
        at = found.start() + 1


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("changed", [replaced, rearranged])
def test_no_invalid_value_or_order_is_accepted_in_an_entry(kind: Kind, changed: Changed) -> None:
    verdicts: Counter[bool] = Counter()
    for text in (*changed(written(full_entry(), kind), kind), *changed(written(SMALL, kind), kind)):
        accepted = accepted_as(text, kind)
        verdicts[accepted] += 1
        if accepted:
            assert errors(text, kind, FRAMES[kind][0]) == [], ascii(text)
    assert min(verdicts[True], verdicts[False]) > 20


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("changed", [replaced, rearranged])
def test_no_invalid_value_or_order_is_accepted_in_a_frame(kind: Kind, changed: Changed) -> None:
    before, after = next(each for each in frames(kind) if "category" in each[0] or kind == "json")
    verdicts: Counter[bool] = Counter()
    for text in changed(before, kind):
        frame = Frame(text.encode(errors="surrogatepass"), after.encode())
        accepted = frame_accepted(frame, kind)
        verdicts[accepted] += 1
        if accepted:
            assert errors(SAMPLES[kind], kind, frame) == [], ascii(text)
    assert min(verdicts[True], verdicts[False]) > 20


# Whatever else


@pytest.mark.parametrize("kind", KINDS)
def test_damaged_entries_that_are_accepted_are_valid(kind: Kind) -> None:
    accepted, refused = run_trials(kind, 1, 1500)
    assert accepted > 200
    assert refused > 500


# The corpus, and published feeds


def cut_out(document: str, kind: Kind) -> list[str]:
    """The texts of a document's entries, as far as one that may be broken has any."""
    if kind != "json":
        name = "entry" if kind == "atom" else "item"
        return re.findall(rf"<{name}[ >].*?</{name}>", document, re.DOTALL)
    decoder, found = json.JSONDecoder(), []
    at = document.find("{", document.find('"items"'))
    while at > 0:
        try:
            end = decoder.raw_decode(document, at)[1]
        except ValueError:
            break
        found.append(document[at:end])
        at = document.find("{", end)
    return found


INVALID = [path for form in ("atom", "rss", "ext", "json") for path in corpus.invalid(form)]


def kind_of(path: Path) -> Kind:
    data = path.read_bytes()
    return "json" if path.suffix == ".json" else "atom" if b"<feed" in data or b"<entry" in data else "rss"


def test_no_entry_of_the_corpus_is_accepted_that_has_an_error() -> None:
    wrong = 0
    for path in INVALID:
        kind = kind_of(path)
        for entry in cut_out(path.read_bytes().decode("utf-8", "surrogateescape"), kind):
            if any(errors(entry, kind, frame) for frame in FRAMES[kind]):
                wrong += 1
                assert not accepted_as(entry, kind), f"{path.name}: {entry}"
    assert wrong > 200


@pytest.mark.parametrize("kind", KINDS)
def test_published_entries_are_accepted(kind: Kind) -> None:
    entries = [entry for each in published(kind) for entry in cut_out(each, kind)]
    assert len(entries) > 200
    assert sum(accepted_as(each, kind) for each in entries) > 0.95 * len(entries)


def test_json_is_accepted_with_and_without_spaces() -> None:
    item = json.loads(written(random_entry(random.Random(3)), "json"))
    for separators in ((",", ":"), (", ", ": ")):
        text = json.dumps(item, ensure_ascii=False, separators=separators)
        assert accepted_as(text, "json")
        assert accepted_as(f"\n  {text} \n", "json")
    assert not accepted_as(json.dumps(item, indent=1), "json")


@pytest.mark.parametrize("kind", KINDS)
def test_samples_are_accepted_and_valid_in_every_frame(kind: Kind) -> None:
    assert accepted_as(SAMPLES[kind], kind)
    for frame in FRAMES[kind]:
        assert check_frame(frame, kind, "x") == ()


LENGTH = 100_000
HOSTILE = [
    *("a.", "a-", "-", "%41", "%4", "&amp;", "&", "\\n", "\\", " ", "\n", "<", "]", '"', "0", "[{", "{"),
    *("https://", "?", "\u00e9", "\ud800", "\0"),
]
REPEATED = re.compile(
    r'<link rel="related".*?/>|<author>.*?</author>|<category.*?(?:/>|</category>)'
    r"|<dc:creator>.*?</dc:creator>"
    r'|<media:content.*?(?:</media:content>|/>)|"(?:a|b)"|\{"name".*?\}|\{"title".*?\}',
    re.DOTALL,
)
SECONDS = 0.5
"""Allowed for LENGTH characters, which take 1 ms; if time grew with the square they would take minutes."""


def assert_fast(attempt: Callable[[], object], about: str) -> None:
    started = time.process_time()
    attempt()
    assert time.process_time() - started < SECONDS, about[:200]


@pytest.mark.parametrize("kind", KINDS)
def test_time_grows_in_proportion_to_an_entry(kind: Kind) -> None:
    text = written(full_entry(), kind)
    assert accepted_as(text, kind)
    places = [found.end() for found in re.finditer(r"https?://|[a-z]>|[=\[,]\"|\"", text)]
    assert len(places) > 20
    for piece in HOSTILE:
        hostile = (piece * LENGTH)[:LENGTH]
        for at in places:
            for rest in ("", text[at:]):
                assert_fast(partial(accepted_as, text[:at] + hostile + rest, kind), f"{piece!r} at {at}")
    for found in REPEATED.finditer(text):
        many = (found[0] + (", " if kind == "json" else "\n")) * (LENGTH // len(found[0]))
        for end in ("", "<"):
            changed = text[: found.start()] + many + end + text[found.start() :]
            assert_fast(partial(accepted_as, changed, kind), f"many times {found[0]}")


@pytest.mark.parametrize("kind", KINDS)
def test_time_grows_in_proportion_to_a_frame(kind: Kind) -> None:
    before, after = frames(kind)[0]
    places = [found.end() for found in re.finditer(r"https?://|[a-z]>|[=\[,]\"|: \"|@|\(", before)]
    assert places
    for piece in HOSTILE:
        hostile = (piece * LENGTH)[:LENGTH]
        for at in places:
            text = before[:at] + hostile + before[at:]
            frame = Frame(text.encode(errors="surrogatepass"), after.encode())
            assert_fast(partial(frame_accepted, frame, kind), f"{piece!r} at {at}")


def test_the_bound_on_time_can_be_missed() -> None:
    """A pattern whose time grows with the square is found by the same measure."""
    quadratic = re.compile("(?:a*b)?a*c")
    with pytest.raises(AssertionError):
        assert_fast(lambda: [quadratic.search("a" * 30_000)], "a")


def test_texts_above_the_bound_are_undecided() -> None:
    text = SAMPLES["json"]
    assert accepted_as(text + " " * (1_000_000 - len(text)), "json")
    assert not accepted_as(text + " " * 1_000_000, "json")


@pytest.mark.parametrize("kind", KINDS)
def test_damaged_frames_that_are_accepted_are_valid(kind: Kind) -> None:
    accepted, refused = run_frame_trials(kind, 1, 1500)
    assert accepted > 200
    assert refused > 500


@pytest.mark.parametrize("kind", KINDS)
def test_published_frames_are_accepted(kind: Kind) -> None:
    for before, after in frames(kind):
        assert frame_accepted(Frame(before.encode(), after.encode()), kind)


if __name__ == "__main__":  # a long run: python -m tests.outputs.test_fastpath SEED NUMBER
    first, size = map(int, sys.argv[1:])
    for each in KINDS:
        print(each, run_trials(each, first, size), run_frame_trials(each, first, size))


def test_common_languages_are_tags_by_the_rules() -> None:
    assert [tag for tag in fastpath._COMMON_LANGUAGES if values.language_tag(tag)] == []
    assert [tag for tag in fastpath._COMMON_LANGUAGES if not re.fullmatch(LANGUAGE.pattern, tag)] == []
