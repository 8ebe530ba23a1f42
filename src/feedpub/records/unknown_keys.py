"""Keys that no field has: looked at for slips, never published.

A key that is a flag's but for its case or a slip, with a flag's value, must not publish what was meant to be
withheld. A key that is nearly another field's is ignored, and a warning says so. Keys that `ignore_keys` in
the config names are meant as they are.

A slip is one letter too many, too few, another, or two in the wrong order; two slips in a long key.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from feedpub.config import FLAGS
from feedpub.records import fields

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from feedpub.frontmatter.values import Path
    from feedpub.records.reader import Reader
    from feedpub.records.tables import Table

_SHORTEST_WITH_A_SLIP = 4  # letters; of `id` nearly every short key is a neighbour
_SHORTEST_WITH_TWO = 10
_MOST_FINE_KEYS = 4096
_MOST_KEYS_OF_A_SHAPE = 100

# Words that people write in place of a flag's own key. Each may have a slip; the bool is what `true` means.
_FLAG_WORDS: Mapping[str, tuple[str, bool]] = {
    "draft": ("draft", True),
    "removed": ("removed", True),
    "remove": ("removed", True),
    "deleted": ("deleted", True),
    "delete": ("deleted", True),
    "published": ("published", True),
    "publish": ("published", True),
    "unpublished": ("published", False),
    "unpublish": ("published", False),
}
# Words that have to be written exactly, since with a slip they would be too far from the flag.
_FLAG_PHRASES: Mapping[str, tuple[str, bool]] = {
    "drafted": ("draft", True),
    "notpublished": ("published", False),
    "nopublish": ("published", False),
    "donotpublish": ("published", False),
    "dontpublish": ("published", False),
    "notdraft": ("draft", False),
    "nodraft": ("draft", False),
    "notdeleted": ("deleted", False),
    "notremoved": ("removed", False),
}
_PREFIX = re.compile("(?:is|hasbeen)(?=[a-z]{5})")
# Words of their own that are one letter away from a key.
_OTHER_WORDS = frozenset(
    """
    craft graft kraft raft daft drat drift drafter remote remover publisher publishes weight eight
    tile titled tiles topical imaged damages curl burl heath beat seat meat head hear hype tape typo with
    relates
    """.split()
)


class FlagSlip(NamedTuple):
    """A key that is meant for a flag: the flag, and what `true` means there."""

    flag: str
    means: bool


def is_fine(values: Mapping[str, Any], ignored: Collection[str]) -> bool:
    """Return whether a record certainly has no unknown key that there is anything to report about, at any
    depth that is read.
    """
    shapes = _fine_shapes()
    odd: list[Mapping[str, Any]] = [] if tuple(values) in shapes else [values]
    _find_odd(odd, values, _parts(fields.RECORD), shapes)
    return not odd or all(_are_fine(mapping, values, ignored) for mapping in odd)


def _find_odd(
    odd: list[Mapping[str, Any]],
    mapping: Mapping[str, Any],
    parts: tuple[tuple[str, Any], ...],
    shapes: set[tuple[str, ...]],
) -> None:
    """Add the mappings in a mapping whose keys need a look."""
    for key, inner_parts in parts:
        inner: Any = mapping.get(key)
        kind = inner.__class__
        if kind is list:
            for item in inner:
                if item.__class__ is dict:
                    if tuple(item) not in shapes:
                        odd.append(item)
                    if inner_parts:
                        _find_odd(odd, item, inner_parts, shapes)
        elif kind is dict:
            if tuple(inner) not in shapes:
                odd.append(inner)
            if inner_parts:
                _find_odd(odd, inner, inner_parts, shapes)


def _are_fine(mapping: Mapping[str, Any], values: Mapping[str, Any], ignored: Collection[str]) -> bool:
    """Return whether a mapping's keys give nothing to report; remember them if they are always fine."""
    fine, shapes = _fine_keys(), _fine_shapes()
    if not all(key in fine or key in ignored or _is_fine_key(key, values) for key in mapping):
        return False
    if len(mapping) < _MOST_KEYS_OF_A_SHAPE and len(shapes) < _MOST_FINE_KEYS and fine.issuperset(mapping):
        shapes.add(tuple(mapping))
    return True


@cache
def _fine_shapes() -> set[tuple[str, ...]]:
    """Return the sequences of keys that are fine: records of one site have few, and a look-up is cheap."""
    return set()


def _is_fine_key(key: str, values: Mapping[str, Any]) -> bool:
    """Return whether a key means nothing in any table of a record; remember it if that doesn't depend on the
    record.
    """
    tables = fields.tables()
    if any(_flag_slip(table, key) or _near_key(table, key) for table in tables):
        return False
    if any(_is_other_name(table, key) for table in tables):
        return not _missing_field(fields.RECORD, key, values)
    fine = _fine_keys()
    if len(fine) < _MOST_FINE_KEYS:
        fine.add(key)
    return True


@cache
def _fine_keys() -> set[str]:
    """Return the keys that need no look: the known ones, and others once they have been looked at."""
    known = fields.allowed_keys()
    return {key for key in known if not any(_near_key(table, key) for table in fields.tables())}


@cache
def _parts(table: Table) -> tuple[tuple[str, Any], ...]:
    """Return the keys of a table under which there are mappings, each with the same of their tables."""
    return tuple((key, _parts(part)) for field, part in fields.parts_of(table) for key in field.keys)


def find_flag_slips(
    values: Mapping[str, Any], reader: Reader, ignored: Collection[str]
) -> list[tuple[str, str]]:
    """Report keys that are a flag's but for a slip and say that the record is not to be published, as errors.

    Return the other ones with a flag's value, each with its flag: they publish nothing.
    """
    others = []
    for key, value in values.items():
        slip = None if key in ignored else _flag_slip(fields.RECORD, key)
        said = FLAGS.get(value.strip().lower()) if isinstance(value, str) else None
        if slip is None or said is None:
            continue
        if (said == slip.means) == (slip.flag != "published"):
            message = (
                f"this key looks like the flag {slip.flag}, so the record isn't published; write"
                f" {slip.flag}:, or name the key in ignore_keys in the config"
            )
            reader.report((key,), "error", "flag", message, of_key=True)
        else:
            others.append((key, slip.flag))
    return others


def report_unflagged(slips: list[tuple[str, str]], reader: Reader) -> None:
    """Report keys that look like `published` in a record that isn't published as it lacks that flag."""
    for key, flag in slips:
        if flag == "published":
            message = "unknown key; did you mean published? Only published: true publishes a record"
            reader.report((key,), "warning", "unknown-key", message, of_key=True)


def report_near_keys(values: Mapping[str, Any], reader: Reader, ignored: Collection[str]) -> None:
    """Report each unknown key that is nearly a known one, and keys of other tools for a date if there is
    none.
    """
    for path, known in _near_keys(values, fields.RECORD, ignored, ()):
        message = f"unknown key; did you mean {known}? If not, name it in ignore_keys in the config"
        reader.report(path, "warning", "unknown-key", message, of_key=True)


def _near_keys(
    values: Mapping[str, Any], table: Table, ignored: Collection[str], within: Path
) -> Iterator[tuple[Path, str]]:
    for key in values:
        if key in table.keys or key in ignored:
            continue
        slip = _flag_slip(table, key)
        known = slip.flag if slip else _near_key(table, key) or _missing_field(table, key, values)
        if known:
            yield (*within, key), known
    for key, part in ((key, part) for field, part in fields.parts_of(table) for key in field.keys):
        inner = values.get(key)
        if isinstance(inner, dict):
            yield from _near_keys(inner, part, ignored, (*within, key))
        elif isinstance(inner, list):
            for index, item in enumerate(inner):
                if isinstance(item, dict):
                    yield from _near_keys(item, part, ignored, (*within, key, index))


@lru_cache(maxsize=4096)
def _flag_slip(table: Table, key: str) -> FlagSlip | None:
    """Return the flag that a key is meant for, None if it isn't."""
    if not table.flags or key in table.keys:
        return None
    word = _fold(key)
    for form in (word, _PREFIX.sub("", word, count=1)):
        if form in _OTHER_WORDS:
            return None
        if found := _FLAG_WORDS.get(form) or _FLAG_PHRASES.get(form):
            return FlagSlip(*found)
    for form in (word, _PREFIX.sub("", word, count=1)):
        for flag, found in _FLAG_WORDS.items():
            if count_slips(form, flag, 1) <= 1:
                return FlagSlip(*found)
    return None


@lru_cache(maxsize=4096)
def _near_key(table: Table, key: str) -> str | None:
    """Return the key of the table that an unknown key nearly is."""
    word = _fold(key)
    if key in table.keys or word in _OTHER_WORDS or word[-1:].isdigit():  # image2 is another image
        return None
    flags = {one for field in table.flags for one in field.keys}
    best: tuple[int, str] | None = None
    for known in sorted(table.keys - flags):
        letters = known.lower()
        most = (len(letters) >= _SHORTEST_WITH_A_SLIP) + (len(letters) >= _SHORTEST_WITH_TWO)
        slips = count_slips(word if most else key.lower(), letters, most)
        if slips <= most and (best is None or slips < best[0]):
            best = slips, known
    return best[1] if best else None


def _is_other_name(table: Table, key: str) -> bool:
    return any(_fold(key) == _fold(name) for field in table.fields for name in field.other_names)


def _missing_field(table: Table, key: str, values: Mapping[str, Any]) -> str | None:
    """Return the key of the field that others give by this name, if the mapping doesn't give it or any other
    date.
    """
    if not _is_other_name(table, key) or any(values.get(one) for one in _date_keys(table)):
        return None
    word = _fold(key)
    return next(field.key for field in table.fields if word in map(_fold, field.other_names))


def _date_keys(table: Table) -> Iterator[str]:
    kind = next(type(field.kind) for field in table.fields if field.other_names)
    return (key for field in table.fields if isinstance(field.kind, kind) for key in field.keys)


def _fold(key: str) -> str:
    """Return the key's letters and digits, in lower case: what is left if spelling it doesn't matter."""
    folded = unicodedata.normalize("NFKC", key[:100]).casefold()
    return "".join(char for char in folded if char.isalnum())


def count_slips(word: str, known: str, most: int) -> int:
    """Return by how many slips two words differ (optimal string alignment), `most` + 1 if they are more."""
    if abs(len(word) - len(known)) > most:
        return most + 1
    if word == known:
        return 0
    last_but_one: list[int] = []
    last = list(range(len(known) + 1))
    for at, char in enumerate(word, 1):
        row = [at]
        for index, other in enumerate(known, 1):
            cost = min(last[index] + 1, row[-1] + 1, last[index - 1] + (char != other))
            if at > 1 and index > 1 and char == known[index - 2] and word[at - 2] == other:
                cost = min(cost, last_but_one[index - 2] + 1)
            row.append(cost)
        last_but_one, last = last, row
    return min(last[-1], most + 1)
