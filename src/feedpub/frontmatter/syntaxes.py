"""The syntaxes of front matter, one row each. A new syntax is a file like `toml.py` and a row here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from feedpub.frontmatter import json, toml, yaml

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from feedpub.frontmatter.values import Path, Typed, Value


class Load(Protocol):
    """Reads a text. Raises values.ParseError with the place of a fault."""

    def __call__(self, text: str, *, max_depth: int, quotable: Collection[str] | None) -> Value:
        """Return the value with each scalar as text; messages name no keys but the `quotable` ones."""


class Locate(Protocol):
    """Finds places, for messages."""

    def __call__(self, text: str, path: Path, *, of_key: bool = False) -> tuple[int, int]:
        """Return line and column, from 1, of the value at the path, or of its key."""


@dataclass(frozen=True, slots=True)
class Syntax:
    """A syntax of front matter.

    `fence` is the line that opens front matter, `closing` are those that close it. A syntax without a fence
    begins and ends with its own brackets; `end_of_value` returns where, and `opening` is a pattern of its
    first characters. Files with one of `suffixes` are front matter as a whole. `rule` names the problem of a
    text that can't be read.
    """

    name: str
    rule: str
    load: Load
    locate: Locate
    suffixes: tuple[str, ...] = ()
    fence: str | None = None
    closing: tuple[str, ...] = ()
    opening: str | None = None
    end_of_value: Callable[[str], int | None] | None = None
    load_simple: Callable[[str], Mapping[str, Typed] | None] | None = None
    """A faster parser, which returns None for a text that only `load` can read."""
    mend: Callable[[str], tuple[str, int | None] | None] | None = None
    """Mends a text that `load` refuses: see yaml.mend_surrogates."""


SYNTAXES: list[Syntax] = [
    Syntax(
        "YAML",
        "yaml",
        yaml.load,
        yaml.locate,
        suffixes=(".yaml", ".yml"),
        fence="---",
        closing=("---", "..."),
        load_simple=yaml.load_simple,
        mend=yaml.mend_surrogates,
    ),
    Syntax("TOML", "toml", toml.load, toml.locate, suffixes=(".toml",), fence="+++", closing=("+++",)),
    Syntax(
        "JSON",
        "yaml",  # the rule's name since 0.1, when YAML's parser located JSON too
        json.load,
        json.locate,
        suffixes=(".json",),
        opening=r'\{\s*"(?:[^"\\]|\\.)*+"\s*:',
        end_of_value=json.end_of_value,
    ),
]


def of_whole_file(path: str) -> Syntax | None:
    """Return the syntax of a file that is front matter as a whole, by its suffix; None for any other."""
    suffix = path[path.rfind(".") :].lower()
    return next((syntax for syntax in SYNTAXES if suffix in syntax.suffixes), None)
