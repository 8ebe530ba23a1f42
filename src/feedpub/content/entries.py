"""A Record -> an Entry: the record as rendered, the same in every topic's feed and in every format.

Responsible for what every output shows of a record. Not for any format's syntax, nor for content (`compose`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from feedpub.content import compose, dates

if TYPE_CHECKING:
    from collections.abc import Callable

    from feedpub.config import Config
    from feedpub.records import Author, Image, Record, Related


class Category(NamedTuple):
    """A topic: its slug, its name, and the URL of the set of topics that it is from (RFC 4287 §4.2.2)."""

    term: str
    label: str
    scheme: str


class Entry(NamedTuple):
    """A record as rendered. Texts are plain except `content`, which is safe HTML and never empty."""

    record: Record
    content: str
    authors: tuple[Author, ...]
    categories: tuple[Category, ...]
    day: str = ""
    """The day of publication in the site's zone, for people."""

    @property
    def id(self) -> str:
        """The permanent id, a URI."""
        return self.record.id

    @property
    def title(self) -> str:
        """The title, on one line; that of a note is the beginning of its text."""
        return self.record.title or compose.note_title(self.record, self.content)

    @property
    def published(self) -> int:
        """The instant of publication (see `dates`)."""
        return self.record.published

    @property
    def updated(self) -> int:
        """The instant of the last change, not before `published`."""
        return self.record.updated

    @property
    def link(self) -> str | None:
        """The URL of the page for people."""
        return self.record.link

    @property
    def external(self) -> str | None:
        """The URL of the original, where `link` is another page."""
        return self.record.source_url

    @property
    def summary(self) -> str:
        """The excerpt; paragraphs are separated by empty lines."""
        return self.record.excerpt

    @property
    def summary_html(self) -> str:
        """The excerpt as HTML, with its paragraphs."""
        return compose.summary_html(self.record.excerpt)

    @property
    def images(self) -> tuple[Image, ...]:
        """The images, the most important first."""
        return self.record.images

    @property
    def related(self) -> tuple[Related, ...]:
        """Related coverage."""
        return self.record.related


def from_record(record: Record, config: Config, category: Callable[[str], Category]) -> Entry:
    """Return the record as rendered; `category` returns a topic by the name that a record has for it."""
    return Entry(
        record,
        compose.content(record, config),
        record.credited_authors,
        tuple(map(category, record.topics)),
        dates.day(record.published, config.zone),
    )
