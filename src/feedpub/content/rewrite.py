"""HTML with elements that feeds can't have -> HTML in which others stand for them.

Hidden elements go; blocks stay blocks; formulas that are written twice are written once; anchors get names of
their own; `replacements` takes media, images and drawings. Responsible for that, in one pass
over the tags that `sanitizer.normalize` wrote: every element is closed, every value quoted. Not for safety:
everything written here is sanitised again.

Time and memory grow with the length of the markup and with the depth at each of its tags, which `nesting`
bounds.
"""

from __future__ import annotations

import re
from html import escape, unescape
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

from feedpub.content import anchors, embeds, replacements, tags, urls
from feedpub.content.anchors import Anchor
from feedpub.content.visibility import is_hidden, is_hidden_from_speech
from feedpub.content.vocabulary import MATHML, PERMALINK_MARKS, RENAMED, TRANSPARENT_IN_TEXT, VOID

if TYPE_CHECKING:
    from collections.abc import Callable

    from feedpub.content.images import WrittenImage

_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_FORMULA_CLASS = re.compile(
    r"(?:^|\s)(?:katex|mathjax|mathjax_(?:svg|chtml)|mjx-chtml)(?:\s|$)", re.IGNORECASE
)
_NOT_IN_SLUGS = re.compile(r"[^\w\- ]")
_FEW_TAGS = 40
_MAX_LABEL = 1_000  # characters of each text that a label is taken from, and such texts


class Rewritten(NamedTuple):
    """HTML, the URL that relative ones in it are resolved against, the pages of what it embedded, and the
    elements of which nothing is left, by name.
    """

    markup: str
    base: str
    pages: list[str]
    lost: list[str]


class Element:
    """An element that is open: its name, its end tag as written, the index of its start tag in the output,
    its attributes, what happens at its end, and addresses that were found in it.
    """

    __slots__ = ("addresses", "attributes", "close", "end", "mark", "name")

    def __init__(self, name: str, close: str, mark: int, attributes: dict[str, str]) -> None:
        self.name = name
        self.close = close
        self.mark = mark
        self.attributes = attributes
        self.end: Callable[[Rewriter, Element], None] | None = None
        self.addresses: list[str] = []


def rewrite(markup: str, base: str, scope: str, page: str | None) -> Rewritten:
    """Return the HTML rewritten. `base` is the URL that relative ones are resolved against, `scope` is put
    before ids, and `page` is the record's page, where anchors that the content lacks are; None if unknown.
    """
    rewriter = Rewriter(base)
    for token, raw in tags.tokens(markup):
        if token[2] is None:
            rewriter.text(token[0])
        elif token[1]:
            rewriter.end(token[2])
        else:
            rewriter.start(token[2], token[3], raw)
    written = anchors.write(rewriter.output, rewriter.headings, scope, page)
    return Rewritten(written, rewriter.base, rewriter.pages, rewriter.lost)


class Rewriter:
    """The output so far, and the elements that are open."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.has_base = False
        self.output: list[str | Anchor] = []
        self.images: list[WrittenImage] = []
        self.after_noscript: tuple[int, set[str]] = (-1, set())  # where one ended, and its images
        self.headings: dict[str, int] = {}
        self.pages: list[str] = []
        self.lost: list[str] = []
        self._open: list[Element] = []
        self._counts: dict[str, int] = {}
        self._hidden = 0  # depth, from a hidden element on
        self._formula = (-1, -1)

    def text(self, text: str) -> None:
        """Write a text, already escaped."""
        if not self._hidden:
            self.output.append("&lt;" if text == "<" else text)

    def start(self, name: str, written: str, raw: str) -> None:
        """Take a start tag, its attributes as written, and its content if that is text only."""
        has_end = name not in VOID and name not in tags.RAW
        if self._hidden:
            self._hidden += has_end
            return
        attributes = tags.read_attributes(written)
        if attributes and is_hidden(attributes):
            self._hidden = int(has_end)
        elif self._counts.get("math") and name not in MATHML:  # of HTML in a formula only texts stay
            if has_end:
                self.push(name, "", attributes)
        elif replace := replacements.BY_NAME.get(name):
            replace(self, attributes, raw)
        else:
            self._keep(name, written, attributes)

    def end(self, name: str) -> None:
        """Take an end tag."""
        if self._hidden:
            self._hidden -= 1
            return
        if not self._open or self._open[-1].name != name:
            return
        element = self._open.pop()
        self._counts[name] -= 1
        if element.end:
            element.end(self, element)
        if element.close:
            self.output.append(element.close)

    # For `replacements`.

    def push(self, name: str, close: str, attributes: dict[str, str]) -> Element:
        """Open an element; `close` is its end tag in the output, empty for none."""
        element = Element(name, close, len(self.output), attributes)
        self._open.append(element)
        self._counts[name] = self._counts.get(name, 0) + 1
        return element

    def hide(self) -> None:
        """Leave out the element whose start tag was taken last."""
        self._hidden = 1

    def enclosing(self, *names: str) -> Element | None:
        """Return the innermost open element of these names."""
        if not any(map(self._counts.get, names)):
            return None
        return next(element for element in reversed(self._open) if element.name in names)

    def is_in(self, *names: str) -> bool:
        """Return whether the innermost open element has one of these names."""
        return bool(self._open) and self._open[-1].name in names

    def truncate(self, mark: int) -> None:
        """Take back what was written from an index of the output on."""
        del self.output[mark:]
        while self.images and self.images[-1].at >= mark:
            self.images.pop()

    def text_since(self, mark: int) -> str:
        """Return the beginning of the text from an index of the output on, as plain text."""
        texts = [item[:_MAX_LABEL] for item in self.output[mark:] if type(item) is str and item[:1] != "<"]
        return " ".join(unescape("".join(texts[:_MAX_LABEL])).split())

    def shows_since(self, mark: int) -> bool:
        """Return whether there is text or an image from an index of the output on."""
        return bool(self.images and self.images[-1].at >= mark) or not self.is_only_tags(mark)

    def is_only_tags(self, mark: int) -> bool:
        """Return whether the output from an index on has tags and white space only."""
        return all(
            type(item) is not str or item[:1] == "<" or not item or item.isspace()
            for item in self.output[mark:]
        )

    def is_near(self, mark: int) -> bool:
        """Return whether there are only a few tags from an index of the output on."""
        return len(self.output) - mark <= _FEW_TAGS and self.is_only_tags(mark)

    def web(self, written: str | None) -> str | None:
        """Return an address as an absolute http or https URL, None if it isn't one."""
        url = urls.relative(self.base, written) if written and written.strip() else None
        return url if url and url[:4].lower() == "http" else None

    def link(self, url: str, attributes: dict[str, str], picture: str | None = None) -> None:
        """Write a link to the page of an embed, in a paragraph unless it is in a text; `picture` is shown for
        it.
        """
        page = embeds.page_of(url)
        self.pages.append(page)
        label = (attributes.get("title") or attributes.get("aria-label") or "").strip() or page
        shown = (
            f'<img src="{escape(picture)}" alt="{escape(label)}">' if picture else escape(label, quote=False)
        )
        if not self._counts.get("a"):
            shown = f'<a href="{escape(page)}">{shown}</a>'
        in_text = any(map(self._counts.get, TRANSPARENT_IN_TEXT))
        self.output.append(shown if in_text else f"<p>{shown}</p>")

    # Elements that stay.

    def _keep(self, name: str, written: str, attributes: dict[str, str]) -> None:
        """Write an element that stays, or whose place another takes."""
        kept_name = RENAMED.get(name, name)
        if name == "form":
            self.lost.append(name)
        if name in VOID:
            self.output.append(f"<{kept_name}{written}>")
            return
        element = self.push(name, f"</{kept_name}>", attributes)
        self.output.append(
            self._start_tag(kept_name, written, attributes) if attributes else f"<{kept_name}>"
        )
        if name in _HEADINGS:
            element.end = Rewriter._end_heading
        elif name == "p":
            element.end = Rewriter._end_paragraph
        elif name == "math":
            element.end = Rewriter._end_formula
        elif attributes:
            element.end = self._end_by_attributes(name, attributes)

    def _end_by_attributes(
        self, name: str, attributes: dict[str, str]
    ) -> Callable[[Rewriter, Element], None] | None:
        if is_hidden_from_speech(attributes) or (
            name == "a" and attributes.get("href", "").startswith("#") and self.enclosing(*_HEADINGS)
        ):
            return Rewriter._end_mark
        own_class = attributes.get("class")
        if own_class is None:
            return None
        if own_class == "footnote-definition":
            return Rewriter._end_footnote
        return Rewriter.end_formula_twice if _FORMULA_CLASS.search(own_class) else None

    def _start_tag(self, name: str, written: str, attributes: dict[str, str]) -> str | Anchor:
        own = attributes.get("id") or (attributes.get("name") if name == "a" else None)
        if own is not None and (not own or re.search(r"\s", own)):
            own = None
        target = None
        if name == "a" and (href := attributes.get("href", "").strip()).startswith("#"):
            target = unquote(href[1:])
            if target and any(one.attributes.get("class") == "footnote-reference" for one in self._open[-2:]):
                own, target = f"fnref-{target}", f"fn-{target}"
        elif own and attributes.get("class") == "footnote-definition":
            own = f"fn-{own}"
        if own is None and target is None:
            return f"<{name}{written}>"
        skipped = ("id", "href") if target is not None else ("id",)
        kept = "".join(
            f' {key}="{value}"' for key, value in tags.ATTRIBUTE.findall(written) if key not in skipped
        )
        return Anchor(name, kept, own, target)

    def _drop(self, element: Element) -> None:
        self.truncate(element.mark)
        element.close = ""

    def _end_heading(self, element: Element) -> None:
        """Note the name that Markdown's tools give to the heading, for links that use it."""
        slug = _NOT_IN_SLUGS.sub("", self.text_since(element.mark).lower()).replace(" ", "-")
        if slug and type(self.output[element.mark]) is str:
            self.headings.setdefault(slug, element.mark)

    def _end_paragraph(self, element: Element) -> None:
        """Drop a paragraph of which nothing is left."""
        if all(
            type(item) is str and (not item or item.isspace()) for item in self.output[element.mark + 1 :]
        ):
            self._drop(element)

    def _end_mark(self, element: Element) -> None:
        """Drop an element that is only the mark of a permalink; its ids are its heading's."""
        text = self.text_since(element.mark)
        if self.shows_since(element.mark) and text not in PERMALINK_MARKS:
            return
        ids = [item.id for item in self.output[element.mark :] if type(item) is Anchor and item.id]
        self._drop(element)
        heading = self.enclosing(*_HEADINGS)
        if heading and type(self.output[heading.mark]) is str:
            for name in ids:
                self.headings.setdefault(name, heading.mark)

    def _end_formula(self, element: Element) -> None:
        if self.is_only_tags(element.mark):
            self._drop(element)
        else:
            self._formula = (element.mark, len(self.output))

    def end_formula_twice(self, element: Element) -> None:
        """Of an element that shows a formula as MathML and in another way, keep the MathML."""
        begin, end = self._formula
        if begin < element.mark:
            return
        formula = [*self.output[begin:end], "</math>"]
        self._drop(element)
        self.output.extend(formula)
        self._formula = (element.mark, len(self.output) - 1)

    def _end_footnote(self, element: Element) -> None:
        """Write the way back at the end of a footnote's last paragraph."""
        start = self.output[element.mark]
        if type(start) is not Anchor or start.id is None:
            return
        at = len(self.output)
        while (
            at > element.mark + 1 and (last := self.output[at - 1]) and type(last) is str and last.isspace()
        ):
            at -= 1
        if self.output[at - 1] == "</p>":
            at -= 1
        back = Anchor("a", "", None, f"fnref-{start.id.removeprefix('fn-')}")
        self.output[at:at] = [" ", back, "↩", "</a>"]
