"""The manifest: the list of what is published, which lies with the documents.

Responsible for its form. Not for where it lies, nor for when it is written (the stores).

It is JSON Lines, in UTF-8: a first line with the version, then a line for each of a sample of the
entries, for each feed of which something is kept, and for each document. Each group is sorted, so the
same publication gives the same bytes, and two branches of a repository merge line by line. It is public
like the documents beside it, and says nothing that they don't: digests of public bytes, names of topics,
hashes of entries' ids.

    {"feedpub":1,"entries":60}
    {"entry":"3f1c0d5be2a49b77"}
    {"feed":"vision","topic":"Vision","empty_since":"2024-05-06T07:08:09Z","emptied":true}
    {"path":"vision/atom.xml","output":"atom","sha256":"…"}
"""

from __future__ import annotations

import hashlib
import re
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

VERSION = 1
SAMPLE_SIZE = 1000
"""The most hashes of entries that a manifest holds. Of more entries the smallest hashes are kept: a sample
that depends on the entries alone, and gives the share of those that leave to a few percent.
"""

UNKNOWN_MOMENT = 0
"""The `empty_since` of a feed that is empty, nobody knows since when."""


class DocumentState(NamedTuple):
    """A published document: the name of its output, and the SHA-256 of its bytes in hexadecimal."""

    output: str
    digest: str


class FeedState(NamedTuple):
    """The state of a feed: its topic (None: it isn't a topic's), and since when it shows no entry.

    `empty_since` is in seconds since 1970-01-01T00:00:00Z, None while it shows any; `emptied` says whether it
    is a topic's and showed some before.
    """

    topic: str | None = None
    empty_since: int | None = None
    emptied: bool = False


class Manifest(NamedTuple):
    """A publication: documents by path, feeds by slug, how many entries these show, and a sample of the
    hashes of their ids.
    """

    documents: Mapping[str, DocumentState]
    feeds: Mapping[str, FeedState]
    entry_count: int
    entry_sample: frozenset[str]


class _Line(msgspec.Struct, omit_defaults=True, gc=False):
    """Any line; which key is there says which kind it is."""

    feedpub: int | None = None
    entries: int = 0
    entry: str | None = None
    feed: str | None = None
    path: str | None = None
    topic: str | None = None
    empty_since: str | None = None
    emptied: bool = False
    output: str = ""
    sha256: str = ""


_OUTSIDE = re.compile(r"(?:\A|/)(?:\.|/|\Z)|\0")  # a part that is empty or begins with a dot
_HASH = re.compile("[0-9a-f]{16}")
_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(_Line)


def encode(manifest: Manifest) -> bytes:
    """Return the manifest's bytes."""
    lines = [_Line(feedpub=VERSION, entries=manifest.entry_count)]
    lines.extend(_Line(entry=each) for each in sorted(manifest.entry_sample))
    lines.extend(_feed_lines(manifest.feeds))
    lines.extend(_document_lines(manifest.documents))
    return _encoder.encode_lines(lines)


def encode_lines(documents: Mapping[str, DocumentState], feeds: Mapping[str, FeedState]) -> bytes:
    """Return lines to add to a manifest, without its first one."""
    return _encoder.encode_lines([*_feed_lines(feeds), *_document_lines(documents)])


class Listing(NamedTuple):
    """What a manifest and lines to add to it say: the manifest (None: there is none), every digest that a
    document can have by path, and what is kept of feeds by slug.
    """

    manifest: Manifest | None
    digests: dict[str, frozenset[str]]
    feeds: dict[str, FeedState]


def decode(content: bytes, added: bytes = b"") -> Listing:
    """Return what the bytes of a manifest say, and of lines that were added to it.

    A line that can't be read, such as the mark of a merge that is in conflict, is passed over.
    """
    lines, more = _lines(content), _lines(added)
    digests: dict[str, frozenset[str]] = {}
    for line in (*lines, *more):
        if line.path:
            known = digests.get(line.path)
            digests[line.path] = frozenset([line.sha256]) if known is None else known | {line.sha256}
    feeds = {line.feed: _feed_state(line) for line in (*more, *lines) if line.feed}
    head = next((line for line in lines if line.feedpub is not None), None)
    if head is None:
        return Listing(None, digests, feeds)
    documents = {line.path: DocumentState(line.output, line.sha256) for line in lines if line.path}
    sampled = frozenset(line.entry for line in lines if line.entry)
    return Listing(Manifest(documents, feeds, head.entries, sampled), digests, feeds)


def entry_hash(record_id: str) -> str:
    """Return the hash of an entry's id: eight bytes of BLAKE2b, in hexadecimal."""
    return hashlib.blake2b(record_id.encode(), digest_size=8).hexdigest()


def sample(hashes: Iterable[str]) -> frozenset[str]:
    """Return the sample of entries' hashes that a manifest keeps."""
    return frozenset(sorted(hashes)[:SAMPLE_SIZE])


def _lines(content: bytes) -> list[_Line]:
    """Return the lines that can be read and lead nowhere else."""
    try:
        lines = _decoder.decode_lines(content)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        lines = []
        for line in content.splitlines():
            with suppress(msgspec.MsgspecError, UnicodeDecodeError):
                lines.append(_decoder.decode(line))
    return [line for line in lines if not _is_hostile(line)]


def _is_hostile(line: _Line) -> bool:
    """Whether a line has a path outside of the store or in a hidden folder, or a hash that isn't one.

    Documents that a manifest lists may be removed, and it may come from anywhere, with a merge for example.
    """
    if line.path is not None:
        return _OUTSIDE.search(line.path) is not None
    return line.entry is not None and _HASH.fullmatch(line.entry) is None


def _feed_lines(feeds: Mapping[str, FeedState]) -> list[_Line]:
    return [
        _Line(
            feed=slug,
            topic=state.topic,
            empty_since=None if state.empty_since is None else _rfc3339(state.empty_since),
            emptied=state.emptied,
        )
        for slug, state in sorted(feeds.items())
        if state != FeedState()
    ]


def _document_lines(documents: Mapping[str, DocumentState]) -> list[_Line]:
    return [
        _Line(path=path, output=state.output, sha256=state.digest)
        for path, state in sorted(documents.items())
    ]


def _feed_state(line: _Line) -> FeedState:
    return FeedState(line.topic, _instant(line.empty_since), line.emptied)


def seconds(moment: datetime) -> int:
    """Return the seconds since 1970 of a moment, in UTC if it names no zone."""
    return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())


def _rfc3339(instant: int) -> str:
    return datetime.fromtimestamp(instant, UTC).isoformat().replace("+00:00", "Z")


def _instant(text: str | None) -> int | None:
    try:
        return None if text is None else seconds(datetime.fromisoformat(text))
    except ValueError:
        return None
