"""Replacements for elements that content can't have: media, frames, images, drawings, hidden parts.

Responsible for the replacement of each, in `BY_NAME`. Not for the order of tags (`rewrite`), nor for which
image is the real one (`images`).
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from feedpub.content import images, sanitizer, tags, urls
from feedpub.content.anchors import Anchor
from feedpub.content.visibility import is_hidden_from_speech
from feedpub.content.vocabulary import LAZY_ADDRESSES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from feedpub.content.rewrite import Element, Rewriter

    Attributes = dict[str, str]

_IMAGE_ATTRIBUTES = frozenset(("alt", "dir", "height", "lang", "title", "width"))
_BLOCK_TAGS = tuple(
    f"<{slash}{name}" for slash in ("", "/") for name in ("p", "div", "figure", "h", "li", "td")
)
_PARAMETERS_OF_PLAYERS = frozenset(("filename", "movie", "src", "url"))


def _base(rewriter: Rewriter, attributes: Attributes, _: str) -> None:
    """Take the first base of a document (HTML Living Standard §4.2.3)."""
    href = attributes.get("href")
    if href is None or rewriter.has_base:
        return
    rewriter.has_base = True
    try:
        rewriter.base = urls.web(urljoin(rewriter.base, href.strip()))
    except ValueError:  # browsers leave out a base that isn't a URL, too
        return


def _dialog(rewriter: Rewriter, attributes: Attributes, _: str) -> None:
    if "open" in attributes:
        rewriter.push("dialog", "</div>", attributes)
        rewriter.output.append("<div>")
    else:
        rewriter.hide()


def _svg(rewriter: Rewriter, attributes: Attributes, _: str) -> None:
    rewriter.push("svg", "", attributes).end = _end_svg


def _end_svg(rewriter: Rewriter, element: Element) -> None:
    """Write a drawing's label, else its title (SVG 2 §5.6), unless it is an ornament."""
    rewriter.truncate(element.mark)
    if is_hidden_from_speech(element.attributes):
        return
    label = element.attributes.get("aria-label", "").strip() or next(iter(element.addresses), "")
    if label:
        rewriter.output.append(escape(label, quote=False))


def _title(rewriter: Rewriter, attributes: Attributes, _: str) -> None:
    if rewriter.is_in("svg"):
        rewriter.push("title", "", attributes).end = _end_title
    else:
        rewriter.hide()


def _end_title(rewriter: Rewriter, element: Element) -> None:
    text = rewriter.text_since(element.mark)
    rewriter.truncate(element.mark)
    if text and (drawing := rewriter.enclosing("svg")):
        drawing.addresses.append(text)


def _formula(rewriter: Rewriter, attributes: Attributes, _: str) -> None:
    rewriter.push("mjx-container", "", attributes).end = _end_formula


def _end_formula(rewriter: Rewriter, element: Element) -> None:
    rewriter.end_formula_twice(element)


def _picture(rewriter: Rewriter, attributes: Attributes, _: str) -> None:
    rewriter.push("picture", "", attributes)


def _image(rewriter: Rewriter, attributes: Attributes, _: str = "") -> None:
    picture = rewriter.enclosing("picture")
    url, is_placeholder = images.choose(attributes, picture.addresses if picture else [], rewriter.base)
    at, shown = rewriter.after_noscript
    if at >= 0 and (is_placeholder or url in shown):
        is_beside = rewriter.is_near(at)
        rewriter.after_noscript = (len(rewriter.output) if is_beside else -1, shown)
        if is_beside:
            return
    _write_image(rewriter, attributes, url, is_placeholder=is_placeholder)


def _write_image(
    rewriter: Rewriter, attributes: Attributes, url: str | None, *, is_placeholder: bool
) -> None:
    rewriter.images.append(images.WrittenImage(len(rewriter.output), url, is_placeholder))
    written = f' src="{escape(url)}"' if url else ""
    for name, value in attributes.items():
        if name in _IMAGE_ATTRIBUTES:
            written += f' {name}="{escape(value)}"'
    own = attributes.get("id")
    rewriter.output.append(Anchor("img", written, own, None) if own else f"<img{written}>")


def _noscript(rewriter: Rewriter, _: Attributes, raw: str) -> None:
    """Write the images that browsers without scripts show, if a script would have to show them."""
    if "<img" not in raw.lower():
        return
    found = []
    for token, _raw in tags.tokens(sanitizer.normalize(raw)):
        if token[2] == "img":
            attributes = tags.read_attributes(token[3])
            url, is_placeholder = images.choose(attributes, [], rewriter.base)
            if url and not is_placeholder and not images.is_pixel(attributes):
                found.append((attributes, url))
    if not found:
        return
    if rewriter.images and rewriter.is_near(rewriter.images[-1].at + 1):
        before = rewriter.images[-1]
        if before.is_placeholder:
            rewriter.images.pop()
            rewriter.output[before.at] = ""
        elif before.url == found[0][1] or _is_beside(rewriter, before.at + 1):
            return
    for attributes, url in found:
        _write_image(rewriter, attributes, url, is_placeholder=False)
    rewriter.after_noscript = (len(rewriter.output), {url for _, url in found})


def _is_beside(rewriter: Rewriter, mark: int) -> bool:
    """Return whether no block begins or ends from an index of the output on."""
    return not any(type(item) is str and item.startswith(_BLOCK_TAGS) for item in rewriter.output[mark:])


def _source(rewriter: Rewriter, attributes: Attributes, _: str) -> None:
    if owner := rewriter.enclosing("audio", "picture", "video"):
        found = images.candidates(attributes) if owner.name == "picture" else _addresses(attributes)
        owner.addresses.extend(found)


def _media(rewriter: Rewriter, name: str, attributes: Attributes) -> None:
    element = rewriter.push(name, "", attributes)
    element.addresses.extend(_addresses(attributes))
    element.end = _end_media


def _end_media(rewriter: Rewriter, element: Element) -> None:
    """Write a link in place of media, with its poster; what is inside is for browsers that have no media."""
    url = _first(rewriter, element.addresses)
    if url:
        rewriter.truncate(element.mark)
        poster = rewriter.web(element.attributes.get("poster"))
        if poster:
            rewriter.images.append(images.WrittenImage(len(rewriter.output), poster, is_placeholder=False))
        rewriter.link(url, element.attributes, poster)
    elif not rewriter.shows_since(element.mark):
        rewriter.truncate(element.mark)
        rewriter.lost.append(element.name)


def _object(rewriter: Rewriter, attributes: Attributes, _: str) -> None:
    element = rewriter.push("object", "", attributes)
    element.addresses.append(attributes.get("data", ""))
    element.end = _end_object


def _end_object(rewriter: Rewriter, element: Element) -> None:
    url = _first(rewriter, element.addresses)
    if url is None:
        _end_media(rewriter, element)
        return
    rewriter.truncate(element.mark)
    if element.attributes.get("type", "").strip().lower().startswith("image/"):
        label = element.attributes.get("aria-label") or element.attributes.get("title", "")
        _write_image(rewriter, {"alt": label}, url, is_placeholder=False)
    else:
        rewriter.link(url, element.attributes)


def _param(rewriter: Rewriter, attributes: Attributes, _: str) -> None:
    owner = rewriter.enclosing("object")
    if owner and attributes.get("name", "").lower() in _PARAMETERS_OF_PLAYERS:
        owner.addresses.append(attributes.get("value", ""))


def _frame(rewriter: Rewriter, name: str, attributes: Attributes) -> None:
    if url := _first(rewriter, _addresses(attributes)):
        rewriter.link(url, attributes)
    else:
        rewriter.lost.append(name)


def _addresses(attributes: Attributes) -> list[str]:
    return [attributes[name] for name in ("src", *LAZY_ADDRESSES) if attributes.get(name)]


def _first(rewriter: Rewriter, addresses: Iterable[str]) -> str | None:
    return next(filter(None, map(rewriter.web, addresses)), None)


BY_NAME: dict[str, Callable[[Rewriter, Attributes, str], None]] = {
    "audio": lambda rewriter, attributes, _: _media(rewriter, "audio", attributes),
    "base": _base,
    "dialog": _dialog,
    "embed": lambda rewriter, attributes, _: _frame(rewriter, "embed", attributes),
    "iframe": lambda rewriter, attributes, _: _frame(rewriter, "iframe", attributes),
    "img": _image,
    "mjx-container": _formula,
    "noscript": _noscript,
    "object": _object,
    "param": _param,
    "picture": _picture,
    "source": _source,
    "svg": _svg,
    "title": _title,
    "video": lambda rewriter, attributes, _: _media(rewriter, "video", attributes),
}
"""The function that takes an element's start tag, by the element's name. Its arguments are the rewriter, the
attributes, and the text that is all the element holds.
"""
