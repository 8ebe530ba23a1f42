"""Published documents, read by plain parsers into plain values, without any code of feedpub's.

An entry is a dict with the keys of its own format's words, so that a test can hold each format to its
own expectations:

    atom   id, title, published, updated, links, authors, categories, summary, content, media
    rss    guid, isPermaLink, title, link, pubDate, creators, categories, description, content, media
    json   the item as it stands
"""

from __future__ import annotations

import json
from html import unescape
from typing import TYPE_CHECKING, Any

from lxml import etree

if TYPE_CHECKING:
    from pathlib import Path

ATOM = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}"
DC = "{http://purl.org/dc/elements/1.1/}"
MEDIA = "{http://search.yahoo.com/mrss/}"
FILES = {"atom": "atom.xml", "rss": "rss.xml", "json": "feed.json"}


def entries(output: Path, slug: str = "all") -> dict[str, list[dict[str, Any]]]:
    """Return the entries of a feed in each format that is there."""
    read = {"atom": _atom, "rss": _rss, "json": _json}
    return {
        name: read[name]((output / slug / file).read_bytes())
        for name, file in FILES.items()
        if (output / slug / file).exists()
    }


def only(output: Path, slug: str = "all") -> dict[str, dict[str, Any]]:
    """Return the one entry of a feed in each format."""
    found = {}
    for name, listed in entries(output, slug).items():
        assert len(listed) == 1, f"{name}: {len(listed)} entries"
        found[name] = listed[0]
    return found


def _plain(construct: etree._Element | None) -> str | None:
    """Return an Atom text construct as plain text (RFC 4287 §3.1); ours hold no markup of their own."""
    if construct is None:
        return None
    text = construct.text or ""
    return unescape(text) if construct.get("type") == "html" else text


def titles(output: Path, slug: str = "all") -> list[str]:
    """Return the titles that a feed shows, which all its formats must agree on."""
    listed = [[entry["title"] for entry in of_format] for of_format in entries(output, slug).values()]
    assert all(one == listed[0] for one in listed)
    return listed[0]


def head(output: Path, slug: str = "all") -> dict[str, Any]:
    """Return the head of a feed in each format: two elements and a dict."""
    atom = etree.fromstring((output / slug / "atom.xml").read_bytes())
    rss = etree.fromstring((output / slug / "rss.xml").read_bytes()).find("channel")
    json_feed = json.loads((output / slug / "feed.json").read_bytes())
    json_feed.pop("items")
    return {"atom": atom, "rss": rss, "json": json_feed}


def _atom(document: bytes) -> list[dict[str, Any]]:
    return [
        {
            "id": entry.findtext(f"{ATOM}id"),
            "title": _plain(entry.find(f"{ATOM}title")),
            "published": entry.findtext(f"{ATOM}published"),
            "updated": entry.findtext(f"{ATOM}updated"),
            "links": [dict(link.attrib) for link in entry.iterfind(f"{ATOM}link")],
            "authors": [
                {_local(part): part.text for part in author} for author in entry.iterfind(f"{ATOM}author")
            ],
            "categories": [dict(one.attrib) for one in entry.iterfind(f"{ATOM}category")],
            "summary": _plain(entry.find(f"{ATOM}summary")),
            "content": entry.findtext(f"{ATOM}content"),
            "content type": _attribute(entry, f"{ATOM}content", "type"),
            "media": _media(entry),
        }
        for entry in etree.fromstring(document).iterfind(f"{ATOM}entry")
    ]


def _rss(document: bytes) -> list[dict[str, Any]]:
    return [
        {
            "guid": item.findtext("guid"),
            "isPermaLink": _attribute(item, "guid", "isPermaLink"),
            "title": item.findtext("title"),
            "link": item.findtext("link"),
            "pubDate": item.findtext("pubDate"),
            "creators": [one.text for one in item.iterfind(f"{DC}creator")],
            "categories": [{"name": one.text, **one.attrib} for one in item.iterfind("category")],
            "description": item.findtext("description"),
            "content": item.findtext(f"{CONTENT}encoded"),
            "order": [_local(child) for child in item],
            "media": _media(item),
        }
        for item in etree.fromstring(document).iterfind("channel/item")
    ]


def _json(document: bytes) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = json.loads(document)["items"]
    return items


def _media(entry: etree._Element) -> list[dict[str, str | None]]:
    """Return the entry's Media RSS children, those in a group not among them."""
    return [
        {
            "element": _local(child),
            **{str(name): str(value) for name, value in child.attrib.items()},
            **{_local(inner): inner.text for inner in child},
        }
        for child in entry
        if isinstance(child.tag, str) and child.tag.startswith(MEDIA)
    ]


def _attribute(parent: etree._Element, tag: str, name: str) -> str | None:
    """Return an attribute of a child, which must be there."""
    child = parent.find(tag)
    assert child is not None, f"{tag} is missing"
    return child.get(name)


def _local(element: etree._Element) -> str:
    return etree.QName(element).localname
