"""The elements, attributes and URL schemes that content may have. Data only; `sanitizer` applies it."""

from __future__ import annotations

ELEMENTS = frozenset(
    """
    a abbr acronym b bdi bdo blockquote br caption cite code col colgroup dd del details dfn div dl dt
    em figcaption figure h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q rp rt ruby s samp small
    span strike strong sub summary sup table tbody td tfoot th thead time tr tt u ul var wbr
    """.split()
)
"""Elements that are kept. Of any other, only the text inside is kept."""

DROPPED_WITH_TEXT = frozenset(
    """
    applet audio button canvas embed frame frameset head iframe math noembed noframes noscript object
    option script select style svg template textarea title video xmp
    """.split()
)
"""Elements that are removed with everything inside."""

ATTRIBUTES = {
    "*": {"dir", "lang", "title"},
    "a": {"href", "hreflang"},
    "blockquote": {"cite"},
    "col": {"span"},
    "colgroup": {"span"},
    "del": {"cite", "datetime"},
    "img": {"alt", "height", "src", "width"},
    "ins": {"cite", "datetime"},
    "li": {"value"},
    "ol": {"reversed", "start", "type"},
    "q": {"cite"},
    "td": {"colspan", "headers", "rowspan"},
    "th": {"abbr", "colspan", "headers", "rowspan", "scope"},
    "time": {"datetime"},
}
"""Attributes that are kept, by element; `*` stands for all."""

URL_ATTRIBUTES = frozenset(("cite", "href", "src"))
SCHEMES = {"http", "https", "mailto"}

VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
"""Elements without an end tag (HTML Living Standard §13.1.2)."""

OF_TABLES = frozenset("caption col colgroup table tbody td tfoot th thead tr".split())
