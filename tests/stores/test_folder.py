"""The output folder as a store: which files count as feedpub's, and which changes cause a run to work."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest
from tests import documents
from tests.sites import Site, contents, stats

from feedpub.stores.folder import MANIFEST, PENDING, FolderStore
from feedpub.stores.manifest import decode

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture
def paged(site: Site) -> Site:
    """A published site with pages."""
    site.configure(pages=True)
    site.add("a.md", title="First", topics=["AI"], webUrl="https://example.org/1")
    site.add("b.md", title="Second", topics=["Other"], webUrl="https://example.org/2")
    site.publish()
    return site


def lose(site: Site, *names: str) -> None:
    """Lose the index, the manifest, or both."""
    if "index" in names:
        site.forget()
    if "manifest" in names:
        (site.output / MANIFEST).unlink(missing_ok=True)


WITHOUT = [(), ("index",), ("manifest",), ("index", "manifest")]


def runs(site: Site) -> None:
    """Publish, and assert that a dry run before has the same summary."""
    announced = site.publish(dry_run=True)
    done = site.publish()
    assert (announced.written, announced.removed) == (done.written, done.removed)


# What is lost is found again


@pytest.mark.parametrize("lost", WITHOUT)
def test_nothing_is_written_again_whatever_was_lost(paged: Site, lost: tuple[str, ...]) -> None:
    before, manifest = stats(paged.output), contents(paged.output)
    lose(paged, *lost)
    summary = paged.publish()
    assert (summary.written, summary.removed, summary.problems) == (0, 0, ())
    assert contents(paged.output) == manifest
    after = stats(paged.output)
    assert {path: each for path, each in after.items() if path != MANIFEST} == {
        path: each for path, each in before.items() if path != MANIFEST
    }


@pytest.mark.parametrize("lost", WITHOUT)
def test_a_change_replaces_pages_and_removes_what_is_stale_whatever_was_lost(
    paged: Site, lost: tuple[str, ...]
) -> None:
    lose(paged, *lost)
    paged.configure(pages=True, formats=["json"], topics={"AI": {"slug": "machines"}})
    paged.add("a.md", title="Changed", topics=["AI"], webUrl="https://example.org/1")
    runs(paged)
    assert paged.slugs() == {"all", "machines", "other"}
    assert b"Changed" in (paged.output / "all/index.html").read_bytes()
    assert not [path for path in paged.feeds() if path.endswith(".xml")]
    assert {*decode((paged.output / MANIFEST).read_bytes()).digests} == {*paged.feeds()}


def test_a_fresh_clone_of_a_repository_with_the_output_publishes_as_before(
    paged: Site, tmp_path: Path
) -> None:
    gone = paged.source / "a.md"
    gone.unlink()
    paged.publish()
    clone = Site(tmp_path / "clone", pages=True)
    for name in ("seeds", "feeds"):
        shutil.copytree(
            paged.folder / name, clone.folder / name, copy_function=shutil.copyfile, dirs_exist_ok=True
        )
    before = contents(clone.output)
    assert clone.publish(now="2024-12-01T00:00:00Z").written == 0
    assert contents(clone.output) == before
    assert paged.publish().written == 0


def test_a_damaged_manifest_is_mended(paged: Site) -> None:
    whole = contents(paged.output)
    for damage in (b"", b"{}\n", whole[MANIFEST][:100], b"<<<<<<< HEAD\n" + whole[MANIFEST], b"\xff\x00"):
        (paged.output / MANIFEST).write_bytes(damage)
        for _ in range(2):
            summary = paged.publish()
            assert (summary.written, summary.problems) == (0, ())
            assert contents(paged.output) == whole


# Files of others


def page_of_their_own(site: Site, path: str) -> bytes:
    """Return a page of another author that includes feedpub's fragment, with its mark."""
    fragment = (site.output / "ai/fragment.html").read_bytes()
    content = b"<!doctype html>\n<title>Mine</title>\n<body>\n" + fragment
    (site.output / path).write_bytes(content)
    return content


@pytest.mark.parametrize("lost", WITHOUT)
@pytest.mark.parametrize("path", ["index.html", "ai/index.html", "ai/embed.html", "ai/fragment.html"])
def test_a_page_that_includes_ours_is_neither_replaced_nor_removed(
    paged: Site, path: str, lost: tuple[str, ...]
) -> None:
    content = page_of_their_own(paged, path)
    lose(paged, *lost)
    paged.add("a.md", title="Changed", topics=["AI"], webUrl="https://example.org/1")
    summary = paged.publish()
    assert [problem.rule for problem in summary.problems] == ["not-ours"]
    assert (paged.output / path).read_bytes() == content
    lose(paged, *lost)
    paged.configure(pages=False, topics={"AI": {"slug": "machines"}})
    assert paged.publish().problems == ()
    assert (paged.output / path).read_bytes() == content
    assert {each for each in paged.feeds() if not each.endswith((".xml", ".json"))} == {path}


@pytest.mark.parametrize("lost", WITHOUT)
def test_another_tools_feed_that_quotes_our_entries_is_left_alone(paged: Site, lost: tuple[str, ...]) -> None:
    ours = (paged.output / "ai/atom.xml").read_bytes()
    source = b'<source><generator>feedpub</generator><link rel="self" href="x/planet/atom.xml"/></source>'
    planet = paged.output / "planet"
    planet.mkdir()
    mine = {
        "atom.xml": b'<feed xmlns="http://www.w3.org/2005/Atom"><id>x</id><generator>planet</generator>'
        b'<entry xml:lang="en">' + source + b"</entry></feed>",
        "rss.xml": b"<rss><channel><generator>planet</generator>"
        b"<item x='y'><generator>feedpub</generator></item></channel></rss>",
        "feed.json": b'{\n  "items": [\n  "_feedpub": {"generator": "feedpub"},\n]}',
        "index.html": b"<p>\n" + ours,
    }
    for name, content in mine.items():
        (planet / name).write_bytes(content)
    lose(paged, *lost)
    paged.add("c.md", title="Third")
    paged.publish()
    assert contents(planet) == mine


@pytest.mark.parametrize("lost", WITHOUT)
def test_a_copy_of_our_documents_elsewhere_is_left_alone(paged: Site, lost: tuple[str, ...]) -> None:
    shutil.copytree(paged.output / "ai", paged.output / "mirror")
    before = contents(paged.output / "mirror")
    lose(paged, *lost)
    paged.add("c.md", title="Third")
    paged.publish()
    assert contents(paged.output / "mirror") == before


@pytest.mark.parametrize("lost", WITHOUT)
@pytest.mark.parametrize("place", ["inner", "ai", "a-z"])
def test_an_output_inside_another_leaves_its_files_alone(
    paged: Site, tmp_path: Path, place: str, lost: tuple[str, ...]
) -> None:
    inner = Site(tmp_path / "inner", pages=True, site={"feeds_url": f"https://example.org/feeds/{place}/"})
    inner.configure(
        pages=True, output={"folder": str(paged.output / place)},
        site={"feeds_url": f"https://example.org/feeds/{place}/", "title": "Inner"},
    )  # fmt: skip
    inner.output = paged.output / place
    inner.add("i.md", title="Inner", topics=["Deep"])
    outer = contents(paged.output)
    inner.publish()
    assert {path: content for path, content in contents(paged.output).items() if path in outer} == outer
    for number in range(2):
        lose(paged, *lost)
        lose(inner, *lost)
        inside = {
            path: content
            for path, content in contents(inner.output).items()
            if f"{place}/{path}" not in outer and path != MANIFEST
        }
        assert "all/atom.xml" in inside
        paged.add("c.md", title=f"Third {number}", topics=["AI"])
        paged.publish()
        assert documents.titles(paged.output, "ai") == [f"Third {number}", "First"]
        assert {path: contents(inner.output).get(path) for path in inside} == inside
        outside = {path: each for path, each in contents(paged.output).items() if path in outer}
        inner.add("j.md", title=f"Fourth {number}")
        inner.publish()
        assert f"Fourth {number}" in documents.titles(inner.output)
        assert {path: contents(paged.output).get(path) for path in outside} == outside


@pytest.mark.parametrize("lost", WITHOUT)
def test_a_page_changed_by_hand_is_written_again(paged: Site, lost: tuple[str, ...]) -> None:
    """It still says in its exact place that it is feedpub's."""
    before = paged.feeds()
    for path in ("index.html", "ai/index.html", "style.css"):
        with (paged.output / path).open("ab") as page:
            page.write(b"changed")
    lose(paged, *lost)
    assert paged.publish().written == 3
    assert paged.feeds() == before


@pytest.mark.parametrize("lost", WITHOUT)
def test_an_output_folder_that_is_a_link_works_like_any_other(
    paged: Site, tmp_path: Path, lost: tuple[str, ...]
) -> None:
    paged.output.rename(tmp_path / "www")
    paged.output.symlink_to(tmp_path / "www")
    lose(paged, *lost)
    paged.add("c.md", title="Third", topics=["AI"])
    summary = paged.publish()
    assert summary.problems == ()
    for path in ("index.html", "ai/index.html", "ai/atom.xml"):
        assert (tmp_path / "www" / path).is_file()
    assert b"Third" in (tmp_path / "www/ai/index.html").read_bytes()
    lose(paged, *lost)
    paged.configure(pages=False)
    paged.publish()
    assert not [path for path in contents(tmp_path / "www") if path.endswith(".html")]


# Output of 0.1


def test_an_output_of_version_0_1_is_taken_over_silently(paged: Site) -> None:
    """It has no manifest, and an empty feed of 0.1 is of 1970."""
    (paged.source / "a.md").unlink()
    paged.publish()
    before = paged.feeds()
    lose(paged, "index", "manifest")
    for path in (paged.output / "ai").glob("*.xml"):
        content = path.read_text()
        content = content.replace("2024-07-01T12:00:00+00:00", "1970-01-01T00:00:00+00:00")
        path.write_text(
            content.replace("    <lastBuildDate>Mon, 01 Jul 2024 12:00:00 +0000</lastBuildDate>\n", "")
        )
    outcome = paged.run()
    assert (outcome.status, outcome.stderr) == (0, "")
    assert "2 documents written" in outcome.stdout
    assert paged.feeds() == before


# A run with nothing to do


def nothing_to_do(site: Site) -> bool:
    """Whether the next run ends without looking at any record or document."""
    with pytest.MonkeyPatch.context() as patched:
        looked: list[int] = []
        whole = FolderStore.read_published
        patched.setattr(FolderStore, "read_published", lambda store: looked.append(1) or whole(store))
        site.publish()
    return not looked


def settle(site: Site) -> None:
    """Publish until there is nothing to do."""
    site.publish()
    site.publish()
    assert nothing_to_do(site)


@pytest.fixture
def trusting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take each item for unchanged as soon as its stat is, as if it had been written long ago."""
    monkeypatch.setattr("feedpub.index.changes.MTIME_GRANULARITY_NS", 0)


def bring_back_a_folder(site: Site) -> None:
    shutil.copytree(site.folder / "backup/ai", site.output / "ai")


def bring_back_a_file(site: Site) -> None:
    shutil.copy2(site.folder / "backup/other/rss.xml", site.output / "other/rss.xml")


def bring_back_a_page(site: Site) -> None:
    shutil.copy2(site.folder / "backup/index.html", site.output / "index.html")


def bring_back_the_manifest(site: Site) -> None:
    shutil.copy2(site.folder / "backup" / MANIFEST, site.output / MANIFEST)


def lose_the_manifest(site: Site) -> None:
    (site.output / MANIFEST).unlink()


def leave_a_pending_list(site: Site) -> None:
    (site.output / PENDING).write_bytes(b'{"path":"gone/atom.xml","sha256":"00"}\n')


def leave_staged_documents(site: Site) -> None:
    (site.output / ".feedpub-staging").mkdir()


@pytest.mark.usefixtures("trusting")
@pytest.mark.parametrize(
    "happening",
    [
        bring_back_a_folder,
        bring_back_a_file,
        bring_back_a_page,
        bring_back_the_manifest,
        lose_the_manifest,
        leave_a_pending_list,
        leave_staged_documents,
    ],
)
def test_anything_that_appears_in_the_output_or_vanishes_from_it_is_noticed(
    paged: Site, happening: Callable[[Site], None]
) -> None:
    shutil.copytree(paged.output, paged.folder / "backup")
    paged.configure(pages=True, formats=["atom", "json"], topics={"AI": {"slug": "machines"}})
    paged.publish()
    settle(paged)
    before = contents(paged.output)
    happening(paged)
    runs(paged)
    assert contents(paged.output) == before
    paged.publish()
    assert nothing_to_do(paged)


@pytest.mark.usefixtures("trusting")
def test_an_older_index_that_was_restored_publishes_nothing_that_is_gone(site: Site) -> None:
    site.configure(limit=1)
    site.add("a.md", title="Newest", publishedDateTime="2024-06-30")
    site.publish()
    settle(site)
    shutil.copytree(site.folder / ".feedpub", site.folder / "old")
    gone = site.add("b.md", title="Gone", topics=["Only here"], publishedDateTime="2024-01-01")
    site.publish()
    gone.unlink()
    site.forget()
    (site.folder / "old").rename(site.folder / ".feedpub")
    runs(site)
    assert "Gone" not in site.texts()
    assert documents.titles(site.output, "only-here") == []


@pytest.mark.usefixtures("trusting")
def test_two_configs_with_one_output_notice_each_other(paged: Site, tmp_path: Path) -> None:
    settle(paged)
    other = Site(tmp_path / "other", pages=True, output={"folder": str(paged.output)})
    other.configure(pages=True, output={"folder": str(paged.output)})
    for number in range(3):
        other.add(f"{number}.md", title=f"other {number}", topics=["Another"])
    first = contents(paged.output)
    other.publish(allow_shrink=True)
    assert contents(paged.output) != first
    assert not nothing_to_do(paged)


@pytest.mark.usefixtures("trusting")
def test_a_foreign_file_causes_work_only_once(paged: Site) -> None:
    settle(paged)
    (paged.output / "robots.txt").write_text("User-agent: *\n")
    assert not nothing_to_do(paged)
    assert nothing_to_do(paged)


# Where the index lies


@pytest.mark.parametrize("folder", [".", "..", "feeds/.."])
def test_the_index_never_lies_in_the_output(site: Site, folder: str) -> None:
    site.add("a.md")
    site.configure(output={"folder": folder})
    before = contents(site.folder)
    outcome = site.run()
    assert outcome.status == 2
    assert ".feedpub would lie in it" in outcome.stderr
    assert contents(site.folder) == before


def test_the_manifest_lies_beside_the_documents_and_the_index_does_not(paged: Site) -> None:
    names = {path.name for path in paged.output.iterdir()}
    assert names == {
        MANIFEST, "all", "ai", "other", "index.html", "feeds.opml", "embed.js", "style.css", "feed.css",
    }  # fmt: skip
    head = json.loads((paged.output / MANIFEST).read_text().split("\n")[0])
    assert head == {"feedpub": 1, "entries": 2, "id_base": "example.org,2025"}
