"""Dublin Core: its fifteen elements, and DCMI's terms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feedpub.check.elements import label, parts_of, quoted, value_of
from feedpub.check.rule import Document, Finding
from feedpub.check.rules.common import (
    DATE,
    FILLED,
    LANGUAGE,
    PLAIN,
    TEXT,
    W3C_DATE,
    extension,
    judge_w3c_date,
)
from feedpub.check.table import el

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element as Element

    from feedpub.check.table import Judged

_ANYWHERE, _ONCE = "feed* entry* inside*", "feed? entry? inside?"

DC = extension(
    "http://purl.org/dc/elements/1.1/",
    "dc",
    el("contributor", _ANYWHERE, TEXT, PLAIN),
    el("coverage", _ANYWHERE, TEXT, PLAIN),
    el("creator", _ANYWHERE, TEXT, PLAIN),
    el("date", _ONCE, TEXT, FILLED, DATE),
    el("description", _ONCE, TEXT),
    el("format", _ANYWHERE, TEXT, PLAIN),
    el("identifier", _ANYWHERE, TEXT),
    el("language", _ONCE, TEXT, FILLED, LANGUAGE),
    el("publisher", _ANYWHERE, TEXT, PLAIN),
    el("relation", _ANYWHERE, TEXT),
    el("rights", _ONCE, TEXT, PLAIN),
    el("source", _ANYWHERE, TEXT, PLAIN),
    el("subject", _ANYWHERE, TEXT, PLAIN),
    el("title", _ONCE, TEXT, PLAIN),
    el("type", _ANYWHERE, TEXT, PLAIN),
    open_attributes=True,
)


@W3C_DATE.facet()
def _period(element: Element, _document: Document) -> Iterator[Finding]:
    """Find periods (DCMI Period Encoding: start=...; end=...) with an end that isn't a date."""
    for component in parts_of(value_of(element), ";"):
        name, _, value = component.strip().partition("=")
        wrong = judge_w3c_date(value.strip()) if name in {"start", "end"} and value.strip() else None
        if wrong:
            yield Finding(element, f"{label(element)} {name} {quoted(value)} is not a date: {wrong}")


_JUDGED: dict[str, Judged] = {
    **dict.fromkeys("created date dateAccepted dateCopyrighted dateSubmitted issued modified".split(), DATE),
    **dict.fromkeys(("available", "valid", "temporal"), _period),
    "language": LANGUAGE,
}
_OTHERS = """
" abstract accessRights accrualMethod accrualPeriodicity accrualPolicy alternative audience
bibliographicCitation conformsTo contributor coverage creator description educationLevel extent format
hasFormat hasPart hasVersion identifier instructionalMethod isFormatOf isPartOf isReferencedBy
isReplacedBy isRequiredBy isVersionOf license mediator medium provenance publisher references relation
replaces requires rights rightsHolder source spatial subject tableOfContents title type Box DCMIType IMT
ISO3166 Period Point URI W3CDTF
""".split()

DCTERMS = extension(
    "http://purl.org/dc/terms/",
    "dcterms",
    *(el(name, _ANYWHERE, judged) for name, judged in _JUDGED.items()),
    *(el(name, _ANYWHERE) for name in _OTHERS),
    open_attributes=True,
)
