"""The manifest: the list of what is published, which lies with the documents.

Responsible for its form. Not for where it lies, nor for when it is written (the stores).

It is JSON Lines, in UTF-8: a first line with the version and the base of ids, then a line for each of a
sample of the entries, for each entry whose id has another base, for each feed of which something is kept, and
for each document. Each group is sorted, so the
same publication gives the same bytes, and two branches of a repository merge line by line. It is public
like the documents beside it, and says nothing that they don't: digests of public bytes, names of topics,
hashes of entries' ids and keys.

    {"feedpub":1,"entries":60,"id_base":"example.org,2025"}
    {"entry":"3f1c0d5be2a49b77"}
    {"key":"90bbf0e1d2c3a4b5","id_base":"example.org,2024-05-06"}
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

from feedpub.content import urls

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
    is a topic's and showed some before. `moved_to` is the name that the topic has now, whose feed goes on,
    and `moved_since` when it got it; both None unless it was renamed.
    """

    topic: str | None = None
    empty_since: int | None = None
    emptied: bool = False
    moved_to: str | None = None
    moved_since: int | None = None


class Manifest(NamedTuple):
    """A publication: documents by path, feeds by slug, how many entries these show, and a sample of the
    hashes of their ids.

    `id_base` is the authority and the date that tag: URIs of records begin with (RFC 4151), empty if it isn't
    known; `key_bases` has those of entries that are published with others, by the hash of what follows in
    their ids.
    """

    documents: Mapping[str, DocumentState]
    feeds: Mapping[str, FeedState]
    entry_count: int
    entry_sample: frozenset[str]
    id_base: str = ""
    key_bases: Mapping[str, tuple[str, ...]] = {}


class _Line(msgspec.Struct, omit_defaults=True, gc=False):
    """Any line; which key is there says which kind it is."""

    feedpub: int | None = None
    entries: int = 0
    entry: str | None = None
    key: str | None = None
    id_base: str = ""
    feed: str | None = None
    path: str | None = None
    topic: str | None = None
    empty_since: str | None = None
    emptied: bool = False
    moved_to: str | None = None
    moved_since: str | None = None
    output: str = ""
    sha256: str = ""


_OUTSIDE = re.compile(r"(?:\A|/)(?:\.|/|\Z)|\0")  # a part that is empty or begins with a dot
_HASH = re.compile("[0-9a-f]{16}")
_DATED_TAG = re.compile(r"tag:([^:,]+,\d{4}-\d{2}-\d{2}):(.+)", re.ASCII | re.DOTALL)
_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(_Line)


def encode(manifest: Manifest) -> bytes:
    """Return the manifest's bytes."""
    lines = [_Line(feedpub=VERSION, entries=manifest.entry_count, id_base=manifest.id_base)]
    lines.extend(_Line(entry=each) for each in sorted(manifest.entry_sample))
    lines.extend(_key_lines(manifest.key_bases))
    lines.extend(_feed_lines(manifest.feeds))
    lines.extend(_document_lines(manifest.documents))
    return _encoder.encode_lines(lines)


def encode_lines(
    documents: Mapping[str, DocumentState],
    feeds: Mapping[str, FeedState],
    key_bases: Mapping[str, tuple[str, ...]],
) -> bytes:
    """Return lines to add to a manifest, without its first one."""
    return _encoder.encode_lines([*_key_lines(key_bases), *_feed_lines(feeds), *_document_lines(documents)])


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
    id_base = head.id_base if urls.is_id_base(head.id_base) else ""
    manifest = Manifest(documents, feeds, head.entries, sampled, id_base, decode_key_bases(content))
    return Listing(manifest, digests, feeds)


def decode_key_bases(content: bytes) -> dict[str, tuple[str, ...]]:
    """Return the bases of ids, by the hashes of their keys, that lines of a manifest list."""
    if b'"key"' not in content:
        return {}
    return _key_bases((line.key, line.id_base) for line in _lines(content) if line.key)


def entry_hash(text: str) -> str:
    """Return the hash of an entry's id, or of its key: eight bytes of BLAKE2b, in hexadecimal."""
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


def dated_bases(record_ids: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return the bases, by the hashes of their keys, of ids that are tag: URIs with a day.

    Version 0.1 made ids of that form, with the record's day. An entry that has such an id keeps it.
    """
    found = filter(None, map(_DATED_TAG.fullmatch, record_ids))
    pairs = ((entry_hash(tag[2]), tag[1]) for tag in found)
    return _key_bases((key, base) for key, base in pairs if urls.is_id_base(base))


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
    """Whether a line has a path outside of the store or in a hidden folder, or a hash or base that isn't one.

    Documents that a manifest lists may be removed, and it may come from anywhere, with a merge for example.
    """
    if line.path is not None:
        return _OUTSIDE.search(line.path) is not None
    if line.key is not None and not urls.is_id_base(line.id_base):
        return True
    return any(each is not None and _HASH.fullmatch(each) is None for each in (line.entry, line.key))


def _key_bases(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    """Return the bases of each key, in order."""
    found: dict[str, set[str]] = {}
    for key, base in pairs:
        found.setdefault(key, set()).add(base)
    return {key: tuple(sorted(bases)) for key, bases in found.items()}


def _key_lines(key_bases: Mapping[str, tuple[str, ...]]) -> list[_Line]:
    return [_Line(key=key, id_base=base) for key, bases in sorted(key_bases.items()) for base in bases]


def _feed_lines(feeds: Mapping[str, FeedState]) -> list[_Line]:
    return [
        _Line(
            feed=slug,
            topic=state.topic,
            empty_since=_rfc3339(state.empty_since),
            emptied=state.emptied,
            moved_to=state.moved_to,
            moved_since=_rfc3339(state.moved_since),
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
    moved_since = _instant(line.moved_since)
    is_moved = line.moved_to is not None and moved_since is not None
    return FeedState(
        line.topic,
        _instant(line.empty_since),
        line.emptied,
        line.moved_to if is_moved else None,
        moved_since if is_moved else None,
    )


def seconds(moment: datetime) -> int:
    """Return the seconds since 1970 of a moment, in UTC if it names no zone."""
    return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())


def _rfc3339(instant: int | None) -> str | None:
    return (
        None if instant is None else datetime.fromtimestamp(instant, UTC).isoformat().replace("+00:00", "Z")
    )


def _instant(text: str | None) -> int | None:
    try:
        return None if text is None else seconds(datetime.fromisoformat(text))
    except ValueError:
        return None
