"""Entries and frames written so plainly that a look at their text tells that they are right: no tree, no
rules.

Responsible for one question about the text of a single entry, or of what stands around entries, and for one
answer alone: that there is no error in it. What isn't accepted may still be right; that is for the grammar
and the rules to say, which need twenty times as long. Each pattern is narrower than what they let pass:
members in one order, each as often as it may stand there, with the attributes that it may have; web addresses
with host names in small letters; ids that are web addresses, tag URIs or URNs; days that the calendar has.
Texts may be anything that their format can hold. The order is the one in which feedpub's formats write; who
writes in another is checked no less, but more slowly.

Nothing here takes longer than in proportion to the text: sets of characters are repeated possessively, and
what is repeated besides begins with what can't follow it. Patterns are compiled when they are first needed.
"""

from __future__ import annotations

import re
from datetime import date
from functools import cache, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from feedpub.check import Frame, Kind

_LONGEST = 1_000_000  # characters; far from the bounds of `reading`


def accepts(entry: str, form: Kind) -> bool:
    """Whether an entry (Atom), an item (RSS) or an item's object (JSON Feed), as text, is certainly valid.

    True: in a document that is right with other entries, and that binds `PREFIXES`, it has no error, except
    that its id may be another's. False: who knows.
    """
    if len(entry) > _LONGEST:
        return False
    found = _entry(form).fullmatch(entry)
    if found is None:
        return False
    if form == "json":
        return _is_encodable(entry)
    return (form == "atom" or _is_day(found["day"])) and _is_text_of_xml(entry)


def accepts_frame(frame: Frame, form: Kind) -> bool:
    """Whether the bytes around entries are certainly right.

    True: with any right entries between them they are a document without errors, but for the entries' ids.
    """
    if len(frame.before) + len(frame.after) > _LONGEST:
        return False
    try:
        before, after = frame.before.decode(), frame.after.decode()
    except UnicodeDecodeError:
        return False
    head, foot = _frame(form)
    found = head.fullmatch(before)
    if found is None or foot.fullmatch(after) is None or not _is_language(found["language"]):
        return False
    if form == "json":
        return True
    return (form == "atom" or _is_day(found["day"])) and _is_text_of_xml(before)


@cache
def _entry(form: Kind) -> re.Pattern[str]:
    """Return the pattern of a format's entries."""
    return re.compile({"atom": _ATOM_ENTRY, "rss": _RSS_ITEM, "json": _JSON_ITEM}[form])


@cache
def _frame(form: Kind) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return the patterns of what stands before a format's entries, and after them."""
    head = {"atom": _ATOM_HEAD, "rss": _RSS_HEAD, "json": _JSON_HEAD}[form]
    foot = {"atom": ("</feed>",), "rss": ("</channel>", "</rss>"), "json": (r"\]", r"\}")}[form]
    return re.compile(head), re.compile(_SPACE + "".join(each + _SPACE for each in foot))


# Characters

_UNKNOWN_REFERENCE = re.compile("&(?!(?:amp|lt|gt|quot|#13|#10|#9|#x26|#x3C);)")
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


def _is_encodable(entry: str) -> bool:
    """Whether a text can be written in UTF-8 (RFC 8259 §8.1): there are no surrogates in it."""
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
    path = _fit(ampersand)
    return rf"https?://{_HOST}(?::[1-5]?[0-9]{{1,4}})?(?:/{path})?(?:#{path})?"


def _served(ampersand: str) -> str:
    """Return the pattern of addresses where feedpub publishes: a preview's are on the machine itself."""
    return rf"(?:{_web(ampersand)}|http://127\.0\.0\.1:[0-9]{{1,4}}/{_fit(ampersand)})"


def _fit(ampersand: str) -> str:
    """Return the pattern of any characters that fit into an address after its host; no brackets, no #."""
    fit = r"[A-Za-z0-9._~!$'()*+,;=:@/?-]*+"
    return rf"{fit}(?:(?:%[0-9A-Fa-f]{{2}}|{ampersand}){fit})*"


_DAY = (
    r"(?:[12][0-9]{3}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])"
    r"|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)"
    r"|02-(?:0[1-9]|1[0-9]|2[0-8]))"
    r"|(?:[12][0-9](?:0[48]|[2468][048]|[13579][26])|[12][048]00|[12][26]00)-02-29)"
)
_TIME = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]"
_DATE = rf"{_DAY}T{_TIME}Z"  # RFC 3339 §5.6
# RFC 822 §5, its day to be looked up.
_RSS_DATE = rf"(?P<day>[A-Z][a-z]{{2}}, [0-9]{{2}} [A-Z][a-z]{{2}} [0-9]{{4}}) {_TIME} \+0000"
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@lru_cache(maxsize=4096)
def _is_day(text: str | None) -> bool:
    """Whether a text like "Thu, 28 Dec 2023" is a day of the calendar (RFC 822 §5.2: and its weekday)."""
    if text is None:  # there is none, nor need there be
        return True
    weekday, day, month, year = text.split()
    try:
        moment = date(int(year), _MONTHS.index(month) + 1, int(day))
    except ValueError:
        return False
    return weekday == f"{_WEEKDAYS[moment.weekday()]},"


_LANGUAGE = r"(?P<language>[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3})"


@lru_cache(maxsize=64)
def _is_language(tag: str | None) -> bool:
    """Whether a text that looks like a language tag is one (RFC 5646 §2.1); there needn't be any."""
    if tag is None:
        return True
    from feedpub.check import values  # noqa: PLC0415 - heavy

    return values.language_tag(tag) is None


def _id(ampersand: str) -> str:
    """Return the pattern of ids: web addresses, tag URIs (RFC 4151 §2.1) and URNs (RFC 8141 §2)."""
    uuid = r"uuid:[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}"
    named = r"(?!urn:|uuid:)[a-z0-9][a-z0-9-]{1,30}+(?<!-):[A-Za-z0-9._~:-]++"
    return rf"(?:{_web(ampersand)}|tag:{_HOST},{_DAY}:{_fit(ampersand)}|urn:(?:{uuid}|{named}))"


# XML

ATOM = "http://www.w3.org/2005/Atom"
PREFIXES = {
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "media": "http://search.yahoo.com/mrss/",
}
"""What plain entries mean by their prefixes."""


def _bound(*prefixes: str) -> str:
    """Return the pattern of a start tag's attributes that bind prefixes."""
    return "".join(
        f' xmlns:{each}="{re.escape(ATOM if each == "atom" else PREFIXES[each])}"' for each in prefixes
    )


_TEXT = r"[^<]*+"
_FILLED_TEXT = r"(?=[^\s<&]|&(?:[aglq]|#x))[^<]*+"  # white space at its start may be all there is
_VALUE = r'[^"<]*+'
_WEB_IN_XML = _web("&amp;")
_SIZE = r'(?: width="[0-9]{1,9}")?(?: height="[0-9]{1,9}")?'
_IMAGES = (
    rf'(?:<media:content url="{_WEB_IN_XML}" medium="image"{_SIZE}'
    rf'(?:/>|><media:title type="plain">{_TEXT}</media:title></media:content>){_SPACE})*'
    rf'(?:<media:thumbnail url="{_WEB_IN_XML}"{_SIZE}/>{_SPACE})*'
)
_SERVED = _served("&amp;")

_ATOM_ENTRY = (
    rf"{_SPACE}<entry>{_SPACE}"
    rf"<id>{_id('&amp;')}</id>{_SPACE}"
    rf"<title>{_TEXT}</title>{_SPACE}"
    rf"<updated>{_DATE}</updated>{_SPACE}"
    rf"<published>{_DATE}</published>{_SPACE}"
    rf'(?:<link rel="alternate" href="{_WEB_IN_XML}"/>{_SPACE})?'
    rf'(?:<link rel="(?:via|related)"(?: title="{_VALUE}")? href="{_WEB_IN_XML}"/>{_SPACE})*'
    rf"(?:<author><name>{_TEXT}</name>(?:<uri>{_WEB_IN_XML}</uri>)?</author>{_SPACE})*"
    rf'(?:<category term="{_VALUE}" label="{_VALUE}" scheme="{_SERVED}"/>{_SPACE})*'
    rf"(?:<summary>{_TEXT}</summary>{_SPACE})?"
    rf'<content type="html">{_TEXT}</content>{_SPACE}'
    rf"{_IMAGES}</entry>{_SPACE}"
)

_RSS_ITEM = (
    rf"{_SPACE}<item>{_SPACE}"
    rf"<title>{_FILLED_TEXT}</title>{_SPACE}"
    rf"(?:<link>{_WEB_IN_XML}</link>{_SPACE})?"
    rf'<guid isPermaLink="(?:true">{_WEB_IN_XML}|false">{_FILLED_TEXT})</guid>{_SPACE}'
    rf"<pubDate>{_RSS_DATE}</pubDate>{_SPACE}"
    rf"(?:<dc:creator>{_TEXT}</dc:creator>{_SPACE})*"
    rf'(?:<category domain="{_VALUE}">{_TEXT}</category>{_SPACE})*'
    rf"(?:<description>{_TEXT}</description>{_SPACE})?"
    rf"<content:encoded>{_TEXT}</content:encoded>{_SPACE}"
    rf"{_IMAGES}</item>{_SPACE}"
)

_MAIL = rf"[A-Za-z0-9]++(?:[._+-][A-Za-z0-9]++)*@{_HOST}"
_PROLOGUE = (
    r"<\?xml version='1\.0' encoding='UTF-8'\?>\n"
    r'(?:<\?xml-stylesheet type="text/css" href="[^"<>]*+"\?>\n)?'
)
_PAGE = rf'(?:<a xmlns="http://www\.w3\.org/1999/xhtml" href="{_VALUE}">{_TEXT}</a>{_SPACE})?'

_ATOM_HEAD = (
    rf"{_PROLOGUE}<feed{_bound('media')}"
    rf' xmlns="{re.escape(ATOM)}"(?: xml:lang="{_LANGUAGE}")?>{_SPACE}'
    rf"<id>{_SERVED}</id>{_SPACE}"
    rf"<title>{_TEXT}</title>{_SPACE}"
    rf"<updated>{_DAY}T{_TIME}(?:Z|\+00:00)</updated>{_SPACE}"
    rf"<author>{_SPACE}<name>{_TEXT}</name>{_SPACE}(?:<email>{_MAIL}</email>{_SPACE})?"
    rf"(?:<uri>{_WEB_IN_XML}</uri>{_SPACE})?</author>{_SPACE}"
    rf'(?:<link href="{_SERVED}" rel="self" type="application/atom\+xml"/>{_SPACE})?'
    rf'(?:<link href="{_SERVED}" rel="alternate" type="text/html"/>{_SPACE})?'
    rf'(?:<category term="{_VALUE}" scheme="{_SERVED}" label="{_VALUE}"/>{_SPACE})*'
    rf"(?:<generator>{_TEXT}</generator>{_SPACE})?"
    rf"(?:<icon>{_WEB_IN_XML}</icon>{_SPACE})?"
    rf"(?:<logo>{_WEB_IN_XML}</logo>{_SPACE})?"
    rf"(?:<rights>{_TEXT}</rights>{_SPACE})?"
    rf"(?:<subtitle>{_TEXT}</subtitle>{_SPACE})?"
    rf"{_PAGE}"
)
_RSS_HEAD = (
    rf"{_PROLOGUE}<rss{_bound('dc', 'media', 'atom', 'content')}"
    rf' version="2\.0">{_SPACE}<channel>{_SPACE}'
    rf"<title>{_FILLED_TEXT}</title>{_SPACE}"
    rf"<link>{_SERVED}</link>{_SPACE}"
    rf"<description>{_TEXT}</description>{_SPACE}"
    rf'(?:<atom:link href="{_SERVED}" rel="self" type="application/rss\+xml"/>{_SPACE})?'
    rf'(?:<category domain="{_VALUE}">{_TEXT}</category>{_SPACE})*'
    rf"(?:<copyright>{_TEXT}</copyright>{_SPACE})?"
    rf"(?:<docs>{_WEB_IN_XML}</docs>{_SPACE})?"
    rf"(?:<generator>{_TEXT}</generator>{_SPACE})?"
    rf"(?:<image>{_SPACE}<url>{_WEB_IN_XML}</url>{_SPACE}<title>{_FILLED_TEXT}</title>{_SPACE}"
    rf"<link>{_SERVED}</link>{_SPACE}</image>{_SPACE})?"
    rf"(?:<language>{_LANGUAGE}</language>{_SPACE})?"
    rf"(?:<lastBuildDate>{_RSS_DATE}</lastBuildDate>{_SPACE})?"
    rf"(?:<managingEditor>{_MAIL} \({_TEXT}(?<=\))</managingEditor>{_SPACE})?"
    rf"{_PAGE}"
)

# JSON

_STRING = r'"[^"\\\x00-\x1f]*+(?:\\["\\/bfnrt][^"\\\x00-\x1f]*+)*"'  # RFC 8259 §7, without numbers
_FILLED_STRING = rf'(?="[^\s"\\]){_STRING}'
_WEB_IN_JSON = rf'"{_web("&")}"'
_SERVED_IN_JSON = rf'"{_served("&")}"'
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
    return rf"\[(?:{member}(?:, ?(?=[{{\"])|(?=\])))+\]"


_AUTHORS = _array(_object(needs=("name",), name=_STRING, url=_WEB_IN_JSON, avatar=_WEB_IN_JSON))
_JSON_ITEM = (
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
        authors=_AUTHORS,
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
_JSON_HEAD = (
    rf"\{{{_SPACE}"
    + "".join(
        rf'"{key}": ?{value},{_SPACE}' if key in {"version", "title"} else rf'(?:"{key}": ?{value},{_SPACE})?'
        for key, value in (
            ("version", r'"https://jsonfeed\.org/version/1\.1"'),
            ("title", _FILLED_STRING),
            *((key, _SERVED_IN_JSON) for key in ("home_page_url", "feed_url")),
            ("description", _STRING),
            *((key, _WEB_IN_JSON) for key in ("icon", "favicon")),
            ("authors", _AUTHORS),
            ("language", f'"{_LANGUAGE}"'),
            ("_feedpub", _object(generator=_STRING, topic=_STRING, rights=_STRING)),
        )
    )
    + rf'"items": ?\[{_SPACE}'
)

# Samples

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
