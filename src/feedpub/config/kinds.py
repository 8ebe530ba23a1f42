"""The kinds of values that keys have: what docs call them, and how each is read from what YAML holds.

Responsible for one value at a time. A kind reports what is wrong to the reader and returns None then. Not for
which keys there are (`schema`), nor for defaults and missing keys (`read`).
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any, cast

from feedpub import sources, topics
from feedpub.content import urls
from feedpub.content.text import clean, one_line
from feedpub.outputs import known_formats

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from feedpub.config.read import KeyPath, Reader
    from feedpub.frontmatter.values import Value

FLAGS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
"""The words for a flag, in any case, in records and in the config."""
_LANGUAGE = r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*"  # RFC 5646 §2.1, its shape
_EMAIL = r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*"  # RFC 5322 §3.4.1, dot-atoms
_DURATION = r"([1-9][0-9]{0,5})([hdw])"
_SECONDS = {"h": 3600, "d": 86400, "w": 7 * 86400}
ID_YEAR = "2025"
"""The date in ids where the config gives none. It stands for no event, and never changes."""
_MACHINE_ZONES = ("localtime", "posixrules")  # another machine would publish other bytes


class Kind:
    """A kind of value. Text is the simplest one: on one line, without characters that feeds can't carry.

    `words` names it in docs. `inner` is the dataclass that declares the keys within such a value, if any,
    and `inner_prefix` is what their paths continue with; the keys of an inline one belong to the section
    around it. One that reads an absent value has keys with defaults of their own.
    """

    words = "text"
    inner: type[Any] | None = None
    inner_prefix = "."
    is_inline = False
    reads_absent = False

    def read(self, value: Value, path: KeyPath, reader: Reader) -> Any:
        """Return the value that YAML's `value` at `path` stands for, None where it is empty or wrong."""
        if not isinstance(value, str):
            reader.report(path, "type", f"{path[-1]} is a text")
            return None
        text = one_line(clean(value))
        return self.convert(text, path, reader) if text else None

    def convert(self, text: str, path: KeyPath, reader: Reader) -> Any:
        """Return the value that a text on one line stands for."""
        del path, reader
        return text


class _Folder(Kind):
    words = "folder"

    def convert(self, text: str, path: KeyPath, reader: Reader) -> Path:
        if scheme := re.match(r"([A-Za-z][A-Za-z0-9+.-]*):/", text):
            reader.report(path, "folder", f"{path[-1]} is a path, not a URL of {scheme[1]}:")
        return reader.folder / text


class _Flag(Kind):
    words = "true or false"

    def convert(self, text: str, path: KeyPath, reader: Reader) -> bool | None:
        if text.lower() not in FLAGS:
            reader.report(path, "flag", f"{path[-1]} is true or false, not {text!r}")
        return FLAGS.get(text.lower())


class WholeNumber(Kind):
    """A whole number from `least` to `most`."""

    words = "whole number"

    def __init__(self, least: int, most: int) -> None:
        self.least = least
        self.most = most

    def convert(self, text: str, path: KeyPath, reader: Reader) -> int | None:
        if re.fullmatch("[0-9]{1,10}", text) and self.least <= int(text) <= self.most:
            return int(text)
        bounds = f"from {self.least} to {self.most}"
        reader.report(path, "number", f"{path[-1]} is a whole number {bounds}, not {text!r}")
        return None


class _Number(Kind):
    words = "number"

    def convert(self, text: str, path: KeyPath, reader: Reader) -> float | None:
        try:
            return number(text)
        except ValueError:
            reader.report(path, "number", f"{path[-1]} is a number, not {text!r}")
            return None


class Url(Kind):
    """A URL of http or https. With `relative_to`, the path of a key, it may be relative to that key's URL."""

    words = "URL"

    def __init__(self, relative_to: str | None = None) -> None:
        self.relative_to = relative_to

    def convert(self, text: str, path: KeyPath, reader: Reader) -> str | None:
        base = reader.value_of(self.relative_to) if self.relative_to else None
        try:
            return urls.web_on(base, text) if base else urls.web(text)
        except ValueError as error:
            reader.report(path, "url", str(error))
            return None


class _FolderUrl(Kind):
    words = "URL"

    def convert(self, text: str, path: KeyPath, reader: Reader) -> str | None:
        try:
            return folder_url(text)
        except ValueError as error:
            reader.report(path, "url", str(error))
            return None


class OneOf(Kind):
    """One of a few words."""

    def __init__(self, *choices: str) -> None:
        self.choices = choices
        self.words = " or ".join(f"`{word}`" for word in choices)

    def convert(self, text: str, path: KeyPath, reader: Reader) -> str | None:
        if text in self.choices:
            return text
        reader.report(path, "word", f"{path[-1]} is one of {', '.join(self.choices)}, not {text!r}")
        return None


class _Slug(Kind):
    def convert(self, text: str, path: KeyPath, reader: Reader) -> str:
        if not topics.is_slug(text):
            rule = f"use a-z, 0-9 and single hyphens, at most {topics.LONGEST_SLUG} characters"
            reader.report(path, "slug", f"{text!r} can't be a slug: {rule}")
        elif text in reader.slugs:
            reader.report(path, "slug", f"the slug {text!r} is taken")
        reader.slugs.add(text)
        return text


class _Language(Kind):
    def convert(self, text: str, path: KeyPath, reader: Reader) -> str:
        if not re.fullmatch(_LANGUAGE, text):
            reader.report(path, "language", f"{text!r} isn't a language tag; write it like en or pt-BR")
        return text


class _IdBase(Kind):
    words = "domain or address, and a date"

    def convert(self, text: str, path: KeyPath, reader: Reader) -> str | None:
        base = text.lower().removeprefix("tag:").removesuffix(":")
        if "," not in base:
            base = f"{base},{ID_YEAR}"
        if urls.is_id_base(base):
            return base
        rule = "it is a domain or an e-mail address, a comma, and a date at which it was yours"
        reader.report(path, "id-base", f"{text!r} can't begin ids: {rule}, like example.org,{ID_YEAR}")
        return None


class _TimeZone(Kind):
    def convert(self, text: str, path: KeyPath, reader: Reader) -> str:
        if not _is_time_zone(text):
            reader.report(path, "timezone", f"unknown time zone {text!r}; write it like Europe/Berlin")
        return text


class _Email(Kind):
    def convert(self, text: str, path: KeyPath, reader: Reader) -> str:
        if not re.fullmatch(_EMAIL, text):
            reader.report(path, "email", f"{text!r} isn't an e-mail address")
        return text


class _Duration(Kind):
    words = "span of time"

    def convert(self, text: str, path: KeyPath, reader: Reader) -> int | None:
        found = re.fullmatch(_DURATION, text)
        if found is None:
            reader.report(path, "within", f"{text!r} isn't a span of time; write it like 30d, 12h or 2w")
            return None
        return int(found[1]) * _SECONDS[found[2]]


MAX_NAMES = 10_000
"""How many names a list may hold."""


class Names(Kind):
    """A list of texts, or a single one; `normalize` is applied to each, and none is kept twice."""

    words = "list of texts"

    def __init__(self, normalize: Callable[[str], str] = str) -> None:
        self.normalize = normalize

    def read(self, value: Value, path: KeyPath, reader: Reader) -> tuple[str, ...]:
        if isinstance(value, str):
            value = [value]
        if not isinstance(value, list) or not all(isinstance(name, str) and name.strip() for name in value):
            reader.report(path, "type", f"{path[-1]} is a list of names")
            return ()
        if len(value) > MAX_NAMES:
            reader.report(
                path, "range", f"{path[-1]} has {len(value)} names; at most {MAX_NAMES} are possible"
            )
            return ()
        names = [one_line(clean(cast("str", name))) for name in value]
        self.judge(names, path, reader)
        return tuple(dict.fromkeys(map(self.normalize, names)))

    def judge(self, names: list[str], path: KeyPath, reader: Reader) -> None:
        """Report the names that can't be in the list."""


class _Patterns(Names):
    def judge(self, names: list[str], path: KeyPath, reader: Reader) -> None:
        reason = "its set [...] holds a range that ends before it begins"
        for index, pattern in enumerate(names):
            if not sources.is_pattern(pattern):
                reader.report((*path, index), "pattern", f"{pattern} isn't a pattern: {reason}")


class _Formats(Names):
    @property
    def words(self) -> str:  # type: ignore[override] # outputs may be added
        return "list of " + ", ".join(f"`{name}`" for name in known_formats())

    def read(self, value: Value, path: KeyPath, reader: Reader) -> tuple[str, ...]:
        given = super().read(value, path, reader)
        return tuple(name for name in known_formats(given) if name in given)

    def judge(self, names: list[str], path: KeyPath, reader: Reader) -> None:
        known = known_formats(names)
        for name in names:
            if name not in known:
                reader.report(
                    path, "word", f"unknown format {name!r}; {path[-1]} may hold {', '.join(known)}"
                )


TEXT = Kind()
FOLDER = _Folder()
FOLDER_URL = _FolderUrl()
FLAG = _Flag()
NUMBER = _Number()
SLUG = _Slug()
LANGUAGE = _Language()
ID_BASE = _IdBase()
TIME_ZONE = _TimeZone()
EMAIL = _Email()
DURATION = _Duration()
PATTERNS = _Patterns()
FORMATS = _Formats()


def folder_url(text: str) -> str:
    """Return the URL of a folder, with a slash at its end. Raises ValueError with what is wrong."""
    url = urls.web(text)
    if re.search("[?#]", url):
        raise ValueError("the URL of the feeds is that of a folder; it can't have ? or #")
    return url.rstrip("/") + "/"


def default_id_base(site_url: str, year: str = ID_YEAR) -> str:
    """Return the base of ids for a site whose config names none. It depends on the site's host alone."""
    host = urls.host(site_url)
    return f"{'localhost' if ':' in host else host},{year}"


def number(text: str) -> float:
    """Return a finite number that is written with digits. Raises ValueError for anything else."""
    if len(text) > 40 or not re.fullmatch(r"[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?", text, re.ASCII):
        raise ValueError("not a number")
    value = float(text)
    if not math.isfinite(value):
        raise ValueError("not a finite number")
    return value


def _is_time_zone(name: str) -> bool:
    if name == "UTC":  # found without a look at the zones' files
        return True
    if name in _MACHINE_ZONES:
        return False
    from zoneinfo import ZoneInfo  # noqa: PLC0415 - most configs name no zone

    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True
