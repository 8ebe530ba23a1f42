"""The content of entries: each record in cases/content beside the HTML that feeds show of it.

A person has reviewed the expected HTML; review the difference after `--update-snapshots`.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

import lxml.html
import nh3
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests import documents
from tests.sites import CASES, Site

from feedpub.content import sanitizer, urls, vocabulary
from feedpub.content.html import Place, body, embedded_pages, fragment

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

RECORDS = sorted((CASES / "content").glob("*.md"))
BASE = "https://example.org/pages/seven"
PLACE = Place(BASE, "https://example.org/pages/seven", BASE)

# What a page that embeds a feed must never be given, whatever else is allowed.
FORBIDDEN = frozenset(
    """
    animate applet audio base body button canvas command datalist dialog embed fieldset font form
    frame frameset head html iframe image input isindex keygen label legend link listing map marquee
    menu meta meter mglyph nav noembed noframes noscript object optgroup option param picture
    plaintext portal progress script select set slot source style svg template textarea title track
    use video xmp
    """.split()
)
ATTRIBUTES = frozenset(
    """
    abbr alt cite colspan datetime dir headers height href hreflang id lang reversed rowspan scope span
    src start title type value width
    accent accentunder columnalign columnspan depth display displaystyle fence form largeop linethickness
    lspace mathvariant movablelimits notation rowalign rspace scriptlevel separator stretchy voffset
    """.split()
)


class Elements(HTMLParser):
    """The elements of HTML as the standard library's tokeniser sees them."""

    def __init__(self, markup: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_comment(self, data: str) -> None:
        self.found.append(("a comment", {}))

    def handle_decl(self, decl: str) -> None:
        self.found.append(("a declaration", {}))

    def handle_pi(self, data: str) -> None:
        self.found.append(("an instruction", {}))


def elements(markup: str) -> Iterator[tuple[str, dict[str, str | None]]]:
    """Yield the elements that two parsers find which share no code."""
    yield from Elements(markup).found
    for element in lxml.html.fragment_fromstring(markup, create_parent="div").iterdescendants():
        yield str(element.tag), {str(name): str(value) for name, value in element.attrib.items()}


def assert_safe(markup: str) -> None:
    """Assert that the HTML is safe in any page."""
    for tag, attributes in elements(markup):
        assert tag not in FORBIDDEN
        assert re.fullmatch("[a-z][a-z0-9]*", tag)
        assert attributes.keys() <= ATTRIBUTES
        for name in ("href", "src", "cite"):
            url = attributes.get(name)
            if url is not None and not (name == "href" and re.match(r"#(fn(ref)?-)?e[0-9a-f]{8}-", url)):
                schemes = "|".join(vocabulary.LINK_SCHEMES) if name == "href" and tag == "a" else "mailto"
                assert re.match(f"https?://[^/]|(?:{schemes}):", url), url
                assert not re.search("[^!-~]", url), url
                assert urlsplit(url).username is None or not url.startswith("http")
        assert re.match(r"(fn(ref)?-)?e[0-9a-f]{8}-", attributes.get("id", "e00000000-") or "")
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]", markup)


@pytest.mark.parametrize("record", RECORDS, ids=lambda path: path.stem)
def test_a_record_has_the_expected_content(site: Site, record: Path, update_snapshots: bool) -> None:
    site.write(record.name, record.read_bytes())
    assert site.publish().published == 1
    found = documents.only(site.output)
    content = found["json"]["content_html"]
    assert found["atom"]["content"] == found["rss"]["content"] == content
    assert_safe(content)
    expected = record.with_suffix(".html")
    if update_snapshots:
        expected.write_text(content + "\n", encoding="utf-8")
    assert content + "\n" == expected.read_text(encoding="utf-8")


# Pieces that attacks are made of, to be put together in any order.
PIECES = st.sampled_from(
    """
    <script> </script> <style> </style> <svg> </svg> <math> </math> <mtext> <mglyph> <malignmark>
    <table> </table> <tr> <td> <p> </p> <a </a> <img <iframe </iframe> <form> </form> <noscript>
    </noscript> <title> </title> <textarea> </textarea> <xmp> </xmp> <template> </template>
    <plaintext> <listing> <!-- --> --!> <![CDATA[ ]]> <!doctype <?x ?> <foreignObject>
    <annotation-xml encoding="text/html"> <desc> <b> <b/x= <details open ontoggle=x()> <p title="
    href= src= xlink:href= srcdoc= style= onerror= onload=alert(1) action= formaction= poster=
    background= javascript: JaVa&#x09;Script: java&NewLine;script: &#106;avascript: data:text/html,
    vbscript: //evil.example.com \\\\x https://example.org/ mailto:a@b ../x ?x #x &lt; &gt; &amp;
    &quot; &#0; &#xD800; " ' ` > < / = &
    """.split()
)
SPACES = st.sampled_from(["", " ", "\n", "\t", "\x0c", "\x00", "\xa0", "\n\n", "    "])
ATTACKS = st.lists(st.tuples(PIECES, SPACES), max_size=14).map(
    lambda parts: "".join(piece + space for piece, space in parts)
)


@given(ATTACKS | st.text())
@example('<p><svg><style><a title="</style><img src onerror=alert(1)>">')
@example("<noscript><p title='</noscript><img src=x onerror=alert(1)>'>")
@example("![x](https://example.org/?<script>)")
@example("<p>&#xFFFE;&#11;&#128;</p>")
def test_any_body_is_made_safe(source: str) -> None:
    assert_safe(body(source, PLACE))
    assert_safe(body(f"<div>{source}</div>", PLACE))


@given(ATTACKS)
@example('<p title="<a href="><b title="> dir="><a title=" href=" href=?x&amp;y&#34;>')
@example("<img alt=' src=' src=mailto:a@b><q cite=//x><A HREF='/a;'>")
def test_urls_are_those_that_the_sanitiser_sees(source: str) -> None:
    """Reading URLs from its output gives the values that it would pass to a callback."""

    def resolved(tag: str, attribute: str, value: str) -> str | None:
        if attribute == "id" or (attribute == "href" and value.lstrip()[:1] == "#"):
            return None
        if attribute not in {"cite", "href", "src"}:
            return value
        url = urls.link(BASE, value) if tag == "a" else urls.relative(BASE, value)
        return None if url and tag == "img" and url.startswith("mailto:") else url

    asking = nh3.Cleaner(
        tags=set(vocabulary.ELEMENTS),
        clean_content_tags=set(vocabulary.DROPPED_WITH_TEXT),
        attributes=vocabulary.ATTRIBUTES,
        attribute_filter=resolved,
        url_schemes=vocabulary.SCHEMES,
        link_rel=None,
    )
    source = source.replace(sanitizer._STAND_IN, "")
    assert sanitizer._resolving(BASE, "")(source) == asking.clean(source)


@given(st.lists(st.sampled_from([*"/?#;:@&=.%'", "..", "a", "b.c", "80", "%41", "é", " "]), max_size=8))
@example(["/", "a", ";"])
@example(["?"])
@example([";", "?", "a", "#", "a"])
def test_a_url_that_is_absolute_stays_what_it_is_on_any_base(parts: list[str]) -> None:
    for scheme in ("https", "http", "HTTPS"):
        url = f"{scheme}://example.com{''.join(parts)}"
        try:
            expected = urls.web(urljoin(BASE, url.strip().replace(" ", "%20")))
        except ValueError:
            expected = None
        assert urls.relative(BASE, url) == expected


@given(ATTACKS)
def test_any_featured_content_is_made_safe(source: str) -> None:
    for url in embedded_pages(source, PLACE):
        assert re.match("https?://[^/]", url)


@given(ATTACKS)
def test_content_stays_as_it_is_when_cleaned_again(source: str) -> None:
    """Mutation attacks depend on markup that changes when it is parsed a second time."""
    once = fragment(f"<div>{source}</div>", PLACE)
    twice = fragment(once, PLACE)
    assert Elements(twice).found == Elements(once).found
    assert_safe(twice)


@pytest.mark.parametrize("written", ["&#xFFFE;", "&#65534;", "&#x0fffe", "\ufffe"])
@pytest.mark.parametrize("many", [False, True])
def test_a_character_that_html_forbids_is_dropped_and_escapes_nothing(written: str, many: bool) -> None:
    rest = "&amp;" * 2000 * many
    content = fragment(f"<p>a{written}lt; b</p>{rest}", Place("https://example.org/"))
    assert content.removesuffix(rest) == "<p>alt; b</p>"
