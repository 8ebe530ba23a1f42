"""Hostile input: whatever the bytes are, a report comes back, within bounds of time and memory.

Each document is checked in a process of its own, which may use a certain amount of memory and processor
time; a crash, an exception or a bound that is passed fails the test.
"""

from __future__ import annotations

import gzip
import json
import os
import shutil
import socket
import subprocess
import sys
import threading
from typing import TYPE_CHECKING, Any

import pytest

from feedpub.check import MAX_BYTES, check, check_paths, finding

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

MILLION = 1_000_000
SECONDS = 20
MEGABYTES = 1200

CHECKER = f"""
import json, resource, sys
resource.setrlimit(resource.RLIMIT_CPU, ({SECONDS}, {SECONDS}))
resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
from feedpub.check import check
report = check(sys.argv[1])
try:
    # Linux counts what the parent had in ru_maxrss until the program began; its own peak is here.
    with open("/proc/self/status") as status:
        kilobytes = next(int(line.split()[1]) for line in status if line.startswith("VmHWM:"))
except FileNotFoundError:
    kilobytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(json.dumps({{
    "format": report.format,
    "problems": [[p.severity, p.rule, p.line, p.column, p.message] for p in report.problems],
    "kilobytes": kilobytes,
}}))
"""


def check_apart(path: Path | str) -> dict[str, Any]:
    """Check a file in another process, within bounds, and return the result."""
    done = subprocess.run(
        [sys.executable, "-c", CHECKER, str(path)], capture_output=True, check=False, timeout=20 * SECONDS
    )
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    result: dict[str, Any] = json.loads(done.stdout)
    assert result["kilobytes"] < MEGABYTES * 1024
    return result


def rules(result: dict[str, Any]) -> set[str]:
    return {rule for _, rule, *_ in result["problems"]}


def errors(result: dict[str, Any]) -> set[str]:
    return {rule for severity, rule, *_ in result["problems"] if severity == "error"}


def atom(body: bytes = b"", *, head: bytes = b"", prolog: bytes = b"") -> bytes:
    start = b'<?xml version="1.0"?>' + prolog + b'<feed xmlns="http://www.w3.org/2005/Atom"' + head + b">"
    return (
        start
        + b"<id>tag:example.org,2024:feed</id><title>News</title><updated>2024-05-01T00:00:00Z</updated>"
        + b"<author><name>The Editors</name></author>"
        + b'<link rel="self" href="https://example.org/atom.xml"/>'
        + body
        + b"</feed>"
    )


def rss(body: bytes = b"", *, head: bytes = b"", prolog: bytes = b"") -> bytes:
    return (
        b'<?xml version="1.0"?>'
        + prolog
        + b'<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"'
        + head
        + b"><channel><title>News</title><link>https://example.org/</link>"
        + b"<description>All the news</description>"
        + b'<atom:link rel="self" href="https://example.org/rss.xml" type="application/rss+xml"/>'
        + body
        + b"</channel></rss>"
    )


def json_feed(keys: bytes = b"", *, items: bytes = b"") -> bytes:
    return (
        b'{"version": "https://jsonfeed.org/version/1.1", "title": "News", '
        b'"home_page_url": "https://example.org/", "feed_url": "https://example.org/feed.json", '
        + keys
        + b'"items": ['
        + items
        + b"]}"
    )


VALID = {"atom": atom(), "rss": rss(), "json": json_feed()}
TITLE = '"title": "%s"'


@pytest.mark.parametrize("form", VALID)
def test_the_feeds_of_this_file_are_valid(form: str) -> None:
    report = check(VALID[form])
    assert (report.format, report.problems) == (form, ())


# Size, depth and number -------------------------------------------------------------------------------

LAUGHS = b"".join(b'<!ENTITY a%d "%s">' % (i, b"&a%d;" % (i - 1) * 10) for i in range(1, 12))
PARAMETERS = b"".join(b'<!ENTITY %% p%d "%s">' % (i, b"&#37;p%d;" % (i - 1) * 10) for i in range(1, 10))

REFUSED: dict[str, tuple[Callable[[], bytes], str | None]] = {
    "billion laughs": (
        lambda: atom(b"<title>&a11;</title>", prolog=b'<!DOCTYPE feed [<!ENTITY a0 "ha">' + LAUGHS + b"]>"),
        "entity-expansion",
    ),
    "billion laughs in an attribute": (
        lambda: atom(b'<link href="&a11;"/>', prolog=b'<!DOCTYPE feed [<!ENTITY a0 "ha">' + LAUGHS + b"]>"),
        "entity-expansion",
    ),
    "billion laughs in RSS": (
        lambda: rss(b"<title>&a11;</title>", prolog=b'<!DOCTYPE rss [<!ENTITY a0 "ha">' + LAUGHS + b"]>"),
        "entity-expansion",
    ),
    "quadratic blow-up": (
        lambda: rss(
            b"<copyright>" + b"&b;" * 20_000 + b"</copyright>",
            prolog=b'<!DOCTYPE rss [<!ENTITY b "' + b"x" * 100_000 + b'">]>',
        ),
        "entity-expansion",
    ),
    "entities in a circle": (
        lambda: atom(b"<rights>&a;</rights>", prolog=b'<!DOCTYPE feed [<!ENTITY a "&b;"><!ENTITY b "&a;">]>'),
        "entity-expansion",
    ),
    "parameter entities": (
        lambda: atom(prolog=b"<!DOCTYPE feed [<!ENTITY % p0 \"<!ENTITY x0 'y'>\">" + PARAMETERS + b"%p9;]>"),
        None,
    ),
    "200,000 elements deep": (lambda: atom(b"<a>" * 200_000 + b"</a>" * 200_000), "too-large"),
    "200,000 elements deep, not closed": (lambda: rss(b"<a>" * 200_000), "too-large"),
    "200,000 arrays deep": (
        lambda: json_feed(b'"_x": {"a": ' + b"[" * 200_000 + b"]" * 200_000 + b"}, "),
        "json-depth",
    ),
    "200,000 objects deep, not closed": (lambda: b'{"a":' * 200_000, "json-depth"),
    "an attribute of 12 MB": (lambda: atom(b'<link href="' + b"x" * 12 * MILLION + b'"/>'), "too-large"),
    "a text of 14 MB": (
        lambda: rss(b"<copyright>" + b"x y " * (14 * MILLION // 4) + b"</copyright>"),
        "too-large",
    ),
    "a name of 5 MB": (lambda: atom(b"<" + b"a" * 5 * MILLION + b"/>"), None),
    "a million attributes": (
        lambda: atom(head=b"".join(b' a%d=""' % number for number in range(MILLION))),
        "too-large",
    ),
    "400 unknown attributes after one of nine megabytes": (
        lambda: atom(
            b'<link rel="related" href="https://example.org/" title="'
            + b" x" * (9 * MILLION // 2)
            + b'"'
            + b"".join(b' a%d=""' % number for number in range(400))
            + b"/>"
        ),
        "atom-unknown-attribute",
    ),
    "a mail address of dots": (
        lambda: rss(b"<managingEditor>" + b"a." * 4 * MILLION + b"@example.org</managingEditor>"),
        "rss-mailbox",
    ),
    "an id of labels": (
        lambda: atom(b"<entry><id>tag:" + b"a." * 4 * MILLION + b"a</id></entry>"),
        "atom-id",
    ),
    "a date of letters in two lines": (
        lambda: atom(b"<entry><updated>" + b"t" * 4 * MILLION + b"\n</updated></entry>"),
        "atom-date",
    ),
    "a language of parts": (
        lambda: rss(b"<language>en" + b"-abcde" * MILLION + b"</language>"),
        "rss-language",
    ),
    "200,000 attributes of a foreign element": (
        lambda: atom(
            b'<x:a xmlns:x="https://example.org/x"'
            + b"".join(b' a%d="1"' % n for n in range(200_000))
            + b"/>"
        ),
        "too-large",
    ),
    "half a million namespaces": (
        lambda: atom(
            head=b"".join(b' xmlns:n%d="x:%d"' % (number, number) for number in range(MILLION // 2))
        ),
        "too-large",
    ),
    "a million items": (lambda: rss(b"<item/>" * MILLION), "too-large"),
    "a million entries": (lambda: atom(b"<entry/>" * MILLION), "too-large"),
    "400,000 empty items": (lambda: rss(b"<item/>" * 400_000), None),
    "400,000 empty entries": (lambda: atom(b"<entry/>" * 400_000), None),
    "a million JSON items": (lambda: json_feed(items=b"{}," * MILLION + b"{}"), "json-required"),
    "a million items with one id": (
        lambda: json_feed(items=b'{"id":"1"},' * MILLION + b"{}"),
        "json-item-without-content",
    ),
    "a million unknown keys": (
        lambda: json_feed(b"".join(b'"a%d":1,' % number for number in range(MILLION))) + b"]",
        "json-syntax",
    ),
    "one key half a million times": (
        lambda: json_feed(b'"description":"x",' * (MILLION // 2)),
        "json-repeated-key",
    ),
    "a key given twice in a million objects": (
        lambda: json_feed(b'"_x":{"a":[' + b'{"a":1,"a":2},' * MILLION + b"1]},"),
        "json-repeated-key",
    ),
    "five million tags that are numbers": (
        lambda: json_feed(items=b'{"id":"1","content_text":"x","tags":[' + b"1," * 5 * MILLION + b"1]}"),
        "json-type",
    ),
    "an unfinished string of escapes": (lambda: b'{"title":"' + b'\\"' * 5 * MILLION, "json-syntax"),
    "a million half pairs": (
        lambda: json_feed(b'"description":"' + b"\\ud800" * MILLION + b'",'),
        "json-lone-surrogate",
    ),
    "five million less-than signs": (lambda: b"<" * 5 * MILLION, "too-large"),
    "five million ampersands": (lambda: atom(b"&" * 5 * MILLION), "not-well-formed"),
    "a processing instruction with a long name": (lambda: b"<?xml" + b"9" * 5000, "not-well-formed"),
    "a comment of hyphens": (lambda: atom(b"<!--" + b"-" * 5 * MILLION), "not-well-formed"),
    "a million document types": (lambda: b"<!DOCTYPE feed [" * MILLION, "too-large"),
    "a million open attributes": (lambda: atom(head=b' a="' * MILLION), "too-large"),
    "ten million spaces in the declaration": (lambda: b"<?xml" + b" " * 10 * MILLION + b"?>", None),
    "a million encodings declared": (lambda: b"<?xml " + b'encoding="x" ' * MILLION + b"?>", None),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_hostile_document_is_refused_within_bounds(case: str, tmp_path: Path) -> None:
    make, rule = REFUSED[case]
    path = tmp_path / "feed"
    path.write_bytes(make())
    result = check_apart(path)
    assert errors(result), "no error"
    assert rule is None or rule in errors(result), result["problems"][:3]
    assert all(line >= 1 and column >= 1 for _, _, line, column, _ in result["problems"])
    assert all(len(message) < 500 for *_, message in result["problems"])


ACCEPTED = {
    "nine megabytes of text": lambda: rss(b"<copyright>" + b"x y " * (9 * MILLION // 4) + b"</copyright>"),
    "unused entities": lambda: atom(
        prolog=b"<!DOCTYPE feed [" + b"".join(b'<!ENTITY e%d "x">' % i for i in range(50_000)) + b"]>"
    ),
    "five million lines": lambda: atom(b"\n" * 5 * MILLION),
    "five million carriage returns": lambda: atom(b"\r" * 5 * MILLION),
    "a million character references": lambda: atom(b"<rights>" + b"&#65;" * MILLION + b"</rights>"),
    "a CDATA section of brackets": lambda: atom(b"<rights><![CDATA[" + b"]" * 5 * MILLION + b"]]></rights>"),
    "ten megabytes of JSON text": lambda: json_feed(
        b'"description":"' + b"x y " * (10 * MILLION // 4) + b'",'
    ),
    "a million escapes": lambda: json_feed(b'"description":"' + b"\\u0041" * MILLION + b'",'),
    "a number of ten million digits": lambda: json_feed(b'"_x":{"a":' + b"1" * 10 * MILLION + b"},"),
    "ten million spaces": lambda: json_feed(b" " * 10 * MILLION),
    "a key of ten megabytes": lambda: json_feed(b'"_' + b"k" * 10 * MILLION + b'":{},'),
    "a URN of eight megabytes": lambda: json_feed(b'"icon":"urn:example:' + b"a/" * 4 * MILLION + b'",'),
    "two million parameters of a media type": lambda: json_feed(
        items=b'{"id":"1","content_text":"x","attachments":[{"url":"https://example.org/a","mime_type":"text/x'
        + b";a=b" * 2 * MILLION
        + b'"}]}'
    ),
    "a URL of three megabytes": lambda: json_feed(b'"icon":"https://example.org/' + b"%41" * MILLION + b'",'),
}


@pytest.mark.parametrize("case", ACCEPTED)
def test_a_large_harmless_document_is_accepted(case: str, tmp_path: Path) -> None:
    path = tmp_path / "feed"
    path.write_bytes(ACCEPTED[case]())
    result = check_apart(path)
    assert not errors(result), result["problems"][:3]


def test_a_file_of_300_megabytes_is_not_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "feed.xml"
    with path.open("wb") as file:
        file.write(b"<rss version='2.0'><channel><title>")
        file.truncate(300 * MILLION)
    result = check_apart(path)
    assert errors(result) == {"too-large"}
    assert result["kilobytes"] < 300 * 1024


def test_a_device_without_end_is_read_up_to_the_bound(tmp_path: Path) -> None:
    assert errors(check_apart("/dev/zero")) == {"too-large"}


def test_the_bound_on_the_size_is_exact() -> None:
    feed = VALID["json"]
    assert check(feed + b" " * (MAX_BYTES - len(feed))).problems == ()
    assert [each.rule for each in check(feed + b" " * (MAX_BYTES - len(feed) + 1)).problems] == ["too-large"]


# Values, each long and made to keep a matcher busy ---------------------------------------------------------

LONG = [
    part * (200_000 // len(part))
    for part in (
        "a",
        "1",
        " ",
        ".",
        "-",
        "a-",
        "%41",
        "a@",
        '"',
        "\\",
        "(",
        "a/",
        "a;",
        "a:",
        "&lt;a ",
        "&amp;#",
        "é",
    )
]


def test_no_value_keeps_the_checker_busy(tmp_path: Path) -> None:
    values = b"".join(
        f"<item><guid>{text}</guid><link>http://{text}</link><author>{text}</author><pubDate>{text}</pubDate>"
        f"<title>{text}</title><category>{text}</category><comments>{text}</comments>"
        f"<enclosure url='http://[{text}' length='{text}' type='text/{text}'/></item>".encode()
        for text in (each.replace('"', "&quot;") for each in LONG[:6] + LONG[10:])
    )
    path = tmp_path / "feed"
    path.write_bytes(rss(values[: MAX_BYTES - 1000].rpartition(b"<item>")[0]))
    assert "rss-date" in errors(check_apart(path))


def test_no_json_value_keeps_the_checker_busy(tmp_path: Path) -> None:
    items = [
        {
            "id": text,
            "url": f"http://{text}",
            "external_url": f"http://[{text}",
            "title": text,
            "content_text": text,
            "date_published": text,
            "language": text,
            "attachments": [{"url": f"tag:{text}", "mime_type": f"text/{text}"}],
        }
        for text in LONG[:8]
    ]
    path = tmp_path / "feed"
    path.write_bytes(json_feed(items=json.dumps(items)[1:-1].encode()))
    assert "json-date" in errors(check_apart(path))


# Nothing is fetched, nothing leaks -----------------------------------------------------------------------

SECRET = "swordfish-4711"


@pytest.fixture
def listener() -> Iterator[tuple[str, list[bytes]]]:
    """A server that records requests."""
    requests: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            try:
                while True:
                    connection, _ = server.accept()
                    with connection:
                        requests.append(connection.recv(1000))
                        connection.sendall(f"HTTP/1.0 200 OK\r\n\r\n<!ENTITY x '{SECRET}'>".encode())
            except OSError:
                return  # the test is over

        thread = threading.Thread(target=serve)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/secret", requests
        server.shutdown(socket.SHUT_RDWR)
        thread.join()


EXTERNAL = {
    "entity": '<!DOCTYPE feed [<!ENTITY x SYSTEM "{url}">]>',
    "public entity": '<!DOCTYPE feed [<!ENTITY x PUBLIC "-//EXAMPLE//X" "{url}">]>',
    "subset": '<!DOCTYPE feed SYSTEM "{url}">',
    "public subset": '<!DOCTYPE feed PUBLIC "-//EXAMPLE//X" "{url}">',
    "parameter entity": '<!DOCTYPE feed [<!ENTITY % p SYSTEM "{url}"> %p;]>',
    "unparsed entity": '<!DOCTYPE feed [<!NOTATION n SYSTEM "{url}"><!ENTITY x SYSTEM "{url}" NDATA n>]>',
    "style sheet": '<?xml-stylesheet type="text/xsl" href="{url}"?>',
    "schema": "",
}
BODIES = {
    "reference": "<rights>&x;</rights>",
    "include": '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="{url}" parse="text"/>',
    "location": '<x xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="{url} {url}"/>',
}


@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize("prolog", EXTERNAL)
@pytest.mark.parametrize("scheme", ["http", "file"])
def test_nothing_is_fetched_and_nothing_leaks(
    scheme: str, prolog: str, body: str, tmp_path: Path, listener: tuple[str, list[bytes]]
) -> None:
    url, requests = listener
    if scheme == "file":
        secret = tmp_path / "secret"
        secret.write_text(SECRET)
        url = secret.as_uri()
    document = atom(
        BODIES[body].replace("{url}", url).encode(), prolog=EXTERNAL[prolog].replace("{url}", url).encode()
    )
    report = check(document)
    assert requests == []
    assert SECRET not in str(report)
    if body == "reference" and prolog != "style sheet":
        assert report.errors


# Encodings ----------------------------------------------------------------------------------------------

BROKEN = {
    "no bytes": b"",
    "white space": b" \r\n\t",
    "a byte order mark": b"\xef\xbb\xbf",
    "a byte order mark of UTF-16": b"\xff\xfe",
    "a byte order mark of UTF-32": b"\xff\xfe\0\0",
    "half a byte order mark": b"\xef\xbb",
    "NUL": b"\0",
    "NULs": b"\0" * 1000,
    "NUL in text": atom(b"<rights>a\0b</rights>"),
    "NUL in a name": atom(b"<ri\0ghts/>"),
    "NUL in JSON": json_feed(b'"description": "a\0b", '),
    "PNG": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06",
    "gzip": gzip.compress(VALID["atom"]),
    "ZIP": b"PK\x03\x04\x14\0\0\0\x08\0",
    "PDF": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n",
    "every byte": bytes(range(256)),
    "text": b"It rains.",
    "HTML": b"<!DOCTYPE html><html><head><title>News</title></head><body><p>It rains.</body></html>",
    "truncated UTF-8": atom(b"<rights>\xe2\x82</rights>"),
    "truncated at the end": VALID["atom"][:-7] + b"\xe2\x82",
    "overlong UTF-8": atom(b"<rights>\xc0\xaf</rights>"),
    "surrogates in UTF-8": atom(b"<rights>\xed\xa0\x80</rights>"),
    "beyond Unicode": atom(b"<rights>\xf4\x90\x80\x80</rights>"),
    "UTF-16 with an odd number of bytes": VALID["rss"].decode().encode("utf-16")[:-1],
    "half a pair in UTF-16": "<rss version='2.0'>".encode("utf-16") + b"\x3d\xd8<\0",
    "UTF-32 beyond Unicode": b"\xff\xfe\0\0" + b"\xff\xff\xff\xff",
    "UTF-16 declared, UTF-8 written": VALID["rss"].replace(b'"1.0"?', b'"1.0" encoding="utf-16"?'),
    "UTF-8 declared, UTF-16 written": VALID["rss"]
    .replace(b'"1.0"?', b'"1.0" encoding="utf-8"?')
    .decode()
    .encode("utf-16"),
    **{
        f"the encoding {name!r}": VALID["rss"].replace(b'"1.0"?', b'"1.0" encoding="' + name.encode() + b'"?')
        for name in (
            "utf-9",
            "",
            " ",
            "none",
            "base64",
            "rot13",
            "zlib",
            "hex",
            "undefined",
            "idna",
            "x" * 10_000,
        )
    },
}


@pytest.mark.parametrize("case", BROKEN)
def test_bytes_that_are_not_text_are_an_error(case: str) -> None:
    report = check(BROKEN[case])
    assert report.errors
    assert all(each.line >= 1 and each.column >= 1 and len(each.message) < 500 for each in report.problems)


@pytest.mark.parametrize("form", ["atom", "rss"])
@pytest.mark.parametrize(
    ("encoding", "mark"),
    [("utf-8", b"\xef\xbb\xbf"), ("utf-16-le", b"\xff\xfe"), ("utf-16-be", b"\xfe\xff"), ("utf-16-le", b"")],
)
def test_encodings_that_every_parser_knows_are_accepted(form: str, encoding: str, mark: bytes) -> None:
    report = check(mark + VALID[form].decode().encode(encoding))
    assert (report.format, report.errors) == (form, ())


@pytest.mark.parametrize("form", ["atom", "rss"])
@pytest.mark.parametrize("encoding", ["utf-32", "utf-32-le", "utf-32-be"])
def test_utf_32_is_read_and_warned_about(form: str, encoding: str) -> None:
    report = check(VALID[form].decode().encode(encoding))
    assert (report.format, {each.rule for each in report.problems}) == (form, {"encoding-obscure"})


# Files and folders ----------------------------------------------------------------------------------------


PROLOG = b"""<?xml version="1.0"?><!-- > <rss --><?x <a>?>
<!DOCTYPE rss [<!ENTITY a "]>">]>"""


def test_a_folder_is_searched_for_feeds_by_content(tmp_path: Path) -> None:
    for name, content in {
        "a.txt": VALID["atom"],
        "b/rss": VALID["rss"],
        "b/c/feed.json": VALID["json"],
        "b/broken.xml": b"<feed><title>",
        "d/utf-16.xml": VALID["rss"].decode().encode("utf-16"),
        "d/stand-alone.xml": b'<entry xmlns="http://www.w3.org/2005/Atom"/>',
        "d/prolog.xml": PROLOG + VALID["rss"][21:],
        "other/page.html": b"<html><body>feed</body></html>",
        "other/sitemap.xml": b"<urlset/>",
        "other/feeds.opml": b'<opml version="2.0"><head/></opml>',
        "other/entry.xml": b"<entry/>",
        "other/package.json": b'{"name": "x", "version": "1", "items": []}',
        "other/list.json": b"[]",
        "other/empty.xml": b"",
        "other/image.png": BROKEN["PNG"],
        ".hidden/feed.xml": VALID["rss"],
        "b/.feed.xml": VALID["rss"],
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    reports = list(check_paths([str(tmp_path)]))
    assert [os.path.relpath(report.where, tmp_path) for report in reports] == [
        "a.txt",
        "b/broken.xml",
        "b/rss",
        "b/c/feed.json",
        "d/prolog.xml",
        "d/stand-alone.xml",
        "d/utf-16.xml",
    ]


def test_a_named_file_is_checked_whatever_it_is(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("It rains.")
    (report,) = check_paths([str(path)])
    assert report.errors
    assert report.format is None


def test_unreadable_files_are_problems(tmp_path: Path) -> None:
    (tmp_path / "link.xml").symlink_to(tmp_path / "nothing.xml")
    names = [str(tmp_path / "vanished.xml"), str(tmp_path / "link.xml"), "a\0b", "x" * 5000, ""]
    for name, report in zip(names, check_paths(names), strict=True):
        assert [each.rule for each in report.problems] == ["unreadable"], name


def test_an_unreadable_file_in_a_folder_is_a_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "feed.xml").write_bytes(VALID["rss"])

    def refuse(path: Path) -> bool:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(finding, "_begins_like_a_feed", refuse)
    (report,) = check_paths([str(tmp_path)])
    (problem,) = report.problems
    assert str(problem) == f"{tmp_path}/feed.xml:1:1: can't be read: Permission denied"


def test_a_search_passes_over_loops_pipes_and_dangling_links(tmp_path: Path) -> None:
    feeds = tmp_path / "feeds"
    feeds.mkdir()
    (feeds / "rss.xml").write_bytes(VALID["rss"])
    (feeds / "loop").symlink_to(tmp_path)
    (feeds / "self.xml").symlink_to(feeds / "self.xml")
    (feeds / "gone.xml").symlink_to(tmp_path / "nothing")
    (feeds / "link.xml").symlink_to("rss.xml")
    os.mkfifo(feeds / "pipe.xml")
    reports = list(check_paths([str(tmp_path)]))
    assert [report.where for report in reports] == [str(feeds / "link.xml"), str(feeds / "rss.xml")]
    assert all(report.problems == () for report in reports)


def test_standard_input_is_checked(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from feedpub.check import check_paths; print(*check_paths(['-']))"],
        input=VALID["json"],
        capture_output=True,
        check=True,
    )
    assert done.stdout.decode().strip() == "Report(where='<stdin>', format='json', problems=())"


def test_a_closed_standard_input_is_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    (report,) = check_paths(["-"])
    assert [(each.rule, each.message) for each in report.problems] == [
        ("unreadable", "can't be read: standard input is closed")
    ]


def test_a_folder_a_thousand_deep(tmp_path: Path) -> None:
    """Deeper than calls may nest, and than a path may be long."""
    found = [tmp_path / "a" / ("b/" * 900) / "rss.xml", tmp_path / "rss.xml"]
    for path in found:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(VALID["rss"])
    assert {report.where for report in check_paths([str(tmp_path)])} == {str(path) for path in found}
    here = os.open(found[0].parent, os.O_RDONLY)
    for _ in range(30):
        os.mkdir("c" * 200, dir_fd=here)
        there = os.open("c" * 200, os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = there
    os.close(here)
    problems = [each for report in check_paths([str(tmp_path)]) for each in report.problems]
    assert [(each.rule, each.message) for each in problems] == [
        ("unreadable", "can't be read: File name too long")
    ]
    shutil.rmtree(tmp_path / "a")


def test_a_pipe_by_its_name_is_a_problem_and_a_shells_is_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.xml")
    (report,) = check_paths([str(tmp_path / "pipe.xml")])
    assert [each.rule for each in report.problems] == ["unreadable"]
    with pytest.raises(OSError, match="pass what comes out of it as -"):
        check(tmp_path / "pipe.xml")
    reading, writing = os.pipe()
    os.write(writing, VALID["rss"])
    os.close(writing)
    assert check(f"/dev/fd/{reading}").valid
    os.close(reading)


def test_a_file_whose_name_is_not_text_is_checked(tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + b"/caf\xe9.xml"
    with open(path, "wb") as file:  # noqa: PTH123 - pathlib has no bytes
        file.write(b"<rss>")
    (report,) = check_paths([str(tmp_path)])
    assert report.where == os.fsdecode(path)
    assert report.errors


def test_a_folder_of_a_hundred_feeds_is_checked_in_the_order_of_names(tmp_path: Path) -> None:
    for number in range(100):
        (tmp_path / f"{number:03}.json").write_bytes(VALID["json"])
    reports = list(check_paths([str(tmp_path)]))
    names = [f"{number:03}.json" for number in range(100)]
    assert [report.where for report in reports] == [str(tmp_path / name) for name in names]


@pytest.mark.parametrize(
    "prolog",
    [b"<!--" * 20_000, b"<!DOCTYPE a [" * 5000, b"<?" * 30_000, b"<!DOCTYPE a \"'" * 5000, b" " * 60_000],
)
def test_a_look_at_a_file_takes_no_time(prolog: bytes) -> None:
    assert not finding.looks_like_a_feed(prolog)
