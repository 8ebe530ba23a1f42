"""What is known of the vocabularies that extend Atom and RSS: their namespaces, elements and attributes.

Responsible for the tables that the rules in `extensions` look things up in. Not for the rules.
"""

from __future__ import annotations

from typing import NamedTuple

ATOM = "http://www.w3.org/2005/Atom"
APP_NAMESPACE = "http://www.w3.org/2007/app"
ADMIN = "http://webns.net/mvcb/"
BLOG_CHANNEL = "http://backend.userland.com/blogChannelModule"
CC = "http://web.resource.org/cc/"
CONTENT = "http://purl.org/rss/1.0/modules/content/"
CREATIVE_COMMONS = "http://backend.userland.com/creativeCommonsRssModule"
DC = "http://purl.org/dc/elements/1.1/"
DCTERMS = "http://purl.org/dc/terms/"
FEEDBURNER = "http://rssnamespace.org/feedburner/ext/1.0"
FH = "http://purl.org/syndication/history/1.0"
GEO = "http://www.w3.org/2003/01/geo/wgs84_pos#"
GEORSS = "http://www.georss.org/georss"
GML = "http://www.opengis.net/gml"
ITUNES = "http://www.itunes.com/dtds/podcast-1.0.dtd"
MEDIA = "http://search.yahoo.com/mrss/"
OPEN_SEARCH = ("http://a9.com/-/spec/opensearch/1.1/", "http://a9.com/-/spec/opensearchrss/1.0/")
PINGBACK = "http://madskills.com/public/xml/rss/module/pingback/"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
SLASH = "http://purl.org/rss/1.0/modules/slash/"
SY = "http://purl.org/rss/1.0/modules/syndication/"
THR = "http://purl.org/syndication/thread/1.0"
TRACKBACK = "http://madskills.com/public/xml/rss/module/trackback/"
WFW = "http://wellformedweb.org/CommentAPI/"
XHTML = "http://www.w3.org/1999/xhtml"

PREFIXES = {
    "admin": ADMIN,
    "ag": "http://purl.org/rss/1.0/modules/aggregation/",
    "annotate": "http://purl.org/rss/1.0/modules/annotate/",
    "app": APP_NAMESPACE,
    "atom": ATOM,
    "audio": "http://media.tangent.org/rss/1.0/",
    "blogChannel": BLOG_CHANNEL,
    "cc": CC,
    "cf": "http://www.microsoft.com/schemas/rss/core/2005",
    "company": "http://purl.org/rss/1.0/modules/company",
    "content": CONTENT,
    "cp": "http://my.theinfo.org/changed/1.0/rss/",
    "creativeCommons": CREATIVE_COMMONS,
    "dc": DC,
    "dcterms": DCTERMS,
    "email": "http://purl.org/rss/1.0/modules/email/",
    "ev": "http://purl.org/rss/1.0/modules/event/",
    "feedburner": FEEDBURNER,
    "fh": FH,
    "foaf": "http://xmlns.com/foaf/0.1/",
    "geo": GEO,
    "georss": GEORSS,
    "gml": GML,
    "icbm": "http://postneo.com/icbm",
    "itunes": ITUNES,
    "l": "http://purl.org/rss/1.0/modules/link/",
    "media": MEDIA,
    "openSearch": OPEN_SEARCH[0],
    "photo": "http://www.pheed.com/pheed/",
    "pingback": PINGBACK,
    "prism": "http://prismstandard.org/namespaces/1.2/basic/",
    "rdf": RDF,
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "ref": "http://purl.org/rss/1.0/modules/reference/",
    "search": "http://purl.org/rss/1.0/modules/search/",
    "slash": SLASH,
    "sx": "http://feedsync.org/2007/feedsync",
    "sy": SY,
    "taxo": "http://purl.org/rss/1.0/modules/taxonomy/",
    "thr": THR,
    "trackback": TRACKBACK,
    "wfw": WFW,
    "wiki": "http://purl.org/rss/1.0/modules/wiki/",
    "xhtml": XHTML,
    "xlink": "http://www.w3.org/1999/xlink",
    "xsi": "http://www.w3.org/2001/XMLSchema-instance",
}
"""The customary prefix of every namespace that a reader of feeds may know."""

OTHER_NAMESPACES = frozenset(
    {
        "http://a9.com/-/spec/opensearchrss/1.0/",
        "http://api.npr.org/nprml",
        "http://base.google.com/ns/1.0",
        "http://creativecommons.org/ns#",
        "http://feedsync.org/2007/feedsync",
        "http://geourl.org/rss/module/",
        "http://www.microsoft.com/schemas/rss/sse",
        "http://prismstandard.org/namespaces/basic/1.2/",
        "http://prismstandard.org/namespaces/basic/2.0/",
        "http://purl.org/rss/1.0/modules/image/",
        "http://purl.org/rss/1.0/modules/richequiv/",
        "http://purl.org/rss/1.0/modules/servicestatus/",
        "http://purl.org/rss/1.0/modules/streaming/",
        "http://purl.org/rss/1.0/modules/textinput/",
        "http://purl.org/rss/1.0/modules/threading/",
        "http://schemas.google.com/g/2005",
        "http://schemas.pocketsoap.com/rss/myDescModule/",
        "http://www.georss.org/georss/10",
        "http://www.google.com/schemas/play-podcasts/1.0",
        "http://www.opengis.net/gml/3.2",
        "http://www.w3.org/1998/Math/MathML",
        "http://www.w3.org/2000/svg",
        "http://www.w3.org/2001/XMLSchema",
        "http://www.w3.org/2005/Atom",
        "http://www.w3.org/XML/1998/namespace",
        "http://www.rssboard.org/media-rss",
        "https://podcastindex.org/namespace/1.0",
        "https://purl.org/atompub/tombstones/1.0",
        "http://purl.org/atompub/rank/1.0",
        "urn:atom-extension:indexing",
        "xri://$xrds",
    }
)
"""Namespaces that are known, but have no customary prefix, or share it with another."""

KNOWN_NAMESPACES = OTHER_NAMESPACES | frozenset(PREFIXES.values())

OBSOLETE_NAMESPACES = {
    "http://purl.org/atom/ns#": ATOM,
    "http://purl.org/dc/elements/1.0/": DC,
    "http://purl.org/dc/qualifiers/1.0/": DCTERMS,
    "http://search.yahoo.com/rss/": MEDIA,
    "http://search.yahoo.com/searchmonkey/media/": MEDIA,
    "http://backend.userland.com/creativeCommonsRssModule/": CREATIVE_COMMONS,
    "http://cyber.law.harvard.edu/rss/creativeCommonsRssModule.html": CREATIVE_COMMONS,
    "http://purl.org/syndication/history/0.1": FH,
}
"""Namespaces of drafts and earlier versions, and what took their place."""


class Vocabulary(NamedTuple):
    """A namespace's elements: for a feed's head, an entry, inside one another; those that stand once; all."""

    feed: frozenset[str]
    entry: frozenset[str]
    inside: frozenset[str]
    once: frozenset[str]
    names: frozenset[str]


def _vocabulary(elements: str) -> Vocabulary:
    """Return a table's vocabulary: names with letters for f(eed), e(ntry) and i(nside), and 1 for once."""
    places = dict(each.split(":") for each in elements.split())
    feed, entry, inside, once = (
        frozenset(name for name, letters in places.items() if letter in letters) for letter in "fei1"
    )
    return Vocabulary(feed, entry, inside, once, frozenset(places))


VOCABULARIES = {
    ADMIN: _vocabulary("generatorAgent:f1 errorReportsTo:f1"),
    BLOG_CHANNEL: _vocabulary("blogRoll:f1 mySubscriptions:f1 blink:f1 changes:f1"),
    CONTENT: _vocabulary("encoded:e1 items:e1 item:i format:i encoding:i"),
    CREATIVE_COMMONS: _vocabulary("license:fe"),
    DC: _vocabulary(
        """contributor:fei coverage:fei creator:fei date:fei1 description:fei1 format:fei identifier:fei
        language:fei1 publisher:fei relation:fei rights:fei1 source:fei subject:fei title:fei1
        type:fei"""
    ),
    DCTERMS: _vocabulary(
        " ".join(
            f"{name}:fei"
            for name in [
                "abstract",
                "accessRights",
                "accrualMethod",
                "accrualPeriodicity",
                "accrualPolicy",
                "alternative",
                "audience",
                "available",
                "bibliographicCitation",
                "conformsTo",
                "contributor",
                "coverage",
                "created",
                "creator",
                "date",
                "dateAccepted",
                "dateCopyrighted",
                "dateSubmitted",
                "description",
                "educationLevel",
                "extent",
                "format",
                "hasFormat",
                "hasPart",
                "hasVersion",
                "identifier",
                "instructionalMethod",
                "isFormatOf",
                "isPartOf",
                "isReferencedBy",
                "isReplacedBy",
                "isRequiredBy",
                "isVersionOf",
                "issued",
                "language",
                "license",
                "mediator",
                "medium",
                "modified",
                "provenance",
                "publisher",
                "references",
                "relation",
                "replaces",
                "requires",
                "rights",
                "rightsHolder",
                "source",
                "spatial",
                "subject",
                "tableOfContents",
                "temporal",
                "title",
                "type",
                "valid",
                "Box",
                "DCMIType",
                "IMT",
                "ISO3166",
                "Period",
                "Point",
                "URI",
                "W3CDTF",
            ]
        )
    ),
    FH: _vocabulary("complete:f1 archive:f1"),
    GEO: _vocabulary("lat:fei1 long:fei1 alt:fei1 lat_long:fei1 Point:fei location:fei SpatialThing:fei"),
    GEORSS: _vocabulary(
        """point:fei line:fei polygon:fei box:fei circle:fei where:fei elev:fei1 floor:fei1 radius:fei1
        featuretypetag:fei1 relationshiptag:fei1 featurename:fei1"""
    ),
    ITUNES: _vocabulary(
        """author:fe1 block:fe1 category:fi complete:f1 duration:e1 email:i1 episode:e1 episodeType:e1
        explicit:fe1 image:fe1 isClosedCaptioned:e1 keywords:fe1 link:fe name:i1 new-feed-url:f1
        order:e1 owner:f1 pubDate:fe1 season:e1 subtitle:fe1 summary:fe1 title:fe1 type:f1
        applepodcastsverify:f1"""
    ),
    MEDIA: _vocabulary(
        """group:e content:fei title:fei1 description:fei1 keywords:fei1 thumbnail:fei rating:fei adult:fei1
        category:fei hash:fei player:fei1 credit:fei copyright:fei1 text:fei restriction:fei
        community:fei1 starRating:i1 statistics:i1 tags:i1 comments:fei1 comment:i embed:fei1
        param:i responses:fei1 response:i backLinks:fei1 backLink:i status:fei1 price:fei
        license:fei subTitle:fei peerLink:fei location:fei rights:fei1 scenes:fei1 scene:i
        sceneTitle:i1 sceneDescription:i1 sceneStartTime:i1 sceneEndTime:i1"""
    ),
    PINGBACK: _vocabulary("server:fe1 target:e1 source:e1 sourceURI:e1 targetURI:e1 about:e"),
    SLASH: _vocabulary("section:e1 department:e1 comments:e1 hit_parade:e1"),
    SY: _vocabulary("updatePeriod:f1 updateFrequency:f1 updateBase:f1"),
    THR: _vocabulary("in-reply-to:e total:e1"),
    TRACKBACK: _vocabulary("ping:e1 about:e"),
    WFW: _vocabulary("comment:e1 commentRss:e1"),
}

ATOM_IN_RSS = _vocabulary(
    """author:fe category:fe contributor:fe content:e1 generator:f1 icon:f1 id:fe1 link:fe logo:f1
        published:e1 rights:fe1 source:e1 subtitle:f1 summary:e1 title:fe1 updated:fe1 name:i1
        uri:i1 email:i1"""
)
"""Atom's elements as RSS may use them."""


def _qualified(namespace: str, table: dict[str, str]) -> dict[str, frozenset[str]]:
    """Return a table of elements' attributes with names in lxml's notation."""
    return {f"{{{namespace}}}{name}": frozenset(attributes.split()) for name, attributes in table.items()}


ATTRIBUTES = {
    **_qualified(
        MEDIA,
        {
            "content": "url fileSize type medium isDefault expression bitrate framerate samplingrate channels"
            " duration height width lang",
            "title": "type",
            "description": "type",
            "thumbnail": "url height width time",
            "rating": "scheme",
            "category": "scheme label",
            "hash": "algo",
            "player": "url height width",
            "credit": "role scheme",
            "copyright": "url",
            "text": "type lang start end",
            "restriction": "relationship type",
            "starRating": "average count min max",
            "statistics": "views favorites",
            "embed": "url width height",
            "param": "name",
            "status": "state reason",
            "price": "type price info currency",
            "license": "type href",
            "subTitle": "type lang href",
            "peerLink": "type href",
            "location": "description start end",
            "rights": "status",
        },
    ),
    **_qualified(ITUNES, {"category": "text", "image": "href", "link": "rel type href"}),
    **_qualified(THR, {"in-reply-to": "ref href source type"}),
    **_qualified(
        GEORSS,
        dict.fromkeys(
            ("point", "line", "polygon", "box", "circle", "where"),
            "featuretypetag relationshiptag featurename elev floor radius",
        ),
    ),
}
"""The attributes without a namespace that elements have; those that aren't here have none."""

ATOM_ATTRIBUTES = _qualified(
    ATOM,
    {
        "link": "href rel type hreflang title length",
        "category": "term scheme label",
        "content": "type src",
        "generator": "uri version",
        "title": "type",
        "subtitle": "type",
        "summary": "type",
        "rights": "type",
    },
)

REQUIRED_ATTRIBUTES = {
    **_qualified(
        MEDIA,
        {
            "thumbnail": "url",
            "player": "url",
            "restriction": "relationship",
            "status": "state",
            "embed": "url",
            "param": "name",
            "license": "href",
            "subTitle": "href",
            "peerLink": "href",
            "rights": "status",
        },
    ),
    **_qualified(ITUNES, {"category": "text", "image": "href"}),
    **_qualified(THR, {"in-reply-to": "ref"}),
    f"{{{ADMIN}}}generatorAgent": frozenset({f"{{{RDF}}}resource"}),
    f"{{{ADMIN}}}errorReportsTo": frozenset({f"{{{RDF}}}resource"}),
    f"{{{CC}}}license": frozenset({f"{{{RDF}}}resource"}),
}

ATOM_REQUIRED_ATTRIBUTES = _qualified(ATOM, {"link": "href", "category": "term"})


def _table(text: str) -> dict[str, frozenset[str]]:
    """Return a table of categories: one a line, its subcategories after a colon; an indented line goes on."""
    lines = text.strip().replace("\n    ", " ").splitlines()
    pairs = [line.partition(":") for line in lines]
    return {name: frozenset(each.strip() for each in rest.split(",") if rest) for name, _, rest in pairs}


ITUNES_CATEGORIES: dict[str, frozenset[str]] = _table(
    """
Arts: Books, Design, Fashion & Beauty, Food, Performing Arts, Visual Arts
Business: Careers, Entrepreneurship, Investing, Management, Marketing, Non-Profit
Comedy: Comedy Interviews, Improv, Stand-Up
Education: Courses, How To, Language Learning, Self-Improvement
Fiction: Comedy Fiction, Drama, Science Fiction
Government
History
Health & Fitness: Alternative Health, Fitness, Medicine, Mental Health, Nutrition, Sexuality
Kids & Family: Education for Kids, Parenting, Pets & Animals, Stories for Kids
Leisure: Animation & Manga, Automotive, Aviation, Crafts, Games, Hobbies, Home & Garden, Video Games
Music: Music Commentary, Music History, Music Interviews
News: Business News, Daily News, Entertainment News, News Commentary, Politics, Sports News, Tech
    News
Religion & Spirituality: Buddhism, Christianity, Hinduism, Islam, Judaism, Religion, Spirituality
Science: Astronomy, Chemistry, Earth Sciences, Life Sciences, Mathematics, Natural Sciences, Nature,
    Physics, Social Sciences
Society & Culture: Documentary, Personal Journals, Philosophy, Places & Travel, Relationships
Sports: Baseball, Basketball, Cricket, Fantasy Sports, Football, Golf, Hockey, Rugby, Running,
    Soccer, Swimming, Tennis, Volleyball, Wilderness, Wrestling
Technology
True Crime
TV & Film: After Shows, Film History, Film Interviews, Film Reviews, TV Reviews
"""
)
"""Apple's categories since 2019, each with its subcategories."""

OBSOLETE_ITUNES_CATEGORIES: dict[str, frozenset[str]] = _table(
    """
Arts: Literature, Architecture, Photography, Entertainment, Poetry, Theater, Dance
Arts & Entertainment: Architecture, Books, Design, Entertainment, Games, Performing Arts,
    Photography, Poetry, Science Fiction
Audio Blogs
Business: Business News, Careers, Finance, Investing, Management, Management & Marketing, Shopping
Education: Education Technology, Higher Education, K-12, Language Courses, Training
Family
Food
Games & Hobbies: Automotive, Aviation, Hobbies, Other Games, Video Games
Government & Organizations: Local, National, Non-Profit, Regional
Health: Alternative Health, Diet & Nutrition, Fitness & Nutrition, Fitness, Relationships,
    Self-Help, Self-Improvement, Sexuality
International: Australian, Belgian, Brazilian, Canadian, Chinese, Dutch, French, German, Hebrew,
    Italian, Japanese, Norwegian, Polish, Portuguese, Spanish, Swedish
Movies & Television
Music
News & Politics
Politics
Public Radio
Religion & Spirituality: Other
Science
Science & Medicine: Medicine, Natural Sciences, Social Sciences
Society & Culture: History, Gay & Lesbian, International
Sports & Recreation: Amateur, College & High School, Outdoor, Professional
Talk Radio
Technology: Computers, Developers, Gadgets, Information Technology, News, Operating Systems,
    Podcasting, Smart Phones, Software How-To, Tech News, Text/Speech
Transportation: Automotive, Aviation, Bicycles, Commuting
Travel
"""
)
"""Apple's categories before 2019."""

CREDIT_ROLES = {
    "urn:ebu": frozenset(
        (
            "actor;anchor;anchor person;animator;announcer;art director;arranger;artist;"
            "assistant director;author;broadcaster;camera operator;cameraman;choreographer;"
            "cinematographer;columnist;commentator;composer;conductor;contributor;correspondent;"
            "costume designer;creator;dancer;director;director of photography;distribution company;"
            "distributor;editor;executive producer;graphic artist;graphic designer;grip;guest;host;"
            "illustrator;interviewee;interviewer;journalist;librettist;lighting director;"
            "lighting technician;lyricist;make-up artist;moderator;music arranger;music group;"
            "musician;narrator;news anchor;newsreader;orchestra;performer;photographer;playwright;"
            "presenter;producer;production company;production designer;publisher;"
            "publishing company;reader;reporter;researcher;screenwriter;script writer;set designer;"
            "singer;sound engineer;soloist;speaker;sponsor;stage manager;translator;video editor;"
            "vocalist;voice talent;writer"
        ).split(";")
    ),
    "urn:yvs": frozenset({"uploader", "owner"}),
}
"""The roles of media:credit: the European Broadcasting Union's, as Media RSS names them, and Yahoo's."""

MEDIA_RATINGS = {
    "urn:simple": frozenset({"adult", "nonadult"}),
    "urn:mpaa": frozenset({"g", "pg", "pg-13", "r", "nc-17"}),
    "urn:v-chip": frozenset({"tv-y", "tv-y7", "tv-y7-fv", "tv-g", "tv-pg", "tv-14", "tv-ma"}),
}
"""The values of media:rating in the schemes that Media RSS names, without icra's, which are labels."""
