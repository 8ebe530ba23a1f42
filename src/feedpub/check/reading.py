"""Bytes to a tree, within bounds: encodings, XML declarations, well-formedness, and which format it is.

Responsible for everything that is decided before a format's own rules: how the bytes are decoded, whether the
XML is well formed, that a document type declaration is harmless, that depth and size are bounded; and for
where an element stands in the source (`Places`). Nothing is ever fetched, from the network or from files. Not
responsible for JSON's syntax: a JSON document is decoded here and parsed by `rules.json_feed`.
"""

from __future__ import annotations

import codecs
import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, cast

from lxml import etree

from feedpub.check import MAX_BYTES, MAX_TAGS
from feedpub.check.rules import ATOM, Fault, rule, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element as Element

    from feedpub.check import Kind
    from feedpub.problems import Problem

MAX_ATTRIBUTES = 1_000_000
"""More quoted values than this are refused unparsed, for the same reason."""

MAX_ATTRIBUTES_OF_ONE = 500
"""An element with more attributes is refused: libxml2's grammars take time that grows with their square."""

_crowded = etree.XPath(f"//*[@*[{MAX_ATTRIBUTES_OF_ONE + 1}]][1]", smart_strings=False)

UNREADABLE = rule("unreadable", formats=("atom", "rss", "json"), scope="document")
EMPTY = rule("empty-document", formats=("atom", "rss", "json"), scope="document")
TOO_LARGE = rule("too-large", formats=("atom", "rss", "json"), scope="document")
NOT_A_FEED = rule("not-a-feed", formats=("atom", "rss", "json"), scope="document")
WRONG_FORMAT = rule("wrong-format", formats=("atom", "rss", "json"), scope="document")
ATOM_NAMESPACE = rule("atom-namespace", formats=("atom",), scope="document")
BAD_ENCODING = rule("encoding-invalid", formats=("atom", "rss", "json"), scope="document")
UNKNOWN_ENCODING = rule("encoding-unknown", formats=("atom", "rss"), scope="document")
ENCODING_MISMATCH = rule("encoding-mismatch", formats=("atom", "rss"), scope="document")
OBSCURE_ENCODING = rule(
    "encoding-obscure", formats=("atom", "rss", "json"), scope="document", severity="warning"
)
NONSTANDARD_ENCODING = rule(
    "encoding-nonstandard", formats=("atom", "rss"), scope="document", severity="warning"
)
C1_CHARACTER = rule("c1-character", formats=("atom", "rss", "json"), scope="document", severity="warning")
XML_VERSION = rule("xml-version", formats=("atom", "rss"), scope="document")
XML_DECLARATION = rule("xml-declaration-not-first", formats=("atom", "rss"), scope="document")
NOT_WELL_FORMED = rule("not-well-formed", formats=("atom", "rss"), scope="document")
BAD_CHARACTER = rule("xml-character", formats=("atom", "rss"), scope="document")
UNDEFINED_ENTITY = rule("undefined-entity", formats=("atom", "rss"), scope="document")
ENTITY_EXPANSION = rule("entity-expansion", formats=("atom", "rss"), scope="document")
UNDECLARED_PREFIX = rule("undeclared-prefix", formats=("atom", "rss"), scope="document")


@dataclass(frozen=True, slots=True)
class Reading:
    """What became of a document's bytes.

    `format` is what the content says it is, None when it is no feed. `root` is the tree of an XML feed, None
    when there is none. `text` is the decoded document, its line ends made newlines. `problems` are those
    found so far, in any order.
    """

    format: Kind | None
    root: Element | None
    text: str
    problems: tuple[Problem, ...]


class _Stop(Exception):
    """Reading can't go on; carries the problem that says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


def read(data: bytes, where: str, kind: Kind | None = None) -> Reading:
    """Decode and parse a document, and find out its format; never raises for bad input.

    With a `kind`, a document of another format, or of none, is an error.
    """
    problems: list[Problem] = []
    text = ""
    form: Kind | None = None
    root: Element | None = None
    try:
        text = _decode(data, where, problems)
        form = _format_of_text(text)
        if form == "json":
            mark, signature = _signature(data)
            problems.extend(_json_encoding(signature, where))
            text = "\ufeff" * bool(mark) + text  # which a rule of JSON's own is about
        else:
            root = _parse(text, where)
            form = _format_of_root(root, where)
    except _Stop as stop:
        problems.append(stop.problem)
        if stop.problem.rule == ATOM_NAMESPACE.name:
            form = "atom"
        root = None
    if kind is not None and form != kind and not (form is None and problems):
        found = "no feed" if form is None else f"a feed in the format {form!r}"
        problems.append(WRONG_FORMAT.problem(where, 1, 1, f"is {found}; it was to be checked as {kind!r}"))
    return Reading(form, root, text, tuple(problems))


# Bounds


def too_large(data: bytes, where: str) -> Problem | None:
    """Return the error of a document with too many bytes."""
    if len(data) <= MAX_BYTES:
        return None
    return TOO_LARGE.problem(where, 1, 1, f"is larger than {MAX_BYTES // 2**20} MB; publish fewer entries")


def too_crowded(data: bytes, where: str) -> Problem | None:
    """Return the error of an XML document, in UTF-8, with too many tags or attributes."""
    if len(data) <= MAX_TAGS:  # there can't be so many of either
        return None
    for limit, found, what in (
        (MAX_TAGS, data.count(b"<"), "tags"),
        (MAX_ATTRIBUTES, data.count(b'="') + data.count(b"='"), "attributes"),
    ):
        if found > limit:
            return TOO_LARGE.problem(where, 1, 1, f"has more than {limit:,} {what}; publish fewer entries")
    return None


# Encodings

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# XML 1.0 appendix F: how a document without a byte order mark begins. "{" is for JSON.
_FIRST_BYTES = (
    (b"<\0\0\0", "utf-32-le"),
    (b"\0\0\0<", "utf-32-be"),
    (b"{\0\0\0", "utf-32-le"),
    (b"\0\0\0{", "utf-32-be"),
    (b"<\0", "utf-16-le"),
    (b"\0<", "utf-16-be"),
    (b"{\0", "utf-16-le"),
    (b"\0{", "utf-16-be"),
    (b"\x4c\x6f\xa7\x94", "cp037"),
)
_DECLARATION = re.compile(r"<\?xml\s[^>]*?\?>", re.DOTALL)
_DECLARED_ENCODING = re.compile(r"""\sencoding\s*=\s*["']([^"']*)["']""")
_DECLARED_VERSION = re.compile(r"""\sversion\s*=\s*["']([^"']*)["']""")
_LONGEST_DECLARATION = 2**16
_ENCODING_NAME = re.compile(r"[A-Za-z][A-Za-z0-9._-]*")

# What feed readers, most of them built on browsers' or on expat's and libxml2's tables, can be trusted to
# know.
_COMMON = frozenset(
    codecs.lookup(name).name
    for name in (
        *("utf-8", "utf-16", "utf-16-le", "utf-16-be", "us-ascii", "big5", "euc-jp", "euc-kr", "gb18030"),
        *("gb2312", "gbk", "iso-2022-jp", "koi8-r", "koi8-u", "shift_jis", "cp932", "cp949", "mac-roman"),
        *(f"iso-8859-{part}" for part in (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 13, 14, 15, 16)),
        *(f"cp{page}" for page in (874, 1250, 1251, 1252, 1253, 1254, 1255, 1256, 1257, 1258)),
    )
)
# Names registered with IANA for what Python decodes; others (utf8, latin-1, cp1252) are Python's or a
# vendor's.
_REGISTERED = re.compile(
    r"utf-(?:7|8|16|16be|16le|32|32be|32le)|us-ascii|ascii"
    r"|iso-8859-(?:[1-9]|1[0-6])|iso_8859-\d{1,2}(?::\d{4})?|latin[1-9]"
    r"|windows-(?:874|936|125[0-8])|koi8-[ru]|euc-(?:jp|kr)|shift_jis|ms_kanji|gb2312|gbk|gb18030|big5(?:-hkscs)?"
    r"|iso-2022-(?:jp|jp-2|kr|cn|cn-ext)|hz-gb-2312|ks_c_5601-1987|tis-620|viscii|macintosh"
    r"|iso-10646-ucs-[24]|ucs-[24]"
    r"|(?:ibm|cp|ebcdic-cp-)[0-9a-z-]+|ibm\d{3,5}|johab",
    re.IGNORECASE,
)
_UNREGISTERED_CODE_PAGES = re.compile(r"cp(?:125\d|65001|949|932|874)", re.IGNORECASE)
_UTF_8 = frozenset({"utf-8", "utf8", "UTF-8"})
_C1_IN_UTF_8 = re.compile(b"\xc2[\x80-\x84\x86-\x9f]")
_C1 = re.compile("[\x80-\x84\x86-\x9f]")  # U+0085 is a line end in text that comes from EBCDIC systems


def _decode(data: bytes, where: str, problems: list[Problem]) -> str:
    """Return a document's text, line ends as newlines, no byte order mark; stop where it can't be decoded."""
    if problem := too_large(data, where):
        raise _Stop(problem)
    mark, signature = _signature(data)
    body = data[len(mark) :]
    head = body[:_LONGEST_DECLARATION].decode(signature or "latin-1", "replace")
    start = head.lstrip() if not head.startswith("<?xml") else head
    declaration = _DECLARATION.match(start) if start.startswith("<?xml") else None
    if declaration is None and head.startswith("<?xml ") and len(body) > _LONGEST_DECLARATION:
        raise _Stop(TOO_LARGE.problem(where, 1, 1, "its XML declaration has no end; no reader would take it"))
    declared = _DECLARED_ENCODING.search(declaration.group()) if declaration else None
    if declaration:
        version = _DECLARED_VERSION.search(declaration.group())
        if version and version.group(1) != "1.0" and re.fullmatch(r"1\.\d+", version.group(1)):
            column = version.start(1) + 1
            message = f'is XML {version.group(1)}; feeds are XML 1.0, so write version="1.0"'
            problems.append(XML_VERSION.problem(where, 1, column, message))
    name = declared.group(1) if declared else None
    codec = _codec(
        name, mark, signature, where, problems, _place(head, declared, start) if declared else (1, 1)
    )
    try:
        text = body.decode(codec)
    except UnicodeError as error:
        raise _Stop(_undecodable(error, body, codec, where)) from None
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip("\ufeff \t\n\0"):
        raise _Stop(EMPTY.problem(where, 1, 1, "is empty; a feed was expected"))
    # In UTF-8 they are found much faster before it is decoded.
    odd = None if codec in _UTF_8 and not _C1_IN_UTF_8.search(body) else _C1.search(text)
    if odd:
        line, column = _line_column(text, odd.start())
        message = (
            f"the control character U+{ord(odd.group()):04X} is most likely meant in windows-1252; "
            "declare that encoding, or better, write UTF-8"
        )
        problems.append(C1_CHARACTER.problem(where, line, column, message))
    return text


def _signature(data: bytes) -> tuple[bytes, str | None]:
    """Return the byte order mark of a document, and the codec that its first bytes show, if any."""
    for mark, codec in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return mark, codec
    for start, codec in _FIRST_BYTES:
        if data.startswith(start):
            return b"", codec
    return b"", None


def _codec(
    name: str | None,
    mark: bytes,
    signature: str | None,
    where: str,
    problems: list[Problem],
    place: tuple[int, int],
) -> str:
    """Return the codec for a document, from what it declares and how it begins (XML 1.0 appendix F)."""
    if name is None:
        if signature is not None and signature.startswith("utf-32"):
            problems.append(
                OBSCURE_ENCODING.problem(where, 1, 1, "is UTF-32, which few readers decode; write UTF-8")
            )
        return signature or "utf-8"
    codec = _lookup(name)
    if codec is None:
        message = f"declares the encoding {shown(name)}, which isn't one; write UTF-8 and declare utf-8"
        raise _Stop(UNKNOWN_ENCODING.problem(where, *place, message))
    if signature is not None and not _agree(codec, signature):
        shows = "byte order mark" if mark else "first bytes"
        message = f"declares {shown(name)}, but its {shows} show{'' if not mark else 's'} {signature}"
        problems.append(ENCODING_MISMATCH.problem(where, *place, message))
        return signature
    if signature is None and codec.startswith(("utf-16", "utf-32")):
        message = (
            f"declares {shown(name)}, but its first bytes are those of an encoding with one byte a character"
        )
        problems.append(ENCODING_MISMATCH.problem(where, *place, message))
        return "utf-8"
    if codec not in _COMMON and not codec.startswith("utf-16"):
        message = f"the encoding {shown(name)} is known to few readers; write UTF-8"
        problems.append(OBSCURE_ENCODING.problem(where, *place, message))
    elif not _REGISTERED.fullmatch(name) or _UNREGISTERED_CODE_PAGES.fullmatch(name):
        message = f"{shown(name)} is no registered name of an encoding; write utf-8, or the registered name"
        problems.append(NONSTANDARD_ENCODING.problem(where, *place, message))
    return signature or codec


def _lookup(name: str) -> str | None:
    """Return the name of Python's codec for an encoding, None if there is none or it isn't one for text."""
    if not _ENCODING_NAME.fullmatch(name):
        return None
    special = {"iso-10646-ucs-2": "utf-16", "ucs-2": "utf-16", "iso-10646-ucs-4": "utf-32", "ucs-4": "utf-32"}
    spelt = special.get(name.lower(), name)
    if spelt.lower().replace("-", "_") in _NOT_FOR_TEXT:
        return None
    try:
        codec = codecs.lookup(spelt).name
        # bytes to bytes (base64) and text to text (rot13) are codecs too, and refuse this
        b"....".decode(spelt, "replace")
    except (LookupError, ValueError):
        return None
    return codec


# Codecs of Python that turn bytes into text and are no character encodings.
_NOT_FOR_TEXT = frozenset(
    {"unicode_escape", "unicodeescape", "raw_unicode_escape", "rawunicodeescape", "idna", "punycode"}
    | {"mbcs", "oem", "undefined"}
)


def _json_encoding(signature: str | None, where: str) -> Iterator[Problem]:
    """Yield what is wrong with a JSON document's encoding (RFC 8259 §8.1)."""
    if signature not in {None, "utf-8"}:
        yield BAD_ENCODING.problem(where, 1, 1, f"is {signature}; JSON is written in UTF-8")


def _agree(codec: str, signature: str) -> bool:
    """Whether a declared codec can be what the first bytes show."""
    if signature == "cp037":
        return "<?xml".encode(codec, "replace") == b"\x4c\x6f\xa7\x94\x93"
    if codec in {"utf-16", "utf-32"}:
        return signature.startswith(codec)
    return codec.replace("_", "-").removesuffix("-sig") == signature


def _undecodable(error: UnicodeError, body: bytes, codec: str, where: str) -> Problem:
    """Return the problem of bytes that aren't legal in their encoding, with their place."""
    if not isinstance(error, UnicodeDecodeError):
        return BAD_ENCODING.problem(where, 1, 1, f"can't be decoded as {codec}: {error}")
    before = body[: error.start].decode(codec, "replace").replace("\r\n", "\n").replace("\r", "\n")
    line, column = _line_column(before, len(before))
    bytes_ = body[error.start : max(error.end, error.start + 1)][:4].hex(" ").upper() or "the end"
    message = (
        f"the bytes {bytes_} aren't {codec}; declare the encoding that the text is written in, or write UTF-8"
    )
    return BAD_ENCODING.problem(where, line, column, message)


def _place(head: str, declared: re.Match[str], start: str) -> tuple[int, int]:
    """Return where the declared encoding stands."""
    return _line_column(head, len(head) - len(start) + declared.start(1))


def _line_column(text: str, offset: int) -> tuple[int, int]:
    """Return an offset's line and column, from 1."""
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def _line_of(element: Element) -> int:
    """Return the line that libxml2 keeps for an element; right up to 65,535."""
    return cast("int", element.sourceline or 1)


# The tree

_ENTITY_NAME = re.compile(r"Entity '([^']*)'")
_PREFIX = re.compile(r"Namespace prefix (\S+) (?:for (\S+) )?on (\S+)|Namespace prefix (\S+) ")


def _parse(text: str, where: str) -> Element:
    """Return the tree of an XML document, or stop at the first thing that isn't well formed."""
    stripped = text.lstrip("\ufeff \t\n")
    if not stripped.startswith("<"):
        line, column = _line_column(text, len(text) - len(stripped))
        nul = "\0" in text
        message = "is binary data" if nul else "begins with neither < nor {"
        raise _Stop(NOT_A_FEED.problem(where, line, column, f"{message}; it is no feed"))
    if stripped is not text and stripped.startswith("<?xml") and stripped[5:6].isspace():
        line, column = _line_column(text, len(text) - len(stripped))
        message = "has something before its XML declaration; remove what stands before <?xml"
        raise _Stop(XML_DECLARATION.problem(where, line, column, message))
    data = text.encode(errors="surrogatepass")  # UTF-7 can hold lone surrogates; libxml2 will refuse them
    if problem := too_crowded(data, where):
        raise _Stop(problem)
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
        raise _Stop(_syntax_problem(error, parser, text, where)) from None
    if crowded := cast("list[Element]", _crowded(root)):
        message = f"has more than {MAX_ATTRIBUTES_OF_ONE} attributes"
        raise _Stop(TOO_LARGE.problem(where, _line_of(crowded[0]), 1, message))
    return root


def _syntax_problem(error: etree.XMLSyntaxError, parser: etree.XMLParser, text: str, where: str) -> Problem:
    """Return the problem that a syntax error is: libxml2's place, our words where its own are hard to use."""
    entries = [each for each in parser.error_log if each.level >= etree.ErrorLevels.ERROR]
    if entries:
        kind, message, line, column = (
            entries[0].type_name,
            entries[0].message,
            entries[0].line,
            entries[0].column,
        )
    else:
        kind, message = "", str(error.msg or "isn't well-formed XML")
        line, column = error.position if error.position else (1, 1)
    line, column = max(line, 1), max(column, 1)
    message = " ".join(message.split())
    if kind in {"ERR_UNDECLARED_ENTITY", "WAR_UNDECLARED_ENTITY"}:
        found = _ENTITY_NAME.search(message)
        name = found.group(1) if found else "?"
        if re.search(rf"<!ENTITY\s+{re.escape(name)}\s+(?:SYSTEM|PUBLIC)\s", text):
            words = f"&{name}; is an external entity; what it names is never read, so write its text here"
        else:
            words = f"&{name}; is no entity of XML; write the character itself, or &#N; with its number"
        return UNDEFINED_ENTITY.problem(where, line, column, words)
    if kind in {"NS_ERR_UNDEFINED_NAMESPACE"}:
        found = _PREFIX.search(message)
        prefix = (found.group(1) or found.group(4)) if found else "?"
        words = f"the prefix {prefix}: is bound to no namespace; declare xmlns:{prefix} on it or around it"
        return UNDECLARED_PREFIX.problem(where, line, column, words)
    if "mplification" in message or kind in {"ERR_ENTITY_LOOP"}:
        return ENTITY_EXPANSION.problem(
            where, line, column, "its entities expand without measure; write the text instead"
        )
    if kind == "ERR_INVALID_CHAR" or "\0" in text:
        at = text.find("\0")
        if at >= 0:
            line, column = _line_column(text, at)
        return BAD_CHARACTER.problem(
            where, line, column, f"a character that XML can't hold: {message}; remove it"
        )
    if kind in {"ERR_RESOURCE_LIMIT"} or "XML_PARSE_HUGE" in message or "Excessive depth" in message:
        words = message.partition(", use XML_PARSE_HUGE")[0].partition(", try XML_PARSE_HUGE")[0]
        return TOO_LARGE.problem(where, line, column, f"{words}; no reader would take it")
    return NOT_WELL_FORMED.problem(where, line, column, f"isn't well-formed XML: {message}")


# The format

_ATOM_03 = "http://purl.org/atom/ns#"
_OTHERS = {
    "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}RDF": "an RSS 0.90 or 1.0 feed (RDF); publish RSS 2.0",
    "{http://www.w3.org/2007/app}service": "an Atom service document, not a feed",
    "{http://www.w3.org/2007/app}categories": "an Atom category document, not a feed",
    "{http://www.w3.org/1999/xhtml}html": "an XHTML page, not a feed",
    "opml": "an OPML list of feeds, not a feed",
    "html": "an HTML page, not a feed",
    "channel": 'an RSS channel without <rss version="2.0"> around it',
    "item": 'an RSS item without <rss version="2.0"> and <channel> around it',
}


def _format_of_text(text: str) -> Kind | None:
    """Return "json" for text that begins like a JSON object or list, else None."""
    return "json" if text.lstrip("\ufeff \t\n")[:1] in {"{", "["} else None


def _format_of_root(root: Element, where: str) -> Kind:
    """Return a tree's format; stop when it is no feed, or in a namespace that only looks like Atom's."""
    tag = str(root.tag)
    if tag in {f"{{{ATOM}}}feed", f"{{{ATOM}}}entry"}:
        return "atom"
    name = etree.QName(root)
    if name.localname.lower() == "rss":
        return "rss"
    line = _line_of(root)
    if name.localname.lower() in {"feed", "entry"}:
        raise _Stop(ATOM_NAMESPACE.problem(where, line, 1, _namespace_message(name)))
    what = _OTHERS.get(tag, f"a document whose root is <{shown(name.localname, quotes=False)}>, not a feed")
    raise _Stop(NOT_A_FEED.problem(where, line, 1, f"is {what}"))


def _namespace_message(name: etree.QName) -> str:
    """Return what is wrong with a feed's or entry's name or namespace."""
    if name.namespace == ATOM:
        lower = name.localname.lower()
        return f"the root is spelt <{name.localname}>; names in XML have a case, so write <{lower}>"
    if name.namespace is None:
        return f'the root is in no namespace; write <{name.localname} xmlns="{ATOM}">'
    if name.namespace == _ATOM_03:
        return f'is Atom 0.3, a draft that was withdrawn; publish Atom 1.0, with xmlns="{ATOM}"'
    return f"the namespace {shown(name.namespace)} isn't Atom's; write xmlns=\"{ATOM}\""


# Places

# In a well-formed document, whatever begins like a start tag, outside comments, sections, instructions and
# the document type declaration, is one. Possessive quantifiers: no input makes this slow. What one of
# them repeats can't fail after its first character, which Python 3.11.4 and older got wrong (gh-106052).
_MARKUP = re.compile(
    r"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>"
    r"|<!DOCTYPE(?:[^\[>\"']++|\"[^\"]*+\"?+|'[^']*+'?+)*+"
    r"(?:\[(?:<!--.*?-->|<\?.*?\?>|\"[^\"]*+\"?+|'[^']*+'?+|[^\]\"'])*+\]\s*+)?>"
    r"|<(?P<tag>[^\s/>!?][^\s/>]*+(?:[^>\"']++|\"[^\"]*+\"?+|'[^']*+'?+)*+)>",
    re.DOTALL,
)


class Places:
    """Where the elements of a tree stand in its source, found when somebody asks for the first time.

    libxml2 keeps no columns, and no line above 65,535 that can be trusted; so the start tags are found in the
    text once more, and counted.
    """

    def __init__(self, root: Element, text: str) -> None:
        self.root = root
        self.text = text

    def of(self, fault: Fault) -> tuple[int, int]:
        """Return the line and column, from 1, of a fault's attribute, else of its element's start tag."""
        order = self._order.get(fault.element)
        if order is None or len(self._tags) != len(self._order):  # elements that come out of an entity
            return _line_of(fault.element), 1
        start, end = self._tags[order]
        offset = start - 1
        if fault.attribute is not None:
            offset = self._attribute(fault.attribute, start, end)
        line = bisect_right(self._line_starts, offset)
        return line, offset - self._line_starts[line - 1] + 1

    @cached_property
    def _order(self) -> dict[Element, int]:
        return {element: order for order, element in enumerate(self.root.iter("*"))}

    @cached_property
    def _tags(self) -> list[tuple[int, int]]:
        return [found.span("tag") for found in _MARKUP.finditer(self.text) if found.start("tag") >= 0]

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(found.end() for found in re.finditer("\n", self.text))]

    def _attribute(self, name: str, start: int, end: int) -> int:
        """Return the offset of an attribute in a start tag, that of the tag if it isn't there."""
        namespace, _, local = name.rpartition("}")
        prefix = r"[^\s=:]+:" if namespace else ""
        found = re.compile(rf"(?<=\s){prefix}{re.escape(local)}(?=\s*=)").search(self.text, start, end)
        return found.start() if found else start - 1
