"""Permanent ids: a record's own, else its link, else a tag: URI."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from feedpub.content import dates, urls
from feedpub.stores.manifest import entry_hash

if TYPE_CHECKING:
    from feedpub.config import Config

_TAG_URI = re.compile(  # RFC 4151 §2.1: who, a date, and anything
    r"tag:(?:[A-Za-z0-9._-]+@)?[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
    r"(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*"
    r",\d{4}(?:-\d{2}(?:-\d{2})?)?:[^#]*(?:#[^#]*)?",
    re.ASCII | re.IGNORECASE,
)
_URN = re.compile(
    r"urn:[a-z0-9][a-z0-9-]{0,30}[a-z0-9]:[^/?#\[\]][^?#\[\]]*", re.ASCII | re.IGNORECASE
)  # RFC 8141 §2
_OTHER_URI = re.compile(  # RFC 3986 §3; web URLs were judged when they were read, others have a host by name
    r"https?:.*|[a-z][a-z0-9+.-]*:(?://[a-z0-9._~-]+(?::[0-9]{1,5})?(?![^/?#])[^\[\]]*|(?!//)[^\[\]]+)",
    re.ASCII | re.IGNORECASE,
)


def make_id(own: str, link: str | None, published: int | None, path: str, config: Config) -> str:
    """Return the permanent id: the record's own, else its link, else a tag: URI (RFC 4151).

    Such a URI is made of the config's base and the record's key: its own id where that isn't a URI, else its
    path without what follows the last dot.
    """
    if own:
        uri = urls.identifier(own)
        if uri and _syntax(uri).fullmatch(uri):
            return uri
    elif link:
        return link
    specific = own or (path.rsplit(".", 1)[0] if "." in path.rsplit("/", 1)[-1] else path)
    key = urls.encoded_segment(specific)
    return f"tag:{_base(key, published or 0, config)}:{key}"


def _base(key: str, published: int, config: Config) -> str:
    """Return the base of the id of the record with this key: the one that it is published with, if any.

    Version 0.1 put dates of records into their ids, so that one key could have several.
    """
    bases = config.key_bases.get(entry_hash(key), ()) if config.key_bases else ()
    day = dates.day(published)
    return next(
        (base for base in bases if base.endswith(f",{day}")), bases[0] if len(bases) == 1 else config.id_base
    )


def is_of_feed(record_id: str, config: Config) -> bool:
    """Return whether an id is the address of a feed, which no entry may have (RFC 4287 §4.2.6), whether or
    not that feed exists: what is published of a record doesn't depend on others.
    """
    if not record_id.endswith("/atom.xml") or not record_id.startswith(config.site.feeds_url):
        return False
    return "/" not in record_id.removeprefix(config.site.feeds_url).removesuffix("/atom.xml")


def _syntax(uri: str) -> re.Pattern[str]:
    """Return the pattern of URIs with this scheme that can be ids; other texts become part of a tag: URI."""
    return {"tag": _TAG_URI, "urn": _URN}.get(uri.partition(":")[0].lower(), _OTHER_URI)
