"""The table of all keys, in the order of the file; docs/config.md and `feedpub init`'s file come from it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from feedpub.config.keys import declared_keys

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


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
