"""The tables of keys in docs/records.md, from the tables of fields."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feedpub.records import fields

if TYPE_CHECKING:
    from collections.abc import Sequence

    from feedpub.records.tables import Field


def key_tables() -> str:
    """Return the reference of every key that is read, in Markdown."""
    lines = _table((*fields.RECORD.fields, *fields.RECORD.flags))
    for what, table in fields.PARTS.items():
        lines += ["", f"{what} has these keys:", "", *_table(table.fields)]
    lines += ["", "If a file has no text after its keys and values, the body is in one of these keys:", ""]
    lines += _table(fields.BODY.fields)
    return "\n".join(lines) + "\n"


def _table(rows: Sequence[Field]) -> list[str]:
    lines = ["| key | value | use |", "| --- | --- | --- |"]
    for one in rows:
        keys = ", ".join(f"`{key}`" for key in one.keys)
        needed = ", required" if one.is_needed else ""
        lines.append(f"| {keys} | {one.words or one.kind.words}{needed} | {one.help} |")
    return lines
