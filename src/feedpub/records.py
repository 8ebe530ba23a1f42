"""A source's bytes -> what it says: a Record to publish, or why there is none.

Responsible for: front matter, flags, and every key on the allow-list (`secured`, `isCached` and every key not
named here is never looked at). Not responsible for HTML, slugs, or anything that depends on other records.
`parse` never raises for bad input.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Annotated, Literal, TypeAlias

import msgspec

from feedpub import topics, yaml12
from feedpub.config import FLAGS, number
from feedpub.content import compose, dates, losses, nesting, text, urls
from feedpub.content.text import without_address
from feedpub.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from feedpub.config import Config
    from feedpub.problems import Severity

Status = Literal[
    "published", "unpublished", "unflagged", "removed", "deleted", "draft", "invalid", "skipped"
]  # fmt: skip
"""What becomes of a source. `published` includes what is scheduled: that depends on the time."""

_FENCE = re.compile(r"\n(?:---|\.\.\.)[ \t]*(?=\n|\Z)")
_OPENING = re.compile(r"\n*---[ \t]*(?:\n|\Z)")
_SURROGATE_ESCAPE = re.compile(
    r"(?<!\\)((?:\\\\)*)\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})"
    r"|(?<!\\)((?:\\\\)*)\\u[dD][89a-fA-F][0-9a-fA-F]{2}"
)
_WHOLE_FILE = (".yaml", ".yml", ".json")
_LARGEST_SIDE = 100_000
_EXACT = 2**53  # whole numbers below are the same to every reader of JSON (RFC 8259 §6)
_TAG_URI = re.compile(  # RFC 4151 §2.1: who, a date, and anything
    r"tag:(?:[A-Za-z0-9._-]+@)?[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
    r"(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*"
    r",\d{4}(?:-\d{2}(?:-\d{2})?)?:[^#]*(?:#[^#]*)?",
    re.ASCII | re.IGNORECASE,
)
_MOST_TOLD = 20  # problems of one record; each place is found by reading the front matter up to it
_KEYS = frozenset(
    """
    title excerpt featuredContent publishedDateTime updatedDateTime webUrl originalUrl id topics provider name
    domain author authors avatar images url width height related quality heat type category published removed
    deleted draft
    """.split()
)

_URN = re.compile(
    r"urn:[a-z0-9][a-z0-9-]{0,30}[a-z0-9]:[^/?#\[\]][^?#\[\]]*", re.ASCII | re.IGNORECASE
)  # RFC 8141 §2
_OTHER_URI = re.compile(  # RFC 3986 §3; web URLs were judged when they were read, others have a host by name
    r"https?:.*|[a-z][a-z0-9+.-]*:(?://[a-z0-9._~-]+(?::[0-9]{1,5})?(?![^/?#])[^\[\]]*|(?!//)[^\[\]]+)",
    re.ASCII | re.IGNORECASE,
)


class Image(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """An image: its absolute URL, its size in pixels where known, plain-text title."""

    url: str
    width: int | None = None
    height: int | None = None
    title: str | None = None


class Author(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A person who wrote something: name, own page, image."""

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
    """Related coverage: a record in small."""

    title: str
    url: str
    published: int | None = None
    provider: str | None = None
    type: str | None = None


class Record(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A record that may be published. Texts are plain, instants are seconds (see dates), URLs absolute ASCII.
    The title of a note is empty.

    `body` and `featured` are as written: Markdown or HTML, not yet safe. `published` <= `updated`.
    """

    path: str
    id: str
    title: str
    published: int
    updated: int
    link: str | None = None
    external: str | None = None
    excerpt: str = ""
    body: str = ""
    featured: str = ""
    topics: tuple[str, ...] = ()
    provider: Provider | None = None
    images: tuple[Image, ...] = ()
    related: tuple[Related, ...] = ()
    quality: int | float | None = None
    heat: int | float | None = None
    type: str | None = None
    category: str | None = None
    authors: tuple[Author, ...] = ()

    def to_json(self) -> bytes:
        """Return the record as JSON that `from_json` reads."""
        return _encode(self)

    @staticmethod
    def from_json(made: bytes | memoryview) -> Record:
        """Return the record that `to_json` wrote."""
        return _decode(made)


_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Record).decode


class Parsed(msgspec.Struct, frozen=True, gc=False):
    """What a source came to; `record` is there where `status` is published."""

    status: Status
    record: Record | None = None
    problems: tuple[Problem, ...] = ()


def parse(data: bytes, path: str, config: Config) -> Parsed:
    """Return what the bytes of the file at `path` (relative to the source folder) come to.

    Only what would be published is validated; what can't be understood is an error, since its flags can't be
    known either.
    """
    problems: list[Problem] = []
    source = _open(data, path, config, problems)
    if isinstance(source, Parsed):
        return source
    if (parsed := _parse_plain(source, config)) is not None:
        return _with_losses(parsed, data, source, config)
    try:
        fields = _load(source, config)
        return fields if isinstance(fields, Parsed) else _with_losses(_judge(fields), data, source, config)
    except yaml12.YamlError as error:
        line = error.line + source.first_line - 1
        problems.append(Problem(path, line, error.column, "error", "yaml", error.message))
        return Parsed("invalid", None, tuple(problems))


def _with_losses(parsed: Parsed, data: bytes, source: _Source, config: Config) -> Parsed:
    """Return the result with a note on what of the body is lost, if anything is."""
    record = parsed.record
    if record is None or config.content != "full":
        return parsed
    lost = losses.find(record.body, compose.place_of(record, config))
    if lost is None:
        return parsed
    lines = text.decode(data)[0].count("\n") if b"\r" in data else data.count(b"\n")
    line = lines - source.body.lstrip("\n").count("\n") + 1 + lost.line
    names = ", ".join(lost.names)
    message = f"feeds can't carry everything in this body; lost: {names}"
    note = Problem(record.path, line, 1, "note", "lost", message)
    return Parsed(parsed.status, record, (*parsed.problems, note))


class _Source(msgspec.Struct, frozen=True, gc=False):
    """A file taken apart: its front matter's text, the line it begins on, whether it is JSON, its body, what
    is wrong so far.
    """

    path: str
    matter: str
    first_line: int
    is_json: bool
    body: str
    problems: list[Problem]


def _open(data: bytes, path: str, config: Config, problems: list[Problem]) -> _Source | Parsed:
    """Return the file taken apart, or what it came to where it holds no record."""
    whole = _decoded(data, path, problems)
    if whole is None:
        return Parsed("invalid", None, tuple(problems))
    if not whole or whole.isspace():
        return _skipped(path, problems, "the file is empty; skipped")
    suffix = path[path.rfind(".") :].lower()
    matter, first_line, body = _split(whole, path, suffix, problems)
    if matter is None:
        if problems and problems[-1].rule == "front-matter":
            return Parsed("invalid", None, tuple(problems))
        return _skipped(path, problems, "the file has no front matter, so it isn't a record; skipped")
    most = config.limits.front_matter_bytes
    if len(matter) * 4 > most and len(matter.encode()) > most:
        message = f"the front matter is larger than {most} bytes (limits: front_matter_bytes)"
        problems.append(Problem(path, first_line, 1, "error", "too-large", message))
        return Parsed("invalid", None, tuple(problems))
    return _Source(path, matter, first_line, suffix == ".json" and first_line == 1, body, problems)


def _skipped(path: str, problems: Sequence[Problem], message: str) -> Parsed:
    return Parsed("skipped", None, (*problems, Problem(path, 1, 1, "note", "no-record", message)))


def _decoded(data: bytes, path: str, problems: list[Problem]) -> str | None:
    """Return the bytes as clean text, None where they aren't UTF-8."""
    if b"\0" in data[:2]:
        message = "this looks like UTF-16; save the file as UTF-8"
        problems.append(Problem(path, 1, 1, "error", "encoding", message))
        return None
    try:
        if text.is_clean(data):
            return data.decode("utf-8")
        whole, mended = text.decode(data)
    except UnicodeDecodeError as error:
        before = data[: error.start]
        column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8", "replace")) + 1
        message = f"not UTF-8: byte 0x{data[error.start]:02x}; save the file as UTF-8"
        problems.append(Problem(path, before.count(b"\n") + 1, column, "error", "encoding", message))
        return None
    if mended:
        problems.append(
            _cleaned(
                path, *text.place(whole, max(whole.find("\ufffd"), 0)), "half a character (a lone surrogate)"
            )
        )
    if (at := text.first_unfit(whole)) >= 0:
        problems.append(
            _cleaned(path, *text.place(whole, at), f"the control character U+{ord(whole[at]):04X}")
        )
        whole = text.clean(whole)
    return whole


def _split(whole: str, path: str, suffix: str, problems: list[Problem]) -> tuple[str | None, int, str]:
    """Return the front matter's text (None: there is none), the line on which it begins, and the body."""
    opening = _OPENING.match(whole)
    if not opening:
        return (whole, 1, "") if suffix in _WHOLE_FILE else (None, 1, whole)
    start = opening.end()
    first_line = whole.count("\n", 0, start) + 1
    closing = _FENCE.search(whole, start - 1)  # from the line end before, for a front matter without a line
    if closing:
        return whole[start : closing.start() + 1], first_line, whole[closing.end() :]
    if suffix in _WHOLE_FILE:
        return whole[start:], first_line, ""
    message = "the front matter that begins here isn't closed; end it with a line ---"
    fence_line = whole.count("\n", 0, whole.index("-")) + 1
    problems.append(Problem(path, fence_line, 1, "error", "front-matter", message))
    return None, first_line, ""


def _load(source: _Source, config: Config) -> _Fields | Parsed:
    """Return the record's fields, or what it came to where it holds no record. Raises YamlError."""
    if source.is_json:
        values = yaml12.load_json(source.matter, max_depth=config.limits.depth, quotable=_KEYS)
        # Places are found by a YAML parser, which refuses surrogates that JSON may hold.
        matter = _SURROGATE_ESCAPE.sub(_mended_escape, source.matter)
    else:
        values, matter = _load_yaml(source, config)
    if isinstance(values, dict):
        return _Fields(source, matter, values, config)
    if values is None or source.first_line == 1:
        message = "the file holds no keys and values, so it isn't a record; skipped"
        return _skipped(source.path, source.problems, message)
    raise yaml12.YamlError("the front matter holds no keys and values", 1, 1)


def _load_yaml(source: _Source, config: Config) -> tuple[yaml12.Value, str]:
    """Return the front matter's value and text; surrogates written as escapes, which YAML has none of, are
    mended.
    """
    matter = source.matter
    try:
        return yaml12.load(matter, max_depth=config.limits.depth, quotable=_KEYS), matter
    except yaml12.YamlError:
        if not (found := _SURROGATE_ESCAPE.search(matter)):
            raise
        mended = _SURROGATE_ESCAPE.sub(_mended_escape, matter)
        value = yaml12.load(mended, max_depth=config.limits.depth, quotable=_KEYS)
        if mended.count("\\uFFFD") > matter.count("\\uFFFD"):
            line, column = text.place(matter, found.start())
            line += source.first_line - 1
            source.problems.append(_cleaned(source.path, line, column, "half a character (a lone surrogate)"))
        return value, mended


def _mended_escape(found: re.Match[str]) -> str:
    if found[2] is None:
        return f"{found[4]}\\uFFFD"
    code = 0x10000 + ((int(found[2], 16) - 0xD800) << 10) + int(found[3], 16) - 0xDC00
    return f"{found[1]}\\U{code:08X}"


def _judge(fields: _Fields) -> Parsed:
    """Return what the record's flags and fields come to."""
    flags = [fields.flag(name) for name in ("removed", "deleted", "draft", "published")]
    status = "invalid" if fields.errors else _status(*flags, unflagged=fields.config.publish_unflagged)
    record = _record(fields) if status == "published" else None
    if status == "published" and record is None:
        status = "invalid"
    return Parsed(status, record, tuple(fields.source.problems))


def _status(
    removed: bool | None, deleted: bool | None, draft: bool | None, published: bool | None, *, unflagged: bool
) -> Status:
    """Return what becomes of a record with these flags; `unflagged`: whether one without is published."""
    if removed:
        return "removed"
    if deleted:
        return "deleted"
    if draft:
        return "draft"
    if published is None and not unflagged:
        return "unflagged"
    return "unpublished" if published is False else "published"


def _record(fields: _Fields) -> Record | None:
    """Return the record, None where a field can't be what it must be."""
    limits = fields.config.limits
    title = text.one_line(fields.prose("title"))
    if len(title) > limits.title_characters:
        fields.too_large("title", limits.title_characters, "characters", "title_characters", at=("title",))
    excerpt = fields.prose("excerpt").strip()
    if len(excerpt) > limits.excerpt_characters:
        most = limits.excerpt_characters
        fields.too_large("excerpt", most, "characters", "excerpt_characters", at=("excerpt",))
    body = fields.source.body.strip("\n")
    if not title and not (excerpt or body.strip()):  # with a text it is a note
        fields.wrong((), "error", "title", "title is missing")
    if len(body) > limits.content_characters:
        fields.too_large("the body", limits.content_characters, "characters", "content_characters", at=())
    web = fields.link("webUrl", "error")
    # Where the record has a page of its own, its source's address is a detail.
    original = fields.link("originalUrl", "warning" if web else "error")
    published, updated = _instants(fields)
    names = fields.topics()
    authors = fields.authors()
    provider = fields.provider()
    images = fields.images()
    related = fields.related()
    featured = fields.text("featuredContent").strip()
    if len(featured) > limits.content_characters:
        at = ("featuredContent",)
        fields.too_large(
            "featuredContent", limits.content_characters, "characters", "content_characters", at=at
        )
    if not fields.errors and nesting.is_excessive(body):
        fields.too_nested("the body")
    if not fields.errors and nesting.is_excessive(featured, is_html=True):
        fields.too_nested("featuredContent")
    link = web or original
    own = fields.own_id()
    record_id = _id(own, link, published, fields.source.path, fields.config.site.url)
    if _is_of_feed(record_id, fields.config):
        message = "one of the site's own feeds has this address for its id; give the record an id of its own"
        fields.wrong(("id" if own else "webUrl" if web else "originalUrl",), "error", "id", message)
    kind, category = fields.name("type"), fields.name("category")
    quality, heat = fields.number("quality"), fields.number("heat")
    if fields.errors or published is None or updated is None:
        return None
    return Record(
        path=fields.source.path,
        id=record_id,
        title=title,
        published=published,
        updated=updated,
        link=link,
        external=original if web and original != web else None,
        excerpt=excerpt,
        body=body,
        featured=featured,
        topics=names,
        provider=provider,
        images=images,
        related=related,
        quality=quality,
        heat=heat,
        type=kind,
        category=category,
        authors=authors,
    )


def _instants(fields: _Fields) -> tuple[int | None, int | None]:
    """Return when the record was published and updated; one stands for the other if only one is given."""
    errors = fields.errors
    published, updated = fields.instant("publishedDateTime"), fields.instant("updatedDateTime")
    if published is None:
        published = updated
    if updated is None:
        updated = published
    if published is None and fields.errors == errors:
        fields.wrong(
            (), "error", "date", "publishedDateTime is missing; a feed can't show a record without a date"
        )
    if published is not None and updated is not None and updated < published:
        message = "updatedDateTime is before publishedDateTime, so the record counts as not updated"
        fields.wrong(("updatedDateTime",), "warning", "date", message)
        updated = published
    return published, updated


def _id(own: str, link: str | None, published: int | None, path: str, site: str) -> str:
    """Return the permanent id: the record's own, else its link, else a tag: URI (RFC 4151) of the site."""
    if own:
        made = urls.identifier(own)
        if made and _syntax(made).fullmatch(made):
            return made
    elif link:
        return link
    specific = own or (path.rsplit(".", 1)[0] if "." in path.rsplit("/", 1)[-1] else path)
    host = urls.host(site)
    authority = "localhost" if ":" in host else host
    return f"tag:{authority},{dates.day(published or 0)}:{urls.encoded_segment(specific)}"


def _is_of_feed(record_id: str, config: Config) -> bool:
    """Say whether an id is that of a feed, which no entry may have (RFC 4287 §4.2.6), be there such a feed or
    not: what is published of a record doesn't depend on others.
    """
    if not record_id.endswith("/atom.xml") or not record_id.startswith(config.site.feeds_url):
        return False
    return "/" not in record_id.removeprefix(config.site.feeds_url).removesuffix("/atom.xml")


def _syntax(uri: str) -> re.Pattern[str]:
    """Return what a URI that serves as an id must look like; what doesn't becomes part of a tag: URI."""
    return {"tag": _TAG_URI, "urn": _URN}.get(uri.partition(":")[0].lower(), _OTHER_URI)


class _Fields:
    """Reads a record's fields by key, cleans them, and gathers what is wrong, with its place.

    `matter` is the text in which places are found, `values` what it holds. `errors` counts what makes the
    record invalid. Methods that take `within` and `key` are given what stands under that key or index in what
    the path `within` leads to.
    """

    __slots__ = (
        "_base",
        "_decodes",
        "_escapes",
        "_longest",
        "_matter",
        "_values",
        "config",
        "errors",
        "source",
    )

    def __init__(
        self, source: _Source, matter: str, values: Mapping[str, yaml12.Value], config: Config
    ) -> None:
        self.source = source
        self.config = config
        self.errors = 0
        self._matter = matter
        self._values = values
        self._base = config.site.url
        self._longest = config.limits.title_characters
        # The source as a whole is clean; what it doesn't hold can only come in by an escape.
        self._escapes = "\\" in matter
        self._decodes = config.entities == "decode" and text.may_hold_references(matter)

    def wrong(self, at: yaml12.Path, severity: Severity, rule: str, message: str) -> None:
        """Note a problem at the value that the keys and indexes of `at` lead to; all those past a number of
        them count as one, so that a record costs no more than it may.
        """
        self.errors += severity == "error"
        problems = self.source.problems
        if len(problems) > _MOST_TOLD:
            if severity == "error" and problems[-1].severity != "error":
                problems[-1] = replace(problems[-1], severity=severity)
            return
        if len(problems) == _MOST_TOLD:
            at, rule, message = (), "too-many", "more is wrong with this record; mend what is told first"
        line, column = yaml12.locate(self._matter, at)
        line += self.source.first_line - 1
        problems.append(Problem(self.source.path, line, column, severity, rule, message))

    def too_large(self, what: str, most: int, unit: str, limit: str, *, at: yaml12.Path) -> None:
        """Note an error: something is larger than the limit of that name."""
        self.wrong(at, "error", "too-large", f"{what} has more than {most} {unit} (limits: {limit})")

    def too_nested(self, what: str) -> None:
        """Note an error: markup that would take too long to parse."""
        self.wrong(
            (),
            "error",
            "too-nested",
            f"the markup of {what} is nested too deep, too much of it is left open, "
            "a tag has hundreds of attributes, or there is a table beside tens of thousands of tags",
        )

    def flag(self, key: str) -> bool | None:
        value = self._values.get(key)
        if value is None or value == "":
            return None
        if isinstance(value, str) and (known := FLAGS.get(value.strip().lower())) is not None:
            return known
        self.wrong((key,), "error", "flag", f"{key} is true or false (or yes, no, on, off), nothing else")
        return None

    def text(self, key: str) -> str:
        return self._text(self._values.get(key), (), key, "error")

    def prose(self, key: str) -> str:
        """Return a text for people, with its character references decoded."""
        return self._prose(self.text(key))

    def _prose(self, written: str) -> str:
        return text.decode_references(written) if self._decodes else written

    def name(self, key: str) -> str | None:
        return self._name(self._values.get(key), (), key) or None

    def number(self, key: str) -> int | float | None:
        written = self.text(key).strip()
        if not written:
            return None
        try:
            value = number(written)
        except ValueError:
            self.wrong(
                (key,), "warning", "number", f"{key} is a number, not {_shown(written)}; it is left out"
            )
            return None
        return int(value) if value == int(value) and abs(value) < _EXACT else value

    def instant(self, key: str) -> int | None:
        written = self.text(key)
        if not written or written.isspace():
            return None
        try:
            return dates.parse(written, self.config.zone)
        except ValueError as error:
            self.wrong((key,), "error", "date", f"{key}: {error}")
            return None

    def link(self, key: str, severity: Severity) -> str | None:
        written = self.text(key)
        if not written or written.isspace():
            return None
        try:
            return urls.on_site(self._base, written)
        except ValueError as error:
            tail = "; it is left out" if severity == "warning" else ""
            self.wrong((key,), severity, "url", f"{key}: {error}{tail}")
            return None

    def own_id(self) -> str:
        own = text.one_line(self.text("id"))
        if len(own) > self._longest:
            self.too_large("id", self._longest, "characters", "title_characters", at=("id",))
        return own

    def topics(self) -> tuple[str, ...]:
        value = self._values.get("topics")
        if isinstance(value, str):
            value = [value]
        if value is None:
            return ()
        if not isinstance(value, list):
            self.wrong(("topics",), "error", "topics", "topics is a list of names")
            return ()
        if len(value) > self.config.limits.topics:
            self.too_large("topics", self.config.limits.topics, "names", "topics", at=("topics",))
        if self.errors:
            return ()
        names: dict[str, str] = {}
        for index, item in enumerate(value):
            if item is not None and not isinstance(item, str):
                self.wrong(("topics", index), "error", "topics", "a topic is a name")
                continue
            name = text.one_line(self._prose(self._text(item, ("topics",), index, "error")))
            if len(name) > self._longest:
                at = ("topics", index)
                self.too_large("a topic", self._longest, "characters", "title_characters", at=at)
            elif name:
                names.setdefault(topics.key(name), name)
        return tuple(names.values())

    def provider(self) -> Provider | None:
        value = self._values.get("provider")
        if isinstance(value, str):
            value = {"name": value}
        if value is None:
            return None
        if not isinstance(value, dict):
            self.wrong(
                ("provider",), "warning", "provider", "provider is a mapping with a name; it is left out"
            )
            return None
        name = self._name(value.get("name"), ("provider",), "name")
        written = self._text(value.get("domain"), ("provider",), "domain", "warning").strip()
        domain = None
        if written:
            try:
                domain = urls.domain(written)
            except ValueError:
                message = f"{_shown(written)} is no domain name; it is left out"
                self.wrong(("provider", "domain"), "warning", "provider", message)
        authors = self._authors(value.get("authors"), ("provider", "authors"))
        images = self._images(value.get("images"), ("provider", "images"))
        if not (name or domain or authors):
            return None
        return Provider(name or domain or "", domain, authors, images[0].url if images else None)

    def authors(self) -> tuple[Author, ...]:
        """Return the record's own authors, of both keys."""
        found: dict[str, Author] = {}
        for key in ("author", "authors"):
            value = self._values.get(key)
            for author in self._authors([value] if isinstance(value, dict) else value, (key,)):
                found.setdefault(author.name, author)
        return tuple(found.values())

    def images(self) -> tuple[Image, ...]:
        return self._images(self._values.get("images"), ("images",))

    def related(self) -> tuple[Related, ...]:
        found: dict[str, Related] = {}
        for index, item in self._mappings("related", self.config.limits.related):
            at = ("related", index)
            url = self._url(item.get("webUrl"), at, "webUrl") or self._url(
                item.get("originalUrl"), at, "originalUrl"
            )
            if url is None:
                continue
            when = self._text(item.get("publishedDateTime"), at, "publishedDateTime", "warning")
            published = None
            if when and not when.isspace():
                try:
                    published = dates.parse(when, self.config.zone)
                except ValueError as error:
                    self.wrong(
                        (*at, "publishedDateTime"),
                        "warning",
                        "date",
                        f"publishedDateTime: {error}; it is left out",
                    )
            provider = item.get("provider")
            name = provider.get("name") if isinstance(provider, dict) else provider
            made = Related(
                self._name(item.get("title"), at, "title") or url,
                url,
                published,
                self._name(name, at, "provider") or None,
                self._name(item.get("type"), at, "type") or None,
            )
            found.setdefault(url, made)
        return tuple(found.values())

    def _authors(self, value: yaml12.Value, at: yaml12.Path) -> tuple[Author, ...]:
        if isinstance(value, str):
            value = [value]
        if value is None:
            return ()
        if not isinstance(value, list):
            self.wrong(
                at, "warning", "provider", f"{at[-1]} is a list of mappings with a name; it is left out"
            )
            return ()
        if len(value) > self.config.limits.authors:
            self.too_large("authors", self.config.limits.authors, "names", "authors", at=at)
        if self.errors:
            return ()
        found: dict[str, Author] = {}
        for index, item in enumerate(value):
            fields = item if isinstance(item, dict) else {"name": item}
            here = (*at, index)
            name = without_address(self._name(fields.get("name"), at, index))
            url, avatar = (
                self._url(fields.get("url"), here, "url"),
                self._url(fields.get("avatar"), here, "avatar"),
            )
            if name:
                found.setdefault(name, Author(name, url, avatar))
        return tuple(found.values())

    def _images(self, value: yaml12.Value, at: yaml12.Path) -> tuple[Image, ...]:
        if isinstance(value, (str, dict)):
            value = [value]
        if value is None:
            return ()
        if not isinstance(value, list):
            self.wrong(at, "warning", "images", "images is a list of mappings with a url; it is left out")
            return ()
        if len(value) > self.config.limits.images:
            self.too_large("images", self.config.limits.images, "images", "images", at=at)
        if self.errors:
            return ()
        found: dict[str, Image] = {}
        for index, item in enumerate(value):
            fields = item if isinstance(item, dict) else {"url": item}
            here = (*at, index)
            url = self._url(fields.get("url"), here, "url")
            if url:
                width = self._side(fields.get("width"), here, "width")
                height = self._side(fields.get("height"), here, "height")
                title = self._name(fields.get("title"), here, "title")
                found.setdefault(url, Image(url, width, height, title or None))
        return tuple(found.values())

    def _side(self, value: yaml12.Value, within: yaml12.Path, key: str) -> int | None:
        written = self._text(value, within, key, "warning").strip()
        if not written:
            return None
        if (
            re.fullmatch("[0-9]{1,6}(?:\\.0+)?", written)
            and 0 < (side := int(float(written))) <= _LARGEST_SIDE
        ):
            return side
        message = f"{key} is a number of pixels, not {_shown(written)}; it is left out"
        self.wrong((*within, key), "warning", "images", message)
        return None

    def _url(self, value: yaml12.Value, within: yaml12.Path, key: str) -> str | None:
        written = self._text(value, within, key, "warning")
        if not written or written.isspace():
            return None
        try:
            return urls.on_site(self._base, written)
        except ValueError as error:
            self.wrong((*within, key), "warning", "url", f"{error}; it is left out")
            return None

    def _mappings(self, key: str, most: int) -> list[tuple[int, dict[str, yaml12.Value]]]:
        value = self._values.get(key)
        if value is None:
            return []
        if not isinstance(value, list):
            self.wrong((key,), "warning", key, f"{key} is a list of mappings; it is left out")
            return []
        if len(value) > most:
            self.too_large(key, most, "items", key, at=(key,))
        if self.errors:
            return []
        return [(index, item) for index, item in enumerate(value) if isinstance(item, dict)]

    def _name(self, value: yaml12.Value, within: yaml12.Path, key: str | int) -> str:
        """Return a text of one line that is left out, with a warning, where it is longer than a title."""
        if value is None:
            return ""
        name = text.one_line(self._prose(self._text(value, within, key, "warning")))
        if len(name) <= self._longest:
            return name
        at = (*within, key)
        what = next(part for part in reversed(at) if isinstance(part, str))
        message = (
            f"{what} has more than {self._longest} characters (limits: title_characters); it is left out"
        )
        self.wrong(at, "warning", "too-large", message)
        return ""

    def _text(self, value: yaml12.Value, within: yaml12.Path, key: str | int, severity: Severity) -> str:
        if isinstance(value, str):
            if not self._escapes or text.first_unfit(value) < 0:
                return value
            unfit = "a control character, or half a character can't stand in a feed; it is left out"
            self.wrong((*within, key), "warning", "unfit-character", unfit)
            return text.clean(value)
        if value is not None:
            tail = "; it is left out" if severity == "warning" else ""
            at = (*within, key)
            self.wrong(at, severity, "text", f"{key} is a text, not a list or a mapping{tail}")
        return ""


_Side: TypeAlias = Annotated[int, msgspec.Meta(gt=0, le=_LARGEST_SIDE)]
_Number: TypeAlias = Annotated[int, msgspec.Meta(gt=-_EXACT, lt=_EXACT)]


class _PlainName(msgspec.Struct, gc=False):
    name: str | None = None


class _PlainAuthor(msgspec.Struct, gc=False):
    name: str | None = None
    url: str | None = None
    avatar: str | None = None


class _PlainImage(msgspec.Struct, gc=False):
    url: str | None = None
    width: _Side | None = None
    height: _Side | None = None
    title: str | None = None


class _PlainProvider(msgspec.Struct, gc=False):
    name: str | None = None
    domain: str | None = None
    authors: list[_PlainAuthor | str | None] | str | None = None
    images: list[_PlainImage | str | None] | _PlainImage | str | None = None


class _PlainRelated(msgspec.Struct, gc=False, rename="camel"):
    title: str | None = None
    web_url: str | None = None
    original_url: str | None = None
    published_date_time: str | None = None
    provider: _PlainName | str | None = None
    type: str | None = None


class _Plain(msgspec.Struct, gc=False, rename="camel"):
    """Front matter whose values are what they are for, so that msgspec can read it in one go. Its names are
    the keys; what isn't named isn't looked at.
    """

    title: str | None = None
    excerpt: str | None = None
    featured_content: str | None = None
    published_date_time: str | None = None
    updated_date_time: str | None = None
    web_url: str | None = None
    original_url: str | None = None
    id: str | None = None
    topics: list[str | None] | str | None = None
    provider: _PlainProvider | str | None = None
    images: list[_PlainImage | str | None] | _PlainImage | str | None = None
    related: list[_PlainRelated] | None = None
    quality: _Number | None = None
    heat: _Number | None = None
    type: str | None = None
    category: str | None = None
    author: list[_PlainAuthor | str | None] | _PlainAuthor | str | None = None
    authors: list[_PlainAuthor | str | None] | _PlainAuthor | str | None = None
    published: bool | None = None
    removed: bool | None = None
    deleted: bool | None = None
    draft: bool | None = None


class _Unclear(ValueError):
    """There may be something to say about a record, or values aren't what they are for."""


def _parse_plain(source: _Source, config: Config) -> Parsed | None:
    """Return what a source comes to whose front matter is simple YAML and plain, and about which there is
    nothing to say; None for any other.

    The same comes of it as of `_judge`, which sees to all the rest, and tells what is wrong.
    """
    if source.is_json or config.limits.depth < yaml12.MAX_DEPTH:
        return None
    if config.entities == "decode" and text.may_hold_references(source.matter):
        return None
    values = yaml12.load_simple(source.matter)
    # The source as a whole is clean; what it doesn't hold can only come in by an escape.
    if values is None or ("\\" in source.matter and not _is_fit(values)):
        return None
    try:
        plain = msgspec.convert(values, _Plain)
        status = _status(
            plain.removed, plain.deleted, plain.draft, plain.published, unflagged=config.publish_unflagged
        )
        record = _plain_record(plain, source, config) if status == "published" else None
    except ValueError:  # msgspec's too
        return None
    return Parsed(status, record, tuple(source.problems))


def _is_fit(value: yaml12.Typed) -> bool:
    """Say whether a feed can carry each text in the value."""
    if isinstance(value, str):
        return text.first_unfit(value) < 0
    if isinstance(value, dict):
        return all(map(_is_fit, value.values()))
    return not isinstance(value, list) or all(map(_is_fit, value))


def _plain_record(plain: _Plain, source: _Source, config: Config) -> Record:
    """Return the record. Raises ValueError where there is something to say."""
    limits, base = config.limits, config.site.url
    longest = limits.title_characters
    title = _plain_line(plain.title, longest)
    excerpt = (plain.excerpt or "").strip()
    body = source.body.strip("\n")
    featured = (plain.featured_content or "").strip()
    published = _plain_instant(plain.published_date_time, config)
    updated = _plain_instant(plain.updated_date_time, config)
    if published is None:
        published = updated
    if updated is None:
        updated = published
    if (
        not (title or excerpt or body.strip())
        or published is None
        or updated is None
        or updated < published
        or len(excerpt) > limits.excerpt_characters
        or len(body) > limits.content_characters
        or len(featured) > limits.content_characters
        or nesting.is_excessive(body)
        or nesting.is_excessive(featured, is_html=True)
    ):
        raise _Unclear
    web = _plain_url(plain.web_url, base)
    original = web if plain.original_url == plain.web_url else _plain_url(plain.original_url, base)
    link = web or original
    record_id = _id(_plain_line(plain.id, longest), link, published, source.path, base)
    if _is_of_feed(record_id, config):
        raise _Unclear
    return Record(
        path=source.path,
        id=record_id,
        title=title,
        published=published,
        updated=updated,
        link=link,
        external=original if web and original != web else None,
        excerpt=excerpt,
        body=body,
        featured=featured,
        topics=_plain_topics(plain.topics, config),
        provider=_plain_provider(plain.provider, config),
        images=_plain_images(plain.images, config),
        related=_plain_related(plain.related, config),
        quality=plain.quality,
        heat=plain.heat,
        type=_plain_name(plain.type, longest) or None,
        category=_plain_name(plain.category, longest) or None,
        authors=_plain_authors(plain.author, config, _plain_authors(plain.authors, config, ())),
    )


def _plain_line(written: str | None, longest: int) -> str:
    if not written:
        return ""
    if len(written) > longest:
        raise _Unclear
    return text.one_line(written)


def _plain_name(written: str | None, longest: int) -> str:
    """Return the name of something that there are many records of, as one line."""
    if not written:
        return ""
    if len(written) > longest:  # so that what is remembered is bounded too
        raise _Unclear
    return _one_line(written)


_one_line = lru_cache(maxsize=4096)(text.one_line)
_domain = lru_cache(maxsize=1024)(urls.domain)


def _plain_instant(written: str | None, config: Config) -> int | None:
    return dates.parse(written, config.zone) if written else None


def _plain_url(written: str | None, base: str) -> str | None:
    return urls.on_site(base, written) if written else None


def _plain_topics(given: Sequence[str | None] | str | None, config: Config) -> tuple[str, ...]:
    if given is None:
        return ()
    written = [given] if isinstance(given, str) else given
    if len(written) > config.limits.topics:
        raise _Unclear
    names: dict[str, str] = {}
    for one in written:
        if name := _plain_name(one, config.limits.title_characters):
            names.setdefault(topics.key(name), name)
    return tuple(names.values())


def _plain_provider(given: _PlainProvider | str | None, config: Config) -> Provider | None:
    if given is None:
        return None
    provider = _PlainProvider(given) if isinstance(given, str) else given
    longest = config.limits.title_characters
    name = _plain_name(provider.name, longest)
    written = _plain_name(provider.domain, longest)
    domain = _domain(written) if written else None
    authors = _plain_authors(provider.authors, config, ())
    images = _plain_images(provider.images, config)
    if not (name or domain or authors):
        return None
    return Provider(name or domain or "", domain, authors, images[0].url if images else None)


def _plain_authors(
    given: Sequence[_PlainAuthor | str | None] | _PlainAuthor | str | None,
    config: Config,
    others: tuple[Author, ...],
) -> tuple[Author, ...]:
    """Return the authors, then those of `others` that have other names."""
    if not given:
        return others
    authors = [given] if isinstance(given, (str, _PlainAuthor)) else given
    if len(authors) > config.limits.authors:
        raise _Unclear
    base = config.site.url
    found: dict[str, Author] = {}
    for one in authors:
        author = one if isinstance(one, _PlainAuthor) else _PlainAuthor(one)
        name = _plain_line(author.name, config.limits.title_characters)
        if name := without_address(name):
            found.setdefault(
                name, Author(name, _plain_url(author.url, base), _plain_url(author.avatar, base))
            )
    for other in others:
        found.setdefault(other.name, other)
    return tuple(found.values())


def _plain_images(
    given: Sequence[_PlainImage | str | None] | _PlainImage | str | None, config: Config
) -> tuple[Image, ...]:
    if given is None:
        return ()
    images = [given] if isinstance(given, (str, _PlainImage)) else given
    if len(images) > config.limits.images:
        raise _Unclear
    found: dict[str, Image] = {}
    for one in images:
        image = one if isinstance(one, _PlainImage) else _PlainImage(one)
        if url := _plain_url(image.url, config.site.url):
            title = _plain_line(image.title, config.limits.title_characters)
            found.setdefault(url, Image(url, image.width, image.height, title or None))
    return tuple(found.values())


def _plain_related(given: Sequence[_PlainRelated] | None, config: Config) -> tuple[Related, ...]:
    if given is None:
        return ()
    if len(given) > config.limits.related:
        raise _Unclear
    base, longest = config.site.url, config.limits.title_characters
    found: dict[str, Related] = {}
    for one in given:
        if url := _plain_url(one.web_url, base) or _plain_url(one.original_url, base):
            provider = one.provider.name if isinstance(one.provider, _PlainName) else one.provider
            made = Related(
                _plain_line(one.title, longest) or url,
                url,
                _plain_instant(one.published_date_time, config),
                _plain_name(provider, longest) or None,
                _plain_name(one.type, longest) or None,
            )
            found.setdefault(url, made)
    return tuple(found.values())


def _cleaned(path: str, line: int, column: int, what: str) -> Problem:
    return Problem(
        path, line, column, "warning", "unfit-character", f"{what} can't stand in a feed; it is left out"
    )


def _shown(written: str) -> str:
    return repr(written if len(written) <= 40 else written[:40] + "…")
