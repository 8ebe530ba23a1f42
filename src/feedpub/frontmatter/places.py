"""Where the values of a text are: a tree of places that scanners build, and finding a path in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feedpub.content import text

if TYPE_CHECKING:
    from feedpub.frontmatter.values import Path


class Place:
    """Where a value is: indexes into the text of its key, its beginning and its end.

    `children` are the places of what a collection holds, by key or index.
    """

    __slots__ = ("children", "end", "is_mapping", "key", "start")

    def __init__(self, key: int, start: int, *, is_mapping: bool = False) -> None:
        self.key = key
        self.start = start
        self.end = start
        self.is_mapping = is_mapping
        self.children: dict[str | int, Place] = {}

    def find(self, path: Path) -> tuple[Place, bool]:
        """Return the place at the path, else of the innermost collection on the way, and whether it is the
        whole path's.
        """
        place = self
        for part in path:
            if part not in place.children:
                return place, False
            place = place.children[part]
        return place, True


def line_and_column(whole: str, root: Place, path: Path, *, of_key: bool) -> tuple[int, int]:
    """Return line and column, from 1, of the value at the path, or of its key."""
    place, is_found = root.find(path)
    return text.place(whole, place.key if of_key and is_found else place.start)
