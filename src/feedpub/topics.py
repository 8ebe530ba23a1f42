"""Topics: when two names are one topic, and under which slug each is published.

Slugs are a function of the set of names and of the config alone: not of the order of files, not of what was
published before. A slug is ASCII, lower case, and safe as a folder's name on every system.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

from feedpub.content.text import one_line
from feedpub.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

ALL = "all"
"""The slug of the feed that holds everything."""

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
LONGEST_SLUG = 80

_LONGEST_MADE = 60
_WORDS = {"+": " plus ", "#": " sharp ", "&": " and ", "@": " at "}
# Letters that Unicode doesn't take apart, written the way their languages do.
_LETTERS = str.maketrans(
    {
        "ß": "ss",
        "æ": "ae",
        "œ": "oe",
        "ø": "o",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "ł": "l",
        "ħ": "h",
        "ı": "i",
        "ŋ": "ng",
    }
)
# Names that Windows keeps for devices, whatever the suffix.
_DEVICES = frozenset(
    ["con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(10))]
)


@lru_cache(maxsize=4096)  # of one topic there are many records; what is asked for is no longer than a title
def key(name: str) -> str:
    """Return what is equal for names of one topic: case, white space and Unicode's forms may differ."""
    return unicodedata.normalize("NFC", one_line(name).casefold())


def is_slug(text: str) -> bool:
    """Say whether `text` can be a slug that the config names."""
    return bool(SLUG.fullmatch(text)) and len(text) <= LONGEST_SLUG and text not in _DEVICES


def slug(name: str) -> str:
    """Return the slug that a name suggests, by itself.

    `C`, `C++`, `C#` and `.NET` give c, c-plus-plus, c-sharp and dot-net. Where letters or pictures have no
    ASCII form, eight digits of the name's hash stand for them, so that such names don't all become one.
    """
    plain = unicodedata.normalize("NFKD", key(name)).translate(_LETTERS)
    plain = re.sub(r"^\.(?=\w)|(?<=\s)\.(?=\w)", "dot ", plain)
    for sign, word in _WORDS.items():
        plain = plain.replace(sign, word)
    lost = any(not char.isascii() and unicodedata.category(char)[0] in "LNS" for char in plain)
    made = re.sub("[^a-z0-9]+", "-", re.sub("[^\x00-\x7f]", "", re.sub("['’]", "", plain))).strip("-")
    if made in _DEVICES:
        made += "-topic"
    if len(made) > _LONGEST_MADE:
        made, lost = made[:_LONGEST_MADE].strip("-"), True
    if lost or not made:
        made = f"{made or 'topic'}-{_digits(name, 8)}"
    return made


def assign(
    names: Iterable[str], *, named: Mapping[str, str], taken: Collection[str], config: str
) -> tuple[dict[str, str], list[Problem]]:
    """Return each name's slug, by the name's key, and a problem for every two names that would share one.

    `named` has the slugs that the config gives, by key; `taken` are slugs of other feeds; `config` is the
    config's path, for messages. Of names that meet, the first in the order of their keys keeps the slug,
    unless it is taken.
    """
    slugs = dict(named)
    used = {made: f"the config gives it to {owner!r}" for owner, made in named.items()}
    used.update((other, "another feed has it") for other in taken)
    problems = []
    for name in sorted({key(name): name for name in sorted(names)}.items()):
        own_key, shown = name
        if own_key in slugs:
            continue
        made = slug(shown)
        if made in used:
            clash, made = made, f"{made}-{_digits(shown, 6)}"
            problems.append(
                Problem(
                    config, 1, 1, "warning", "slug-taken",
                    f"the topic {shown!r} would have the slug {clash!r}, but {used[clash]}; "
                    f"it is published as {made!r}. "
                    f"To name it yourself: topics: {{{shown!r}: {{slug: ...}}}}",
                )
            )  # fmt: skip
        slugs[own_key] = made
        used[made] = f"the topic {shown!r} has it"
    return slugs, problems


def _digits(name: str, count: int) -> str:
    return hashlib.sha256(key(name).encode("utf-8", "replace")).hexdigest()[:count]
