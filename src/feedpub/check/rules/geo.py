"""Places: GeoRSS, its shapes of GML, and W3C's latitude and longitude."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from feedpub.check.elements import child_of, children, label, local_name, namespace_of, quoted, value_of
from feedpub.check.rule import Document, Facet, Finding
from feedpub.check.rules.common import FILLED, NUMBER, NUMBER_PATTERN, error, extension, warning
from feedpub.check.table import ANY, el, matches

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element as Element

    from feedpub.check.rule import Judge, Value
    from feedpub.check.table import Attribute, Judged

_COORDINATES = error("geo-coordinates")
_DEGREES = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")


_NO_COMMA = warning("geo-comma").value(
    "{name} {value} has commas between its numbers; write white space",
    lambda text: "" if "," in text else None,
)
_WORD = re.compile(r"[^\s,]+")
_Point: TypeAlias = "tuple[float, float]"


class _Points(NamedTuple):
    """A list's points: how many, the first and the last; a list of megabytes isn't kept."""

    number: int
    first: _Point | None
    last: _Point | None


def _read_points(text: str) -> _Points | str:
    """Return a list's points, latitude and longitude each, or what is wrong with it."""
    number, first, last = 0, None, None
    latitude: float | None = None
    for found in _WORD.finditer(text):
        word = found.group()
        if not _DEGREES.fullmatch(word):
            return f"{quoted(word)} is not a number; write degrees with white space between them"
        degrees = float(word)
        if latitude is None:
            if not -90 <= degrees <= 90:
                return f"the latitude {degrees:g} is not between -90 and 90"
            latitude = degrees
            continue
        if not -180 <= degrees <= 180:
            return f"the longitude {degrees:g} is not between -180 and 180"
        last, latitude = (latitude, degrees), None
        first = first or last
        number += 1
    return _Points(number, first, last) if latitude is None else "a latitude has no longitude beside it"


def _shape(least: int, most: int, wrong: str, *, closed: bool = False) -> Judge:
    """Return a judge of a shape's coordinates: so many points; `closed`: the last is the first again."""

    def judge(text: str) -> str | None:
        points = _read_points(text)
        if isinstance(points, str):
            return points
        if not least <= points.number <= most:
            return wrong
        return "its last point is not its first" if closed and points.first != points.last else None

    return judge


_MANY = 2**31
_RIGHT = "{name} {value} is not right: {wrong}"
_LINE_JUDGE = _shape(2, _MANY, "it needs two points or more")
_RING_JUDGE = _shape(4, _MANY, "it needs four points or more, the last the same as the first", closed=True)
_POINT = _COORDINATES.value(_RIGHT, _shape(1, 1, "it is one latitude and one longitude"))
_LINE = _COORDINATES.value(_RIGHT, _LINE_JUDGE)
_RING = _COORDINATES.value(_RIGHT, _RING_JUDGE)
_BOX = _COORDINATES.value(_RIGHT, _shape(2, 2, "it is two corners: two pairs of latitude and longitude"))


@_COORDINATES.facet()
def _circle(element: Element, _document: Document) -> Iterator[Finding]:
    """Find circles that aren't a latitude, a longitude and a radius."""
    numbers = [found.group() for found in islice(_WORD.finditer(value_of(element)), 4)]
    centre = _read_points(" ".join(numbers[:2]))
    if isinstance(centre, str):
        yield Finding(element, f"{label(element)} is not right: {centre}")
    elif numbers and (len(numbers) != 3 or not re.fullmatch(NUMBER_PATTERN, numbers[2])):
        yield Finding(element, f"{label(element)} is a latitude, a longitude and a radius in metres")


@_COORDINATES.facet()
def _position_list(element: Element, document: Document) -> Iterator[Finding]:
    """Find lines and rings of GML that can't be drawn."""
    parent = element.getparent()
    ring = parent is not None and parent.tag == GML.tag("LinearRing")
    yield from (_RING if ring else _LINE)._replace(blank=True).of_text()(element, document)


def _degrees(largest: int) -> Value:
    """Return a coordinate of W3C's vocabulary."""
    number = matches(NUMBER_PATTERN)
    return _COORDINATES.value(
        f"{{name}} {{value}} is not degrees between -{largest} and {largest}",
        lambda text: None if number(text) is None and abs(float(text)) <= largest else "",
    )


_INCOMPLETE = error("geo-incomplete")


def _half_a_place(other: str) -> Facet:
    """Return that a coordinate has the other one beside it."""

    @_INCOMPLETE.facet()
    def half_a_place(element: Element, _document: Document) -> Iterator[Finding]:
        parent = element.getparent()
        if parent is not None and child_of(parent, GEO.tag(other)) is None:
            yield Finding(element, f"{label(element)} stands without geo:{other}; add it")

    return half_a_place


_ANYWHERE, _ONCE = "feed* entry* inside*", "feed? entry? inside?"
_ABOUT: dict[str, Judged | Attribute] = {
    **dict.fromkeys(("featuretypetag", "relationshiptag", "featurename"), ANY),
    **dict.fromkeys(("elev", "floor", "radius"), NUMBER),
}

GEO = extension(
    "http://www.w3.org/2003/01/geo/wgs84_pos#",
    "geo",
    el("lat", _ONCE, FILLED, _degrees(90), _half_a_place("long")),
    el("long", _ONCE, FILLED, _degrees(180), _half_a_place("lat")),
    el("alt", _ONCE, NUMBER),
    el("lat_long", _ONCE),
    el("Point", _ANYWHERE),
    el("location", _ANYWHERE),
    el("SpatialThing", _ANYWHERE),
    open_attributes=True,
)

GML = extension(
    "http://www.opengis.net/gml",
    "gml",
    el("pos", "", _POINT, _NO_COMMA),
    el("lowerCorner", "", _POINT, _NO_COMMA),
    el("upperCorner", "", _POINT, _NO_COMMA),
    el("posList", "", _position_list, _NO_COMMA),
    complete=False,
)
_GML_SHAPES = {
    "Point": ("pos",),
    "LineString": ("posList",),
    "Polygon": (f"exterior/{GML.tag('LinearRing')}/{GML.tag('posList')}",),
    "Envelope": ("lowerCorner", "upperCorner"),
}


@_INCOMPLETE.facet()
def _shape_of_gml(where: Element, _document: Document) -> Iterator[Finding]:
    """Find places in GML without a shape that GeoRSS has, or without its coordinates."""
    shapes = [child for child in children(where) if namespace_of(child).startswith(GML.namespace)]
    if not shapes:
        message = f"{label(where)} holds no shape of GML; add gml:Point, LineString, Polygon or Envelope"
        yield Finding(where, message)
    for shape in shapes:
        parts = _GML_SHAPES.get(local_name(shape))
        if namespace_of(shape) != GML.namespace:
            continue
        if parts is None:
            yield Finding(shape, f"{label(shape)} is none of gml:Point, LineString, Polygon and Envelope")
        elif any(shape.find(GML.tag(part)) is None for part in parts):
            names = " and ".join(part.rpartition("}")[2] for part in parts)
            yield Finding(shape, f"{label(shape)} has no gml:{names}; add the coordinates")


GEORSS = extension(
    "http://www.georss.org/georss",
    "georss",
    el("point", _ANYWHERE, FILLED, _POINT, _NO_COMMA, **_ABOUT),
    el("line", _ANYWHERE, FILLED, _LINE, _NO_COMMA, **_ABOUT),
    el("polygon", _ANYWHERE, FILLED, _RING, _NO_COMMA, **_ABOUT),
    el("box", _ANYWHERE, FILLED, _BOX, _NO_COMMA, **_ABOUT),
    el("circle", _ANYWHERE, FILLED, _circle, _NO_COMMA, **_ABOUT),
    el("where", _ANYWHERE, _shape_of_gml, **dict.fromkeys(_ABOUT, ANY)),
    el("elev", _ONCE, FILLED, NUMBER),
    el("floor", _ONCE, FILLED, NUMBER),
    el("radius", _ONCE, FILLED, NUMBER),
    el("featuretypetag", _ONCE),
    el("relationshiptag", _ONCE),
    el("featurename", _ONCE),
)
