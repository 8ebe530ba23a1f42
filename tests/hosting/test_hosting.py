"""The examples of docs/hosting.md work: web servers, cron's line, units, a workflow, a container's steps.

Only what belongs to the machine is replaced: ports, names of hosts, folders.
"""

from __future__ import annotations

import gzip
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
import yaml
from tests import tools
from tests.sites import Site

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from email.message import Message

REPOSITORY = Path(__file__).parents[2]
PAGE = REPOSITORY / "docs" / "hosting.md"
TYPES = {
    "all/atom.xml": "application/xml",
    "all/rss.xml": "application/xml",
    "all/feed.json": "application/feed+json",
    "feeds.opml": "text/x-opml",
    "index.html": "text/html; charset=utf-8",
    "all/index.html": "text/html; charset=utf-8",
    "all/embed.html": "text/html; charset=utf-8",
    "embed.js": "text/javascript",
    "style.css": "text/css",
    "feed.css": "text/css",
}
SHARED = {"all/feed.json", "embed.js"}


def example(language: str, number: int = 0) -> str:
    """Return the page's code block in a language."""
    found = re.findall(rf"^```{language}\n(.*?)^```$", PAGE.read_text("utf-8"), re.DOTALL | re.MULTILINE)
    return str(found[number])


class Answer(NamedTuple):
    status: int
    headers: Message
    body: bytes


class Served(NamedTuple):
    """A site, and the URL where a web server serves its output."""

    site: Site
    url: str
    printed: Path

    def get(self, path: str, **headers: str) -> Answer:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        try:
            with urllib.request.urlopen(
                urllib.request.Request(self.url + path, headers=named), timeout=30
            ) as got:
                return Answer(got.status, got.headers, got.read())
        except urllib.error.HTTPError as error:
            return Answer(error.code, error.headers, error.read())


class KeepRedirect(urllib.request.HTTPRedirectHandler):
    """Follows no redirect, so that a test sees it."""

    def redirect_request(self, *_: object) -> None:
        return None


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def nginx(folder: Path, feeds: Path, port: int) -> list[str]:
    server = (
        example("nginx")
        .replace("listen 80;", f"listen 127.0.0.1:{port};")
        .replace("/srv/site/feeds", str(feeds))
    )
    user = "user root;" if os.geteuid() == 0 else ""
    paths = "".join(
        f"{name}_temp_path {folder}/{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "nginx.conf").write_text(
        f"{user} daemon off; pid {folder}/pid; error_log stderr; events {{}}\n"
        f"http {{ access_log off; {paths}\n{server}\n}}"
    )
    return [tools.program("nginx"), "-c", str(folder / "nginx.conf"), "-p", str(folder), "-e", "stderr"]


def apache(folder: Path, feeds: Path, port: int) -> list[str]:
    modules = "mpm_event alias authz_core deflate dir filter headers mime".split()
    home = Path("/usr/lib/apache2/modules")
    load = "".join(f"LoadModule {name}_module {home}/mod_{name}.so\n" for name in modules)
    (folder / "mime.types").touch()
    (folder / "httpd.conf").write_text(
        f"{load}ServerName localhost\nListen 127.0.0.1:{port}\nPidFile {folder}/pid\nErrorLog {folder}/log\n"
        f"DefaultRuntimeDir {folder}\nTypesConfig {folder}/mime.types\nUser www-data\nGroup www-data\n"
        + example("apache").replace("/srv/site/feeds", str(feeds))
    )
    return [
        tools.program("apache2", "httpd"),
        "-d",
        str(folder),
        "-f",
        str(folder / "httpd.conf"),
        "-D",
        "FOREGROUND",
    ]


def caddy(folder: Path, feeds: Path, port: int) -> list[str]:
    file = (
        example("caddy")
        .replace("example.org {", f"http://127.0.0.1:{port} {{")
        .replace("/srv/site/feeds", str(feeds))
    )
    (folder / "Caddyfile").write_text(f"{{\n\tadmin off\n}}\n{file}")
    return [tools.program("caddy"), "run", "--config", str(folder / "Caddyfile"), "--adapter", "caddyfile"]


@pytest.fixture(params=[nginx, apache, caddy], ids=["nginx", "Apache", "Caddy"])
def served(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Served]:
    for folder in (tmp_path, *tmp_path.parents):  # Apache's workers aren't root
        if (
            folder != Path("/")
            and os.access(folder, os.W_OK)
            and folder.stat().st_uid == os.geteuid()
            and folder != Path("/tmp")
        ):
            folder.chmod(0o755)
    site = Site(tmp_path / "site", pages=True)
    site.add("a.md", title="First", topics=["AI"], body="Long enough to be worth compressing. " * 50)
    site.publish()
    (site.output / ".hidden").write_text("hidden")
    (site.output / ".feedpub-staging").mkdir()
    (site.output / ".feedpub-staging" / "0").write_text("hidden")
    folder = tmp_path / "server"
    folder.mkdir()
    port = free_port()
    environment = {"HOME": str(folder), "XDG_DATA_HOME": str(folder), "PATH": os.environ["PATH"]}
    with (folder / "printed").open("wb") as printed:
        process = subprocess.Popen(
            request.param(folder, site.output, port),
            stdout=printed,
            stderr=printed,
            env=environment,
            cwd=folder,
        )
    try:
        for _ in range(600):
            assert process.poll() is None, (folder / "printed").read_text()
            with socket.socket() as connection:
                if connection.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield Served(site, f"http://127.0.0.1:{port}/feeds/", folder / "printed")
    finally:
        process.terminate()
        process.wait(30)


@contextmanager
def running(command: Sequence[str], port: int, printed: Path) -> Iterator[None]:
    """Run a web server until the block ends."""
    with printed.open("wb") as stream:
        process = subprocess.Popen(command, stdout=stream, stderr=stream, cwd=printed.parent)
    try:
        for _ in range(600):
            assert process.poll() is None, printed.read_text()
            with socket.socket() as tried:
                if tried.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield
    finally:
        process.terminate()
        process.wait(30)


def test_nginx_leads_from_the_feed_of_a_topics_earlier_name(tmp_path: Path) -> None:
    """With the map of the page, which is right before there is one, too."""
    site = Site(tmp_path / "site", pages=True)
    site.add("a.md", title="First", topics=["AI"])
    site.publish()
    folder, port = tmp_path / "server", free_port()
    folder.mkdir()
    command = nginx(folder, site.output, port)
    mapped, condition = example("nginx", 1).splitlines()[0], re.findall("if .*", example("nginx", 1))[0]
    config = (folder / "nginx.conf").read_text()
    config = config.replace("http {", f"http {{ {mapped.replace('/srv/site/feeds', str(site.output))}\n", 1)
    config = config.replace("server_name example.org;", f"server_name example.org; {condition}", 1)
    (folder / "nginx.conf").write_text(config)
    opener = urllib.request.build_opener(KeepRedirect)
    for status in (200, 301):
        with running(command, port, folder / "printed"):
            for file in ("", "atom.xml", "index.html"):
                url = f"http://127.0.0.1:{port}/feeds/ai/{file}"
                if status == 200:
                    opener.open(url, timeout=30).close()
                    continue
                with pytest.raises(urllib.error.HTTPError) as raised:
                    opener.open(url, timeout=30)
                assert raised.value.code == status
                assert raised.value.headers["Location"].endswith(f"/feeds/machine-learning/{file}")
                raised.value.close()
        site.configure(pages=True, topics={"Machine Learning": {"was": ["AI"]}})
        site.publish()


def test_a_web_server_of_the_page_sends_its_headers(served: Served) -> None:
    for path, kind in TYPES.items():
        answer = served.get(path)
        assert answer.status == 200, path
        assert answer.body == (served.site.output / path).read_bytes()
        assert answer.headers["Content-Type"] == kind, path
        assert answer.headers["X-Content-Type-Options"] == "nosniff", path
        assert "max-age=300" in answer.headers["Cache-Control"], path
        assert answer.headers["Access-Control-Allow-Origin"] == ("*" if path in SHARED else None), path

        packed = served.get(path, Accept_Encoding="gzip")
        if len(answer.body) > 1024:
            assert packed.headers["Content-Encoding"] == "gzip", path
            assert gzip.decompress(packed.body) == answer.body

    assert served.get("").body == (served.site.output / "index.html").read_bytes()
    assert served.get("ai/").body == (served.site.output / "ai/index.html").read_bytes()
    for hidden in (
        ".hidden",
        ".feedpub-staging/0",
        ".feedpub-staging/",
        "ai/.hidden",
        "../feedpub.yaml",
        "no/such",
    ):
        answer = served.get(hidden)
        assert answer.status in {400, 403, 404} or not answer.body, hidden


def test_a_folder_without_its_slash_is_redirected(served: Served) -> None:
    opener = urllib.request.build_opener(KeepRedirect)
    with pytest.raises(urllib.error.HTTPError) as answered:
        opener.open(served.url.removesuffix("/"), timeout=30)
    answered.value.close()
    assert answered.value.status == 301
    assert urllib.parse.urlsplit(answered.value.headers["Location"]).path == "/feeds/"


def test_a_web_server_has_no_warning_about_its_config(served: Served) -> None:
    served.get("")
    lines = served.printed.read_text().splitlines()
    # Caddy warns that its admin endpoint is off, which is the test's own setting.
    assert [line for line in lines if re.search(r"\bwarn\b", line) and '"logger":"admin"' not in line] == []


def test_what_did_not_change_is_answered_with_304(served: Served) -> None:
    paths = ("all/atom.xml", "all/rss.xml", "all/feed.json", "ai/index.html")
    before = {
        (path, packed): served.get(path, **packed_as(packed)) for path in paths for packed in (False, True)
    }
    served.site.forget()
    assert served.site.publish().written == 0
    for (path, packed), answer in before.items():
        for name, value in (
            ("If_None_Match", answer.headers["ETag"]),
            ("If_Modified_Since", answer.headers["Last-Modified"]),
        ):
            assert value, (path, name)
            assert served.get(path, **{name: value}, **packed_as(packed)).status == 304, (path, name, packed)

    time.sleep(1.1)  # no clock of a web server's is finer than a second
    served.site.add("b.md", title="Second", topics=["AI"])
    served.site.publish()
    for (path, packed), answer in before.items():
        for name, value in (
            ("If_None_Match", answer.headers["ETag"]),
            ("If_Modified_Since", answer.headers["Last-Modified"]),
        ):
            assert served.get(path, **{name: value}, **packed_as(packed)).status == 200, (path, name, packed)


def packed_as(packed: bool) -> dict[str, str]:
    return {"Accept_Encoding": "gzip"} if packed else {}


def test_a_static_host_sends_the_headers_of_the_table() -> None:
    """Every path pattern of the file matches its documents, and gives them the headers of the table."""
    rules: dict[str, dict[str, str]] = {}
    for line in example("headers").splitlines():
        if line.startswith("/"):
            rules[line] = {}
        else:
            name, _, value = line.strip().partition(": ")
            rules[[*rules][-1]][name] = value
    for path, kind in TYPES.items():
        given: dict[str, str] = {}
        for pattern, headers in rules.items():
            if re.fullmatch(re.escape(pattern).replace(r"\*", ".*"), f"/feeds/{path}"):
                given |= headers
        if not path.endswith((".html", ".css", ".js")):  # which every host knows
            assert given["Content-Type"] == kind
        assert given.get("Access-Control-Allow-Origin") == ("*" if path in SHARED else None)
        assert (given["X-Content-Type-Options"], given["Cache-Control"]) == ("nosniff", "public, max-age=300")


# Running it again and again


@pytest.fixture
def installed(site: Site) -> Site:
    """A site with feedpub where the page has it, `.venv/bin/feedpub`."""
    site.add("a.md", topics=["AI"])
    command = site.folder / ".venv" / "bin" / "feedpub"
    command.parent.mkdir(parents=True)
    command.write_text(f'#!/bin/sh\nexec {sys.executable} -c "from feedpub.cli import main; main()" "$@"\n')
    command.chmod(0o755)
    return site


def test_the_line_of_cron_publishes_and_prints_nothing(installed: Site) -> None:
    """As cron runs it: by sh, with next to no environment; it prints nothing, so there is no mail."""
    line = example("cron").strip()
    minute, *others = line.split(None, 5)
    assert (minute, others[:4]) == ("*/15", ["*"] * 4)
    command = others[4].replace("/srv/site", str(installed.folder))
    environment = {"HOME": "/", "PATH": "/usr/bin:/bin", "SHELL": "/bin/sh", "LOGNAME": "site"}
    for _ in range(2):
        done = subprocess.run(
            ["/bin/sh", "-c", command], env=environment, capture_output=True, cwd="/", check=False
        )
        assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    assert (installed.output / "ai" / "atom.xml").exists()


def test_the_units_of_systemd_are_valid(tmp_path: Path) -> None:
    analyze = tools.program("systemd-analyze", package="systemd")
    service = (
        example("service")
        .replace("/srv/site/.venv/bin/feedpub", "/bin/true")
        .replace("User=site", "User=root")
    )
    (tmp_path / "feedpub.service").write_text(service)
    (tmp_path / "feedpub.timer").write_text(example("timer"))
    units = [str(tmp_path / "feedpub.service"), str(tmp_path / "feedpub.timer")]
    done = subprocess.run(
        [analyze, "verify", "--man=no", *units], capture_output=True, text=True, check=False
    )
    mine = [line for line in (done.stdout + done.stderr).splitlines() if "feedpub" in line]
    assert mine == []
    (calendar,) = re.findall(r"^OnCalendar=(.*)$", example("timer"), re.MULTILINE)
    subprocess.run([analyze, "calendar", calendar], check=True, capture_output=True)
    arguments = re.search(r"^ExecStart=/srv/site/.venv/bin/feedpub (.*)$", example("service"), re.MULTILINE)
    assert arguments
    assert arguments[1] == "generate -q"


def test_the_workflow_publishes(installed: Site) -> None:
    """Its own steps are run; those of others can't be tried here."""
    workflow = yaml.safe_load(example("yml"))
    (job,) = workflow["jobs"].values()
    steps = [step["run"] for step in job["steps"] if "run" in step]
    assert steps[0] == "python -m pip install feedpub"
    environment = {"PATH": f"{installed.folder}/.venv/bin:/usr/bin:/bin", "HOME": str(installed.folder)}
    for step in steps[1:]:
        subprocess.run(["bash", "-e", "-c", step], env=environment, cwd=installed.folder, check=True)
    assert (installed.folder / "public" / "feeds" / "ai" / "atom.xml").exists()
    assert job["steps"][-2]["with"]["path"] == "public"


def test_the_workflow_publishes_though_a_record_is_skipped_but_fails_with_a_wrong_config(
    installed: Site,
) -> None:
    installed.write("b.md", "---\npublished: true\n---\n")
    steps = [
        step["run"] for step in yaml.safe_load(example("yml"))["jobs"]["publish"]["steps"] if "run" in step
    ]
    environment = {"PATH": f"{installed.folder}/.venv/bin:/usr/bin:/bin", "HOME": str(installed.folder)}
    subprocess.run(["bash", "-e", "-c", steps[1]], env=environment, cwd=installed.folder, check=True)
    installed.file.write_text("site: {}")
    done = subprocess.run(["bash", "-e", "-c", steps[1]], env=environment, cwd=installed.folder, check=False)
    assert done.returncode == 1


def test_the_steps_of_the_container_file_publish(installed: Site) -> None:
    """What it runs in the end is run; building it needs a registry of images."""
    lines = dict(line.split(" ", 1) for line in example("dockerfile").splitlines())
    assert [*lines] == ["FROM", "RUN", "USER", "WORKDIR", "ENTRYPOINT", "CMD"]
    command = [*yaml.safe_load(lines["ENTRYPOINT"]), *yaml.safe_load(lines["CMD"])]
    environment = {"PATH": f"{installed.folder}/.venv/bin:/usr/bin:/bin"}
    done = subprocess.run(command, env=environment, cwd=installed.folder, capture_output=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    assert shutil.which("feedpub", path=environment["PATH"])
