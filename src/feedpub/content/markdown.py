"""A record's body -> HTML, not yet safe: Markdown is rendered, HTML stays as it is.

Responsible for telling the two apart, and for Markdown (CommonMark with tables, strikethrough and footnotes).
Not for what the HTML holds.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyromark

# A body that begins with a block-level tag and ends with one is HTML; CommonMark would take indented lines in
# it for code.
_HTML = re.compile(
    r"<(?:!--|!doctype|(?:address|article|aside|blockquote|body|center|details|div|dl|fieldset|figure|footer|form|h[1-6]|head|header|"
    r"hr|html|iframe|main|nav|ol|p|pre|section|table|ul)[\s/>])",
    re.IGNORECASE,
)


def to_html(source: str) -> str:
    """Return a body, Markdown or HTML, as HTML."""
    source = source.strip("\n")
    return source if _is_html(source) else _renderer().html(source)


def _is_html(source: str) -> bool:
    return _HTML.match(source.lstrip()) is not None and source.rstrip().endswith(">")


@lru_cache(maxsize=1)
def _renderer() -> pyromark.Markdown:
    import pyromark  # noqa: PLC0415 - a run that renders nothing doesn't need it

    options = (
        pyromark.Options.ENABLE_TABLES
        | pyromark.Options.ENABLE_STRIKETHROUGH
        | pyromark.Options.ENABLE_FOOTNOTES
    )
    return pyromark.Markdown(options=options)
