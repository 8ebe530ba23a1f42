"""How ids of records are made in a run, given what is published.

An id that subscribers know must not change. So the base of tag: URIs is the config's, else the one that is
published, else the site's host; and an entry that is published with another base keeps that. Not for making
ids (`records.identity`).
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from feedpub.index import changes
from feedpub.run.portable import without_paths

if TYPE_CHECKING:
    from collections.abc import Mapping

    from feedpub.config import Config
    from feedpub.index import Index
    from feedpub.index.changes import Changes
    from feedpub.run.context import RunContext
    from feedpub.sources import Listing
    from feedpub.stores.manifest import Manifest

_KEY = "ids"


class RecordIds(NamedTuple):
    """The base of ids, and the bases of entries that have others, by hashes of their keys."""

    base: str
    key_bases: Mapping[str, tuple[str, ...]]


def resolve(config: Config, published: Manifest) -> RecordIds:
    """Return how ids are made, given the manifest of what is published."""
    return RecordIds(config.site.id_base or published.id_base or config.id_base, published.key_bases)


def reading_config(context: RunContext) -> Config:
    """Return the parts of the config that reading needs, with the ids that it is to make."""
    config = without_paths(context.config)
    if context.ids is None:
        return config
    site = replace(config.site, id_base=context.ids.base)
    return replace(config, site=site, key_bases=context.ids.key_bases)


def forget_other_ids(context: RunContext, index: Index, listing: Listing, found: Changes) -> Changes:
    """Return how the listing differs from the index, from which everything goes if the ids in it were made
    in another way: for another base, or for an output that was replaced by another.
    """
    assert context.ids is not None
    made = json.dumps([context.ids.base, sorted(context.ids.key_bases.items())])
    digest = hashlib.blake2b(made.encode(), digest_size=16).hexdigest()
    before = index.get(_KEY)
    index.set(_KEY, digest)
    if before in (None, digest):
        return found
    changes.forget_all(index)
    return changes.find(index, listing.items)
