"""What single values in feeds may look like: dates, URIs, media types, language tags, mail addresses.

Responsible for the syntax of values, as pure functions. Each takes the text as it is and returns None when it
is right, else what is wrong with it, as a phrase that follows "isn't a date: " and the like:
`x(text) -> str | None`. The parsers beside them (`parse_...`) return the value, or None when the text isn't
valid. None of them strips white space: the caller decides whether it may surround a value. Not responsible
for which element needs which value.

    dates     RFC 3339, for Atom and JSON Feed
    rfc822    the dates of RSS; called through its own name: `rfc822.judge`
    uris      URIs, IRIs and references, whatever their scheme
    schemes   what http, urn, tag and mailto add to that; hosts
    mail      mail addresses
    names     media types and language tags, whose registered codes are in `language_codes`
    numbers   whole numbers

Libraries were tried for three of these (langcodes, email-validator, rfc3986). Each accepts some of what the
specifications refuse, or refuses names such as `localhost`, takes four to fifteen times as long, and says
less of what is wrong.
"""

from feedpub.check.values.dates import parse_rfc3339, rfc3339
from feedpub.check.values.mail import email
from feedpub.check.values.names import language_tag, media_type
from feedpub.check.values.numbers import non_negative_integer, positive_integer
from feedpub.check.values.schemes import tag_uri, urn, uuid
from feedpub.check.values.uris import http_url, iri, iri_reference, is_relative, uri, uri_reference

__all__ = [
    "email",
    "http_url",
    "iri",
    "iri_reference",
    "is_relative",
    "language_tag",
    "media_type",
    "non_negative_integer",
    "parse_rfc3339",
    "positive_integer",
    "rfc3339",
    "tag_uri",
    "uri",
    "uri_reference",
    "urn",
    "uuid",
]
