"""Which elements browsers show, by their attributes alone: style sheets aren't read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_HIDING = re.compile(
    r"(?:^|[;\s])(display|visibility|content-visibility)\s*:\s*([a-z-]+)\s*(?:!\s*important\s*)?(?=;|$)",
    re.IGNORECASE,
)


def is_hidden(attributes: Mapping[str, str]) -> bool:
    """Return whether an element with these attributes is hidden (HTML Living Standard §6.1, §6.12)."""
    if "hidden" in attributes or "popover" in attributes:
        return True
    return "style" in attributes and hides(attributes["style"])


def hides(style: str) -> bool:
    """Return whether an inline style hides its element; the last declaration of a property counts."""
    values = {found[1].lower(): found[2].lower() for found in _HIDING.finditer(style)}
    display = values.pop("display", "")
    return display == "none" or not {"hidden", "collapse"}.isdisjoint(values.values())


def is_hidden_from_speech(attributes: Mapping[str, str]) -> bool:
    """Return whether an element is marked as an ornament (WAI-ARIA 1.2 §6.6, aria-hidden)."""
    return attributes.get("aria-hidden", "").strip().lower() == "true"
