"""Whether a run would empty the site by accident: an unmounted folder, a renamed key, a clock that is wrong.

Responsible for comparing the entries that are published with those that would be, and for the message.
Not for finding either.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from feedpub.index import queries
from feedpub.selection import history

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from feedpub.index import Index
    from feedpub.run.context import RunContext
    from feedpub.run.select import Selected
    from feedpub.stores.manifest import Manifest

HANDFUL = 5
"""Of so many entries any number but all may leave in one run."""

_MAX_NAMED_FEEDS = 5
_ALL = 100


class Shrinkage(NamedTuple):
    """How many of the published entries (`before`) would leave the feeds in one run (`leaving`), and how many
    entries they would show then (`after`).
    """

    leaving: int
    before: int
    after: int

    def is_allowed(self, max_percent: int) -> bool:
        """Whether so many may leave: never all without others in their place, and of more than a handful at
        most this share. 100 % allows all.
        """
        if not self.leaving or max_percent >= _ALL:
            return True
        if not self.after:
            return False
        return self.before <= HANDFUL or self.leaving * _ALL <= self.before * max_percent

    def message(self, max_percent: int, emptied: Sequence[str]) -> str:
        """Return the message for the user; `emptied` are the slugs of feeds that would become empty."""
        count = f"all {self.before}" if self.leaving == self.before else f"{self.leaving} of {self.before}"
        entries = "entry" if self.before == 1 else "entries"
        shown = list(emptied[:_MAX_NAMED_FEEDS])
        if len(emptied) > len(shown):
            shown.append(f"{len(emptied) - len(shown)} more")
        feeds = f", and these feeds would be empty: {', '.join(shown)}" if shown else ""
        return (
            f"nothing was published: {count} {entries} would leave the feeds in this run{feeds}. Is a folder "
            "not mounted, a key renamed, or the time wrong? If it is meant, add --allow-shrink, or raise "
            f"max_shrink ({max_percent} %) in the config"
        )


def measure(before: Manifest, remaining: Collection[str], after: int) -> Shrinkage:
    """Return how many entries of a manifest would leave, given which hashes of its sample would remain
    and how many entries there would be.

    Where the sample doesn't hold all entries, its share stands for theirs. Where there was no manifest, the
    ids are those of documents of another version of feedpub, which may have made ids in another way: entries
    that others replace don't count.
    """
    sampled = len(before.entry_sample)
    if not sampled:
        return Shrinkage(0, before.entry_count, after)
    gone = sampled - len(before.entry_sample.intersection(remaining))
    leaving = round(before.entry_count * gone / sampled)
    if not before.documents:
        leaving = min(leaving, max(before.entry_count - after, 0))
    return Shrinkage(leaving, before.entry_count, after)


def refusal(context: RunContext, index: Index, selected: Selected) -> str | None:
    """Return why nothing may be published, if too many entries would leave the feeds."""
    before, max_percent = selected.published.manifest, context.config.max_shrink
    remaining = queries.published_hashes(index, before.entry_sample, context.now, selected.invalid)
    found = measure(before, remaining, len(selected.id_hashes()))
    if context.allow_shrink or found.is_allowed(max_percent):
        return None
    return found.message(max_percent, history.newly_empty(selected.states, selected.published))
