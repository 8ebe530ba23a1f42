"""Records that are wrong: each problem is reported with its place, and the rest is published.

In cases/records a file's name begins with the rule that it breaks; beside it are its problems, as
`line:column: message`, on one line each.

    invalid   skipped, an error
    warned    mended and published, a warning
    skipped   not a record, a note
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests import documents
from tests.sites import CASES, Outcome, Site

from feedpub import config, records

if TYPE_CHECKING:
    from pathlib import Path

Kind = Literal["invalid", "warned", "skipped"]


def cases(kind: Kind) -> list[Path]:
    return sorted(
        path for path in (CASES / "records" / kind).iterdir() if not path.name.endswith(".expected")
    )


def run_with(site: Site, record: Path, *options: str) -> Outcome:
    """Publish the record beside one that is all right."""
    site.write(record.name, record.read_bytes())
    site.add("zz-fine.md", title="Fine")
    return site.run(*options)


def assert_problems(site: Site, record: Path, stderr: str, *, update_snapshots: bool) -> None:
    """Assert that stderr has the expected messages about the record, each with its path."""
    prefix = f"{site.source / record.name}:"
    lines = stderr.splitlines()
    assert all(line.startswith(prefix) for line in lines), stderr
    reported = "".join(line.removeprefix(prefix) + "\n" for line in lines)
    expected = record.with_name(record.name + ".expected")
    if update_snapshots:
        expected.write_text(reported, encoding="utf-8")
    assert reported == expected.read_text(encoding="utf-8")


def rule(record: Path) -> str:
    return record.stem.split("--")[0]


@pytest.mark.parametrize("record", cases("invalid"), ids=lambda path: path.stem)
def test_an_invalid_record_is_skipped_with_its_problems(
    site: Site, record: Path, update_snapshots: bool
) -> None:
    outcome = run_with(site, record)
    assert_problems(site, record, outcome.stderr, update_snapshots=update_snapshots)
    assert outcome.status == 1
    assert outcome.stdout.startswith("2 files read: 1 published; held back: 1 invalid\n")
    assert documents.titles(site.output) == ["Fine"]
    assert {one.rule for one in site.publish().problems} == {rule(record)}


@pytest.mark.parametrize("record", cases("warned"), ids=lambda path: path.stem)
def test_a_record_with_warnings_is_published(site: Site, record: Path, update_snapshots: bool) -> None:
    outcome = run_with(site, record)
    assert_problems(site, record, outcome.stderr, update_snapshots=update_snapshots)
    assert ": warning: " in outcome.stderr
    assert outcome.status == 0
    assert sorted(documents.titles(site.output)) == ["A title", "Fine"]
    assert {one.rule for one in site.publish().problems} == {rule(record)}


LOSSES = [
    ("<p>Ask.</p>\n<FORM action=x>\n<input name=q></FORM>\n", 7, "form"),
    (
        "Text.\n\n```\n<form>\n```\n\n`<form>`\n\n<!-- <form> -->\n\n<iframe srcdoc='x'></iframe>\n",
        16,
        "iframe",
    ),
    ("<p>a</p><iframe src='/one'></iframe>\n<iframe src='about:blank'></iframe>\n", 7, "iframe"),
    (
        "<p>A tide table.</p><script async src='https://gist.example/1.js'></script><canvas></canvas>",
        6,
        "script, canvas",
    ),
    ("<video><source src='blob:x'></video>\n", 6, "video"),
]


@pytest.mark.parametrize(("body", "line", "names"), LOSSES)
def test_what_a_body_loses_is_noted_once_with_its_line(site: Site, body: str, line: int, names: str) -> None:
    site.write("a.md", f"---\ntitle: A title\npublished: true\npublishedDateTime: 2024-01-01\n---\n{body}")
    note = (
        f"{site.source / 'a.md'}:{line}:1: note: feeds can't carry everything in this body; lost: {names}\n"
    )
    verbose = site.run("-v", "--strict")
    assert verbose.status == 0
    assert note in verbose.stderr
    assert verbose.stderr.count("note: ") == 1
    assert note not in site.run().stderr


@pytest.mark.parametrize(
    "body",
    ["Plain.", "`<form>`", "<video src='/v.mp4'></video>", "<script>x()</script>\n\nText", "<formula>"],
)
def test_nothing_is_noted_of_a_body_that_loses_nothing(site: Site, body: str) -> None:
    site.write("a.md", f"---\ntitle: A title\npublished: true\npublishedDateTime: 2024-01-01\n---\n{body}")
    assert "note: " not in site.run("-v").stderr


@pytest.mark.parametrize("record", cases("skipped"), ids=lambda path: path.stem)
def test_a_file_that_is_not_a_record_is_skipped_with_a_note(
    site: Site, record: Path, update_snapshots: bool
) -> None:
    outcome = run_with(site, record, "--strict")
    assert_problems(site, record, outcome.stderr, update_snapshots=update_snapshots)
    assert ":1:1: note: " in outcome.stderr
    assert outcome.status == 0
    assert outcome.stdout.startswith("2 files read: 1 published; held back: 1 skipped\n")
    assert {one.rule for one in site.publish().problems} == {rule(record)}


def test_every_expectation_has_its_record() -> None:
    for kind in ("invalid", "warned", "skipped"):
        expected = {
            path.name.removesuffix(".expected") for path in (CASES / "records" / kind).glob("*.expected")
        }
        assert expected == {path.name for path in cases(kind)}


def test_everything_is_reported_in_one_run(site: Site) -> None:
    wrong = cases("invalid")
    for record in wrong:
        site.write(record.name, record.read_bytes())
    site.add("zz-fine.md", title="Fine")
    outcome = site.run()
    assert outcome.status == 1
    for record in wrong:
        assert f"{site.source / record.name}:" in outcome.stderr
    assert documents.titles(site.output) == ["Fine"]
    assert site.run().stderr == outcome.stderr, "and again, though nothing is read again"


@pytest.mark.parametrize("kind", ["invalid", "warned"])
def test_strict_publishes_nothing(site: Site, kind: Kind) -> None:
    site.add("a.md", title="As it was")
    site.publish()
    before = site.feeds()
    record = cases(kind)[0]
    for _ in range(2):
        outcome = run_with(site, record, "--strict")
        assert outcome.status == 3
        assert f"{record.name}:" in outcome.stderr
        assert "--strict" in outcome.stderr
        assert site.feeds() == before


def test_strict_publishes_nothing_where_a_document_is_invalid(site: Site) -> None:
    """An invalid document is only found after all are rendered."""
    site.configure(pages=True)
    site.add("a.md", title="As it was")
    site.publish()
    (site.output / "all" / "index.html").write_text("<p>Mine")
    before = site.feeds()
    site.add("b.md", title="New", topics=["New"])
    for _ in range(2):
        outcome = site.run("--strict")
        assert outcome.status == 3
        assert "index.html:1:1: warning: isn't feedpub's" in outcome.stderr
        assert site.feeds() == before
    assert site.run().status == 0
    assert site.feeds() != before


def test_cleaned_text_is_published(site: Site) -> None:
    site.write(
        "a.md",
        b'---\ntitle: "a\\x07b\\uD800c\\uD83D\\uDE00"\npublishedDateTime: 2024-05-06\npublished: true\n---\n',
    )
    site.write(
        "b.md",
        b"---\r\ntitle: d\xed\xa0\xbd\xed\xb8\x80\x0ce\rpublishedDateTime: 2024-05-05\r\n"
        b"published: true\n---\r\nx",
    )
    site.publish()
    assert documents.titles(site.output) == ["ab\ufffdc😀", "d😀e"]


def test_text_is_read_with_any_line_ends_and_a_byte_order_mark(site: Site) -> None:
    plain = "---\ntitle: A title\npublishedDateTime: 2024-05-06\npublished: true\n---\nOne\ntwo\n"
    for name, content in {
        "a": plain,
        "b": plain.replace("\n", "\r\n"),
        "c": plain.replace("\n", "\r"),
    }.items():
        site.write(f"{name}.md", b"\xef\xbb\xbf" + content.encode())
    assert site.publish().problems == ()
    contents = {entry["content_html"] for entry in documents.entries(site.output)["json"]}
    assert contents == {"<p>One\ntwo</p>"}


def test_yaml_and_json_files_need_no_fences(site: Site) -> None:
    site.write("a.yaml", "title: a\npublishedDateTime: 2024-05-06\npublished: true\n")
    site.write("b.yml", "---\ntitle: b\npublishedDateTime: 2024-05-05\npublished: yes\n---\nText\n")
    site.write("c.json", '{"title": "c", "publishedDateTime": "2024-05-04", "published": true, "heat": 1e2}')
    site.write("d.markdown", "---\ntitle: d\npublishedDateTime: 2024-05-03\npublished: true\n...\nText\n")
    assert site.publish().problems == ()
    assert documents.titles(site.output) == ["a", "b", "c", "d"]


@pytest.mark.parametrize("size", [10, 200_000])
def test_deep_nesting_ends_no_run(site: Site, size: int) -> None:
    for opening, closing in ("[]", "{}"):
        site.write(f"{ord(opening)}.md", f"---\npublished: true\na: {opening * size}{closing * size}\n---\n")
        site.write(f"{ord(opening)}.json", f'{{"published": true, "a": {"[" * size}{"]" * size}}}')
    site.write(
        "quotes.md", f"---\npublished: true\ntitle: x\npublishedDateTime: 2024-05-06\n---\n{'> ' * size}x"
    )
    site.add("zz-fine.md", title="Fine")
    site.publish()
    assert "Fine" in documents.titles(site.output)


def test_references_are_not_multiplied(site: Site) -> None:
    """Ten anchors of ten aliases each would be ten thousand million topics."""
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 10)]
    site.write(
        "a.md",
        "---\ntitle: x\npublished: true\npublishedDateTime: 2024-05-06\n"
        + "\n".join(lines)
        + "\ntopics: *a9\n---\n",
    )
    assert site.publish().held_back == {"invalid": 1}


CONFIG = config.load(None, source=CASES, base_url="https://example.org/feeds/")
LINES = st.sampled_from(
    [case.read_bytes() for kind in ("invalid", "warned", "skipped") for case in cases(kind)]
)


@given(
    st.binary() | LINES.flatmap(lambda text: st.integers(0, len(text)).map(lambda at: text[:at])),
    st.sampled_from(["a.md", "a.json", "a.yaml"]),
)
def test_nothing_is_raised_for_any_bytes(data: bytes, path: str) -> None:
    parsed = records.parse(data, path, CONFIG)
    assert (parsed.record is not None) == (parsed.status == "published")
    assert (parsed.status == "invalid") == any(one.severity == "error" for one in parsed.problems)
    lines = data.count(b"\n") + data.count(b"\r") + 1
    for problem in parsed.problems:
        assert problem.where == path
        assert 1 <= problem.line <= lines + 1
        assert problem.column >= 1
        assert "\n" not in problem.message
