"""The page of rules is current, and its examples break or keep their rules.

An example is an excerpt. `documents` builds feeds round it, right in everything else, in each place where
it may be meant to stand; the failing example has to break its rule in one of them, and the passing one must
not in the same.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from lxml import etree
from tests.check import corpus

from feedpub.check import (
    MAX_BYTES,
    MAX_TAGS,
    check,
    check_bytes,
    check_paths,
    engine,
    rules,
)
from feedpub.check.catalog import load_pages
from feedpub.check.profiles import PROFILES
from feedpub.check.reading import MAX_ATTRIBUTES, MAX_ATTRIBUTES_OF_ONE
from feedpub.check.reading.json import MAX_DEPTH
from feedpub.check.reference import main, page
from feedpub.check.rules import REGISTRY, load_all

if TYPE_CHECKING:
    from collections.abc import Iterator

    from feedpub.check.rules import Rule

load_all()
PAGE = Path(__file__).parents[2] / "docs" / "rules.md"

NAMESPACES = {
    "acast": "https://schema.acast.com/1.0/",
    "app": "http://www.w3.org/2007/app",
    "at": "http://purl.org/atompub/tombstones/1.0",
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "creativeCommons": "http://backend.userland.com/creativeCommonsRssModule",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "fh": "http://purl.org/syndication/history/1.0",
    "geo": "http://www.w3.org/2003/01/geo/wgs84_pos#",
    "georss": "http://www.georss.org/georss",
    "gml": "http://www.opengis.net/gml",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "media": "http://search.yahoo.com/mrss/",
    "podcast": "https://podcastindex.org/namespace/1.0",
    "psc": "http://podlove.org/simple-chapters",
    "rawvoice": "http://www.rawvoice.com/rawvoiceRssModule/",
    "slash": "http://purl.org/rss/1.0/modules/slash/",
    "spotify": "http://www.spotify.com/ns/rss",
    "sy": "http://purl.org/rss/1.0/modules/syndication/",
    "thr": "http://purl.org/syndication/thread/1.0",
    "webfeeds": "http://webfeeds.org/rss/1.0",
    "wfw": "http://wellformedweb.org/CommentAPI/",
    "xhtml": "http://www.w3.org/1999/xhtml",
    "xi": "http://www.w3.org/2001/XInclude",
}
CHILDREN = {
    "feed": "<id>tag:example.org,2024:feed</id><title>News</title><updated>2024-05-01T00:00:00Z</updated>"
    '<author><name>The Editors</name></author><link rel="self" href="https://example.org/atom.xml"/>',
    "entry": "<id>tag:example.org,2024:1</id><title>Rain</title><updated>2024-05-01T00:00:00Z</updated>"
    '<link href="https://example.org/1"/><summary>It rains.</summary>',
    "source": "<id>tag:example.org,2024:other</id><title>Other news</title>"
    "<updated>2024-05-01T00:00:00Z</updated>",
    "author": "<name>The Editors</name>",
    "contributor": "<name>The Editors</name>",
    "channel": "<title>News</title><link>https://example.org/</link><description>All the news</description>"
    '<atom:link rel="self" href="https://example.org/rss.xml" type="application/rss+xml"/>',
    "item": "<title>Rain</title><description>It rains.</description>"
    '<guid isPermaLink="false">tag:example.org,2024:1</guid>',
    "image": "<url>https://example.org/logo.png</url><title>News</title><link>https://example.org/</link>",
    "textInput": "<title>Search</title><description>Search the news</description><name>q</name>"
    "<link>https://example.org/search</link>",
    "itunes:owner": "<itunes:name>The Editors</itunes:name><itunes:email>editors@example.org</itunes:email>",
}
"""What an element needs; `...` in it stands for those that the example doesn't have."""

PLACES = {
    "atom": (
        "feed",
        "feed/entry",
        "feed/author",
        "feed/entry/source",
        "feed/entry/author",
        "feed/entry/media:group",
    ),
    "rss": (
        "rss/channel",
        "rss/channel/item",
        "rss/channel/image",
        "rss/channel/textInput",
        "rss/channel/item/media:group",
    ),
}
VALID = {
    "atom": f'<feed xmlns="{NAMESPACES["atom"]}">{CHILDREN["feed"]}</feed>',
    "rss": f'<rss version="2.0" xmlns:atom="{NAMESPACES["atom"]}">'
    f"<channel>{CHILDREN['channel']}</channel></rss>",
}


def with_declaration(declaration: str, *, encoding: str = "utf-8", text: str = "é") -> bytes:
    """A valid RSS feed behind an XML declaration."""
    return (declaration + VALID["rss"].replace("News", text)).encode(encoding)


def without(text: str, *parts: str) -> bytes:
    """A document with some parts taken out, each of which is there."""
    for part in parts:
        assert part in text
        text = text.replace(part, "")
    return text.encode()


def atom(*entries: str) -> str:
    """An Atom feed with entries, each of them right, `...` in the place of all that an entry needs."""
    full = "".join(f"<entry>{entry.replace('...', CHILDREN['entry'])}</entry>" for entry in entries)
    return VALID["atom"].replace("</feed>", full + "</feed>")


def rss(item: str, head: str = "") -> bytes:
    """An RSS feed with an item, and with other namespaces declared."""
    full = f"<item>{item.replace('...', CHILDREN['item'])}</item></channel>"
    return VALID["rss"].replace("</channel>", full).replace("<rss", f"<rss{head}").encode()


def with_doctype(declarations: str, reference: str) -> bytes:
    return (f"<!DOCTYPE feed [{declarations}]>" + VALID["atom"].replace("News", reference)).encode()


CONTENT, ITUNES, MEDIA = (
    f' xmlns:{prefix}="{NAMESPACES[prefix]}"' for prefix in ("content", "itunes", "media")
)
DURATION = "...<itunes:duration>60</itunes:duration>"
XML = '<?xml version="1.0" encoding="{}"?>'
IN_BYTES = {
    "empty-document": (b" \n", VALID["atom"].encode()),
    "too-large": (VALID["atom"].replace("News", "n " * 9_000_000).encode(), VALID["atom"].encode()),
    "not-a-feed": (b"<html/>", VALID["rss"].encode()),
    "encoding-invalid": (
        with_declaration(XML.format("utf-8"), encoding="latin-1"),
        with_declaration(XML.format("utf-8")),
    ),
    "encoding-mismatch": (
        b"\xef\xbb\xbf" + with_declaration(XML.format("iso-8859-1")),
        b"\xef\xbb\xbf" + with_declaration(XML.format("utf-8")),
    ),
    "encoding-obscure": (
        with_declaration(XML.format("IBM037"), encoding="cp037"),
        with_declaration(XML.format("utf-8")),
    ),
    "c1-character": (
        with_declaration(XML.format("iso-8859-1"), encoding="cp1252", text="“News”"),
        with_declaration(XML.format("windows-1252"), encoding="cp1252", text="“News”"),
    ),
    "xml-declaration-not-first": (
        b"\n" + with_declaration(XML.format("utf-8")),
        with_declaration(XML.format("utf-8")),
    ),
    "entity-expansion": (
        with_doctype('<!ENTITY a "&b;&b;"><!ENTITY b "&a;&a;">', "&a;"),
        with_doctype('<!ENTITY copy "&#169;">', "&copy;"),
    ),
    "json-depth": (
        b'{"items": [], "_example": ' + b"[" * 100 + b"]" * 100 + b"}",
        b'{"items": [], "_example": {"nested": [[]]}}',
    ),
}
"""Examples that depend on bytes."""

IN_DOCUMENTS: dict[str, tuple[bytes, bytes]] = {
    "atom-alternate-missing": (
        without(atom("..."), '<link href="https://example.org/1"/>'),
        atom("...").encode(),
    ),
    "atom-author-missing": (
        without(atom("..."), "<author><name>The Editors</name></author>"),
        atom("...").encode(),
    ),
    "atom-duplicate-id": (
        atom("...", "...").encode(),
        atom("...", "...").replace("2024:1<", "2024:2<", 1).encode(),
    ),
    "atom-same-id": (
        atom("...", "...").replace("05-01T", "05-02T", 2).encode(),
        atom("...").encode(),
    ),
    "atom-namespace-prefix": (
        re.sub(r"<(/?)(?=[a-z])", r"<\1a:", VALID["atom"]).replace("xmlns=", "xmlns:a=").encode(),
        VALID["atom"].encode(),
    ),
    "rss-self-link-missing": (
        re.sub("<atom:link [^>]*>", "", VALID["rss"]).encode(),
        VALID["rss"].encode(),
    ),
    "atom-self-missing": (
        without(VALID["atom"], '<link rel="self" href="https://example.org/atom.xml"/>'),
        VALID["atom"].encode(),
    ),
    "content-without-description": (
        rss("<title>Rain</title><content:encoded>It rains.</content:encoded>", CONTENT),
        rss("...<content:encoded>It rains.</content:encoded>", CONTENT),
    ),
    "itunes-enclosure-type": (
        rss(
            f'{DURATION}<enclosure url="https://example.org/1.wma" length="1" type="audio/x-ms-wma"/>',
            ITUNES,
        ),
        rss(f'{DURATION}<enclosure url="https://example.org/1.mp3" length="1" type="audio/mpeg"/>', ITUNES),
    ),
    "itunes-too-long": (
        rss(f"...<itunes:subtitle>{'x ' * 150}</itunes:subtitle>", ITUNES),
        rss("...<itunes:subtitle>News of the day</itunes:subtitle>", ITUNES),
    ),
    "undeclared-prefix": (
        rss('...<media:thumbnail url="https://example.org/1.jpg"/>'),
        rss('...<media:thumbnail url="https://example.org/1.jpg"/>', MEDIA),
    ),
}
"""Examples that are described: by what is missing, by a number, or in words."""


def test_the_page_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run python -m feedpub.check.reference docs/rules.md"


def test_the_page_can_be_written_anew(tmp_path: Path) -> None:
    main([str(tmp_path / "rules.md")])
    assert (tmp_path / "rules.md").read_bytes() == PAGE.read_bytes()


def test_every_rule_is_on_the_page_once() -> None:
    names = re.findall(r"^### (.*)$", page(), re.MULTILINE)
    assert sorted(names) == sorted(REGISTRY)


@pytest.mark.parametrize("name", sorted(REGISTRY))
def test_a_rule_is_described(name: str) -> None:
    described = load_pages()[name]
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name)
    assert described.summary.endswith(".")
    assert described.clause
    assert described.fails != described.passes


def test_every_entry_of_the_catalogue_is_a_rules() -> None:
    assert load_pages().keys() == REGISTRY.keys()


def test_a_rule_has_one_entry_in_the_catalogue(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    entry = '["a-rule"]\nclause = "c"\nsummary = "s."\nfails = "f"\npasses = "p"\n'
    (tmp_path / "one.toml").write_text(entry)
    (tmp_path / "two.toml").write_text(entry)
    monkeypatch.setattr(rules, "__path__", [str(tmp_path)])
    with pytest.raises(ValueError, match=r"the rule 'a-rule' has two pages, one of them in two\.toml"):
        load_pages.__wrapped__()


def test_the_bounds_that_the_page_names_are_those_that_are_held() -> None:
    assert (
        f"{MAX_BYTES // 2**20} MB, {MAX_TAGS:,} tags, {MAX_ATTRIBUTES:,}" in load_pages()["too-large"].summary
    )
    assert f"({MAX_ATTRIBUTES_OF_ONE} on one element)" in load_pages()["too-large"].summary
    assert load_pages()["json-depth"].summary.endswith(f"at most {MAX_DEPTH} deep.")


@pytest.mark.parametrize("name", sorted(set(REGISTRY) - {"grammar", "unreadable", "wrong-format"}))
def test_the_examples_do_what_the_page_says(name: str) -> None:
    each = REGISTRY[name]
    if name in IN_BYTES or name in IN_DOCUMENTS:
        failing, passing = (IN_BYTES | IN_DOCUMENTS)[name]
        assert (name in broken_by(failing), name in broken_by(passing)) == (True, False)
        return
    failing_documents = dict(documents(each, load_pages()[each.name].fails))
    passing_documents = dict(documents(each, load_pages()[each.name].passes))
    places = [place for place, data in failing_documents.items() if name in broken_by(data)]
    assert places, (
        f"the failing example breaks nothing: {sorted(broken_by(next(iter(failing_documents.values()))))}"
    )
    kept = [data for place, data in passing_documents.items() if place in places] or list(
        passing_documents.values()
    )
    assert any(name not in broken_by(data) for data in kept), "the passing example breaks the rule"


def test_the_grammar_alone_is_enough_to_refuse(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the grammar finds is reported where no rule says more; so the rules are silenced here."""
    monkeypatch.setattr(engine, "run", lambda *_, **__: iter(()))
    each = REGISTRY["grammar"]
    (failing,) = (
        data for place, data in xml_documents("atom", load_pages()[each.name].fails) if place == "feed/entry"
    )
    (passing,) = (
        data for place, data in xml_documents("atom", load_pages()[each.name].passes) if place == "feed/entry"
    )
    assert (broken_by(failing), broken_by(passing)) == ({"grammar"}, set())


def test_a_file_that_can_not_be_read_breaks_its_rule(tmp_path: Path) -> None:
    (report,) = check_paths([str(tmp_path / "vanished.xml")])
    assert [problem.rule for problem in report.problems] == ["unreadable"]
    (tmp_path / "feed.xml").write_text(VALID["atom"])
    (report,) = check_paths([str(tmp_path / "feed.xml")])
    assert report.problems == ()


def test_a_format_that_was_not_asked_for_breaks_its_rule() -> None:
    (problem,) = check_bytes(VALID["rss"].encode(), "feed.xml", kind="atom")
    assert problem.rule == "wrong-format"
    assert check_bytes(VALID["atom"].encode(), "feed.xml", kind="atom") == ()


def broken_by(data: bytes) -> set[str]:
    every = (check(data, profile=profile, now=corpus.NOW) for profile in (None, *PROFILES))
    return {problem.rule for report in every for problem in report.problems}


def documents(each: Rule, example: str) -> Iterator[tuple[str, bytes]]:
    """Yield the documents in which an example may be meant to stand, with where it stands in each."""
    if example.lstrip("\ufeff").startswith("{"):
        yield from json_documents(example)
        return
    if example.startswith("<?xml") and example.endswith("?>"):
        yield "declaration", with_declaration(example, text="News")
        return
    for form in each.formats:
        if form in PLACES:
            yield from xml_documents(form, example)


# JSON: an object with a version is a whole document; another is put into each kind of object.


def json_documents(example: str) -> Iterator[tuple[str, bytes]]:
    if '"version"' in example:
        yield "document", example.encode()
        return
    item: dict[str, Any] = {"id": "1", "content_text": "It rains."}
    feed: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "News",
        "home_page_url": "https://example.org/",
        "feed_url": "https://example.org/feed.json",
        "items": [item],
    }
    marker = '"marker"'
    for place, document in {
        "feed": feed | {"marker": 1},
        "item": feed | {"items": [item | {"marker": 1}]},
        "author": feed | {"authors": [{"name": "The Editors", "marker": 1}]},
        "hub": feed | {"hubs": [{"type": "WebSub", "url": "https://example.org/hub", "marker": 1}]},
        "attachment": feed | {"items": [item | {"attachments": [{"marker": 1}]}]},
    }.items():
        # as text, since an example may be broken; the keys that it has are taken out of what is there
        text = json.dumps(document)
        before, _, after = text.partition(f"{marker}: 1")
        for key in re.findall(r'"(\w+)":', example):
            before = re.sub(rf'"{key}": (?:"[^"]*"), ?(?=[^{{}}]*$)', "", before)
        yield place, (before + example[1:-1] + after).encode()


# XML: a fragment is put into each place; what it has takes the place of what is there.


def xml_documents(form: str, example: str) -> Iterator[tuple[str, bytes]]:
    example = example.replace("…", "...")
    found = re.match(r"<([\w:]+)", example)
    assert found, f"an example that is neither code nor in IN_BYTES: {example}"
    top = found[1]
    for place in PLACES[form]:
        if top == "rss":
            yield "document", filled(example, form).encode()
            return
        steps = place.split("/")
        if top in steps and len(steps) > 1 and top != steps[-1]:
            continue
        if top == steps[-1]:
            steps.pop()
        yield place, filled(wrapped(steps, example), form).encode()


def wrapped(steps: list[str], example: str) -> str:
    """Put an example into elements, each with what it needs besides."""
    for step in reversed(steps):
        version = ' version="2.0"' if step == "rss" else ""
        example = f"<{step}{version}>...{example}</{step}>"
    return example


def filled(text: str, form: str) -> str:
    """Declare what isn't, and put in the place of each `...` what its element needs and doesn't have."""
    root = re.match(r"<([\w:]+)", text)
    assert root
    start = text.partition(">")[0]
    declared = "".join(
        f' xmlns:{prefix}="{uri}"'
        for prefix, uri in NAMESPACES.items()
        if f"xmlns:{prefix}=" not in start and re.search(rf"[<\s/]{prefix}:", text + "<atom:")
    )
    if form == "atom" and "xmlns=" not in start and root[1] in {"feed", "entry"}:
        declared += f' xmlns="{NAMESPACES["atom"]}"'
    text = text[: root.end()] + declared + text[root.end() :]
    text = re.sub(
        r"<enclosure \.\.\./>",
        '<enclosure url="https://example.org/1.mp3" length="1" type="audio/mpeg"/>',
        text,
    )
    text = re.sub(
        r"<media:content( [^<>]*)? \.\.\./>", r'<media:content\1 url="https://example.org/1.mp4"/>', text
    )
    try:
        tree = etree.fromstring(text, etree.XMLParser(resolve_entities=False))
    except etree.XMLSyntaxError:
        return text.replace("...", "")  # broken on purpose
    for element in list(tree.iter("*")):
        fill(element)
    return etree.tostring(tree, encoding="unicode")


def fill(element: Any) -> None:
    """Put what an element needs and doesn't have in the place of its `...`; in one for text, words."""
    marked = [
        each for each in (element, *element) if "..." in ((each.text if each is element else each.tail) or "")
    ]
    if not marked:
        return
    for each in marked:
        if each is element:
            each.text = (each.text or "").replace("...", "")
        else:
            each.tail = (each.tail or "").replace("...", "")
    name = f"{element.prefix}:" * bool(element.prefix) + etree.QName(element).localname
    default = element.nsmap.get(None)
    scope = "".join(f' xmlns:{prefix}="{uri}"' for prefix, uri in NAMESPACES.items())
    scope += f' xmlns="{default}"' if default else ""
    if name not in CHILDREN:
        if len(element) == 0:
            element.text = (element.text or "") + "News"
        return
    present = {(child.tag, child.get("rel")) for child in element if isinstance(child.tag, str)}
    if any(tag.endswith("}content") for tag, _ in present):
        present.add((f"{{{NAMESPACES['atom']}}}summary", None))
    needed = etree.fromstring(f"<x{scope}>{CHILDREN[name]}</x>")
    for position, child in enumerate(
        each for each in list(needed) if (each.tag, each.get("rel")) not in present
    ):
        element.insert(position, child)
