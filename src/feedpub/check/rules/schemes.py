"""The URI schemes that are registered with IANA (RFC 7595), and those that readers met before they were.

Responsible for the list alone: what a scheme is for, and whether a URI is right, is said elsewhere.
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
