"""Dates in the future, in every format: readers keep what has one on top until its day comes.

Responsible for dates that are right by themselves. Not for their syntax, nor for the time, which is handed in
with the document.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from feedpub.check import values
from feedpub.check.elements import label, quoted, value_of
from feedpub.check.rule import ATOM, Document, Finding, rules_for
from feedpub.check.rules.common import judge_w3c_date
from feedpub.check.rules.dublin_core import DC, DCTERMS
from feedpub.check.rules.itunes import ITUNES
from feedpub.check.table import LAST_PLAUSIBLE_YEAR
from feedpub.check.values import rfc822

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lxml.etree import _Element as Element

_, warning = rules_for("atom", "rss", "json")
FUTURE = warning("date-future")
_TOLERANCE = timedelta(days=1)
"""So far apart may clocks and zones be."""


def explain_future(moment: datetime | None, now: datetime | None) -> str | None:
    """Return why a date is too far in the future, None when it isn't; years beyond all sense have rules of
    their own.
    """
    if moment is None or now is None or moment.year > LAST_PLAUSIBLE_YEAR or moment - now <= _TOLERANCE:
        return None
    return f"lies in the future ({now:%Y-%m-%d} is today); readers keep it on top until then"


def _find(element: Element, document: Document, moment: datetime | None) -> Iterable[Finding]:
    wrong = explain_future(moment, document.now)
    return (Finding(element, f"{label(element)} {quoted(value_of(element))} {wrong}"),) if wrong else ()


@FUTURE.on("pubDate", "lastBuildDate", ITUNES.tag("pubDate"), formats=("atom", "rss"))
def _rfc822_date(element: Element, document: Document) -> Iterable[Finding]:
    return () if document.now is None else _find(element, document, rfc822.parse(value_of(element)))


@FUTURE.on(f"{{{ATOM}}}updated", f"{{{ATOM}}}published", formats=("atom", "rss"))
def _rfc3339_date(element: Element, document: Document) -> Iterable[Finding]:
    return () if document.now is None else _find(element, document, values.parse_rfc3339(value_of(element)))


@FUTURE.on(DC.tag("date"), *DCTERMS.tags("created", "issued", "modified", "date"), formats=("atom", "rss"))
def _w3c_date(element: Element, document: Document) -> Iterable[Finding]:
    return () if document.now is None else _find(element, document, _read_w3c_date(value_of(element)))


def _read_w3c_date(text: str) -> datetime | None:
    """Return the moment of a date in W3C's profile, at which a year, month or day begins in UTC."""
    if judge_w3c_date(text) is not None:
        return None
    whole = text + {4: "-01-01", 7: "-01"}.get(len(text), "")
    try:
        moment = datetime.fromisoformat(whole)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
