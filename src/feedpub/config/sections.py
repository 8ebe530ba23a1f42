"""The kinds of values that hold keys of their own: sections, lists of sections, and the sections of topics.

Not for single values (`kinds`), nor for the keys themselves (`schema`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from feedpub import topics
from feedpub.config.kinds import Kind
from feedpub.content.text import clean, one_line

if TYPE_CHECKING:
    from collections.abc import Mapping

    from feedpub.config.read import KeyPath, Reader
    from feedpub.frontmatter.values import Value


class Section(Kind):
    """A mapping whose keys a dataclass declares."""

    words = "mapping"
    reads_absent = True

    inner: type[Any]

    def __init__(self, inner: type[Any]) -> None:
        self.inner = inner

    def read(self, value: Value, path: KeyPath, reader: Reader) -> Any:
        return reader.section(self.inner, reader.mapping(value, path), path)


class OptionalSection(Section):
    """The same, but an empty one is None."""

    def read(self, value: Value, path: KeyPath, reader: Reader) -> Any:
        mapping = reader.mapping(value, path)
        return reader.section(self.inner, mapping, path) if mapping else None


class InlineSection(Section):
    """Keys that a dataclass of their own declares, though they belong to the section around them."""

    is_inline = True


class SectionList(Section):
    """A list of mappings."""

    words = "list of mappings"
    reads_absent = False
    inner_prefix = "[]."

    def read(self, value: Value, path: KeyPath, reader: Reader) -> tuple[Any, ...]:
        if not isinstance(value, list):
            reader.report(path, "type", f"{path[-1]} is a list: lines that begin with -")
            return ()
        items = ((item, (*path, index)) for index, item in enumerate(value))
        return tuple(reader.section(self.inner, reader.mapping(item, place), place) for item, place in items)


class TopicSections(Section):
    """A mapping from topics' names to mappings."""

    reads_absent = False
    inner_prefix = ".*."

    def read(self, value: Value, path: KeyPath, reader: Reader) -> tuple[Any, ...]:
        found: dict[str, Any] = {}
        places: dict[str, KeyPath] = {}
        for name, settings in reader.mapping(value, path).items():
            place = (*path, name)
            key = topics.key(clean(name))
            if not key:
                reader.report(place, "topic", "a topic's name is empty", of_key=True)
            if key in found:
                other = found[key].name
                same = f"{name!r} and {other!r} are one topic: only case or white space differ"
                reader.report(place, "given-twice", same)
            mapping = reader.mapping(settings, place)
            found[key] = reader.section(self.inner, mapping, place, name=one_line(clean(name)))
            places[key] = place
        self._judge_earlier_names(found, places, reader)
        return tuple(found.values())

    def _judge_earlier_names(
        self, found: Mapping[str, Any], places: Mapping[str, KeyPath], reader: Reader
    ) -> None:
        """Report earlier names that say nothing, or that two topics claim."""
        owners: dict[str, str] = {}
        for key, topic in found.items():
            for index, old in enumerate(topic.was):
                old_key, place = topics.key(old), (*places[key], "was", index)
                if old_key == key:
                    message = f"{old!r} and {topic.name!r} are one topic: only case or white space differ"
                    reader.report(place, "topic", message)
                elif old_key in found:
                    message = (
                        f"{old!r} is an earlier name of {topic.name!r}, so it has no settings of its own"
                    )
                    reader.report(places[old_key], "topic", message, of_key=True)
                elif owners.setdefault(old_key, topic.name) != topic.name:
                    message = f"{old!r} is an earlier name of {owners[old_key]!r} and of {topic.name!r}"
                    reader.report(place, "given-twice", f"{message}; one of them is right")
