"""Hostile records: each costs little, is a problem or gives safe output, and stops no other record.

The runs are in a process of their own, with limits on its memory and on its time on the processor.
"""

# ruff: noqa: E501 - data reads better on one line

from __future__ import annotations

import re
import resource
import subprocess
import sys
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests import documents
from tests.sites import COMMAND, NOW, Outcome, Site

from feedpub.content import html, sanitizer, vocabulary

if TYPE_CHECKING:
    from pathlib import Path

MEMORY = 1 << 30
SECONDS = 60
M = 1_000_000
GOOD = "title: A title\npublished: true\npublishedDateTime: 2024-05-06\n"


def matter(more: str, body: str = "") -> str:
    return f"---\n{GOOD}{more}\n---\n{body}"


def bomb(levels: int) -> str:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, levels)]
    return "\n".join(lines)


INVALID: dict[str, tuple[str | bytes, str]] = {
    "aliases.md": (matter(bomb(10) + "\ntopics: *a9"), "a topic is a name"),
    "aliases-text.md": (matter(f"x: &a {'y' * 900_000}\ntopics: [*a, *a]"), "(limits: title_characters)"),
    "brackets.md": (matter("a: " + "[" * 200_000), "(limits: depth)"),
    "brackets.json": ('{"a": ' + "[" * 200_000 + "]" * 200_000 + "}", "(limits: depth)"),
    "braces.yaml": (GOOD + "a: " + "{a: " * 200_000, "(limits: depth)"),
    "objects.json": ('{"a": ' + '{"a":' * 40 + "1" + "}" * 41, "(limits: depth)"),
    "indented.md": (matter("\n".join(" " * n + "a:" for n in range(500))), "(limits: depth)"),
    "topics.md": (matter("topics: [" + "a," * 400_000 + "]"), "(limits: topics)"),
    "many-topics.md": (matter("topics: [" + "a," * 10 * M + "]"), "(limits: file_bytes)"),
    "title.md": (f"---\n{GOOD}---\n".replace("A title", "x" * 900_000), "(limits: title_characters)"),
    "long-title.md": (f"---\ntitle: {'x' * 10 * M}\npublished: true\n---\n", "(limits: file_bytes)"),
    "front-matter.md": (matter("x: " + "y" * 2 * M), "(limits: front_matter_bytes)"),
    "body.md": (matter("", "x" * 2 * M), "(limits: content_characters)"),
    "excerpt.md": (matter("excerpt: " + "x" * 30_000), "(limits: excerpt_characters)"),
    "images.md": (matter("images: [" + "{url: /a}," * 60_000 + "]"), "(limits: images)"),
    "related.md": (matter("related: [" + "{webUrl: /a}," * 60_000 + "]"), "(limits: related)"),
    "deep-related.md": (matter("related: [" * 1 + "{related: [" * 200 + "]}" * 200 + "]"), "(limits: depth)"),
    "authors.md": (matter("provider: {authors: [" + "a," * 60_000 + "]}"), "(limits: authors)"),
    "object.md": (matter("x: !!python/object/apply:os.system [exit]"), "tag"),
    "local-tag.md": (matter("title2: !Tag x"), "tag"),
    "merge.md": (matter("x: &x {a: b}\n<<: *x"), "merge keys"),
    "loop.md": (matter("x: &x [*x]"), "alias"),
    "tabs.md": (matter("x:\n\t- a"), "not YAML"),
    "documents.yaml": (GOOD + "...\n--- a", "a second document"),
    "utf-16.md": (matter("").encode("utf-16"), "not UTF-8"),
    "utf-32.md": (matter("").encode("utf-32"), "not UTF-8"),
    "latin-1.md": (matter("excerpt: caf\xe9").encode("latin-1"), "not UTF-8"),
    "year.md": ("---\ntitle: x\npublished: true\npublishedDateTime: 10000-01-01\n---\n", "isn't a date"),
    "before.md": (
        "---\ntitle: x\npublished: true\npublishedDateTime: 0001-01-01T00:00:00+23:59\n---\n",
        "isn't a date",
    ),
    "digits.md": (f"---\ntitle: x\npublished: true\npublishedDateTime: {'9' * 900_000}\n---\n", "isn't a date"),
    "keys.md": (matter("? " + "k" * 400_000 + "\n: a\n? " + "k" * 400_000 + "\n: b"), "given twice"),
    "nested-tags.md": (matter("", "<div>" * 100_000), "nested too deep"),
    "unmatched-tags.md": (matter("", "<div>" + "<div></i>" * 90_000 + "</div>"), "nested too deep"),
    "reopened-tags.md": (
        matter("", "<div>" + "".join(f"<b title={n}></i>" for n in range(20_000)) + "<p>x</p>" * 20_000 + "</div>"),
        "left open",
    ),
    "attributes.md": (matter("", "<p " + " ".join(f"a{n}=1" for n in range(90_000)) + ">x</p>"), "attributes"),
    "frames.md": (matter("", "<p></p>" + "<iframe '\"" * 1000), "attributes"),
    "quotes.md": (matter("", "> " * 200_000 + "x"), "nested too deep"),
    "moved-before-tables.md": (matter("", "<table>" + "x<br>" * 190_000 + "</table>"), "a table"),
    "embedded.md": (matter(f"featuredContent: |\n      {'<b></i>' * 90_000}"), "nested too deep"),
}  # fmt: skip
"""What has to be a problem, and what the message says."""

HARMLESS: dict[str, str | bytes] = {
    "ampersands.md": matter("", "<p>" + "&" * 600_000 + "</p>"),
    "references.md": matter("", "<p>" + "&#x" * 60_000 + "</p>"),
    "links.md": matter("", f"[a]: https://example.com/{'b' * 400_000}\n\n" + "[a] " * 50_000),
    "emphasis.md": matter("", "*a_" * 100_000),
    "table.md": matter("", "|a" * 50_000 + "|\n" + "|-" * 50_000 + "|\n" + "|\n" * 50_000),
    "backticks.md": matter("", "".join("`" * n + " " for n in range(1, 1300))),
    "brackets.md": matter("", "[" * 200_000 + "](" * 100_000),
    "comment.md": matter("", "<p>x</p><!-- " + "<!--" * 200_000),
    "faults.md": matter(
        "images: [" + "{url: 'no url', width: x, height: x}, " * 100 + "]\nx: " + "y" * 900_000
    ),
    "names.md": matter(
        f"x: &a {'y' * 900_000}\nprovider: {{name: *a, authors: [{'*a, ' * 100}]}}\ntype: *a\n"
        f"related: [{'{webUrl: /a, title: *a}, ' * 100}]\nimages: [{'{url: /a, title: *a}, ' * 100}]"
    ),
    "numbers.md": matter(f"quality: {'9' * 900_000}\nheat: .inf"),
    "infinities.json": '{"title": "x", "published": true, "publishedDateTime": "2024-01-01", "quality": Infinity,'
    f' "heat": {"9" * 900_000}, "images": [{{"url": "/a", "width": 1e999}}]}}',
    "year-1.md": "---\ntitle: x\npublished: true\npublishedDateTime: 0001-01-01\n---\n",
    "year-9999.md": "---\ntitle: x\npublished: true\npublishedDateTime: 9999-12-31T23:59:59Z\n---\n",
    "line-ends.md": matter("excerpt: a", "b\r\rc").replace("\n", "\r\n"),
    "mark.md": b"\xef\xbb\xbf" + matter("").encode(),
    "nul.md": matter('excerpt: "a\\0b"', "\0\0").encode(),
    "surrogate.md": matter('excerpt: "\\ud800"'),
}
"""What may be published, safely."""


def run_limited(site: Site) -> Outcome:
    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))

    process = subprocess.run(
        [*COMMAND, "generate", "--now", NOW.isoformat(), "--jobs", "1"],
        cwd=site.folder,
        preexec_fn=limit,
        capture_output=True,
        timeout=1200,
        check=False,
    )
    return Outcome(process.returncode, process.stdout.decode(), process.stderr.decode())


def test_a_hostile_record_is_a_problem_with_its_reason(site: Site) -> None:
    site.configure(formats=["json"])
    site.add("fine.md", title="Fine")
    for name, (content, _) in INVALID.items():
        site.write(name, content)
    huge = site.write("huge.md", "---\ntitle: x\n")
    with huge.open("r+b") as file:
        file.truncate(100 * M)
    outcome = run_limited(site)
    assert outcome.status == 1, outcome.stderr
    messages = dict(
        line.removeprefix("seeds/").split(":", 1) for line in reversed(outcome.stderr.splitlines())
    )
    for name, (_, words) in INVALID.items():
        assert words in messages[name], f"{name}: {messages[name]}"
    assert "(limits: file_bytes)" in messages["huge.md"]
    assert max(map(len, outcome.stderr.splitlines())) < 600
    assert documents.titles(site.output) == ["Fine"]


def test_a_large_harmless_record_is_published(site: Site) -> None:
    site.configure(formats=["json"])
    site.add("fine.md", title="Fine", publishedDateTime="2024-06-01")
    for name, content in HARMLESS.items():
        site.write(name, content)
    outcome = run_limited(site)
    assert outcome.status == 0, outcome.stderr
    assert len(documents.titles(site.output)) == len(HARMLESS)  # fine.md comes, year-9999.md doesn't
    assert len(outcome.stderr.splitlines()) < 200
    assert max(map(len, outcome.stderr.splitlines())) < 600


def test_memory_is_bounded_when_a_limit_is_raised(site: Site) -> None:
    site.configure(formats=["json"], limits={"file_bytes": 30 * M})
    site.add("fine.md", title="Fine")
    site.write("large.md", matter("x: " + "y" * 20 * M))
    outcome = run_limited(site)
    assert outcome.status == 1
    assert "(limits: front_matter_bytes)" in outcome.stderr
    assert documents.titles(site.output) == ["Fine"]


# Markup

PLACE = html.Place("https://example.org/")
PIECES = (
    "<p>", "</p>", "<svg>", "</svg>", "<math>", "</math>", "<mtext>", "<mglyph>", "<malignmark>", "<style>",
    "</style>", "<title>", "</title>", "<textarea>", "</textarea>", "<noscript>", "</noscript>", "<xmp>",
    "<iframe src=javascript:x>", "<img src=x onerror=x>", "<img src='data:text/html,<script>x</script>'>",
    "<a href='javascript:x'>", "<a href='java&#10;script:x'>", "<a href='&#106;avascript:x'>", "<a href=' data:x'>",
    "<a href='vbscript:x'>", "<a href='//evil.example/'>", "</a>", "<!--", "-->", "--!>", "<!", "<?x", "]]>",
    "<![CDATA[", "<script>", "</script>", "x", "\"", "'", "`", "<table>", "<td>", "<select>", "<option>",
    "<annotation-xml encoding=text/html>", "<foreignObject>", "<desc>", "<form>", "</form>", "<br>", "&lt;script&gt;",
    "<p title=\"--><img src=x onerror=x>\">", "<a title='</style><img src=x onerror=x>'>", "<b style=x onclick=x>",
    "<div id=x class=y name=z>", "<base href=//evil.example/>", "<meta http-equiv=refresh>", "<link rel=x href=x>",
    "<template>", "</template>", "<image>", "<plaintext>", "<frameset>", "<object data=x>", "<embed src=x>", "\0",
    "<noembed>", "<noframes>", "<details ontoggle=x open>", "<img src=x:alert(1)>", "<img/src=x/onerror=x>", "<", ">",
)  # fmt: skip
ATTACKS = (
    "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=x&gt;\">",
    "<svg></p><style><a id=\"</style><img src=1 onerror=x>\">",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=x>",
    "<noscript><p title=\"</noscript><img src=x onerror=x>\">",
    "<svg><desc><noscript>&lt;/noscript>&lt;/desc>&lt;s>&lt;/s>&lt;style>&lt;a title=\"&lt;/style>&lt;img src onerror=x>\">",
    "<a href=\"jav&#x09;ascript:x\">x</a><a href=\"JaVaScRiPt:x\">x</a><a href=\"javascript&colon;x\">x</a>",
    "<a href=\"&#1;javascript:x\">x</a><a href=\"\x01javascript:x\">x</a><a href=\"feed:javascript:x\">x</a>",
    "<img src=\"data:image/svg+xml,<svg onload=x>\"><a href=\"data:text/html;base64,x\">x</a>",
    "<<script>script>x<</script>/script>", "<scr<script>ipt>x</scr</script>ipt>", "<p><!-- unclosed <script>x</script>",
    "[x](javascript:x) ![x](data:text/html,x) <javascript:x> [x]: javascript:x",
    "<a href=x><table><a href=x>", "<li><section><li>x", "<h1><table><h2>x", "<nobr><table><nobr><td><nobr>x",
    "<marquee><a href=x><marquee><a href=x>",
    "[x](https://e.example/\"onmouseover=x)", "![\"onerror=x](x)", "<https://e.example/<script>>",
)  # fmt: skip


class Reader(HTMLParser):
    """Asserts that it reads only elements and attributes that are allowed in output."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in vocabulary.ELEMENTS
        for name, value in attrs:
            assert name in vocabulary.ATTRIBUTES.get(tag, set()) | vocabulary.ATTRIBUTES["*"]
            if name in ("href", "src", "cite"):
                schemes = "|".join(
                    vocabulary.SCHEMES if name == "href" and tag == "a" else ("https", "http", "mailto")
                )
                assert re.match(f"(?:{schemes}):|#(?:fn(?:ref)?-)?e[0-9a-f]{{8}}-", value or ""), value

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)

    def handle_decl(self, decl: str) -> None:
        raise AssertionError(decl)

    def handle_pi(self, data: str) -> None:
        raise AssertionError(data)


def assert_safe(source: str) -> None:
    for cleaned in (html.body(source, PLACE), html.fragment(source, PLACE)):
        reader = Reader()
        reader.feed(cleaned)
        reader.close()
        assert html.fragment(cleaned, PLACE) == cleaned, "another parser would build something else from it"


@pytest.mark.parametrize("source", [*ATTACKS, *PIECES])
def test_hostile_markup_is_made_safe(source: str) -> None:
    assert_safe(source)
    assert_safe(f"<div>{source}</div>")


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_any_markup_is_made_safe(source: str) -> None:
    assert_safe(source)


def test_markup_that_never_settles_is_text() -> None:
    cleaned = sanitizer._until_stable("<table>x &lt; y", lambda source: source + "<b></b>")
    assert cleaned.split() == ["x", "&lt;", "y"]


def test_the_limits_hold_where_the_test_says(tmp_path: Path) -> None:
    """A process under these limits dies when it exceeds them."""
    process = subprocess.run(
        [sys.executable, "-c", f"x = bytes({MEMORY})"],
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY)),
        capture_output=True,
        cwd=tmp_path,
        check=False,
    )
    assert b"MemoryError" in process.stderr
