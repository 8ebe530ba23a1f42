"""A feed's entries as a piece of HTML that other sites' servers include."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feedpub.outputs.output import Fragment, Output

if TYPE_CHECKING:
    from collections.abc import Sequence

    from feedpub.config import Config
    from feedpub.content.entries import Entry
    from feedpub.selection.feeds import Feed


def _render_line(entry: Entry) -> str:
    from feedpub.outputs import _templates  # noqa: PLC0415 - Jinja2 is heavy

    return _templates.render_entry("item", entry)


def _document(feed: Feed, config: Config, lines: Sequence[str]) -> bytes:
    from feedpub.outputs import _templates  # noqa: PLC0415 - Jinja2 is heavy

    return _templates.render("feed/fragment.html", config, feed=feed, entries=_templates.as_markup(lines))


LINE = Fragment("line", _render_line)
"""An entry as an item of a list; shared with the page for frames."""

FRAGMENT = Output(
    name="fragment",
    title="HTML to include",
    scope="feed",
    file="fragment.html",
    media_type="text/html; charset=utf-8",
    fragment=LINE,
    feed_document=_document,
)
