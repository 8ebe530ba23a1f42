"""Declares the elements of an entry, or of a feed's head, once, for their writer and their pattern.

    template('<title>{title}</title>', title=TEXT)       an element; a slot takes the attribute of its name
    one(element), optional("link", element)              a field of every entry; of those that have a link
    each("authors", element), first("images", element)   a field for each of them; for the first of them
    block("entry", fields, indent)                       all fields of an entry, on a line each

A slot's value says how it is written and which of its texts are certainly valid (`values`). An element's
pattern comes from the same template as its text, so both always agree on names, attributes and order.

Writers are compiled: parts are Python expressions until `block` makes one function of them all, as a template
engine does. Calling a function for each part takes half as long again.
"""

from __future__ import annotations

import re
from functools import lru_cache
from string import Formatter
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from feedpub.outputs.values import SPACE, Value

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence


class Part(NamedTuple):
    """A piece of markup about an item: an expression of its text, in which `item` is the item, the functions
    that the expression calls, and the pattern of what is certainly valid.
    """

    expression: str
    functions: Mapping[str, Callable[[Any], object]]
    pattern: str

    def writer(self) -> Callable[[Any], str]:
        """Return the function that writes this part of an item."""
        return cast("Callable[[Any], str]", _compile(f"return {self.expression}", self.functions))


class Field(NamedTuple):
    """Lines of an entry: the statement that adds them to `lines`, its functions, and their pattern."""

    statement: str
    functions: Mapping[str, Callable[[Any], object]]
    pattern: str


class Block(NamedTuple):
    """An element on several lines: the function that writes it, and the pattern of those certainly valid."""

    write: Callable[[Any], str]
    pattern: str


def template(markup: str, **slots: Value | Part) -> Part:
    """Return the part that `markup` describes; each `{slot}` in it is a value of the item's attribute of that
    name, or a part about the item itself.
    """
    strings, expressions, pattern = [""], [], ""  # f-strings, and what is added between them
    functions: dict[str, Callable[[Any], object]] = {}
    for literal, name, _, _ in Formatter().parse(markup):
        strings[-1] += literal.replace("{", "{{").replace("}", "}}")
        pattern += re.escape(literal).replace(r"\ ", " ")
        if name is None:
            continue
        slot = slots[name]
        pattern += slot.pattern
        if isinstance(slot, Value):
            strings[-1] += f"{{{_name(slot.write, functions)}(item.{name})}}"
        else:
            functions.update(slot.functions)
            expressions.append(f" + ({slot.expression}) + ")
            strings.append("")
    expression = "".join(
        f"f{string!r}{added}" for string, added in zip(strings, [*expressions, ""], strict=True)
    )
    return Part(expression, functions, pattern)


def present(name: str, part: Part, otherwise: Part | None = None) -> Part:
    """Return a part that is there where the item's attribute of that name isn't empty, else `otherwise`."""
    return _either(f"item.{name}", part, otherwise or Part("''", {}, ""), {})


def choice(condition: Callable[[Any], bool], part: Part, otherwise: Part) -> Part:
    """Return one of two parts, depending on the item."""
    functions: dict[str, Callable[[Any], object]] = {}
    return _either(f"{_name(condition, functions)}(item)", part, otherwise, functions)


def _either(
    condition: str, part: Part, otherwise: Part, functions: Mapping[str, Callable[[Any], object]]
) -> Part:
    return Part(
        f"({part.expression}) if {condition} else ({otherwise.expression})",
        {**functions, **part.functions, **otherwise.functions},
        f"(?:{part.pattern}|{otherwise.pattern})",
    )


def cached(part: Part) -> Part:
    """Return the same part for items that many entries have, whose text is kept."""
    functions: dict[str, Callable[[Any], object]] = {}
    write = _name(lru_cache(maxsize=1024)(part.writer()), functions)
    return Part(f"{write}(item)", functions, part.pattern)


def one(part: Part) -> Field:
    """Return a field that every entry has."""
    return Field(f"lines.append({part.expression})", part.functions, part.pattern + SPACE)


def optional(name: str, part: Part) -> Field:
    """Return a field of entries whose attribute of that name isn't empty."""
    return Field(
        f"if item.{name}: lines.append({part.expression})", part.functions, f"(?:{part.pattern}{SPACE})?"
    )


def each(name: str, part: Part) -> Field:
    """Return a field for each of the items that an entry's attribute of that name holds."""
    return Field(
        f"lines += [{part.expression} for item in item.{name}]", part.functions, f"(?:{part.pattern}{SPACE})*"
    )


def first(name: str, part: Part) -> Field:
    """Return a field for the first of the items that an entry's attribute of that name holds."""
    return Field(
        f"lines += [{part.expression} for item in item.{name}[:1]]",
        part.functions,
        f"(?:{part.pattern}{SPACE})?",
    )


def block(tag: str, fields: Sequence[Field], indent: str) -> Block:
    """Return an element whose fields are on a line each, and whose own tags are indented by `indent`."""
    line_end = f"\n{indent}  "
    opening, closing = f"{indent}<{tag}>{line_end}", f"\n{indent}</{tag}>\n"
    statements = "\n ".join(field.statement for field in fields)
    body = f"lines = []\n {statements}\n return {opening!r} + {line_end!r}.join(lines) + {closing!r}"
    functions = {name: function for field in fields for name, function in field.functions.items()}
    pattern = "".join(field.pattern for field in fields)
    return Block(
        cast("Callable[[Any], str]", _compile(body, functions)),
        f"{SPACE}<{tag}>{SPACE}{pattern}</{tag}>{SPACE}",
    )


def _name(function: Callable[[Any], object], functions: dict[str, Callable[[Any], object]]) -> str:
    """Return a name for a function, by which it is added to `functions`."""
    name = f"f{id(function)}"
    functions[name] = function
    return name


def _compile(body: str, functions: Mapping[str, Callable[[Any], object]]) -> Callable[[Any], object]:
    """Return the function of an item that has this body."""
    namespace: dict[str, Any] = dict(functions)
    exec(f"def write(item):\n {body}", namespace)  # noqa: S102 - from this package's declarations alone
    return cast("Callable[[Any], object]", namespace["write"])
