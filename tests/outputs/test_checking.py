"""The check before publication: everything by its schema, and only formats that the config asks for."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING

import pytest
from tests import documents
from tests.check import corpus
from tests.outputs.test_fastpath import FRAMES, KINDS, full_entry, written

from feedpub import outputs
from feedpub.check import parts
from feedpub.check.parts import SAMPLES, matches_schema
from feedpub.outputs import Frame, checking

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element as Element
    from tests.sites import Site

    from feedpub.check import Kind


def seen_by_schemas(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[bytes]]:
    """Return the documents that schemas will have accepted, by format."""
    seen: dict[str, list[bytes]] = {kind: [] for kind in KINDS}

    def remember(document: bytes, kind: Kind) -> bool:
        accepted = matches_schema(document, kind)
        if accepted:
            seen[kind].append(document)
        return accepted

    monkeypatch.setattr(parts, "matches_schema", remember)
    return seen


def test_every_entry_and_frame_that_is_published_was_validated(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(2 * checking.ENTRIES_AT_ONCE + 1):
        site.add(f"{number}.md", title=f"Number {number}", topics=["AI"], body="Some *text*.")
    site.configure(pages=True)
    seen = seen_by_schemas(monkeypatch)
    site.publish()
    for kind in KINDS:
        output = outputs.get(kind)
        for slug in ("all", "ai"):
            content = (site.output / slug / output.file).read_bytes()
            entries = split(content, kind)
            assert len(entries) == 50
            for entry in entries:
                assert any(entry in document for document in seen[kind]), entry
            before = content[: content.index(entries[0])].rstrip()
            assert any(document.startswith(before) for document in seen[kind])


def split(document: bytes, kind: Kind) -> list[bytes]:
    """Return the bytes of a published document's entries."""
    if kind == "json":
        return [line.rstrip(b",") for line in document.split(b"\n") if line.startswith(b'    {"id"')]
    end = b"  </entry>\n" if kind == "atom" else b"    </item>\n"
    begin = end.replace(b"/", b"").rstrip()
    body = document[document.index(begin) :]
    return [part + end for part in body.split(end)[:-1]]


WRONG: dict[Kind, tuple[str, str]] = {
    "atom": ("<title>", "<title/><title>"),
    "rss": ("<pubDate>", "<pubDate/><pubDate>"),
    "json": ('"title":"', '"title":1,"_title":"'),
}


@pytest.mark.parametrize("kind", KINDS)
def test_the_one_entry_of_a_batch_that_the_schema_refuses_is_found(kind: Kind) -> None:
    output = outputs.get(kind)
    good = written(full_entry(), kind)
    bad = good.replace(*WRONG[kind])
    assert bad != good
    entries = [good] * 60
    entries[41] = bad
    frame = FRAMES[kind][0]
    assert checking.match_schema([good] * 60, frame, output)
    assert not checking.match_schema(entries, frame, output)
    problems = checking.check_entries(entries, frame, output, [str(number) for number in range(60)])
    assert [number for number, found in enumerate(problems) if found] == [41]
    assert {each.where for each in problems[41]} == {"41"}


@pytest.mark.parametrize("kind", KINDS)
def test_the_schema_counts_where_the_fast_path_accepts(kind: Kind, monkeypatch: pytest.MonkeyPatch) -> None:
    output = outputs.get(kind)
    monkeypatch.setattr(checking, "certainly_valid", lambda *_: True)
    monkeypatch.setattr(checking, "all_certainly_valid", lambda *_: True)
    monkeypatch.setattr(checking, "frame_certainly_valid", lambda *_: True)
    bad = written(full_entry(), kind).replace(*WRONG[kind])
    assert checking.check_entries([bad], FRAMES[kind][0], output, ["x"]) != [()]
    before, after = FRAMES[kind][0]
    broken = Frame(before.replace(b"title", b"titel"), after)
    assert checking.check_frame(broken, output, "x")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("pieces", [("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?x ", "?>"), ("{", "}")])
def test_entries_that_are_only_well_formed_together_are_refused(kind: Kind, pieces: tuple[str, str]) -> None:
    output = outputs.get(kind)
    entry = SAMPLES[kind]
    entries = [entry + pieces[0], entry.replace("Štěstí", "&nbsp;"), pieces[1] + entry]
    problems = checking.check_entries(entries, FRAMES[kind][0], output, ["1", "2", "3"])
    assert problems[0]
    assert problems[2]
    assert problems[1] or kind == "json"


CHARACTERS = ("\x00", "\x08", "\ud800")
NOT_IN_XML = ("\uffff", "&nbsp;", "]]>", "<b>")


@pytest.mark.parametrize(
    ("kind", "bad"),
    [
        *((kind, each) for kind in KINDS for each in CHARACTERS),
        *((kind, each) for kind in ("atom", "rss") for each in NOT_IN_XML),
    ],
)
def test_characters_that_a_document_cannot_hold_are_found_in_a_batch(kind: Kind, bad: str) -> None:
    output = outputs.get(kind)
    entry = SAMPLES[kind]
    entries = [entry, entry.replace("Štěstí", f"a{bad}b"), entry]
    problems = checking.check_entries(entries, FRAMES[kind][0], output, ["1", "2", "3"])
    assert [bool(found) for found in problems] == [False, True, False]


@pytest.mark.parametrize("kind", ["atom", "rss"])
def test_a_schema_refuses_document_types_and_what_is_not_utf_8(kind: Kind) -> None:
    before, after = FRAMES[kind][0]
    declaration, rest = before.split(b"\n", 1)
    assert matches_schema(before + after, kind)
    assert not matches_schema(declaration + b'<!DOCTYPE x [<!ENTITY a "b">]>' + rest + after, kind)
    assert not matches_schema(before.replace(b"News", b"\xff") + after, kind)
    assert not matches_schema(b"", kind)


def test_json_of_any_depth_is_judged() -> None:
    assert not matches_schema(b"[" * 100_000, "json")
    assert not matches_schema(b"\xff", "json")


def test_the_narrow_grammar_accepts_what_is_usual_and_the_whole_one_the_rest() -> None:
    """Otherwise the narrow grammar only costs time, or refuses valid entries."""
    for kind in ("atom", "rss"):
        narrow, whole = parts._narrow_grammar(kind), parts._whole_grammar(kind)
        before, after = FRAMES[kind][0]
        usual = before + written(full_entry(), kind).encode() + after
        odd = before + b'<x:y xmlns:x="urn:x-y"/>' + after
        from lxml import etree

        assert narrow.validate(etree.fromstring(usual))
        assert not narrow.validate(etree.fromstring(odd))
        assert whole.validate(etree.fromstring(odd))
        assert matches_schema(odd, kind)


@pytest.mark.parametrize("kind", ["atom", "rss"])
def test_the_narrow_grammar_accepts_nothing_that_the_whole_one_refuses(kind: Kind) -> None:
    from lxml import etree

    narrow, whole = parts._narrow_grammar(kind), parts._whole_grammar(kind)
    accepted = 0
    files = [file for form in ("atom", "rss", "ext") for file in (*corpus.valid(form), *corpus.invalid(form))]
    for file in files:
        try:
            tree = etree.fromstring(file.read_bytes(), parts._parser())
        except etree.XMLSyntaxError:
            continue
        # Each tree by itself, and damaged: without any one of its elements, and with any one twice.
        for changed in (tree, *_damaged(tree)):
            if narrow.validate(changed):
                accepted += 1
                assert whole.validate(changed), file
    assert accepted > 100


def _damaged(tree: Element) -> Iterator[Element]:
    for at in range(1, sum(1 for _ in tree.iter())):
        for change in ("remove", "repeat"):
            copy = deepcopy(tree)
            element = list(copy.iter())[at]
            parent = element.getparent()
            assert parent is not None
            if change == "remove":
                parent.remove(element)
            else:
                parent.append(deepcopy(element))
            yield copy


# Only what the config asks for


@pytest.mark.parametrize("wanted", KINDS)
def test_no_format_is_rendered_or_checked_that_the_config_does_not_name(
    wanted: Kind, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked = set()
    check_entries = checking.check_entries

    def noted(entries: list[str], frame: Frame, output: outputs.Output, where: list[str]) -> object:
        checked.add(output.name)
        return check_entries(entries, frame, output, where)

    monkeypatch.setattr(checking, "check_entries", noted)
    site.configure(formats=[wanted])
    site.add("a.md")
    assert site.publish().published == 1
    assert checked == {wanted}
    assert set(site.feeds()) == {f"all/{outputs.get(wanted).file}"}


def test_a_site_without_rss_keeps_a_record_that_only_rss_refuses(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """0.1 rendered every format whatever `formats:` named, and left such a record out."""
    whole = parts.check_entry

    def refuse_in_rss(entry: str, around: Frame, kind: Kind, where: str) -> object:
        return whole("", around, kind, where) if kind == "rss" else whole(entry, around, kind, where)

    monkeypatch.setattr(checking, "all_certainly_valid", lambda *_: False)
    monkeypatch.setattr(checking, "certainly_valid", lambda *_: False)
    monkeypatch.setattr(parts, "check_entry", refuse_in_rss)
    site.add("a.md", title="Only here")
    site.configure(formats=["json"])
    assert site.publish().published == 1
    assert documents.titles(site.output) == ["Only here"]
    site.configure(formats=["json", "rss"])
    assert site.publish().published == 0
