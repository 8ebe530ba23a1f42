"""The kinds of values that fields have: how each is taken from front matter, and what it means.

Each kind has two halves (see tables.Kind): `coerce` takes a value of any shape, with a message if it can't be
one; `read` takes one of the right type, whichever reading it came from. Not responsible for how fields depend
on each other (`meaning`).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Annotated, Any

import msgspec

from feedpub import topics
from feedpub.config import FLAGS, number
from feedpub.content import dates, text, urls
from feedpub.records.tables import Kind

if TYPE_CHECKING:
    from feedpub.frontmatter.values import Path, Value
    from feedpub.problems import Severity
    from feedpub.records.reader import Reader
    from feedpub.records.tables import Field, Table

_MAX_SIDE_PIXELS = 100_000
_EXACT = 2**53  # whole numbers below are the same to every reader of JSON (RFC 8259 §6)


def take_text(value: Value, reader: Reader, at: Path, severity: Severity) -> str | None:
    """Return a scalar as a text that feeds can carry, None for nothing. Reports lists and mappings."""
    if isinstance(value, str):
        if not reader.may_be_unfit or text.first_unfit(value) < 0:
            return value
        message = "a control character, or half a character can't be part of a feed; ignored"
        reader.report(at, "warning", "unfit-character", message)
        return text.clean(value)
    if value is not None:
        tail = "; ignored" if severity == "warning" else ""
        what = next((part for part in reversed(at) if isinstance(part, str)), "this")
        reader.report(at, severity, "text", f"{what} is a text, not a list or a mapping{tail}")
    return None


class Scalar(Kind):
    """A value that is written as a text."""

    def coerce(self, value: Value, of: Field, reader: Reader, at: Path) -> Any:
        """Return the text."""
        return take_text(value, reader, at, of.severity)


class Text(Scalar):
    """A text of several lines, bounded by the limit of that name; too long a text is an error.

    One that is prose may hold character references.
    """

    empty = ""

    def __init__(self, limit: str, words: str = "text", *, is_prose: bool = False) -> None:
        self.limit = limit
        self.words = words
        self.is_prose = is_prose

    def read(self, value: str, of: Field, reader: Reader, within: Path) -> str:
        """Return the text without white space around it."""
        if self.is_prose:
            value = reader.decode(value)
        return self.bounded(value.strip(), of, reader, within)

    def bounded(self, value: str, of: Field, reader: Reader, within: Path) -> str:
        """Return the text; report one that exceeds the limit."""
        if len(value) > getattr(reader.limits, self.limit):
            reader.report_too_large((*within, of.key), of.key, "characters", self.limit)
        return value


class Line(Text):
    """A text of one line, bounded likewise."""

    def read(self, value: str, of: Field, reader: Reader, within: Path) -> str:
        """Return the text as one line."""
        if self.is_prose:
            value = reader.decode(value)
        return self.bounded(text.one_line(value), of, reader, within)


class Body(Scalar):
    """A text that takes the place of the body, as it is written."""

    is_plain = True

    def __init__(self, words: str = "Markdown or HTML") -> None:
        self.words = words


class Name(Scalar):
    """The name of something, as one line; None if it is empty, or longer than a title, which is reported.

    Names that many records have are cached.
    """

    def __init__(self, *, is_common: bool = True) -> None:
        self._one_line = _common_line if is_common else text.one_line

    def read(self, value: str, of: Field, reader: Reader, within: Path) -> str | None:
        """Return the name."""
        value = reader.decode(value)
        if len(value) <= reader.longest_name:  # only such names are cached
            return self._one_line(value) or None
        name = text.one_line(value)
        if len(name) <= reader.longest_name:
            return name or None
        message = (
            f"{of.key} has more than {reader.longest_name} characters (limits: title_characters); ignored"
        )
        reader.report((*within, of.key), "warning", "too-large", message)
        return None


_common_line = lru_cache(maxsize=4096)(text.one_line)
_topic_key = topics.key
_common_domain = lru_cache(maxsize=1024)(urls.domain)


class Domain(Scalar):
    """A domain name, in ASCII."""

    words = "domain name"

    def read(self, value: str, of: Field, reader: Reader, within: Path) -> str | None:
        """Return the domain name."""
        try:
            return (_common_domain if len(value) <= reader.longest_name else urls.domain)(value)
        except ValueError:
            if value and not value.isspace():
                message = f"{shorten(value.strip())} isn't a valid domain name; ignored"
                reader.report((*within, of.key), "warning", "provider", message)
            return None


class Date(Scalar):
    """A date, or a date and time (RFC 3339); seconds since 1970."""

    words = "date or RFC 3339 date and time"

    def read(self, value: str, of: Field, reader: Reader, within: Path) -> int | None:
        """Return the instant."""
        try:
            return dates.parse(value, reader.zone)
        except ValueError as error:
            if value and not value.isspace():
                message = f"{of.key}: {error}{of.ignored}"
                reader.report((*within, of.key), of.severity, "date", message)
            return None


class Url(Scalar):
    """A web URL, absolute or relative to the site.

    A deferred one is left as it is written: its meaning depends on other fields (`meaning.build_record`).
    """

    words = "URL"

    def __init__(self, *, is_named: bool = False, is_deferred: bool = False) -> None:
        self.is_named = is_named
        self.is_plain = is_deferred

    def read(self, value: str, of: Field, reader: Reader, within: Path) -> str | None:
        """Return the absolute URL, or the text of a deferred one."""
        if self.is_plain:
            return value
        try:
            return urls.on_site(reader.base, value)
        except ValueError as error:
            prefix = f"{of.key}: " if self.is_named else ""
            report_url(error, value, reader, (*within, of.key), of.severity, prefix)
            return None


def report_url(
    error: ValueError, written: str, reader: Reader, at: Path, severity: Severity, prefix: str = ""
) -> None:
    """Report a text that isn't a URL, unless it is blank."""
    if written and not written.isspace():
        tail = "; ignored" if severity == "warning" else ""
        reader.report(at, severity, "url", f"{prefix}{error}{tail}")


class Number(Kind):
    """A finite number; a whole one is an int if every reader of JSON has the same idea of it."""

    is_plain = True
    wire = Annotated[int, msgspec.Meta(gt=-_EXACT, lt=_EXACT)]
    words = "number"

    def coerce(self, value: Value, of: Field, reader: Reader, at: Path) -> int | float | None:
        """Return the number that a text holds."""
        written = (take_text(value, reader, at, "error") or "").strip()
        if not written:
            return None
        try:
            converted = number(written)
        except ValueError:
            message = f"{of.key} is a number, not {shorten(written)}; ignored"
            reader.report(at, "warning", "number", message)
            return None
        return int(converted) if converted == int(converted) and abs(converted) < _EXACT else converted


class Side(Kind):
    """The width or height of an image in pixels."""

    is_plain = True
    wire = Annotated[int, msgspec.Meta(gt=0, le=_MAX_SIDE_PIXELS)]
    words = "number of pixels"

    def coerce(self, value: Value, of: Field, reader: Reader, at: Path) -> int | None:
        """Return the number that a text holds."""
        written = (take_text(value, reader, at, "warning") or "").strip()
        if not written:
            return None
        if (
            re.fullmatch("[0-9]{1,6}(?:\\.0+)?", written)
            and 0 < (side := int(float(written))) <= _MAX_SIDE_PIXELS
        ):
            return side
        message = f"{of.key} is a number of pixels, not {shorten(written)}; ignored"
        reader.report(at, "warning", "images", message)
        return None


class Flag(Kind):
    """true or false, in any of the spellings of config.FLAGS. Anything else is an error."""

    is_plain = True
    wire = bool
    words = "`true` or `false`"

    def coerce(self, value: Value, of: Field, reader: Reader, at: Path) -> bool | None:
        """Return the flag that a text spells."""
        if value is None or value == "":
            return None
        if isinstance(value, str) and (known := FLAGS.get(value.strip().lower())) is not None:
            return known
        message = f"{of.key} is true or false (or yes, no, on, off), nothing else"
        reader.report(at, "error", "flag", message)
        return None


class TopicNames(Kind):
    """Names of topics: a list, or a single one. Of names that are one topic the first counts."""

    wire = list[str | None] | str
    empty = ()
    words = "list of names"

    def coerce(self, value: Value, of: Field, reader: Reader, at: Path) -> list[Any] | None:
        """Return the names."""
        if value is None or isinstance(value, str):
            return None if value is None else [value]
        if not isinstance(value, list):
            reader.report(at, "error", of.key, f"{of.key} is a list of names")
            return None
        return value

    def read(self, value: list[Any] | str, of: Field, reader: Reader, within: Path) -> tuple[str, ...]:
        """Return the names, each as one line."""
        at = (*within, of.key)
        items = [value] if isinstance(value, str) else value
        if len(items) > reader.limits.topics:
            reader.report_too_large(at, of.key, "names", "topics")
        if reader.errors:
            return ()
        longest = reader.longest_name
        names: dict[str, str] = {}
        is_fit = not (reader.may_be_unfit or reader.decodes)
        for index, item in enumerate(items):
            if is_fit and item.__class__ is str and len(item) <= longest:
                if name := _common_line(item):
                    names.setdefault(_topic_key(name), name)
                continue
            if item is None:
                continue
            if not isinstance(item, str):
                reader.report((*at, index), "error", of.key, "a topic is a name")
                continue
            name = text.one_line(reader.decode(take_text(item, reader, (*at, index), "error") or ""))
            if len(name) > longest:
                reader.report_too_large((*at, index), "a topic", "characters", "title_characters")
            elif name:
                names.setdefault(_topic_key(name), name)
        return topics.present_names(names, reader.renamed) if reader.renamed else tuple(names.values())


class One(Kind):
    """A part of a record: a mapping with fields of its own, or its name alone."""

    def __init__(self, table: Table, what: str) -> None:
        self.table = table
        self._struct = table.struct
        self._read_struct = table.read_struct
        self.wire = table.struct | str
        self.what = what
        self.words = "mapping, or a name"

    def coerce(self, value: Value, of: Field, reader: Reader, at: Path) -> Any:
        """Return the mapping or the text."""
        if isinstance(value, list):
            reader.report(at, of.severity, of.key, f"{self.what}{of.ignored}")
            return None
        return take_text(value, reader, at, of.severity) if isinstance(value, str) else value

    def read(self, value: Any, of: Field, reader: Reader, within: Path) -> Any:
        """Return the part."""
        at = (*within, of.key)
        if value.__class__ is self._struct:
            return self._read_struct(value, reader, at)
        if isinstance(value, str):
            return self._read_struct(self._struct(value), reader, at)
        return self.table.read_loose(value, reader, at)


class Many(Kind):
    """A list of parts, bounded by the limit of that name; of parts with one identity the first counts.

    An item of a type in `alone` may come without a list; if a text is one, an item may also be a text in a
    list.
    """

    empty = ()

    def __init__(
        self, table: Table, limit: str, unit: str, what: str, rule: str, *, alone: tuple[type, ...]
    ) -> None:
        self.table = table
        self._struct = table.struct
        self._read_struct = table.read_struct
        self.limit = limit
        self.unit = unit
        self.what = what
        self.rule = rule
        self.alone = alone
        struct: Any = table.struct
        self.wire = list[struct | str | None] if str in alone else list[struct]
        for kind in alone:
            self.wire |= struct if kind is dict else kind
        self.words = "list of mappings"

    def coerce(self, value: Value, of: Field, reader: Reader, at: Path) -> list[Any] | None:
        """Return the items."""
        if value is None or isinstance(value, list):
            return value
        if isinstance(value, self.alone):
            return [value]
        reader.report(at, of.severity, self.rule, f"{self.what}{of.ignored}")
        return None

    def read(self, value: Any, of: Field, reader: Reader, within: Path) -> tuple[Any, ...]:
        """Return the parts."""
        at = (*within, of.key)
        items = value if isinstance(value, list) else [value]
        if len(items) > getattr(reader.limits, self.limit):
            reader.report_too_large(at, of.key, self.unit, self.limit)
        if reader.errors:
            return ()
        struct, read_struct = self._struct, self._read_struct
        found: dict[Any, Any] = {}
        for index, item in enumerate(items):
            if item.__class__ is struct:
                part = read_struct(item, reader, (*at, index))
            elif isinstance(item, dict):
                part = self.table.read_loose(item, reader, (*at, index))
            else:
                part = self._read_text(item, reader, (*at, index))
            if part is not None:
                found.setdefault(getattr(part, self.table.identity), part)
        return tuple(found.values())

    def _read_text(self, item: Value, reader: Reader, at: Path) -> Any:
        """Return the part that a text alone stands for."""
        written = take_text(item, reader, at, "warning") if str in self.alone else None
        return self.table.read_struct(self.table.struct(written), reader, at) if written else None


def shorten(written: str) -> str:
    """Return the beginning of a value, between quotes, for a message."""
    return repr(written if len(written) <= 40 else written[:40] + "…")
