"""What the values in feeds may look like: dates, URIs, media types, language tags, mail addresses and so on.

Responsible for the syntax of single values, as pure functions. Each takes the text as it stands and returns
None when it is right, else what is wrong with it, as a phrase that goes after "is not a date: " and the like:
`x(text) -> str | None`. The parsers beside them (`parse_...`) return the value, or None when the text isn't
valid. Not responsible for which element needs which value, nor for RFC 822 dates (`rfc822`). Nobody here
strips white space: the caller decides whether it may stand around a value.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import UTC, datetime, timedelta, timezone
from functools import cache, lru_cache
from ipaddress import AddressValueError, IPv6Address

# Dates

_RFC3339 = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:Z|([+-])(\d\d):(\d\d))", re.ASCII
)
_RFC3339_HINTS = (
    (re.compile(r"\d{4}-\d\d-\d\d"), "there is no time; write it like 2024-05-01T12:00:00Z"),
    (re.compile(r"\d{4}(?:-\d\d)?"), "a year or month isn't enough; write it like 2024-05-01T12:00:00Z"),
    (re.compile(r"[A-Za-z]{3},? .*"), "this is RSS's kind of date; Atom's is like 2024-05-01T12:00:00Z"),
    (re.compile(r"\S* \S*.*"), "there is a space in it; a T stands between date and time"),
    (re.compile(r".*[tz].*"), "T and Z are capital letters"),
    (re.compile(r".*T\d\d:\d\d(?:Z|[+-]\d\d:\d\d)"), "there are no seconds; write hours:minutes:seconds"),
    (re.compile(r".*T\d\d:\d\d:\d\d(?:\.\d+)?"), "there is no zone; write Z, or an offset like +02:00"),
    (re.compile(r".*[+-]\d{4}"), "the offset has no colon; write it like +02:00"),
    (re.compile(r".*:\d\d[.,](?:\D.*)?"), "a fraction of a second needs digits after its point"),
)


def rfc3339(text: str) -> str | None:
    """Judge a date and time by RFC 3339 §5.6, narrowed by RFC 4287 §3.3: capital T and Z, a real date."""
    return _read_date(text)[0] if len(text) <= _LONG_DATE else _read_date.__wrapped__(text)[0]


def parse_rfc3339(text: str) -> datetime | None:
    """Return the moment that an RFC 3339 date names, in UTC; a leap second counts as the second before it."""
    return _read_date(text)[1] if len(text) <= _LONG_DATE else _read_date.__wrapped__(text)[1]


_LONG_DATE = 100  # longer texts aren't kept


@lru_cache(maxsize=1024)
def _read_date(text: str) -> tuple[str | None, datetime | None]:
    """Return what is wrong with a date, or its moment; the same few are asked for by several rules."""
    found = _RFC3339.fullmatch(text)
    if found is None:
        return _date_hint(text), None
    wrong = _date_range(found)
    return wrong, None if wrong else _moment(found)


def _date_hint(text: str) -> str:
    """Return how a text that doesn't look like a date differs from one."""
    for pattern, hint in _RFC3339_HINTS:
        if pattern.fullmatch(text):
            return hint
    return "it isn't of the form 2024-05-01T12:00:00Z or 2024-05-01T14:00:00+02:00"


def _date_range(found: re.Match[str]) -> str | None:
    """Return which part of a date there is none of, None when the date exists."""
    _, month, day, hour, minute, second, _, _, off_hours, off_minutes = found.groups()
    if not "01" <= month <= "12":
        return f"there is no month {month}"
    if hour > "23":
        return f"there is no hour {hour}; the day ends with 23:59:59"
    if minute > "59":
        return f"there is no minute {minute}"
    if second > "60" or (second == "60" and not _may_leap(found)):
        return f"there is no second {second} then"
    if off_hours is not None and (off_hours > "23" or off_minutes > "59"):
        return f"there is no zone {found.group(8)}{off_hours}:{off_minutes}"
    if _moment(found) is None:
        return f"there is no day {day} in that month, or no such year"
    return None


def _may_leap(found: re.Match[str]) -> bool:
    """Whether a leap second can be then: at 23:59:60 UTC, the month's last (RFC 3339 §5.7)."""
    moment = _moment(found)
    if moment is None or (moment.hour, moment.minute) != (23, 59):
        return False
    return moment.day == monthrange(moment.year, moment.month)[1]


def _moment(found: re.Match[str]) -> datetime | None:
    """Return the moment of a date's parts in UTC, None when the calendar or datetime has no such moment."""
    year, month, day, hour, minute, second, fraction, sign, off_hours, off_minutes = found.groups()
    zone = UTC
    try:
        if sign:
            offset = timedelta(hours=int(off_hours), minutes=int(off_minutes))
            zone = timezone(-offset if sign == "-" else offset)
        micro = int((fraction or "0")[:6].ljust(6, "0"))
        moment = datetime(
            int(year), int(month), int(day), int(hour), int(minute), min(int(second), 59), micro, tzinfo=zone
        )
        return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


# URIs and IRIs

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*(?=:)")
_BARE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_NOT_IN_URI = re.compile(r"[^A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=%-]")
# RFC 3987 §2.2: ucschar anywhere, iprivate in a query only (checked apart).
_UCSCHAR = (
    "\xa0-\ud7ff\uf900-\ufdcf\ufdf0-\uffef"
    + "".join(f"{chr(plane * 0x10000)}-{chr(plane * 0x10000 + 0xFFFD)}" for plane in range(1, 14))
    + "\U000e1000-\U000efffd"
)
_IPRIVATE = "\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd"
_QUERY = re.compile(r"\?[^#]*")
# RFC 3987 §4.1: characters that change the direction of text mustn't be in an IRI.
_DIRECTION = re.compile("[\u200e\u200f\u202a-\u202e]")
_PARTS = re.compile(
    r"(?:([A-Za-z][A-Za-z0-9+.-]*):)?(?://([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?", re.DOTALL
)
_DNS_LABEL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?")
_LONGEST_HOST = 253
_WITH_HOST = frozenset(
    {"http", "https", "ftp", "ftps", "sftp", "ws", "wss", "nntp", "gopher", "rtsp", "rtmp"}
)


def uri(text: str) -> str | None:
    """Judge an absolute URI (with a scheme) by RFC 3986, and by the syntax of http, urn, tag, mailto."""
    return _uri(text) if len(text) <= _LONG_URI else _uri.__wrapped__(text)


def uri_reference(text: str) -> str | None:
    """Judge a URI or relative reference by RFC 3986: ASCII only."""
    odd = _NOT_IN_URI.search(text)
    return (_odd_character(odd.group(), "a URI") if odd else None) or _structure(text)


def iri(text: str) -> str | None:
    """Judge an absolute IRI (with a scheme) by RFC 3987, and by its scheme's own syntax as `uri` does."""
    return _iri(text) if len(text) <= _LONG_URI else _iri.__wrapped__(text)


_LONG_URI = 300  # longer ones aren't kept


@lru_cache(maxsize=4096)
def _uri(text: str) -> str | None:
    """Judge a URI; the same few are asked about again and again, by several rules and for every entry."""
    return uri_reference(text) or _without_scheme(text) or _by_scheme(text)


@lru_cache(maxsize=4096)
def _iri(text: str) -> str | None:
    """Judge an IRI, as `_uri` does."""
    return iri_reference(text) or _without_scheme(text) or _by_scheme(text)


def iri_reference(text: str) -> str | None:
    """Judge an IRI or relative reference by RFC 3987."""
    if text.isascii():
        odd = _NOT_IN_URI.search(text)
    else:
        odd = _not_in_iri().search(text) or _DIRECTION.search(text)
    if odd:
        return _odd_character(odd.group(), "an IRI")
    if not text.isascii():
        private = _private().search(_QUERY.sub("", text))
        if private:
            return _odd_character(private.group(), "an IRI, except in its query")
    return _structure(text)


def http_url(text: str) -> str | None:
    """Judge an absolute http or https URL, ASCII only, with a host."""
    wrong = uri(text)
    if wrong is None and not text.lower().startswith(("http:", "https:")):
        return "it isn't an http or https URL"
    return wrong


@cache
def _not_in_iri() -> re.Pattern[str]:
    """Return the pattern of what can't be in an IRI; few feeds have any, and Python is slow to compile it."""
    return re.compile(rf"[^A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=%{_UCSCHAR}{_IPRIVATE}-]")


@cache
def _private() -> re.Pattern[str]:
    """Return the pattern of characters for private use."""
    return re.compile(f"[{_IPRIVATE}]")


def is_relative(text: str) -> bool:
    """Whether a reference has no scheme."""
    return _SCHEME.match(text) is None


def _without_scheme(text: str) -> str | None:
    """Return what is wrong with a reference that has to be absolute."""
    if not text:
        return "it is empty"
    return "it has no scheme, such as https:" if is_relative(text) else None


def _odd_character(character: str, what: str) -> str:
    """Return what is wrong with a character that can't stand in a URI or IRI."""
    if character.isspace() or character in "\u200b\ufeff":
        return f"there is white space in it (U+{ord(character):04X}); a space is written %20"
    if not character.isascii() and what == "a URI":
        return f"U+{ord(character):04X} isn't ASCII; write it percent-encoded, in a host name as xn--"
    name = character if character.isprintable() else f"U+{ord(character):04X}"
    return f"{name} can't stand in {what}; write it percent-encoded"


def _structure(text: str) -> str | None:
    """Judge how a reference is built (RFC 3986 §4.1), its characters having been judged."""
    bare = _BARE_PERCENT.search(text)
    if bare:
        return "a percent sign in it isn't followed by two hexadecimal digits; write %25 for the sign itself"
    found = _PARTS.fullmatch(text)
    if found is None:  # pragma: no cover - the pattern takes any text
        return "it can't be taken apart"
    scheme, authority, path, query, fragment = found.groups()
    if scheme is None and authority is None and ":" in path.partition("/")[0]:
        return "what stands before its first colon is no scheme"
    for part in (path, query or "", fragment or ""):
        if "[" in part or "]" in part:
            return "square brackets can stand round an IPv6 address only; write %5B and %5D"
    if fragment is not None and "#" in fragment:
        return "there are two # in it; write %23 for the second"
    return None if authority is None else _authority(authority)


def _authority(authority: str) -> str | None:
    """Judge what stands between // and the path: user, host, port (RFC 3986 §3.2)."""
    user, at, host_port = authority.rpartition("@")
    if at and ("@" in user or "[" in user or "]" in user):
        return "there is more than one @ before its path"
    if host_port.startswith("["):
        address, bracket, rest = host_port[1:].partition("]")
        if not bracket or not (
            _is_ipv6(address) or re.fullmatch(r"[vV][0-9A-Fa-f]+\.[\w.~!$&'()*+,;=:-]+", address)
        ):
            return "what stands in its square brackets is no IP address"
        port = rest
    else:
        _, colon, digits = host_port.partition(":")
        port = colon + digits
        if "[" in host_port or "]" in host_port:
            return "square brackets can stand round an IPv6 address only"
    if port and not re.fullmatch(r":[0-9]*", port):
        return (
            f"its port {port[1:]!r} is no number"
            if port.startswith(":")
            else "there is something after its ]"
        )
    if len(port) > 1 and int(port[1:7]) > 65535:
        return f"there is no port {port[1:7]}"
    return None


def _is_ipv6(address: str) -> bool:
    """Whether an address is one by RFC 4291, without a zone."""
    if "%" in address:
        return False
    try:
        IPv6Address(address)
    except AddressValueError:
        return False
    return True


def _by_scheme(text: str) -> str | None:
    """Judge a well-formed URI or IRI by its own scheme's syntax."""
    scheme = text.partition(":")[0].lower()
    if scheme == "urn":
        return urn(text)
    if scheme == "tag":
        return tag_uri(text)
    if scheme == "mailto":
        return _mailto(text)
    return _host(text, scheme) if scheme in _WITH_HOST else None


def _host(text: str, scheme: str) -> str | None:
    """Judge the host of a URI whose scheme wants a DNS name or address (RFC 9110 §4.2.1, RFC 1034)."""
    found = _PARTS.fullmatch(text)
    authority = found.group(2) if found else None
    if authority is None:
        return f"two slashes and a host come after {scheme}:"
    host = authority.rpartition("@")[2]
    if host.startswith("["):
        return None
    host = host.partition(":")[0]
    if not host:
        return f"there is no host after {scheme}://"
    labels = re.sub("%[0-9A-Fa-f]{2}", "x", host).removesuffix(".").split(".")
    for each in labels:
        if not each:
            return "its host has a dot too many"
        if each.isascii() and not _DNS_LABEL.fullmatch(each):
            return f"its host has a part that no host name has: {each[:40]}"
    if len(host) > _LONGEST_HOST or any(len(each) > 63 for each in labels):
        return "its host is longer than a host name can be"
    if all(each.isdigit() for each in labels) and (
        len(labels) != 4 or any(int(each[:4]) > 255 for each in labels)
    ):
        return "its host is written like an IPv4 address and is none"
    return None


def _mailto(text: str) -> str | None:
    """Judge a mailto: URI's addresses (RFC 6068 §2); with a query there need be none before it."""
    addresses, mark, _ = text.partition(":")[2].partition("?")
    if not addresses:
        return None if mark else "there is no address after mailto:"
    for address in addresses.split(","):
        plain = re.sub("%([0-9A-Fa-f]{2})", lambda found: chr(int(found.group(1), 16)), address)
        wrong = email(plain)
        if wrong and plain.isascii():
            return wrong
    return None


_PCHAR = r"(?:[A-Za-z0-9._~!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2})"
_URN = re.compile(
    rf"urn:([A-Za-z0-9](?:[A-Za-z0-9-]{{0,30}}[A-Za-z0-9])):({_PCHAR}(?:{_PCHAR}|/)*)"
    rf"(?:\?\+{_PCHAR}(?:{_PCHAR}|[/?])*?)?(?:\?={_PCHAR}(?:{_PCHAR}|[/?])*)?(?:#(?:{_PCHAR}|[/?])*)?",
    re.IGNORECASE,
)


def urn(text: str) -> str | None:
    """Judge a URN by RFC 8141; urn:uuid also by RFC 4122."""
    parts = text.split(":", 2)
    if len(parts) < 3 or parts[0].lower() != "urn":
        return "a URN is urn:, a namespace, a colon and a name: urn:example:news"
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9-]{0,30}[A-Za-z0-9]", parts[1]):
        return f"{parts[1][:40]!r} can't be the namespace of a URN: 2 to 32 letters, digits and hyphens"
    if parts[1].lower() in {"urn"}:
        return "a URN's namespace isn't urn itself"
    if not parts[2]:
        return "there is no name after the URN's namespace"
    if not _URN.fullmatch(text):
        return "what comes after the URN's namespace has a character that isn't allowed there"
    if parts[1].lower() == "uuid":
        return uuid(re.split("[?#]", parts[2])[0])
    return None


_TAG = re.compile(r"tag:([^,:]*),([^:]*):(.*)", re.DOTALL | re.IGNORECASE)
_TAG_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", re.ASCII)
_TAG_NAME = re.compile(
    r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*"
)
_TAG_MAIL_USER = re.compile(r"[A-Za-z0-9._-]+")
_TAG_SPECIFIC = re.compile(rf"(?:{_PCHAR}|[/?])*(?:#(?:{_PCHAR}|[/?])*)?")


def tag_uri(text: str) -> str | None:
    """Judge a tag: URI by RFC 4151 §2.1: tag:authority,date:specific."""
    found = _TAG.fullmatch(text)
    if not found:
        return "a tag URI is tag:, a host or mail address, a comma, a date, a colon and a name"
    authority, date, specific = found.groups()
    user, at, host = authority.rpartition("@")
    if not _TAG_NAME.fullmatch(host) or (at and not _TAG_MAIL_USER.fullmatch(user)):
        return f"{authority[:60]!r} is no host name or mail address, which a tag URI begins with"
    day = _TAG_DATE.fullmatch(date)
    if not day:
        return f"{date[:40]!r} is no date; a tag URI has a year, year-month or year-month-day"
    try:
        datetime(int(day.group(1)), int(day.group(2) or 1), int(day.group(3) or 1), tzinfo=UTC)
    except ValueError:
        return f"the calendar has no {date}"
    if specific.isascii() and not _TAG_SPECIFIC.fullmatch(specific):
        return "what comes after its date has a character that isn't allowed there"
    return None


def uuid(text: str) -> str | None:
    """Judge a UUID's text form by RFC 4122 §3, upper or lower case."""
    if re.fullmatch(r"[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}", text):
        return None
    return "a UUID is 8, 4, 4, 4 and 12 hexadecimal digits with hyphens between them"


# Names of kinds


def _words(text: str) -> frozenset[str]:
    """Return the words of a text."""
    return frozenset(text.split())


_RESTRICTED = r"[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,126}"  # RFC 6838 §4.2
_TOKEN = r"[A-Za-z0-9!#$%&'*+.^_`{|}~-]+"  # noqa: S105 - RFC 2045 §5.1
_MEDIA_TYPE = re.compile(rf"({_RESTRICTED})/({_RESTRICTED})((?:\s*;.*)?)", re.DOTALL)
_PARAMETER = re.compile(rf"\s*;\s*{_TOKEN}=(?:{_TOKEN}|\"(?:[^\"\\\r\n]|\\.)*\")\s*")
_TOP_LEVEL = frozenset(
    {
        "application",
        "audio",
        "chemical",
        "example",
        "font",
        "haptics",
        "image",
        "message",
        "model",
        "multipart",
        "text",
    }
    | {"video"}
)


def media_type(text: str) -> str | None:
    """Judge a media type with optional parameters by RFC 6838 §4.2 and RFC 2045 §5.1.

    A top-level type that is neither registered nor in wide use (chemical) nor private (x-) is wrong.
    """
    found = _MEDIA_TYPE.fullmatch(text)
    if not found:
        if "/" not in text:
            return "a media type has two parts with a slash between them, such as text/html"
        return "a media type is like text/html, with parameters like ; charset=utf-8"
    rest = found.group(3)
    while rest:
        parameter = _PARAMETER.match(rest)
        if not parameter:
            return 'a parameter of a media type is ; name=value, or ; name="value" with quotes'
        rest = rest[parameter.end() :]
    top = found.group(1).lower()
    if top not in _TOP_LEVEL and not top.startswith("x-"):
        return f"there is no media type that begins with {top[:40]}/"
    return None


_LANGTAG = re.compile(
    r"(?P<language>[a-z]{2,3}(?P<extlang>(?:-[a-z]{3}){0,3})|[a-z]{4}|[a-z]{5,8})"
    r"(?:-[a-z]{4})?"
    r"(?:-(?P<region>[a-z]{2}|\d{3}))?"
    r"(?P<variants>(?:-(?:[a-z0-9]{5,8}|\d[a-z0-9]{3}))*)"
    r"(?P<extensions>(?:-[0-9a-wy-z](?:-[a-z0-9]{2,8})+)*)"
    r"(?:-x(?:-[a-z0-9]{1,8})+)?"
    r"|x(?:-[a-z0-9]{1,8})+",
    re.IGNORECASE | re.ASCII,
)
_GRANDFATHERED = frozenset(
    {
        "en-gb-oed",
        "i-ami",
        "i-bnn",
        "i-default",
        "i-enochian",
        "i-hak",
        "i-klingon",
        "i-lux",
        "i-mingo",
        "i-navajo",
    }
    | {"i-pwn", "i-tao", "i-tay", "i-tsu", "sgn-be-fr", "sgn-be-nl", "sgn-ch-de", "art-lojban", "cel-gaulish"}
    | {"no-bok", "no-nyn", "zh-guoyu", "zh-hakka", "zh-min", "zh-min-nan", "zh-xiang"}
)
# ISO 639-1, and the two-letter codes that were withdrawn and remain valid (RFC 5646 §2.2.1).
_TWO_LETTERS = _words(
    "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da "
    "de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz "
    "ia id ie ig ii ik in io is it iu iw ja ji jv jw ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la "
    "lb lg li ln lo lt lu lv mg mh mi mk ml mn mo mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj "
    "om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg sh si sk sl sm sn so sq sr ss st su sv "
    "sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu "
)
# ISO 3166-1, with those withdrawn or exceptionally reserved that RFC 5646's registry keeps.
_TWO_LETTER_REGIONS = _words(
    "aa ac ad ae af ag ai al am an ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bl bm bn bo "
    "bq br bs bt bu bv bw by bz ca cc cd cf cg ch ci ck cl cm cn co cp cq cr cs cu cv cw cx cy cz dd "
    "de dg dj dk dm do dz ea ec ee eg eh er es et eu ez fi fj fk fm fo fr fx ga gb gd ge gf gg gh gi "
    "gl gm gn gp gq gr gs gt gu gw gy hk hm hn hr ht hu ic id ie il im in io iq ir is it je jm jo jp "
    "ke kg kh ki km kn kp kr kw ky kz la lb lc li lk lr ls lt lu lv ly ma mc md me mf mg mh mk ml mm "
    "mn mo mp mq mr ms mt mu mv mw mx my mz na nc ne nf ng ni nl no np nr nt nu nz om pa pe pf pg ph "
    "pk pl pm pn pr ps pt pw py qa re ro rs ru rw sa sb sc sd se sg sh si sj sk sl sm sn so sr ss st "
    "su sv sx sy sz ta tc td tf tg th tj tk tl tm tn to tp tr tt tv tw tz ua ug um un us uy uz va vc "
    "ve vg vi vn vu wf ws xk yd ye yt yu za zm zr zw zz "
)


def language_tag(text: str) -> str | None:
    """Judge a language tag by RFC 5646 §2.1: well formed, two-letter codes registered, nothing twice."""
    found = _LANGTAG.fullmatch(text)
    if not found:
        if text.lower() in _GRANDFATHERED:
            return None
        if "_" in text:
            return "its parts are separated by hyphens, not underscores: en-GB"
        return "a language tag is like en, en-GB or zh-Hant-TW"
    language = found.group("language")
    if language is None:
        return None
    first = language.partition("-")[0].lower()
    if (len(first) == 2 and first not in _TWO_LETTERS) or len(first) >= 4:
        return f"no language has the code {first}"
    region = found.group("region")
    if region and len(region) == 2 and not _known_region(region.lower()):
        return f"no country or region has the code {region}"
    singletons = re.findall(r"-([0-9a-wy-z])(?=-)", found.group("extensions").lower())
    variants = [each for each in found.group("variants").lower().split("-") if each]
    if len(set(singletons)) < len(singletons) or len(set(variants)) < len(variants):
        return "a part stands in it twice"
    return None


def _known_region(region: str) -> bool:
    """Whether a two-letter region is registered or for private use (RFC 5646 §2.2.4)."""
    return region in _TWO_LETTER_REGIONS or "qm" <= region <= "qz" or "xa" <= region <= "xz"


# Mail addresses

# By what isn't in them, since a class with all of Unicode in it takes Python milliseconds to compile.
_ATEXT = r'[^\x00-\x20"(),.:;<>@\[\\\]\x7f]'  # RFC 5322 §3.2.3; RFC 6532 §3.2 for what isn't ASCII
_LETTER = r"[^\x00-/:-@\[-`{-\x7f]"  # and digits
_LABEL = rf"{_LETTER}(?:[^\x00-,./:-@\[-`{{-\x7f]*{_LETTER})?"  # hyphens within
_LOCAL = re.compile(rf"{_ATEXT}+(?:\.{_ATEXT}+)*|\"(?:[^\"\\\r\n]|\\[\t\x20-\x7e])*\"")
_DOMAIN = re.compile(
    rf"{_LABEL}(?:\.{_LABEL})*"
    r"|\[[0-9A-Za-z:.]+\]"
)


def email(text: str) -> str | None:
    """Judge an addr-spec by RFC 5322 §3.4.1, without comments or folding, its domain a host name or address.

    What isn't ASCII is allowed as RFC 6532 has it.
    """
    local, at, domain = text.rpartition("@")
    if not at:
        return "there is no @ in it; a mail address is like news@example.org"
    if text.lower().startswith("mailto:"):
        return "it is a mailto: URI; the address alone is wanted"
    if any(each.isspace() for each in text) and not local.startswith('"'):
        return "there is white space in it; a mail address is like news@example.org, with no name beside it"
    if not _LOCAL.fullmatch(local):
        return f"{local[:60]!r} can't stand before the @"
    if not _DOMAIN.fullmatch(domain):
        return f"{domain[:60]!r} isn't the name of a host"
    if "." not in domain and not domain.startswith("[") and domain.lower() != "localhost":
        return f"{domain[:60]!r} has no dot, so no mail reaches it"
    return None


# Numbers


def non_negative_integer(text: str) -> str | None:
    """Judge a whole number from 0, written in digits alone."""
    return None if re.fullmatch(r"[0-9]+", text) else "a whole number in digits is wanted, such as 12345"


def positive_integer(text: str) -> str | None:
    """Judge a whole number from 1, written in digits alone."""
    if not re.fullmatch(r"[0-9]+", text):
        return "a whole number in digits is wanted, such as 12345"
    return None if text.strip("0") else "it is zero"
