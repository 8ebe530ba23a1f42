"""The names that `formats:` may hold. The only list of them outside of the outputs themselves."""

from __future__ import annotations


def known_formats() -> tuple[str, ...]:
    """Return the names of all formats, in the order in which they are published and listed."""
    return ("atom", "rss", "json")
