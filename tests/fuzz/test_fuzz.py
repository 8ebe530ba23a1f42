"""The fuzzed functions, on their corpus, on Hypothesis' inputs, and for a moment under the fuzzer itself."""

# ruff: noqa: E501 - data reads better on one line

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from tests.fuzz import targets

from feedpub import config
from feedpub.problems import ConfigError

HERE = Path(__file__).parent
FOUND = sorted((HERE / "found").glob("*/*"))
"""Inputs that once broke a promise, in folders named for their targets."""

# Texts of records and feeds, and the pieces that they are broken with.
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.dates().map(str)
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["name", "url", "title", "webUrl", "authors", "x"]), inner, max_size=3
        )
    ),
    max_leaves=6,
)
FIELDS = st.dictionaries(
    st.sampled_from(
        """
        title excerpt publishedDateTime updatedDateTime webUrl originalUrl id topics provider images related quality
        heat type category removed draft deleted featuredContent secured x
        """.split()
    ),
    VALUES,
)
RECORDS = st.builds(
    lambda fields, body: (
        "\0---\n"
        + yaml.safe_dump(
            {"title": "x", "published": True, "publishedDateTime": "2024-01-01", **fields}, allow_unicode=True
        )
        + "---\n"
        + body
    ).encode("utf-8", "replace"),
    FIELDS,
    st.text(max_size=100),
)
FEEDS = st.sampled_from(
    [file for file in sorted(HERE.parent.glob("check/corpus/**/*")) if file.suffix in (".xml", ".json")]
).map(Path.read_bytes)


def test_what_was_found_stays_mended() -> None:
    for file in FOUND:
        targets.TARGETS[file.parent.name](file.read_bytes())


@given(RECORDS)
def test_any_record(data: bytes) -> None:
    targets.fuzz_records(data)


@given(RECORDS)
def test_any_entry_is_valid(data: bytes) -> None:
    targets.fuzz_entries(data)


@given(FEEDS, st.integers(0, 11), st.integers(0, 4000), st.integers(0, 60), st.binary(max_size=12))
def test_any_feed(feed: bytes, head: int, at: int, drop: int, put: bytes) -> None:
    targets.fuzz_check(bytes([head]) + feed[:at] + put + feed[at + drop :])


@given(
    st.dictionaries(
        st.sampled_from(
            "site source output limit content formats pages topics feeds limits publish_unflagged x".split()
        ),
        VALUES,
    )
)
def test_any_config(tmp_path_factory: pytest.TempPathFactory, fields: dict[str, object]) -> None:
    file = tmp_path_factory.getbasetemp() / "any.yaml"
    file.write_bytes(yaml.safe_dump(fields, allow_unicode=True).encode("utf-8", "replace"))
    try:
        config.load(file)
    except ConfigError as error:
        messages = [str(error), *map(str, error.problems)]
    else:
        messages = []
    assert all(messages)


@pytest.mark.parametrize("target", targets.TARGETS)
def test_guided_by_coverage(target: str, tmp_path: Path) -> None:
    """A short run; README.md describes long ones. Without the fuzzer the corpus is run once."""
    try:
        import atheris  # noqa: F401
    except ImportError:
        assert not os.environ.get("FEEDPUB_DEV"), "where that is set the dev extra is installed, so atheris"
        from tests.fuzz import run

        for data in run.seeds(target):
            targets.TARGETS[target](data)
        return
    process = subprocess.run(
        [
            sys.executable,
            "-m",
            "tests.fuzz.run",
            target,
            "-runs=500",
            "-max_len=300",
            "-seed=1",
            f"-artifact_prefix={tmp_path}/",
        ],
        cwd=HERE.parents[1],
        capture_output=True,
        timeout=600,
        check=False,
    )
    assert process.returncode == 0, process.stderr.decode(errors="replace")[-4000:]
    assert b"Done 500 runs" in process.stderr
