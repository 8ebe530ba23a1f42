"""Which format a document is in, by its content.

Responsible for telling Atom, RSS and JSON feeds from each other and from everything that looks like them. Not
for whether a feed is right.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from feedpub.check.reading import rules
from feedpub.check.reading.places import line_of
from feedpub.check.reading.problems import Refused, problem
from feedpub.check.rule import quote
from feedpub.check.rules import ATOM

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

    from feedpub.check import Kind

_ATOM_03 = "http://purl.org/atom/ns#"
_OTHERS = {
    "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}RDF": "an RSS 0.90 or 1.0 feed (RDF); publish RSS 2.0",
    "{http://www.w3.org/2007/app}service": "an Atom service document, not a feed",
    "{http://www.w3.org/2007/app}categories": "an Atom category document, not a feed",
    "{http://www.w3.org/1999/xhtml}html": "an XHTML page, not a feed",
    "opml": "an OPML list of feeds, not a feed",
    "html": "an HTML page, not a feed",
    "channel": 'an RSS channel without <rss version="2.0"> around it',
    "item": 'an RSS item without <rss version="2.0"> and <channel> around it',
}


def looks_like_json(text: str) -> bool:
    """Whether a text begins like a JSON object or array."""
    return text.lstrip("\ufeff \t\n")[:1] in {"{", "["}


def detect_format(root: Element) -> Kind:
    """Return a tree's format; raise Refused when it isn't a feed, or its namespace isn't Atom's."""
    tag = str(root.tag)
    name = etree.QName(root)
    simple = name.localname.lower()
    if tag in {f"{{{ATOM}}}feed", f"{{{ATOM}}}entry"}:
        return "atom"
    if simple == "rss":
        return "rss"
    if simple in {"feed", "entry"}:
        raise Refused(problem(rules.ATOM_NAMESPACE, _explain_namespace(name), line_of(root)))
    what = _OTHERS.get(tag, f"a document whose root is <{quote(name.localname, quotes=False)}>, not a feed")
    raise Refused(problem(rules.NOT_A_FEED, f"is {what}", line_of(root)))


def _explain_namespace(name: etree.QName) -> str:
    """Return what is wrong with a feed's or entry's name or namespace."""
    if name.namespace == ATOM:
        lower = name.localname.lower()
        return f"the root is spelt <{name.localname}>; names in XML have a case, so write <{lower}>"
    if name.namespace is None:
        return f'the root is in no namespace; write <{name.localname} xmlns="{ATOM}">'
    if name.namespace == _ATOM_03:
        return f'is Atom 0.3, a draft that was withdrawn; publish Atom 1.0, with xmlns="{ATOM}"'
    return f"the namespace {quote(name.namespace)} isn't Atom's; write xmlns=\"{ATOM}\""
