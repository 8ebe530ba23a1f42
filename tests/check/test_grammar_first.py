"""Rules that say what the grammar says aren't asked where it accepts a document; nothing is missed for that.

What the grammar accepts gets the same findings from the rules that are left as from all of them, however a
feed is taken apart and put together again; whether it is asked about values or not.
"""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.check import corpus

from feedpub.check import engine, reading, rules
from feedpub.check.schemas import relaxng

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element as Element

FILES = [path for form in ("atom", "rss", "ext") for path in (*corpus.valid(form), *corpus.invalid(form))]
TEXTS = ("", " ", "x", "0", "2024", "https://example.org/", "<b>", "news@example.org")


def trees() -> Iterator[tuple[Element, rules.Format]]:
    """Yield the root and the format of each file that is a feed."""
    for path in FILES:
        found = reading.read(path.read_bytes(), path.name)
        if found.root is not None and found.format is not None and found.format != "json":
            yield found.root, found.format


TREES = list(trees())


def findings(root: Element, form: rules.Format, *, accepted: bool) -> set[tuple[str, str]]:
    head, entries = rules.entries_of(root, form)
    document = rules.Document(root, form, "feed.xml", head, entries)
    found = engine.run(document, accepted=accepted)
    return {(broken.name, finding.message) for broken, finding in found}


def assert_nothing_is_missed(root: Element, form: rules.Format) -> bool:
    """Return whether the grammar accepts the tree."""
    rejected = relaxng.find_violations(root, form)
    if relaxng.find_violations(root, form, values=False):
        assert rejected
        return False
    every = findings(root, form, accepted=False)
    assert findings(root, form, accepted=True) == every
    if rejected:  # for a value alone, which a rule sees as well
        assert any(rules.REGISTRY[name].severity == "error" for name, _ in every)
    return not rejected


@pytest.mark.parametrize("form", ["atom", "rss"])
def test_no_finding_is_missed_in_the_corpus(form: rules.Format) -> None:
    verdicts = [assert_nothing_is_missed(root, form) for root, its_form in TREES if its_form == form]
    assert {*verdicts} == {True, False}


@st.composite
def changed(draw: st.DrawFn) -> tuple[Element, rules.Format]:
    """A feed of the corpus in which elements, attributes and texts were copied, dropped and replaced."""
    original, form = draw(st.sampled_from(TREES))
    root = copy.deepcopy(original)
    for _ in range(draw(st.integers(1, 3))):
        elements = list(root.iter("*"))
        one, other = draw(st.sampled_from(elements)), draw(st.sampled_from(elements))
        parent = one.getparent()
        match draw(st.sampled_from(["drop", "copy", "borrow", "attribute", "text", "tail"])):
            case "drop" if parent is not None:
                parent.remove(one)
            case "copy":
                other.insert(draw(st.integers(0, len(other))), copy.deepcopy(one))
            case "borrow":
                lender = draw(st.sampled_from([each for each, its_form in TREES if its_form == form]))
                other.append(copy.deepcopy(draw(st.sampled_from(list(lender.iter("*"))))))
            case "attribute" if other.attrib:
                name = draw(st.sampled_from(sorted(other.attrib)))
                if draw(st.booleans()):
                    one.set(name, draw(st.sampled_from([*TEXTS, other.attrib[name]])))
                else:
                    del other.attrib[name]
            case "text":
                one.text = draw(st.sampled_from(TEXTS))
            case "tail" if parent is not None:
                one.tail = draw(st.sampled_from(TEXTS))
    return root, form


@settings(max_examples=1500)
@given(changed())
def test_no_finding_is_missed_however_a_feed_is_changed(feed: tuple[Element, rules.Format]) -> None:
    assert_nothing_is_missed(*feed)
