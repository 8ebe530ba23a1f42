"""The page about the rules, `docs/rules.md`, made from the registry and the catalogue.

Responsible for how the page looks. Not for its text, which is in the catalogue (`catalog`). A test holds the
page to what `page` returns; after a change to a rule, write it anew with

    python -m feedpub.check.reference docs/rules.md
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from feedpub.check.catalog import load_pages
from feedpub.check.profiles import OPTIONAL, PROFILES
from feedpub.check.rules import load_all

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from feedpub.check.rules import Rule

_INTRODUCTION = """\
# The rules of `feedpub check`

`feedpub check` names the rule behind every problem: `file:line:column: error|warning [rule] message`. This
page has each rule once: what it asks for, the clause it comes from, an example that breaks it and one that
keeps it. It is made from the checker's own code.

An **error** makes a document invalid. A **warning** is about something that is allowed and still goes wrong
in some readers, or that a specification recommends; `--strict` makes warnings count as errors do.

Examples are excerpts: what surrounds them is right. `...` and `…` stand for what the rule isn't about.
"""
_SECTIONS: tuple[tuple[tuple[str, ...], str], ...] = (
    (("atom", "rss", "json"), "Every format"),
    (("atom", "rss"), "Atom and RSS"),
    (("atom",), "Atom 1.0"),
    (("rss",), "RSS 2.0"),
    (("json",), "JSON Feed"),
)


def page() -> str:
    """Return the page, in Markdown."""
    rules = load_all().values()
    return "\n".join([_INTRODUCTION, *_contents(rules), *_sections(rules)])


def _contents(rules: Iterable[Rule]) -> Iterator[str]:
    """Yield the sections with their numbers of rules, as a list of links."""
    for title, members in _grouped(rules):
        yield f"- [{title}](#{title.lower().replace(' ', '-').replace('.', '')}): {len(members)} rules"
    yield ""


def _sections(rules: Iterable[Rule]) -> Iterator[str]:
    """Yield each section: its rules in the order of their names."""
    for title, members in _grouped(rules):
        yield f"## {title}\n"
        for each in members:
            yield from _entry(each)


def _grouped(rules: Iterable[Rule]) -> Iterator[tuple[str, list[Rule]]]:
    """Yield the sections' titles and rules; a rule stands in the section of exactly its formats."""
    titles = {frozenset(formats): title for formats, title in _SECTIONS}
    grouped: dict[str, list[Rule]] = {title: [] for title in titles.values()}
    for each in sorted(rules, key=lambda each: each.name):
        of = frozenset(each.formats)
        title = titles.get(of) or " and ".join(titles[frozenset({form})] for form in each.formats)
        grouped.setdefault(title, []).append(each)
    return ((title, members) for title, members in grouped.items() if members)


def _entry(each: Rule) -> Iterator[str]:
    """Yield one rule's part of the page."""
    docs = load_pages()[each.name]
    yield f"### {each.name}\n"
    yield f"{docs.summary}\n"
    yield f"*{_severity(each)}* · {docs.clause}\n"
    yield from _example("Fails", docs.fails)
    yield from _example("Passes", docs.passes)


def _severity(each: Rule) -> str:
    """Return how bad it is to break a rule, and by which profiles."""
    raising = [f"`--profile {name}`" for name, profile in PROFILES.items() if each.name in profile.raises]
    if not raising:
        return each.severity
    if each.name in OPTIONAL:
        return f"error, only with {' or '.join(raising)}"
    return f"{each.severity}; error with {' or '.join(raising)}"


def _example(verdict: str, example: str) -> Iterator[str]:
    """Yield an example: code in a fence, words as a sentence."""
    language = {"<": "xml", "{": "json"}.get(example.lstrip("\ufeff")[:1])
    if language is None:
        yield f"{verdict}: {example}\n"
    else:
        yield f"{verdict}:\n"
        yield f"```{language}\n{example.replace(chr(0xFEFF), 'U+FEFF ')}\n```\n"


def main(arguments: list[str]) -> None:
    """Write the page to the file that is named."""
    (path,) = arguments
    Path(path).write_text(page(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(sys.argv[1:])
