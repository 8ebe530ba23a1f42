"""The vocabularies that extend Atom and RSS: their corpus, and what one file with one fault can't show."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.check import corpus

from feedpub.check import check
from feedpub.check.rules import REGISTRY
from feedpub.check.rules.namespaces import customary_prefixes, known_namespaces
from feedpub.check.table import ALIASES, VOCABULARIES

if TYPE_CHECKING:
    from pathlib import Path

PREFIXES = customary_prefixes()
IN_RSS = {
    "rss-atom-link-relation",
    "rss-atom-person",
    "rss-atom-value",
    "rss-self-link-missing",
    "rss-self-link-twice",
}
"""Rules about Atom's elements in RSS, which extend it as others' do."""

CLOSED = {namespace for namespace, each in VOCABULARIES.items() if each.children}
"""Vocabularies whose elements are all known."""

NOT_FOR_THIS = {PREFIXES["atom"], "http://www.w3.org/XML/1998/namespace"}
"""Atom's own rules judge its elements; nothing can be declared to be in XML's."""


def feed(declarations: str, item: str) -> bytes:
    """A valid feed with more namespaces and something more in its item."""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" {declarations}>
<channel>
<title>News</title><link>https://example.org/</link><description>All the news</description>
<atom:link rel="self" href="https://example.org/rss.xml" type="application/rss+xml"/>
<item><title>One</title><guid isPermaLink="false">1</guid>
{item}
</item>
</channel>
</rss>""".encode()


def found(data: bytes) -> list[tuple[str, int]]:
    """The rules that a document breaks, with their lines."""
    return [(problem.rule, problem.line) for problem in check(data).problems]


@pytest.mark.parametrize("path", corpus.valid("ext"), ids=corpus.name)
def test_a_valid_feed_has_no_problems(path: Path) -> None:
    corpus.assert_valid(path)


@pytest.mark.parametrize("path", corpus.invalid("ext"), ids=corpus.name)
def test_an_invalid_feed_breaks_its_rule_and_no_other(path: Path) -> None:
    corpus.assert_breaks_its_rule(path)


def test_every_rule_is_broken_by_a_file() -> None:
    declared = {
        each.name
        for each in REGISTRY.values()
        if each.calls
        and each.formats != ("json",)
        and (each.name in IN_RSS or not each.name.startswith(("atom-", "html-", "rss-")))
    }
    assert declared >= IN_RSS
    assert declared <= {corpus.rule_of(path) for path in corpus.invalid("ext")}


@pytest.mark.parametrize("prefix", PREFIXES)
def test_a_known_namespace_may_be_declared_by_its_prefix(prefix: str) -> None:
    assert found(feed(f'xmlns:{prefix}="{PREFIXES[prefix]}"' if prefix != "atom" else "", "")) == []


@pytest.mark.parametrize("namespace", sorted(known_namespaces() - CLOSED - NOT_FOR_THIS))
def test_a_known_namespace_without_rules_may_hold_anything(namespace: str) -> None:
    assert found(feed("", f'<x:anything xmlns:x="{namespace}"><x:more>text</x:more></x:anything>')) == []


def test_an_unknown_namespace_is_warned_about_once() -> None:
    item = '<x:a xmlns:x="urn:example:x"/>\n<x:b xmlns:x="urn:example:x"/>\n<y:a xmlns:y="urn:example:y"/>'
    assert found(feed("", item)) == [("namespace-unknown", 7), ("namespace-unknown", 9)]


def test_another_prefix_for_a_known_namespace_is_fine() -> None:
    assert (
        found(
            feed("", '<m:thumbnail xmlns:m="http://search.yahoo.com/mrss/" url="https://example.org/1.jpg"/>')
        )
        == []
    )


def test_the_group_of_two_is_fine_and_the_group_of_one_is_not() -> None:
    content = '<media:content url="https://example.org/1.jpg"/>\n'
    namespace = 'xmlns:media="http://search.yahoo.com/mrss/"'
    assert found(feed(namespace, f"<media:group>{content * 2}</media:group>")) == []
    assert found(feed(namespace, f"<media:group>{content}</media:group>")) == [("media-group-of-one", 7)]


def test_elements_of_an_unknown_vocabulary_are_not_checked() -> None:
    item = '<x:box xmlns:x="urn:example:x"><title/><dc:date xmlns:dc="http://purl.org/dc/elements/1.1/">2002</dc:date></x:box>'
    assert found(feed("", item)) == [("namespace-unknown", 7)]


ALIAS = "https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/1.0.md"


@pytest.mark.parametrize("namespace", sorted(ALIASES))
def test_an_alias_is_checked_as_the_namespace_it_stands_for(namespace: str) -> None:
    wrong = {
        "http://source.scripting.com/": ("<x:self>rss.xml</x:self>", "ext-url"),
        "http://webfeeds.org/rss/1.0": ("<x:cover/>", "ext-missing-attribute"),
        "http://www.rawvoice.com/rawvoiceRssModule/": ("<x:poster/>", "ext-missing-attribute"),
        "http://www.spotify.com/ns/rss": ('<x:limit recentCount="few"/>', "ext-integer"),
        "https://podcastindex.org/namespace/1.0": (
            '<x:value type="lightning" method="keysend"/>',
            "ext-missing-element",
        ),
    }
    element, rule = wrong[ALIASES[namespace]]
    assert rule in {name for name, _ in found(feed(f'xmlns:x="{namespace}"', element))}


def test_an_element_in_an_alias_is_given_once_as_well() -> None:
    season = "<x:season>1</x:season>"
    rules = sorted(name for name, _ in found(feed(f'xmlns:x="{ALIAS}"', season * 2)))
    assert rules == ["ext-duplicate-element", "namespace-alias"]


def test_an_attribute_is_a_use_of_a_namespace() -> None:
    item = '<x:y xmlns:x="urn:example:x" media:z="1"/>'
    rules = {name for name, _ in found(feed('xmlns:media="http://search.yahoo.com/mrss"', item))}
    assert rules == {"namespace-misspelt", "namespace-unknown"}


@pytest.mark.parametrize(
    ("enclosure", "podcast"),
    [
        ('<enclosure url="https://example.org/1.mp3" length="1" type="audio/mpeg"/>', True),
        ('<enclosure url="https://example.org/1" length="1" type="Video/MP4"/>', True),
        ('<enclosure url="https://example.org/1.m4a?x=1" length="1" type="application/octet-stream"/>', True),
        ('<enclosure url="https://example.org/1.jpg" length="1" type="image/jpeg"/>', False),
        ("", False),
    ],
)
def test_a_recording_makes_a_feed_a_podcast(enclosure: str, podcast: bool) -> None:
    rules = [name for name, _ in found(feed("", enclosure))]
    assert rules == ["itunes-required"] * 5 * podcast


@pytest.mark.parametrize("code", ["de", "GB", "uk", "xk", "all", "none", "de at"])
def test_a_country_is_one_of_iso_3166(code: str) -> None:
    namespace = 'xmlns:media="http://search.yahoo.com/mrss/"'
    item = f'<media:restriction relationship="allow" type="country">{code}</media:restriction>'
    assert found(feed(namespace, item)) == []
