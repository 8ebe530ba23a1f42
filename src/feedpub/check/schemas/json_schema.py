"""Validates a JSON Feed against its JSON Schema.

Responsible for compiling the schema once per process, and for errors that cost no more memory than the value
that they are about. Not for their messages, nor for parsing (`reading.json`).
"""

from __future__ import annotations

import json
import math
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    import jsonschema_rs

_SCHEMA: dict[str, Any] = json.loads((Path(__file__).parent / "json_feed.schema.json").read_bytes())

KEYS: dict[str, dict[str, Any]] = {
    kind: definition.get("properties", {}) for kind, definition in _SCHEMA["$defs"].items()
}
"""The keys of each kind of object ("feed", "item", "author", "hub", "attachment"), with their schemas."""


def is_valid(feed: object) -> bool:
    """Whether a whole feed, parsed, is valid."""
    return _compile()["whole"].is_valid(feed)


def is_wrong_item(item: object) -> bool:
    """Whether an item, with all that is in it, departs from the schema."""
    return not _compile()["whole item"].is_valid(item)


def find_violations(value: Any, kind: str) -> Iterable[jsonschema_rs.ValidationError]:
    """Return where a value departs from the schema of its kind, whatever is in the objects and arrays in it.

    The validator would collect the errors of a whole document before it returns the first, each with a copy
    of the value; a document of nothing but errors would take gigabytes. So it is asked object by object.
    """
    if isinstance(value, dict):
        value = {key: _emptied(inner) for key, inner in value.items() if key in KEYS[kind]}
    elif isinstance(value, list):
        value = []
    validator = _compile()[kind]
    return () if validator.is_valid(value) else validator.iter_errors(value)


def _emptied(value: Any) -> Any:
    """Return a value with nothing in it; the validator takes a number too large for a double for null."""
    if isinstance(value, (dict, list)):
        return type(value)()
    return 0 if isinstance(value, float) and math.isinf(value) else value


@cache
def _compile() -> dict[str, jsonschema_rs.Draft202012Validator]:
    """Return the schema compiled: "whole", "whole item", and for each kind of object without those in it."""
    import jsonschema_rs  # noqa: PLC0415 - not needed before the first JSON feed

    compiled = {"whole": jsonschema_rs.Draft202012Validator(_SCHEMA)}
    item = {"$defs": _SCHEMA["$defs"], "$ref": "#/$defs/item"}
    compiled["whole item"] = jsonschema_rs.Draft202012Validator(item)
    for kind, definition in _SCHEMA["$defs"].items():
        properties = {key: _without_parts(each) for key, each in KEYS[kind].items()}
        compiled[kind] = jsonschema_rs.Draft202012Validator({**definition, "properties": properties})
    return compiled


def _without_parts(schema: Any) -> Any:
    """Return a property's schema that has its type alone, and nothing of the objects in it."""
    if "$ref" in schema:
        return {"type": "object"}
    return {key: value for key, value in schema.items() if key != "items"}
