"""A listing's parts: those without a change stay the same, and every change shows."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from feedpub.sources import Item, stats
from feedpub.sources.fingerprints import fingerprint_parts

NUMBERS = st.integers(0, 2**63 - 1)
STATS = st.tuples(NUMBERS, NUMBERS, NUMBERS, NUMBERS)
REVISIONS = STATS.map(lambda stat: stats.pack(*stat)) | st.binary(max_size=4)
ITEMS = st.builds(Item, st.text("ab/\u00e9.", min_size=1, max_size=4), REVISIONS)
LISTINGS = st.lists(ITEMS, max_size=8, unique_by=lambda item: item.key)


def listing(number: int) -> list[Item]:
    """A listing like a folder's; its inodes come one after the other, as they often do."""
    return [Item(f"{at}.md", stats.pack(at, at, at, 5000 + at)) for at in range(number)]


def known(found: list[Item]) -> set[str]:
    return {part.fingerprint for part in fingerprint_parts(found)}


def test_parts_hold_every_item_once_in_order() -> None:
    for number in (0, 1, 10, 5000):
        parts = fingerprint_parts(listing(number))
        assert [item for part in parts for item in part.items] == listing(number)
    assert len(parts) > 3


def test_a_change_concerns_one_part() -> None:
    found = listing(20_000)
    before = known(found)
    assert len(before) > 15
    other = found[7000]._replace(revision=stats.pack(7000, 1, 7000, 12_000))
    for changed in (
        [*found[:7000], other, *found[7001:]],
        [*found[:7000], *found[7001:]],
        [*found[:7000], Item("new.md", stats.pack(1, 1, 1, 3)), *found[7000:]],
    ):
        assert len(known(changed) - before) == 1


@given(LISTINGS, LISTINGS)
def test_listings_that_differ_have_other_parts(one: list[Item], other: list[Item]) -> None:
    assert (known(one) == known(other)) == (one == other)


@given(STATS, st.sampled_from(range(4)), NUMBERS)
def test_every_number_counts(stat: tuple[int, int, int, int], field: int, number: int) -> None:
    changed = [number if at == field else one for at, one in enumerate(stat)]
    one, other = (Item("a.md", stats.pack(*numbers)) for numbers in (stat, changed))
    assert (known([one]) == known([other])) == (stat == tuple(changed))
