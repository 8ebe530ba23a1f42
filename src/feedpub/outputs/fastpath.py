"""A fast path of the check: regular expressions that accept text which is certainly valid.

Responsible for one question about the text of an entry or of what surrounds entries, and for one answer: that
the checker's rules find no error in it. Text that isn't accepted may still be valid; it is checked as any
feed is, which takes twenty times as long. Not for schemas: every entry and frame is validated by those as
well (`checking`).

The expressions are made of the declarations from which an output is written (`elements`, `members`), so they
accept members in that order alone, each as often as it may be there, with the attributes that it has. What
they accept of values is narrower than the rules (`values`).

Nothing here takes longer than in proportion to the text. Expressions are compiled when they are first needed.
"""

from __future__ import annotations

import re
from datetime import date
from functools import cache, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from feedpub.outputs.frame import Frame
    from feedpub.outputs.output import Acceptor

MAX_CHARACTERS = 1_000_000  # far below the bounds of the checker

_UNKNOWN_REFERENCE = re.compile("&(?!(?:amp|lt|gt|quot|#13|#10|#9|#x26|#x3C);)")
_CONTROLS = bytes({*range(0x20)} - {*b"\t\n"})
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def certainly_valid(entry: str, acceptor: Acceptor) -> bool:
    """Return whether an entry, as text, is certainly valid: in any valid document that binds the checker's
    `PREFIXES` it has no error, except that its id may be another entry's. False means undecided.
    """
    if len(entry) > MAX_CHARACTERS:
        return False
    found = _compiled(acceptor.entry).fullmatch(entry)
    if found is None:
        return False
    if acceptor.syntax == "json":
        return _is_encodable(entry)
    return _is_day(found.groupdict().get("day")) and _is_text_of_xml(entry)


def all_certainly_valid(entries: Sequence[str], acceptor: Acceptor) -> bool:
    """Return whether each entry is certainly valid, if a document of them all is known to be well formed.

    What an expression accepts has neither comments nor sections, so a parser has seen the characters and
    references of each entry: they aren't looked at again.
    """
    pattern = _compiled(acceptor.entry)
    dated = "day" in pattern.groupindex
    for entry in entries:
        found = pattern.fullmatch(entry)
        if found is None or len(entry) > MAX_CHARACTERS or (dated and not _is_day(found["day"])):
            return False
    return True


def frame_certainly_valid(frame: Frame, acceptor: Acceptor) -> bool:
    """Return whether the bytes around entries are certainly valid: with any valid entries between them they
    are a document without errors, but for the entries' ids. False means undecided.
    """
    if len(frame.before) + len(frame.after) > MAX_CHARACTERS:
        return False
    try:
        before, after = frame.before.decode(), frame.after.decode()
    except UnicodeDecodeError:
        return False
    found = _compiled(acceptor.head).fullmatch(before)
    if found is None or _compiled(acceptor.foot).fullmatch(after) is None:
        return False
    groups = found.groupdict()
    if not _is_language(groups.get("language")):
        return False
    return acceptor.syntax == "json" or (_is_day(groups.get("day")) and _is_text_of_xml(before))


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _is_text_of_xml(text: str) -> bool:
    """Return whether XML can hold every character of a text, and its references are known (XML 1.0 §2.2,
    §4.1).
    """
    if _UNKNOWN_REFERENCE.search(text) or "\ufffe" in text or "\uffff" in text:
        return False
    if "]" in text and "]]>" in text:  # one character is found much faster than three
        return False
    try:
        data = text.encode()
    except UnicodeEncodeError:  # surrogates
        return False
    return len(data.translate(None, _CONTROLS)) == len(data)


def _is_encodable(text: str) -> bool:
    """Return whether a text can be written in UTF-8 (RFC 8259 §8.1), which surrogates can't."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


@lru_cache(maxsize=4096)
def _is_day(text: str | None) -> bool:
    """Return whether a text like "Thu, 28 Dec 2023" is a day of the calendar with its weekday (RFC 822 §5.2);
    there needn't be any.
    """
    if text is None:
        return True
    weekday, day, month, year = text.split()
    try:
        moment = date(int(year), _MONTHS.index(month) + 1, int(day))
    except ValueError:
        return False
    return weekday == f"{_WEEKDAYS[moment.weekday()]},"


_COMMON_LANGUAGES = frozenset(
    """
    ar bg cs da de de-AT de-CH de-DE el en en-AU en-CA en-GB en-US es es-ES es-MX et fa fi fr fr-CA fr-CH
    fr-FR he hi hr hu id it it-IT ja ko lt lv nb nl nl-BE nl-NL nn no pl pt pt-BR pt-PT ro ru sk sl sr sv th
    tr uk vi zh zh-CN zh-TW
    """.split()
)
"""Language tags for which the checker's values needn't be loaded: that takes 0.01 s in each process."""


@lru_cache(maxsize=64)
def _is_language(tag: str | None) -> bool:
    """Return whether a text that looks like a language tag is one (RFC 5646 §2.1); there needn't be any."""
    if tag is None or tag in _COMMON_LANGUAGES:
        return True
    from feedpub.check import values  # noqa: PLC0415 - heavy

    return values.language_tag(tag) is None
