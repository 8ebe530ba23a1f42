"""What single URI schemes add to the generic syntax: hosts of http and others, URNs, tag URIs, mailto.

Responsible for the part of a URI whose form its scheme decides, RFC 3986 having been kept. Not for the
generic syntax (`uris`), nor for which schemes there are.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime

from feedpub.check.values.mail import email

_WITH_HOST = frozenset(
    {"http", "https", "ftp", "ftps", "sftp", "ws", "wss", "nntp", "gopher", "rtsp", "rtmp"}
)
_DNS_LABEL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?")
_MAX_HOST_CHARACTERS = 253
_MAX_LABEL_CHARACTERS = 63

# Classes of single characters, since Python remembers each step through groups that repeat, which costs a
# hundred times the memory of the text. Percent signs are judged on their own.
BARE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_PCHAR = r"A-Za-z0-9._~!$&'()*+,;=:@%-"  # RFC 3986 §3.3
_URN_NAMESPACE = r"[A-Za-z0-9][A-Za-z0-9-]{0,30}[A-Za-z0-9]"
_URN = re.compile(
    rf"urn:{_URN_NAMESPACE}:[{_PCHAR}][{_PCHAR}/]*(?:\?[+=][{_PCHAR}][{_PCHAR}/?]*)?(?:#[{_PCHAR}/?]*)?",
    re.IGNORECASE,
)
_UUID = re.compile(r"[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}")

_TAG = re.compile(r"tag:([^,:]*),([^:]*):(.*)", re.DOTALL | re.IGNORECASE)
_TAG_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", re.ASCII)
_NOT_TAG_HOST = re.compile(r"[^A-Za-z0-9.-]|^[.-]|[.-]\Z|\.[.-]|-\.")
_TAG_MAIL_USER = re.compile(r"[A-Za-z0-9._-]+")
_TAG_SPECIFIC = re.compile(rf"[{_PCHAR}/?]*(?:#[{_PCHAR}/?]*)?")


def judge_by_scheme(text: str, scheme: str, authority: str | None) -> str | None:
    """Judge a well-formed URI or IRI by its scheme's own syntax.

    `scheme` is in lower case, `authority` the part between `//` and the path.
    """
    if scheme == "urn":
        return urn(text)
    if scheme == "tag":
        return tag_uri(text)
    if scheme == "mailto":
        return _mailto(text)
    return _host(authority, scheme) if scheme in _WITH_HOST else None


def _host(authority: str | None, scheme: str) -> str | None:
    """Judge the host of a URI whose scheme wants a DNS name or address (RFC 9110 §4.2.1, RFC 1034)."""
    if authority is None:
        return f"two slashes and a host must follow {scheme}:"
    host = authority.rpartition("@")[2]
    if host.startswith("["):
        return None
    host = host.partition(":")[0]
    if not host:
        return f"no host follows {scheme}://"
    if len(host) > _MAX_HOST_CHARACTERS:
        return "its host is longer than a host name can be"
    labels = re.sub("%[0-9A-Fa-f]{2}", "x", host).removesuffix(".").split(".")
    for each in labels:
        if not each:
            return "its host has a dot too many"
        if each.isascii() and not _DNS_LABEL.fullmatch(each):
            return f"its host has a part that no host name has: {each[:40]}"
    if any(len(each) > _MAX_LABEL_CHARACTERS for each in labels):
        return "its host has a part that is longer than 63 characters"
    if all(each.isdigit() for each in labels) and (
        len(labels) != 4 or any(int(each[:4]) > 255 for each in labels)
    ):
        return "its host is written like an IPv4 address, but isn't one"
    return None


def _mailto(text: str) -> str | None:
    """Judge a mailto: URI's addresses (RFC 6068 §2); with a query there need be none before it."""
    addresses, mark, _ = text.partition(":")[2].partition("?")
    if not addresses:
        return None if mark else "no address follows mailto:"
    for address in addresses.split(","):
        plain = re.sub("%([0-9A-Fa-f]{2})", lambda found: chr(int(found.group(1), 16)), address)
        wrong = email(plain)
        if wrong and plain.isascii():
            return wrong
    return None


def urn(text: str) -> str | None:
    """Judge a URN by RFC 8141; urn:uuid also by RFC 4122."""
    parts = text.split(":", 2)
    if len(parts) < 3 or parts[0].lower() != "urn":
        return "a URN is urn:, a namespace, a colon and a name: urn:example:news"
    _, namespace, name = parts
    if not re.fullmatch(_URN_NAMESPACE, namespace):
        return f"{namespace[:40]!r} can't be the namespace of a URN: 2 to 32 letters, digits and hyphens"
    if namespace.lower() == "urn":
        return "a URN's namespace isn't urn itself"
    if not name:
        return "no name follows the URN's namespace"
    if BARE_PERCENT.search(text) or not _URN.fullmatch(text):
        return "the part after the URN's namespace has a character that isn't allowed there"
    return uuid(re.split("[?#]", name)[0]) if namespace.lower() == "uuid" else None


def tag_uri(text: str) -> str | None:
    """Judge a tag: URI by RFC 4151 §2.1: tag:authority,date:specific."""
    found = _TAG.fullmatch(text)
    if not found:
        return "a tag URI is tag:, a host or mail address, a comma, a date, a colon and a name"
    authority, date, specific = found.groups()
    user, at, host = authority.rpartition("@")
    if not host or _NOT_TAG_HOST.search(host) or (at and not _TAG_MAIL_USER.fullmatch(user)):
        return f"{authority[:60]!r} isn't a host name or mail address, with which a tag URI begins"
    day = _TAG_DATE.fullmatch(date)
    if not day:
        return f"{date[:40]!r} isn't a date; a tag URI has a year, year-month or year-month-day"
    try:
        datetime(int(day.group(1)), int(day.group(2) or 1), int(day.group(3) or 1), tzinfo=UTC)
    except ValueError:
        return f"the calendar has no {date}"
    if specific.isascii() and (BARE_PERCENT.search(specific) or not _TAG_SPECIFIC.fullmatch(specific)):
        return "the part after its date has a character that isn't allowed there"
    return None


def uuid(text: str) -> str | None:
    """Judge a UUID's text form by RFC 4122 §3, upper or lower case."""
    return (
        None
        if _UUID.fullmatch(text)
        else "a UUID is 8, 4, 4, 4 and 12 hexadecimal digits with hyphens between them"
    )
