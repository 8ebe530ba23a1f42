"""Profiles: what a directory or app asks of a feed beyond its format.

Responsible for which rules a profile makes errors, and which it adds. Not for the rules (`rules`). A new
profile is an entry in `PROFILES`.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Profile:
    """What a directory or app asks for.

    `raises` are warnings that are errors to it; `adds` are rules that are its own: their findings, whatever
    their severity, are reported for this profile alone.
    """

    raises: frozenset[str]
    adds: frozenset[str] = frozenset()


PROFILES: dict[str, Profile] = {
    "apple-podcasts": Profile(
        raises=frozenset(
            {
                "apple-episode-missing",
                "itunes-category-obsolete",
                "itunes-enclosure-type",
                "itunes-explicit",
                "itunes-image-format",
                "itunes-required",
            }
        ),
        adds=frozenset({"apple-episode-missing"}),
    ),
}
"""Every profile, by the name that `feedpub check --profile` knows it by."""

NO_PROFILE = Profile(raises=frozenset())

OPTIONAL = frozenset(name for each in PROFILES.values() for name in each.adds)
"""The rules that only profiles ask for."""
