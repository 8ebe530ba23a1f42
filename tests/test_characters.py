"""Characters: what is said of bytes at once is what is said of each character."""

from __future__ import annotations

import random

import pytest

from feedpub import text


def has_nothing_to_mend(data: bytes) -> bool:
    """Whether bytes are read as the very characters that they encode, and a feed can carry them all."""
    try:
        return text.decode(data) == (data.decode(), False) and text.first_unfit(data.decode()) < 0
    except UnicodeDecodeError:
        return False


def test_of_every_character_the_same_is_said_in_bytes() -> None:
    for code in range(0x11000):
        data = f"a{chr(code)}b".encode("utf-8", "surrogatepass")
        assert text.is_clean(data) == (has_nothing_to_mend(data) and not 0xF000 <= code <= 0xFFFF), hex(code)


@pytest.mark.parametrize("seed", range(4))
def test_no_bytes_are_said_to_be_clean_that_are_not(seed: int) -> None:
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
