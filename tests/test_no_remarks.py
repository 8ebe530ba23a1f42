"""`feedpub check --strict` has nothing to report of what `generate` writes by default from records that are
right, in any state of a feed.
"""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import pytest
from tests.sites import NOW, SEEDS, Outcome, Site, call

if TYPE_CHECKING:
    from pathlib import Path

FEEDS = SEEDS.parent / "feeds"
RECORDS: dict[str, dict[str, Any]] = {
    "a note": {"title": None, "body": "Only a few words.\n", "webUrl": "https://example.org/note"},
    "a title alone": {"webUrl": "https://example.org/title"},
    "a record without a link": {"excerpt": "It has no page."},
    "a body without an excerpt": {"body": "Text & <b>more</b>.\n", "webUrl": "https://example.org/body"},
    "signs in the title": {"title": "A < B & C > D", "webUrl": "https://example.org/signs"},
    "another script": {"title": "أخبار الروبوتات", "webUrl": "https://example.org/arabic"},
    "an image and a provider": {
        "excerpt": "It has both.",
        "webUrl": "https://example.org/image",
        "images": [{"url": "https://example.org/1.png", "width": 640, "height": 360, "title": "One"}],
        "provider": {"name": "Example Times", "domain": "example.org", "authors": [{"name": "Desk"}]},
    },
    "coverage elsewhere": {
        "excerpt": "Others wrote about it.",
        "webUrl": "https://example.org/covered",
        "related": [{"url": "https://example.org/other", "title": "Other"}],
    },
}


def checked(output: Path) -> Outcome:
    return call("check", "--strict", "-q", str(output))


def test_this_repositorys_feeds() -> None:
    assert checked(FEEDS) == Outcome(0, "", "")


def test_the_seeds(site: Site) -> None:
    site.configure(pages=True)
    shutil.copytree(SEEDS, site.source, dirs_exist_ok=True)
    site.run()
    assert checked(site.output) == Outcome(0, "", "")


@pytest.mark.parametrize("name", RECORDS)
def test_a_record(site: Site, name: str) -> None:
    site.configure(pages=True)
    fields = {**RECORDS[name]}
    site.add("a.md", body=fields.pop("body", ""), topics=["AI"], **fields)
    assert site.run().status == 0
    assert checked(site.output) == Outcome(0, "", "")


@pytest.mark.parametrize("pages", [True, False])
def test_a_feed_in_every_state(site: Site, pages: bool) -> None:
    site.configure(
        pages=pages,
        topics={"Named": {"description": "No record has it yet"}},
        feeds=[{"slug": "nothing", "title": "Nothing", "any": ["Nobody"]}],
    )
    site.add("a.md", topics=["AI"], webUrl="https://example.org/1", excerpt="First")
    assert site.run().status == 0
    assert checked(site.output) == Outcome(0, "", "")
    site.add("a.md", topics=["Other"], webUrl="https://example.org/1", excerpt="First")
    assert site.run(now=NOW.replace(month=8).isoformat()).status == 0
    assert {"ai", "other", "named", "nothing", "all"} <= site.slugs()
    assert checked(site.output) == Outcome(0, "", "")
    (site.source / "a.md").unlink()
    assert site.run("--allow-shrink", now=NOW.replace(month=9).isoformat()).status == 0
    assert checked(site.output) == Outcome(0, "", "")
