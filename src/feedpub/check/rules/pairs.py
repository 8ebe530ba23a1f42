"""What a format's own elements and those of other vocabularies both say.

Responsible for pairs of elements that mean the same, in every format. Not for either of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from feedpub.check.elements import child_of, child_tags, label
from feedpub.check.rule import ATOM, Document, Finding
from feedpub.check.rules.admin import ADMIN
from feedpub.check.rules.common import warning
from feedpub.check.rules.dublin_core import DC, DCTERMS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element as Element

    from feedpub.check.table import Vocabulary


def _pairs(own: str, vocabulary: Vocabulary, pairs: str) -> list[tuple[str, str]]:
    """Return the tags of pairs like `author=creator`; `own` comes before the names of the format's own."""
    split = (pair.split("=") for pair in pairs.split())
    return [(f"{own}{first}", vocabulary.tag(second)) for first, second in split]


_A = f"{{{ATOM}}}"
_ATOM_PAIRS = [
    *_pairs(_A, DC, "author=creator category=subject rights=rights title=title updated=date"),
    *_pairs(_A, DCTERMS, "published=created published=issued updated=modified"),
]
_PAIRS = {
    "item": [
        *_pairs("", DC, "author=creator category=subject description=description guid=identifier"),
        *_pairs("", DC, "pubDate=date source=source title=title"),
        *_pairs("", DCTERMS, "pubDate=issued"),
    ],
    "channel": [
        *_pairs("", DC, "category=subject copyright=rights description=description language=language"),
        *_pairs("", DC, "managingEditor=creator pubDate=date title=title webMaster=publisher"),
        *_pairs("", DCTERMS, "lastBuildDate=modified"),
        *_pairs("", ADMIN, "generator=generatorAgent webMaster=errorReportsTo"),
    ],
    f"{_A}entry": _ATOM_PAIRS,
    f"{_A}feed": _ATOM_PAIRS,
}


@warning("ext-ambiguous-pair").on(*_PAIRS)
def _ambiguous_pair(parent: Element, document: Document) -> Iterator[Finding]:
    tags = child_tags(parent, document)[1]
    for own, other in _PAIRS[str(parent.tag)]:
        if other in tags and own in tags:
            first, second = child_of(parent, own), child_of(parent, other)
            if first is not None and second is not None:
                yield Finding(second, f"{label(second)} says what {label(first)} says; keep one of the two")
