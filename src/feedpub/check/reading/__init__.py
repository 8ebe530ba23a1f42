"""Bytes to a tree, within bounds: everything that is decided before a format's own rules.

Responsible for the order of the steps and for what `read` returns. A document is decoded (`encoding`), parsed
if it is XML (`xml`), and its format is found out (`formats`); `bounds` keeps all of that cheap. `places`
finds lines and columns in XML afterwards. JSON is decoded here, and parsed by its rules with `json`, whose
places `json_places` finds. `rules` declares what can be wrong. Nothing is ever fetched, from the network or
from files.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from feedpub.check import MAX_TAGS
from feedpub.check.reading import encoding, formats, rules, xml
from feedpub.check.reading.bounds import too_crowded, too_large
from feedpub.check.reading.places import Places
from feedpub.check.reading.problems import Refused, problem
from feedpub.check.reading.rules import MAX_ATTRIBUTES, MAX_ATTRIBUTES_OF_ONE, NOT_A_FEED, UNREADABLE

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

    from feedpub.check import Kind
    from feedpub.problems import Problem

__all__ = [
    "MAX_ATTRIBUTES",
    "MAX_ATTRIBUTES_OF_ONE",
    "MAX_TAGS",
    "NOT_A_FEED",
    "UNREADABLE",
    "Places",
    "Reading",
    "read",
    "too_crowded",
    "too_large",
]


@dataclass(frozen=True, slots=True)
class Reading:
    """A document that was read, as far as that was possible.

    `format` is the one that the content shows, None when it isn't a feed. `root` is the tree of an XML feed,
    None when there is none. `text` is the decoded document, its line ends made newlines. `problems` are those
    found so far, in any order.
    """

    format: Kind | None
    root: Element | None
    text: str
    problems: tuple[Problem, ...]


def read(data: bytes, where: str, kind: Kind | None = None) -> Reading:
    """Decode and parse a document, and find out its format; never raises for bad input.

    `where` is the name that problems carry. With a `kind`, a document of another format, or of none, is an
    error.
    """
    problems: list[Problem] = []
    text = ""
    form: Kind | None = None
    root: Element | None = None
    try:
        text, has_mark, signature = encoding.decode(data, problems)
        if formats.looks_like_json(text):
            form = "json"
            if signature not in {None, "utf-8"}:  # RFC 8259 §8.1
                problems.append(problem(rules.BAD_ENCODING, f"is {signature}; JSON is written in UTF-8"))
            text = "\ufeff" * has_mark + text  # which a rule of JSON's own is about
        else:
            root = xml.parse(text)
            form = formats.detect_format(root)
    except Refused as refused:
        problems.append(refused.problem)
        form = "atom" if refused.problem.rule == rules.ATOM_NAMESPACE.name else None
        root = None
    if kind is not None and form != kind and not (form is None and problems):
        actual = "isn't a feed" if form is None else f"is a feed in the format {form!r}"
        problems.append(problem(rules.WRONG_FORMAT, f"{actual}; it was to be checked as {kind!r}"))
    return Reading(form, root, text, tuple(each.at(where) for each in problems))
