"""Same input, same bytes: on any machine, in any zone, locale, hash seed, folder or order of files."""

from __future__ import annotations

import os
import random
import shutil
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.sites import NOW, SEEDS, Site, contents, spawn

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CONFIG: dict[str, Any] = {
    "site": {"timezone": "America/St_Johns"},
    "topics": {"R&D": {"slug": "research"}},
    "feeds": [
        {"slug": "hot", "title": "Hot", "order": "hottest"},
        {"slug": "late", "title": "x", "within": "9w"},
    ],
}
TOPICS = ("AI", "ai", "C++", "C", "R&D", "R and D", "Ünï", "漢字", "r-and-d")


def fill(site: Site, numbers: list[int]) -> None:
    """Write records, with all that may make a difference, in this order."""
    for number in numbers:
        draw = random.Random(number)
        site.add(
            f"{'abc'[number % 3]}/{number:03}.md",
            title=f"Title {number} é 漢",
            publishedDateTime=f"2024-0{1 + number % 6}-01",
            topics=draw.sample(TOPICS, number % 4),
            webUrl=f"https://example.org/{number // 2}"
            if number % 7 == 0
            else f"https://example.org/n{number}",
            heat=number % 5,
            quality=None if number % 3 else "high",
            provider={"name": f"P{number % 3}", "authors": ["Å", "B"]},
            body=f"# Heading {number}\n\n[link](page) ![image](/i.png)\n\n<script>x</script>",
        )
    site.write("wrong.md", "---\ntitle: x\npublished: maybe\n---\n")


@pytest.fixture
def filled(site: Site) -> Site:
    site.configure(**CONFIG)
    fill(site, list(range(30)))
    return site


ENVIRONMENTS = {
    "C": {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "TZ": ":", "PYTHONHASHSEED": "0"},
    "C.UTF-8": {"LC_ALL": "C.UTF-8", "TZ": "Asia/Kathmandu", "PYTHONHASHSEED": "1"},
    "POSIX": {"LC_ALL": "POSIX", "TZ": "America/St_Johns", "PYTHONHASHSEED": "4294967295"},
    "one that isn't there": {"LC_ALL": "tr_TR.UTF-8", "TZ": "Nowhere/Land", "PYTHONHASHSEED": "random"},
}


def test_the_environment_changes_no_byte(filled: Site, tmp_path: Path) -> None:
    outcomes, published = [], []
    for number, environment in enumerate(ENVIRONMENTS.values()):
        folder = tmp_path / f"elsewhere {number}"
        folder.mkdir(mode=0o700)
        output = tmp_path / f"out{number}"
        filled.forget()
        outcomes.append(
            spawn(
                "generate",
                "--config", os.path.relpath(filled.file, folder) if number % 2 else str(filled.file),
                "--output", str(output),
                "--now", NOW.isoformat(),
                "-q",
                "--jobs", str(1 + number % 2),
                folder=folder,
                **environment,
            )
        )  # fmt: skip
        published.append(contents(output))
    assert [outcome.status for outcome in outcomes] == [1] * len(ENVIRONMENTS), outcomes[0].stderr
    assert len(published[0]) > 30
    for other in published[1:]:
        assert other == published[0]


def test_the_order_of_files_changes_no_byte(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files created in another order, and listed by the system in another order."""
    scandir = os.scandir
    published = []
    for seed in range(4):
        site = Site(tmp_path / str(seed), **CONFIG)
        numbers = list(range(30))
        random.Random(seed).shuffle(numbers)
        fill(site, numbers)

        class Listing:
            """What os.scandir returns, shuffled."""

            def __init__(self, path: str, seed: int = seed) -> None:
                with scandir(path) as entries:
                    self.entries = sorted(entries, key=lambda entry: entry.name)
                random.Random(seed).shuffle(self.entries)

            def __enter__(self) -> Iterator[os.DirEntry[str]]:
                return iter(self.entries)

            def __exit__(self, *_: object) -> None:
                pass

            def __iter__(self) -> Iterator[os.DirEntry[str]]:
                return iter(self.entries)

        with monkeypatch.context() as patched:
            patched.setattr("feedpub.sources.folder.os.scandir", Listing)
            summary = site.publish()
        problems = [str(problem).replace(str(site.folder), "") for problem in summary.problems]
        published.append((site.feeds(), problems, summary.held_back))
    for other in published[1:]:
        assert other == published[0]


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Enough records that every stage has batches to hand out."""
    site = Site(tmp_path_factory.mktemp("many") / "site", limit=80, **CONFIG)
    fill(site, list(range(130)))
    return site


def test_serial_equals_parallel(many: Site) -> None:
    published, outcomes = [], []
    for jobs in ("1", "4"):
        shutil.rmtree(many.output, ignore_errors=True)
        many.forget()
        outcomes.append(spawn("generate", "--now", NOW.isoformat(), "--jobs", jobs, folder=many.folder))
        published.append(many.feeds())
    assert outcomes[0] == outcomes[1]
    assert outcomes[0].status == 1
    assert published[0] == published[1]


@pytest.mark.parametrize("kind", ["threads", "processes"])
def test_the_executor_changes_no_byte(many: Site, kind: str, tmp_path: Path) -> None:
    many.forget()
    many.publish()
    serial = many.feeds()
    shutil.rmtree(many.output)
    many.forget()
    pool = ThreadPoolExecutor(1) if kind == "threads" else ProcessPoolExecutor(2, get_context("spawn"))
    with pool as executor:
        many.publish(executor=executor)
    assert many.feeds() == serial


def test_the_index_changes_no_byte(filled: Site) -> None:
    filled.publish()
    first = filled.feeds()
    for prepare in (filled.forget, lambda: shutil.rmtree(filled.output), lambda: None):
        prepare()
        filled.publish()
        assert filled.feeds() == first


def test_a_copy_in_another_folder_publishes_the_same_bytes(filled: Site, tmp_path: Path) -> None:
    """Documents contain neither inodes nor times of files nor the name of the folder."""
    filled.publish()
    copy = tmp_path / "ein ähnlicher Ordner"
    shutil.copytree(filled.source, copy / "seeds", copy_function=shutil.copyfile)
    shutil.copy(filled.file, copy)
    assert spawn("generate", "--now", NOW.isoformat(), "-q", folder=copy).status == 1
    assert contents(copy / "feeds") == contents(filled.output)


def test_a_later_time_changes_nothing_that_is_not_due(filled: Site) -> None:
    filled.configure(**{**CONFIG, "feeds": []})
    filled.publish(now="2024-07-01T00:00:00Z")
    first = filled.feeds()
    filled.forget()
    filled.publish(now="2033-03-03T03:03:03Z")
    assert filled.feeds() == first


def test_no_time_of_the_run_is_published(filled: Site) -> None:
    """But of a feed that became empty in it."""
    filled.publish(now="2031-10-11T12:13:14Z")
    for path, content in filled.feeds().items():
        is_empty = path.startswith("late/")
        for text in (b"2031", b"12:13:14"):
            assert (text in content) == (is_empty and not path.endswith(".json")), path


def test_the_seeds_publish_the_same_bytes_twice(tmp_path: Path) -> None:
    published: list[dict[str, bytes]] = []
    for name in ("one", "two"):
        folder = tmp_path / name
        folder.mkdir()
        outcome = spawn(
            "generate", "--source", str(SEEDS), "--base-url", "https://example.org/feeds/",
            "--now", NOW.isoformat(), "--no-pages", folder=folder, PYTHONHASHSEED=str(len(published)),
        )  # fmt: skip
        assert outcome.status == 0
        assert outcome.stderr == ""
        published.append(contents(folder / "feeds"))
    assert published[0] == published[1]


RECORDS = st.lists(
    st.fixed_dictionaries(
        {
            "title": st.text("ab<&é", min_size=1).filter(str.strip),
            "publishedDateTime": st.sampled_from(["2024-05-06", "2024-05-07", "2024-05-06T00:00:00+02:00"]),
            "published": st.sampled_from([True, True, True, False]),
        },
        optional={
            "topics": st.lists(st.sampled_from([name for name in TOPICS if name != "r-and-d"]), max_size=3),
            "webUrl": st.integers(1, 4).map("https://example.org/{}".format),
            "updatedDateTime": st.sampled_from(["2024-05-08", "2024-05-09"]),
            "heat": st.integers(0, 3),
        },
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=6)
@given(RECORDS, st.randoms(use_true_random=False))
def test_many_small_runs_publish_the_bytes_of_one(
    tmp_path_factory: pytest.TempPathFactory, records: list[dict[str, Any]], order: random.Random
) -> None:
    """Whatever the history of the folder, the same is published, but for feeds of topics that are gone.

    No two of the topics suggest one slug: of such, the one that was published first has it.
    """
    folder = tmp_path_factory.mktemp("sites")
    at_once, in_steps = Site(folder / "at once", **CONFIG), Site(folder / "in steps", **CONFIG)
    steps = list(enumerate(records))
    order.shuffle(steps)
    for number, record in steps:
        in_steps.add(f"{number}.md", record)
        in_steps.publish()
    for number, record in enumerate(records):
        at_once.add(f"{number}.md", record)
    at_once.publish()
    once, stepwise = at_once.feeds(), in_steps.feeds()
    assert {name: content for name, content in stepwise.items() if name in once} == once
    for name in stepwise.keys() - once.keys():
        assert b"<entry>" not in stepwise[name]
        assert b"<item>" not in stepwise[name]
        assert b'"items": [\n  ]' in stepwise[name] or not name.endswith(".json")
