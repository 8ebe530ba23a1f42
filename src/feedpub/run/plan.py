"""Which documents the store has to hold, which of them are up to date, and which are to be built.

A document is up to date if it lies in the store as it was written, and would be built from the same input:
the feed, the entries' digests, and every part of the config that it depends on. All of that goes into its
`input_digest`, and nothing else, so a change of the config costs the documents that it concerns.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, NamedTuple

from feedpub import _version, outputs, topics
from feedpub.index import queries
from feedpub.outputs import FeedListing
from feedpub.selection import history
from feedpub.selection.feeds import Feed

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from feedpub.config import Config
    from feedpub.index import Index
    from feedpub.index.queries import EntryRef
    from feedpub.run.context import RunContext
    from feedpub.run.select import Selected
    from feedpub.stores.base import Document


_SELECTION = Feed._fields.index("selection")


class PlannedDocument(NamedTuple):
    """A document that the store has to hold: its path, the feed or feeds that are its subject, the name of
    its output, the digest of its input, the entries that it shows, and the digests of files that it may
    replace (None: of any).
    """

    path: str
    subject: Feed | tuple[FeedListing, ...]
    output: str
    input_digest: bytes
    entries: Sequence[EntryRef]
    own: Collection[str] | None


class BuildPlan(NamedTuple):
    """Documents that are up to date, and documents to build."""

    fresh: list[Document]
    stale: list[PlannedDocument]

    def numbers(self) -> list[int]:
        """Return the numbers of the records that documents to build show, in order."""
        return sorted({entry.number for document in self.stale for entry in document.entries})


def split_by_freshness(
    context: RunContext, index: Index, selected: Selected, written: Mapping[str, Document]
) -> BuildPlan:
    """Compare the documents that the store has to hold with those that were `written`, by path."""
    plan = BuildPlan([], [])
    for document in _expected_documents(context, index, selected):
        before = written.get(document.path)
        is_same_input = before is not None and before.input_digest == document.input_digest
        if before and is_same_input and context.store.is_untouched(before):
            plan.fresh.append(before)
        else:
            plan.stale.append(document)
    return plan


def _expected_documents(context: RunContext, index: Index, selected: Selected) -> Iterator[PlannedDocument]:
    """Yield every document that the store has to hold: those of each feed, then those about all of them."""
    config, published = context.config, selected.published.digests
    base = _render_digest(config, index, selected)
    base.update(outputs.versions(config).encode())
    page_base = base.copy()
    page_base.update(repr(config.formats).encode())
    feed_outputs = outputs.feed_outputs(config)
    listed, moved = [], []
    for feed in selected.feeds:
        entries, state = selected.entries[feed.slug], selected.states[feed.slug]
        moments = [entry.updated for entry in entries] + ([feed.moved.since] if feed.moved else [])
        updated = max(moments, default=state.empty_since)
        dated = feed._replace(updated=updated, is_listed=history.is_listed(state))
        newest = max([entry.published for entry in entries], default=None)
        if dated.is_listed:
            listed.append(FeedListing(dated, len(entries), newest))
        elif feed.moved:
            moved.append(FeedListing(dated, len(entries), newest))
        of_feed = _feed_input(dated, entries)
        digests = {False: _extended(base, of_feed), True: _extended(page_base, of_feed)}
        for output in feed_outputs:
            path = f"{feed.slug}/{output.file}"
            digest = digests[output.checked_as is None]  # others may name the formats
            own = None if output.name in config.formats else published.get(path, frozenset())
            yield PlannedDocument(path, dated, output.name, digest, entries, own)
    lists = {"feeds": tuple(listed)} | ({"moved": tuple(moved)} if moved else {})
    list_digests = {name: _extended(page_base, _list_input(subject)) for name, subject in lists.items()}
    for output in outputs.site_outputs(config):
        if output.lists in lists:
            subject, digest = lists[output.lists], list_digests[output.lists]
            own = published.get(output.file, frozenset())
            yield PlannedDocument(output.file, subject, output.name, digest, (), own)


def _render_digest(config: Config, index: Index, selected: Selected) -> hashlib.blake2b:
    """Return a digest of everything that all documents depend on besides their feed and entries.

    Of topics these are slugs that a name doesn't suggest by itself, and names of the config that records
    spell otherwise: both show in entries of any feed.
    """
    unusual = sorted((key, slug) for key, slug in selected.topics.slugs.items() if slug != topics.slug(key))
    of_config = {topics.key(topic.name): topic.name for topic in config.topics}
    respelled = queries.respelled_topics(index, of_config)
    spelled = [(key, of_config[key]) for key, _ in respelled]
    rendering = [config.content, config.lead_image, config.pages, config.browser_link]
    parts = [_version.__version__, repr(config.site), *rendering, unusual, spelled]
    return hashlib.blake2b(_encoded(json.dumps(parts)), digest_size=16)


def _feed_input(feed: Feed, entries: Sequence[EntryRef]) -> bytes:
    digests = b"".join([entry.digest for entry in entries])
    return _encoded(repr(_without_selection(feed))) + digests


def _list_input(listings: Sequence[FeedListing]) -> bytes:
    return _encoded(repr([(_without_selection(one.feed), one.entries, one.newest) for one in listings]))


def _without_selection(feed: Feed) -> tuple[object, ...]:
    """Return a feed's fields without its selection: documents show the entries, not how they were chosen."""
    return (*feed[:_SELECTION], *feed[_SELECTION + 1 :])


def _extended(digest: hashlib.blake2b, data: bytes) -> bytes:
    extended = digest.copy()
    extended.update(data)
    return extended.digest()


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "backslashreplace")
