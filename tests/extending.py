"""The examples of docs/extending.md, by the names behind their languages."""

from __future__ import annotations

import re
from pathlib import Path

PAGE = Path(__file__).parents[1] / "docs" / "extending.md"


def examples(language: str) -> dict[str, str]:
    """Return the page's examples in a language, by name; each has its own."""
    text = PAGE.read_text(encoding="utf-8")
    found = re.findall(rf"^```{language}\b *(\S*)\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
    named = dict(found)
    assert len(named) == len(found)
    return named


def example(name: str, language: str = "python") -> str:
    """Return one example."""
    return examples(language)[name]
