"""A feed's page for people: its entries, how to subscribe, and the snippets that embed it elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feedpub.outputs.output import Fragment, Output

if TYPE_CHECKING:
    from collections.abc import Sequence

    from feedpub.config import Config
    from feedpub.content.entries import Entry
    from feedpub.selection.feeds import Feed


def _render_card(entry: Entry) -> str:
    from feedpub.outputs import _templates  # noqa: PLC0415 - Jinja2 is heavy

    return _templates.render_entry("card", entry)


def _document(feed: Feed, config: Config, cards: Sequence[str]) -> bytes:
    from feedpub.outputs import _templates, snippets  # noqa: PLC0415 - Jinja2 is heavy

    return _templates.render(
        "feed/index.html",
        config,
        feed=feed,
        formats=_templates.describe_formats(config, feed),
        entries=_templates.as_markup(cards),
        snippets=snippets.embedding_snippets(feed, config),
    )


PAGE = Output(
    name="page",
    title="Page",
    scope="feed",
    file="index.html",
    media_type="text/html; charset=utf-8",
    fragment=Fragment("card", _render_card),
    feed_document=_document,
)
