"""Lists that others keep: URI schemes (RFC 7595), link relations (RFC 8288), namespaces of vocabularies.

Responsible for the lists alone. Not for what is right or wrong with a URI, a link or an element.
"""

from __future__ import annotations

REGISTERED_SCHEMES = frozenset(
    """
    aaa aaas about acap acct acd acr adiumxtra adt afp afs aim amss android appdata apt ark at
    attachment aw barion bb beshare bitcoin bitcoincash blob bolo brid browserext cabal calculator
    callto cap cast casts chrome chrome-extension cid coap coaps com-eventbrite-attendee content
    content-type crid cstr cvs dab dat data dav dhttp diaspora dict did dis dlna-playcontainer
    dlna-playsingle dns dntp doi donau dpp drm drop dtmi dtn dvb dvx dweb ed2k eid elsi embedded ens
    ethereum example facetime fax feed feedready fido file filesystem finger
    first-run-pen-experience fish fm ftp fuchsia-pkg geo gg git gitoid gizmoproject go gopher graph
    gtalk h323 ham hcap hcp http https hxxp hxxps hydrazone hyper iax icap icon im imap info
    iotdisco ipfs ipn ipns ipp ipps irc irc6 ircs iris iris.beep iris.lwz iris.xpc iris.xpcs
    isostore itms itms-apps itms-podcast itpc jabber jar jms keyparc lastfm lbry ldap ldaps
    leaptofrogans lorawan lpa lvlt machineprovisioningprogressreporter magnet mailserver mailto maps
    market matrix message microsoft.windows.camera mid mms modem mongodb moz ms-access ms-excel
    ms-word msnim msrp msrps mss mt mtqp mumble mupdate mvn mvrp mvrps news nfs ni nih nntp notes
    num ocf oid onenote opaquelocktoken openid openpgp4fpr otpauth p1 pack palm paparazzi payment
    payto pcast pkcs11 platform pop pres prospero proxy psyc pttp pwid qb query quic-transport redis
    rediss reload res resource rmi rsync rtmfp rtmp rtsp rtsps rtspu sarif secondlife secret-token
    service session sftp sgn shc shttp sieve simpleledger simplex sip sips skype smb smp sms smtp
    snews snmp soap.beep soap.beeps soldat spiffe spotify ssb ssh starknet steam stun stuns submit
    svn swh swid swidpath tag taler teamspeak teapot tel telnet tftp things thismessage tip tn3270
    tool tor turn turns tv udp unreal upt urn ut2004 uuid-in-package v-event vemmi ventrilo vet
    view-source vnc vscode vsls wais web3 wcr webcal web+ap wifi wpid ws wss wtai wyciwyg xcon
    xcon-userid xfire xftp xmlrpc.beep xmlrpc.beeps xmpp xrcp xri ymsgr z39.50 z39.50r z39.50s
    """.split()
)
"""Lower case: schemes are compared without regard to case (RFC 3986 §3.1)."""

LINK_RELATIONS = frozenset(
    """
    about acl alternate amphtml api-catalog appendix apple-touch-icon apple-touch-startup-image archives
    author blocked-by bookmark c2pa-manifest canonical chapter cite-as collection compression-dictionary
    contents convertedfrom copyright create-form current deprecation describedby describes disclosure
    dns-prefetch duplicate edit edit-form edit-media enclosure external first geofeed glossary help hosts hub
    ice-server icon index intervalafter intervalbefore intervalcontains intervaldisjoint intervalduring
    intervalequals intervalfinishedby intervalfinishes intervalin intervalmeets intervalmetby
    intervaloverlappedby intervaloverlaps intervalstartedby intervalstarts item last latest-version license
    linkset lrdd manifest mask-icon me media-feed memento micropub modulepreload monitor monitor-group next
    next-archive nofollow noopener noreferrer opener openid2.local_id openid2.provider original p3pv1 payment
    pingback preconnect predecessor-version prefetch preload prerender prev prev-archive preview previous
    privacy-policy profile publication rdap-active rdap-bottom rdap-down rdap-top rdap-up related replies
    restconf ruleinput search section self service service-desc service-doc service-meta
    sip-trunking-capability sponsored start status stylesheet subsection successor-version sunset tag
    terms-of-service timegate timemap type ugc up version-history via webmention working-copy working-copy-of
    """.split()
)
"""The registry of link relations, with "hub" as WebSub has it."""

OTHER_PREFIXES = {
    "ag": "http://purl.org/rss/1.0/modules/aggregation/",
    "annotate": "http://purl.org/rss/1.0/modules/annotate/",
    "audio": "http://media.tangent.org/rss/1.0/",
    "cf": "http://www.microsoft.com/schemas/rss/core/2005",
    "company": "http://purl.org/rss/1.0/modules/company",
    "cp": "http://my.theinfo.org/changed/1.0/rss/",
    "email": "http://purl.org/rss/1.0/modules/email/",
    "ev": "http://purl.org/rss/1.0/modules/event/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "icbm": "http://postneo.com/icbm",
    "l": "http://purl.org/rss/1.0/modules/link/",
    "photo": "http://www.pheed.com/pheed/",
    "prism": "http://prismstandard.org/namespaces/1.2/basic/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "ref": "http://purl.org/rss/1.0/modules/reference/",
    "search": "http://purl.org/rss/1.0/modules/search/",
    "sx": "http://feedsync.org/2007/feedsync",
    "taxo": "http://purl.org/rss/1.0/modules/taxonomy/",
    "wiki": "http://purl.org/rss/1.0/modules/wiki/",
    "xhtml": "http://www.w3.org/1999/xhtml",
    "xlink": "http://www.w3.org/1999/xlink",
    "xsi": "http://www.w3.org/2001/XMLSchema-instance",
}
"""The customary prefixes of namespaces that readers of feeds may know, without a table of their elements."""

OTHER_NAMESPACES = frozenset(
    {
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

OBSOLETE_NAMESPACES = {
    "http://purl.org/atom/ns#": "http://www.w3.org/2005/Atom",
    "http://purl.org/dc/elements/1.0/": "http://purl.org/dc/elements/1.1/",
    "http://purl.org/dc/qualifiers/1.0/": "http://purl.org/dc/terms/",
    "http://search.yahoo.com/rss/": "http://search.yahoo.com/mrss/",
    "http://search.yahoo.com/searchmonkey/media/": "http://search.yahoo.com/mrss/",
    "http://backend.userland.com/creativeCommonsRssModule/": "http://backend.userland.com/creativeCommonsRssModule",
    "http://cyber.law.harvard.edu/rss/creativeCommonsRssModule.html": "http://backend.userland.com/creativeCommonsRssModule",
    "http://purl.org/syndication/history/0.1": "http://purl.org/syndication/history/1.0",
}

"""Namespaces of drafts and earlier versions, and what took their place."""

TAKEN_FOR_RSS = frozenset(
    {
        "http://backend.userland.com/rss2",
        "http://backend.userland.com/rss",
        "http://backend.userland.com/RSS2",
        "http://blogs.law.harvard.edu/tech/rss",
        "http://cyber.law.harvard.edu/rss/rss.html",
        "http://cyber.harvard.edu/rss/rss.html",
        "http://www.rssboard.org/rss-specification",
        "http://my.netscape.com/publish/formats/rss-0.91.dtd",
        "http://my.netscape.com/rdf/simple/0.9/",
        "http://purl.org/rss/1.0/",
        "http://purl.org/net/rss1.1#",
    }
)
"""Namespaces that some take for RSS's own, which has none."""
