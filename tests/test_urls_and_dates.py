"""URLs and dates in the usual form are read by a fast way, with the same result as the long way."""

from __future__ import annotations

import random
import re
from datetime import UTC
from functools import partial
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from feedpub.check import values
from feedpub.content import dates, urls

if TYPE_CHECKING:
    from collections.abc import Callable

_NEVER = re.compile("(?!)")
_HOSTS = [
    *("example.org", "a.b.example.org", "localhost", "192.0.2.1", "a--b.org", "-a.org", "a-.org", "a.-b"),
    *("a..b", "a.b.", ".a", "a_b.org", "EXAMPLE.org", "bücher.example", "xn--a", "[2001:db8::1]", "a:80"),
    *("a:", "u@a", "", "a" * 61 + ".org", "a" * 63 + ".org", "a" * 64 + ".org", "a" * 63, "a" * 64),
    *("a." * 29 + "org", "a." * 125 + "org", "a." * 126 + "org"),
    *(
        "0",
        "1.2.3",
        "1.2.3.4.5",
        "999.1.1.1",
        "1.2.3.4.",
        "0x7f.1",
        "0x7f000001",
        "0x",
        "a.0xg",
        "0177.0.0.1",
        "3com.org",
        "org.3com",
        "1-2",
        "a.1",
        "[1.2.3.4]",
        "[:::]",
        "[::1]:80",
        "[z]",
    ),
    *("example.org:٣", "a_", "_a", "a._b.org", "a.-b.org", "٣.org", "xn--.org"),
]
_AFTER = [
    *("/", "//", "/a/b", "/%41", "/a-b_c.d", "/a~b", "?a=b&c", "#a/b?c", "/.", "/..", "%4", "%zz", "%%41"),
    *("?", "??", "#", "##", "@", ":", "[", "]", "|", "é", " ", "\\", '"', "\n", "/" + "a" * 7970),
]


def outcome(read: Callable[[], object]) -> object:
    try:
        return read()
    except ValueError as error:
        return str(error)


def url(chosen: random.Random) -> str:
    scheme = chosen.choice(("https://", "https://", "https://", "http://", "HTTPS://", "ftp://", "//", "/"))
    host = chosen.choice((*_HOSTS[:4], chosen.choice(_HOSTS)))
    after = chosen.choices((*_AFTER[:7], chosen.choice(_AFTER)), k=chosen.randrange(5))
    return (
        chosen.choice(("", "", "", " ")) + scheme + host + "".join(after) + chosen.choice(("", "", "", "\n"))
    )


@pytest.mark.parametrize("seed", range(4))
def test_both_ways_read_the_same_url(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = random.Random(seed)
    written = [url(chosen) for _ in range(5000)]
    base = "https://example.org/news/"
    results = [outcome(partial(urls.web_on, base, text)) for text in written]
    assert sum(urls._SIMPLE.fullmatch(text) is not None for text in written) > 300
    monkeypatch.setattr(urls, "_SIMPLE", _NEVER)
    for text, expected in zip(written, results, strict=True):
        assert outcome(partial(urls.web_on, base, text)) == expected, text


@pytest.mark.parametrize(
    "host",
    ["0x7f.1", "0X7F.1", "0x7f000001", "2130706433", "127.1", "0177.0.0.1", "0x7f.0.0.1", "a.1", "a.0x1",
     "1.2.3.4.5", "256.1.1.1", "127.0.0.0x1", "0x", "1."],
)  # fmt: skip
def test_a_number_for_a_host_is_refused(host: str) -> None:
    """Browsers go to an address that nobody sees; 127.0.0.1 most of the time."""
    for url in (f"https://{host}/", f"http://{host}:80/a?b", f"https://{host}"):
        with pytest.raises(ValueError, match="a number for its host that isn't an IPv4 address"):
            urls.web(url)
        assert urls.relative("https://example.org/", url) is None


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "0.0.0.0", "255.255.255.255", "1.a", "0x7f.org", "a.x1", "1and1.com"]
)
def test_an_address_and_a_name_with_numbers_are_hosts(host: str) -> None:
    assert urls.web(f"https://{host}/") == f"https://{host}/"


@pytest.mark.parametrize("seed", range(4))
def test_an_accepted_url_passes_the_checker(seed: int) -> None:
    """Otherwise a fault would only show when a whole entry or document is checked."""
    chosen = random.Random(seed)
    for text in (url(chosen) for _ in range(5000)):
        try:
            url_read = urls.web_on("https://example.org/news/", text)
        except ValueError:
            continue
        assert values.http_url(url_read) is None, text
        assert urls.host(url_read)


def date(chosen: random.Random) -> str:
    text = (
        f"{chosen.choice((0, 1, 1969, 1970, 2023, 2024, 9999)):04}-{chosen.randint(0, 13):02}-"
        f"{chosen.choice((0, 1, 28, 29, 30, 31, 32)):02}T{chosen.choice((0, 12, 23, 24)):02}:"
        f"{chosen.choice((0, 59, 60)):02}:{chosen.choice((0, 59, 60, 61)):02}Z"
    )
    if chosen.random() < 0.3:
        at = chosen.randrange(len(text))
        text = text[:at] + chosen.choice(("", "0", "W", "-", ".", " ", "z", "٣", "+01:00")) + text[at + 1 :]
    return text


@pytest.mark.parametrize("zone", [UTC, ZoneInfo("Europe/Berlin")])
def test_both_ways_read_the_same_date(zone: ZoneInfo, monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = random.Random(0)
    written = [date(chosen) for _ in range(20_000)]
    results = [outcome(partial(dates.parse, text, zone)) for text in written]
    assert sum(isinstance(expected, int) for expected in results) > 1000
    assert sum(dates._IN_UTC.fullmatch(text) is not None for text in written) > 1000
    monkeypatch.setattr(dates, "_IN_UTC", _NEVER)
    for text, expected in zip(written, results, strict=True):
        assert outcome(partial(dates.parse, text, zone)) == expected, text


@pytest.mark.parametrize(
    ("site", "written", "expected"),
    [
        ("https://example.org", "/a", "https://example.org/a"),
        ("https://example.org/blog", "/a/", "https://example.org/blog/a/"),
        ("https://example.org/blog/", "/blog/a", "https://example.org/blog/a"),
        ("https://example.org/blog/", "/blog", "https://example.org/blog"),
        ("https://example.org/blog/", "/blogger", "https://example.org/blog/blogger"),
        ("https://example.org/blog", "./a", "https://example.org/blog/a"),
        ("https://example.org/blog", "?p=1", "https://example.org/blog/?p=1"),
        ("https://example.org/blog/index.html", "/a", "https://example.org/blog/a"),
        ("https://example.org/blog", "//example.net/a", "https://example.net/a"),
        ("https://example.org/blog", "https://example.net/a", "https://example.net/a"),
    ],
)
def test_an_address_on_a_site_keeps_the_path_of_the_site(site: str, written: str, expected: str) -> None:
    assert urls.on_site(site, written) == expected


@pytest.mark.parametrize("zone", ["Europe/Berlin", "Pacific/Kiritimati", "America/New_York", "UTC"])
def test_a_date_without_a_time_begins_that_day_in_its_zone(zone: str) -> None:
    for written in ("2024-03-02", "0001-01-02", "9999-12-30"):
        assert dates.day(dates.parse(written, ZoneInfo(zone)), ZoneInfo(zone)) == written
