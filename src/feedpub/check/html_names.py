"""HTML's elements and attributes (HTML Living Standard §4, §16.2), and obsolete ones that browsers show.

Responsible for the lists alone.
"""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    """Return the words of a text."""
    return frozenset(text.split())


VOID = _words(
    "area base basefont bgsound br col embed frame hr img input keygen link meta param source track wbr"
)
MAY_STAY_OPEN = _words("body colgroup dd dt head html li optgroup option p rp rt tbody td tfoot th thead tr")
ELEMENTS = (
    VOID
    | MAY_STAY_OPEN
    | _words(
        """
        a abbr acronym address applet article aside audio b bdi bdo big blink blockquote button canvas caption
        center cite code data datalist del details dfn dialog dir div dl em fieldset figcaption figure font
        footer form frameset h1 h2 h3 h4 h5 h6 header hgroup i iframe ins kbd label legend main map mark
        marquee math menu meter nav nobr noembed noframes noscript object ol output picture pre progress q rb
        rtc ruby s samp script search section select slot small span strike strong style sub summary sup svg
        table template textarea time title tt u ul var video
        """
    )
)
PAGE = _words("html head body title frameset")
UNSAFE = _words("applet base embed frame frameset iframe link meta object script style")
ATTRIBUTES = _words(
    """
    abbr accept accept-charset accesskey action align alink allow allowfullscreen alt archive as async
    autocapitalize autocomplete autofocus autoplay axis background behavior bgcolor blocking border
    bordercolor cellpadding cellspacing char charoff charset checked cite class classid clear code codebase
    codetype color cols colspan compact content contenteditable controls coords crossorigin data datafld
    datasrc datetime declare decoding default defer dir direction dirname disabled download draggable enctype
    enterkeyhint face fetchpriority for form formaction formenctype formmethod formnovalidate formtarget frame
    frameborder headers height hidden high href hreflang hspace http-equiv id imagesizes imagesrcset inert
    inputmode integrity is ismap itemid itemprop itemref itemscope itemtype kind label lang language link list
    loading longdesc loop loopdelay low lowsrc marginheight marginwidth max maxlength media method min
    minlength multiple muted name nohref nomodule nonce noresize noshade novalidate nowrap object open optimum
    pattern ping placeholder playsinline popover popovertarget poster prefix preload profile prompt property
    readonly referrerpolicy rel required resource rev reversed role rows rowspan rules sandbox scheme scope
    scrolling selected shape size sizes slot span spellcheck src srcdoc srclang srcset standby start step
    style summary tabindex target text title translate type typeof units usemap valign value valuetype version
    vlink vocab vspace width wrap xmlns about datatype inlist
    """
)
URLS = _words(
    "action background cite codebase data formaction href icon longdesc lowsrc poster profile src usemap"
)
