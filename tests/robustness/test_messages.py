"""Messages about records that aren't published name the place of a fault and quote nothing."""

# ruff: noqa: E501 - data reads better on one line

from __future__ import annotations

import json

import yaml
from hypothesis import given
from hypothesis import strategies as st
from tests.sites import CASES, Site

from feedpub import config, records

CANARY = "Zebra"
CONFIG = config.load(None, source=CASES, base_url="https://example.org/feeds/")
KEYS = (
    "title", "excerpt", "featuredContent", "publishedDateTime", "updatedDateTime", "webUrl", "originalUrl", "id",
    "topics", "provider", "images", "related", "quality", "heat", "type", "category", "secured", "isCached",
    CANARY,
)  # fmt: skip
VALUES = st.sampled_from(
    [
        CANARY,
        f"{CANARY}: {CANARY}",
        [CANARY],
        {CANARY: CANARY},
        f"http://{CANARY}/%",
        f"<b {CANARY}>",
        "\0" + CANARY,
    ]
)
FAULTS = st.sampled_from(
    [
        f"{CANARY}: 1\n{CANARY}: 2\n", f"x: *{CANARY}\n", f"x: &{CANARY} [*{CANARY}]\n", f"x: !{CANARY} 1\n",
        f"x: !!{CANARY} 1\n", f"x: '{CANARY}\n", f'x: "\\{CANARY}"\n', f"{CANARY}\n", f"x: @{CANARY}\n", f"\t{CANARY}: x\n",
        f"? [{CANARY}]\n: x\n", f"<<: {{{CANARY}: x}}\n", f"x: {'[' * 40}{CANARY}\n", f"%{CANARY}\n", f"x: {CANARY}: y\n",
        f"- {CANARY}\n", f"x: {{{CANARY}\n", f"x: !<{CANARY}> y\n", f"x: %{CANARY}\n", f"draft: {CANARY}\n",
        f"published: {CANARY}\n", f"removed: [{CANARY}]\n", "\x07\n", f"x: \\ud800{CANARY}\n", "---\n", f"? {CANARY * 300}\n: 1\n",
    ]
)  # fmt: skip
WITHHELD = st.sampled_from([{"draft": True}, {"removed": True, "published": True}, {"published": False}, {}])


def assert_quotes_nothing(data: bytes, path: str) -> None:
    parsed = records.parse(data, path, CONFIG)
    assert parsed.record is None
    for problem in parsed.problems:
        assert CANARY not in problem.message, problem


@given(
    WITHHELD, st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=4), st.lists(FAULTS, max_size=2), st.integers(0, 200)
)  # fmt: skip
def test_a_message_about_a_withheld_record_quotes_nothing(
    withheld: dict[str, bool], fields: dict[str, object], faults: list[str], cut: int
) -> None:
    front = yaml.safe_dump({**withheld, **fields}) + "".join(faults)
    assert_quotes_nothing(f"---\n{front}---\n{CANARY}".encode(), "a.md")
    assert_quotes_nothing(f"---\n{front}"[: len(front) - cut].encode() + b"\xff" + CANARY.encode(), "a.yaml")
    record = json.dumps({**withheld, **fields})
    for text in (record, record[:cut], record[:-1] + f', "{CANARY}": 1, "{CANARY}": 2}}'):
        assert_quotes_nothing(text.encode(), "a.json")


def test_a_message_about_a_public_record_quotes_the_fault(site: Site) -> None:
    site.add("a.md", publishedDateTime="the day after")
    site.add("b.md", publishedDateTime="the day after", draft=True)
    outcome = site.run()
    assert "'the day after' isn't a date" in outcome.stderr
    assert outcome.stderr.count("the day after") == 1
    assert site.run("--rebuild").stderr == outcome.stderr
