"""The config: `feedpub.yaml`, or options alone, -> Config.

Every fault is found in one go, each with its line, and an unknown key is told with the nearest known one.
What the command line overrides comes in as values; nothing here reads the environment.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal, cast
from urllib.parse import urljoin

from feedpub import sources, topics, urls
from feedpub.frontmatter.values import ParseError
from feedpub.problems import ConfigError, Problem
from feedpub.text import clean, decode, one_line

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from zoneinfo import ZoneInfo

    from feedpub.frontmatter.values import Value

FILE_NAME = "feedpub.yaml"
INCLUDE = ("**/*.md", "**/*.markdown", "**/*.txt", "**/*.yaml", "**/*.yml", "**/*.json")

FormatName = Literal["atom", "rss", "json"]
FORMATS: tuple[FormatName, ...] = ("atom", "rss", "json")

FLAGS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
"""What a flag may say, in any case; the contract of records and config."""
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")  # RFC 5646 §2.1, its shape
_EMAIL = r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*"  # RFC 5322 §3.4.1, dot-atoms
_MOST_SHOWN = 10_000
_WITHIN = r"([1-9][0-9]{0,5})([hdw])"
_SECONDS = {"h": 3600, "d": 86400, "w": 7 * 86400}


@dataclass(frozen=True, slots=True)
class Person:
    """Who is responsible for the site."""

    name: str
    email: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Site:
    """What the feeds belong to. URLs are absolute; `feeds_url` ends with a slash."""

    title: str
    url: str
    feeds_url: str
    description: str | None = None
    language: str = "en"
    author: Person | None = None
    rights: str | None = None
    icon: str | None = None
    logo: str | None = None
    timezone: str = "UTC"


@dataclass(frozen=True, slots=True)
class Topic:
    """What the config says of a topic. `url` is a page for people, where the site has one."""

    name: str
    slug: str | None = None
    description: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Selection:
    """An expression over records: which a feed shows, in which order, how many.

    `any`, `all` and `none` are keys of topics (see topics.key); `category`, `type` and `provider` are in
    lower case, empty for no condition. `within` is in seconds, reckoned back from the run's time.
    """

    any: tuple[str, ...] = ()
    all: tuple[str, ...] = ()
    none: tuple[str, ...] = ()
    category: tuple[str, ...] = ()
    type: tuple[str, ...] = ()
    provider: tuple[str, ...] = ()
    min_quality: float | None = None
    min_heat: float | None = None
    order: Literal["newest", "hottest"] = "newest"
    within: int | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True)
class CustomFeed:
    """A feed of the user's own: an entry of `feeds:`."""

    slug: str
    title: str
    selection: Selection
    description: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """What a record may cost. Whatever is past a limit is a problem that names the limit."""

    file_bytes: int = 8_000_000
    front_matter_bytes: int = 1_000_000
    depth: int = 32  # values.MAX_DEPTH
    topics: int = 100
    related: int = 100
    images: int = 100
    authors: int = 100
    title_characters: int = 1_000
    excerpt_characters: int = 20_000
    content_bytes: int = 1_000_000


@dataclass(frozen=True, slots=True)
class Config:
    """All that a run depends on, but the records and the time."""

    site: Site
    source: Path
    output: Path
    state: Path
    """The folder in which `.feedpub/` keeps what is known between runs."""
    file: Path | None = None
    include: tuple[str, ...] = INCLUDE
    limit: int = 50
    content: Literal["full", "excerpt"] = "full"
    publish_unflagged: bool = False
    formats: tuple[FormatName, ...] = FORMATS
    pages: bool = True
    ignore_keys: tuple[str, ...] = ()
    """Keys of records that look like misspelt ones and aren't."""
    topics: tuple[Topic, ...] = ()
    feeds: tuple[CustomFeed, ...] = ()
    limits: Limits = field(default_factory=Limits)
    apart: tuple[Path, ...] = ()
    """What may lie in the source folder and isn't read, beside the output and the config."""

    @property
    def name(self) -> str:
        """How messages call the config."""
        return str(self.file) if self.file else FILE_NAME

    @property
    def zone(self) -> ZoneInfo:
        """The zone of dates that give none."""
        from zoneinfo import ZoneInfo  # noqa: PLC0415 - a run with nothing to read asks for no zone

        return ZoneInfo(self.site.timezone)


def load(
    file: Path | None = None,
    *,
    source: Path | None = None,
    output: Path | None = None,
    base_url: str | None = None,
    title: str | None = None,
    limit: int | None = None,
    pages: bool | None = None,
    folder: Path | None = None,
) -> Config:
    """Return the config that `file` holds, with what is given besides in place of what it says.

    Without a file, `folder` (else the working folder) is where relative paths begin; `source` and `base_url`
    are needed then, and the title is the host's name if none is given. Paths in a file begin at its folder.
    Raises ConfigError, with a problem for each fault.
    """
    text, where = "", FILE_NAME
    if file is not None:
        where = str(file)
        try:
            text = decode(file.read_bytes())[0]
        except OSError as error:
            raise ConfigError(f"{where}: {error.strerror}") from None
        except UnicodeDecodeError:
            raise ConfigError(f"{where} isn't UTF-8") from None
    reader = _Reader(text, where)
    root = reader.root()
    if limit is not None and (not isinstance(limit, int) or not 1 <= limit <= _MOST_SHOWN):
        raise ConfigError(f"limit is a whole number from 1 to {_MOST_SHOWN}, not {limit!r}")
    options: dict[str, object] = {"base_url": base_url, "title": title, "limit": limit}
    missing = [
        f"--{name.replace('_', '-')}"
        for name, given in (("source", source), ("base_url", base_url))
        if given is None
    ]
    if file is None and missing:
        raise ConfigError(
            f"there is no {FILE_NAME} here; make one with `feedpub init`, or give {' and '.join(missing)}"
        )
    try:
        config = _read(reader, root, options, Path(folder or ".") if file is None else file.parent, file)
    finally:
        reader.finish()
    changes: dict[str, object] = {"source": source, "output": output, "pages": pages}
    return replace(config, **{name: value for name, value in changes.items() if value is not None})  # type: ignore[arg-type]


def _read(
    reader: _Reader,
    root: Mapping[str, Value],
    options: Mapping[str, object],
    base: Path,
    file: Path | None,
) -> Config:
    reader.known(
        root, (),
        (
            "site", "source", "output", "limit", "content", "publish_unflagged", "formats", "pages",
            "ignore_keys", "topics", "feeds", "limits",
        ),
    )  # fmt: skip
    site = _site(reader, reader.section(root, ("site",)), options, has_file=file is not None)
    source = reader.section(root, ("source",))
    reader.known(source, ("source",), ("folder", "include"))
    output = reader.section(root, ("output",))
    reader.known(output, ("output",), ("folder",))
    limit = reader.integer(root, ("limit",), 50, 1, _MOST_SHOWN)
    if options["limit"] is not None:
        limit = cast("int", options["limit"])  # before the feeds are read: it is theirs too
    formats = reader.words(root, ("formats",), FORMATS)
    named = _topics(reader, root, site.url)
    return Config(
        site=site,
        source=base / (reader.text(source, ("source", "folder")) or "seeds"),
        output=base / (reader.text(output, ("output", "folder")) or "feeds"),
        state=base,
        file=file,
        include=_include(reader, source) or INCLUDE,
        limit=limit,
        content=cast('Literal["full", "excerpt"]', reader.word(root, ("content",), ("full", "excerpt"))),
        publish_unflagged=reader.flag(root, ("publish_unflagged",), default=False),
        formats=tuple(name for name in FORMATS if name in formats),
        pages=reader.flag(root, ("pages",), default=True),
        ignore_keys=tuple(reader.names(root, ("ignore_keys",))),
        topics=named,
        feeds=_feeds(reader, root, limit, site.url, {topic.slug for topic in named}),
        limits=_limits(reader, reader.section(root, ("limits",))),
    )


def _include(reader: _Reader, source: Mapping[str, Value]) -> tuple[str, ...]:
    at = ("source", "include")
    patterns = reader.names(source, at)
    for index, pattern in enumerate(patterns):
        if not sources.is_pattern(pattern):
            reader.wrong(
                (*at, index),
                "pattern",
                f"{pattern} isn't a pattern: its set [...] holds a range that ends before it begins",
            )
    return tuple(patterns)


def _site(
    reader: _Reader, site: Mapping[str, Value], options: Mapping[str, object], *, has_file: bool
) -> Site:
    at = ("site",)
    reader.known(
        site, at,
        (
            "title", "url", "feeds_url", "description", "language", "author", "rights", "icon", "logo",
            "timezone",
        ),
    )  # fmt: skip
    given_url = options["base_url"]
    if given_url is not None:
        try:
            feeds_url = urls.web(str(given_url))
        except ValueError as error:
            raise ConfigError(f"--base-url: {error}") from None
    else:
        feeds_url = reader.url(site, (*at, "feeds_url")) or ""
        if not site.get("feeds_url"):
            reader.wrong(at, "missing", "feeds_url is missing: the URL where the output folder is served")
    if re.search("[?#]", feeds_url):
        message = "the URL of the feeds is that of a folder; it has no ? and no #"
        if given_url is not None:
            raise ConfigError(f"--base-url: {message}")
        reader.wrong((*at, "feeds_url"), "url", message)
    feeds_url = feeds_url.rstrip("/") + "/"
    title = one_line(clean(str(options["title"] or ""))) or reader.text(site, (*at, "title"))
    if not title and not has_file:
        title = urls.host(feeds_url)
    if not title:
        reader.wrong(at, "missing", "title is missing: what the feeds are called")
    language = reader.text(site, (*at, "language")) or "en"
    if not _LANGUAGE.fullmatch(language):
        reader.wrong(
            (*at, "language"), "language", f"{language!r} is no language tag; write it like en or pt-BR"
        )
    timezone = reader.text(site, (*at, "timezone")) or "UTC"
    if not _is_zone(timezone):
        reader.wrong(
            (*at, "timezone"), "timezone", f"there is no time zone {timezone!r}; write it like Europe/Berlin"
        )
    return Site(
        title=title or "",
        url=reader.url(site, (*at, "url")) or urljoin(feeds_url, ".."),
        feeds_url=feeds_url,
        description=reader.text(site, (*at, "description")),
        language=language,
        author=_author(reader, site),
        rights=reader.text(site, (*at, "rights")),
        icon=reader.url(site, (*at, "icon"), feeds_url),
        logo=reader.url(site, (*at, "logo"), feeds_url),
        timezone=timezone,
    )


def _is_zone(name: str) -> bool:
    if name == "UTC":  # there is no need to look for it
        return True
    if name in ("localtime", "posixrules"):  # the machine's own: another one would write other bytes
        return False
    from zoneinfo import ZoneInfo  # noqa: PLC0415 - most configs name no zone

    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True


def _author(reader: _Reader, site: Mapping[str, Value]) -> Person | None:
    at = ("site", "author")
    author = reader.section(site, at)
    reader.known(author, at, ("name", "email", "url"))
    if not author:
        return None
    name = reader.text(author, (*at, "name"))
    if not name:
        reader.wrong(at, "missing", "the author's name is missing")
    email = reader.text(author, (*at, "email"))
    if email and not re.fullmatch(_EMAIL, email):
        reader.wrong((*at, "email"), "email", f"{email!r} is no e-mail address")
    return Person(name or "", email, reader.url(author, (*at, "url")))


def _topics(reader: _Reader, root: Mapping[str, Value], base: str) -> tuple[Topic, ...]:
    named: dict[str, Topic] = {}
    slugs = {topics.ALL}
    for name, value in reader.section(root, ("topics",)).items():
        at = ("topics", name)
        settings = reader.section({name: value}, at)
        reader.known(settings, at, ("slug", "description", "url"))
        key = topics.key(clean(name))
        if not key:
            reader.wrong(at, "topic", "a topic's name is empty", of_key=True)
        if key in named:
            reader.wrong(
                at,
                "given-twice",
                f"{name!r} and {named[key].name!r} are one topic: only case or white space differ",
            )
        slug = reader.slug(settings, (*at, "slug"), slugs)
        url = reader.url(settings, (*at, "url"), base)
        named[key] = Topic(one_line(clean(name)), slug, reader.text(settings, (*at, "description")), url)
    return tuple(named.values())


def _feeds(
    reader: _Reader, root: Mapping[str, Value], limit: int, base: str, taken: set[str | None]
) -> tuple[CustomFeed, ...]:
    slugs = {topics.ALL, *(slug for slug in taken if slug)}
    feeds = []
    for index, value in enumerate(reader.items(root, ("feeds",))):
        at = ("feeds", index)
        feed = reader.section({index: value}, at)  # type: ignore[dict-item]
        reader.known(
            feed, at,
            (
                "slug", "title", "description", "url", "any", "all", "none", "where", "order", "within",
                "limit",
            ),
        )  # fmt: skip
        slug = reader.slug(feed, (*at, "slug"), slugs)
        title = reader.text(feed, (*at, "title"))
        for name, given in (("slug", slug), ("title", title)):
            if not given:
                reader.wrong(at, "missing", f"{name} is missing")
        feeds.append(
            CustomFeed(
                slug=slug or "",
                title=title or "",
                description=reader.text(feed, (*at, "description")),
                url=reader.url(feed, (*at, "url"), base),
                selection=_selection(reader, feed, at, limit),
            )
        )
    return tuple(feeds)


def _selection(
    reader: _Reader, feed: Mapping[str, Value], at: tuple[str | int, ...], limit: int
) -> Selection:
    where_at = (*at, "where")
    where = reader.section(feed, where_at)
    reader.known(where, where_at, ("category", "type", "min_quality", "min_heat", "provider"))
    within = reader.text(feed, (*at, "within"))
    span = re.fullmatch(_WITHIN, within or "")
    if within and not span:
        reader.wrong(
            (*at, "within"), "within", f"{within!r} is no span of time; write it like 30d, 12h or 2w"
        )

    def keys(name: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(topics.key(topic) for topic in reader.names(feed, (*at, name))))

    def lower(name: str) -> tuple[str, ...]:
        return tuple(word.casefold() for word in reader.names(where, (*where_at, name)))

    return Selection(
        any=keys("any"),
        all=keys("all"),
        none=keys("none"),
        category=lower("category"),
        type=lower("type"),
        provider=lower("provider"),
        min_quality=reader.number(where, (*where_at, "min_quality")),
        min_heat=reader.number(where, (*where_at, "min_heat")),
        order=cast('Literal["newest", "hottest"]', reader.word(feed, (*at, "order"), ("newest", "hottest"))),
        within=int(span[1]) * _SECONDS[span[2]] if span else None,
        limit=reader.integer(feed, (*at, "limit"), limit, 1, 10_000),
    )


def _limits(reader: _Reader, section: Mapping[str, Value]) -> Limits:
    names = tuple(Limits.__dataclass_fields__)
    reader.known(section, ("limits",), names)
    default = Limits()
    return Limits(
        **{
            name: reader.integer(section, ("limits", name), getattr(default, name), 1, 2**31)
            for name in names
        }
    )


class _Reader:
    """Reads values of a config's tree by their path, and gathers what is wrong with them."""

    def __init__(self, text: str, where: str) -> None:
        self.text_read = text
        self.where = where
        self.problems: list[Problem] = []

    def root(self) -> Mapping[str, Value]:
        if not self.text_read:
            return {}
        from feedpub.frontmatter import yaml  # noqa: PLC0415 - options alone need no YAML

        try:
            root = yaml.load(self.text_read)
        except ParseError as error:
            problem = Problem(self.where, error.line, error.column, "error", "yaml", error.message)
            raise ConfigError(str(problem), [problem]) from None
        if root is None:
            return {}
        if not isinstance(root, dict):
            problem = Problem(self.where, 1, 1, "error", "yaml", "a config is a mapping: site:, source:, ...")
            raise ConfigError(str(problem), [problem])
        return root

    def wrong(self, path: tuple[str | int, ...], rule: str, message: str, *, of_key: bool = False) -> None:
        from feedpub.frontmatter import yaml  # noqa: PLC0415 - the same

        line, column = yaml.locate(self.text_read, path, of_key=of_key)
        self.problems.append(Problem(self.where, line, column, "error", rule, message))

    def finish(self) -> None:
        if self.problems:
            found = sorted(self.problems, key=lambda problem: (problem.line, problem.column))
            raise ConfigError("\n".join(map(str, found)), found)

    def known(self, section: Mapping[str, Value], path: tuple[str | int, ...], keys: tuple[str, ...]) -> None:
        for name in section:
            if name not in keys:
                import difflib  # noqa: PLC0415 - most configs have no such key

                near = difflib.get_close_matches(name, keys, 1, 0.5)
                hint = f"did you mean {near[0]!r}?" if near else f"known are {', '.join(keys)}"
                self.wrong(
                    (*path, name), "unknown-key", f"there is no key {name!r} here; {hint}", of_key=True
                )

    def section(self, parent: Mapping[str, Value], path: tuple[str | int, ...]) -> Mapping[str, Value]:
        value = parent.get(path[-1])  # type: ignore[arg-type] # a list's item comes with its index
        if value is None:
            return {}
        if not isinstance(value, dict):
            self.wrong(path, "type", f"{path[-1]} is a mapping: indented lines with key: value")
            return {}
        return cast("Mapping[str, Value]", value)

    def items(self, parent: Mapping[str, Value], path: tuple[str | int, ...]) -> list[Value]:
        value = parent.get(str(path[-1]))
        if value is None:
            return []
        if not isinstance(value, list):
            self.wrong(path, "type", f"{path[-1]} is a list: lines that begin with -")
            return []
        return value

    def text(self, parent: Mapping[str, Value], path: tuple[str | int, ...]) -> str | None:
        value = parent.get(str(path[-1]))
        if value is None:
            return None
        if not isinstance(value, str):
            self.wrong(path, "type", f"{path[-1]} is a text")
            return None
        return one_line(clean(value)) or None

    def names(self, parent: Mapping[str, Value], path: tuple[str | int, ...]) -> list[str]:
        value = parent.get(str(path[-1]))
        if isinstance(value, str):
            value = [value]
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(name, str) and name.strip() for name in value):
            self.wrong(path, "type", f"{path[-1]} is a list of names")
            return []
        return [one_line(clean(cast("str", name))) for name in value]

    def flag(self, parent: Mapping[str, Value], path: tuple[str | int, ...], *, default: bool) -> bool:
        text = self.text(parent, path)
        if text is None:
            return default
        if text.lower() not in FLAGS:
            self.wrong(path, "flag", f"{path[-1]} is true or false, not {text!r}")
        return FLAGS.get(text.lower(), default)

    def integer(
        self,
        parent: Mapping[str, Value],
        path: tuple[str | int, ...],
        default: int,
        least: int,
        most: int,
    ) -> int:
        text = self.text(parent, path)
        if text is None:
            return default
        if not re.fullmatch("[0-9]{1,10}", text) or not least <= int(text) <= most:
            self.wrong(path, "number", f"{path[-1]} is a whole number from {least} to {most}, not {text!r}")
            return default
        return int(text)

    def number(self, parent: Mapping[str, Value], path: tuple[str | int, ...]) -> float | None:
        return self._converted(parent, path, number, "a number")

    def url(
        self, parent: Mapping[str, Value], path: tuple[str | int, ...], base: str | None = None
    ) -> str | None:
        text = self.text(parent, path)
        if text is None:
            return None
        try:
            return urls.web_on(base, text) if base else urls.web(text)
        except ValueError as error:
            self.wrong(path, "url", str(error))
            return None

    def word(self, parent: Mapping[str, Value], path: tuple[str | int, ...], words: tuple[str, ...]) -> str:
        text = self.text(parent, path)
        if text is None or text in words:
            return text or words[0]
        self.wrong(path, "word", f"{path[-1]} is one of {', '.join(words)}, not {text!r}")
        return words[0]

    def words(
        self, parent: Mapping[str, Value], path: tuple[str | int, ...], words: tuple[str, ...]
    ) -> tuple[str, ...]:
        given = self.names(parent, path)
        for name in given:
            if name not in words:
                self.wrong(path, "word", f"{path[-1]} are among {', '.join(words)}; {name!r} isn't")
        return tuple(given) or words

    def slug(self, parent: Mapping[str, Value], path: tuple[str | int, ...], taken: set[str]) -> str | None:
        text = self.text(parent, path)
        if text is None:
            return None
        if not topics.is_slug(text):
            self.wrong(
                path,
                "slug",
                f"{text!r} can't be a slug: use a-z, 0-9 and single hyphens, {topics.LONGEST_SLUG} at most",
            )
        elif text in taken:
            self.wrong(path, "slug", f"the slug {text!r} is taken")
        taken.add(text)
        return text

    def _converted(
        self,
        parent: Mapping[str, Value],
        path: tuple[str | int, ...],
        convert: Callable[[str], float],
        what: str,
    ) -> float | None:
        text = self.text(parent, path)
        if text is None:
            return None
        try:
            return convert(text)
        except ValueError:
            self.wrong(path, "number", f"{path[-1]} is {what}, not {text!r}")
            return None


def number(text: str) -> float:
    """Return a finite number that is written with digits. Raises ValueError for anything else."""
    if len(text) > 40 or not re.fullmatch(r"[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?", text, re.ASCII):
        raise ValueError("not a number")
    value = float(text)
    if not math.isfinite(value):
        raise ValueError("not a finite number")
    return value
