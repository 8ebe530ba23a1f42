"""How fields depend on each other: parts of a record, and the record, built of what their fields mean.

Not responsible for what a single field means (`kinds`), or for ids (`identity`).
"""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING, Any

from feedpub.content import nesting, urls
from feedpub.content.text import without_address
from feedpub.records.identity import is_of_feed, make_id
from feedpub.records.kinds import report_url
from feedpub.records.model import Author, Image, Provider, Record, Related

if TYPE_CHECKING:
    from feedpub.frontmatter.values import Path
    from feedpub.problems import Severity
    from feedpub.records.reader import Reader


def build_person(_: Reader, at: Path, name: str | None) -> str | None:  # noqa: ARG001 - as of any part
    """Return a person's name."""
    return name


def build_author(
    _: Reader,
    at: Path,  # noqa: ARG001 - as of any part
    name: str | None,
    url: str | None,
    avatar: str | None,
) -> Author | None:
    """Return an author, None without a name."""
    name = without_address(name) if name else None
    return Author(name, url, avatar) if name else None


def build_image(
    _: Reader,
    at: Path,  # noqa: ARG001 - as of any part
    url: str | None,
    width: int | None,
    height: int | None,
    title: str | None,
) -> Image | None:
    """Return an image, None if it has no URL."""
    return Image(url, width, height, title) if url else None


def build_provider(
    _: Reader,
    at: Path,  # noqa: ARG001 - as of any part
    name: str | None,
    domain: str | None,
    authors: tuple[Author, ...],
    images: tuple[Image, ...],
) -> Provider | None:
    """Return a provider, None if neither it nor an author has a name."""
    if not (name or domain or authors):
        return None
    return Provider(name or domain or "", domain, authors, images[0].url if images else None)


def build_related(
    reader: Reader,
    at: Path,
    link: str | None,
    source_url: str | None,
    title: str | None,
    published: int | None,
    provider: str | None,
    type: str | None,  # noqa: A002 - the field's name
) -> Related | None:
    """Return related coverage, None if it has no link."""
    url = link or _resolve(source_url, reader, at)
    return Related(title or url, url, published, provider, type) if url else None


def _resolve(
    written: str | None, reader: Reader, at: Path, severity: Severity = "warning", prefix: str = ""
) -> str | None:
    """Return a deferred URL as an absolute one."""
    if not written:
        return None
    try:
        return urls.on_site(reader.base, written)
    except ValueError as error:
        report_url(error, written, reader, (*at, "originalUrl"), severity, prefix)
        return None


def choose_body(
    _: Reader,
    at: Path,  # noqa: ARG001 - as of any part
    body: str | None,
    content_html: str | None,
    content_text: str | None,
) -> str:
    """Return the body of a record whose file has no part for it; plain text as paragraphs of HTML."""
    for written in (body, content_html):
        if written and not written.isspace():
            return written
    paragraphs = re.split(r"\n[ \t]*\n", (content_text or "").strip())
    lines = (escape(part.strip(), quote=False).replace("\n", "<br>\n") for part in paragraphs)
    return "\n\n".join(f"<p>{line}</p>" for line in lines if line)


def build_record(values: dict[str, Any], reader: Reader, path: str, body: str) -> Record | None:
    """Return the record of the source at `path` with the body as it is written, None if it isn't valid.

    `values` has what every field means, by its name; fields that aren't mentioned here become attributes as
    they are.
    """
    if not (values["title"] or values["excerpt"] or body.strip()):  # with a text it is a note
        reader.report((), "error", "title", "title is missing")
    body = body.strip("\n")
    if len(body) > reader.limits.content_characters:
        reader.report_too_large((), "the body", "characters", "content_characters")
    published, updated = _order_dates(values["published"], values["updated"], reader)
    web = values["link"]
    source = values["source_url"]
    if source != web:  # if the record has a page of its own, the address of its source is a detail
        source = _resolve(source, reader, (), "warning" if web else "error", "originalUrl: ")
    if body and not reader.errors and nesting.is_excessive(body):
        _report_nesting(reader, "the body")
    embed_html = values["embed_html"]
    if embed_html and not reader.errors and nesting.is_excessive(embed_html, is_html=True):
        _report_nesting(reader, "featuredContent")
    link = web or source
    own = values["id"]
    record_id = make_id(own, link, published, path, reader.config)
    if is_of_feed(record_id, reader.config):
        message = "one of the site's own feeds has this address for its id; give the record an id of its own"
        reader.report(("id" if own else "webUrl" if web else "originalUrl",), "error", "id", message)
    if reader.errors or published is None or updated is None:
        return None
    values["authors"] = _join_authors(values.pop("author"), values["authors"])
    values["path"] = path
    values["id"] = record_id
    values["published"] = published
    values["updated"] = updated
    values["link"] = link
    values["source_url"] = source if web and source != web else None
    values["body"] = body
    return Record(**values)


def _join_authors(first: tuple[Author, ...], others: tuple[Author, ...]) -> tuple[Author, ...]:
    """Return the authors of both keys; of authors with one name the first counts."""
    if not first:
        return others
    names = {author.name for author in first}
    return (*first, *(author for author in others if author.name not in names))


def _order_dates(published: int | None, updated: int | None, reader: Reader) -> tuple[int | None, int | None]:
    """Return when the record was published and updated; if only one is given, it stands for the other."""
    if published is None:
        published = updated
    if updated is None:
        updated = published
    if published is None or updated is None:
        if reader.faulty.isdisjoint(("publishedDateTime", "updatedDateTime")):
            message = "publishedDateTime is missing; a feed can't show a record without a date"
            reader.report((), "error", "date", message)
        return None, None
    if updated < published:
        message = "updatedDateTime is before publishedDateTime, so the record counts as not updated"
        reader.report(("updatedDateTime",), "warning", "date", message)
        updated = published
    return published, updated


def _report_nesting(reader: Reader, what: str) -> None:
    """Report markup that would take too long to parse."""
    message = (
        f"the markup of {what} is nested too deep, too much of it is left open, "
        "a tag has hundreds of attributes, or there is a table beside tens of thousands of tags"
    )
    reader.report((), "error", "too-nested", message)
