"""The fast reading and the explaining one give the same records and problems, whatever the text."""

from __future__ import annotations

import random
from contextlib import suppress
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from feedpub import config, records
from feedpub.content import text
from feedpub.frontmatter import yaml
from feedpub.frontmatter.values import MAX_DEPTH
from feedpub.records import reading

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from feedpub.config import Config
    from feedpub.frontmatter.fences import Envelope
    from feedpub.frontmatter.values import Typed, Value
    from feedpub.problems import Problem

_TESTS = Path(__file__).parent
_PIECES = [
    *"ab \n\"'#,:?-.~=@%`!<\\é日😀",
    *("\n  ", "\n    ", "\n- ", "\n  - ", "- - ", ": ", "a: ", "b: ", '"a": ', "'b': ", "x: y"),
    *("a  b", "a:b", "a#b"),
    *("|", ">", "|-", ">-", ">+", "|2", "[", "]", "{", "}", "? ", "&x ", "*x"),
    *("!!str ", "!t ", "<<: ", " # c"),
    *("null", "true", "False", "yes", "NO", "~: ", "null: ", "1: ", "true: ", "y: "),
    *("0", "1", "01", "_0", "1_0", "+1", "-1", "-0", "1.5", ".5", "1.", "1e3", "0x1", "0o7", "0b1"),
    *(".inf", "9" * 30),
    *("---", "...", "\n---\n", "\n...\n", "%YAML 1.2\n", "2020-01-01", "12:30:45"),
    *("\t", "\\n", "\\u0041", "\\ud83d\\ude00", "\\uD800", "\\x07", "\xa0", "\u3000"),
    *("\x85", "\u2028", "\ufeff"),
    *('"x"', "'y'", '"x" ', "  \n", "\n\n", "\n" + " " * 13 + "a: ", "\n" + "- " * 16),
]  # fmt: skip


_TEXTS = [
    *("x", "A text", '"A text"', "'a  b '", '" a"', '""', '" "', "1", "1.5", "true", "null", "", "NO", "é"),
    *("[a]", "{a: b}", '"a\\u00e9"', '"a\\u0007"', '"a\\u0085b"', '"a\\nb"', "x" * 21, "x" * 1001, "- x"),
]
_URLS = [
    *(
        "https://example.org/a",
        "https://example.org/b",
        "http://example.org",
        "https://example.org/a%20b?c=d#e",
    ),
    *("/a", "./a", "?a", "a/b", "//example.org/a", "https://EXAMPLE.org/é", "ftp://example.org/", "https://"),
    *('" https://example.org/a "', '"https://example.org/a b"', '""', '" "', "1", "null", "[a]"),
]
_DATES = [
    *(
        "2024-05-06T07:08:09Z",
        "2024-05-06T07:08:08Z",
        "2023-01-02T03:04:05Z",
        "2024-05-06",
        "2024-05-06 01:30",
    ),
    *("2024-05-06T07:08:09+02:00", "2024-02-30T00:00:00Z", "2024-01-01T24:00:00Z", "2023-12-31T23:59:60Z"),
    *('"2024-05-06"', '" 2024-05-06T07:08:09Z"', '""', '" "', "2024", "null", "soon", "[a]"),
]
_NUMBERS = [
    *("1", "100", "0", "-1", "1.0", "1.5", "1e3", '"7"', "100000", "100001", "9007199254740991", "x", "null"),
    *("9007199254740992", "-9007199254740992", "true", "", "[1]", "9" * 30),
]
_FLAGS = ["true", "True", "false", "yes", "No", '"true"', "1", "null", "", "maybe", "[true]"]
_DOMAINS = [
    "example.org",
    "example.org.",
    "EXAMPLE.org",
    '" example.org"',
    "bücher.example",
    "a b",
    "1",
    '""',
    "x" * 64,
]
_BODIES = ["", "A body\n", "\n\nA longer body than that\n", "x" * 21, "<b>" * 2500]
# Of each key: its possible values, the usual one first. In a list: its possible items.
_SHAPES: dict[str, object] = {
    "title": _TEXTS,
    "excerpt": _TEXTS,
    "featuredContent": ["x", "A text", *3 * [f'"{"<b>" * 2500}"'], *_TEXTS],
    "publishedDateTime": _DATES,
    "updatedDateTime": ["2024-05-07T00:00:00Z", "2024-05-08T00:00:00Z", *_DATES],
    "webUrl": _URLS,
    "originalUrl": _URLS,
    "id": [*_TEXTS, "urn:isbn:0451450523", "tag:example.org,2024:x", "https://example.org/x", "mailto:x"],
    "topics": [["AI", "ai", "Computer Vision", *_TEXTS]],
    "provider": {
        "name": _TEXTS,
        "domain": _DOMAINS,
        "authors": [{"name": _TEXTS}],
        "images": [{"url": _URLS, "width": _NUMBERS}],
    },
    "images": [{"url": _URLS, "width": _NUMBERS, "height": _NUMBERS, "title": _TEXTS}],
    "related": [
        {
            "title": _TEXTS,
            "webUrl": _URLS,
            "originalUrl": _URLS,
            "publishedDateTime": _DATES,
            "provider": {"name": _TEXTS},
            "type": _TEXTS,
        }
    ],
    "quality": _NUMBERS,
    "heat": _NUMBERS,
    "type": _TEXTS,
    "category": _TEXTS,
    "published": _FLAGS,
    "removed": ["false", "False", *_FLAGS],
    "deleted": ["false", "False", *_FLAGS],
    "draft": ["false", "False", *_FLAGS],
    "isCached": _TEXTS,
}


@cache
def config_of_nothing() -> Config:
    return config.load(None, source=_TESTS, base_url="https://example.org/feeds/")


@cache
def matters() -> Sequence[str]:
    """Front matters of this repository's records, good ones and bad ones."""
    found = []
    for folder in (_TESTS / "cases", _TESTS / "fuzz" / "found", _TESTS.parent / "seeds"):
        for file in sorted(folder.rglob("*")):
            if file.is_file() and file.stat().st_size < 5000:
                whole = file.read_bytes().decode(errors="replace").replace("\r", "")
                found.append(whole.removeprefix("---\n").partition("\n---\n")[0] + "\n")
    assert len(found) > 300
    return found


def broken(chosen: random.Random) -> str:
    """Return a front matter with a few pieces put in, lines moved, or something lost; or pieces alone."""
    if chosen.random() < 0.3:
        return "".join(chosen.choices(_PIECES, k=chosen.randint(1, 14)))
    matter = chosen.choice(matters())
    for _ in range(chosen.choice((0, 1, 1, 1, 2, 3, 6))):
        at = chosen.randint(0, len(matter))
        lines = matter.split("\n")
        line = chosen.randrange(len(lines))
        match chosen.randrange(6):
            case 0 | 1:
                matter = matter[:at] + chosen.choice(_PIECES) + matter[at:]
            case 2:
                matter = matter[:at] + matter[at + chosen.choice((1, 1, 2, 5, 30)) :]
            case 3:
                lines[line] = " " * chosen.randrange(7) + lines[line].lstrip()
                matter = "\n".join(lines)
            case 4:
                lines.insert(chosen.randrange(len(lines)), lines[line])
                matter = "\n".join(lines)
            case 5:
                lines[line] = lines[line].replace(": ", chosen.choice((":", " : ", ": - ", ":\n    ")), 1)
                matter = "\n".join(lines)
    return text.clean(matter)


def written(
    shape: object, indent: int, pick: Callable[[tuple[str, ...], object], object], at: tuple[str, ...] = ()
) -> str:
    """Return the text after a key's colon; `pick` chooses among a scalar's values, or another shape."""
    picked = pick(at, shape)
    margin = " " * indent
    match picked:
        case dict():
            lines = [f"{margin}{key}:{written(picked[key], indent + 2, pick, (*at, key))}" for key in picked]
            return "\n" + "\n".join(lines)
        case [*items]:
            texts = [written(item, indent + 2, pick, (*at, "-")) for item in items]
            return "".join(f"\n{margin}- {one.lstrip()}" for one in texts)
        case _:
            return f" {picked}"


def usual(shape: object) -> object:
    """Return the first of a scalar's values; two items of a list."""
    match shape:
        case [list() | dict() as item]:
            return [item, item]
        case [first, *_]:
            return first
        case _:
            return shape


def each_value() -> Iterator[str]:
    """Yield front matters with one thing that isn't as usual, each that there can be."""
    places: dict[tuple[str, ...], list[object]] = {}

    def note(at: tuple[str, ...], shape: object) -> object:
        places[at] = shape if isinstance(shape, list) and isinstance(shape[-1], str) else []
        return usual(shape)

    def one_odd(at: tuple[str, ...], shape: object, *, place: tuple[str, ...], value: object) -> object:
        return value if at == place else usual(shape)

    yield written(_SHAPES, 0, note)
    others = ["x", "1", "1.5", "true", "", [], ["x"], ["x", "y", "z"], {"name": "x"}, [{"url": "/x"}, "/y"]]
    for place, values in places.items():
        for value in [*values, *others] if place else ():
            yield written(_SHAPES, 0, partial(one_odd, place=place, value=value))


def any_values(chosen: random.Random) -> str:
    """Return front matter in which most keys have proper values, and some have others."""
    oddity = chosen.choice((0, 0.01, 0.03, 0.1))

    def pick(at: tuple[str, ...], shape: object) -> object:
        if chosen.random() < oddity:
            shape = chosen.choice(
                (_TEXTS, _NUMBERS, [_TEXTS], [{"name": _TEXTS, "url": _URLS}], {"name": _TEXTS})
            )
        match shape:
            case dict():
                return {key: inner for key, inner in shape.items() if chosen.random() > 0.03}
            case [list() | dict() as item]:
                return [item] * chosen.choice((0, 1, 1, 2, 3))
            case [*values]:
                return chosen.choice(values if chosen.random() < oddity else values[:2])
            case _:
                return shape

    return written(_SHAPES, 0, pick)


def agree(simple: Typed, meant: Value) -> bool:
    """Return whether a typed value has the meaning of a text, and its spelling where that shows."""
    match simple:
        case dict():
            return (
                isinstance(meant, dict)
                and list(simple) == list(meant)
                and all(agree(simple[key], meant[key]) for key in simple)
            )
        case list():
            return isinstance(meant, list) and len(simple) == len(meant) and all(map(agree, simple, meant))
        case bool():
            return isinstance(meant, str) and meant.lower() == str(simple).lower()
        case int():
            return meant == str(simple)
        case float():
            written = str(meant).lower().replace("_", "")
            return float(written.replace(".inf", "inf").replace(".nan", "nan")) == simple or simple != simple
        case _:
            return simple == meant


@pytest.mark.parametrize("seed", range(8))
def test_simple_yaml_means_the_same_to_both_parsers(seed: int) -> None:
    chosen = random.Random(seed)
    simple_ones = 0
    for _ in range(5000):
        matter = broken(chosen)
        simple = yaml.load_simple(matter)
        if simple is not None:
            simple_ones += 1
            assert agree(simple, yaml.load(matter)), matter
    assert simple_ones > 500


@pytest.mark.parametrize("seed", range(4))
def test_both_readings_give_the_same_result_for_a_record(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = random.Random(seed)
    sources = [f"---\n{broken(chosen)}---\nA body\n".encode() for _ in range(1500)]
    assert_same_results(sources, config_of_nothing(), monkeypatch)


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize(
    "limits",
    [
        "",
        "title_characters: 20, excerpt_characters: 20, topics: 2",
        "related: 1, images: 2",
        "authors: 1, content_characters: 20",
    ],
)
def test_both_readings_give_the_same_result_for_each_field(
    seed: int, limits: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "feedpub.yaml"
    site = (
        "{title: x, url: https://example.org/, feeds_url: https://example.org/feeds/, timezone: Asia/Tokyo}"
    )
    flag = str(seed % 2 == 0).lower()
    file.write_text(f"site: {site}\npublish_unflagged: {flag}\nlimits: {{{limits}}}\n", "utf-8")
    chosen = random.Random(seed)
    matters = [any_values(chosen) for _ in range(600)] + list(each_value())
    sources = [f"---{matter}\n---\n{chosen.choice(_BODIES)}".encode() for matter in matters]
    assert_same_results(sources, config.load(file, source=tmp_path), monkeypatch)


def assert_same_results(sources: Sequence[bytes], config: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    """Read each both ways; enough of them must be simple, some of these published, and some not."""
    parse_simple = reading.parse_simple
    plain = []

    def noted(
        envelope: Envelope, path: str, config: Config, problems: list[Problem]
    ) -> records.ParsedSource | None:
        plain.append(parse_simple(envelope, path, config, problems))
        return plain[-1]

    monkeypatch.setattr(reading, "parse_simple", noted)
    either = [records.parse(source, "a.md", config) for source in sources]
    statuses = [one and one.status for one in plain]
    assert statuses.count("published") > 25
    assert statuses.count(None) > 25
    monkeypatch.setattr(reading, "parse_simple", lambda *_: None)
    for source, one in zip(sources, either, strict=True):
        other = records.parse(source, "a.md", config)
        assert one == other, source.decode()
        assert repr(one) == repr(other), source.decode()  # 1 and 1.0 are equal


def test_most_records_are_read_by_the_fast_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "explain", lambda *_: pytest.fail("not plain"))
    plain = 0
    seeds = sorted((_TESTS.parent / "seeds").glob("*.md"))
    for seed in seeds:
        with suppress(pytest.fail.Exception):
            plain += records.parse(seed.read_bytes(), seed.name, config_of_nothing()).status == "published"
    assert plain > 0.9 * len(seeds)


@pytest.mark.parametrize(
    "deep", ["- " * 5000 + "a", "a:\n" * 2, "".join(" " * n + "a:\n" for n in range(40))]
)
def test_deep_nesting_never_reaches_the_fast_parser(deep: str) -> None:
    def depth(value: object) -> int:
        below = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
        return 1 + max(map(depth, below), default=0) if isinstance(value, (dict, list)) else 0

    assert depth(yaml.load_simple(deep)) <= MAX_DEPTH


def test_a_lower_bound_on_depth_holds_for_simple_records_too(tmp_path: Path) -> None:
    file = tmp_path / "feedpub.yaml"
    file.write_text("limits: {depth: 1}\nsite: {title: x, feeds_url: https://example.org/feeds/}\n", "utf-8")
    bounded = config.load(file, source=tmp_path)
    parsed = records.parse(b"---\ntitle: x\ntopics:\n- a\n---\n", "a.md", bounded)
    assert [(one.rule, one.line) for one in parsed.problems] == [("yaml", 4)]
