"""YAML as 1.2 means it, with lines and columns.

`load` decides what a text means, and `locate` finds places in it (`yaml_events`, which is loaded when either
is called). `load_simple` returns the same as `load` for the plain block style that most records are written
in, in a third of the time, and None for any other text: a run of such records never loads PyYAML.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast

from feedpub.frontmatter.values import MAX_DEPTH

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from feedpub.frontmatter.values import Path, Typed, Value

# `load_simple` leaves alone whatever YAML 1.1 (PyYAML) and 1.2 read differently, or hides how a value was
# written: flow style, block scalars, anchors, tags, merge keys, `?`, directives, document markers, and
# numbers that aren't written the shortest way. These are the beginnings of all those, where a value or key
# can begin:
_AFTER_COLON = re.compile(r":  *(?:[]\[{}&*!?|>%@`<+_]|-[^ ]|0[^ \n]|[0-9]++_)")
_ON_A_LINE = re.compile(  # fourteen columns hold no more than 30 levels
    r"\n(?:[ -]{0,13}+(?:[]\[{}&*!?|>%@`<+~:_0-9. -]|[tTfFnN](?:rue|RUE|alse|ALSE|ull|ULL))|---)"
)
_FIRST_LINE_CHARACTERS = 40  # more than the pattern can match
_SURROGATE_ESCAPE = re.compile(
    r"(?<!\\)((?:\\\\)*)\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})"
    r"|(?<!\\)((?:\\\\)*)\\u[dD][89a-fA-F][0-9a-fA-F]{2}"
)
_OLD_BREAKS = re.compile("[\x85\u2028\u2029\ufeff]")


def load(text: str, *, max_depth: int = MAX_DEPTH, quotable: Collection[str] | None = None) -> Value:
    """Return the value of the one document in `text`; see `yaml_events.load`."""
    from feedpub.frontmatter import yaml_events  # noqa: PLC0415 - as the module says

    return yaml_events.load(text, max_depth=max_depth, quotable=quotable)


def load_simple(text: str) -> Mapping[str, Typed] | None:
    """Return the mapping that `text` holds, with texts, booleans, numbers and nulls typed; None if only
    `load` can decide.

    A whole number is written in the text as `str` writes it; how any other number, and true and false, are
    written can't be known. No more than `MAX_DEPTH` levels are nested.
    """
    if not _is_simple(text):
        return None
    import yaml_rs  # noqa: PLC0415 - reading a config doesn't need it

    try:
        value = yaml_rs.loads(text, parse_datetime=False)
    except ValueError:
        return None
    return cast("Mapping[str, Typed]", value) if isinstance(value, dict) else None


def _is_simple(text: str) -> bool:
    """Return whether PyYAML and YAML 1.2 certainly agree on the text, and on how its numbers are written."""
    return not (
        "\t" in text
        or ("\\" in text and ("\\ud" in text or "\\uD" in text))  # surrogates, which YAML 1.2 joins
        or _AFTER_COLON.search(text)
        or _ON_A_LINE.match(f"\n{text[:_FIRST_LINE_CHARACTERS]}")
        or _ON_A_LINE.search(text)
        or (not text.isascii() and _OLD_BREAKS.search(text))
    )


def locate(text: str, path: Path, *, of_key: bool = False) -> tuple[int, int]:
    """Return line and column (from 1) of the value at `path`, or of its key; see `yaml_events.locate`."""
    from feedpub.frontmatter import yaml_events  # noqa: PLC0415 - as the module says

    return yaml_events.locate(text, path, of_key=of_key)


def mend_surrogates(text: str) -> tuple[str, int | None] | None:
    """Return the text with surrogates that are written as escapes mended, None if it has none: YAML has no
    such escapes.

    Pairs become the character they stand for, lone ones U+FFFD; the index is that of the first escape if
    there are lone ones, else None.
    """
    if not (found := _SURROGATE_ESCAPE.search(text)):
        return None
    mended = _SURROGATE_ESCAPE.sub(_mend_escape, text)
    has_lone = mended.count("\\uFFFD") > text.count("\\uFFFD")
    return mended, found.start() if has_lone else None


def _mend_escape(found: re.Match[str]) -> str:
    if found[2] is None:
        return f"{found[4]}\\uFFFD"
    code = 0x10000 + ((int(found[2], 16) - 0xD800) << 10) + int(found[3], 16) - 0xDC00
    return f"{found[1]}\\U{code:08X}"
