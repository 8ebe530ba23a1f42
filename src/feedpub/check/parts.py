"""Checks documents in parts, for a publisher whose documents share their entries: no part is checked twice.

Responsible for the errors of an entry by itself, of a frame (the bytes before and after the entries), of the
ids of a document's entries and of its size; together they are the errors that `check` finds in the document.
And for validating many entries at once against a format's schema. Not for warnings, which keep nothing from
being published.

    matches_schema(document)     whether a document is well formed and valid by its format's schema
    check_entry(entry, around)   an entry by itself, in the document that a frame makes around it
    check_frame(around)          the bytes before and after the entries, around a sample
    check_ids(ids)               that no two entries have the same id
    check_bounds(document)       that it isn't larger than a document may be

A frame is a pair of bytes in UTF-8: what precedes the first entry, and what follows the last. The commas
between JSON's entries belong to neither.
"""

from __future__ import annotations

import json
from collections import Counter
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias, cast

from feedpub.check import MAX_TAGS, problems_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from lxml.etree import RelaxNG, XMLParser
    from lxml.etree import _Element as Element
    from lxml.etree import _ElementTree as ElementTree

    from feedpub.check import Kind, reading
    from feedpub.problems import Problem

_SCHEMAS = Path(__file__).parent / "schemas"
Around: TypeAlias = "tuple[bytes, bytes]"

ATOM = "http://www.w3.org/2005/Atom"
PREFIXES = {
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "media": "http://search.yahoo.com/mrss/",
}
"""The prefixes that entries may use without binding them: a frame has to bind them as they are here."""

SAMPLES: dict[Kind, str] = {
    "atom": (
        "<entry><id>urn:uuid:9f0b8a2e-5c3d-4b7a-8e61-d2f4a7c90b13</id><title>Štěstí</title>"
        "<updated>2024-05-06T07:08:09Z</updated><published>2024-05-06T07:08:09Z</published>"
        '<content type="html">Štěstí</content><media:thumbnail url="https://example.org/1.png"/></entry>'
    ),
    "rss": (
        '<item><title>Štěstí</title><guid isPermaLink="false">urn:uuid:9f0b8a2e-5c3d-4b7a-8e61-d2f4a7c90b13'
        "</guid><pubDate>Mon, 06 May 2024 07:08:09 +0000</pubDate><dc:creator>Štěstí</dc:creator>"
        "<description>Štěstí</description><content:encoded>Štěstí</content:encoded>"
        '<media:thumbnail url="https://example.org/1.png"/></item>'
    ),
    "json": '{"id": "urn:uuid:9f0b8a2e-5c3d-4b7a-8e61-d2f4a7c90b13", "content_html": "Štěstí"}',
}
"""A valid entry in each format: short, with every prefix, and without an author in Atom."""

_MEDIA = tuple(f"{{{PREFIXES['media']}}}{name}" for name in ("content", "title", "thumbnail"))
_COMMON_ELEMENTS: dict[Kind, frozenset[str]] = {
    "atom": frozenset(
        (
            *(
                f"{{{ATOM}}}{name}"
                for name in (
                    *("feed", "id", "title", "updated", "author", "name", "uri", "email", "link", "category"),
                    *("generator", "icon", "logo", "rights", "subtitle"),
                    *("entry", "published", "summary", "content"),
                )
            ),
            *_MEDIA,
        )
    ),
    "rss": frozenset(
        (
            *(
                f"{{}}{name}"
                for name in (
                    *("rss", "channel", "title", "link", "description", "category", "copyright", "docs"),
                    *("generator", "image", "url", "language", "lastBuildDate", "managingEditor"),
                    *("item", "guid", "pubDate"),
                )
            ),
            f"{{{ATOM}}}link",
            f"{{{PREFIXES['dc']}}}creator",
            f"{{{PREFIXES['content']}}}encoded",
            *_MEDIA,
        )
    ),
}
_COMMON_ATTRIBUTES = frozenset(
    (
        *("version", "xml:lang", "type", "href", "rel", "title", "term", "label", "scheme"),
        *("url", "isPermaLink", "domain"),
    )
)
"""The elements and attributes that a publisher's documents commonly have: see `_narrow_grammar`."""


# Schemas


def matches_schema(document: bytes, kind: Kind) -> bool:
    """Return whether a document is well formed and valid by its format's schema: RELAX NG or JSON Schema.

    The patterns that values must match are left to the rules. False for whatever else is wrong, too: a
    document type declaration, bytes that aren't UTF-8, an element nested too deep.
    """
    if kind == "json":
        return _matches_json_schema(document)
    from lxml import etree  # noqa: PLC0415 - heavy

    try:
        root = etree.fromstring(document, _parser())
    except etree.XMLSyntaxError:
        return False
    if root.getroottree().docinfo.internalDTD is not None:
        return False
    return bool(_narrow_grammar(kind).validate(root) or _whole_grammar(kind).validate(root))


@cache
def _parser() -> XMLParser:
    from lxml import etree  # noqa: PLC0415 - heavy

    return etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        remove_blank_text=True,  # RELAX NG ignores it between elements (specification, §4.2)
        collect_ids=False,
    )


@cache
def _narrow_grammar(kind: Kind) -> RelaxNG:
    """Return a format's grammar narrowed to what a publisher's documents commonly hold, with which
    validation takes half of the time.
    """
    from lxml import etree  # noqa: PLC0415 - heavy

    from feedpub.check.schemas.narrow import narrow  # noqa: PLC0415 - the same

    tree = _grammar_tree(kind)
    narrow(tree, _COMMON_ELEMENTS[kind], _COMMON_ATTRIBUTES)
    return etree.RelaxNG(tree)


@cache
def _whole_grammar(kind: Kind) -> RelaxNG:
    """Return a format's grammar, compiled when the narrow one first refuses a document."""
    from lxml import etree  # noqa: PLC0415 - heavy

    return etree.RelaxNG(_grammar_tree(kind))


def _grammar_tree(kind: Kind) -> ElementTree:
    """Return a format's grammar as one tree, without patterns of values."""
    from lxml import etree  # noqa: PLC0415 - heavy

    tree = _one_tree(etree.parse(_SCHEMAS / f"{kind}.rng"))
    for pattern in list(tree.iterfind(".//{*}param[@name='pattern']")):
        cast("Element", pattern.getparent()).remove(pattern)
    return tree


def _one_tree(grammar: ElementTree) -> ElementTree:
    """Return a grammar with the one that it includes as a part of it (RELAX NG, §4.7)."""
    from lxml import etree  # noqa: PLC0415 - heavy

    (include,) = grammar.iterfind("{*}include")
    replaced = {define.get("name") for define in include}
    included = etree.parse(_SCHEMAS / str(include.get("href"))).getroot()
    for definition in included.iterfind("{*}define"):
        if definition.get("name") not in replaced:
            include.append(definition)
    include.tag = include.tag.replace("include", "div")
    include.attrib.clear()
    include.attrib.update({"ns": "", **included.attrib})
    return grammar


def _matches_json_schema(document: bytes) -> bool:
    decode, is_valid = _json_schema()
    try:
        return is_valid(decode(document))
    except (ValueError, RecursionError):  # ValueError: msgspec's errors, and those of UTF-8
        return False


@cache
def _json_schema() -> tuple[Callable[[bytes], object], Callable[[object], bool]]:
    """Return a parser of JSON (RFC 8259), and what judges a value by the schema of JSON Feed."""
    import jsonschema_rs  # noqa: PLC0415 - heavy
    import msgspec  # noqa: PLC0415 - heavy

    schema = json.loads((_SCHEMAS / "json_feed.schema.json").read_bytes())
    return msgspec.json.Decoder().decode, jsonschema_rs.Draft202012Validator(schema).is_valid


# Entries


def check_entry(entry: str, around: Around, kind: Kind, where: str) -> tuple[Problem, ...]:
    """Return the errors of an entry's text: an entry (Atom), an item (RSS) or an item's object (JSON Feed).

    It is checked in the document that the frame `around` makes of it, and its problems have the places that
    they have there; the frame's own errors count too. Anything but one entry by itself is an error.
    """
    found, problems = _check_around(around, entry, kind, where)
    if problems or _is_only_entry(entry, found):
        return problems
    return (_stray(where, "what is put between its entries isn't one entry by itself"),)


# Frames


def check_frame(around: Around, kind: Kind, where: str) -> tuple[Problem, ...]:
    """Return the errors that every document of this frame has, whatever valid entries it shows.

    It is checked around a sample, which must be read there as it is meant: as the only entry, letter by
    letter, its prefixes bound to `PREFIXES`.
    """
    if b"<!DOCTYPE" in around[0]:  # which could define references and attributes
        return (_stray(where, "a document type declaration precedes its entries; leave it out"),)
    sample = SAMPLES[kind]
    found, problems = _check_around(around, sample, kind, where)
    if problems or (_is_only_entry(sample, found) and _is_read_as_meant(sample, found)):
        return problems
    return (_stray(where, "an entry that is put into it isn't read as its only one"),)


# Ids and bounds


def check_ids(ids: Sequence[str], kind: Kind, where: str) -> tuple[Problem, ...]:
    """Return an error for each id that several entries of a document have.

    Atom's feeds have an id of their own, which belongs among them (RFC 4287 §4.2.6). White space around ids
    doesn't tell them apart.
    """
    if len(set(map(str.strip, ids))) == len(ids):
        return ()
    from feedpub.check import rules  # noqa: PLC0415 - heavy

    broken = rules.load_all()[_SAME_ID[kind]]
    times = Counter(map(str.strip, ids))
    return tuple(
        broken.problem(where, 1, 1, f"the id {rules.quote(each)} is given {number} times; give each its own")
        for each, number in times.items()
        if number > 1
    )


_SAME_ID: dict[Kind, str] = {
    "atom": "atom-duplicate-id",
    "rss": "rss-guid-unique",
    "json": "json-duplicate-id",
}


def check_bounds(document: bytes, kind: Kind, where: str) -> tuple[Problem, ...]:
    """Return the error of a document that is larger than a document may be, or has too many tags."""
    if len(document) <= MAX_TAGS:  # there can't be so many of anything
        return ()
    from feedpub.check import reading  # noqa: PLC0415 - heavy

    problem = reading.too_large(document, where) or (
        None if kind == "json" else reading.too_crowded(document, where)
    )
    return () if problem is None else (problem,)


# Parts in a document


def _check_around(
    around: Around, entry: str, kind: Kind, where: str
) -> tuple[reading.Reading, tuple[Problem, ...]]:
    """Read the document that a frame makes around an entry, and return it with its errors."""
    from feedpub.check import reading  # noqa: PLC0415 - heavy

    # A surrogate, which UTF-8 can't hold, is an error to find, not one to raise.
    before, after = around
    found = reading.read(before + entry.encode(errors="surrogatepass") + after, where, kind)
    return found, problems_of(found, where, warnings=False)


def _is_only_entry(entry: str, found: reading.Reading) -> bool:
    """Return whether a document without errors has this entry, and no other."""
    if found.format == "json":
        try:
            return bool(json.loads(found.text)["items"] == [json.loads(entry)])
        except ValueError:  # it ends the array around it, say
            return False
    return len(_entries(found)) == 1


def _is_read_as_meant(sample: str, found: reading.Reading) -> bool:
    """Return whether a document's first entry has the sample's elements and texts, in their namespaces; a
    JSON document's has, since otherwise it wouldn't be the only entry.
    """
    return found.format == "json" or _texts(_entries(found)[0]) == _texts_meant(sample)


def _entries(found: reading.Reading) -> tuple[Element, ...]:
    """Return the entries of an XML document without errors."""
    from feedpub.check import rules  # noqa: PLC0415 - heavy

    assert found.root is not None
    assert found.format is not None
    return rules.entries_of(found.root, found.format)[1]


def _texts(entry: Element) -> list[tuple[str, str | None]]:
    """Return the names and texts of an entry's children."""
    return [(child.tag, child.text) for child in entry]


@cache
def _texts_meant(sample: str) -> list[tuple[str, str | None]]:
    """Return the names and texts of a sample's children as they are meant to be read."""
    from lxml import etree  # noqa: PLC0415 - heavy

    bound = "".join(f' xmlns:{prefix}="{namespace}"' for prefix, namespace in PREFIXES.items())
    default = f' xmlns="{ATOM}"' if sample is SAMPLES["atom"] else ""
    return _texts(etree.fromstring(f"<sample{bound}{default}>{sample}</sample>")[0])


def _stray(where: str, message: str) -> Problem:
    """Return the error of a frame or an entry that a document doesn't hold as it is meant to."""
    from feedpub.check import reading  # noqa: PLC0415 - heavy

    return reading.NOT_A_FEED.problem(where, 1, 1, message)
