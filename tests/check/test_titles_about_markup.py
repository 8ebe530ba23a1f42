"""Titles that name tags: how a feed writes them decides whether readers show them as they are."""

from __future__ import annotations

import json

import pytest

from feedpub.check import check


def rss(title: str) -> bytes:
    return (
        '<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>News</title>'
        "<link>https://example.org/</link><description>News</description>"
        '<atom:link rel="self" type="application/rss+xml" href="https://example.org/rss.xml"/>'
        f'<item><title>{title}</title><guid isPermaLink="false">1</guid></item></channel></rss>'
    ).encode()


@pytest.mark.parametrize(
    "title",
    ["How &#x3C;b> and &#x3C;i> differ", "&#x3C;b>Bold&#x3C;/b>", "R&#x26;D", "&#x26;amp; &gt; &#x26;lt;"],
)
def test_an_rss_title_with_hexadecimal_references_needs_no_warning(title: str) -> None:
    assert check(rss(title)).problems == ()


@pytest.mark.parametrize("title", ["How &lt;b> and &lt;i> differ", "&lt;b>Bold&lt;/b>", "R&amp;amp;D"])
def test_another_rss_title_with_markup_gets_a_warning(title: str) -> None:
    assert [problem.rule for problem in check(rss(title)).problems] == ["rss-html-in-plain-text"]


@pytest.mark.parametrize(
    ("title", "is_warned_about"),
    [
        ("How <b> and <i> differ", False),
        ("The <br> tag", False),
        ("1 < 2", False),
        ("<b>Bold</b>", True),
        ('<a href="https://example.org/">', True),
        ("R&amp;D", True),
    ],
)
def test_a_json_title_that_only_names_tags_needs_no_warning(title: str, is_warned_about: bool) -> None:
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "News",
        "home_page_url": "https://example.org/",
        "feed_url": "https://example.org/feed.json",
        "items": [{"id": "1", "url": "https://example.org/1", "title": title, "content_text": "Text"}],
    }
    rules = [problem.rule for problem in check(json.dumps(feed).encode()).problems]
    assert rules == (["json-html-in-plain-text"] if is_warned_about else [])
