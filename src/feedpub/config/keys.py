"""The declaration of a key.

Responsible for: `key`, the metadata of a dataclass's field, and for finding the keys of a dataclass. Not for
the keys themselves (`schema`), nor for reading values (`kinds`, `read`).
"""

from __future__ import annotations

from dataclasses import MISSING, fields
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from feedpub.config.kinds import Kind


class Key(NamedTuple):
    """A key of the config: `name: TYPE = field(default=DEFAULT, metadata=key(KIND, HELP))` declares it.

    `example` is shown if there isn't a default; `{title}`, `{url}` and `{topic}` in it are replaced by the
    values that `feedpub init` finds. `name` is the key's path where it isn't the attribute's name
    (`source.folder`). `aliases` are earlier names of the key, still read. `required` is the message for a
    key that is missing. `default` is the default as the file would hold it, where the dataclass has none.
    `inherits` is the path of the key whose value is the default, `derive` computes the default from the
    other values of the section.
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


def key(
    kind: Kind,
    help: str,  # noqa: A002 - the usual word
    example: object = "...",
    *,
    name: str | None = None,
    aliases: tuple[str, ...] = (),
    required: str | None = None,
    default: str | None = None,
    inherits: str | None = None,
    derive: Callable[[Mapping[str, Any]], object] | None = None,
) -> dict[str, Key]:
    """Return the metadata that makes a dataclass's field a key of the config; see Key."""
    return {"key": Key(kind, help, example, name, aliases, required, default, inherits, derive)}


_DECLARED: dict[type[Any], tuple[DeclaredKey, ...]] = {}
_SECTIONS: dict[type[Any], Mapping[tuple[str, ...], tuple[str, ...]]] = {}


class DeclaredKey(NamedTuple):
    """A key and the field that declares it; `names` is its path within the section of that dataclass."""

    attribute: str
    names: tuple[str, ...]
    key: Key
    default: object


def declared_keys(schema: type[Any]) -> tuple[DeclaredKey, ...]:
    """Return the keys that a dataclass declares, in the order of its fields."""
    if schema not in _DECLARED:
        _DECLARED[schema] = tuple(_find_keys(schema))
    return _DECLARED[schema]


def _find_keys(schema: type[Any]) -> Iterator[DeclaredKey]:
    for field in fields(schema):
        if key := field.metadata.get("key"):
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
