"""Declares the elements of an entry, or of a feed's head, once: their writer and their pattern come of it.

    template('<title>{title}</title>', title=TEXT)     an element; a slot takes the attribute of its name
    one(element), optional("link", element)            a field: always there; there where the entry has a link
    each("authors", element), first("images", element) there for each of them; for the first of them
    block("entry", fields)                             all fields of an entry, on a line each

A slot's value says how it is written and which of its texts are certainly valid (`values`). An element's
pattern is made of the same template as its text, so both always agree on names, attributes and order.
"""

from __future__ import annotations

import re
from functools import lru_cache
from operator import attrgetter
from string import Formatter
from typing import TYPE_CHECKING, Any, NamedTuple

from feedpub.outputs.values import SPACE, Value

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


class Part(NamedTuple):
    """A piece of markup about an item: the function that writes it, and the pattern of what is certainly
    valid.
    """

    write: Callable[[Any], str]
    pattern: str


class Field(NamedTuple):
    """Lines of an entry: the function that adds them to those before, and their pattern."""

    add: Callable[[list[str], Any], None]
    pattern: str


def template(markup: str, **slots: Value | Part) -> Part:
    """Return the part that `markup` describes; each `{slot}` in it is a value of the item's attribute of that
    name, or a part about the item itself.
    """
    written, pattern, writers = "", "", []
    for literal, name, _, _ in Formatter().parse(markup):
        written += literal.replace("%", "%%")
        pattern += re.escape(literal).replace(r"\ ", " ")
        if name is not None:
            written += "%s"
            pattern += slots[name].pattern
            writers.append(_slot_writer(name, slots[name]))
    if not writers:
        return Part(lambda _: markup, pattern)
    if len(writers) == 1:
        (only,) = writers
        return Part(lambda item: written % only(item), pattern)
    return Part(lambda item: written % tuple([write(item) for write in writers]), pattern)


def _slot_writer(name: str, slot: Value | Part) -> Callable[[Any], str]:
    if isinstance(slot, Part):
        return slot.write
    get, write = attrgetter(name), slot.write
    return lambda item: write(get(item))


def present(name: str, part: Part, otherwise: Part | None = None) -> Part:
    """Return a part that is there where the item's attribute of that name isn't empty, else `otherwise`."""
    return choice(attrgetter(name), part, otherwise or Part(lambda _: "", ""))


def choice(condition: Callable[[Any], object], part: Part, otherwise: Part) -> Part:
    """Return one of two parts, depending on the item."""
    return Part(
        lambda item: part.write(item) if condition(item) else otherwise.write(item),
        f"(?:{part.pattern}|{otherwise.pattern})",
    )


def cached(part: Part) -> Part:
    """Return the same part for items that many entries have, whose text is kept."""
    return Part(lru_cache(maxsize=1024)(part.write), part.pattern)


def one(part: Part) -> Field:
    """Return a field that every entry has."""
    return Field(lambda lines, entry: lines.append(part.write(entry)), part.pattern + SPACE)


def optional(name: str, part: Part) -> Field:
    """Return a field of entries whose attribute of that name isn't empty."""
    get = attrgetter(name)

    def add(lines: list[str], entry: object) -> None:
        if get(entry):
            lines.append(part.write(entry))

    return Field(add, f"(?:{part.pattern}{SPACE})?")


def each(name: str, part: Part) -> Field:
    """Return a field for each of the items that an entry's attribute of that name holds."""
    get = attrgetter(name)
    return Field(
        lambda lines, entry: lines.extend(map(part.write, get(entry))), f"(?:{part.pattern}{SPACE})*"
    )


def first(name: str, part: Part) -> Field:
    """Return a field for the first of the items that an entry's attribute of that name holds."""
    get = attrgetter(name)

    def add(lines: list[str], entry: object) -> None:
        if items := get(entry):
            lines.append(part.write(items[0]))

    return Field(add, f"(?:{part.pattern}{SPACE})?")


def block(tag: str, fields: Sequence[Field], indent: str) -> Part:
    """Return an element whose fields are on a line each, and whose own tags are indented by `indent`."""
    adders = [field.add for field in fields]
    line_end = f"\n{indent}  "
    opening, closing = f"{indent}<{tag}>{line_end}", f"\n{indent}</{tag}>\n"

    def write(entry: object) -> str:
        lines: list[str] = []
        for add in adders:
            add(lines, entry)
        return f"{opening}{line_end.join(lines)}{closing}"

    return Part(write, f"{SPACE}<{tag}>{SPACE}{pattern_of(fields)}</{tag}>{SPACE}")


def pattern_of(fields: Sequence[Field]) -> str:
    """Return the pattern of fields in their order."""
    return "".join(field.pattern for field in fields)
