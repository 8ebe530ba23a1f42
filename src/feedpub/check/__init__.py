"""Checks feeds: bytes in, problems out, with the line and column of each.

Responsible for the order of the three layers (reading, grammar, rules) and for what comes out of them: one
`Report` for each document. Not for what is right or wrong in a format (`rules`, `grammars`), nor for how a
report looks (`report`). Importing this package is cheap: the parsers and grammars are loaded when something
is checked.

    check(path or bytes)        a Report
    check_paths(paths)          a Report for each file, folders searched, `-` read from standard input
    check_bytes(data, where)    the problems alone

A publisher, whose documents share their entries, asks about the parts that they are put together from, and
about nothing twice. What it is told of is what `check` would find in the documents, errors alone:

    check_entry(entry, frame)   an entry by itself, most of them by a look at their text (`plain`)
    check_frame(frame)          the bytes before and after the entries, around a sample
    check_ids(ids)              that no two entries are the same
    check_bounds(document)      that there aren't too many of them
"""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

from feedpub.check import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from lxml.etree import _Element as Element

    from feedpub.check import reading
    from feedpub.problems import Problem

__all__ = [
    "Frame",
    "Report",
    "check",
    "check_bounds",
    "check_bytes",
    "check_entry",
    "check_frame",
    "check_ids",
    "check_paths",
]

Kind = Literal["atom", "rss", "json"]

MAX_BYTES = 16 * 1024 * 1024
"""A longer document is refused unread: no reader would take it, and a check would cost too much memory."""

MAX_TAGS = 500_000
"""An XML document with more is refused unparsed; a node takes far more memory than its bytes."""

MAX_PROBLEMS = 1000
"""So many are reported about one document at most; nobody reads more, and there could be millions."""

_MANY_TAGS = 100_000
"""With more, the grammar has its turn after the rules, since libxml2 can list as many errors."""


@dataclass(frozen=True, slots=True)
class Report:
    """What was found in one document: its name, its format (None: not a feed) and its problems by place."""

    where: str
    format: Kind | None
    problems: tuple[Problem, ...]

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that make the document invalid."""
        return tuple(problem for problem in self.problems if problem.severity == "error")

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """The problems that a valid document may have and should not."""
        return tuple(problem for problem in self.problems if problem.severity == "warning")

    @property
    def valid(self) -> bool:
        """Whether there is no error."""
        return not self.errors


class Frame(NamedTuple):
    """A document without its entries: its bytes, UTF-8, before the first of them and after the last.

    JSON's entries have commas between them: that is up to who puts them in.
    """

    before: bytes
    after: bytes


def check(source: str | os.PathLike[str] | bytes) -> Report:
    """Check a file, or a document's bytes, and report what is wrong with it.

    A file that can't be read raises OSError; whatever its bytes are, they are judged, and nothing is raised.
    """
    if isinstance(source, bytes):
        return _report(source, "<bytes>")
    path = Path(source)
    with path.open("rb") as file:
        data = file.read(MAX_BYTES + 1)
    return _report(data, os.fspath(source))


def check_bytes(
    data: bytes, where: str, *, kind: Kind | None = None, warnings: bool = True
) -> tuple[Problem, ...]:
    """Check a document's bytes, and return its problems, those that come first in the document first.

    `where` is the name that the problems carry. `kind` is the format that the bytes must be in; None:
    whatever they say they are. Without `warnings`, errors alone are looked for: what decides whether a
    document is published.
    """
    return _report(data, where, kind, warnings=warnings).problems


def check_entry(entry: str, frame: Frame, kind: Kind, where: str) -> tuple[Problem, ...]:
    """Return the errors of an entry's text: an entry (Atom), an item (RSS) or an item's object (JSON Feed).

    An entry that isn't plain is checked in the document that `frame` makes around it, and told of with the
    places that it has there; the frame's own errors count too. What isn't one entry by itself is an error.
    """
    if plain.accepts(entry, kind):
        return ()
    found, problems = _check_around(frame, entry, kind, where)
    if problems or _is_only_entry(entry, found):
        return problems
    return (_stray(where, "what is to stand in it isn't one entry by itself"),)


def check_frame(frame: Frame, kind: Kind, where: str) -> tuple[Problem, ...]:
    """Return the errors that every document of this frame has, whichever right entries stand in it.

    It is checked around a sample, a plain entry that binds nothing and names no author, which must be read
    there as what it is: the only entry, letter by letter, its prefixes those that plain entries mean.
    """
    if plain.accepts_frame(frame, kind):
        return ()
    if b"<!DOCTYPE" in frame.before:  # which could say what references and missing attributes stand for
        return (_stray(where, "a document type declaration stands before its entries; leave it out"),)
    sample = plain.SAMPLES[kind]
    found, problems = _check_around(frame, sample, kind, where)
    if problems or (_is_only_entry(sample, found) and _is_read_as_meant(sample, found)):
        return problems
    return (_stray(where, "an entry that is put into it isn't read as its only one"),)


def check_ids(ids: Sequence[str], kind: Kind, where: str) -> tuple[Problem, ...]:
    """Return an error for each id of a document's entries that is given again.

    Atom's feeds have an id of their own, which belongs among them (RFC 4287 §4.2.6). White space around ids
    doesn't tell them apart.
    """
    if len(set(map(str.strip, ids))) == len(ids):
        return ()
    from feedpub.check import rules  # noqa: PLC0415 - heavy

    broken = rules.load_all()[_SAME_ID[kind]]
    times = Counter(map(str.strip, ids))
    return tuple(
        broken.problem(where, 1, 1, f"the id {rules.shown(each)} is given {number} times; give each its own")
        for each, number in times.items()
        if number > 1
    )


_SAME_ID: dict[Kind, str] = {
    "atom": "atom-duplicate-id",
    "rss": "rss-guid-unique",
    "json": "json-duplicate-id",
}


def check_bounds(document: bytes, kind: Kind, where: str) -> tuple[Problem, ...]:
    """Return the error of a document that is larger than a document may be, or has too many tags."""
    if len(document) <= MAX_TAGS:  # there can't be so many of anything
        return ()
    from feedpub.check import reading  # noqa: PLC0415 - heavy

    problem = reading.too_large(document, where) or (
        None if kind == "json" else reading.too_crowded(document, where)
    )
    return () if problem is None else (problem,)


def check_paths(paths: Iterable[str]) -> Iterator[Report]:
    """Check files and folders, and yield a report for each feed file, in the order of their names.

    A folder is searched at any depth for files that begin like feeds, whatever they are called, and for those
    named atom.xml, rss.xml or feed.json, hidden ones left out; a file that is given is checked whatever it
    is; `-` is standard input. What can't be read is a report with one error.
    """
    from feedpub.check import finding  # noqa: PLC0415 - only folders need it

    for path in paths:
        if path == "-":
            yield _report(sys.stdin.buffer.read(MAX_BYTES + 1), "<stdin>")
        elif os.path.isdir(path):  # noqa: PTH112 - which raises for no name
            failures: list[OSError] = []
            for file in finding.feed_files(Path(path), failures.append):
                yield _check_file(file)
            for failure in failures:
                yield _unreadable(os.fspath(failure.filename), failure)
        else:
            yield _check_file(Path(path))


def _check_file(path: Path) -> Report:
    """Check one file; that it can't be read is a problem like others."""
    try:
        return check(path)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        return _unreadable(os.fspath(path), error)


def _unreadable(where: str, error: Exception) -> Report:
    """Return the report about a file or folder that can't be read."""
    from feedpub.check import reading  # noqa: PLC0415 - heavy

    reason = getattr(error, "strerror", None) or error
    return Report(where, None, (reading.UNREADABLE.problem(where, 1, 1, f"can't be read: {reason}"),))


def _report(data: bytes, where: str, kind: Kind | None = None, *, warnings: bool = True) -> Report:
    """Run the layers on a document's bytes, in any format."""
    from feedpub.check import reading  # noqa: PLC0415 - heavy

    found = reading.read(data, where, kind)
    return Report(where, found.format, _problems(found, where, warnings=warnings))


def _problems(found: reading.Reading, where: str, *, warnings: bool) -> tuple[Problem, ...]:
    """Return the problems of a document that was read: those of reading, then of grammar and rules."""
    problems = list(found.problems)
    if found.format == "json":
        from feedpub.check.rules import json_feed  # noqa: PLC0415 - heavy

        problems.extend(json_feed.check_text(found.text, where, warnings=warnings))
    elif found.root is not None and found.format is not None:
        problems.extend(_check_tree(found, where, warnings=warnings))
    if not warnings:
        problems = [each for each in problems if each.severity == "error"]
    return tuple(sorted(set(problems)))


def _check_around(
    frame: Frame, entry: str, kind: Kind, where: str
) -> tuple[reading.Reading, tuple[Problem, ...]]:
    """Read the document that a frame makes around an entry, and return it with its errors."""
    from feedpub.check import reading  # noqa: PLC0415 - heavy

    # What UTF-8 can't hold is an error to find, not one to raise.
    document = frame.before + entry.encode(errors="surrogatepass") + frame.after
    found = reading.read(document, where, kind)
    return found, _problems(found, where, warnings=False)


def _is_only_entry(entry: str, found: reading.Reading) -> bool:
    """Whether a document without errors has this entry, and no other."""
    if found.format == "json":
        try:
            return bool(json.loads(found.text)["items"] == [json.loads(entry)])
        except ValueError:  # it ends the array that it stands in, say
            return False
    return len(_entries(found)) == 1


def _is_read_as_meant(sample: str, found: reading.Reading) -> bool:
    """Whether a document's first entry is the sample's elements and texts, in their namespaces; JSON's is, or
    it wouldn't be the only entry.
    """
    return found.format == "json" or _texts(_entries(found)[0]) == _texts_meant(sample)


def _entries(found: reading.Reading) -> tuple[Element, ...]:
    """Return the entries of an XML document without errors."""
    from feedpub.check import rules  # noqa: PLC0415 - heavy

    assert found.root is not None
    assert found.format is not None
    return rules.entries_of(found.root, found.format)[1]


def _texts(entry: Element) -> list[tuple[str, str | None]]:
    """Return the names and texts of an entry's children."""
    return [(child.tag, child.text) for child in entry]


@cache
def _texts_meant(sample: str) -> list[tuple[str, str | None]]:
    """Return the names and texts of a sample's children as they are to be read."""
    from lxml import etree  # noqa: PLC0415 - heavy

    bound = "".join(f' xmlns:{prefix}="{namespace}"' for prefix, namespace in plain.PREFIXES.items())
    atoms = f' xmlns="{plain.ATOM}"' if sample is plain.SAMPLES["atom"] else ""
    return _texts(etree.fromstring(f"<sample{bound}{atoms}>{sample}</sample>")[0])


def _stray(where: str, message: str) -> Problem:
    """Return the error of a frame or an entry that isn't what its document takes it for."""
    from feedpub.check import reading  # noqa: PLC0415 - heavy

    return reading.NOT_A_FEED.problem(where, 1, 1, message)


def _check_tree(found: reading.Reading, where: str, *, warnings: bool) -> list[Problem]:
    """Run the rules and the grammar over a well-formed document.

    Where errors alone are looked for, the grammar needn't look at values, which rules judge as well.

    The grammar's messages say less than the rules', and libxml2 often blames a parent or neighbour of what is
    wrong; so where a rule has found an error in the same entry, or anywhere for the head, the rule's word
    stands alone.
    """
    from feedpub.check import grammar, reading, rules  # noqa: PLC0415 - the same

    assert found.root is not None
    assert found.format is not None
    head, entries = rules.entries_of(found.root, found.format)
    document = rules.Document(found.root, found.format, where, head, entries)
    violations: list[rules.Fault] | None = None
    if found.text.count("<") <= _MANY_TAGS:
        violations = grammar.violations(found.root, found.format, values=warnings)
    asked = rules.run(document, accepted=violations == [], warnings=warnings)
    findings = list(islice(asked, MAX_PROBLEMS))
    wrong = {
        rules.entry_around(each.fault.element, document) for each in findings if each.rule.severity == "error"
    }
    if violations is None:
        full = len(findings) == MAX_PROBLEMS  # nothing could be added
        violations = [] if full else grammar.violations(found.root, found.format)
    for fault in violations or ():
        entry = rules.entry_around(fault.element, document)
        if not wrong or (entry is not None and fault.element is not entry and entry not in wrong):
            findings.append(rules.Finding(grammar.GRAMMAR, fault))
    places = reading.Places(found.root, found.text)
    return [
        each.rule.problem(where, *places.locate(each.fault), each.fault.message)
        for each in findings[:MAX_PROBLEMS]
    ]
