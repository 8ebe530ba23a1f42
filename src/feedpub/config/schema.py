"""Every key of the config, declared once: its name, kind, default, help, example and bounds.

Responsible for the values that a config consists of. A field with a `Key` in its annotation is a key of the
file, and appears in the reader, in `feedpub init`'s file and in docs/config.md; the order of the fields is
theirs. A field without one is set by the program.
"""

# Annotations are evaluated here, since they hold the keys.
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal
from urllib.parse import urljoin

from feedpub import topics
from feedpub.config.formats import known_formats
from feedpub.config.keys import Key
from feedpub.config.kinds import (
    DURATION,
    EMAIL,
    FLAG,
    FOLDER,
    FOLDER_URL,
    FORMATS,
    LANGUAGE,
    NUMBER,
    PATTERNS,
    SLUG,
    TEXT,
    TIME_ZONE,
    InlineSection,
    Names,
    OneOf,
    OptionalSection,
    Section,
    SectionList,
    TopicSections,
    Url,
    WholeNumber,
)

if TYPE_CHECKING:
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

    name: Annotated[
        str,
        Key(
            TEXT,
            "The name. Required where there is an author.",
            "{title}",
            required="the author's name is missing",
        ),
    ]
    email: Annotated[
        str | None, Key(EMAIL, "An address to write to; it is published.", "feeds@example.org")
    ] = None
    url: Annotated[str | None, Key(Url(), "A page about the author.", "{url}")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """The site that the feeds belong to. URLs are absolute; `feeds_url` ends with a slash."""

    title: Annotated[
        str,
        Key(TEXT, "The title of the site and of its feeds. Required.",
            required="title is missing: what the feeds are called"),
    ]  # fmt: skip
    url: Annotated[
        str,
        Key(Url(), "The site that the feeds belong to. Default: the folder above feeds_url.",
            derive=lambda site: urljoin(site["feeds_url"] or "", "..")),
    ]  # fmt: skip
    feeds_url: Annotated[
        str,
        Key(FOLDER_URL, "The URL where the output folder is served. Required: every feed's id depends on it.",
            required="feeds_url is missing: the URL where the output folder is served"),
    ]  # fmt: skip
    description: Annotated[
        str | None, Key(TEXT, "One line on the subject of the feeds. Default: the title.", "{title}")
    ] = None
    language: Annotated[str, Key(LANGUAGE, "The language of the records, as a tag like en or pt-BR.")] = "en"
    author: Annotated[
        Person | None,
        Key(OptionalSection(Person), "The publisher of the feeds. Default: the title as the name."),
    ] = None
    rights: Annotated[str | None, Key(TEXT, "The terms under which the feeds may be used.", "CC BY 4.0")] = (
        None
    )
    icon: Annotated[
        str | None, Key(Url("site.feeds_url"), "The URL of a small square image.", "{url}icon.png")
    ] = None
    logo: Annotated[str | None, Key(Url("site.feeds_url"), "The URL of a larger image.", "{url}logo.png")] = (
        None
    )
    timezone: Annotated[
        str, Key(TIME_ZONE, "The time zone of dates that don't give one, like Europe/Berlin.")
    ] = "UTC"


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """Settings of one topic. `url` is a page for people, where the site has one."""

    name: str
    slug: Annotated[
        str | None,
        Key(SLUG, "The folder of the topic's feed: a-z, 0-9, single hyphens. Default: derived from the name.",
            "a-topic"),
    ] = None  # fmt: skip
    description: Annotated[str | None, Key(TEXT, "One line on the topic.")] = None
    url: Annotated[
        str | None,
        Key(Url("site.url"), "The topic's page for people. Default: feedpub's, or the site if pages: false.",
            "{url}a-topic"),
    ] = None  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """An expression over records: which of them a feed shows, in which order, how many.

    `any`, `all` and `none` are keys of topics (see topics.key); `category`, `type` and `provider` are in
    lower case, empty for no condition. `within` is in seconds before the run's time.
    """

    any: Annotated[
        tuple[str, ...], Key(_TOPICS, "Topics of which a record has at least one.", ["{topic}"])
    ] = ()
    all: Annotated[tuple[str, ...], Key(_TOPICS, "Topics of which a record has every one.", ["{topic}"])] = ()
    none: Annotated[
        tuple[str, ...], Key(_TOPICS, "Topics of which a record has none.", ["Another topic"])
    ] = ()
    category: Annotated[
        tuple[str, ...], Key(_WORDS, "One of these categories.", "news", "where.category")
    ] = ()
    type: Annotated[
        tuple[str, ...], Key(_WORDS, "One of these types.", ["article", "video"], "where.type")
    ] = ()
    min_quality: Annotated[float | None, Key(NUMBER, "At least this quality.", 40, "where.min_quality")] = (
        None
    )
    min_heat: Annotated[float | None, Key(NUMBER, "At least this heat.", 10, "where.min_heat")] = None
    provider: Annotated[
        tuple[str, ...],
        Key(_WORDS, "One of these providers, by name or domain.", ["example.org"], "where.provider"),
    ] = ()
    order: Annotated[
        Literal["newest", "hottest"],
        Key(OneOf("newest", "hottest"), "newest: by date. hottest: by heat, then by date."),
    ] = "newest"
    within: Annotated[
        int | None, Key(DURATION, "Only records published within this time: 12h, 30d, 2w.", "30d")
    ] = None
    limit: Annotated[
        int,
        Key(_ENTRIES, "The number of entries in the feed, at most. Default: the limit of all feeds.",
            inherits="limit"),
    ] = 50  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomFeed:
    """A feed of the user's own: an item of `feeds:`."""

    slug: Annotated[
        str, Key(SLUG, "The folder of the feed. Required.", "my-feed", required="slug is missing")
    ]
    title: Annotated[
        str, Key(TEXT, "The title of the feed. Required.", "My feed", required="title is missing")
    ]
    description: Annotated[str | None, Key(TEXT, "One line on what the feed shows. Default: the title.")] = (
        None
    )
    url: Annotated[
        str | None,
        Key(Url("site.url"), "The feed's page for people. Default: feedpub's, or the site if pages: false.",
            "{url}my-feed"),
    ] = None  # fmt: skip
    selection: Annotated[Selection, Key(InlineSection(Selection), "")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a record may cost. A value past a limit is a problem that names the limit."""

    file_bytes: Annotated[int, Key(_LIMIT, "The size of a file.")] = 8_000_000
    front_matter_bytes: Annotated[int, Key(_LIMIT, "The size of its front matter.")] = 1_000_000
    depth: Annotated[int, Key(_LIMIT, "How deep mappings and lists may be nested.")] = 32  # yaml12.MAX_DEPTH
    topics: Annotated[int, Key(_LIMIT, "The number of topics of a record.")] = 100
    related: Annotated[int, Key(_LIMIT, "The number of items of related coverage.")] = 100
    images: Annotated[int, Key(_LIMIT, "The number of images of a record.")] = 100
    authors: Annotated[int, Key(_LIMIT, "The number of authors of a record.")] = 100
    title_characters: Annotated[int, Key(_LIMIT, "The length of a title, and of a topic's name.")] = 1_000
    excerpt_characters: Annotated[int, Key(_LIMIT, "The length of an excerpt.")] = 20_000
    content_characters: Annotated[int, Key(_LIMIT, "The length of a body.", aliases=("content_bytes",))] = (
        1_000_000
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """All that a run depends on, except the records and the time."""

    site: Annotated[Site, Key(Section(Site), "The site that the feeds belong to.")]
    source: Annotated[
        Path,
        Key(FOLDER, "The folder of records. Paths are relative to the folder of the config.",
            name="source.folder", default="seeds"),
    ]  # fmt: skip
    include: Annotated[
        tuple[str, ...],
        Key(PATTERNS, "The files in it that are read; ** matches any folders.", name="source.include"),
    ] = INCLUDE
    output: Annotated[
        Path,
        Key(FOLDER, "The folder to publish to. feedpub only removes files that it wrote.",
            name="output.folder", default="feeds"),
    ]  # fmt: skip
    limit: Annotated[int, Key(_ENTRIES, f"The number of entries in a feed, at most: 1 to {MAX_ENTRIES}.")] = (
        50
    )
    content: Annotated[
        Literal["full", "excerpt"],
        Key(
            OneOf("full", "excerpt"),
            "full: the record's body. excerpt: the excerpt, an image and the source.",
        ),
    ] = "full"
    publish_unflagged: Annotated[
        bool, Key(FLAG, "Whether to publish a record that has neither published: true nor published: false.")
    ] = False
    formats: Annotated[tuple[str, ...], Key(FORMATS, "The formats of the feeds.")] = field(
        default_factory=known_formats
    )
    pages: Annotated[bool, Key(FLAG, "Whether to write pages for people beside the feeds.")] = True
    topics: Annotated[
        tuple[Topic, ...],
        Key(
            TopicSections(Topic), "Settings of topics. Topics that aren't named here get their feeds as well."
        ),
    ] = ()
    feeds: Annotated[
        tuple[CustomFeed, ...], Key(SectionList(CustomFeed), "Feeds of your own: expressions over records.")
    ] = ()
    limits: Annotated[
        Limits,
        Key(
            Section(Limits),
            "What a record may cost. A record past a limit is skipped; the message names the limit.",
        ),
    ] = field(default_factory=Limits)

    state: Path
    """The folder in which `.feedpub/` keeps what is known between runs."""
    file: Path | None = None
    exclude: tuple[Path, ...] = ()
    """Paths within the source folder that aren't read, besides the output and the config."""

    @property
    def name(self) -> str:
        """How messages name the config."""
        return str(self.file) if self.file else FILE_NAME

    @property
    def zone(self) -> "ZoneInfo":
        """The time zone of dates that don't give one."""
        from zoneinfo import ZoneInfo  # noqa: PLC0415 - a run with nothing to read asks for no zone

        return ZoneInfo(self.site.timezone)
