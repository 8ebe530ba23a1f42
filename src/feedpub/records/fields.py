"""The fields of a record, each declared once: its keys, its kind, its bounds, its use.

From these tables come both readings (see `tables`), the allow-list, the search for misspelt keys
(`unknown_keys`), docs/records.md (`reference`) and the hints of `feedpub init`. Whatever has no row here
never leaves a record.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from feedpub.records import meaning
from feedpub.records.kinds import (
    Body,
    Date,
    Domain,
    Flag,
    Line,
    Many,
    Name,
    Number,
    One,
    Side,
    Text,
    TopicNames,
    Url,
)
from feedpub.records.tables import Field, Table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

PERSON = Table("person", (Field("name", ("name",), Name(), "the name"),), meaning.build_person)

AUTHOR = Table(
    "author",
    (
        Field("name", ("name",), Name(), "the name; an e-mail address in brackets is dropped"),
        Field("url", ("url",), Url(), "the author's own page; the provider's is never used for it"),
        Field("avatar", ("avatar",), Url(), "a picture of the author"),
    ),
    meaning.build_author,
    identity="name",
)

IMAGE = Table(
    "image",
    (
        Field("url", ("url",), Url(), "its address"),
        Field("width", ("width",), Side(), "its width"),
        Field("height", ("height",), Side(), "its height"),
        Field("title", ("title",), Name(is_common=False), "a text in place of it"),
    ),
    meaning.build_image,
    essential=1,
)


def _authors(key: str, *, alone: tuple[type, ...]) -> Many:
    """Return the kind of a list of authors; `alone` are the types of a single one that stands for a list."""
    return Many(
        AUTHOR, "authors", "names", f"{key} is a list of mappings with a name", "provider", alone=alone
    )


PROVIDER = Table(
    "provider",
    (
        Field("name", ("name",), Name(), "its name"),
        Field("domain", ("domain",), Domain(), "its site"),
        Field(
            "authors",
            ("authors",),
            _authors("authors", alone=(str,)),
            "the entry's authors if the record has none of its own; without any the provider is the author",
            words="list of names, or of authors, as below",
        ),
        Field(
            "images",
            ("images",),
            Many(
                IMAGE,
                "images",
                "images",
                "images is a list of mappings with a url",
                "images",
                alone=(str, dict),
            ),
            "the first one is the provider's avatar",
            words="list of images, as below",
        ),
    ),
    meaning.build_provider,
)

RELATED = Table(
    "related",
    (
        Field("link", ("webUrl",), Url(), "the link. An item without any link is ignored"),
        Field("source_url", ("originalUrl",), Url(is_deferred=True), "the link if `webUrl` is missing"),
        Field("title", ("title",), Name(is_common=False), "the title; else the link"),
        Field("published", ("publishedDateTime",), Date(), "the day shown beside it"),
        Field("provider", ("provider",), One(PERSON, "provider is a mapping with a name"), "the publisher"),
        Field("type", ("type",), Name(), "kept as it is"),
    ),
    meaning.build_related,
    essential=2,
)

RECORD_FIELDS = (
    Field(
        "title",
        ("title",),
        Line("title_characters", "plain text", is_prose=True),
        "the title, everywhere; never markup. A record without one is a note, and needs a body or an excerpt:"
        " Atom shows the beginning of its text, RSS and JSON leave the title out. Character references in"
        " titles, excerpts and names are decoded (`entities` in the config)",
        severity="error",
    ),
    Field(
        "excerpt",
        ("excerpt",),
        Text("excerpt_characters", "plain text", is_prose=True),
        "the summary; empty lines are between its paragraphs",
        severity="error",
    ),
    Field(
        "embed_html",
        ("featuredContent",),
        Text("content_characters", "HTML"),
        "a framed video becomes a link to it, with the first image",
        severity="error",
    ),
    Field(
        "published",
        ("publishedDateTime",),
        Date(),
        "the time of publication. Without a zone it is in `site.timezone`",
        severity="error",
        is_needed=True,
        other_names=(
            "date",
            "pubDate",
            "publishedDate",
            "publishDate",
            "datePublished",
            "publishedAt",
            "publishedOn",
        ),
    ),
    Field(
        "updated",
        ("updatedDateTime",),
        Date(),
        "the time of the last change, not before publication. If only one of the two is given, it stands for"
        " both",
        severity="error",
    ),
    Field(
        "link",
        ("webUrl",),
        Url(is_named=True),
        "the link. `/path` is relative to the site: below `https://example.org/blog/`, `/a/` is"
        " `https://example.org/blog/a/`",
        severity="error",
    ),
    Field(
        "source_url",
        ("originalUrl",),
        Url(is_deferred=True),
        "the link if `webUrl` is missing; else the source",
        severity="error",
    ),
    Field(
        "id",
        ("id",),
        Line("title_characters", "URI, or any text"),
        "the permanent id, the same in every feed and format. Without one it is the link; without a link it"
        " is made of `site.id_base` and the file's path. The address of one of the site's own Atom feeds"
        " is an error",
        severity="error",
    ),
    Field("topics", ("topics",), TopicNames(), "the feeds that show it", severity="error"),
    Field(
        "provider",
        ("provider",),
        One(PROVIDER, "provider is a mapping with a name"),
        "the publisher of the original",
    ),
    Field(
        "author",
        ("author",),
        _authors("author", alone=(str, dict)),
        "the entry's author",
        words="name, or author, as below, or a list of them",
    ),
    Field(
        "authors",
        ("authors",),
        _authors("authors", alone=(str, dict)),
        "further authors of the entry",
        words="name, or author, as below, or a list of them",
    ),
    Field(
        "images",
        ("images",),
        Many(
            IMAGE, "images", "images", "images is a list of mappings with a url", "images", alone=(str, dict)
        ),
        "images of the record. Content without an image begins with the first one (`lead_image` in the"
        " config)",
        words="list of mappings, or of URLs",
    ),
    Field(
        "related",
        ("related",),
        Many(RELATED, "related", "items", "related is a list of mappings", "related", alone=()),
        "related coverage, listed after the content",
    ),
    Field("type", ("type",), Name(), "feeds can select by it"),
    Field("category", ("category",), Name(), "feeds can select by it"),
    Field("quality", ("quality",), Number(), "feeds can select by it"),
    Field("heat", ("heat",), Number(), "feeds can select by it; `order: hottest` sorts by it"),
)

FLAG_FIELDS = (
    Field("is_published", ("published",), Flag(), "only `true` publishes", severity="error"),
    Field(
        "is_removed", ("removed",), Flag(), "`true` withholds, whatever `published` says", severity="error"
    ),
    Field(
        "is_deleted", ("deleted",), Flag(), "`true` withholds, whatever `published` says", severity="error"
    ),
    Field("is_draft", ("draft",), Flag(), "`true` withholds, whatever `published` says", severity="error"),
)

RECORD = Table("record", RECORD_FIELDS, None, flags=FLAG_FIELDS)

BODY = Table(
    "body",
    (
        Field("body", ("body", "content"), Body(), "the body"),
        Field("content_html", ("content_html",), Body("HTML"), "the body, if neither of those is given"),
        Field("content_text", ("content_text",), Body("plain text"), "the body, if there is none so far"),
    ),
    meaning.choose_body,
)
"""The keys that hold the body of a record whose file has no part for it."""

PARTS: Mapping[str, Table] = {
    "A provider": PROVIDER,
    "An author": AUTHOR,
    "An image": IMAGE,
    "An item of related coverage": RELATED,
}
"""The mappings within a record, by what documentation calls one."""


def parts_of(table: Table) -> Iterator[tuple[Field, Table]]:
    """Yield each field of a table that holds mappings of its own, with their table."""
    for field in table.fields:
        if isinstance(field.kind, (One, Many)):
            yield field, field.kind.table


@cache
def tables() -> tuple[Table, ...]:
    """Return the tables of a record and of all mappings within it."""
    return (RECORD, PERSON, *PARTS.values())


@cache
def allowed_keys() -> frozenset[str]:
    """Return every key that is read anywhere in a record."""
    return frozenset().union(*(table.keys for table in tables()))


@cache
def aliases() -> Mapping[str, tuple[str, ...]]:
    """Return the further keys of each field that has more than one, by its first key."""
    fields = [field for table in tables() for field in (*table.fields, *table.flags)]
    return {field.key: field.keys[1:] for field in fields if len(field.keys) > 1}
