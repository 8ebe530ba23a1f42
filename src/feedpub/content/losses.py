"""The parts of a body that its entry doesn't show though a page would, for a note to the author.

Responsible for finding them and their line. Not for what is shown instead (`rewrite`).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from feedpub.content import html, markdown

if TYPE_CHECKING:
    from feedpub.content.html import Place

RULE = "lost"
"""The rule of the note."""

_FORM = ("form", "input", "select", "textarea", "button")
_MEDIA = ("iframe", "embed", "object", "video", "audio")
_CANDIDATE = re.compile(
    rf"<(?:({'|'.join(_FORM)})|({'|'.join(_MEDIA)})|(canvas|applet)|(script))(?=[\s/>])([^<>]{{0,2000}}+)",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"""\s(?:src|data(?:-[a-z-]+)?)\s*=\s*["']?(?![a-z]+:(?!//)|["'\s>])""", re.IGNORECASE)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)


class Losses(NamedTuple):
    """The names of elements that are lost, each once, and the line of the body, from 0, of the first."""

    names: tuple[str, ...]
    line: int


def find(body: str, place: Place) -> Losses | None:
    """Return what of a body is lost: forms, media and frames without an address that can be linked, scripts
    that load something, drawings by script. None if nothing is.
    """
    if "<" not in body or not _CANDIDATE.search(body):
        return None
    shown = _COMMENT.sub(_blank, markdown.without_code(body))
    lost = frozenset(html.lost_elements(body, place))
    names: dict[str, int] = {}
    for found in _CANDIDATE.finditer(shown):
        form, media, drawn, script = found.groups()[:4]
        has_address = _ADDRESS.search(found[5]) is not None
        if form:
            names.setdefault("form", found.start())
        elif media and media.lower() in lost and not has_address:
            names.setdefault(media.lower(), found.start())
        elif drawn or (script and has_address):
            names.setdefault((drawn or script).lower(), found.start())
    if not names:
        return None
    return Losses(tuple(names), shown.count("\n", 0, min(names.values())))


def _blank(found: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", found[0])
