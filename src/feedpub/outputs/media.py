"""Images as Media RSS elements (Media RSS 1.5.1), the same in Atom and RSS."""

from __future__ import annotations

from feedpub.outputs.elements import cached, each, first, present, template
from feedpub.outputs.values import PIXELS, TEXT, WEB_ATTRIBUTE

_WIDTH = present("width", template(' width="{width}"', width=PIXELS))
_HEIGHT = present("height", template(' height="{height}"', height=PIXELS))
_END = present(
    "title",
    template('><media:title type="plain">{title}</media:title></media:content>', title=TEXT),
    template("/>"),
)

IMAGES = (
    each(
        "images",
        cached(
            template(
                '<media:content url="{url}" medium="image"{width}{height}{end}',
                url=WEB_ATTRIBUTE,
                width=_WIDTH,
                height=_HEIGHT,
                end=_END,
            )
        ),
    ),
    first(
        "images",
        cached(
            template(
                '<media:thumbnail url="{url}"{width}{height}/>',
                url=WEB_ATTRIBUTE,
                width=_WIDTH,
                height=_HEIGHT,
            )
        ),
    ),
)
"""An entry's images: each as media:content, the first as media:thumbnail too.

They aren't in a media:group: a group holds renditions of one object, these are different ones (Media RSS
1.5.1, media:group).
"""
