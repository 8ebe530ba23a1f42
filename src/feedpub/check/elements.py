"""Questions of rules about an element: its text, its children, whether its text holds markup.

Responsible for questions that many rules share. Not for any rule.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast

from feedpub.check import values

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from collections.abc import Set as AbstractSet

    from lxml.etree import _Element as Element

    from feedpub.check.rule import Document

_QUOTED = 60
_NOTHING = frozenset({"None", "nil", "null", "undefined"})
_WORD = re.compile(r"\S+")
_BASE = "{http://www.w3.org/XML/1998/namespace}base"

_PLAIN_URL = re.compile(
    r"https?://(?:[a-z0-9](?:[a-z0-9-]{0,60}[a-z0-9])?\.){1,4}[a-z]{2,20}(?:/[A-Za-z0-9._~/=&@+,;:-]*)?"
    r"(?:\?[A-Za-z0-9._~/=&@+,;:-]*)?"
)

_MARKUP = re.compile(
    r"""</?(?:a|abbr|acronym|article|aside|b|big|blink|blockquote|body|br|center|cite|code|dd|del|div|dl|dt|em|embed
            |font|form|h[1-6]|head|hr|html|i|iframe|img|input|ins|kbd|li|link|meta|object|ol|p|pre|q|s|samp|script|section
            |small|span|strike|strong|style|sub|sup|table|tbody|td|th|tr|tt|u|ul|var|video)(?:\s[^<>]*|\s*/)?>
        |&(?:\#[0-9]{1,7}|\#[xX][0-9A-Fa-f]{1,6}|amp|lt|gt|quot|apos|nbsp|copy|reg|trade|hellip|mdash|ndash|[lr][sd]quo
            |laquo|raquo|bull|middot|euro|pound|yen|cent|deg|[a-zA-Z](?:acute|grave|circ|uml|tilde|cedil|ring|caron|slash)
            |szlig|[aA][eE]lig);""",
    re.VERBOSE | re.IGNORECASE,
)


def text_of(element: Element) -> str:
    """Return an element's own text, comments and child elements left out, white space as it stands."""
    text = element.text or ""
    if len(element):
        return text + "".join(child.tail or "" for child in element)
    return text


def value_of(element: Element) -> str:
    """Return an element's text without white space around it, which RSS allows round a value."""
    return text_of(element).strip()


def local_name(element: Element) -> str:
    """Return an element's name without its namespace."""
    return str(element.tag).rpartition("}")[2]


def namespace_of(element: Element) -> str:
    """Return an element's namespace, empty when it has none."""
    return str(element.tag)[1:].rpartition("}")[0]


def label(element: Element) -> str:
    """Return an element's name as the document writes it, with its prefix."""
    name = local_name(element)
    return f"{element.prefix}:{name}" if element.prefix else name


def children(element: Element) -> Iterator[Element]:
    """Yield the child elements, without comments and processing instructions."""
    return element.iterchildren("*")


def child_of(element: Element, tag: str) -> Element | None:
    """Return the first child with a tag, None when there is none; much faster than `find`."""
    return next(element.iterchildren(tag), None)


def base_of(element: Element) -> str | None:
    """Return the nearest xml:base on an element or around it, None when there is none."""
    bases = (each.get(_BASE) for each in (element, *element.iterancestors()))
    return next((base for base in bases if base is not None), None)


def child_tags(element: Element, document: Document) -> tuple[list[str], frozenset[str]]:
    """Return the tags of the child elements, in order, and as a set; many rules ask it of one element."""
    kept = document.notes.get("tags")
    if isinstance(kept, tuple) and kept[0] is element:
        return cast("tuple[list[str], frozenset[str]]", kept[1])
    tags = [child.tag for child in element.iterchildren("*")]
    found = (tags, frozenset(tags))
    document.notes["tags"] = (element, found)
    return found


def given_twice(element: Element, once: AbstractSet[str], document: Document) -> Iterator[Element]:
    """Yield each child that is there again, of the tags that may be there once."""
    tags, kinds = child_tags(element, document)
    if len(tags) == len(kinds):
        return
    single = [tag for tag in tags if tag in once]
    if len(set(single)) == len(single):
        return
    seen: set[object] = set()
    for child in element:
        if child.tag in seen:
            yield child
        elif child.tag in once:
            seen.add(child.tag)


def is_plain_url(text: str) -> bool:
    """Whether a text is an http or https URL as most are: so plainly right that no closer look is needed."""
    return _PLAIN_URL.fullmatch(text) is not None


def address_fault(url: str, judge: Callable[[str], str | None]) -> str | None:
    """Say what is wrong with an absolute address, None when nothing is; `judge` knows its syntax."""
    if is_plain_url(url):
        return None
    if values.is_relative(url):
        return f"it {explain_relative(url)}"
    return judge(url)


def explain_relative(url: str) -> str:
    """Return what is wrong with an address that has no scheme, as a phrase after its name."""
    if url.strip() in _NOTHING:
        return "is a program's word for a missing value; leave it out"
    return "is relative; write the whole address, from https: on"


_NAMED_TAG = re.compile("<[A-Za-z0-9]+>")


def markup_in(text: str) -> str | None:
    """Return the first HTML tag or character reference that a plain text holds, None when it holds none."""
    if "<" not in text and "&" not in text:
        return None
    found = _MARKUP.search(text)
    return found.group() if found else None


def surely_markup_in(text: str) -> str | None:
    """Return the same, but nothing for a text that only names tags, such as "How <b> and <i> differ".

    No tag in such a text is closed or has attributes, and there is no character reference in it.
    """
    first = markup_in(text)
    if first is None or all(_NAMED_TAG.fullmatch(found.group()) for found in _MARKUP.finditer(text)):
        return None
    return first


def parts_of(text: str, separator: str | None = None) -> Iterator[str]:
    """Yield what `text.split(separator)` returns, part by part: a list of millions would take gigabytes."""
    if separator is None:
        yield from (found.group() for found in _WORD.finditer(text))
        return
    start = 0
    while (end := text.find(separator, start)) >= 0:
        yield text[start:end]
        start = end + len(separator)
    yield text[start:]


def shorten(text: str) -> str:
    """Return a text on one line and not too long, without looking at more of it than that takes."""
    words, length = [], -1
    for found in _WORD.finditer(text):
        word = text[found.start() : min(found.end(), found.start() + _QUOTED + 1)]
        words.append(word)
        length += len(word) + 1
        if length > _QUOTED:
            return " ".join(words)[: _QUOTED - 1] + "…"
    return " ".join(words)


def quoted(text: str) -> str:
    """Return a value as a message shows it: quoted, on one line and not too long."""
    return repr(shorten(text))
