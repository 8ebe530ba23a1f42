"""Where the elements and attributes of an XML document are in its source.

Responsible for lines and columns, found only when they are asked for. Not for those of JSON (`json_places`).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

    from feedpub.check.rules import Finding

# In a well-formed document, whatever begins like a start tag, outside comments, sections, instructions and
# the document type declaration, is one. Possessive quantifiers: no input makes this slow. What one of
# them repeats can't fail after its first character, which Python 3.11.4 and older got wrong (gh-106052).
_MARKUP = re.compile(
    r"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>"
    r"|<!DOCTYPE(?:[^\[>\"']++|\"[^\"]*+\"?+|'[^']*+'?+)*+"
    r"(?:\[(?:<!--.*?-->|<\?.*?\?>|\"[^\"]*+\"?+|'[^']*+'?+|[^\]\"'])*+\]\s*+)?>"
    r"|<(?P<tag>[^\s/>!?][^\s/>]*+(?:[^>\"']++|\"[^\"]*+\"?+|'[^']*+'?+)*+)>",
    re.DOTALL,
)
# Whole attributes, so that nothing inside a value is taken for one.
_ATTRIBUTE = re.compile(r"""(?<=\s)([^\s=<>"'/]+)\s*=\s*(?:"[^"]*"|'[^']*')""")


class Places:
    """Where the elements of a tree are in its source.

    libxml2 keeps no columns, and no line above 65,535 that can be trusted; so the start tags are found in the
    text once more, and counted, when the first place is asked for.
    """

    def __init__(self, root: Element, text: str) -> None:
        self.root = root
        self.text = text
        self._attributes: dict[int, dict[str, int]] = {}

    def locate(self, finding: Finding) -> tuple[int, int]:
        """Return the line and column, from 1, of a finding's attribute, else of its element's start tag."""
        order = self._order.get(finding.element)
        if order is None or len(self._tags) != len(self._order):  # elements that come out of an entity
            return line_of(finding.element), 1
        start, end = self._tags[order]
        offset = start - 1
        if finding.attribute is not None:
            offset = self._find_attribute(finding.attribute, start, end, offset)
        line = bisect_right(self._line_starts, offset)
        return line, offset - self._line_starts[line - 1] + 1

    @cached_property
    def _order(self) -> dict[Element, int]:
        return {element: order for order, element in enumerate(self.root.iter("*"))}

    @cached_property
    def _tags(self) -> list[tuple[int, int]]:
        return [found.span("tag") for found in _MARKUP.finditer(self.text) if found.start("tag") >= 0]

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(found.end() for found in re.finditer("\n", self.text))]

    def _find_attribute(self, name: str, start: int, end: int, default: int) -> int:
        """Return the offset of an attribute in a start tag, the default if it isn't there.

        A tag is searched once for all its attributes: it may be long, and much may be wrong in it.
        """
        if start not in self._attributes:
            found = _ATTRIBUTE.finditer(self.text, start, end)
            self._attributes[start] = {each[1]: each.start() for each in found}
        offsets = self._attributes[start]
        namespace, _, local = name.rpartition("}")
        if not namespace:
            return offsets.get(local, default)
        return next((offsets[each] for each in offsets if each.partition(":")[2] == local), default)


def line_of(element: Element) -> int:
    """Return the line that libxml2 keeps for an element; right up to 65,535."""
    return cast("int", element.sourceline or 1)
