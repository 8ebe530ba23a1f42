"""TOML 1.0 with places, read by the standard library.

Typed values become the texts that fields read: true, 1200, 61.5 as it was written, 2024-05-06T07:08:09+02:00.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from feedpub.content import text as characters
from feedpub.frontmatter.places import Place, line_and_column
from feedpub.frontmatter.values import MAX_DEPTH, ParseError, name_key, scalars_as_text, too_deep

if TYPE_CHECKING:
    import tomllib
    from collections.abc import Collection

    from feedpub.frontmatter.values import Path, Value

_AT = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)\Z")
_CONSTANT = re.compile(
    "Expected|Unescaped|Unterminated|Invalid|Escaped"
)  # messages that quote nothing of the text
# The parser's messages on something given twice, which quote keys.
_GIVEN_TWICE = re.compile(r"Cannot (?:declare|overwrite|mutate|redefine)|Duplicate inline table key")
_BETWEEN = re.compile(r"(?:[ \t\n\r,]|#[^\n]*+)*+")
_EQUALS = re.compile(r"[ \t]*+=[ \t]*+")
_END_OF_HEADER = re.compile(r"[ \t]*+\]{1,2}")
_KEY_PART = re.compile(
    r"""[ \t]*+("(?:[^"\\\n]|\\.)*+"|'[^'\n]*+'|[A-Za-z0-9_-]++)(?:[ \t]*+(\.))?""", re.DOTALL
)
# Atomic groups, since Python 3.11.2 goes on at a wrong place after a possessive group whose last try failed.
_STRING = re.compile(
    r'''"""(?>(?:[^"\\]|\\.|"(?!""))*)"{3,5}|\'\'\'(?>(?:[^']|'(?!\'\'))*)'{3,5}|"(?:[^"\\\n]|\\.)*+"|'[^'\n]*+\'''',
    re.DOTALL,
)
_TOKEN = re.compile(
    r"""(?P<part>"(?:[^"\\\n]|\\[^\n])*+"?|'[^'\n]*+'?|[A-Za-z0-9_-]++)|(?P<dot>\.)|[ \t]++"""
)
_MOST_PARTS = 100  # of a dotted key
_SCALAR = re.compile(r"[^],}#\n]*+")


def load(text: str, *, max_depth: int = MAX_DEPTH, quotable: Collection[str] | None = None) -> Value:
    """Return the mapping that a TOML text holds, scalars as text.

    `quotable` are the keys that messages may name, None for all. Raises ParseError for what isn't TOML, a key
    given twice, and nesting deeper than `max_depth`.
    """
    import tomllib  # noqa: PLC0415 - few records are in TOML

    _refuse_long_keys(text, max_depth)
    try:
        value = tomllib.loads(text, parse_float=str)
        return scalars_as_text(value, max_depth)
    except tomllib.TOMLDecodeError as error:
        raise _explain(error, text, quotable) from None
    except RecursionError:
        raise too_deep(max_depth) from None
    except ParseError:
        raise
    except ValueError:  # Python's bound on the digits of a number
        raise ParseError("not TOML that can be read: a number has too many digits", 1, 1) from None


def locate(text: str, path: Path, *, of_key: bool = False) -> tuple[int, int]:
    """Return line and column (from 1) of the value at `path`, or of its key; a table is where its header is.

    If the path leads nowhere, the place is that of the innermost collection on the way.
    """
    return line_and_column(text, places(text), path, of_key=of_key)


@lru_cache(maxsize=1)  # a record with several problems asks for several places
def places(text: str) -> Place:
    """Return the places of all values of a TOML text, up to its first fault."""
    scanner = _Scanner(text)
    scanner.scan()
    return scanner.root


class _Scanner:
    """Builds the tree of places.

    `table` is where keys go, `open_places` are the arrays and inline tables that aren't closed yet, `values`
    the places of what has a key of its own, `headers` those of tables; `repeated` is the first key that is
    given twice.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.root = self.table = Place(0, 0, is_mapping=True)
        self.open_places: list[Place] = []
        self.arrays_of_tables: set[Place] = set()
        self.values: set[Place] = set()
        self.headers: set[Place] = set()
        self.repeated: tuple[str, int] | None = None

    def scan(self) -> None:
        """Add the places of all values, up to the first fault."""
        while (begin := self._skip(_BETWEEN)) < len(self.text):
            char = self.text[begin]
            if self.open_places and char in "]}":
                self.at += 1
                self.open_places.pop().end = self.at
            elif char == "[" and not self.open_places:
                if not self._read_header(begin):
                    return
            elif not self._read_item(begin):
                return

    def _skip(self, pattern: re.Pattern[str]) -> int:
        """Move past the pattern if it is next; return the index that follows."""
        if found := pattern.match(self.text, self.at):
            self.at = found.end()
        return self.at

    def _read_key(self) -> list[tuple[str, int]]:
        """Return the parts of a dotted key, each with its index."""
        parts = []
        while found := _KEY_PART.match(self.text, self.at):
            parts.append((_decode_key(found[1]), found.start(1)))
            self.at = found.end()
            if not found[2]:
                break
        return parts

    def _read_header(self, begin: int) -> bool:
        is_array = self.text.startswith("[[", begin)
        self.at = begin + 1 + is_array
        parts = self._read_key()
        before = self.at
        if not parts or self._skip(_END_OF_HEADER) == before:
            return False
        name, at = parts[-1]
        place = self._descend(self.root, parts[:-1] if is_array else parts)
        if is_array:
            if (known := place.children.get(name)) and known not in self.arrays_of_tables:
                self._note_repeated(name, at)
            array = place.children.setdefault(name, Place(at, begin))
            self.arrays_of_tables.add(array)
            place = array.children[len(array.children)] = Place(at, begin, is_mapping=True)
        elif place in self.headers:
            self._note_repeated(name, at)
        self.headers.add(place)
        place.key, place.start, place.end = at, begin, self.at
        self.table = place
        return True

    def _read_item(self, begin: int) -> bool:
        """Read an array's item, or a key and the beginning of its value."""
        within = self.open_places[-1] if self.open_places else self.table
        key: str | int = len(within.children)
        key_at = begin
        if within.is_mapping:
            parts = self._read_key()
            before = self.at
            if not parts or self._skip(_EQUALS) == before:
                return False
            within = self._descend(within, parts[:-1])
            key, key_at = parts[-1]
        if key in within.children:
            self._note_repeated(str(key), key_at)
        place = within.children[key] = Place(key_at, self.at)
        self.values.add(place)
        char = self.text[self.at : self.at + 1]
        if char and char in "[{":
            place.is_mapping = char == "{"
            self.open_places.append(place)
            self.at += 1
        elif char and char in "\"'":
            self._skip(_STRING)
        else:
            written = _SCALAR.match(self.text, self.at)
            self.at += len(written[0].rstrip()) if written else 0
        place.end = self.at
        return place.end > place.start

    def _descend(self, place: Place, parts: list[tuple[str, int]]) -> Place:
        """Return the table that the parts of a key lead to; in an array of tables that is its last one."""
        for name, at in parts:
            place = place.children.setdefault(name, Place(at, at, is_mapping=True))
            if place in self.values:
                self._note_repeated(name, at)
            if place in self.arrays_of_tables:
                place = place.children[len(place.children) - 1]
        return place

    def _note_repeated(self, name: str, at: int) -> None:
        self.repeated = self.repeated or (name, at)


def _decode_key(written: str) -> str:
    """Return what a part of a key means, which may be quoted."""
    if written[0] not in "\"'":
        return written
    import tomllib  # noqa: PLC0415 - as above

    try:
        return str(tomllib.loads(f"k={written}")["k"])
    except tomllib.TOMLDecodeError:
        return written


def _refuse_long_keys(text: str, max_depth: int) -> None:
    """Raise ParseError for a dotted key of very many parts, for which the parser's time is quadratic."""
    if text.count(".") < _MOST_PARTS:
        return
    parts = end = 0
    last = ""
    for token in _TOKEN.finditer(text):
        kind = token.lastgroup or ""
        if token.start() != end or kind == last:
            parts = 0
        end = token.end()
        last = kind or last
        parts += kind == "dot"
        if parts >= _MOST_PARTS:
            raise too_deep(max_depth, text.count("\n", 0, end) + 1)


def _explain(error: tomllib.TOMLDecodeError, text: str, quotable: Collection[str] | None) -> ParseError:
    """Return the parser's error with its place, without any text that it may quote."""
    message = str(error)
    line, column = text.count("\n") + 1, 1
    if found := _AT.search(message):
        message = message[: found.start()]
        if found[1]:
            line, column = int(found[1]), int(found[2])
    if _GIVEN_TWICE.match(message):
        scanner = _Scanner(text)
        scanner.scan()
        named = "a key"
        if scanner.repeated:
            key, at = scanner.repeated
            named = name_key(key, quotable)
            line, column = characters.place(text, at)
        return ParseError(f"{named} is given twice; which of the two is meant can't be known", line, column)
    if not _CONSTANT.match(message):
        message = message.partition("'")[0].partition('"')[0].strip()
    return ParseError(f"not TOML: {message[:1].lower()}{message[1:]}", line, column)
