"""Simple YAML means what PyYAML says: the same records and problems come of it, whatever the text."""

from __future__ import annotations

import random
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from feedpub import config, records, text, yaml12

if TYPE_CHECKING:
    from collections.abc import Sequence

    from feedpub.config import Config

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
    made = chosen.choice(matters())
    for _ in range(chosen.choice((0, 1, 1, 1, 2, 3, 6))):
        at = chosen.randint(0, len(made))
        lines = made.split("\n")
        line = chosen.randrange(len(lines))
        match chosen.randrange(6):
            case 0 | 1:
                made = made[:at] + chosen.choice(_PIECES) + made[at:]
            case 2:
                made = made[:at] + made[at + chosen.choice((1, 1, 2, 5, 30)) :]
            case 3:
                lines[line] = " " * chosen.randrange(7) + lines[line].lstrip()
                made = "\n".join(lines)
            case 4:
                lines.insert(chosen.randrange(len(lines)), lines[line])
                made = "\n".join(lines)
            case 5:
                lines[line] = lines[line].replace(": ", chosen.choice((":", " : ", ": - ", ":\n    ")), 1)
                made = "\n".join(lines)
    return text.clean(made)


def agree(simple: yaml12.Typed, meant: yaml12.Value) -> bool:
    """Whether a value is what a text means, and tells how it was written where that can be told."""
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
def test_what_is_read_as_simple_yaml_is_what_the_text_means(seed: int) -> None:
    chosen = random.Random(seed)
    simple_ones = 0
    for _ in range(5000):
        matter = broken(chosen)
        simple = yaml12.load_simple(matter)
        if simple is not None:
            simple_ones += 1
            assert agree(simple, yaml12.load(matter)), matter
    assert simple_ones > 500


@pytest.mark.parametrize("seed", range(4))
def test_the_same_comes_of_a_record_read_either_way(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = random.Random(seed)
    sources = [f"---\n{broken(chosen)}---\nA body\n".encode() for _ in range(1500)]
    either = [records.parse(source, "a.md", config_of_nothing()) for source in sources]
    assert sum(one.status == "published" for one in either) > 100
    monkeypatch.setattr(yaml12, "load_simple", lambda _: None)
    for source, one in zip(sources, either, strict=True):
        assert one == records.parse(source, "a.md", config_of_nothing()), source.decode()


def test_most_records_are_simple() -> None:
    seeds = sorted((_TESTS.parent / "seeds").glob("*.md"))
    front_matters = [seed.read_text(encoding="utf-8").split("\n---\n")[0][4:] for seed in seeds]
    simple = [yaml12.load_simple(one) for one in front_matters]
    assert sum(one is not None for one in simple) > 0.9 * len(seeds)


@pytest.mark.parametrize(
    "deep", ["- " * 5000 + "a", "a:\n" * 2, "".join(" " * n + "a:\n" for n in range(40))]
)
def test_no_depth_reaches_the_fast_parser(deep: str) -> None:
    def depth(value: object) -> int:
        below = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
        return 1 + max(map(depth, below), default=0) if isinstance(value, (dict, list)) else 0

    assert depth(yaml12.load_simple(deep)) <= yaml12.MAX_DEPTH


def test_a_lower_bound_on_depth_holds_for_simple_records_too(tmp_path: Path) -> None:
    file = tmp_path / "feedpub.yaml"
    file.write_text("limits: {depth: 1}\nsite: {title: x, feeds_url: https://example.org/feeds/}\n", "utf-8")
    bounded = config.load(file, source=tmp_path)
    parsed = records.parse(b"---\ntitle: x\ntopics:\n- a\n---\n", "a.md", bounded)
    assert [(one.rule, one.line) for one in parsed.problems] == [("yaml", 4)]
