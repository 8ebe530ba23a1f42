"""The outputs: every kind of document that feedpub publishes, feed, page or listing.

One file declares one output, or a few that are alike:

    atom, rss, json_feed             feeds
    page, embed, fragment            a feed for people, and for other sites
    site_index, opml, assets         all feeds for people, and for readers; scripts and styles
    redirects                        where the feeds of renamed topics went, for servers

What they share is beside them: `frame`, `markup` and `elements` for XML, `members` for JSON, `values` for
both, `media` for images, `_feedgen` for the heads of Atom and RSS, `_templates` and `snippets` for pages.

`output` has the types, `registry` finds outputs by name, `checking` checks what they render, `fastpath`
accepts most of it at once. An output of another package is declared in the same way: see
docs/extending.md.

An entry is rendered once for each kind of fragment and put into every document that shows it, so a document
costs little more than copying. Importing this package is cheap.
"""

from __future__ import annotations

from feedpub.outputs.frame import Frame
from feedpub.outputs.output import Acceptor, FeedListing, Fragment, Output
from feedpub.outputs.registry import (
    feed_outputs,
    formats,
    get,
    is_built_in,
    known_formats,
    rendered_once,
    site_outputs,
    versions,
)

__all__ = [
    "Acceptor",
    "FeedListing",
    "Fragment",
    "Frame",
    "Output",
    "feed_outputs",
    "formats",
    "get",
    "is_built_in",
    "known_formats",
    "rendered_once",
    "site_outputs",
    "versions",
]
