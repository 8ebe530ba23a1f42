"""Patterns of JSON objects that are certainly valid, from the structures by which they are written.

A field's annotation may say what its value is beyond its type: `Annotated[str, Written(JSON_WEB)]`. A field
that has a default is left out where it has that value, unless the annotation says that it's needed.
"""

from __future__ import annotations

from types import NoneType, UnionType
from typing import Annotated, Any, NamedTuple, Union, get_args, get_origin, get_type_hints

import msgspec

from feedpub.outputs.values import JSON_NUMBER, JSON_STRING


class Written(NamedTuple):
    """The pattern of a member's value as JSON, and whether there has to be one despite its default."""

    pattern: str
    needed: bool = False


def object_pattern(structure: type[msgspec.Struct]) -> str:
    """Return the pattern of a structure as JSON, its members in the order of its fields.

    Members are separated by a comma and at most one space.
    """
    hints = get_type_hints(structure, include_extras=True)
    pattern = ""
    for field in msgspec.structs.fields(structure):
        hint = hints[field.name]
        value, needed = _value_pattern(hint)
        member = rf'"{field.encode_name}": ?{value}(?:, ?(?=")|(?=\}}))'
        pattern += member if field.required or needed else f"(?:{member})?"
    return rf"\{{{pattern}\}}"


def array_pattern(item: str) -> str:
    """Return the pattern of an array that isn't empty."""
    return rf"\[(?:{item}(?:, ?(?=[{{\"])|(?=\])))+\]"


def _value_pattern(hint: Any) -> tuple[str, bool]:
    """Return the pattern of a field's values by its annotation, and whether the member is needed."""
    if get_origin(hint) is Annotated:
        written = next(each for each in get_args(hint) if isinstance(each, Written))
        return written.pattern, written.needed
    if get_origin(hint) in (Union, UnionType):
        (hint,) = (each for each in get_args(hint) if each is not NoneType)
    if get_origin(hint) is list:
        return array_pattern(_value_pattern(get_args(hint)[0])[0]), False
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        return object_pattern(hint), False
    return {str: JSON_STRING, float: JSON_NUMBER}[hint], False
