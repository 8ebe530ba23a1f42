"""The elements, attributes and URL schemes that content may have, and how others are treated. Data only."""

from __future__ import annotations

MATHML = frozenset(
    """
    math menclose merror mfrac mi mmultiscripts mn mo mover mpadded mphantom mprescripts mroot mrow ms mspace
    msqrt mstyle msub msubsup msup mtable mtd mtext mtr munder munderover semantics
    """.split()
)
"""Elements of mathematics without links, scripts or HTML (MathML Core §2; annotations hold other markup)."""

ELEMENTS = MATHML | frozenset(
    """
    a abbr acronym b bdi bdo blockquote br caption cite code col colgroup dd del details dfn div dl dt
    em figcaption figure h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q rp rt ruby s samp small
    span strike strong sub summary sup table tbody td tfoot th thead time tr tt u ul var wbr
    """.split()
)
"""Elements that are kept. Of any other, only the text inside is kept."""

RENAMED = {
    "address": "div",
    "article": "div",
    "aside": "div",
    "center": "div",
    "dir": "ul",
    "fieldset": "div",
    "footer": "div",
    "form": "div",
    "header": "div",
    "hgroup": "div",
    "legend": "div",
    "listing": "pre",
    "main": "div",
    "menu": "ul",
    "nav": "div",
    "search": "div",
    "section": "div",
}
"""Blocks that aren't kept, by the element that replaces them, so that their texts aren't run together."""

REWRITTEN = frozenset(
    """
    audio base dialog embed iframe mjx-container object noscript param picture source svg title video
    """.split()
)
"""Elements that `rewrite` replaces (`replacements` has how)."""

DROPPED_WITH_TEXT = frozenset(
    """
    annotation annotation-xml applet audio button canvas embed frame frameset head iframe noembed noframes
    noscript object option script select style svg template textarea title video xmp
    """.split()
)
"""Elements that are removed with everything inside."""

_OF_MATHML = {"columnalign", "columnspan", "dir", "display", "displaystyle", "linethickness", "mathvariant",
              "notation", "rowalign", "rowspan", "scriptlevel", "stretchy"}  # fmt: skip

ATTRIBUTES = dict.fromkeys(MATHML, _OF_MATHML) | {
    "*": {"dir", "id", "lang", "title"},
    "a": {"href", "hreflang"},
    "blockquote": {"cite"},
    "col": {"span"},
    "colgroup": {"span"},
    "del": {"cite", "datetime"},
    "img": {"alt", "height", "src", "width"},
    "ins": {"cite", "datetime"},
    "li": {"value"},
    "mo": _OF_MATHML
    | {"accent", "fence", "form", "largeop", "lspace", "movablelimits", "rspace", "separator"},
    "mspace": _OF_MATHML | {"depth", "height", "width"},
    "mpadded": _OF_MATHML | {"depth", "height", "lspace", "voffset", "width"},
    "mover": _OF_MATHML | {"accent"},
    "munder": _OF_MATHML | {"accentunder"},
    "munderover": _OF_MATHML | {"accent", "accentunder"},
    "ol": {"reversed", "start", "type"},
    "q": {"cite"},
    "td": {"colspan", "headers", "rowspan"},
    "th": {"abbr", "colspan", "headers", "rowspan", "scope"},
    "time": {"datetime"},
}  # fmt: skip
"""Attributes that are kept, by element; `*` stands for all. An `id` is kept if `rewrite` wrote it."""

LAZY_ADDRESSES = tuple("data-src data-lazy-src data-original data-orig-src data-lazy data-echo".split())
LAZY_SETS = tuple("data-srcset data-lazy-srcset data-original-set srcset".split())
"""Attributes in which scripts that load images late find the image's URL, or a `srcset`; the surest first."""

WATCHED = {
    "*": {"aria-hidden", "hidden", "popover", "style"},
    "img": {*LAZY_ADDRESSES, *LAZY_SETS},
}
"""Attributes that may make an element hidden, or another image: `rewrite` has to see them."""

READ = WATCHED | {
    "*": WATCHED["*"] | {"aria-label", "class"},
    "a": {"name"},
    "audio": {"src"},
    "base": {"href"},
    "dialog": {"open"},
    "embed": {"src"},
    "iframe": {"src", *LAZY_ADDRESSES},
    "object": {"data", "type"},
    "param": {"name", "value"},
    "source": {"src", *LAZY_ADDRESSES, *LAZY_SETS},
    "video": {"poster", "src", *LAZY_ADDRESSES},
}
"""Attributes that `rewrite` reads and doesn't keep."""

URL_ATTRIBUTES = frozenset(("cite", "href", "src"))
LINK_SCHEMES = frozenset(
    """
    bitcoin ftp ftps geo im irc ircs magnet mailto matrix mms news nntp openpgp4fpr sip sips sms smsto tel
    webcal xmpp
    """.split()
)
"""Schemes of links beside http and https: harmless, since none runs a script or reads a file (HTML Living
Standard §8.9.1.1, safelisted schemes, without those that open a shell)."""
SCHEMES = {"http", "https", *LINK_SCHEMES}

PERMALINK_MARKS = frozenset("¶ § # 🔗 ⚓ ∞ ❡ ☍ ⛓ * ^".split()) | {"🔗\ufe0e", "🔗\ufe0f", "⚓\ufe0f"}
"""Texts of the links that generators put beside headings."""

TRANSPARENT_IN_TEXT = frozenset(
    """
    a abbr acronym b bdi bdo cite code dd del dfn dt em figcaption figure h1 h2 h3 h4 h5 h6 i ins kbd li mark
    p pre q rt ruby s samp small span strike strong sub summary sup td th time tt u var
    """.split()
)
"""Elements in which a link needs no paragraph of its own."""

VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
"""Elements without an end tag (HTML Living Standard §13.1.2)."""

OF_TABLES = frozenset("caption col colgroup table tbody td tfoot th thead tr".split())
"""The elements of tables."""

RAW_TEXT = frozenset("iframe noembed noframes script style textarea title xmp".split())
"""Elements whose content is text to HTML's parser, up to their end tag (HTML Living Standard §13.1.2)."""

BLOCKS = frozenset(
    """
    blockquote body dd details dialog div dl dt figcaption figure h1 h2 h3 h4 h5 h6 head hr html li ol p pre
    table tbody td tfoot th thead tr ul
    """.split()
) | frozenset(RENAMED)
"""Elements that a body of Markdown wouldn't consist of."""
