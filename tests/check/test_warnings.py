"""Looked for alone, errors are those that are found with the warnings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.check import corpus

from feedpub.check import check_bytes
from feedpub.check.rules import REGISTRY

if TYPE_CHECKING:
    from pathlib import Path

FORMS = ("atom", "rss", "ext", "json")


@pytest.mark.parametrize("path", [path for form in FORMS for path in corpus.invalid(form)], ids=corpus.name)
def test_errors_are_the_same_without_the_warnings(path: Path) -> None:
    document = path.read_bytes()
    every = check_bytes(document, path.name)
    errors = check_bytes(document, path.name, warnings=False)
    assert errors == tuple(problem for problem in every if problem.severity == "error")


def test_the_corpus_has_errors_and_warnings() -> None:
    found = {REGISTRY[corpus.rule_of(path)].severity for form in FORMS for path in corpus.invalid(form)}
    assert found == {"error", "warning"}
