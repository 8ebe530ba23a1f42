"""RSS 2.0 (version 2.0.11), and what the RSS Best Practices Profile adds to it as warnings.

Responsible for elements and attributes without a namespace: which there are, and what only several of them
show. Not for what their texts must be (`rules.rss_values`), nor for HTML inside descriptions (`rules.html`).
"""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from feedpub.check.elements import child_of, child_tags, children, quoted, value_of
from feedpub.check.rule import XML, Document, Finding, rules_for
from feedpub.check.rules import rss_values as value
from feedpub.check.structure import forbid_repeats, require_attributes, require_children
from feedpub.check.table import ANY, el, leaf, needed, refuse, vocabulary
from feedpub.check.values import rfc822

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lxml.etree import _Element as Element

error, warning = rules_for("rss")


@error("rss-blank").facet()
def filled(element: Element, _document: Document) -> Iterator[Finding]:
    """Find elements without text that say nothing without it; an optional one may be left out too.

    A title may be empty where a description is: an item needs only one of them.
    """
    if not value_of(element) and not len(element):
        parent = element.getparent()
        if element.tag == "title" and parent is not None and _has_description(parent):
            message = "the item's title is empty; give it one, or leave it out"
            yield Finding(element, message, rule=value.OPTIONAL_TEXT.rule)
            return
        mark = "?" if parent is None else RSS.children.get(str(parent.tag), {}).get(str(element.tag), "?")
        hint = " or leave it out" if mark in {"?", "*"} else ""
        yield Finding(element, f"{element.tag} is empty; give it a value{hint}")


def _has_description(parent: Element) -> bool:
    """Whether an element is an item whose description or whole content says something."""
    texts = ("description", "{http://purl.org/rss/1.0/modules/content/}encoded")
    found = [child_of(parent, tag) for tag in texts] if parent.tag == "item" else []
    return any(each is not None and bool(value_of(each) or len(each)) for each in found)


EMPTY = error("rss-unexpected-text").value(
    "{element} holds the text {value}, which belongs in an element of its own", refuse, in_grammar=True
)
_DATES = (filled, value.DATE, value.DATE_FORM, value.DATE_PLAUSIBLE)
_URLS = (filled, value.URL, value.SCHEME)
_MAILBOX = (filled, value.PLAIN, value.MAILBOX, value.MAILBOX_FORM)

RSS = vocabulary(
    "",
    "",
    el("rss", "", EMPTY, version=needed(value.VERSION, value.CURRENT_VERSION)),
    el("channel", "rss", EMPTY, value.described),
    el("title", "channel item? image textInput", filled, value.plain_title),
    el("link", "channel item? image textInput", *_URLS),
    el("description", "channel item? image? textInput"),
    el("language", "channel?", filled, value.LANGUAGE),
    el("copyright", "channel?", value.OPTIONAL_TEXT, value.PLAIN),
    el("managingEditor", "channel?", *_MAILBOX),
    el("webMaster", "channel?", *_MAILBOX),
    el("pubDate", "channel? item?", *_DATES),
    el("lastBuildDate", "channel?", *_DATES),
    el("category", "channel* item*", value.OPTIONAL_TEXT, value.PLAIN, domain=ANY),
    el("generator", "channel?", value.OPTIONAL_TEXT, value.PLAIN),
    el("docs", "channel?", *_URLS),
    el(
        "cloud",
        "channel?",
        EMPTY,
        domain=needed(value.CLOUD_DOMAIN),
        port=needed(value.CLOUD_PORT),
        path=needed(value.CLOUD_PATH),
        registerProcedure=needed(value.cloud_procedure),
        protocol=needed(value.CLOUD_PROTOCOL),
    ),
    el("ttl", "channel?", filled, value.TTL),
    el("image", "channel?", EMPTY),
    el("rating", "channel?", filled, value.RATING),
    el("textInput", "channel?", EMPTY, value.described),
    el("skipHours", "channel?", EMPTY),
    el("skipDays", "channel?", EMPTY),
    el("item", "channel*", EMPTY),
    el("author", "item?", *_MAILBOX),
    el("comments", "item?", *_URLS),
    el(
        "enclosure",
        "item*",
        EMPTY,
        value.only_enclosure,
        url=needed(value.ENCLOSURE_URL),
        length=needed(value.ENCLOSURE_LENGTH),
        type=needed(value.ENCLOSURE_TYPE),
    ),
    el("guid", "item?", filled, value.permalink, isPermaLink=value.IS_PERMALINK),
    el("source", "item?", value.PLAIN, url=needed(value.URL_ATTRIBUTE)),
    el("url", "image", *_URLS, value.IMAGE_FORMAT),
    el("width", "image?", filled, value.image_size(144)),
    el("height", "image?", filled, value.image_size(400)),
    el("name", "textInput", filled, value.PLAIN),
    el("hour", "skipHours+", filled),
    el("day", "skipDays+", filled),
    formats=("rss",),
)
value.XML_LANG.judge_on(*RSS.tags(), attribute=f"{{{XML}}}lang")

# --- Structure ---


def _strangers(parent: Element, document: Document, *, known: bool) -> Iterator[Element]:
    """Yield the children without a namespace that RSS doesn't have there: has elsewhere, or doesn't have."""
    strangers = child_tags(parent, document)[1] - RSS.children[str(parent.tag)].keys()
    if any(tag[0] != "{" for tag in strangers):
        for child in children(parent):
            if child.tag in strangers and child.tag[0] != "{" and (child.tag in RSS.rows) is known:
                yield child


def _suggestion(name: str, known: Iterable[str]) -> str:
    """Return which known name was probably meant, as the end of a message."""
    by_lower = {each.lower(): each for each in known}
    close = get_close_matches(name.lower(), by_lower, 1, 0.75)
    return f"; did you mean {by_lower[close[0]]}?" if close else "; put it in a namespace, or leave it out"


@error("rss-unknown-element").on(*RSS.children, in_grammar=True)
def _unknown_element(parent: Element, document: Document) -> Iterator[Finding]:
    for child in _strangers(parent, document, known=False):
        tag = str(child.tag)
        hint = _suggestion(tag, RSS.children[str(parent.tag)])
        yield Finding(child, f"RSS has no element {tag!r}{hint}")


@error("rss-misplaced-element").on(*RSS.children, in_grammar=True)
def _misplaced_element(parent: Element, document: Document) -> Iterator[Finding]:
    for child in _strangers(parent, document, known=True):
        homes = " or ".join(home for home, names in RSS.children.items() if child.tag in names) or "the top"
        yield Finding(child, f"{child.tag} can't stand in {parent.tag}; it belongs in {homes}")


MARKUP = leaf(
    error("rss-unescaped-markup"),
    "{element} can't hold elements; escape the markup (&lt;{child}>)",
    in_grammar=True,
)
MARKUP.rule.on(*(RSS.rows.keys() - RSS.children.keys()), with_children=True, in_grammar=True)(MARKUP.function)


@error("rss-unknown-attribute").on(*RSS.tags(), attribute="*", in_grammar=True)
def _unknown_attribute(element: Element, _document: Document) -> Iterator[Finding]:
    for name in map(str, element.attrib):
        known = RSS.rows[str(element.tag)].attributes
        if name[0] != "{" and name not in known:
            hint = _suggestion(name, known)
            yield Finding(element, f"{element.tag} has no attribute {name!r}{hint}", name)


_HARMLESS_ATTRIBUTES = (
    "{http://www.w3.org/XML/1998/namespace}",
    "{http://www.w3.org/2001/XMLSchema-instance}",
    "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}",
)


@warning("rss-extension-attribute").on(*RSS.tags(), attribute="*")
def _extension_attribute(element: Element, _document: Document) -> Iterator[Finding]:
    for name in map(str, element.attrib):
        if name[0] == "{" and not name.startswith(_HARMLESS_ATTRIBUTES):
            yield Finding(element, f"readers don't look for {name} on {element.tag}; use an element", name)


forbid_repeats(error("rss-duplicate-element"), RSS, "{parent} has {child} already; leave one of them out")
require_children(error("rss-missing-element"), RSS, "{parent} has no {child}; add one")
require_attributes(
    error("rss-missing-attribute"), RSS, "{name} has no attribute {attribute}; add it", in_grammar=True
)

# --- Items ---


@error("rss-item-without-title-or-description").on("item")
def _item_without_title_or_description(item: Element, document: Document) -> Iterator[Finding]:
    if child_tags(item, document)[1].isdisjoint(("title", "description")):
        yield Finding(item, "item has neither title nor description; add one of them")


@warning("rss-guid-missing").on("item")
def _guid_missing(item: Element, document: Document) -> Iterator[Finding]:
    if "guid" not in child_tags(item, document)[1]:
        yield Finding(item, "item has no guid; add one, so that readers know it again when it changes")


@error("rss-guid-unique", scope="document").on("channel")
def _guid_unique(channel: Element, _document: Document) -> Iterator[Finding]:
    seen: set[str] = set()
    for guid in channel.iterfind("item/guid"):
        text = value_of(guid)
        if text in seen:
            yield Finding(guid, f"another item has the guid {quoted(text)}; every item needs its own")
        elif text:
            seen.add(text)


# --- The channel ---

_DAY_SECONDS = 86400


@warning("rss-built-before-published", scope="document").on("channel")
def _built_before_published(channel: Element, _document: Document) -> Iterator[Finding]:
    published = rfc822.parse(channel.findtext("pubDate", "").strip())
    last_build = child_of(channel, "lastBuildDate")
    built = None if last_build is None else rfc822.parse(value_of(last_build))
    if last_build is not None and published and built and (published - built).total_seconds() > _DAY_SECONDS:
        yield Finding(
            last_build, "lastBuildDate is more than a day before pubDate; it is when the content last changed"
        )


@warning("rss-text-input", scope="document").on("textInput")
def _text_input(element: Element, _document: Document) -> Iterator[Finding]:
    yield Finding(element, "most readers ignore textInput; offer a search on the site instead")


def _differing(channel: Element, name: str) -> Element | None:
    """Return the image's child of this name if channel and image have one each, and they differ."""
    own, image = child_of(channel, name), channel.find(f"image/{name}")
    if own is None or image is None or value_of(own) == value_of(image) or not value_of(image):
        return None
    return image


@warning("rss-image-title", scope="document").on("channel")
def _image_title(channel: Element, _document: Document) -> Iterator[Finding]:
    title = _differing(channel, "title")
    if title is not None:
        yield Finding(title, "the image's title differs from the channel's; make them the same")


@warning("rss-image-link", scope="document").on("channel")
def _image_link(channel: Element, _document: Document) -> Iterator[Finding]:
    link = _differing(channel, "link")
    if link is not None:
        yield Finding(link, "the image's link differs from the channel's; make them the same")
