"""A record field, a kind and a syntax, added as docs/extending.md shows it, work."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from tests.extending import PAGE, example

from feedpub import config, records
from feedpub.frontmatter import syntaxes, values
from feedpub.records import fields, kinds, meaning, model, reading, reference, tables, unknown_keys

if TYPE_CHECKING:
    from feedpub.config import Config


@cache
def settings() -> Config:
    return config.load(None, source=PAGE.parent, base_url="https://example.org/feeds/")


def clear_caches() -> None:
    for cached in (
        fields.tables,
        fields.allowed_keys,
        fields.aliases,
        unknown_keys._fine_keys,
        unknown_keys._fine_shapes,
        unknown_keys._parts,
        unknown_keys._flag_slip,
        unknown_keys._near_key,
    ):
        cached.cache_clear()


@pytest.fixture
def new_field(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Any:
    """A table of record fields with one row more, the parameter."""
    [attribute] = re.findall(r"^    (location: .+) = None$", example("record"), re.MULTILINE)
    assert attribute == "location: str | None"
    row = request.param
    extended = msgspec.defstruct(
        "Record",
        [(row.name, str | None, None)],
        bases=(model.Record,),
        frozen=True,
        array_like=True,
        gc=False,
    )
    table = tables.Table("record", (*fields.RECORD_FIELDS, row), None, flags=fields.FLAG_FIELDS)
    monkeypatch.setattr(fields, "RECORD", table)
    monkeypatch.setattr(meaning, "Record", extended)
    clear_caches()
    yield row
    monkeypatch.undo()
    clear_caches()


def field_of_the_page() -> Any:
    return eval(example("record-field"), {"Field": tables.Field, "Name": kinds.Name})  # our own page


def kind_of_the_page() -> Any:
    names: dict[str, Any] = {"re": re, "Scalar": kinds.Scalar, "shorten": kinds.shorten}
    exec(example("record-kind"), names)  # our own page
    return names["Country"]()


def parse(more: str) -> Any:
    front = f"---\ntitle: x\npublishedDateTime: 2024-05-06\npublished: true\n{more}\n---\n"
    return records.parse(front.encode(), "a.md", settings())


@pytest.mark.parametrize("new_field", [field_of_the_page()], indirect=True)
def test_a_new_field_is_read_both_ways_and_documented(
    new_field: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    explained = []
    explain = reading.explain
    monkeypatch.setattr(reading, "explain", lambda *args: explained.append(1) or explain(*args))
    assert parse("location: '  Here  and there'").record.location == "Here and there"
    assert explained == []
    assert parse("location: >\n  Here").record.location == "Here"
    assert parse("place: Here").record.location == "Here", "under its other key"
    assert len(explained) == 2
    assert parse("").record.location is None
    wrong = parse("title2: x\nplace: [a]")
    assert [(one.line, one.column, one.rule) for one in wrong.problems] == [(6, 8, "text")]
    assert parse("loaction: Here").problems[0].message.startswith("unknown key; did you mean location?")
    assert "| `location`, `place` | text | where it happened; kept as it is |" in reference.key_tables()
    assert {"location", "place"} <= fields.allowed_keys()


@pytest.mark.parametrize(
    "new_field",
    [tables.Field("country", ("country",), kind_of_the_page(), "where it happened")],
    indirect=True,
)
def test_a_new_kind_converts_values_and_reports_others(new_field: Any) -> None:
    assert parse("country: pt").record.country == "PT"
    wrong = parse("country: Portugal")
    assert wrong.record.country is None
    assert [(one.line, one.severity, one.rule) for one in wrong.problems] == [(5, "warning", "country")]
    assert "not 'Portugal'; ignored" in wrong.problems[0].message
    assert "| `country` | country code | where it happened |" in reference.key_tables()


def test_a_new_syntax_is_read_and_its_faults_have_places() -> None:
    before = list(syntaxes.SYNTAXES)
    names = {
        "ParseError": values.ParseError,
        "name_key": values.name_key,
        "Syntax": syntaxes.Syntax,
        "SYNTAXES": syntaxes.SYNTAXES,
    }
    try:
        exec(example("syntax"), names)  # our own page
        text = "%%%\ntitle: x\npublishedDateTime: 2024-05-06\npublished: true\nquality: {}\n%%%\nBody\n"
        parsed = records.parse(text.format("5").encode(), "a.md", settings())
        assert (parsed.status, parsed.problems) == ("published", ())
        assert parsed.record
        assert (parsed.record.body, parsed.record.quality) == ("Body", 5)
        [problem] = records.parse(text.format("high").encode(), "a.md", settings()).problems
        assert (problem.line, problem.column, problem.rule) == (5, 10, "number")
        [problem] = records.parse(text.format("5\ntitle: y").encode(), "a.md", settings()).problems
        assert (problem.line, problem.message) == (6, "the key 'title' is given twice")
        [problem] = records.parse(text.format("5\nx").encode(), "a.md", settings()).problems
        assert (problem.line, problem.rule) == (6, "lines")
    finally:
        syntaxes.SYNTAXES[:] = before
