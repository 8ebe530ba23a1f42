"""Characters: which ones feeds can carry, and how bytes become text.

Responsible for: decoding, line ends, characters that XML can't hold. Not for markup.
"""

from __future__ import annotations

import re

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


def one_line(text: str) -> str:
    """Return the text with each run of white space as one space, and none at the ends."""
    return " ".join(text.split())


def place(text: str, at: int) -> tuple[int, int]:
    """Return line and column, from 1, of the character at index `at`."""
    return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)
