"""The declaration of a key, and the table of all keys.

Responsible for: `Key`, which annotates a field of a dataclass, and for finding the keys of a dataclass. Not
for the keys themselves (`schema`), nor for reading values (`kinds`, `read`).
"""

from __future__ import annotations

from dataclasses import MISSING, fields
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from feedpub.config.kinds import Kind


class Key(NamedTuple):
    """A key of the config: `name: Annotated[TYPE, Key(KIND, HELP)] = DEFAULT` in a dataclass declares it.

    `example` is shown where there is no default; `{title}`, `{url}` and `{topic}` in it stand for what
    `feedpub init` finds. `name` is the key's path where it isn't the attribute's name (`source.folder`).
    `aliases` are earlier names of the key, still read. `required` is the message for a key that is missing.
    `default` is the default as the file would hold it, where the dataclass has none. `inherits` is the path
    of the key whose value is the default, `derive` computes the default from the other values of the
    section.
    """

    kind: Kind
    help: str
    example: object = "..."
    name: str | None = None
    aliases: tuple[str, ...] = ()
    required: str | None = None
    default: str | None = None
    inherits: str | None = None
    derive: Callable[[Mapping[str, Any]], object] | None = None


_DECLARED: dict[type[Any], tuple[DeclaredKey, ...]] = {}
_SECTIONS: dict[type[Any], Mapping[tuple[str, ...], tuple[str, ...]]] = {}


class DeclaredKey(NamedTuple):
    """A key and the field that declares it; `names` is its path within the section of that dataclass."""

    attribute: str
    names: tuple[str, ...]
    key: Key
    default: object


class Row(NamedTuple):
    """A row of the table of keys. `*` in `path` is a topic's name, `[]` an item of a list; `words` names
    the kind.

    `default` is None where there is none to show: the key is required, or another value decides. The first
    key of a list's items begins them.
    """

    path: str
    words: str
    help: str
    default: object
    example: object
    is_section: bool
    begins_item: bool = False

    @property
    def name(self) -> str:
        """The key's own name, without the sections around it."""
        return self.path.rpartition(".")[2]


def declared_keys(schema: type[Any]) -> tuple[DeclaredKey, ...]:
    """Return the keys that a dataclass declares, in the order of its fields."""
    if schema not in _DECLARED:
        _DECLARED[schema] = tuple(_find_keys(schema))
    return _DECLARED[schema]


def _find_keys(schema: type[Any]) -> Iterator[DeclaredKey]:
    for field in fields(schema):
        for key in getattr(field.type, "__metadata__", ()):
            default = field.default_factory() if field.default_factory is not MISSING else field.default
            names = tuple((key.name or field.name).split("."))
            yield DeclaredKey(field.name, names, key, None if default is MISSING else default)


def section_names(schema: type[Any]) -> Mapping[tuple[str, ...], tuple[str, ...]]:
    """Return each section of a dataclass, () for its own, with the names of the keys in it."""
    if schema not in _SECTIONS:
        _SECTIONS[schema] = _find_sections(schema)
    return _SECTIONS[schema]


def _find_sections(schema: type[Any]) -> dict[tuple[str, ...], tuple[str, ...]]:
    found: dict[tuple[str, ...], list[str]] = {(): []}
    for declared in declared_keys(schema):
        if declared.key.kind.is_inline and declared.key.kind.inner:
            for section, names in section_names(declared.key.kind.inner).items():
                found.setdefault(section, []).extend(names)
            continue
        for depth, name in enumerate(declared.names):
            names_here = found.setdefault(declared.names[:depth], [])
            if name not in names_here:
                names_here.append(name)
    return {section: tuple(names) for section, names in found.items()}


def rows(schema: type[Any], sections: Mapping[str, str], prefix: str = "") -> Iterator[Row]:
    """Yield the table of a dataclass's keys, a section before its keys.

    `sections` has the help of sections that are only part of a key's path, by path.
    """
    seen: set[str] = set()
    for declared in declared_keys(schema):
        key = declared.key
        if key.kind.is_inline and key.kind.inner:
            yield from rows(key.kind.inner, sections, prefix)
            continue
        for depth in range(1, len(declared.names)):
            path = prefix + ".".join(declared.names[:depth])
            if path not in seen:
                seen.add(path)
                yield Row(path, "mapping", sections[path], None, None, is_section=True)
        path = prefix + ".".join(declared.names)
        is_section = key.kind.inner is not None
        is_derived = key.required or key.inherits or key.derive or is_section
        default = None if is_derived or declared.default == () else declared.default
        example = declared.default if key.inherits else key.example
        yield Row(
            path,
            key.kind.words,
            key.help,
            key.default if default is None else default,
            example,
            is_section,
        )
        if key.kind.inner is not None:
            inner = list(rows(key.kind.inner, sections, path + key.kind.inner_prefix))
            yield inner[0]._replace(begins_item=key.kind.inner_prefix.startswith("[]"))
            yield from inner[1:]
