"""A listing's parts: what stays known when something changes, and that no change goes unseen."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from feedpub import fingerprints
from feedpub.sources import Source

NUMBERS = st.integers(0, 2**63 - 1)
SOURCES = st.builds(Source, st.text("ab/\u00e9.", min_size=1, max_size=4), NUMBERS, NUMBERS, NUMBERS, NUMBERS)
LISTINGS = st.lists(SOURCES, max_size=8, unique_by=lambda source: source.path)


def listing(number: int) -> list[Source]:
    """A listing like a folder's; its inodes come one after the other, as they often do."""
    return [Source(f"{at}.md", at, at, at, 5000 + at) for at in range(number)]


def known(found: list[Source]) -> set[str]:
    return {part.fingerprint for part in fingerprints.of(found)}


def test_parts_hold_every_source_once_in_order() -> None:
    for number in (0, 1, 10, 5000):
        parts = fingerprints.of(listing(number))
        assert [source for part in parts for source in part.sources] == listing(number)
    assert len(parts) > 3


def test_a_change_is_of_one_part() -> None:
    found = listing(20_000)
    before = known(found)
    assert len(before) > 15
    other = found[7000]._replace(mtime_ns=1)
    for changed in (
        [*found[:7000], other, *found[7001:]],
        [*found[:7000], *found[7001:]],
        [*found[:7000], Source("new.md", 1, 1, 1, 3), *found[7000:]],
    ):
        assert len(known(changed) - before) == 1


@given(LISTINGS, LISTINGS)
def test_listings_that_differ_have_other_parts(one: list[Source], other: list[Source]) -> None:
    assert (known(one) == known(other)) == (one == other)


@given(SOURCES, st.sampled_from(Source._fields[1:]), NUMBERS)
def test_every_number_counts(source: Source, field: str, number: int) -> None:
    changed = source._replace(**{field: number})
    assert (known([source]) == known([changed])) == (source == changed)
