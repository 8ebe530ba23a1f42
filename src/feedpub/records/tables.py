"""A table of fields, each with its keys, its kind and its help, and reading values by such a table.

From a table come the fast reading (a msgspec struct of its fields, which converts a whole mapping in one go)
and the reading that explains (field by field, with a message for every value of a wrong shape). Both hand the
same values to the same kinds. Not responsible for which fields there are (`fields`), or what any of them
means (`kinds`, `meaning`).
"""

from __future__ import annotations

import inspect
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from feedpub.frontmatter.values import Path, Value
    from feedpub.problems import Severity
    from feedpub.records.reader import Reader


class Kind:
    """A kind of value: the type that the fast reading takes, how other shapes are taken, and what the value
    means.
    """

    wire: Any = str
    """The type that msgspec converts front matter to, apart from None."""
    empty: Any = None
    """The meaning of a field without a value."""
    words: str = "text"
    """The documentation's name for such a value."""
    is_plain: bool = False
    """Whether a value means itself once it has its type, so that `read` returns what it is given."""

    def coerce(self, value: Value, of: Field, reader: Reader, at: Path) -> Any:
        """Return a value of any shape as one that `read` takes, None for nothing. Reports wrong shapes."""
        raise NotImplementedError

    def read(self, value: Any, of: Field, reader: Reader, within: Path) -> Any:  # noqa: ARG002 - kinds need them
        """Return what the value means; `within` leads to the mapping that the field is in. Reports faults."""
        return value


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a record or of one of its parts.

    `name` is the attribute that it becomes, `keys` those it is given by (of several the first that has a
    value counts), `help` its use, in Markdown. `severity` is that of a fault: a warning ignores
    the value. `words` names its value in the documentation if the kind's own words don't do. `other_names`
    are keys that others use for it: without a value of its own, one of those gets a warning.
    """

    name: str
    keys: tuple[str, ...]
    kind: Kind
    help: str
    severity: Severity = "warning"
    words: str = ""
    is_needed: bool = False
    other_names: tuple[str, ...] = ()

    key: str = field(init=False)
    """The key that documentation and messages name."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "key", self.keys[0])

    def find(self, mapping: Mapping[str, Value]) -> Value:
        """Return the field's value in a mapping, None if it has none."""
        for key in self.keys:
            if (value := mapping.get(key)) is not None:
                return value
        return None

    @property
    def ignored(self) -> str:
        """The end of a message on a value that is ignored."""
        return "; ignored" if self.severity == "warning" else ""


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """The fields of a mapping.

    `build(reader, at, *meanings)` makes a value of what its fields mean, in their order; without it the value
    is a dict of these by name. The first `essential` fields are read before the others, which aren't looked
    at if none of those has a value. Of parts in a list with the same `identity`, an attribute, the first
    counts. A text in place of the mapping counts as its first field. `flags` are fields that decide whether
    the mapping is read at all.
    """

    name: str
    fields: tuple[Field, ...]
    build: Callable[..., Any] | None
    essential: int = 0
    identity: str = "url"
    flags: tuple[Field, ...] = ()
    struct: type[msgspec.Struct] = field(init=False)
    keys: frozenset[str] = field(init=False)
    plan: tuple[tuple[str, Callable[..., Any], Field, Any], ...] = field(init=False)
    read_struct: Callable[[Any, Reader, Path], Any] = field(init=False)
    """Returns the value built from the struct that msgspec read a mapping into; None for nothing."""

    def __post_init__(self) -> None:
        every = (*self.fields, *self.flags)
        plan = tuple((one.name, one.kind.read, one, one.kind.empty) for one in self.fields)
        object.__setattr__(self, "struct", _make_struct(self.name, every))
        object.__setattr__(self, "keys", frozenset(key for one in every for key in one.keys))
        object.__setattr__(self, "plan", plan)
        object.__setattr__(self, "read_struct", _make_reader(self))

    def read_loose(self, raw: Mapping[str, Value], reader: Reader, at: Path) -> Any:
        """Return the value built of a mapping with values of any shape; None for nothing."""
        values: dict[str, Any] = {}
        for index, (name, read, one, empty) in enumerate(self.plan):
            if index == self.essential > 0 and not any(values.values()):
                return None
            value = one.kind.coerce(one.find(raw), one, reader, (*at, one.key))
            values[name] = empty if value is None else read(value, one, reader, at)
        return values if self.build is None else self.build(reader, at, **values)


def _make_reader(table: Table) -> Callable[[Any, Reader, Path], Any]:
    """Return the function that reads a struct: `build` called with what each field of it means.

    It is compiled, as the methods of a dataclass are, since a loop over the fields takes twice as long:

        lambda raw, reader, at: build(reader, at, url=None if raw.url is None else read_url(raw.url, ...),
        ...)
    """
    names: dict[str, Any] = {"build": table.build}
    meanings = []
    for name, read, one, empty in table.plan:
        names |= {f"read_{name}": read, f"field_{name}": one, f"empty_{name}": empty}
        meaning = f"read_{name}(raw.{name}, field_{name}, reader, at)"
        is_none = f"empty_{name} if raw.{name} is None else "
        meanings.append((name, f"raw.{name}" if one.kind.is_plain else is_none + meaning))
    if table.build is None:
        result = "{" + ", ".join(f"{name!r}: {meaning}" for name, meaning in meanings) + "}"
    else:
        taken = list(inspect.signature(table.build).parameters)[2:]
        assert taken == [name for name, _ in meanings], "parameters are in the order of the fields"
        result = f"build(reader, at, {', '.join(meaning for _, meaning in meanings)})"
    source = f"lambda raw, reader, at: {result}"
    compiled: Callable[[Any, Reader, Path], Any] = eval(source, names)  # noqa: S307 - of fields' names alone
    return compiled


def _make_struct(name: str, fields: Sequence[Field]) -> type[msgspec.Struct]:
    """Return the struct that msgspec reads a mapping into.

    A value under another key than a field's first makes msgspec refuse the mapping, so that it is read field
    by field.
    """
    attributes = [(one.name, one.kind.wire | None, None) for one in fields]
    rename = {one.name: one.key for one in fields}
    for one in fields:
        for number, key in enumerate(one.keys[1:], 2):
            attributes.append((f"{one.name}_{number}", None, None))
            rename[f"{one.name}_{number}"] = key
    return msgspec.defstruct(name, attributes, rename=rename, gc=False)
