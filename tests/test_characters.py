"""Characters: bytes are judged at once as their characters one by one; which characters end a line."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest
from tests import documents

from feedpub.content import text

if TYPE_CHECKING:
    from tests.sites import Site


def has_nothing_to_mend(data: bytes) -> bool:
    """Whether bytes are read as the very characters that they encode, and a feed can carry them all."""
    try:
        return text.decode(data) == (data.decode(), False) and text.first_unfit(data.decode()) < 0
    except UnicodeDecodeError:
        return False


def test_every_character_is_judged_the_same_in_bytes_as_in_text() -> None:
    for code in range(0x11000):
        data = f"a{chr(code)}b".encode("utf-8", "surrogatepass")
        assert text.is_clean(data) == (has_nothing_to_mend(data) and not 0xF000 <= code <= 0xFFFF), hex(code)


@pytest.mark.parametrize("seed", range(4))
def test_bytes_that_count_as_clean_are_clean(seed: int) -> None:
    chosen = random.Random(seed)
    clean_ones = 0
    pieces = [bytes([byte]) for byte in range(256)] + 60 * [b"a", "é".encode(), "日".encode(), "😀".encode()]
    for _ in range(20_000):
        data = b"".join(chosen.choices(pieces, k=chosen.randint(1, 4)))
        if text.is_clean(data):
            try:
                data.decode()
            except UnicodeDecodeError:
                continue
            clean_ones += 1
            assert has_nothing_to_mend(data), data
    assert clean_ones > 1000


@pytest.mark.parametrize("old_break", ["\u2028", "\u2029", "\x85"])
def test_characters_that_are_not_line_ends_in_yaml_1_2_end_no_line(site: Site, old_break: str) -> None:
    """PyYAML takes it for one: a key may not begin behind it (YAML 1.2.2 §5.4)."""
    site.add("a.md", title="Shown", excerpt="x")
    more = "publishedDateTime: 2024-05-06\n"
    for name, line in (
        ("key", f"secured: abc{old_break}published: true"),
        ("comment", f"# abc{old_break}published: true"),
        ("quoted", f'secured: "abc{old_break}published: true"'),
    ):
        site.write(f"{name}.md", f"---\ntitle: {name}\n{more}{line}\n---\n")
    site.write("b.md", f"---\ntitle: From{old_break}elsewhere\n{more}published: true\n---\n")
    site.write("c.md", f"---\ntitle: a{old_break}b: c\n{more}published: true\n---\n")
    outcome = site.run()
    assert outcome.status == 1
    assert sorted(documents.titles(site.output)) == ["From elsewhere", "Shown"]
    assert "c.md:2:" in outcome.stderr
