"""The rules of docs/extending.md are complete: put beside feedpub's own, they are found and work."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest
from tests.extending import examples

FILES = {
    name.removeprefix("rules/"): text
    for name, text in (examples("python") | examples("toml")).items()
    if name.startswith("rules/")
}

SCRIPT = """
import json, sys
from feedpub.check import catalog, check_bytes, rules
from feedpub.check.reference import page
rules.__path__.append(sys.argv[1])
found = {}
for name, text in json.load(sys.stdin).items():
    found[name] = [[each.rule, each.severity, each.message] for each in check_bytes(text.encode(), name)]
print(json.dumps([found, page()]))
"""

RSS = """<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:{0}="https://example.org/{0}/1.0">
<channel><title>News</title><link>https://example.org/</link><description>All the news</description>
<atom:link rel="self" href="https://example.org/rss.xml" type="application/rss+xml"/>
<item><title>Rain</title><guid isPermaLink="false">1</guid>{1}</item></channel></rss>"""

HINT = "leave it out, or use one that readers know"
WRONG = {
    "weather": (
        "<weather:temperature>warm</weather:temperature><weather:station/><weather:wind/>",
        {
            ("ext-number", "error", "weather:temperature 'warm' is not a number"),
            ("ext-missing-attribute", "error", "weather:station has no attribute name; add it"),
            (
                "ext-misplaced-element",
                "error",
                "weather:station can't stand in item; it belongs in the feed's head",
            ),
            (
                "ext-unknown-element",
                "error",
                f"weather:wind isn't in the vocabulary https://example.org/weather/1.0; {HINT}",
            ),
        },
    ),
    "tides": (
        "<tides:state>rising</tides:state>",
        {("tides-state", "error", "tides:state 'rising' is none of high, low")},
    ),
    "sunshine": (
        "<sunshine:hours>5</sunshine:hours>",
        {
            (
                "sunshine-without-sunrise",
                "warning",
                "sunshine:hours is without sunshine:sunrise; add when the sun rose",
            )
        },
    ),
}
RIGHT = {
    "weather": "<weather:temperature>-2.5</weather:temperature>",
    "tides": "<tides:state>high</tides:state>",
    "sunshine": "<sunshine:hours>5</sunshine:hours><sunshine:sunrise>06:12</sunshine:sunrise>",
}


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The problems that a new process finds with these files beside the rules, and its page of rules."""
    folder = tmp_path_factory.mktemp("rules")
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    documents = {f"{name} wrong": RSS.format(name, text) for name, (text, _) in WRONG.items()}
    documents |= {f"{name} right": RSS.format(name, text) for name, text in RIGHT.items()}
    run = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(folder)],
        input=json.dumps(documents),
        capture_output=True,
        text=True,
        check=True,
        encoding="utf-8",
    )
    return json.loads(run.stdout)


def test_the_page_has_three_examples() -> None:
    assert {*FILES} == {"weather.py", "tides.py", "tides.toml", "sunshine.py", "sunshine.toml"}


@pytest.mark.parametrize("name", WRONG)
def test_an_example_reports_faults(name: str, outcome: Any) -> None:
    assert {tuple(each) for each in outcome[0][f"{name} wrong"]} == WRONG[name][1]


@pytest.mark.parametrize("name", RIGHT)
def test_an_example_reports_nothing_in_a_right_document(name: str, outcome: Any) -> None:
    assert outcome[0][f"{name} right"] == []


def test_new_rules_are_on_the_page_of_rules(outcome: Any) -> None:
    assert "### tides-state\n\nA tide is high or low.\n\n*error* · Tides 1.0, state" in outcome[1]
    assert "### sunshine-without-sunrise\n" in outcome[1]
