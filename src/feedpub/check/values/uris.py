"""URIs and IRIs: RFC 3986 and RFC 3987.

Responsible for the generic syntax: which characters, how the parts are put together, user, host and port.
Not for what a scheme asks beyond that (`schemes`).
"""

from __future__ import annotations

import re
from functools import cache
from ipaddress import AddressValueError, IPv6Address
from typing import cast

from feedpub.check.values.memory import remember
from feedpub.check.values.schemes import BARE_PERCENT, judge_by_scheme

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*(?=:)")
_ASCII = r"A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=%"
_NOT_IN_URI = re.compile(rf"[^{_ASCII}-]")
# RFC 3987 §2.2: ucschar anywhere, iprivate in a query only (checked separately).
_UCSCHAR = (
    "\xa0-\ud7ff\uf900-\ufdcf\ufdf0-\uffef"
    + "".join(f"{chr(plane * 0x10000)}-{chr(plane * 0x10000 + 0xFFFD)}" for plane in range(1, 14))
    + "\U000e1000-\U000efffd"
)
_IPRIVATE = "\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd"
_PRIVATE = re.compile(f"[{_IPRIVATE}]")
_QUERY = re.compile(r"\?[^#]*")
# RFC 3987 §4.1: characters that change the direction of text mustn't be in an IRI.
_DIRECTION = re.compile("[\u200e\u200f\u202a-\u202e]")
_PARTS = re.compile(
    r"(?:([A-Za-z][A-Za-z0-9+.-]*):)?(?://([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?", re.DOTALL
)
_FUTURE_ADDRESS = re.compile(r"[vV][0-9A-Fa-f]+\.[\w.~!$&'()*+,;=:-]+")
_MAX_PORT = 65535
_MAX_IPV6_CHARACTERS = 45


@remember(4096, longest=300)  # several rules ask about the same few, in every entry
def uri(text: str) -> str | None:
    """Judge an absolute URI (with a scheme) by RFC 3986, and by the syntax of http, urn, tag, mailto."""
    return uri_reference(text) or _judge_absolute(text)


@remember(4096, longest=300)
def iri(text: str) -> str | None:
    """Judge an absolute IRI (with a scheme) by RFC 3987, and by its scheme's own syntax as `uri` does."""
    return iri_reference(text) or _judge_absolute(text)


def uri_reference(text: str) -> str | None:
    """Judge a URI or relative reference by RFC 3986: ASCII only."""
    odd = _NOT_IN_URI.search(text)
    return _explain_character(odd.group(), "a URI") if odd else _judge_structure(text)


def iri_reference(text: str) -> str | None:
    """Judge an IRI or relative reference by RFC 3987."""
    if text.isascii():
        odd = _NOT_IN_URI.search(text)
    else:
        odd = _not_in_iri().search(text) or _DIRECTION.search(text)
    if odd:
        return _explain_character(odd.group(), "an IRI")
    private = None if text.isascii() else _PRIVATE.search(_QUERY.sub("", text))
    if private:
        return _explain_character(private.group(), "an IRI, except in its query")
    return _judge_structure(text)


def http_url(text: str) -> str | None:
    """Judge an absolute http or https URL, ASCII only, with a host."""
    wrong = uri(text)
    if wrong is None and not text.lower().startswith(("http:", "https:")):
        return "it isn't an http or https URL"
    return wrong


def is_relative(text: str) -> bool:
    """Whether a reference has no scheme."""
    return _SCHEME.match(text) is None


@cache
def _not_in_iri() -> re.Pattern[str]:
    """Return the pattern of what can't be in an IRI; few feeds have any, and Python is slow to compile it."""
    return re.compile(rf"[^{_ASCII}{_UCSCHAR}{_IPRIVATE}-]")


def _judge_absolute(text: str) -> str | None:
    """Judge what a well-formed reference needs to be absolute: a scheme, and what that asks."""
    if not text:
        return "it is empty"
    scheme, authority, *_ = _split(text)
    if scheme is None:
        return "it has no scheme, such as https:"
    return judge_by_scheme(text, scheme.lower(), authority)


def _split(text: str) -> tuple[str | None, str | None, str, str | None, str | None]:
    """Return a reference's scheme, authority, path, query and fragment (RFC 3986 appendix B)."""
    scheme, authority, path, query, fragment = cast("re.Match[str]", _PARTS.fullmatch(text)).groups()
    return scheme, authority, path, query, fragment


def _explain_character(character: str, what: str) -> str:
    """Return what is wrong with a character that can't be in a URI or IRI."""
    if character.isspace() or character in "\u200b\ufeff":
        return f"it has white space (U+{ord(character):04X}); a space is written %20"
    if not character.isascii() and what == "a URI":
        return f"U+{ord(character):04X} isn't ASCII; write it percent-encoded, in a host name as xn--"
    name = character if character.isprintable() else f"U+{ord(character):04X}"
    return f"{name} isn't allowed in {what}; write it percent-encoded"


def _judge_structure(text: str) -> str | None:
    """Judge how a reference is built (RFC 3986 §4.1), its characters having been judged."""
    if BARE_PERCENT.search(text):
        return "a percent sign in it isn't followed by two hexadecimal digits; write %25 for the sign itself"
    scheme, authority, path, query, fragment = _split(text)
    if scheme is None and authority is None and ":" in path.partition("/")[0]:
        return "the part before its first colon isn't a scheme"
    for part in (path, query or "", fragment or ""):
        if "[" in part or "]" in part:
            return "square brackets are allowed round an IPv6 address only; write %5B and %5D"
    if fragment is not None and "#" in fragment:
        return "it has two #; write %23 for the second"
    return None if authority is None else _judge_authority(authority)


def _judge_authority(authority: str) -> str | None:
    """Judge the part between // and the path: user, host, port (RFC 3986 §3.2)."""
    user, at, host_port = authority.rpartition("@")
    if at and ("@" in user or "[" in user or "]" in user):
        return "it has more than one @ before its path"
    if host_port.startswith("["):
        address, bracket, port = host_port[1:].partition("]")
        if not bracket or not (_is_ipv6(address) or _FUTURE_ADDRESS.fullmatch(address)):
            return "the part in its square brackets isn't an IP address"
    else:
        _, colon, digits = host_port.partition(":")
        port = colon + digits
        if "[" in host_port or "]" in host_port:
            return "square brackets are allowed round an IPv6 address only"
    if port and not re.fullmatch(r":[0-9]*", port):
        return f"its port {port[1:]!r} isn't a number" if port[0] == ":" else "there is something after its ]"
    if len(port) > 1 and int(port[1:7]) > _MAX_PORT:
        return f"port {port[1:7]} doesn't exist"
    return None


def _is_ipv6(address: str) -> bool:
    """Whether an address is one by RFC 4291, without a zone."""
    if "%" in address or len(address) > _MAX_IPV6_CHARACTERS:
        return False
    try:
        IPv6Address(address)
    except AddressValueError:
        return False
    return True
