"""Topics: when two names are one topic, and the slug of each.

Slugs are a function of the set of names, of the config, and of the slugs that topics have in what is
published, not of the order of files. A slug is ASCII, lower case, and safe as a folder's name on every
system.
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

_LONGEST_DERIVED = 60
_WORDS = {"+": " plus ", "#": " sharp ", "&": " and ", "@": " at "}
_WORDS_ALONE = re.compile("[a-z0-9]+(?:[ -][a-z0-9]+)*")
# Letters that Unicode doesn't decompose, transliterated as their languages do.
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
# Names that Windows reserves for devices, whatever the suffix.
_DEVICES = frozenset(
    ["con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(10))]
)


@lru_cache(maxsize=4096)  # many records have one topic; a name is at most as long as a title
def key(name: str) -> str:
    """Return the key of a topic, which names have in common that differ in case, white space or Unicode's
    normal form.
    """
    return unicodedata.normalize("NFC", one_line(name).casefold())


def is_slug(text: str) -> bool:
    """Tell whether `text` can be a slug in the config."""
    return bool(SLUG.fullmatch(text)) and len(text) <= LONGEST_SLUG and text not in _DEVICES


def slug(name: str) -> str:
    """Return the slug that a name suggests, whatever other names there are.

    `C`, `C++`, `C#` and `.NET` give c, c-plus-plus, c-sharp and dot-net; a hashtag's sign is left out. Other
    scripts are transliterated. Where letters or symbols have no ASCII form, eight digits of the name's hash
    follow, so that such names don't all have one slug.
    """
    plain = key(name)
    if len(plain) <= _LONGEST_DERIVED and _WORDS_ALONE.fullmatch(plain) and plain not in _DEVICES:
        return plain.replace(" ", "-")  # most names: the steps below give the same
    plain = unicodedata.normalize("NFKD", plain).translate(_LETTERS)
    lost = False
    if any(map(_needs_transliteration, plain)):
        plain, lost = _transliterate(key(name))
    plain = re.sub(r"(?:^|(?<=\s))#+(?=\w)", "", plain)
    plain = re.sub(r"^\.(?=\w)|(?<=\s)\.(?=\w)", "dot ", plain)
    for sign, word in _WORDS.items():
        plain = plain.replace(sign, word)
    made = re.sub("[^a-z0-9]+", "-", re.sub("[^\x00-\x7f]", "", re.sub("['’]", "", plain))).strip("-")
    if made in _DEVICES:
        made += "-topic"
    if len(made) > _LONGEST_DERIVED:
        made, lost = made[:_LONGEST_DERIVED].strip("-"), True
    if lost or not made:
        made = f"{made or 'topic'}-{_digits(name, 8)}"
    return made


def _needs_transliteration(char: str) -> bool:
    return not char.isascii() and unicodedata.category(char)[0] in "LNS"


def _transliterate(name: str) -> tuple[str, bool]:
    """Return a topic's key in Latin letters, and whether a number or a symbol of it has no such form.

    Letters that ASCII has without their accents lose these. A sign for a syllable, and a symbol, is a word
    of its own.
    """
    from anyascii import anyascii  # noqa: PLC0415 - few topics need its tables

    pieces, lost = [], False
    for char in name:
        plain = unicodedata.normalize("NFKD", char).translate(_LETTERS)
        base = "".join(each for each in plain if unicodedata.category(each)[0] != "M")
        category = unicodedata.category(char)[0]
        if base.isascii() and (base or not plain):
            pieces.append(base)
        elif latin := re.sub("[^a-z0-9]+", " ", anyascii(char).lower()).strip():
            is_word = category == "S" or unicodedata.name(char, "").startswith("CJK")
            pieces.append(f" {latin} " if is_word else latin)
        elif category == "P" and char != "’":
            pieces.append(" ")
        else:
            lost |= category in "NS"
    return "".join(pieces), lost


def present_names(names: Mapping[str, str], renamed: Mapping[str, str]) -> tuple[str, ...]:
    """Return the names that topics have now, each topic once, given the names of a record by their keys.

    `renamed` has the present names by the keys of earlier ones.
    """
    present: dict[str, str] = {}
    for own_key, name in names.items():
        if own_key in renamed:
            present.setdefault(key(renamed[own_key]), renamed[own_key])
        else:
            present.setdefault(own_key, name)
    return tuple(present.values())


def assign(
    names: Iterable[str],
    *,
    named: Mapping[str, str],
    held: Mapping[str, str],
    taken: Collection[str],
    config: str,
) -> tuple[dict[str, str], list[Problem]]:
    """Return each name's slug, by the name's key, and a problem for every two names that would share one.

    `named` has the slugs that the config gives, by key, and `held` those that topics have in what is
    published; `taken` are slugs of other feeds; `config` is the config's path, for messages. A topic keeps
    the slug that it holds unless the config gives it to another. Of newcomers that meet, the first in the
    order of their keys gets the slug that it suggests.
    """
    slugs = dict(named)
    used = {made: f"the config gives it to {owner!r}" for owner, made in named.items()}
    used.update((other, "another feed has it") for other in taken)
    ordered = sorted({key(name): name for name in sorted(names)}.items())
    for own_key, name in ordered:
        holding = held.get(own_key)
        if own_key not in slugs and holding is not None and is_slug(holding) and holding not in used:
            slugs[own_key] = holding
            used[holding] = f"the topic {name!r} has it"
    problems = []
    for own_key, name in ordered:
        if own_key in named:
            continue
        ending = f"-{_digits(name, 6)}"
        if own_key in slugs and not slugs[own_key].endswith(ending):
            continue
        suggested = slug(name)
        apart = suggested + ending
        if own_key not in slugs:
            slugs[own_key] = apart if suggested in used else suggested
            used.setdefault(slugs[own_key], f"the topic {name!r} has it")
        if slugs[own_key] == apart and suggested in used:
            problems.append(
                Problem(
                    config, 1, 1, "warning", "slug-taken",
                    f"the topic {name!r} would have the slug {suggested!r}, but {used[suggested]}; "
                    f"it is published as {apart!r}. "
                    f"To name it yourself: topics: {{{name!r}: {{slug: ...}}}}",
                )
            )  # fmt: skip
    return slugs, problems


def _digits(name: str, count: int) -> str:
    return hashlib.sha256(key(name).encode("utf-8", "replace")).hexdigest()[:count]
