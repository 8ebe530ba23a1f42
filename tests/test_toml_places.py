"""TOML: every value that the standard library's parser returns has a place whose text is that value's."""

# ruff: noqa: E501 - data reads better on one line

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from feedpub.frontmatter import toml
from feedpub.frontmatter.values import ParseError

if TYPE_CHECKING:
    from feedpub.frontmatter.places import Place

BARE = st.sampled_from(["a", "b", "title", "x-1", "1", "0x_"])
KEYS = BARE | st.sampled_from(['"a b"', "'c.d'", '""', '"\\u00e9#"', '"]="', "'\"'"])
DOTTED = st.lists(KEYS, min_size=1, max_size=3).map(" . ".join) | KEYS
SCALARS = st.sampled_from(
    [
        "1", "-0", "1_000", "0xFF", "6.5", "1e3", "inf", "nan", "true", "false", '""', '"a # b"', '"\\"]"', "'}'", "'\\'",
        '"""a\n"" b"""', '"""\n[x]\n= 1"""', '"""q"""""', "'''a\n'' b'''", "'''q'''''", "2024-05-06T07:08:09Z",
        "2024-05-06 07:08:09.5+02:00", "2024-05-06", "07:08:09", '"é日😀"',
    ]
)  # fmt: skip
SPACE = st.sampled_from(["", " ", "\n", " # ],}\n", "\t"])


@st.composite
def arrays(draw: st.DrawFn, inner: st.SearchStrategy[str]) -> str:
    items = draw(st.lists(inner, max_size=3))
    gap = draw(SPACE)
    return "[" + gap + f",{gap}".join(item + gap for item in items) + gap + "]"


@st.composite
def inline_tables(draw: st.DrawFn, inner: st.SearchStrategy[str]) -> str:
    names = draw(st.lists(KEYS, max_size=3, unique=True))
    return "{ " + ", ".join(f"{name} ={draw(inner)} " for name in names) + "}"


VALUES = st.recursive(SCALARS, lambda inner: arrays(inner) | inline_tables(inner), max_leaves=6)
LINES = st.one_of(
    st.tuples(DOTTED, VALUES).map(lambda pair: f"{pair[0]} = {pair[1]}"),
    st.tuples(DOTTED, VALUES).map(lambda pair: f"  {pair[0]}={pair[1]} # = ["),
    DOTTED.map("[{}]".format),
    DOTTED.map("[[ {} ]]  # x".format),
    st.just("# a = 1"),
    st.just(""),
)


@st.composite
def documents(draw: st.DrawFn) -> str:
    """Draw a TOML document: lines that the parser doesn't take in their place are dropped."""
    kept: list[str] = []
    for line in draw(st.lists(LINES, max_size=10)):
        try:
            tomllib.loads("\n".join([*kept, line]))
        except tomllib.TOMLDecodeError:
            continue
        kept.append(line)
    return "\n".join(kept)


def assert_has_place(value: Any, place: Place, text: str) -> None:
    """Assert that the place's text, read by itself, is the value; a table is at its header, its values have
    places.
    """
    written = text[place.start : place.end]
    if place.is_mapping and not written.startswith("{"):
        assert isinstance(value, dict)
        assert written.startswith("[") or not written
    elif (
        isinstance(value, list)
        and written.startswith("[[")
        and "=" not in written
        and all(isinstance(one, dict) for one in value)
    ):
        assert value
    elif place.end > place.start:
        assert repr(tomllib.loads(f"x = {written}")["x"]) == repr(value)
    if isinstance(value, dict):
        assert value.keys() == place.children.keys()
        for key, inner in value.items():
            assert_has_place(inner, place.children[key], text)
    elif isinstance(value, list):
        assert set(range(len(value))) == place.children.keys()
        for index, inner in enumerate(value):
            assert_has_place(inner, place.children[index], text)
    else:
        assert written


@given(documents())
@example('a = ["""a\n"" b"""]\n[b]')
@example('a = ["""q"""""]')
@example("a = ['''q''''']")
def test_every_value_has_a_place_whose_text_is_that_value(text: str) -> None:
    assert_has_place(tomllib.loads(text), toml.places(text), text)


@given(documents(), st.text(max_size=8) | st.binary(max_size=8).map(lambda data: data.decode("latin-1")))
def test_any_text_is_read_or_refused_with_a_place(text: str, more: str) -> None:
    broken = text + "\n" + more
    lines = broken.count("\n") + 1
    toml.places(broken)
    place = (1, 1)
    try:
        assert isinstance(toml.load(broken), dict)
    except ParseError as error:
        place = error.line, error.column
    assert 1 <= place[0] <= lines
    assert place[1] >= 1


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("a = 1\na = 2", 2, 1),
        ("a = 1\nb = {c = 1, c = 2}", 2, 13),
        ("[a]\nx = 1\n[b]\n[a]\n", 4, 2),
        ("a.b = 1\n\na.b.c = 2", 3, 3),
        ("a = [1]\n[[a]]\n", 2, 3),
        ("[[a]]\n[a]\n", 2, 2),
    ],
)
def test_a_key_given_twice_is_an_error_at_the_second(text: str, line: int, column: int) -> None:
    with pytest.raises(ParseError, match="given twice") as raised:
        toml.load(text)
    assert (raised.value.line, raised.value.column) == (line, column)


def test_typed_values_become_texts() -> None:
    text = (
        'title = "x"\nheat = 61.50\nquality = 1_000\npublished = true\nnumber = 0xff\n'
        "date = 2024-05-06T07:08:09.25+02:00\nlocal = 2024-05-06 07:08:09\nday = 2024-05-06\ntime = 07:08:09\n"
    )
    assert toml.load(text) == {
        "title": "x",
        "heat": "61.50",
        "quality": "1000",
        "published": "true",
        "number": "255",
        "date": "2024-05-06T07:08:09.250000+02:00",
        "local": "2024-05-06T07:08:09",
        "day": "2024-05-06",
        "time": "07:08:09",
    }


@pytest.mark.parametrize(
    ("path", "of_key", "place"),
    [
        (("title",), False, (1, 9)),
        (("title",), True, (1, 1)),
        (("provider", "domain"), False, (4, 10)),
        (("provider",), False, (3, 1)),
        (("images", 1, "url"), False, (8, 7)),
        (("images", 1, "nothing"), False, (7, 1)),
        (("topics", 1), False, (2, 16)),
        (("nothing",), False, (1, 1)),
    ],
)
def test_a_path_leads_to_the_place_of_its_value(
    path: tuple[str | int, ...], of_key: bool, place: tuple[int, int]
) -> None:
    text = (
        'title = "x"\ntopics = ["a", "b"]\n[provider]\ndomain = "example.org"\n[[images]]\nurl = "/a"\n'
        '[[images]]\nurl = "/b"\n'
    )
    assert toml.locate(text, path, of_key=of_key) == place


@pytest.mark.parametrize(
    "text", ["a." * 400_000 + "a = 1", "[" + "a . " * 100_000 + "a]\nk = 1", 'x = "\\' * 100_000]
)
def test_hostile_keys_are_refused_before_they_cost_anything(text: str) -> None:
    with pytest.raises(ParseError):
        toml.load(text)


def test_dots_in_texts_do_not_count_as_keys() -> None:
    dots = ". " * 500 + "." * 500 + " a. b c. d" * 200
    assert toml.load(f'body = """\n{dots}"""') == {"body": dots}


@pytest.mark.parametrize("number", ["9" * 5000, "0x" + "f" * 5000])
def test_a_number_of_too_many_digits_is_refused(number: str) -> None:
    with pytest.raises(ParseError, match="digits"):
        toml.load(f"x = {number}")


def test_nesting_is_bounded() -> None:
    with pytest.raises(ParseError, match="limits: depth"):
        toml.load("a = " + "[" * 40 + "]" * 40)
    with pytest.raises(ParseError, match="limits: depth"):
        toml.load("a = " + "[" * 100_000)
    assert toml.load("a = [[1]]", max_depth=3) == {"a": [["1"]]}
    with pytest.raises(ParseError):
        toml.load("a = [[1]]", max_depth=2)
