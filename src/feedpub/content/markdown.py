"""A record's body -> HTML, not yet safe: Markdown is rendered, HTML stays as it is.

Responsible for telling the two apart, and for Markdown (CommonMark with tables, strikethrough and footnotes).
Not for what the HTML holds.
"""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING

from feedpub.content.vocabulary import BLOCKS, RAW_TEXT, VOID

if TYPE_CHECKING:
    import pyromark

# A comment, a declaration, an instruction, or a tag as browsers read it: a value may hold a >. An autolink is
# none of them. An atomic group, since Python 3.11.2 goes on at a wrong place after a possessive group whose
# last try failed.
_MARKUP = re.compile(
    r"<!--.*?(?:-->|\Z)|<[!?][^<>]*+>"
    r"|<(/?)([a-zA-Z][a-zA-Z0-9-]*+)(?=[\s/>])((?>(?:[^<>\"']++|\"[^\"]*+\"|'[^']*+')*))>",
    re.DOTALL,
)
_BLANK = re.compile(r"(?:\s|&nbsp;|&#160;|&#[xX][aA]0;)*+")
_INDENTED = re.compile(r"\n[ \t]*\n(?: {4}| *\t)")
# A line after an empty one that means something in Markdown, and hardly anything in HTML: a heading, a list,
# a quotation, a table, a fence, strong text, a link.
_MARKDOWN_BLOCK = re.compile(
    r"\n[ \t]*\n {0,3}(?:#{1,6} +\S|[-*+] +\S|\d{1,9}[.)] +\S|> ?\S|```|~~~|\|[^\n]*\|[ \t]*\n|(?:\*\*|__)\w"
    r"|!?\[[^\]\n]{1,200}\]\()"
)
_NOT_PROSE = re.compile(
    r"<!--.*?(?:-->|\Z)|<(pre|script|style|textarea)\b.*?(?:</\1|\Z)", re.DOTALL | re.IGNORECASE
)
# Formulas in the delimiters of TeX, which CommonMark takes for escaped brackets (§2.4): within a paragraph,
# or in lines of their own.
_FORMULA = re.compile(
    r"(?<!\\)(?:\\\((?:[^\\\n]|\\[^()\n]|\n(?![ \t]*\n))+?\\\)"
    r"|^[ \t]*\\\[(?:[^\\\n]|\\[^\[\]\n]|\\?\n(?![ \t]*\n))+?\\\](?=[ \t]*$))",
    re.MULTILINE,
)
_LIKE_A_FORMULA = re.compile(r"[\\^_={}+<>]")
_STAND_IN = "\uffff"  # around a formula's number: no feed can carry this character
_STOOD_IN = re.compile("(?:\uffff|%EF%BF%BF)(?:([0-9]{1,7})(?:\uffff|%EF%BF%BF))?")


def to_html(source: str) -> str:
    """Return a body, Markdown or HTML, as HTML."""
    source = source.strip("\n")
    if source.lstrip()[:1] == "<" and is_html(source):
        return source
    if "\\(" in source or "\\[" in source:
        return _with_formulas(source)
    return _renderer().html(source)


def is_html(source: str) -> bool:
    """Return whether a body is HTML as a whole: no text is outside of its elements, and no block of Markdown
    follows an empty line in them. Anything else is Markdown, which may hold HTML (CommonMark 0.31 §4.6).
    """
    open_tags: list[str] = []
    counts: dict[str, int] = {}
    has_blocks = False
    at, size = 0, len(source)
    while True:
        if not open_tags:
            at = _end_of(_BLANK, source, at)
        elif (at := source.find("<", at)) < 0:
            break
        if at >= size:
            break
        if not (found := _MARKUP.match(source, at)):
            if not open_tags:
                return False
            at += 1
            continue
        at = found.end()
        if not (name := (found[2] or "").lower()):
            continue
        has_blocks |= name in BLOCKS
        if found[1]:
            _close(open_tags, counts, name)
        elif name in RAW_TEXT:
            at = _after_raw_text(source, at, name)
        elif name not in VOID and not found[3].endswith("/"):
            open_tags.append(name)
            counts[name] = counts.get(name, 0) + 1
    if open_tags and not source.rstrip().endswith(">"):
        return False
    if not has_blocks and not _INDENTED.search(source):
        return False
    return not (_MARKDOWN_BLOCK.search(source) and _MARKDOWN_BLOCK.search(_NOT_PROSE.sub("", source)))


def without_code(source: str) -> str:
    """Return a body with blanks in place of what it shows as code, so that tags in it are those of the body.
    Lines stay where they are.
    """
    if source.lstrip()[:1] == "<" and is_html(source):
        return source
    return _CODE.sub(lambda code: re.sub(r"[^\n]", " ", code[0]), source)


_CODE = re.compile(
    r"^ {0,3}(`{3,}+|~{3,}+)[^\n]*+\n(?:.*?\n {0,3}\1[`~]*[ \t]*$|.*)"
    r"|(?<!`)(`{1,5})(?!`)(?:(?!\n[ \t]*\n)[^`])+\2(?!`)"
    r"|(?<=\n\n)(?: {4}|\t)[^\n]*",
    re.MULTILINE | re.DOTALL,
)


def _close(open_tags: list[str], counts: dict[str, int], name: str) -> None:
    """Close an element and all that is open in it, if it is open."""
    while counts.get(name):
        last = open_tags.pop()
        counts[last] -= 1
        if last == name:
            return


def _after_raw_text(source: str, at: int, name: str) -> int:
    found = re.compile(rf"</{name}[^>]*(?:>|\Z)", re.IGNORECASE).search(source, at)
    return found.end() if found else len(source)


def _end_of(pattern: re.Pattern[str], source: str, at: int) -> int:
    found = pattern.match(source, at)
    return found.end() if found else at


def _with_formulas(source: str) -> str:
    """Return Markdown as HTML that keeps the backslashes of formulas, for scripts that set them."""
    formulas: list[str] = []

    def stand_in(formula: re.Match[str]) -> str:
        if formula[0].lstrip()[1] == "[" and not _LIKE_A_FORMULA.search(formula[0].strip()[2:-2]):
            return formula[0]
        formulas.append(formula[0])
        return f"{_STAND_IN}{len(formulas) - 1}{_STAND_IN}"

    def formula(found: re.Match[str]) -> str:
        return escape(formulas[int(found[1])]) if found[1] and int(found[1]) < len(formulas) else ""

    return _STOOD_IN.sub(formula, _renderer().html(_FORMULA.sub(stand_in, source.replace(_STAND_IN, ""))))


@lru_cache(maxsize=1)
def _renderer() -> pyromark.Markdown:
    import pyromark  # noqa: PLC0415 - a run that renders nothing doesn't need it

    options = (
        pyromark.Options.ENABLE_TABLES
        | pyromark.Options.ENABLE_STRIKETHROUGH
        | pyromark.Options.ENABLE_FOOTNOTES
    )
    return pyromark.Markdown(options=options)
