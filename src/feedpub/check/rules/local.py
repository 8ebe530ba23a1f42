"""Addresses of this machine or its network: nobody else can reach what they name.

Responsible for telling such an address, and for finding them in Atom and RSS outside of HTML. Not for HTML
(`rules.html`) nor JSON (`rules.json_values`), whose own rules ask for each URL.
"""

from __future__ import annotations

import re
from ipaddress import AddressValueError, IPv4Address, IPv6Address, ip_network
from typing import TYPE_CHECKING

from feedpub.check.elements import label, quoted
from feedpub.check.rule import ATOM, XHTML, Document, Finding, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element as Element

LOCAL = rule("local-address", formats=("atom", "rss", "json"), scope="document", severity="warning")
_HOST = re.compile(
    r"\s*+(?:https?|feed|wss?)://(?:[^/?#@\s]*+@)?(\[[^\]\s]{0,60}\]|[^/?#:@\s]*+)", re.IGNORECASE
)
_HINT = re.compile(
    r"file:|//(?:[^/?#\s]*[@.])?(?:local|127\.|0\.0\.0\.0|10\.|169\.254\.|172\.|192\.168\.|\[)", re.IGNORECASE
)
_NAMES = frozenset({"localhost", "local", "localhost.localdomain", "ip6-localhost"})
_MAX_HOST_CHARACTERS = 260


def may_be_local(text: str) -> bool:
    """Whether a text may hold an address of this machine; a quick look that misses none."""
    return _HINT.search(text) is not None


def is_local(url: str) -> bool:
    """Whether a URL's host is this machine or in its network (RFC 6761, 6762, 1918, 3927, 4193)."""
    if url[:5].lower() == "file:":
        return True
    found = _HOST.match(url)
    if found is None or len(found[1]) > _MAX_HOST_CHARACTERS:
        return False
    host = found[1].lower().removesuffix(".")
    if host in _NAMES or host.endswith((".local", ".localhost")):
        return True
    try:
        address = IPv6Address(host[1:-1]) if host[:1] == "[" else IPv4Address(host)
    except AddressValueError:
        return False
    return address.is_loopback or address.is_link_local or address.is_unspecified or _is_private(address)


def _is_private(address: IPv4Address | IPv6Address) -> bool:
    """Whether an address is for networks of one's own; others that aren't public stand in examples."""
    return any(address in network for network in _PRIVATE if network.version == address.version)


_PRIVATE = tuple(map(ip_network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7")))


@LOCAL.on("rss", f"{{{ATOM}}}feed", f"{{{ATOM}}}entry", formats=("atom", "rss"))
def _local_addresses(root: Element, document: Document) -> Iterator[Finding]:
    if root is not document.root or not may_be_local(document.text):
        return
    for element in root.iter("*"):
        if element.tag.startswith(f"{{{XHTML}}}"):
            continue
        for name, value in element.attrib.items():
            if is_local(str(value)):
                yield _finding(element, f"{label(element)} {name!s}", str(value), str(name))
        text = element.text or ""
        if is_local(text) and len(text.split(None, 1)) == 1 and not len(element):
            yield _finding(element, label(element), text)


def _finding(element: Element, name: str, url: str, attribute: str | None = None) -> Finding:
    return Finding(element, f"{name} {quoted(url)} {EXPLANATION}", attribute)


EXPLANATION = "is an address of this machine or its network; readers elsewhere can't reach it"
