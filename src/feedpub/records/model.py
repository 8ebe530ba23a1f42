"""The result of reading a source: a Record with its parts, in a ParsedSource. Not for how they are read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import msgspec

if TYPE_CHECKING:
    from feedpub.problems import Problem

Status = Literal[
    "published", "unpublished", "unflagged", "removed", "deleted", "draft", "invalid", "skipped"
]  # fmt: skip
"""The outcome of reading a source. `published` includes scheduled records: that depends on the time."""


class Image(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """An image: its absolute URL, its size in pixels where known, its title in plain text."""

    url: str
    width: int | None = None
    height: int | None = None
    title: str | None = None


class Author(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A person or an organisation that wrote something: name, own page or site, image."""

    name: str
    url: str | None = None
    avatar: str | None = None


class Provider(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """The publisher of the original: name, ASCII domain, authors, URL of an image."""

    name: str
    domain: str | None = None
    authors: tuple[Author, ...] = ()
    image: str | None = None


class Related(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Related coverage: a reduced record."""

    title: str
    url: str
    published: int | None = None
    provider: str | None = None
    type: str | None = None


class Record(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A record that may be published. Texts are plain, instants are seconds (see dates), URLs absolute ASCII.

    `body` and `embed_html` are as written: Markdown or HTML, not yet safe. `published` <= `updated`.
    The title of a note is empty.
    """

    path: str
    id: str
    title: str
    published: int
    updated: int
    link: str | None = None
    source_url: str | None = None
    """Where the original is, if the record has a page of its own."""
    excerpt: str = ""
    body: str = ""
    embed_html: str = ""
    topics: tuple[str, ...] = ()
    provider: Provider | None = None
    images: tuple[Image, ...] = ()
    related: tuple[Related, ...] = ()
    quality: int | float | None = None
    heat: int | float | None = None
    type: str | None = None
    category: str | None = None
    authors: tuple[Author, ...] = ()

    @property
    def credited_authors(self) -> tuple[Author, ...]:
        """The record's authors, else the provider's, else the provider itself with its site."""
        provider = self.provider
        if self.authors or provider is None:
            return self.authors
        url = f"https://{provider.domain}/" if provider.domain else None
        return provider.authors or (Author(provider.name, url, provider.image),)

    def to_json(self) -> bytes:
        """Return the record as JSON that `from_json` reads."""
        return _encode(self)

    @staticmethod
    def from_json(encoded: bytes | memoryview) -> Record:
        """Return the record that `to_json` wrote."""
        return _decode(encoded)


_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Record).decode


class ParsedSource(msgspec.Struct, frozen=True, gc=False):
    """The result of reading a source: `record` is set if `status` is published."""

    status: Status
    record: Record | None = None
    problems: tuple[Problem, ...] = ()
