"""XML texts to trees: well-formedness, and how what breaks it is explained.

Responsible for parsing within bounds, with nothing fetched from the network or from files. Not for encodings
(`encoding`) nor for what a tree means (`formats`).
"""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING, cast

from lxml import etree

from feedpub.check.reading import bounds, rules
from feedpub.check.reading.places import line_of
from feedpub.check.reading.problems import Refused, line_column, problem

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

    from feedpub.problems import Problem

_ENTITY_NAME = re.compile(r"Entity '([^']*)'")
_PREFIX = re.compile(r"Namespace prefix (\S+) (?:for (\S+) )?on (\S+)|Namespace prefix (\S+) ")
_CHARACTER_NUMBER = re.compile(r"value (\d{1,7})\b")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # XML 1.0 §2.2
_find_crowded = etree.XPath(f"//*[@*[{rules.MAX_ATTRIBUTES_OF_ONE + 1}]][1]", smart_strings=False)


def parse(text: str) -> Element:
    """Return the root of a document's tree; raise Refused at the first thing that isn't well formed."""
    _refuse_bad_start(text)
    data = text.encode(errors="surrogatepass")  # UTF-7 can hold lone surrogates; libxml2 will refuse them
    if excess := bounds.too_crowded(data):
        raise Refused(excess)
    # The bytes are UTF-8 by now, whatever their declaration says. No parser is shared: its error log isn't.
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities="internal",  # type: ignore[arg-type]  # the stubs know only the older bool
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        attribute_defaults=False,
        huge_tree=False,
        strip_cdata=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise Refused(_explain(error, parser, text)) from None
    if crowded := cast("list[Element]", _find_crowded(root)):
        message = f"has more than {rules.MAX_ATTRIBUTES_OF_ONE} attributes"
        raise Refused(problem(rules.TOO_LARGE, message, line_of(crowded[0])))
    return root


def _refuse_bad_start(text: str) -> None:
    """Raise Refused for a text that doesn't begin with a tag, or not at once with its XML declaration."""
    stripped = text.lstrip("\ufeff \t\n")
    place = line_column(text, len(text) - len(stripped))
    if not stripped.startswith("<"):
        message = "is binary data" if "\0" in text else "begins with neither < nor {"
        raise Refused(problem(rules.NOT_A_FEED, f"{message}; it isn't a feed", *place))
    if len(stripped) < len(text) and stripped.startswith("<?xml") and stripped[5:6].isspace():
        message = "has something before its XML declaration; remove everything before <?xml"
        raise Refused(problem(rules.XML_DECLARATION, message, *place))


def _explain(error: etree.XMLSyntaxError, parser: etree.XMLParser, text: str) -> Problem:
    """Return the problem that a syntax error is, in our words where libxml2's are hard to use."""
    errors = parser.error_log.filter_from_errors()
    kind, message = (errors[0].type_name, errors[0].message) if errors else ("", str(error.msg))
    line, column = (errors[0].line, errors[0].column) if errors else error.position
    line, column, message = max(line, 1), max(column, 1), " ".join(message.split())
    character = _NOT_XML.search(text)
    place = line_column(text, character.start()) if character else (line, column)
    if character and place <= (line, column):  # libxml2 may blame what the character is in
        return problem(rules.BAD_CHARACTER, _explain_character(ord(character.group())), *place)
    if kind == "ERR_INVALID_CHAR":
        found = _CHARACTER_NUMBER.search(message)
        words = _explain_character(int(found.group(1)) if found else None)
        return problem(rules.BAD_CHARACTER, words, line, column)
    if kind in {"ERR_UNDECLARED_ENTITY", "WAR_UNDECLARED_ENTITY"}:
        return problem(rules.UNDEFINED_ENTITY, _explain_entity(message, text), line, column)
    if kind == "NS_ERR_UNDEFINED_NAMESPACE":
        found = _PREFIX.search(message)
        prefix = (found.group(1) or found.group(4)) if found else "?"
        words = f"the prefix {prefix}: is bound to no namespace; declare xmlns:{prefix} on it or around it"
        return problem(rules.UNDECLARED_PREFIX, words, line, column)
    if "mplification" in message or kind == "ERR_ENTITY_LOOP":
        words = "its entities expand without measure; write the text instead"
        return problem(rules.ENTITY_EXPANSION, words, line, column)
    if kind == "ERR_RESOURCE_LIMIT" or "XML_PARSE_HUGE" in message or "Excessive depth" in message:
        words = message.partition(", use XML_PARSE_HUGE")[0].partition(", try XML_PARSE_HUGE")[0]
        return problem(rules.TOO_LARGE, f"{words}; no reader would take it", line, column)
    return problem(rules.NOT_WELL_FORMED, f"isn't well-formed XML: {message}", line, column)


def _explain_entity(message: str, text: str) -> str:
    """Return what is wrong with a reference to an entity that isn't declared, or that lies outside."""
    found = _ENTITY_NAME.search(message)
    name = found.group(1) if found else "?"
    if re.search(rf"<!ENTITY\s+{re.escape(name)}\s+(?:SYSTEM|PUBLIC)\s", text):
        return f"&{name}; is an external entity, which is never read; write its text here"
    return f"&{name}; isn't an entity of XML; write the character itself, or &#N; with its number"


def _explain_character(number: int | None) -> str:
    """Return why a character, or a reference to one that doesn't exist, can't be in XML."""
    if number is None or number > sys.maxunicode:
        return "a reference names a character that doesn't exist; remove it"
    kind = "control character" if number < ord(" ") else "character"
    return f"the {kind} U+{number:04X} isn't allowed in XML, not even as a reference; remove it"
