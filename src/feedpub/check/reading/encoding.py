"""Bytes to text: byte order marks, declared encodings, and what the first bytes show.

Responsible for how a document is decoded (XML 1.0 §4.3.3 and appendix F; RFC 8259 §8.1). Not for anything
that the text says but its XML declaration.
"""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING, NamedTuple

from feedpub.check.reading import bounds, rules
from feedpub.check.reading.problems import Refused, line_column, problem
from feedpub.check.rule import quote

if TYPE_CHECKING:
    from feedpub.problems import Problem

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# XML 1.0 appendix F: how a document without a byte order mark begins. "{" is for JSON.
_FIRST_BYTES = (
    *((first.encode(codec), codec) for _, codec in _BYTE_ORDER_MARKS[1:] for first in "<{"),
    (b"\x4c\x6f\xa7\x94", "cp037"),
)
_DECLARATION = re.compile(r"<\?xml\s[^>]*?\?>", re.DOTALL)
_DECLARED_ENCODING = re.compile(r"""\sencoding\s*=\s*["']([^"']*)["']""")
_DECLARED_VERSION = re.compile(r"""\sversion\s*=\s*["']([^"']*)["']""")
_MAX_DECLARATION_BYTES = 2**16
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
_OTHER_NAMES = {
    "iso-10646-ucs-2": "utf-16",
    "ucs-2": "utf-16",
    "iso-10646-ucs-4": "utf-32",
    "ucs-4": "utf-32",
}
# Codecs of Python that turn bytes into text and aren't character encodings.
_NOT_FOR_TEXT = frozenset(
    {"unicode_escape", "unicodeescape", "raw_unicode_escape", "rawunicodeescape", "idna", "punycode"}
    | {"mbcs", "oem", "undefined"}
)
_UTF_8 = frozenset({"utf-8", "utf8", "UTF-8"})
_C1_IN_UTF_8 = re.compile(b"\xc2[\x80-\x84\x86-\x9f]")
_C1 = re.compile("[\x80-\x84\x86-\x9f]")  # U+0085 is a line end in text that comes from EBCDIC systems


class Decoded(NamedTuple):
    """A document's text, its line ends made newlines, without a byte order mark; and how its bytes begin.

    `has_mark`: with a byte order mark. `signature`: the codec that the first bytes show, if they show any.
    """

    text: str
    has_mark: bool
    signature: str | None


def decode(data: bytes, problems: list[Problem]) -> Decoded:
    """Return a document's text; append to `problems`, and raise Refused where it can't be decoded."""
    if excess := bounds.too_large(data):
        raise Refused(excess)
    mark, signature = detect(data)
    body = data[len(mark) :]
    name, place = _read_declaration(body, signature, problems)
    if name is None:
        codec = signature or "utf-8"
        if codec.startswith("utf-32"):
            problems.append(
                problem(rules.OBSCURE_ENCODING, "is UTF-32, which few readers decode; write UTF-8")
            )
    else:
        codec = _choose_codec(
            name, "byte order mark shows" if mark else "first bytes show", signature, place, problems
        )
    try:
        text = body.decode(codec)
    except UnicodeError as error:
        raise Refused(_explain_undecodable(error, body, codec)) from None
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip("\ufeff \t\n\0"):
        raise Refused(problem(rules.EMPTY, "is empty; a feed was expected"))
    # In UTF-8 they are found much faster before it is decoded.
    odd = None if codec in _UTF_8 and not _C1_IN_UTF_8.search(body) else _C1.search(text)
    if odd:
        message = (
            f"the control character U+{ord(odd.group()):04X} is most likely meant in windows-1252; "
            "declare that encoding, or better, write UTF-8"
        )
        problems.append(problem(rules.C1_CHARACTER, message, *line_column(text, odd.start())))
    return Decoded(text, bool(mark), signature)


def detect(data: bytes) -> tuple[bytes, str | None]:
    """Return the byte order mark of a document, and the codec that its first bytes show, if any."""
    for mark, codec in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return mark, codec
    for start, codec in _FIRST_BYTES:
        if data.startswith(start):
            return b"", codec
    return b"", None


def _read_declaration(
    body: bytes, signature: str | None, problems: list[Problem]
) -> tuple[str | None, tuple[int, int]]:
    """Return the encoding that an XML declaration names, if it does, and its place; judge the version."""
    head = body[:_MAX_DECLARATION_BYTES].decode(signature or "latin-1", "replace")
    start = head.lstrip() if not head.startswith("<?xml") else head
    found = _DECLARATION.match(start)
    if found is None:
        if head.startswith("<?xml ") and len(body) > _MAX_DECLARATION_BYTES:
            raise Refused(problem(rules.TOO_LARGE, "its XML declaration has no end; no reader would take it"))
        return None, (1, 1)
    version = _DECLARED_VERSION.search(found.group())
    if version and version.group(1) != "1.0" and re.fullmatch(r"1\.\d+", version.group(1)):
        message = f'is XML {version.group(1)}; feeds are XML 1.0, so write version="1.0"'
        problems.append(problem(rules.XML_VERSION, message, 1, version.start(1) + 1))
    declared = _DECLARED_ENCODING.search(found.group())
    if declared is None:
        return None, (1, 1)
    return declared.group(1), line_column(head, len(head) - len(start) + declared.start(1))


def _choose_codec(
    name: str, shows: str, signature: str | None, place: tuple[int, int], problems: list[Problem]
) -> str:
    """Return the codec for a document that declares an encoding (XML 1.0 appendix F).

    `shows` is the beginning of a sentence that ends with the signature: what shows it.
    """
    codec = _find_codec(name)
    if codec is None:
        message = f"declares the encoding {quote(name)}, which isn't one; write UTF-8 and declare utf-8"
        raise Refused(problem(rules.UNKNOWN_ENCODING, message, *place))
    if signature is not None and not _agree(codec, signature):
        message = f"declares {quote(name)}, but its {shows} {signature}"
        problems.append(problem(rules.ENCODING_MISMATCH, message, *place))
        return signature
    if signature is None and codec.startswith(("utf-16", "utf-32")):
        message = (
            f"declares {quote(name)}, but its first bytes are those of an encoding with one byte a character"
        )
        problems.append(problem(rules.ENCODING_MISMATCH, message, *place))
        return "utf-8"
    if codec not in _COMMON and not codec.startswith("utf-16"):
        message = f"the encoding {quote(name)} is known to few readers; write UTF-8"
        problems.append(problem(rules.OBSCURE_ENCODING, message, *place))
    elif not _REGISTERED.fullmatch(name) or _UNREGISTERED_CODE_PAGES.fullmatch(name):
        message = f"{quote(name)} isn't a registered name of an encoding; write utf-8, or the registered name"
        problems.append(problem(rules.NONSTANDARD_ENCODING, message, *place))
    return signature or codec


def _find_codec(name: str) -> str | None:
    """Return the name of Python's codec for an encoding, None if there is none or it isn't one for text."""
    if not _ENCODING_NAME.fullmatch(name):
        return None
    spelt = _OTHER_NAMES.get(name.lower(), name)
    if spelt.lower().replace("-", "_") in _NOT_FOR_TEXT:
        return None
    try:
        codec = codecs.lookup(spelt).name
        # bytes to bytes (base64) and text to text (rot13) are codecs too, and refuse this
        b"....".decode(spelt, "replace")
    except (LookupError, ValueError):
        return None
    return codec


def _agree(codec: str, signature: str) -> bool:
    """Whether a declared codec can be the one that the first bytes show."""
    if signature == "cp037":
        return "<?xml".encode(codec, "replace") == b"\x4c\x6f\xa7\x94\x93"
    if codec in {"utf-16", "utf-32"}:
        return signature.startswith(codec)
    return codec.replace("_", "-").removesuffix("-sig") == signature


def _explain_undecodable(error: UnicodeError, body: bytes, codec: str) -> Problem:
    """Return the problem of bytes that aren't legal in their encoding, with their place."""
    if not isinstance(error, UnicodeDecodeError):
        return problem(rules.BAD_ENCODING, f"can't be decoded as {codec}: {error}")
    before = body[: error.start].decode(codec, "replace").replace("\r\n", "\n").replace("\r", "\n")
    bytes_ = body[error.start : max(error.end, error.start + 1)][:4].hex(" ").upper() or "the end"
    message = (
        f"the bytes {bytes_} aren't {codec}; declare the encoding that the text is written in, or write UTF-8"
    )
    return problem(rules.BAD_ENCODING, message, *line_column(before, len(before)))
