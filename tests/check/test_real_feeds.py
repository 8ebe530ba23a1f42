"""Feeds as the software of today writes them, in shape: nothing is an error that the specifications allow.

Each file of `corpus/real` ends with a comment that names the rules it breaks, so that a new warning about
what everybody writes is noticed.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from tests.check import corpus

from feedpub.check import check

if TYPE_CHECKING:
    from pathlib import Path

FILES = sorted((corpus.CORPUS / "real").glob("*.xml"))
REALLY_WRONG = {
    "youtube": {
        "atom-missing-element",
        "atom-misplaced-element",
    },  # no updated, but published (RFC 4287 §4.1.1)
    "spotify-for-podcasters": {"rss-misplaced-element"},  # the channel has an author (RSS 2.0)
    "transistor": {"rss-mailbox"},  # an author without an e-mail address (RSS 2.0)
}
"""What the specifications forbid, and the W3C's validator reports as errors too."""


@pytest.mark.parametrize("path", FILES, ids=corpus.name)
def test_only_what_a_specification_forbids_is_an_error(path: Path) -> None:
    errors = {problem.rule for problem in check(path).errors}
    assert errors == REALLY_WRONG.get(path.stem, set())


@pytest.mark.parametrize("path", FILES, ids=corpus.name)
def test_the_warnings_are_those_that_the_file_names(path: Path) -> None:
    found = re.search(r"<!-- Reported: (.*) -->\n\Z", path.read_text(encoding="utf-8"))
    assert found
    expected = set() if found[1] == "nothing" else set(found[1].split(", "))
    assert {problem.rule for problem in check(path).problems} == expected


def test_every_vocabulary_that_hosts_write_is_in_a_file() -> None:
    texts = "".join(path.read_text(encoding="utf-8") for path in FILES)
    for prefix in ("podcast", "psc", "yt", "acast", "feedpress", "rawvoice", "source", "webfeeds"):
        assert f"<{prefix}:" in texts
