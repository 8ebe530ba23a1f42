"""How reports are written, for people and for machines."""

from __future__ import annotations

import json

from feedpub.check import Report, check
from feedpub.check import report as rendering
from feedpub.problems import Problem

ERROR = Problem("a.xml", 3, 7, "error", "atom-id", "the feed has no id; give it one")
WARNING = Problem("b.json", 1, 1, "warning", "json-blank", "the item's title is blank; leave the key out")
REPORTS = [
    Report("a.xml", "atom", (ERROR,)),
    Report("b.json", "json", (WARNING,)),
    Report("c.xml", "rss", ()),
]


def test_a_line_for_each_problem() -> None:
    assert list(rendering.lines(REPORTS)) == [
        "a.xml:3:7: error [atom-id] the feed has no id; give it one",
        "b.json:1:1: warning [json-blank] the item's title is blank; leave the key out",
    ]


def test_a_line_stays_one_line_and_does_not_steer_the_terminal() -> None:
    hostile = Problem("a\nb\x1b[2J\udcff.xml", 1, 1, "error", "r", "title \u202e\u2028 \x7f \x85 über 日本")
    line = rendering.line(hostile)
    assert line.isprintable()
    assert line == ("a\\x0ab\\x1b[2J\\udcff.xml:1:1: error [r] title \\u202e\\u2028 \\x7f \\x85 über 日本")


def test_the_summary_counts() -> None:
    assert rendering.summary(REPORTS) == "3 files checked: 1 error, 1 warning"
    assert rendering.summary(REPORTS[2:]) == "1 file checked: nothing wrong"
    assert rendering.summary([]) == "0 files checked: nothing wrong"
    assert rendering.summary([REPORTS[0]] * 2) == "2 files checked: 2 errors"


def test_errors_fail_and_warnings_only_when_strict() -> None:
    assert rendering.failed(REPORTS)
    assert not rendering.failed(REPORTS[1:])
    assert rendering.failed(REPORTS[1:], strict=True)
    assert not rendering.failed(REPORTS[2:], strict=True)
    assert not rendering.failed([], strict=True)


def test_the_shape_of_the_json_is_stable() -> None:
    assert json.loads(rendering.as_json(REPORTS[:2])) == {
        "version": 1,
        "summary": {"files": 2, "valid": 1, "errors": 1, "warnings": 1},
        "files": [
            {
                "file": "a.xml",
                "format": "atom",
                "valid": False,
                "problems": [
                    {
                        "line": 3,
                        "column": 7,
                        "severity": "error",
                        "rule": "atom-id",
                        "message": "the feed has no id; give it one",
                    }
                ],
            },
            {
                "file": "b.json",
                "format": "json",
                "valid": True,
                "problems": [
                    {
                        "line": 1,
                        "column": 1,
                        "severity": "warning",
                        "rule": "json-blank",
                        "message": "the item's title is blank; leave the key out",
                    }
                ],
            },
        ],
    }


def test_json_can_be_written_anywhere() -> None:
    report = Report("caf\udce9.xml", None, (Problem("caf\udce9.xml", 1, 1, "error", "r", "日本 \udc80"),))
    text = rendering.as_json([report])
    assert text.isascii()
    assert json.loads(text)["files"][0]["file"] == "caf\udce9.xml"


def test_an_empty_list_of_reports_is_json_too() -> None:
    assert json.loads(rendering.as_json([])) == {
        "version": 1,
        "summary": {"files": 0, "valid": 0, "errors": 0, "warnings": 0},
        "files": [],
    }


def test_what_check_returns_can_be_rendered() -> None:
    report = check(b'{"version": "https://jsonfeed.org/version/2", "title": "News", "items": []}')
    assert any("[json-version]" in line for line in rendering.lines([report]))
    assert json.loads(rendering.as_json([report]))["files"][0]["file"] == "<bytes>"
