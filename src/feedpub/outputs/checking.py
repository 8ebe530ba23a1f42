"""Checks what outputs render, before it is published: no part twice, and nothing that is certainly valid at
length.

Responsible for what is asked when. Every entry and every frame is parsed and validated against its format's
schema (RELAX NG; JSON Schema), entries a batch at a time: if that fails, they are taken one by one to find
the wrong one. The checker's rules are asked unless the fast path accepts the text. Not for what is right or
wrong in a format: that is for `feedpub.check` to judge.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from feedpub.check import parts
from feedpub.outputs.fastpath import all_certainly_valid, certainly_valid, frame_certainly_valid

if TYPE_CHECKING:
    from collections.abc import Sequence

    from feedpub.outputs.frame import Frame
    from feedpub.outputs.output import Output
    from feedpub.problems import Problem


ENTRIES_AT_ONCE = 25
"""Entries that are validated in one document: with more, processor caches no longer hold its tree."""


def check_entries(
    entries: Sequence[str], frame: Frame, output: Output, where: Sequence[str]
) -> list[tuple[Problem, ...]]:
    """Return the errors of each entry of a batch, as rendered for an output that is checked in parts.

    `frame` is a valid frame of the output; `where` has the name that each entry's problems carry.
    """
    problems: list[tuple[Problem, ...]] = []
    for start in range(0, len(entries), ENTRIES_AT_ONCE):
        some = entries[start : start + ENTRIES_AT_ONCE]
        matches = match_schema(some, frame, output)
        if matches and output.acceptor and all_certainly_valid(some, output.acceptor):
            problems.extend(() for _ in some)
            continue
        problems.extend(
            check_entry(entry, frame, output, name, matches or match_schema([entry], frame, output))
            for entry, name in zip(some, where[start : start + ENTRIES_AT_ONCE], strict=True)
        )
    return problems


def check_entry(
    entry: str,
    frame: Frame,
    output: Output,
    where: str,
    matches: bool,
) -> tuple[Problem, ...]:
    """Return the errors of one entry; `matches` tells whether the schema is known to accept it."""
    assert output.checked_as is not None
    if matches and output.acceptor and certainly_valid(entry, output.acceptor):
        return ()
    return parts.check_entry(entry, frame, output.checked_as, where)


def check_frame(frame: Frame, output: Output, where: str) -> tuple[Problem, ...]:
    """Return the errors of a frame: every document with this frame has them."""
    assert output.checked_as is not None
    if (
        output.acceptor
        and frame_certainly_valid(frame, output.acceptor)
        and parts.matches_schema(frame.before + frame.after, output.checked_as)
    ):
        return ()
    return parts.check_frame(frame, output.checked_as, where)


def check_document(
    content: bytes, frame: Frame, ids: Sequence[str], output: Output, where: str
) -> tuple[Problem, ...]:
    """Return the errors of a document whose entries, which have these ids, were checked by themselves."""
    assert output.checked_as is not None
    return (
        *check_frame(frame, output, where),
        *parts.check_ids(ids, output.checked_as, where),
        *parts.check_bounds(content, output.checked_as, where),
    )


def warm_up(frame: Frame, output: Output) -> None:
    """Compile the schema and expressions that this output's checks need. Optional: it saves time later."""
    assert output.checked_as is not None
    sample = parts.SAMPLES[output.checked_as]
    check_frame(frame, output, output.name)
    check_entries([sample], frame, output, [output.name])


def match_schema(entries: Sequence[str], frame: Frame, output: Output) -> bool:
    """Return whether a document of these entries is valid by its format's schema."""
    assert output.checked_as is not None
    inside = output.separator.decode().join(entries)
    try:
        document = b"".join((frame.before, inside.encode(), frame.after))
    except UnicodeEncodeError:
        return False
    return parts.matches_schema(document, output.checked_as)
