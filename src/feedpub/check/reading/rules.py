"""The rules about a document as a whole, which reading alone can find.

Responsible for their declarations and the bounds in them. Not for finding what breaks them: `bounds`,
`encoding`, `xml` and `formats` do.
"""

from __future__ import annotations

from functools import partial

from feedpub.check import MAX_BYTES, MAX_TAGS
from feedpub.check.rules import rule

MAX_ATTRIBUTES = 1_000_000
"""A document with more quoted values is refused unparsed: a node takes far more memory than its bytes."""

MAX_ATTRIBUTES_OF_ONE = 500
"""An element with more attributes is refused: libxml2's grammars take time that grows with their square."""

_error = partial(rule, formats=("atom", "rss", "json"), scope="document", severity="error")
_warning = partial(rule, formats=("atom", "rss", "json"), scope="document", severity="warning")
_xml_error = partial(rule, formats=("atom", "rss"), scope="document", severity="error")
_xml_warning = partial(rule, formats=("atom", "rss"), scope="document", severity="warning")

UNREADABLE = _error(
    "unreadable",
    clause="none: the file system",
    summary="The file can be opened and read.",
    failing="a file without permission to read it",
    passing="a file that may be read",
)
EMPTY = _error(
    "empty-document",
    clause="XML 1.0 §2.1; RFC 8259 §2",
    summary="There is something in the file.",
    failing="a file of no bytes, or of white space",
    passing='<feed xmlns="http://www.w3.org/2005/Atom">…</feed>',
)
TOO_LARGE = _error(
    "too-large",
    clause="none: bounds of this checker, far above what feed readers take",
    summary=f"The document has at most {MAX_BYTES // 2**20} MB, {MAX_TAGS:,} tags, {MAX_ATTRIBUTES:,} "
    f"attributes ({MAX_ATTRIBUTES_OF_ONE} on one element), 255 levels and 10 MB in one text.",
    failing="<feed>… a gigabyte of text …</feed>",
    passing="a feed of 2 MB",
)
NOT_A_FEED = _error(
    "not-a-feed",
    clause="RFC 4287 §2; RSS 2.0; JSON Feed 1.1",
    summary="The document is an Atom feed or entry, an RSS 2.0 feed or a JSON feed.",
    failing="<html>…</html>",
    passing='<rss version="2.0">…</rss>',
)
WRONG_FORMAT = _error(
    "wrong-format",
    clause="none: the format that was asked for",
    summary="The document is in the format that it is meant to be in.",
    failing="an RSS feed where an Atom feed was to be checked",
    passing="an Atom feed where an Atom feed was to be checked",
)
ATOM_NAMESPACE = _error(
    "atom-namespace",
    clause="RFC 4287 §1.2",
    summary="A feed's or entry's elements are in Atom's namespace, http://www.w3.org/2005/Atom.",
    formats=("atom",),
    failing='<feed xmlns="http://purl.org/atom/ns#" version="0.3">…</feed>',
    passing='<feed xmlns="http://www.w3.org/2005/Atom">…</feed>',
)
BAD_ENCODING = _error(
    "encoding-invalid",
    clause="XML 1.0 §4.3.3; RFC 8259 §8.1",
    summary="The bytes are legal in the encoding that the document declares, UTF-8 when it declares none.",
    failing='<?xml version="1.0" encoding="utf-8"?> and then the byte E9 for é',
    passing='<?xml version="1.0" encoding="utf-8"?> and then the bytes C3 A9 for é',
)
UNKNOWN_ENCODING = _xml_error(
    "encoding-unknown",
    clause="XML 1.0 §4.3.3",
    summary="The declared encoding is one that exists.",
    failing='<?xml version="1.0" encoding="utf-9"?>',
    passing='<?xml version="1.0" encoding="utf-8"?>',
)
ENCODING_MISMATCH = _xml_error(
    "encoding-mismatch",
    clause="XML 1.0 §4.3.3",
    summary="The declared encoding is the one that the byte order mark and the first bytes show.",
    failing='a UTF-8 byte order mark, then <?xml version="1.0" encoding="iso-8859-1"?>',
    passing='a UTF-8 byte order mark, then <?xml version="1.0" encoding="utf-8"?>',
)
OBSCURE_ENCODING = _warning(
    "encoding-obscure",
    clause="XML 1.0 §4.3.3",
    summary="The encoding is one that feed readers know; UTF-8 is best.",
    failing='<?xml version="1.0" encoding="IBM037"?>',
    passing='<?xml version="1.0" encoding="utf-8"?>',
)
NONSTANDARD_ENCODING = _xml_warning(
    "encoding-nonstandard",
    clause="XML 1.0 §4.3.3",
    summary="The encoding is named as it is registered with IANA.",
    failing='<?xml version="1.0" encoding="utf8"?>',
    passing='<?xml version="1.0" encoding="utf-8"?>',
)
C1_CHARACTER = _warning(
    "c1-character",
    clause="XML 1.0 §2.2",
    summary="No control characters U+0080 to U+009F: they are windows-1252 declared as another encoding.",
    failing="the byte 93 for “ in a document declared as iso-8859-1",
    passing="the byte 93 for “ in a document declared as windows-1252",
)
XML_VERSION = _xml_error(
    "xml-version",
    clause="RFC 4287 §2; RSS 2.0",
    summary="The document is XML 1.0.",
    failing='<?xml version="1.1"?>',
    passing='<?xml version="1.0"?>',
)
XML_DECLARATION = _xml_error(
    "xml-declaration-not-first",
    clause="XML 1.0 §2.8",
    summary="The XML declaration is at the very start, with no white space or line before it.",
    failing='an empty line, then <?xml version="1.0"?>',
    passing='<?xml version="1.0"?>',
)
NOT_WELL_FORMED = _xml_error(
    "not-well-formed",
    clause="XML 1.0 §2.1",
    summary="The document is well-formed XML.",
    failing="<title>AT&T</title>",
    passing="<title>AT&amp;T</title>",
)
BAD_CHARACTER = _xml_error(
    "xml-character",
    clause="XML 1.0 §2.2",
    summary="Every character is one that XML can hold: not NUL, most control characters, U+FFFE, U+FFFF.",
    failing="<title>&#8;</title>",
    passing="<title>&#9;</title>",
)
UNDEFINED_ENTITY = _xml_error(
    "undefined-entity",
    clause="XML 1.0 §4.1",
    summary="Entities are XML's own five or declared in the document, not HTML's and not external ones.",
    failing="<title>Caf&eacute;</title>",
    passing="<title>Caf&#233;</title>",
)
ENTITY_EXPANSION = _xml_error(
    "entity-expansion",
    clause="XML 1.0 §4.4; none: bounds of this checker",
    summary="Declared entities don't blow the document up and don't contain themselves.",
    failing='<!DOCTYPE feed [<!ENTITY a "&b;&b;"><!ENTITY b "&a;&a;">]>',
    passing='<!DOCTYPE feed [<!ENTITY copy "&#169;">]>',
)
UNDECLARED_PREFIX = _xml_error(
    "undeclared-prefix",
    clause="Namespaces in XML 1.0 §5",
    summary="Every prefix is bound to a namespace.",
    failing="<media:thumbnail/> where no xmlns:media is in scope",
    passing='<media:thumbnail xmlns:media="http://search.yahoo.com/mrss/"/>',
)
