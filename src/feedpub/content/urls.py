"""URLs: absolute and ASCII, as feeds carry them.

RSS carries URIs only (RFC 3986), Atom IRIs too (RFC 3987); an id must be the same in both, so everything is
written as a URI: host names as registries know them (IDNA 2008, UTS 46), everything else percent-encoded.
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from urllib.parse import urljoin, urlsplit

from feedpub.content.vocabulary import LINK_SCHEMES

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_WEB = re.compile(r"(https?)://([^/?#]*)([^?#]*)(\?[^#]*)?(#.*)?", re.IGNORECASE | re.DOTALL)
# URLs that need no second look: an ASCII host of letters, digits and hyphens, so short that no label is too
# long, whose last label begins with a letter, so that it isn't a number; and only fit characters after it.
_FIT = r"[A-Za-z0-9._~!$&'()*+,;=:@/-]*+(?:%[0-9A-Fa-f]{2}[A-Za-z0-9._~!$&'()*+,;=:@/-]*+)*"
_FIT_AFTER = _FIT.replace("@/", "@/?")  # in a query and a fragment
_SIMPLE = re.compile(
    r"https?://(?=(?:[^/.]*+\.)*+[a-z])[a-z0-9]++(?:[.-][a-z0-9]++)*(?<![^/]{64})"
    rf"(?:/{_FIT}(?:\?(?!#|\Z){_FIT_AFTER})?(?:#(?!\Z){_FIT_AFTER})?)?"
)
_AUTHORITY = re.compile(r"(?:([^@]*)@)?(\[[0-9A-Fa-f:.]+\]|[^:\[\]@]*)(?::([0-9]*))?")
_WHITE_OR_CONTROL = re.compile("[\x00-\x20\x7f-\xa0\u2000-\u200b\u2028\u2029\u3000\ufeff]")
_LABEL = re.compile(r"(?!-)[A-Za-z0-9_-]{1,63}(?<!-)")  # RFC 1034 §3.5, and the underscores that are in use
_MAX_HOST_CHARACTERS = 253
_ID_LABEL = "[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?"
_ID_BASE = re.compile(  # RFC 4151 §2.1, taggingEntity, in lower case
    rf"(?:[a-z0-9._-]+@)?{_ID_LABEL}(?:\.{_ID_LABEL})*,(\d{{4}})(?:-(\d{{2}})(?:-(\d{{2}}))?)?", re.ASCII
)
# A host whose last label is a number is an IPv4 address (WHATWG URL §3.5), which is four numbers (RFC 3986
# §3.2.2). Browsers read 0x7f.1 as 127.0.0.1.
_NUMBER = re.compile("[0-9]+|0[xX][0-9A-Fa-f]*")
_BYTE = "(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
_IPV4 = re.compile(rf"{_BYTE}(?:\.{_BYTE}){{3}}\.?")
_USER = re.compile(r"(?<=//)[^/?#@]*@")
_BARE_PERCENT = re.compile("%(?![0-9A-Fa-f]{2})")
_UNFIT_PATH = re.compile(r"[^A-Za-z0-9._~!$&'()*+,;=:@/%-]")  # RFC 3986 §3.3
_UNFIT_QUERY = re.compile(r"[^A-Za-z0-9._~!$&'()*+,;=:@/?%-]")  # RFC 3986 §3.4, §3.5
# The characters of RFC 3986.
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[A-Za-z0-9._~!$&'()*+,;=:@/?#\[\]%-]+")
_BEGIN_RELATIVE = frozenset("/.?#")
_MAX_URL_CHARACTERS = 8000  # RFC 9110 §4.1 asks servers to take this much


def web(text: str) -> str:
    """Return an absolute http or https URL as an ASCII URI, otherwise as it was written.

    Raises ValueError, with a message, for another scheme, white space, a missing or impossible host, and one
    too long. Characters that a URI may not hold are percent-encoded, and so is a percent sign that encodes
    nothing.
    """
    text = text.strip()
    if _SIMPLE.fullmatch(text) and len(text) <= _MAX_URL_CHARACTERS:
        return text
    if len(text) > _MAX_URL_CHARACTERS:
        raise ValueError(f"the URL is longer than {_MAX_URL_CHARACTERS} characters")
    if _WHITE_OR_CONTROL.search(text):
        raise ValueError(f"{_quote(text)} has white space in it; in a URL a space is written %20")
    found = _WEB.fullmatch(text)
    if not found:
        scheme = _SCHEME.match(text)
        if scheme and scheme[0].lower() not in ("http:", "https:"):
            raise ValueError(f"{_quote(text)} isn't an http or https URL")
        raise ValueError(f"{_quote(text)} isn't an absolute URL, which begins with https:// or http://")
    protocol, authority, path, query, fragment = found.groups()
    url = f"{protocol}://{_authority(authority, text)}{_encoded(_UNFIT_PATH, path)}"
    if query:
        url += "?" + _encoded(_UNFIT_QUERY, query[1:])
    if fragment:
        url += "#" + _encoded(_UNFIT_QUERY, fragment[1:])
    return url


def web_on(base: str, text: str) -> str:
    """Return `text` as `web` does; it may be relative to `base` if it begins with one of these: / . ? #.

    Anything else without a scheme is more likely a forgotten https:// than a relative path, and raises
    ValueError.
    """
    if _SIMPLE.fullmatch(text) and len(text) <= _MAX_URL_CHARACTERS:  # first of all, since nearly all are
        return text
    text = text.strip()
    if text[:1] in _BEGIN_RELATIVE and not _WHITE_OR_CONTROL.search(text):
        try:
            text = urljoin(base, text)
        except ValueError:  # with a message of Python's
            raise ValueError(f"{_quote(text)} has no valid host") from None
    return web(text)


def on_site(site: str, text: str) -> str:
    """Return `text` as `web_on` does, but a path is relative to the site wherever the site is: /x below
    https://example.org/blog is https://example.org/blog/x. A path that has the site's already stays.

    Raises ValueError as `web` does.
    """
    if _SIMPLE.fullmatch(text) and len(text) <= _MAX_URL_CHARACTERS:  # first of all, since nearly all are
        return text
    text = text.strip()
    base = folder(site)
    own_path = urlsplit(base).path
    if text[:1] == "/" and text[:2] != "//" and own_path != "/" and not f"{text}/".startswith(own_path):
        text = own_path + text[1:]
    return web_on(base, text)


@lru_cache(maxsize=16)
def folder(url: str) -> str:
    """Return the folder that a URL is, or that its page is in: a last segment with a dot is a page's name."""
    parts = urlsplit(url)
    above, _, last = parts.path.rpartition("/")
    path = f"{above}/" if "." in last or not last else f"{above}/{last}/"
    return f"{parts.scheme}://{parts.netloc}{path}"


def relative(base: str, text: str) -> str | None:
    """Return any URL reference of an HTML attribute as an absolute http, https or mailto URI (RFC 3986 §5),
    else None.

    White space around and line ends within are dropped, as browsers do (WHATWG URL §4.4); spaces become %20.
    """
    # `urljoin` would drop a lone ; at the end.
    if _SIMPLE.fullmatch(text) and ";" not in text and len(text) <= _MAX_URL_CHARACTERS:
        return text
    text = re.sub("[\t\n\r]", "", text).strip("\x00 \x0c\x1f")
    if not text:
        return None
    try:
        if text[:7].lower() == "mailto:":
            return "mailto:" + _encoded(_UNFIT_QUERY, text[7:].replace(" ", "%20")) if text[7:] else None
        return web(urljoin(base, text.replace(" ", "%20")))
    except ValueError:
        return None


def link(base: str, text: str) -> str | None:
    """Return the URL reference of a link as `relative` does, or a URI of another harmless scheme."""
    if text[:4] == "http":  # first of all, since nearly all are
        return relative(base, text)
    found = _SCHEME.match(stripped) if (stripped := text.lstrip()) else None
    scheme = found[0][:-1].lower() if found else ""
    if scheme in ("http", "https", "mailto") or scheme not in LINK_SCHEMES:
        return relative(base, text)
    rest = re.sub("[\t\n\r]", "", stripped[len(scheme) + 1 :]).strip("\x00 \x0c\x1f")
    uri = f"{scheme}:{_encoded(_UNFIT_QUERY, rest.replace(' ', '%20'), keep='#')}"
    return uri if rest and uri.count("#") <= 1 and len(uri) <= _MAX_URL_CHARACTERS else None


def identifier(text: str) -> str | None:
    """Return `text` as a URI, None where it isn't one. A bare UUID becomes a urn:uuid (RFC 4122 §3)."""
    text = text.strip()
    if re.fullmatch(r"[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}", text):
        return "urn:uuid:" + text.lower()
    if text[:5].lower() in ("http:", "https"):
        try:
            return web(text)
        except ValueError:
            return None
    scheme = _SCHEME.match(text)
    if not scheme:
        return None
    uri = scheme[0] + _encoded(_UNFIT_QUERY, text[scheme.end() :], keep="#")
    return uri if _URI.fullmatch(uri) and uri.count("#") <= 1 else None


def encoded_segment(text: str) -> str:
    """Return the text as it can stand in the specific part of a tag: URI (RFC 4151 §2.1)."""
    return _encoded(_UNFIT_PATH, text.replace("%", "%25"))


def is_id_base(text: str) -> bool:
    """Whether tag: URIs can begin with a text: an authority, a comma and a date (RFC 4151 §2.1)."""
    found = _ID_BASE.fullmatch(text)
    if found is None:
        return False
    try:
        date(int(found[1]), int(found[2] or 1), int(found[3] or 1))
    except ValueError:
        return False
    return True


@lru_cache(maxsize=256)  # the site's own is looked up for each record
def host(url: str) -> str:
    """Return the host of a URL that `web` returned, without its port."""
    return urlsplit(url).hostname or ""


def domain(text: str) -> str:
    """Return a domain name in ASCII, lower case. Raises ValueError if it isn't valid."""
    return _host(text.strip().rstrip("."), text).lower()


def _authority(text: str, url: str) -> str:
    found = _AUTHORITY.fullmatch(text)
    if not found:
        raise ValueError(f"{_quote(url)} has no valid host")
    userinfo, name, port = found.groups()
    if userinfo is not None:
        raise ValueError(f"{_quote(url)} holds a user name, which a feed must not publish")
    if port and int(port[:6]) > 65535:
        raise ValueError(f"{_quote(url)} has a port above 65535")
    host = _address(name, url) if name.startswith("[") else _host(name, url)
    return host if port is None else f"{host}:{port}"


def _host(name: str, url: str) -> str:
    if not name.isascii():
        import idna  # noqa: PLC0415 - few records need its tables

        try:
            name = idna.encode(name, uts46=True, std3_rules=True).decode("ascii")
        except idna.IDNAError as error:
            raise ValueError(f"{_quote(url)} has no valid host: {error}") from None
    labels = name.removesuffix(".").split(".")
    if len(name) > _MAX_HOST_CHARACTERS or not all(map(_LABEL.fullmatch, labels)):
        raise ValueError(f"{_quote(url)} has no valid host")
    if _NUMBER.fullmatch(labels[-1]) and not _IPV4.fullmatch(name):
        raise ValueError(f"{_quote(url)} has a number for its host that isn't an IPv4 address")
    return name


def _address(name: str, url: str) -> str:
    from ipaddress import IPv6Address  # noqa: PLC0415 - few records need it

    try:
        IPv6Address(name[1:-1])
    except ValueError:
        raise ValueError(f"{_quote(url)} has no valid IPv6 address in its square brackets") from None
    return name


def _encoded(unfit: re.Pattern[str], text: str, keep: str = "") -> str:
    def percent(found: re.Match[str]) -> str:
        if found[0] in keep:
            return found[0]
        return "".join(f"%{byte:02X}" for byte in found[0].encode("utf-8", "replace"))

    if "%" in text:
        text = _BARE_PERCENT.sub("%25", text)
    return unfit.sub(percent, text)


def _quote(text: str) -> str:
    text = _USER.sub("…@", text)  # it may hold a password
    return repr(text if len(text) <= 80 else text[:80] + "…")
