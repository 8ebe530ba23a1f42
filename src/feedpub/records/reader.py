"""The two readers of a record: one that explains every fault with its place, and one that gives up at the
first.

Kinds and meaning are written once, against `Reader`. With a `FastReader` any fault raises NeedsFullParse, so
that no place is ever looked for; with a `Findings` it becomes a problem.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from feedpub.content import text
from feedpub.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from feedpub.config import Config
    from feedpub.frontmatter.values import Path, Value
    from feedpub.problems import Severity

_MAX_PROBLEMS = 20  # of one record; each place is found by reading the front matter up to it


class NeedsFullParse(ValueError):
    """There may be something to report about a record, or values don't have the types of their fields."""


class Reader:
    """The values that reading a field depends on: the config, and where faults go.

    `errors` counts the faults that make the record invalid, `faulty` holds the keys that they are at.
    `may_be_unfit` is False if no text can hold a character that feeds can't carry, `decodes` if none holds a
    character reference to decode.
    """

    __slots__ = (
        "base",
        "config",
        "decodes",
        "errors",
        "faulty",
        "limits",
        "longest_name",
        "may_be_unfit",
        "renamed",
        "zone",
    )

    def __init__(self, config: Config) -> None:
        self.config = config
        self.limits = config.limits
        self.base = config.site.url
        self.longest_name = config.limits.title_characters
        self.renamed = config.renamed
        self.zone = config.zone
        self.may_be_unfit = False
        self.decodes = False
        self.errors = 0
        self.faulty: set[str | int] = set()

    def report(self, at: Path, severity: Severity, rule: str, message: str, *, of_key: bool = False) -> None:
        """Take a fault of the value at the path, or of its key. May raise NeedsFullParse."""
        raise NotImplementedError

    def expect_references(self, matter: str) -> None:
        """Prepare for a record's front matter: note whether its texts may hold references to decode."""
        self.decodes = self.config.entities == "decode" and text.may_hold_references(matter)

    def decode(self, written: str) -> str:
        """Return a text for people with its character references decoded, unless the config keeps them."""
        return text.decode_references(written) if self.decodes else written

    def report_too_large(self, at: Path, what: str, unit: str, limit: str) -> None:
        """Report that something exceeds the limit of that name."""
        most = getattr(self.limits, limit)
        self.report(at, "error", "too-large", f"{what} has more than {most} {unit} (limits: {limit})")


class FastReader(Reader):
    """Reads records that have no fault."""

    __slots__ = ()

    def report(self, *_: object, **__: object) -> None:
        """Raise NeedsFullParse."""
        raise NeedsFullParse


class Findings(Reader):
    """Gathers problems with their places.

    `locate` finds the place of a path in the front matter, which begins on `first_line`; `aliases` are the
    other keys of a field, by its first one.
    """

    __slots__ = ("aliases", "first_line", "locate", "path", "problems", "values")

    def __init__(
        self,
        config: Config,
        path: str,
        values: Mapping[str, Value],
        *,
        problems: list[Problem],
        locate: Callable[[Path, bool], tuple[int, int]],
        first_line: int,
        aliases: Mapping[str, tuple[str, ...]],
    ) -> None:
        super().__init__(config)
        self.path = path
        self.values = values
        self.problems = problems
        self.locate = locate
        self.first_line = first_line
        self.aliases = aliases

    def report(self, at: Path, severity: Severity, rule: str, message: str, *, of_key: bool = False) -> None:
        """Add a problem. All those past a number of them count as one, so that the cost of a record is
        bounded.
        """
        if severity == "error":
            self.errors += 1
            self.faulty.update(at[:1])
        problems = self.problems
        if len(problems) > _MAX_PROBLEMS:
            if severity == "error" and problems[-1].severity != "error":
                problems[-1] = replace(problems[-1], severity=severity)
            return
        if len(problems) == _MAX_PROBLEMS:
            at, rule, message = (), "too-many", "this record has more problems; fix those above first"
        line, column = self.locate(self._as_written(at), of_key)
        problems.append(Problem(self.path, line + self.first_line - 1, column, severity, rule, message))

    def _as_written(self, at: Path) -> Path:
        """Return the path with the keys that the front matter uses."""
        within: object = self.values
        written: list[str | int] = []
        for part in at:
            key = part
            if isinstance(within, dict) and isinstance(part, str) and part not in within:
                key = next((other for other in self.aliases.get(part, ()) if other in within), part)
            written.append(key)
            if isinstance(within, dict):
                within = within.get(key)
            elif isinstance(within, list) and isinstance(key, int) and key < len(within):
                within = within[key]
            else:
                within = None
        return written
