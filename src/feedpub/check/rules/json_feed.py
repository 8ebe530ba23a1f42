"""The rules of JSON Feed; to be written."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from feedpub.check import Scope
    from feedpub.problems import Problem


def check_text(text: str, where: str, scope: Scope) -> Iterable[Problem]:
    """Return every problem of a JSON Feed's decoded text: its JSON, its schema, the rules of the scope."""
    raise NotImplementedError
