"""Mail addresses: RFC 5322, with what isn't ASCII as RFC 6532 has it.

Responsible for the address alone. Not for names and comments around it, nor for `mailto:` URIs (`schemes`).
"""

from __future__ import annotations

import re

# All of these find what isn't allowed: with groups that repeat, Python would remember each step through a
# text of megabytes, and it takes milliseconds to compile a class with all of Unicode in it.
_NOT_DOT_ATOM = re.compile(r'[\x00-\x20"(),:;<>@\[\\\]\x7f]|^\.|\.\Z|\.\.')  # RFC 5322 §3.2.3
_NOT_HOST_NAME = re.compile(r"[\x00-,/:-@\[-`{-\x7f]|^[.-]|[.-]\Z|\.[.-]|-\.")
_NOT_QUOTED = re.compile(r'["\\\r\n]')
_ESCAPE = re.compile(r"\\[\t\x20-\x7e]")
_LITERAL = re.compile(r"\[[0-9A-Za-z:.]+\]")


def email(text: str) -> str | None:
    """Judge an addr-spec by RFC 5322 §3.4.1, without comments or folding; its domain is a host or address."""
    local, at, domain = text.rpartition("@")
    if not at:
        return "it has no @; a mail address is like news@example.org"
    if text.lower().startswith("mailto:"):
        return "it is a mailto: URI; the address alone is wanted"
    if any(each.isspace() for each in text) and not local.startswith('"'):
        return "it has white space; a mail address is like news@example.org, with no name beside it"
    if not local or (_NOT_DOT_ATOM.search(local) and not _is_quoted_string(local)):
        return f"{local[:60]!r} can't precede the @"
    if not domain or (_NOT_HOST_NAME.search(domain) and not _LITERAL.fullmatch(domain)):
        return f"{domain[:60]!r} isn't the name of a host"
    if "." not in domain and not domain.startswith("[") and domain.lower() != "localhost":
        return f"{domain[:60]!r} has no dot, so no mail reaches it"
    return None


def _is_quoted_string(text: str) -> bool:
    """Whether a text is a quoted string (RFC 5322 §3.2.4)."""
    quotes = len(text) > 1 and text[0] == text[-1] == '"'
    return quotes and not _NOT_QUOTED.search(_ESCAPE.sub("", text[1:-1]))
