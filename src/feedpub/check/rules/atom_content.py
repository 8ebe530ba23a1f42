"""Atom 1.0's text constructs and content (RFC 4287 §3.1, §4.1.3).

Responsible for the types of texts and contents, and for what they hold. Not for what is inside HTML and XHTML
(`rules.html`).
"""

from __future__ import annotations

import binascii
import re
from typing import TYPE_CHECKING

from feedpub.check import values
from feedpub.check.elements import child_of, children, label, local_name, markup_in, text_of
from feedpub.check.rule import ATOM, XHTML, Document, Finding, quote, rules_for
from feedpub.check.rules.atom_values import PLAIN_RULE, judge_reference

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element as Element

error, warning = rules_for("atom")
_A = f"{{{ATOM}}}"
_DIV = f"{{{XHTML}}}div"
_SPACE = re.compile(r"\s+")
_TYPES = frozenset({"text", "html", "xhtml"})
_MEANT = {"text/plain": "text", "text/html": "html", "plain": "text", "application/xhtml+xml": "xhtml"}


def _judge_text_type(kind: str) -> str | None:
    """Judge the type of a text construct; media types are for content."""
    if kind in _TYPES:
        return None
    close = kind.lower() if kind.lower() in _TYPES else _MEANT.get(kind.lower())
    return f'write type="{close}"' if close else "it is text, html or xhtml"


TEXT_TYPE = error("atom-text-type").value(
    "{element} can't be of the type {value}; {wrong}", _judge_text_type, in_grammar=True
)


@error("atom-xhtml-div").facet(in_grammar=True)
def xhtml_div(element: Element, _document: Document) -> Iterator[Finding]:
    """Find XHTML without its div, with one in another namespace, or with something beside it."""
    if element.get("type") != "xhtml" or element.get("src") is not None:
        return
    inside = list(children(element))
    name = local_name(element)
    wrong, message = element, None
    if not inside:
        message = f'{name} with type="xhtml" has no div; write <div xmlns="{XHTML}"> around its text'
    elif inside[0].tag != _DIV:
        wrong = inside[0]
        message = f'<{label(wrong)}> isn\'t an XHTML div; write <div xmlns="{XHTML}"> around it'
        if local_name(wrong) == "div":
            message = f"the div isn't in XHTML's namespace; write <div xmlns=\"{XHTML}\">"
    elif len(inside) > 1:
        wrong = inside[1]
        message = f"<{label(wrong)}> stands beside the div; put everything into one div"
    elif text_of(element).strip():
        message = f"the text {quote(text_of(element).strip())} stands beside the div; put it inside"
    if message:
        yield Finding(wrong, message)


@warning("atom-blank").facet()
def filled(element: Element, _document: Document) -> Iterator[Finding]:
    """Find elements without text; a picture in XHTML says something too."""
    if element.get("src") is not None or (element.text and not element.text.isspace()):
        return
    kind = element.get("type")
    if element.tag == f"{_A}content" and kind is not None and kind not in _TYPES:
        return
    inside = list(children(element))
    if inside and (kind != "xhtml" or len(inside) > 1 or _says_something(inside[0])):
        return
    if inside or kind != "xhtml":
        message = f"{local_name(element)} is blank; say something, or leave it out if it is optional"
        yield Finding(element, message)


def _says_something(div: Element) -> bool:
    """Whether an element has text or anything beside text in it."""
    return any(text.strip() for text in div.itertext(with_tail=False)) or any(
        local_name(each) in {"img", "svg", "math", "object", "video", "audio", "hr", "iframe"}
        for each in div.iter("*")
    )


@PLAIN_RULE.facet()
def plain(element: Element, _document: Document) -> Iterator[Finding]:
    """Find markup in text that is declared as plain."""
    if element.get("type", "text") != "text":
        return
    found = markup_in(text_of(element))
    if found:
        name = local_name(element)
        hint = 'write type="html"' if name not in {"name", "generator"} else "write plain text"
        yield Finding(element, f"{name} is plain text and has {quote(found)} in it; {hint}")


# --- Content (RFC 4287 §4.1.3) ---


@error("atom-content-type").facet()
def content_type(content: Element, _document: Document) -> Iterator[Finding]:
    """Find types that aren't, composite ones, and text, html or xhtml beside a src (§4.1.3.2)."""
    kind = content.get("type", "")
    if kind in _TYPES:
        if content.get("src") is not None:
            message = f"with src, the type is a media type, such as text/html, not {kind}"
            yield Finding(content, message, "type")
        return
    wrong = values.media_type(kind)
    if kind.lower() in _TYPES:
        wrong = f"write {kind.lower()}, in lower case"
    elif wrong is None and kind.lower().partition("/")[0] in {"multipart", "message"}:
        wrong = "a composite type can't be content; take the part that matters"
    if wrong:
        yield Finding(content, f"type={quote(kind)} isn't a type of content: {wrong}", "type")


@error("atom-content-src").facet()
def content_src(content: Element, _document: Document) -> Iterator[Finding]:
    """Find sources that aren't references, and content beside them."""
    src = content.get("src", "")
    wrong = judge_reference(src)
    if wrong:
        yield Finding(content, f"src={quote(src)} isn't an IRI reference: {wrong}", "src")
    if text_of(content).strip() or next(children(content), None) is not None:
        yield Finding(content, "content with src must be empty; put its text into summary")


@warning("atom-content-src-type").facet()
def content_src_type(content: Element, _document: Document) -> Iterator[Finding]:
    """A content that is elsewhere has a type."""
    if content.get("type") is None:
        yield Finding(content, "content with src has no type; give its media type", "src")


def is_xml_type(kind: str) -> bool:
    """Whether a media type is XML (RFC 7303 §4.2, and any in /xml, as RFC 4287 §4.1.3.3 has it)."""
    kind = kind.partition(";")[0].strip().lower()
    return kind.endswith(("+xml", "/xml")) or kind in {
        "application/xml-external-parsed-entity",
        "text/xml-external-parsed-entity",
        "application/xml-dtd",
    }


def _is_base64(content: Element) -> bool:
    """Whether a content must be Base64: inline, and neither text, html, xhtml, XML nor text/anything."""
    kind = content.get("type", "text")
    if kind.lower() in _TYPES or content.get("src") is not None or values.media_type(kind):
        return False
    return not is_xml_type(kind) and not kind.lower().startswith(("text/", "multipart/", "message/"))


@error("atom-content-base64").facet()
def content_base64(content: Element, _document: Document) -> Iterator[Finding]:
    """A content of a binary type is Base64."""
    if not _is_base64(content):
        return
    kind = quote(content.get("type", ""))
    if next(children(content), None) is not None:
        yield Finding(content, f"content of the type {kind} is Base64, and has no elements in it")
        return
    try:
        decoded = binascii.a2b_base64(_SPACE.sub("", text_of(content)).encode(), strict_mode=True)
    except (binascii.Error, ValueError) as failure:
        message = f"content of the type {kind} must be Base64, and isn't: {str(failure).lower()}"
        yield Finding(content, message)
        return
    if not decoded:
        yield Finding(
            content, f"content of the type {kind} is empty; give it as Base64, or elsewhere with src"
        )


@warning("atom-content-xml").facet()
def content_xml(content: Element, _document: Document) -> Iterator[Finding]:
    """Find XML content without a root element, with several or with text beside it."""
    kind = content.get("type", "text")
    if not is_xml_type(kind) or content.get("src") is not None or values.media_type(kind):
        return
    if len(list(children(content))) != 1 or text_of(content).strip():
        message = f"content of the type {quote(kind)} should be one XML element, not escaped, and no more"
        yield Finding(content, message)


@error("atom-summary-missing").on(f"{_A}entry")
def _summary_missing(entry: Element, _document: Document) -> Iterator[Finding]:
    content = child_of(entry, f"{_A}content")
    if content is None or child_of(entry, f"{_A}summary") is not None:
        return
    if content.get("src") is not None:
        yield Finding(entry, "the entry's content is elsewhere (src), so it must have a summary")
    elif _is_base64(content):
        yield Finding(entry, "the entry's content is Base64, so it must have a summary")
