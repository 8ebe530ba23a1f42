"""A feed's entries as a page of its own that other sites show in a frame."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feedpub.outputs.fragment import LINE
from feedpub.outputs.output import Output

if TYPE_CHECKING:
    from collections.abc import Sequence

    from feedpub.config import Config
    from feedpub.feeds import Feed


def _document(feed: Feed, config: Config, lines: Sequence[str]) -> bytes:
    from feedpub.outputs import _templates  # noqa: PLC0415 - Jinja2 is heavy

    return _templates.render("feed/embed.html", config, feed=feed, entries=_templates.as_markup(lines))


EMBED = Output(
    name="embed",
    title="Page for frames",
    scope="feed",
    file="embed.html",
    media_type="text/html; charset=utf-8",
    fragment=LINE,
    feed_document=_document,
)
