"""The type of an output: a kind of document that feedpub publishes, as a value.

Responsible for the types alone. Which outputs there are is known to `registry`; each is declared in a module
of its own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from feedpub.check import Kind
    from feedpub.config import Config
    from feedpub.content.entries import Entry
    from feedpub.outputs.frame import Frame
    from feedpub.problems import Problem
    from feedpub.selection.feeds import Feed

_FILE = re.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,99}")


class Fragment(NamedTuple):
    """An entry as text, the same in every document that shows it, so it is rendered once in a run.

    Outputs that show entries in the same way share a fragment; its name tells fragments apart.
    """

    name: str
    render: Callable[[Entry], str]


class FeedListing(NamedTuple):
    """A feed in a list of feeds: the number of entries it shows, and when the newest of them was published.

    `newest` is in seconds since 1970-01-01T00:00:00Z, None for a feed without entries.
    """

    feed: Feed
    entries: int
    newest: int | None


class Acceptor(NamedTuple):
    """Regular expressions of texts that are certainly valid: of an entry, and of what precedes and follows
    entries. They come from the declarations by which the output is written; see `fastpath`.
    """

    syntax: Literal["xml", "json"]
    entry: str
    head: str
    foot: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """A kind of document: its name, where it lies, how it is put together and how it is checked.

    name         what the config's `formats:` calls it; unique among all outputs
    title        what people call it
    scope        "feed": one document for each feed, in the feed's folder; "site": one, in the output folder
    file         its file name
    media_type   the media type as which it is served
    fragment     how an entry is rendered for it, None if it shows no entries
    lists        what a site's document is given: "feeds", all that are to be found; "moved", those of renamed
                 topics, and there is no document without any

    A document is put together in one of three ways:

    frame(feed, config)                  what surrounds the feed's entries, with `separator` between two
    feed_document(feed, config, texts)   the whole document, given its entries' fragments
    site_document(config, listings)      the whole document, given the feeds that it `lists`

    A document is checked in one of three ways:

    checked_as   the checker's name of its format: entries, frames, ids and bounds are checked, each once.
                 It needs `frame`; `acceptor` saves most of that time.
    check        a function of the document's bytes and path that returns its problems; errors keep it from
                 being published
    neither      it isn't checked
    """

    name: str
    title: str
    scope: Literal["feed", "site"]
    file: str
    media_type: str
    fragment: Fragment | None = None
    lists: Literal["feeds", "moved"] = "feeds"
    frame: Callable[[Feed, Config], Frame] | None = None
    separator: bytes = b""
    feed_document: Callable[[Feed, Config, Sequence[str]], bytes] | None = None
    site_document: Callable[[Config, Sequence[FeedListing]], bytes] | None = None
    checked_as: Kind | None = None
    acceptor: Acceptor | None = None
    check: Callable[[bytes, str], Sequence[Problem]] | None = None

    def __post_init__(self) -> None:
        if not _FILE.fullmatch(self.file):
            raise ValueError(
                f"{self.file!r} can't be the file of the output {self.name}: it isn't a file name"
            )
        ways = [self.frame, self.feed_document, self.site_document]
        if sum(way is not None for way in ways) != 1:
            raise ValueError(f"the output {self.name} needs one of frame, feed_document and site_document")
        if (self.site_document is not None) != (self.scope == "site"):
            raise ValueError(f"the output {self.name} needs a site_document exactly if its scope is the site")
        if self.checked_as is not None and (self.frame is None or self.fragment is None):
            raise ValueError(
                f"the output {self.name} is checked in parts, so it needs a frame and a fragment"
            )
