"""Mail addresses: RFC 5322, with what isn't ASCII as RFC 6532 has it.

Responsible for the address alone. Not for names and comments around it, nor for `mailto:` URIs (`schemes`).
"""

from __future__ import annotations

import re

# Defined by what isn't in them, since Python takes milliseconds to compile a class with all of Unicode in it.
_ATEXT = r'[^\x00-\x20"(),.:;<>@\[\\\]\x7f]'  # RFC 5322 §3.2.3; RFC 6532 §3.2 for what isn't ASCII
_LETTER_OR_DIGIT = r"[^\x00-/:-@\[-`{-\x7f]"
_LABEL = rf"{_LETTER_OR_DIGIT}(?:[^\x00-,./:-@\[-`{{-\x7f]*{_LETTER_OR_DIGIT})?"  # hyphens within
_LOCAL = re.compile(rf"{_ATEXT}+(?:\.{_ATEXT}+)*|\"(?:[^\"\\\r\n]|\\[\t\x20-\x7e])*\"")
_DOMAIN = re.compile(rf"{_LABEL}(?:\.{_LABEL})*|\[[0-9A-Za-z:.]+\]")


def email(text: str) -> str | None:
    """Judge an addr-spec by RFC 5322 §3.4.1, without comments or folding; its domain is a host or address."""
    local, at, domain = text.rpartition("@")
    if not at:
        return "it has no @; a mail address is like news@example.org"
    if text.lower().startswith("mailto:"):
        return "it is a mailto: URI; the address alone is wanted"
    if any(each.isspace() for each in text) and not local.startswith('"'):
        return "it has white space; a mail address is like news@example.org, with no name beside it"
    if not _LOCAL.fullmatch(local):
        return f"{local[:60]!r} can't precede the @"
    if not _DOMAIN.fullmatch(domain):
        return f"{domain[:60]!r} isn't the name of a host"
    if "." not in domain and not domain.startswith("[") and domain.lower() != "localhost":
        return f"{domain[:60]!r} has no dot, so no mail reaches it"
    return None
