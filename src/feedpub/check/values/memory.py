"""Remembers the verdicts on values that come up again and again.

Responsible for keeping verdicts on short texts only, so that a hostile document can't fill the memory.
"""

from __future__ import annotations

from functools import lru_cache, wraps
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

_Verdict = TypeVar("_Verdict")


def remember(size: int, *, longest: int) -> Callable[[Callable[[str], _Verdict]], Callable[[str], _Verdict]]:
    """Return a decorator that keeps a function's latest `size` results for texts of `longest` characters."""

    def decorate(judge: Callable[[str], _Verdict]) -> Callable[[str], _Verdict]:
        remembered = lru_cache(maxsize=size)(judge)

        @wraps(judge)
        def judge_once(text: str) -> _Verdict:
            return remembered(text) if len(text) <= longest else judge(text)

        return judge_once

    return decorate
