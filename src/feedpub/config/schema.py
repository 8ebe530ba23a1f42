"""Every key of the config, declared once: its name, kind, default, help, example and bounds.

Responsible for the values that a config consists of. A field with a `Key` in its annotation is a key of the
file, and appears in the reader, in `feedpub init`'s file and in docs/config.md; the order of the fields is
theirs. A field without one is set by the program.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal
from urllib.parse import urljoin

from feedpub import topics
from feedpub.config.keys import key
from feedpub.config.kinds import (
    DURATION,
    EMAIL,
    FLAG,
    FOLDER,
    FOLDER_URL,
    FORMATS,
    ID_BASE,
    LANGUAGE,
    NUMBER,
    PATTERNS,
    SLUG,
    TEXT,
    TIME_ZONE,
    Names,
    OneOf,
    Url,
    WholeNumber,
    default_id_base,
)
from feedpub.config.sections import InlineSection, OptionalSection, Section, SectionList, TopicSections
from feedpub.frontmatter.values import MAX_DEPTH
from feedpub.outputs import known_formats

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from zoneinfo import ZoneInfo

FILE_NAME = "feedpub.yaml"
INCLUDE = ("**/*.md", "**/*.markdown", "**/*.txt", "**/*.yaml", "**/*.yml", "**/*.json")
MAX_ENTRIES = 10_000
"""The highest `limit` of a feed."""

_ENTRIES = WholeNumber(1, MAX_ENTRIES)
_LIMIT = WholeNumber(1, 2**31)
_TOPICS = Names(topics.key)
_WORDS = Names(str.casefold)

SECTIONS = {
    "source": "Where records come from.",
    "output": "Where documents are published.",
    "feeds[].where": "Conditions on other keys of a record. All that are given must hold.",
}
"""The help of sections that aren't dataclasses of their own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A person or organisation that is responsible for the site."""

    name: str = field(
        metadata=key(
            TEXT,
            "The name. Required where there is an author.",
            "{title}",
            required="the author's name is missing",
        )
    )
    email: str | None = field(
        default=None, metadata=key(EMAIL, "An address to write to; it is published.", "feeds@example.org")
    )
    url: str | None = field(default=None, metadata=key(Url(), "A page about the author.", "{url}"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """The site that the feeds belong to. URLs are absolute; `feeds_url` ends with a slash."""

    title: str = field(
        metadata=key(
            TEXT,
            "The title of the site and of its feeds. Required.",
            required="title is missing: what the feeds are called",
        )
    )
    url: str = field(
        metadata=key(
            Url(),
            "The site that the feeds belong to. Default: the folder above feeds_url.",
            derive=lambda site: urljoin(site["feeds_url"] or "", ".."),
        )
    )
    feeds_url: str = field(
        metadata=key(
            FOLDER_URL,
            "The URL where the output folder is served. Required: every feed's id depends on it.",
            required="feeds_url is missing: the URL where the output folder is served",
        )
    )
    description: str | None = field(
        default=None,
        metadata=key(TEXT, "One line on the subject of the feeds. Default: the title.", "{title}"),
    )
    language: str = field(
        default="en", metadata=key(LANGUAGE, "The language of the records, as a tag like en or pt-BR.")
    )
    author: Person | None = field(
        default=None,
        metadata=key(OptionalSection(Person), "The publisher of the feeds. Default: the title as the name."),
    )
    rights: str | None = field(
        default=None, metadata=key(TEXT, "The terms under which the feeds may be used.", "CC BY 4.0")
    )
    icon: str | None = field(
        default=None, metadata=key(Url("site.feeds_url"), "The URL of a small square image.", "{url}icon.png")
    )
    logo: str | None = field(
        default=None, metadata=key(Url("site.feeds_url"), "The URL of a larger image.", "{url}logo.png")
    )
    timezone: str = field(
        default="UTC",
        metadata=key(TIME_ZONE, "The time zone of dates that don't give one, like Europe/Berlin."),
    )
    id_base: str | None = field(
        default=None,
        metadata=key(
            ID_BASE,
            "The beginning of ids that aren't links: a domain of yours, and a date at which it was yours."
            " Default: the one that is published, else the site's host.",
            "{id_base}",
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """Settings of one topic. `url` is a page for people, where the site has one."""

    name: str
    slug: str | None = field(
        default=None,
        metadata=key(
            SLUG,
            "The folder of the topic's feed: a-z, 0-9, single hyphens. Default: derived from the name.",
            "a-topic",
        ),
    )
    description: str | None = field(default=None, metadata=key(TEXT, "One line on the topic."))
    url: str | None = field(
        default=None,
        metadata=key(
            Url("site.url"),
            "The topic's page for people. Default: feedpub's, or the site if pages: false.",
            "{url}a-topic",
        ),
    )
    was: tuple[str, ...] = field(
        default=(),
        metadata=key(
            Names(),
            "Earlier names of the topic. Records that have one of these count for it, and a feed of that name"
            " says where it went.",
            ["An earlier name"],
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """An expression over records: which of them a feed shows, in which order, how many.

    `any`, `all` and `none` are keys of topics (see topics.key); `category`, `type` and `provider` are in
    lower case, empty for no condition. `within` is in seconds before the run's time.
    """

    any: tuple[str, ...] = field(
        default=(), metadata=key(_TOPICS, "Topics of which a record has at least one.", ["{topic}"])
    )
    all: tuple[str, ...] = field(
        default=(), metadata=key(_TOPICS, "Topics of which a record has every one.", ["{topic}"])
    )
    none: tuple[str, ...] = field(
        default=(), metadata=key(_TOPICS, "Topics of which a record has none.", ["Another topic"])
    )
    category: tuple[str, ...] = field(
        default=(), metadata=key(_WORDS, "One of these categories.", "news", name="where.category")
    )
    type: tuple[str, ...] = field(
        default=(), metadata=key(_WORDS, "One of these types.", ["article", "video"], name="where.type")
    )
    min_quality: float | None = field(
        default=None, metadata=key(NUMBER, "At least this quality.", 40, name="where.min_quality")
    )
    min_heat: float | None = field(
        default=None, metadata=key(NUMBER, "At least this heat.", 10, name="where.min_heat")
    )
    provider: tuple[str, ...] = field(
        default=(),
        metadata=key(
            _WORDS, "One of these providers, by name or domain.", ["example.org"], name="where.provider"
        ),
    )
    order: Literal["newest", "hottest"] = field(
        default="newest",
        metadata=key(OneOf("newest", "hottest"), "newest: by date. hottest: by heat, then by date."),
    )
    within: int | None = field(
        default=None, metadata=key(DURATION, "Only records published within this time: 12h, 30d, 2w.", "30d")
    )
    limit: int = field(
        default=50,
        metadata=key(
            _ENTRIES,
            "The number of entries in the feed, at most. Default: the limit of all feeds.",
            inherits="limit",
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomFeed:
    """A feed of the user's own: an item of `feeds:`."""

    slug: str = field(
        metadata=key(SLUG, "The folder of the feed. Required.", "my-feed", required="slug is missing")
    )
    title: str = field(
        metadata=key(TEXT, "The title of the feed. Required.", "My feed", required="title is missing")
    )
    description: str | None = field(
        default=None, metadata=key(TEXT, "One line on what the feed shows. Default: the title.")
    )
    url: str | None = field(
        default=None,
        metadata=key(
            Url("site.url"),
            "The feed's page for people. Default: feedpub's, or the site if pages: false.",
            "{url}my-feed",
        ),
    )
    selection: Selection = field(metadata=key(InlineSection(Selection), ""))


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The bounds of a record. A value past a limit is a problem that names the limit."""

    file_bytes: int = field(default=8_000_000, metadata=key(_LIMIT, "The size of a file."))
    front_matter_bytes: int = field(default=1_000_000, metadata=key(_LIMIT, "The size of its front matter."))
    depth: int = field(default=MAX_DEPTH, metadata=key(_LIMIT, "How deep mappings and lists may be nested."))
    topics: int = field(default=100, metadata=key(_LIMIT, "The number of topics of a record."))
    related: int = field(default=100, metadata=key(_LIMIT, "The number of items of related coverage."))
    images: int = field(default=100, metadata=key(_LIMIT, "The number of images of a record."))
    authors: int = field(default=100, metadata=key(_LIMIT, "The number of authors of a record."))
    title_characters: int = field(
        default=1_000, metadata=key(_LIMIT, "The length of a title, and of a topic's name.")
    )
    excerpt_characters: int = field(default=20_000, metadata=key(_LIMIT, "The length of an excerpt."))
    content_characters: int = field(
        default=1_000_000, metadata=key(_LIMIT, "The length of a body.", aliases=("content_bytes",))
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """All that a run depends on, except the records and the time."""

    site: Site = field(metadata=key(Section(Site), "The site that the feeds belong to."))
    source: Path = field(
        metadata=key(
            FOLDER,
            "The folder of records. Paths are relative to the folder of the config.",
            name="source.folder",
            default="seeds",
        )
    )
    include: tuple[str, ...] = field(
        default=INCLUDE,
        metadata=key(
            PATTERNS, "The files in it that are read; ** matches any folders.", name="source.include"
        ),
    )
    output: Path = field(
        metadata=key(
            FOLDER,
            "The folder to publish to. feedpub only removes files that it wrote.",
            name="output.folder",
            default="feeds",
        )
    )
    limit: int = field(
        default=50, metadata=key(_ENTRIES, f"The number of entries in a feed, at most: 1 to {MAX_ENTRIES}.")
    )
    content: Literal["full", "excerpt"] = field(
        default="full",
        metadata=key(
            OneOf("full", "excerpt"),
            "full: the record's body. excerpt: the excerpt, an image and the source.",
        ),
    )
    entities: Literal["decode", "keep"] = field(
        default="decode",
        metadata=key(
            OneOf("decode", "keep"),
            "decode: character references in titles, excerpts and names are decoded. keep: they stay.",
        ),
    )
    lead_image: bool = field(
        default=True, metadata=key(FLAG, "Whether content without an image begins with the record's first.")
    )
    publish_unflagged: bool = field(
        default=False,
        metadata=key(
            FLAG, "Whether to publish a record that has neither published: true nor published: false."
        ),
    )
    formats: tuple[str, ...] = field(
        default_factory=known_formats, metadata=key(FORMATS, "The formats of the feeds.")
    )
    pages: bool = field(
        default=True, metadata=key(FLAG, "Whether to write pages for people beside the feeds.")
    )
    browser_link: bool = field(
        default=False,
        metadata=key(
            FLAG, "Whether Atom and RSS hold a link to the page for browsers, as an element of XHTML."
        ),
    )
    max_shrink: int = field(
        default=50,
        metadata=key(
            WholeNumber(0, 100),
            "The share of all entries, in percent, that may leave the feeds in one run; 100 allows all.",
        ),
    )
    ignore_keys: tuple[str, ...] = field(
        default=(),
        metadata=key(
            Names(str), "Keys of records that look like misspelt ones and are meant as they are.", []
        ),
    )
    topics: tuple[Topic, ...] = field(
        default=(),
        metadata=key(
            TopicSections(Topic), "Settings of topics. Topics that aren't named here get their feeds as well."
        ),
    )
    feeds: tuple[CustomFeed, ...] = field(
        default=(), metadata=key(SectionList(CustomFeed), "Feeds of your own: expressions over records.")
    )
    limits: Limits = field(
        default_factory=Limits,
        metadata=key(
            Section(Limits),
            "What a record may cost. A record past a limit is skipped; the message names the limit.",
        ),
    )

    state: Path
    """The folder in which `.feedpub/` keeps what is known between runs."""
    file: Path | None = None
    exclude: tuple[Path, ...] = ()
    """Paths within the source folder that aren't read, besides the output and the config."""
    key_bases: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    """Bases of ids that are published and aren't `id_base`, by hashes of records' keys; see
    `stores.manifest`.
    """

    @property
    def name(self) -> str:
        """How messages name the config."""
        return str(self.file) if self.file else FILE_NAME

    @property
    def renamed(self) -> dict[str, str]:
        """The names that topics have now, by the keys of their earlier names."""
        return {topics.key(old): topic.name for topic in self.topics for old in topic.was}

    @property
    def id_base(self) -> str:
        """The base of tag: URIs, which are ids of records."""
        return self.site.id_base or default_id_base(self.site.url)

    @property
    def zone(self) -> ZoneInfo:
        """The time zone of dates that don't give one."""
        from zoneinfo import ZoneInfo  # noqa: PLC0415 - a run with nothing to read asks for no zone

        return ZoneInfo(self.site.timezone)
