"""Entries written so plainly that a look at their text tells that they are valid: no tree, no rules.

Responsible for one question about the text of a single entry, and for one answer alone: that there is no
error in it. What isn't accepted may still be valid; that is for the grammar and the rules to say, which need
twenty times as long. Each pattern is narrower than what they let pass: members in one order, each as often as
it may stand there, with the attributes that it may have; web addresses with host names in small letters; ids
that are web addresses, tag URIs or URNs; days that the calendar has. Texts may be anything that their format
can hold.

Nothing here takes longer than in proportion to the text: sets of characters are repeated possessively, and
what is repeated besides begins with what can't follow it.
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from feedpub.check import Kind

_LONGEST = 1_000_000  # characters; far from the bounds of `reading`


def accepts(entry: str, form: Kind) -> bool:
    """Whether an entry (Atom), an item (RSS) or an item's object (JSON Feed), as text, is certainly valid.

    True: in a document that is right with other entries, and that binds the prefixes that feeds bind to Media
    RSS, Dublin Core and Content, it has no error, except that its id may be another's. False: who knows.
    """
    if len(entry) > _LONGEST:
        return False
    if form == "json":
        return _JSON_ITEM.fullmatch(entry) is not None and _has_no_surrogate(entry)
    if form == "atom":
        return _ATOM_ENTRY.fullmatch(entry) is not None and _is_text_of_xml(entry)
    found = _RSS_ITEM.fullmatch(entry)
    return found is not None and _is_day(found[1]) and _is_text_of_xml(entry)


# Characters

_UNKNOWN_REFERENCE = re.compile("&(?!(?:amp|lt|gt|quot|#13|#10|#9);)")
_CONTROLS = bytes({*range(0x20)} - {*b"\t\n"})


def _is_text_of_xml(entry: str) -> bool:
    """Whether XML can hold every character of a text, and its references are known (XML 1.0 §2.2, §4.1)."""
    if _UNKNOWN_REFERENCE.search(entry) or "\ufffe" in entry or "\uffff" in entry:
        return False
    if "]" in entry and "]]>" in entry:  # one character is found much faster than three
        return False
    try:
        data = entry.encode()
    except UnicodeEncodeError:  # surrogates
        return False
    return len(data.translate(None, _CONTROLS)) == len(data)


def _has_no_surrogate(entry: str) -> bool:
    """Whether a text can be written in UTF-8 (RFC 8259 §8.1)."""
    try:
        entry.encode()
    except UnicodeEncodeError:
        return False
    return True


# Values

_SPACE = r"[ \n]*+"
# At most 229 characters, 40 in a label (RFC 1034 §3.1), the last label no number.
_HOST = r"(?:[a-z0-9][a-z0-9-]{0,39}+(?<!-)\.){1,5}[a-z][a-z0-9-]{1,22}+(?<!-)"


def _web(ampersand: str) -> str:
    """Return the pattern of web addresses, with the ampersand as the format writes it (RFC 3986)."""
    return rf"https?://{_HOST}(?::[1-5]?[0-9]{{1,4}})?{_path(ampersand)}"


def _path(ampersand: str) -> str:
    """Return the pattern of what may come after a host: path and query, and a fragment."""
    fit = r"[A-Za-z0-9._~!$'()*+,;=:@/?-]*+"
    fit = rf"{fit}(?:(?:%[0-9A-Fa-f]{{2}}|{ampersand}){fit})*"
    return rf"(?:/{fit})?(?:#{fit})?"


_DAY = (
    r"(?:[12][0-9]{3}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])"
    r"|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)"
    r"|02-(?:0[1-9]|1[0-9]|2[0-8]))"
    r"|(?:[12][0-9](?:0[48]|[2468][048]|[13579][26])|[12][048]00|[12][26]00)-02-29)"
)
_TIME = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]"
_DATE = rf"{_DAY}T{_TIME}Z"  # RFC 3339 §5.6


def _id(ampersand: str) -> str:
    """Return the pattern of ids: web addresses, tag URIs (RFC 4151 §2.1) and URNs (RFC 8141 §2)."""
    fit = r"[A-Za-z0-9._~!$'()*+,;=:@/?-]*+"
    specific = rf"{fit}(?:(?:%[0-9A-Fa-f]{{2}}|{ampersand}){fit})*"
    uuid = r"uuid:[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}"
    named = r"(?!urn:|uuid:)[a-z0-9][a-z0-9-]{1,30}+(?<!-):[A-Za-z0-9._~:-]++"
    return rf"(?:{_web(ampersand)}|tag:{_HOST},{_DAY}:{specific}|urn:(?:{uuid}|{named}))"


# XML

_TEXT = r"[^<]*+"
_FILLED_TEXT = r"(?=[^\s<&]|&[aglq])[^<]*+"  # white space at its start may be all there is
_VALUE = r'[^"<]*+'
_WEB_IN_XML = _web("&amp;")
_SIZE = r'(?: width="[0-9]{1,9}")?(?: height="[0-9]{1,9}")?'
_IMAGES = (
    rf'(?:<media:content url="{_WEB_IN_XML}" medium="image"{_SIZE}'
    rf'(?:/>|><media:title type="plain">{_TEXT}</media:title></media:content>){_SPACE})*'
    rf'(?:<media:thumbnail url="{_WEB_IN_XML}"{_SIZE}/>{_SPACE})*'
)
# A preview's topics are a set at an address of the machine itself.
_SET_OF_TOPICS = rf"(?:{_WEB_IN_XML}|http://127\.0\.0\.1:[0-9]{{1,4}}{_path('&amp;')})"

_ATOM_ENTRY = re.compile(
    rf"{_SPACE}<entry>{_SPACE}"
    rf"<id>{_id('&amp;')}</id>{_SPACE}"
    rf"<title>{_TEXT}</title>{_SPACE}"
    rf"<updated>{_DATE}</updated>{_SPACE}"
    rf"<published>{_DATE}</published>{_SPACE}"
    rf'(?:<link rel="alternate" href="{_WEB_IN_XML}"/>{_SPACE})?'
    rf'(?:<link rel="(?:via|related)"(?: title="{_VALUE}")? href="{_WEB_IN_XML}"/>{_SPACE})*'
    rf"(?:<author><name>{_TEXT}</name>(?:<uri>{_WEB_IN_XML}</uri>)?</author>{_SPACE})*"
    rf'(?:<category term="{_VALUE}" label="{_VALUE}" scheme="{_SET_OF_TOPICS}"/>{_SPACE})*'
    rf"(?:<summary>{_TEXT}</summary>{_SPACE})?"
    rf'<content type="html">{_TEXT}</content>{_SPACE}'
    rf"{_IMAGES}</entry>{_SPACE}"
)

_RSS_ITEM = re.compile(
    rf"{_SPACE}<item>{_SPACE}"
    rf"<title>{_FILLED_TEXT}</title>{_SPACE}"
    rf"(?:<link>{_WEB_IN_XML}</link>{_SPACE})?"
    rf'<guid isPermaLink="(?:true">{_WEB_IN_XML}|false">{_FILLED_TEXT})</guid>{_SPACE}'
    rf"<pubDate>([A-Z][a-z]{{2}}, [0-9]{{2}} [A-Z][a-z]{{2}} [0-9]{{4}}) {_TIME} \+0000</pubDate>{_SPACE}"
    rf"(?:<dc:creator>{_TEXT}</dc:creator>{_SPACE})*"
    rf'(?:<category domain="{_VALUE}">{_TEXT}</category>{_SPACE})*'
    rf"(?:<description>{_TEXT}</description>{_SPACE})?"
    rf"<content:encoded>{_TEXT}</content:encoded>{_SPACE}"
    rf"{_IMAGES}</item>{_SPACE}"
)
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@lru_cache(maxsize=4096)
def _is_day(text: str) -> bool:
    """Whether a text like "Thu, 28 Dec 2023" is a day of the calendar (RFC 822 §5.2: and its weekday)."""
    weekday, day, month, year = text.split()
    try:
        moment = date(int(year), _MONTHS.index(month) + 1, int(day))
    except ValueError:
        return False
    return weekday == f"{_WEEKDAYS[moment.weekday()]},"


# JSON

_STRING = r'"[^"\\\x00-\x1f]*+(?:\\["\\/bfnrt][^"\\\x00-\x1f]*+)*"'  # RFC 8259 §7, without numbers
_FILLED_STRING = rf'(?="[^\s"\\]){_STRING}'
_WEB_IN_JSON = rf'"{_web("&")}"'
_NUMBER = r"-?(?:0|[1-9][0-9]{0,15})(?:\.[0-9]{1,20})?(?:[eE][+-]?[0-9]{1,3})?"


def _object(*, needs: tuple[str, ...] = (), **members: str) -> str:
    """Return the pattern of an object with members in this order, which may be left out but for those it
    needs.
    """
    pattern = ""
    for key, value in members.items():
        one = rf'"{key}": ?{value}(?:, ?(?=")|(?=\}}))'
        pattern += one if key in needs else f"(?:{one})?"
    return rf"\{{{pattern}\}}"


def _array(member: str) -> str:
    """Return the pattern of an array with something in it."""
    return rf"\[{member}(?:, ?{member})*\]"


_JSON_ITEM = re.compile(
    _SPACE
    + _object(
        needs=("id", "content_html"),
        id=_FILLED_STRING,
        url=_WEB_IN_JSON,
        external_url=_WEB_IN_JSON,
        title=_STRING,
        content_html=_STRING,
        summary=_STRING,
        image=_WEB_IN_JSON,
        date_published=f'"{_DATE}"',
        date_modified=f'"{_DATE}"',
        authors=_array(_object(needs=("name",), name=_STRING, url=_WEB_IN_JSON, avatar=_WEB_IN_JSON)),
        tags=_array(_STRING),
        _feedpub=_object(
            type=_STRING,
            category=_STRING,
            quality=_NUMBER,
            heat=_NUMBER,
            related=_array(
                _object(title=_STRING, url=_STRING, date_published=_STRING, provider=_STRING, type=_STRING)
            ),
        ),
    )
    + _SPACE
)


# Samples

ATOM = "http://www.w3.org/2005/Atom"
PREFIXES = {
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "media": "http://search.yahoo.com/mrss/",
}
"""What plain entries mean by their prefixes."""

SAMPLES: dict[Kind, str] = {
    "atom": (
        "<entry><id>urn:uuid:9f0b8a2e-5c3d-4b7a-8e61-d2f4a7c90b13</id><title>Štěstí</title>"
        "<updated>2024-05-06T07:08:09Z</updated><published>2024-05-06T07:08:09Z</published>"
        '<content type="html">Štěstí</content><media:thumbnail url="https://example.org/1.png"/></entry>'
    ),
    "rss": (
        '<item><title>Štěstí</title><guid isPermaLink="false">urn:uuid:9f0b8a2e-5c3d-4b7a-8e61-d2f4a7c90b13'
        "</guid><pubDate>Mon, 06 May 2024 07:08:09 +0000</pubDate><dc:creator>Štěstí</dc:creator>"
        "<content:encoded>Štěstí</content:encoded>"
        '<media:thumbnail url="https://example.org/1.png"/></item>'
    ),
    "json": '{"id": "urn:uuid:9f0b8a2e-5c3d-4b7a-8e61-d2f4a7c90b13", "content_html": "Štěstí"}',
}
"""A plain entry in each format: as small as it can be, with every prefix, without an author in Atom."""
