"""The rules about a document as a whole, which reading alone can find.

Responsible for their declarations and the bounds in them. Not for finding what breaks them: `bounds`,
`encoding`, `xml` and `formats` do.
"""

from __future__ import annotations

from functools import partial

from feedpub.check.rules import rule

MAX_ATTRIBUTES = 1_000_000
"""A document with more quoted values is refused unparsed: a node takes far more memory than its bytes."""

MAX_ATTRIBUTES_OF_ONE = 500
"""An element with more attributes is refused: libxml2's grammars take time that grows with their square."""

_error = partial(rule, formats=("atom", "rss", "json"), scope="document", severity="error")
_warning = partial(rule, formats=("atom", "rss", "json"), scope="document", severity="warning")
_xml_error = partial(rule, formats=("atom", "rss"), scope="document", severity="error")
_xml_warning = partial(rule, formats=("atom", "rss"), scope="document", severity="warning")

UNREADABLE = _error("unreadable")
EMPTY = _error("empty-document")
TOO_LARGE = _error("too-large")
NOT_A_FEED = _error("not-a-feed")
WRONG_FORMAT = _error("wrong-format")
ATOM_NAMESPACE = _error("atom-namespace", formats=("atom",))
BAD_ENCODING = _error("encoding-invalid")
UNKNOWN_ENCODING = _xml_error("encoding-unknown")
ENCODING_MISMATCH = _xml_error("encoding-mismatch")
OBSCURE_ENCODING = _warning("encoding-obscure")
NONSTANDARD_ENCODING = _xml_warning("encoding-nonstandard")
C1_CHARACTER = _warning("c1-character")
XML_VERSION = _xml_error("xml-version")
XML_DECLARATION = _xml_error("xml-declaration-not-first")
NOT_WELL_FORMED = _xml_error("not-well-formed")
BAD_CHARACTER = _xml_error("xml-character")
UNDEFINED_ENTITY = _xml_error("undefined-entity")
ENTITY_EXPANSION = _xml_error("entity-expansion")
UNDECLARED_PREFIX = _xml_error("undeclared-prefix")
