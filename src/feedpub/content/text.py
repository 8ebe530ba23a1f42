"""Characters: which ones feeds can carry, how bytes become text, and texts of one line.

Responsible for: decoding, line ends, characters that XML can't hold, character references in plain texts,
directions of writing. Not for markup.
"""

from __future__ import annotations

import re
from html import unescape

# XML 1.0 §2.2 without those it discourages: C0 and C1 controls but tab and line feed, surrogates, the two
# non-characters that end the basic plane. U+0085 is a line end of old systems, and none in YAML 1.2 (§5.4).
_UNFIT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_CONTROLS_AS_NULL = bytes(
    0 if (byte < 0x20 and byte not in b"\t\n") or byte == 0x7F else byte for byte in range(256)
)
_C1 = re.compile(b"\xc2[\x80-\x9f]")
_SURROGATE_BYTES = re.compile(b"\xed[\xa0-\xbf]")
_PAIR = "[\ud800-\udbff][\udc00-\udfff]"
_SURROGATE = "[\ud800-\udfff]"
_CHARACTER_REFERENCE = re.compile("&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")
_ESCAPED_AMPERSAND = re.compile(r"\\(?:x26|u0026|U00000026)")
_ADDRESS = re.compile(r"(?<=\S) ?[<(][^<>()\s]{1,320}@[^<>()\s]{1,320}[>)]")
# Languages and scripts that are written from right to left (Unicode CLDR).
_LANGUAGES_FROM_RIGHT = frozenset(
    "ar arc arz ckb dv fa glk he iw ji khw ks lrc mzn nqo pnb ps sd sdh syr ug ur yi".split()
)
_SCRIPTS_FROM_RIGHT = frozenset(
    "adlm arab aran armi avst hebr mand mani mend nbat nkoo palm phnx rohg samr sarb syrc thaa yezi".split()
)


def is_clean(data: bytes) -> bool:
    """Return whether bytes, as far as they are UTF-8, hold nothing for `decode` to repair and `first_unfit`
    to find. False means undecided: clean bytes may hold U+F000 or more.

    It costs a fifth of those two, since C functions look for bytes faster than for characters.
    """
    return b"\0" not in data.translate(_CONTROLS_AS_NULL) and (
        data.isascii()
        or not (b"\xef" in data or _C1.search(data) or _SURROGATE_BYTES.search(data))  # EF: U+F000 to U+FFFF
    )


def decode(data: bytes) -> tuple[str, bool]:
    """Return UTF-8 bytes as text with line feeds as line ends, and whether surrogates in it were repaired.

    A byte order mark is dropped. Surrogates that were encoded as if they were characters are joined to the
    character they stand for, lone ones become U+FFFD. Raises UnicodeDecodeError for other bytes.
    """
    repaired = False
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        try:
            text = data.decode("utf-8", "surrogatepass")
        except UnicodeDecodeError:
            raise error from None
        text, repaired = join_surrogates(text), True
    text = text.removeprefix("\ufeff")
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text, repaired


def join_surrogates(text: str) -> str:
    """Return the text with surrogate pairs joined and lone surrogates as U+FFFD."""

    def joined(pair: re.Match[str]) -> str:
        return pair[0].encode("utf-16-le", "surrogatepass").decode("utf-16-le")

    return re.sub(_SURROGATE, "\ufffd", re.sub(_PAIR, joined, text))


def first_unfit(text: str) -> int:
    """Return the index of the first character that a feed can't carry, -1 if there is none."""
    if text.replace("\n", "").isprintable():  # much cheaper than a search, and true of most
        return -1
    found = _UNFIT.search(text)
    return found.start() if found else -1


def clean(text: str) -> str:
    """Return the text without what a feed can't carry: lone surrogates as U+FFFD, others dropped."""
    if first_unfit(text) < 0:
        return text
    return _UNFIT.sub("", join_surrogates(text.replace("\x85", " ")))


def may_hold_references(text: str) -> bool:
    """Return whether there may be character references in texts of the front matter, as they are or written
    with escapes.
    """
    return ("&" in text and _CHARACTER_REFERENCE.search(text) is not None) or (
        "\\" in text and _ESCAPED_AMPERSAND.search(text) is not None
    )


def decode_references(text: str) -> str:
    """Return plain text with its character references decoded, two levels deep, as in &amp;quot;. Only those
    that end with a semicolon are taken for references (HTML Living Standard §13.5), and the result holds only
    characters that a feed can carry.
    """
    for _ in range(2):
        if "&" not in text or ";" not in text:
            break
        text = _CHARACTER_REFERENCE.sub(lambda reference: unescape(reference[0]), text)
    return clean(text)


def without_address(name: str) -> str:
    """Return a person's name without an e-mail address in brackets, which isn't meant for feeds."""
    return _ADDRESS.sub("", name) if "@" in name else name


def direction(language: str) -> str:
    """Return "rtl" if a language (BCP 47) is written from right to left, else "ltr"."""
    first, *others = language.lower().split("-")
    for subtag in others:
        if len(subtag) == 4 and subtag.isalpha():  # the script (RFC 5646 §2.2.3)
            return "rtl" if subtag in _SCRIPTS_FROM_RIGHT else "ltr"
    return "rtl" if first in _LANGUAGES_FROM_RIGHT else "ltr"


def one_line(text: str) -> str:
    """Return the text with each run of white space as one space, and none at the ends."""
    return " ".join(text.split())


def place(text: str, at: int) -> tuple[int, int]:
    """Return line and column, from 1, of the character at index `at`."""
    return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)
