"""No withheld text is published, printed or stored in the index.

Canaries stand in every field of records that are withheld, and in every key that isn't on the allow-list.
"""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests import documents
from tests.sites import NOW, SEEDS, Site, call

import feedpub

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SCHEDULED = re.compile(rb"WITHHELD-CANARY-\d\d")


def all_bytes(folder: Path) -> Iterator[tuple[Path, bytes]]:
    for path in folder.rglob("*"):
        if path.is_file():
            yield path, path.read_bytes()


def scheduled_canaries() -> set[bytes]:
    """Return the canaries of those seeds that wait for their time only: the index may hold them."""
    found: set[bytes] = set()
    for path in SEEDS.iterdir():
        content = path.read_bytes()
        if b"2099" in content:
            found.update(SCHEDULED.findall(content))
    return found


@pytest.mark.parametrize("options", [(), ("--dry-run",), ("--strict",), ("-v",)])
def test_no_canary_of_the_seeds_gets_out(tmp_path: Path, options: tuple[str, ...]) -> None:
    shutil.copytree(SEEDS, tmp_path / "seeds")
    shutil.copy(SEEDS.parent / "feedpub.yaml", tmp_path)
    arguments = ("--config", str(tmp_path / "feedpub.yaml"), "--now", NOW.isoformat(), "--jobs", "1")
    for _ in range(2):
        outcome = call("generate", *arguments, *options)
        assert outcome.status == 0
        for text in (outcome.stdout, outcome.stderr):
            assert "CANARY" not in text
            assert "Embargoed Topic" not in text
    if "--dry-run" not in options:
        assert len(list(all_bytes(tmp_path / "feeds"))) > 30
    for path, content in all_bytes(tmp_path / "feeds"):
        assert b"CANARY" not in content, path
        assert b"embargoed" not in content.lower(), path
        assert "embargoed" not in str(path).lower()
    for path, content in all_bytes(tmp_path / ".feedpub"):
        assert b"SECURED-CANARY" not in content, path
        assert set(SCHEDULED.findall(content)) <= scheduled_canaries(), path
    assert call("topics", *arguments[:4]).stdout.lower().count("embargoed") == 0


CANARY = "CANARY"


def spoiled(mark: str) -> dict[str, Any]:
    """Return a record with the mark in every field, and in keys that feeds don't show."""
    url = f"https://example.org/{mark}"
    return {
        "title": f"Title {mark}",
        "excerpt": f"Excerpt {mark}",
        "id": f"tag:example.org,2024:{mark}",
        "webUrl": f"{url}/web",
        "originalUrl": f"{url}/original",
        "publishedDateTime": "2024-05-06",
        "published": True,
        "category": mark,
        "type": mark,
        "topics": [f"Topic {mark}", "Shared"],
        "provider": {
            "name": f"Provider {mark}",
            "domain": f"{mark.lower()}.example.org",
            "authors": [f"A {mark}"],
        },
        "images": [{"url": f"{url}.png", "title": f"Image {mark}"}],
        "related": [{"title": f"Related {mark}", "webUrl": f"{url}/related"}],
        "featuredContent": f'<p title="{mark}">{mark}</p>',
    }


HIDDEN = f"{CANARY}-hidden"


def with_hidden(record: dict[str, Any], place: str, key: str) -> dict[str, Any]:
    """Return the record with one more key, at one of the places where a record has keys."""
    value: dict[str, Any] = {key: {"deep": [HIDDEN]} if key == "secured" else HIDDEN}
    copy = {**record}
    if place == "record":
        copy |= value
    elif place == "provider":
        copy["provider"] = {**copy["provider"], **value}
    elif place == "authors":
        copy["provider"] = {**copy["provider"], "authors": [{"name": "A. Author", **value}]}
    elif place == "provider.images":
        copy["provider"] = {
            **copy["provider"],
            "images": [{"url": "https://example.org/p.png", **value}],
        }
    elif place == "images":
        copy["images"] = [{**copy["images"][0], **value}]
    elif place == "related":
        copy["related"] = [{**copy["related"][0], **value}]
    elif place == "related.provider":
        copy["related"] = [{**copy["related"][0], "provider": {"name": "P", **value}}]
    elif place == "related.related":
        copy["related"] = [{**copy["related"][0], "related": [{"webUrl": "https://example.org/", **value}]}]
    return copy


PLACES = (
    "record",
    "provider",
    "authors",
    "provider.images",
    "images",
    "related",
    "related.provider",
    "related.related",
)
KEYS = st.sampled_from(
    ["secured", "isCached", "email", "ampWebUrl", "actions", "x", "html", "Title", "published_"]
)

WITHHOLDING: dict[str, dict[str, Any]] = {
    "unpublished": {"published": False},
    "unflagged": {"published": None},
    "removed": {"removed": True},
    "deleted": {"deleted": "yes"},
    "draft": {"draft": "ON"},
    "scheduled": {"publishedDateTime": "2099-01-01"},
    "scheduled by its update": {"updatedDateTime": "2099-01-01"},
    "invalid date": {"publishedDateTime": "someday"},
    "invalid flag": {"published": "maybe"},
    "invalid flag of another kind": {"draft": "maybe"},
    "title of another kind": {"title": {"a": "b"}},
    "invalid topics": {"topics": {"a": "b"}},
    "invalid link": {"webUrl": "nowhere"},
}
ENDINGS = ("", "\x00", "x: [\n", "removed: false\n", "? [a]\n", "\t- x\n", "- x\n", "'")

SHOWN = st.tuples(st.just("shown"), st.sampled_from(PLACES), KEYS, st.just(""))
KEPT = st.tuples(
    st.sampled_from(sorted(WITHHOLDING)), st.sampled_from(PLACES), KEYS, st.sampled_from(ENDINGS)
)


@settings(max_examples=20)
@given(st.lists(SHOWN | KEPT, min_size=1, max_size=8), st.booleans())
def test_nothing_of_a_withheld_record_is_published_or_printed(
    tmp_path_factory: pytest.TempPathFactory, drawn: list[tuple[str, str, str, str]], before: bool
) -> None:
    folder = tmp_path_factory.mktemp("site")
    site = Site(folder / "site", feeds=[{"slug": "own", "title": "Own", "any": ["Shared"]}])
    marks = {
        number: f"{'Shown' if one[0] == 'shown' else CANARY}{number}" for number, one in enumerate(drawn)
    }
    if before:  # all of it was public once
        for number, mark in marks.items():
            site.add(f"{number}.md", spoiled(mark), body=f"Body {mark}")
        site.publish()
    for number, (kind, place, key, ending) in enumerate(drawn):
        fields = with_hidden(spoiled(marks[number]), place, key) | WITHHOLDING.get(kind, {})
        path = site.add(f"{number}.md", fields, body=f"Body {marks[number]}")
        if ending:
            _, front, body = path.read_text().split("---\n", 2)
            path.write_text(f"---\n{front}{ending}\n---\n{body}")
    outcome = site.run("-v", "--allow-shrink")
    assert CANARY not in outcome.stdout
    assert CANARY not in outcome.stderr
    published = [number for number, one in enumerate(drawn) if one[0] == "shown"]
    assert sorted(documents.titles(site.output)) == sorted(f"Title Shown{number}" for number in published)
    slugs = set()
    for path, content in all_bytes(site.output):
        slugs.add(path.parent.name)
        text = content.decode()
        if not before:
            assert CANARY not in text, path
            assert CANARY.lower() not in path.as_posix()
        else:  # a topic's feed stays, with the topic's name, and nothing in it
            assert CANARY not in re.sub(rf"(?i)Topic.{CANARY}\d+", "", text), path
            assert HIDDEN not in text
    for number in published:
        assert f"topic-shown{number}" in slugs
    assert all(HIDDEN.encode() not in content for _, content in all_bytes(site.folder / ".feedpub"))


@pytest.mark.parametrize("kind", sorted(WITHHOLDING))
def test_the_index_holds_no_text_of_what_is_withheld(site: Site, kind: str) -> None:
    """After a record was retracted, nothing of it is left but its path."""
    site.add("a.md", spoiled(f"{CANARY}1"), body=f"Body {CANARY}1")
    site.publish()
    site.add("a.md", spoiled(f"{CANARY}1") | WITHHOLDING[kind], body=f"Body {CANARY}1")
    site.publish()
    held = b"".join(content for _, content in all_bytes(site.folder / ".feedpub"))
    assert (CANARY.encode() in held) == kind.startswith("scheduled")


@pytest.mark.parametrize("place", PLACES)
def test_no_key_beyond_the_allow_list_gets_out(site: Site, place: str) -> None:
    for number, key in enumerate(("secured", "isCached", "email", "anything", "Title", "PUBLISHED")):
        fields = with_hidden(spoiled(f"Shown{number}"), place, key)
        site.add(f"{number}.md", fields, body="Body")
    summary = site.publish()
    assert summary.published == 6
    near = {"record": ["4.md", "5.md"], "provider.images": ["4.md"], "images": ["4.md"], "related": ["4.md"]}
    reported = [(one.where.rpartition("/")[2], one.severity, one.rule) for one in summary.problems]
    assert reported == [(name, "warning", "unknown-key") for name in near.get(place, [])]
    for path, content in [*all_bytes(site.output), *all_bytes(site.folder / ".feedpub")]:
        assert CANARY.encode() not in content, path


def test_a_summary_of_the_library_reveals_no_withheld_record(tmp_path: Path) -> None:
    config = replace(
        feedpub.load_config(source=SEEDS, output=tmp_path / "feeds", base_url="https://example.org/feeds/"),
        state=tmp_path,
    )
    assert "CANARY" not in repr(feedpub.generate(config, now=NOW))
