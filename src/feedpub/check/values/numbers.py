"""Whole numbers, as attributes and elements have them.

Responsible for judging their digits. Not for which bounds a number has.
"""

from __future__ import annotations

import re


def non_negative_integer(text: str) -> str | None:
    """Judge a whole number from 0, written in digits alone."""
    return None if re.fullmatch(r"[0-9]+", text) else "a whole number in digits is wanted, such as 12345"


def positive_integer(text: str) -> str | None:
    """Judge a whole number from 1, written in digits alone."""
    wrong = non_negative_integer(text)
    return wrong if wrong or text.strip("0") else "it is zero"
