"""The manifest: its form, which facts it reveals, and how it survives merges and damage."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sites import Site, contents

from feedpub.stores import manifest
from feedpub.stores.folder import MANIFEST
from feedpub.stores.manifest import DocumentState, FeedState, Manifest

if TYPE_CHECKING:
    from pathlib import Path

DIGEST = "0" * 63 + "1"
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)
PATHS = st.from_regex(r"[a-z0-9][^/\0]{0,9}(/[a-z0-9][^/\0]{0,9})?", fullmatch=True)
MOMENTS = st.integers(0, 2**33)
HASHES = st.text("0123456789abcdef", min_size=16, max_size=16)
BASES = ["example.org,2025", "me@example.org,2024-05", "example.org,2024-05-06"]
MANIFESTS = st.builds(
    Manifest,
    st.dictionaries(PATHS, st.builds(DocumentState, TEXTS, st.just(DIGEST)), max_size=5),
    st.dictionaries(
        TEXTS,
        st.builds(FeedState, st.none() | TEXTS, st.none() | MOMENTS, st.booleans(), st.none(), st.none())
        | st.builds(FeedState, TEXTS, st.none(), st.just(False), TEXTS, MOMENTS),  # noqa: FBT003 - a field
        max_size=5,
    ),
    st.integers(0, 10**6),
    st.frozensets(HASHES, max_size=5),
    st.sampled_from(["", *BASES]),
    st.dictionaries(HASHES, st.sets(st.sampled_from(BASES), min_size=1).map(sorted).map(tuple), max_size=5),
)


@given(MANIFESTS)
def test_a_manifest_is_read_as_it_was_written(original: Manifest) -> None:
    content = manifest.encode(original)
    kept = {slug: state for slug, state in original.feeds.items() if state != FeedState()}
    assert manifest.decode(content).manifest == original._replace(feeds=kept)
    assert manifest.encode(original._replace(feeds=kept)) == content


@given(MANIFESTS)
def test_each_line_is_json_and_each_group_is_sorted(original: Manifest) -> None:
    lines = [json.loads(line) for line in manifest.encode(original).decode().split("\n")[:-1]]
    assert lines[0]["feedpub"] == manifest.VERSION
    for key in ("entry", "feed", "path"):
        group = [line[key] for line in lines if key in line]
        assert group == sorted(set(group))
    assert [path for line in lines if (path := line.get("path"))] == sorted(original.documents)


@given(MANIFESTS, st.binary(max_size=40), st.integers(0, 2000))
def test_a_damaged_line_costs_no_other_line(original: Manifest, damage: bytes, at: int) -> None:
    lines = manifest.encode(original).split(b"\n")
    place = at % len(lines)
    broken = b"\n".join([*lines[:place], b"<<<<<<< " + damage.replace(b"\n", b""), *lines[place:]])
    assert manifest.decode(broken).manifest == manifest.decode(b"\n".join(lines)).manifest


def test_both_sides_of_a_conflict_count() -> None:
    sides = [Manifest({"a": DocumentState("atom", digit * 64)}, {}, 0, frozenset()) for digit in "12"]
    ours, theirs = (manifest.encode(side).split(b"\n") for side in sides)
    merged = b"\n".join([ours[0], b"<<<<<<< ours", ours[1], b"=======", theirs[1], b">>>>>>> theirs", b""])
    assert manifest.decode(merged).digests == {"a": frozenset({"1" * 64, "2" * 64})}


@given(st.binary(max_size=200))
def test_other_bytes_are_not_read_as_a_manifest(content: bytes) -> None:
    assert manifest.decode(content).manifest is None


def test_the_sample_is_bounded_and_depends_on_the_entries_alone() -> None:
    hashes = [manifest.entry_hash(str(number)) for number in range(3 * manifest.SAMPLE_SIZE)]
    kept = manifest.sample(hashes)
    assert len(kept) == manifest.SAMPLE_SIZE
    assert manifest.sample(reversed(hashes)) == kept
    assert manifest.sample(kept) == kept


def test_the_manifest_reveals_nothing_that_documents_do_not(site: Site) -> None:
    """No draft, no file name, no folder of this machine, no time of a run, no key that isn't published."""
    site.configure(pages=True)
    site.add("secret-name.md", title="Shown", topics=["AI"], secured="hush", provider={"name": "P"})
    site.add("draft-name.md", title="Hidden", topics=["Hidden topic"], draft=True)
    site.publish()
    content = (site.output / MANIFEST).read_text()
    for word in ("secret-name", "draft", "idden", "hush", str(site.folder), "seeds", "2024"):
        assert word not in content
    for line in map(json.loads, content.splitlines()):
        assert line.keys() <= {
            "feedpub",
            "entries",
            "entry",
            "feed",
            "topic",
            "path",
            "output",
            "sha256",
            "id_base",
        }


def test_the_manifest_lists_every_document_with_its_digest(site: Site) -> None:
    site.configure(pages=True)
    site.add("a.md", topics=["AI"])
    site.publish()
    lines = [json.loads(line) for line in (site.output / MANIFEST).read_text().splitlines()]
    listed = "".join(f"{line['sha256']}  {line['path']}\n" for line in lines if "path" in line)
    original = subprocess.run(
        ["sha256sum", "--check", "--strict", "--quiet"],
        cwd=site.output, input=listed, text=True, capture_output=True, check=False,
    )  # fmt: skip
    assert (original.returncode, original.stdout) == (0, "")
    assert {line["path"] for line in lines if "path" in line} == {*site.feeds()}


def test_the_same_publication_gives_the_same_bytes(tmp_path: Path) -> None:
    published = []
    for number in range(2):
        site = Site(tmp_path / f"{number}", pages=True)
        for name in ("a", "b", "c")[:: -1 if number else 1]:
            site.add(f"{name}.md", title=name, topics=["AI", name], webUrl=f"https://example.org/{name}")
            if number:
                site.publish()
        site.publish()
        published.append(contents(site.output))
    assert published[0] == published[1]


def test_two_branches_that_publish_merge_line_by_line(site: Site, tmp_path: Path) -> None:
    """Each branch adds a topic; git merges their manifests without help."""
    versions = []
    for added in ("", "aa", "zz"):
        site.add("m.md", title="m", topics=["Middle"])
        (site.source / "new.md").unlink(missing_ok=True)
        if added:
            site.add("new.md", title=added, topics=[added])
        shutil.rmtree(site.output, ignore_errors=True)
        site.publish()
        content = (site.output / MANIFEST).read_text()
        versions.append(re.sub('"sha256":"[0-9a-f]*"|"entries":[0-9]*', '"x":0', content))
    for name, content in zip(("base", "ours", "theirs"), versions, strict=True):
        (tmp_path / name).write_text(content)
    merged = subprocess.run(
        ["git", "merge-file", "-p", "ours", "base", "theirs"],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert merged.returncode in {0, 1, 2}
    listed = manifest.decode(merged.stdout.encode()).digests
    assert {path.partition("/")[0] for path in listed} == {"all", "aa", "middle", "zz"}


def test_a_large_manifest_is_read_quickly() -> None:
    """100,000 documents take less than three seconds of processor time on any machine."""
    import time

    documents = {f"topic-{n // 6}/{n % 6}.xml": DocumentState("atom", f"{n:064x}") for n in range(100_000)}
    feeds = {f"topic-{n}": FeedState(f"Topic {n}") for n in range(100_000 // 6)}
    original = Manifest(documents, feeds, 0, frozenset())
    began = time.process_time()
    content = manifest.encode(original)
    assert manifest.decode(content).manifest == original
    assert time.process_time() - began < 3


@pytest.mark.parametrize("line", ['{"path":1}', "[]", "null", '{"path":"a"', "\ufffe"])
def test_a_line_of_another_kind_is_ignored(line: str) -> None:
    original = Manifest({"a": DocumentState("atom", DIGEST)}, {}, 1, frozenset())
    assert manifest.decode(manifest.encode(original) + f"{line}\n".encode()).manifest == original


OUTSIDE = [
    "../seeds/a.md",
    "/etc/passwd",
    "ai/../../x",
    "a//b",
    "a/",
    "./a",
    ".git/config",
    "a/.hidden",
    "a\0b",
    "..",
]


@pytest.mark.parametrize("path", OUTSIDE)
def test_a_path_that_leads_elsewhere_is_ignored(path: str) -> None:
    original = Manifest({path: DocumentState("atom", DIGEST)}, {}, 0, frozenset())
    assert manifest.decode(manifest.encode(original)).digests == {}


def test_a_forged_manifest_removes_nothing_outside_of_the_output(site: Site) -> None:
    """It may come with a pull request."""
    record = site.add("a.md", topics=["AI"])
    site.publish()
    before = contents(site.folder)
    lines = [
        {"path": f"../{record.relative_to(site.folder)}", "sha256": sha256(record.read_bytes()).hexdigest()},
        {"path": "../feedpub.yaml", "sha256": sha256(site.file.read_bytes()).hexdigest()},
        {"entry": "not a hash"},
        {"feed": "../seeds", "topic": "Seeds"},
        {"feed": "x", "topic": "X", "empty_since": "2024-01-01T00:00:00"},
    ]
    with (site.output / MANIFEST).open("a") as file:
        file.writelines(f"{json.dumps(line)}\n" for line in lines)
    assert site.publish().removed == 0
    after = contents(site.folder)
    assert {path: each for path, each in after.items() if path[0] != "."} == {
        path: each for path, each in before.items() if path[0] != "."
    }


def test_a_summary_has_the_digests_of_the_documents_that_were_written(site: Site) -> None:
    site.add("a.md", topics=["AI"])
    listed = {change.path: change.digest for change in site.publish().documents}
    assert listed == {path: sha256(content).hexdigest() for path, content in site.feeds().items()}
