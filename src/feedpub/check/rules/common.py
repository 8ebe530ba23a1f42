"""The rules that all vocabularies have in common which extend Atom and RSS, and the values of their tables.

Responsible for `extension`, which makes a vocabulary of a table, and for the values that several vocabularies
use. Not for any one vocabulary.
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from feedpub.check import values
from feedpub.check.elements import address_fault, given_twice, label, local_name, namespace_of
from feedpub.check.lists import read_words
from feedpub.check.rule import ATOM, Document, Facet, Finding, rules_for
from feedpub.check.structure import require_attributes, require_children
from feedpub.check.table import (
    ALIASES,
    ANY_NAME,
    VOCABULARIES,
    Attribute,
    Vocabulary,
    filled,
    judge_markup,
    leaf,
    matches,
    refuse,
    vocabulary,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from lxml.etree import _Element as Element

    from feedpub.check.rule import Format, Judge, Rule, Value
    from feedpub.check.table import Row

error, warning = rules_for("atom", "rss")
RESOURCE = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}resource"
HEADS = ("channel", f"{{{ATOM}}}feed")
ENTRIES = ("item", f"{{{ATOM}}}entry")

# --- Structure ---

UNKNOWN_ELEMENT = error("ext-unknown-element")
MISPLACED_ELEMENT = error("ext-misplaced-element")
DUPLICATE_ELEMENT = error("ext-duplicate-element")
MISSING_ATTRIBUTE = error("ext-missing-attribute")
UNKNOWN_ATTRIBUTE = error("ext-unknown-attribute")
MISSING_ELEMENT = error("ext-missing-element")
UNLISTED_ELEMENT = warning("ext-unlisted-element")
UNUSUAL_PLACE = warning("ext-unusual-place")
UNLISTED_ATTRIBUTE = warning("ext-unlisted-attribute")


def extension(
    namespace: str,
    prefix: str,
    *rows: Row,
    formats: tuple[Format, ...] = ("atom", "rss"),
    complete: bool = True,
    open_attributes: bool = False,
    lenient: bool = False,
    lenient_attributes: bool = False,
    aliases: tuple[str, ...] = (),
) -> Vocabulary:
    """Return a vocabulary that extends Atom and RSS, known by its namespace and customary prefix.

    Parents of its elements are `feed` (RSS: channel), `entry` (item), `inside`, any element of its own, or
    one of these by its name. `complete`: elements that aren't in the table don't exist. `open_attributes`:
    the vocabulary doesn't say which attributes its elements have. `lenient`: its readers pass over what isn't
    in the table, so unknown elements, places and attributes are warnings; `lenient_attributes`: attributes
    alone. `aliases` are other namespaces that mean the same.
    """
    made = vocabulary(namespace, prefix, *rows, formats=formats)
    for each in (namespace, *aliases):
        VOCABULARIES[each] = made
        KNOWN_ELEMENTS.add(f"{{{each}}}*")
    ALIASES.update(dict.fromkeys(aliases, namespace))
    require_attributes(MISSING_ATTRIBUTE, made, "{name} has no attribute {attribute}; add it")
    require_children(MISSING_ELEMENT, made, "{parent} has no {child}; add it", in_grammar=False)
    if complete:
        unlisted = UNLISTED_ATTRIBUTE if lenient or lenient_attributes else UNKNOWN_ATTRIBUTE
        _close(made, None if open_attributes else unlisted, lenient=lenient)
        for form in formats:
            _ONCE[form].update(
                f"{{{each}}}{name}" for each in (namespace, *aliases) for name in _single(rows)
            )
    return made


def _single(rows: tuple[Row, ...]) -> list[str]:
    """Return the names of the elements that may be there once."""
    return [row.name for row in rows if "?" in row.parents.values()]


def _close(made: Vocabulary, unlisted: Rule | None, *, lenient: bool) -> None:
    """Have everything reported that a vocabulary doesn't have; `unlisted` is the rule for attributes."""
    unknown = UNLISTED_ELEMENT if lenient else UNKNOWN_ELEMENT
    misplaced = UNUSUAL_PLACE if lenient else MISPLACED_ELEMENT
    unknown.on(f"{{{made.namespace}}}*", unless=made.tags(), formats=made.formats)(_unknown_element)
    misplaced.on(*made.tags(), formats=made.formats)(_misplaced_element)
    for row in made.rows.values():
        if unlisted and ANY_NAME not in row.attributes:
            unlisted.on(made.tag(row.name), attribute="*", formats=made.formats)(
                _unknown_attributes(frozenset(name for name in row.attributes if name[0] != "{"))
            )


KNOWN_ELEMENTS = {"{}*"}
"""The patterns of elements in known namespaces, and in none."""

_ONCE: dict[Format, set[str]] = {"atom": set(), "rss": set()}


def _unknown_element(element: Element, _document: Document) -> Iterator[Finding]:
    """Find elements that their vocabulary doesn't have, with what was probably meant."""
    lower = {name.lower(): name for name in VOCABULARIES[namespace_of(element)].rows}
    name = local_name(element).lower()
    meant = lower.get(name.replace("_", "-")) or lower.get(name)
    hint = f"; did you mean {meant}?" if meant else "; leave it out, or use one that readers know"
    yield Finding(element, f"{label(element)} isn't in the vocabulary {namespace_of(element)}{hint}")


def _misplaced_element(element: Element, _document: Document) -> Iterable[Finding]:
    """Find an element that its vocabulary doesn't have in its parent; foreign parents may hold anything."""
    parent = element.getparent()
    homes = None if parent is None else _better_homes(str(element.tag), str(parent.tag))
    if parent is None or homes is None:
        return ()
    return (Finding(element, f"{label(element)} can't stand in {label(parent)}; it belongs in {homes}"),)


@lru_cache(maxsize=2048)
def _better_homes(tag: str, parent: str) -> str | None:
    """Return where an element belongs by its vocabulary, None when it may be in this parent."""
    namespace, _, name = tag[1:].rpartition("}")
    places = VOCABULARIES[namespace].rows[name].parents
    if parent in ENTRIES:
        place = "entry"
    elif parent in HEADS:
        place = "feed"
    elif parent.startswith(f"{{{namespace}}}"):
        place = parent.rpartition("}")[2]
        if "inside" in places:
            return None
    elif parent == "rss":
        place = ""
    else:
        return None
    if place in places or tag in _MAY_NEST:
        return None
    homes = [home for each, home in _HOMES.items() if each in places]
    return " or ".join([*homes, *(each for each in places if each not in _HOMES)])


_HOMES = {"feed": "the feed's head", "entry": "an entry", "inside": "an element of its own vocabulary"}
_MAY_NEST = frozenset(
    {f"{{{ATOM}}}{name}" for name in ("category", "link", "title", "id", "updated", "rights")}
)
"""What atom:source may hold (RFC 4287 §4.2.11) besides what a feed may."""


@DUPLICATE_ELEMENT.on(*HEADS, *ENTRIES, with_children=True)
def find_repeats(parent: Element, document: Document) -> Iterator[Finding]:
    """Find children given twice that make sense once."""
    for child in given_twice(parent, _ONCE[document.format], document):
        yield Finding(child, f"{label(parent)} has {label(child)} already; leave one of them out")


def _unknown_attributes(known: frozenset[str]) -> Callable[[Element, Document], Iterator[Finding]]:
    """Return a function that finds attributes without a namespace that aren't known."""
    expected = f"; it has {', '.join(sorted(known))}" if known else "; leave it out"

    def unknown_attributes(element: Element, _document: Document) -> Iterator[Finding]:
        for name in map(str, element.attrib):
            if name[0] != "{" and name not in known:
                yield Finding(element, f"{label(element)} has no attribute {name!r}{expected}", name)

    return unknown_attributes


PARENT = Facet(DUPLICATE_ELEMENT, find_repeats, with_children=True)
"""It holds elements that may be there once."""

# --- What elements hold ---


FILLED = filled(warning("ext-blank"))
"""It has a value."""


_NOT_BLANK = FILLED.rule.value(
    "{name} is empty; give it a value or leave it out",
    lambda value: None if value.strip() else "",
    blank=True,
)


def optional(*judged: Value) -> Attribute:
    """Return an attribute that may be empty; it is better left out."""
    lenient = (each._replace(judge=_unless_blank(each.judge)) for each in judged)
    return Attribute((*lenient, _NOT_BLANK))


def _unless_blank(judge: Judge) -> Judge:
    return lambda value: judge(value) if value.strip() else None


EMPTY = error("ext-not-empty").value("{element} can't hold text; remove {value}", refuse)
"""It holds no text."""


TEXT = leaf(error("ext-unescaped-markup"), "{element} can't hold elements; escape the markup (&lt;{child}>)")
"""It holds text alone, no elements."""


PLAIN = warning("ext-html-in-plain-text").value(
    "{element} is plain text, but holds {wrong}; write it without markup", judge_markup
)
"""It is plain text, without HTML."""

# --- Values ---


def judge_url(url: str) -> str | None:
    """Judge an absolute IRI."""
    return address_fault(url, values.iri)


_URL = error("ext-url")
URL = _URL.value("{name} {value} is not a URL: {wrong}", judge_url)
IRI = _URL.value("{name} {value} is not an IRI: {wrong}", judge_url)
MEDIA_TYPE = error("ext-media-type").value("{name} {value} is not a media type: {wrong}", values.media_type)
_INTEGER = error("ext-integer")
COUNT = _INTEGER.value("{name} {value} is not a whole number from 0", matches(r"\+?[0-9]{1,18}"))
POSITIVE = _INTEGER.value(
    "{name} {value} is not a whole number from 1", matches(r"(?=\+?0*[1-9])\+?[0-9]{1,18}")
)
DIGITS = _INTEGER.value("{name} {value} is not a whole number", matches("[0-9]+"), strip=True)
NUMBER_PATTERN = r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)"
NUMBER = error("ext-number").value("{name} {value} is not a number", matches(NUMBER_PATTERN), strip=True)
W3C_DATE = error("ext-date")
_W3C_DATE = re.compile(
    r"(?P<year>[0-9]{4})(?:-(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2})"
    r"(?:T(?P<hour>[0-9]{2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:\.[0-9]+)?)?"
    r"(?P<zone>Z|[+-][0-9]{2}:[0-9]{2}))?)?)?"
)


def judge_w3c_date(text: str) -> str | None:
    """Judge a date of W3C's profile of ISO 8601."""
    found = _W3C_DATE.fullmatch(text)
    if found is None:
        return "it must look like 2002-09-07 or 2002-09-07T09:42:31Z"
    try:
        date(int(found["year"]), int(found["month"] or 1), int(found["day"] or 1))
    except ValueError:
        return "the calendar has no such day"
    hour, minute, second = (int(found[part] or 0) for part in ("hour", "minute", "second"))
    zone = found["zone"]
    if hour > 23 or minute > 59 or second > 59:
        return "there is no such time"
    if zone and zone != "Z" and (int(zone[1:3]) > 23 or int(zone[4:]) > 59):
        return "there is no such zone"
    return None


DATE = W3C_DATE.value("{name} {value} is not a date: {wrong}", judge_w3c_date)
COUNTRIES = read_words("countries")


def is_country(code: str) -> bool:
    """Return whether two letters, in any case, are the code of a country."""
    return code.lower() in COUNTRIES


_LANGUAGE = error("ext-language")
LANGUAGE = _LANGUAGE.value(
    "{name} {value} is not a language: {wrong}; write a tag like en", values.language_tag
)
LANGUAGE_ATTRIBUTE = _LANGUAGE.value("{name} {value} is not a language: {wrong}", values.language_tag)
