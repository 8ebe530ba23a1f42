"""Outputs are found by name: feedpub's own, and those of packages, which are declared as documented."""

from __future__ import annotations

import dataclasses
import re
import tomllib
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from tests.extending import PAGE, example
from tests.sites import spawn

import feedpub
from feedpub import outputs
from feedpub.outputs import registry

if TYPE_CHECKING:
    from pathlib import Path

    from tests.sites import Site


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package with the documented output, installed where Python finds it."""
    folder = tmp_path / "packages"
    information = folder / "feedpub_lines-1.dist-info"
    information.mkdir(parents=True)
    (folder / "feedpub_lines.py").write_text(example("output"), "utf-8")
    ((group, points),) = tomllib.loads(example("output", "toml"))["project"]["entry-points"].items()
    lines = [f"[{group}]", *(f"{name} = {place}" for name, place in points.items())]
    (information / "entry_points.txt").write_text("\n".join(lines), "utf-8")
    (information / "METADATA").write_text("Metadata-Version: 2.1\nName: feedpub-lines\nVersion: 1\n", "utf-8")
    monkeypatch.setenv("PYTHONPATH", str(folder))
    return folder


def publish(site: Site, *arguments: str) -> tuple[int, str]:
    outcome = spawn(
        "generate", "--config", str(site.file), "--now", "2024-07-01", *arguments, folder=site.folder
    )
    return outcome.status, outcome.stderr


def test_the_documented_output_is_published(site: Site, package: Path) -> None:
    (formats,) = re.findall(r"`(formats: [^`]*)`, and", PAGE.read_text("utf-8"))
    site.configure(**yaml.safe_load(formats), pages=True)
    site.add("a.md", title="Robots win", webUrl="https://example.org/robots", topics=["AI"])
    site.add("b.md", title="<Chips & crisps>", id="urn:isbn:9783161484100")
    assert publish(site) == (0, "")
    assert site.feeds()["ai/lines.txt"].decode() == "Example: AI\n\nRobots win <https://example.org/robots>\n"
    assert "<Chips & crisps> <urn:isbn:9783161484100>" in site.feeds()["all/lines.txt"].decode()
    assert 'href="lines.txt" type="text/plain; charset=utf-8">Plain text' in site.texts()
    before = site.feeds()
    site.forget()
    assert publish(site) == (0, "")
    assert site.feeds() == before
    site.add("a.md", title="Robots lose", webUrl="https://example.org/robots", topics=["AI"])
    assert publish(site) == (0, "")
    assert "Robots lose" in site.feeds()["ai/lines.txt"].decode()


def test_an_unknown_output_is_an_error_that_lists_those_installed(site: Site, package: Path) -> None:
    site.configure(formats=["atom", "linse"])
    status, stderr = publish(site)
    assert status == 2
    assert "unknown format 'linse'; formats may hold atom, rss, json, lines" in stderr


def test_an_output_that_raises_is_named_and_replaces_nothing(site: Site, package: Path) -> None:
    site.add("a.md")
    assert publish(site)[0] == 0
    before = site.feeds()
    module = package / "feedpub_lines.py"
    module.write_text(module.read_text("utf-8").replace("entry.title", "entry.headline"), "utf-8")
    site.configure(formats=["atom", "lines"])
    status, stderr = publish(site)
    assert status == 3
    assert "the output lines can't be rendered: AttributeError" in stderr
    assert site.feeds() == before


def test_an_output_that_cannot_be_loaded_is_named(site: Site, package: Path) -> None:
    (package / "feedpub_lines.py").write_text("import a_module_that_is_missing", "utf-8")
    site.configure(formats=["lines"])
    site.add("a.md")
    status, stderr = publish(site)
    assert status == 3
    assert "the output lines can't be loaded: ModuleNotFoundError" in stderr


def test_errors_of_an_outputs_own_check_keep_its_documents_back(site: Site, package: Path) -> None:
    module = package / "feedpub_lines.py"
    module.write_text(
        module.read_text("utf-8").replace(
            "    feed_document=", "    check=lambda data, path: check(path),\n    feed_document="
        )
        + "\n\ndef check(path):\n"
        "    from feedpub import Problem\n"
        '    return [Problem(path, 2, 1, "error", "made-up", "too dull")]\n',
        "utf-8",
    )
    site.configure(formats=["atom", "lines"])
    site.add("a.md")
    status, stderr = publish(site)
    assert status == 3
    assert "all/lines.txt:2:1: too dull" in stderr
    assert set(site.feeds()) == {"all/atom.xml"}


BUILT_IN = [*registry._FORMATS, *registry._PAGES]


@pytest.mark.parametrize("name", BUILT_IN)
def test_a_built_in_output_has_its_name_and_a_file_of_its_own(name: str) -> None:
    output = outputs.get(name)
    assert output.name == name
    assert outputs.is_built_in(name)
    others = [outputs.get(other) for other in BUILT_IN if other != name]
    assert (output.scope, output.file) not in {(other.scope, other.file) for other in others}


def test_packages_are_only_asked_for_names_that_are_not_built_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_entry_points", lambda: pytest.fail("packages were asked"))
    assert outputs.known_formats() == outputs.known_formats(["json", "atom"]) == ("atom", "rss", "json")
    with pytest.raises(pytest.fail.Exception):
        outputs.known_formats(["json", "lines"])


def test_there_is_no_output_of_an_unknown_name() -> None:
    with pytest.raises(LookupError):
        outputs.get("telegram")


def test_two_outputs_with_one_file_are_refused(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    atom = outputs.get("atom")
    every = {"atom": atom, "other": dataclasses.replace(atom, name="other")}
    monkeypatch.setattr(registry, "get", every.__getitem__)
    config = dataclasses.replace(feedpub.load_config(site.file), formats=("atom", "other"))
    with pytest.raises(feedpub.OutputInvalid, match=r"atom and other both write atom\.xml"):
        outputs.feed_outputs(config)


@pytest.mark.parametrize(
    "changes",
    [
        {"file": "../atom.xml"},
        {"file": "a/b"},
        {"file": ".hidden"},
        {"file": ""},
        {"scope": "site"},
        {"frame": None},
        {"fragment": None},
        {"feed_document": lambda *_: b""},
    ],
)
def test_a_declaration_that_cannot_work_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="the output atom"):
        dataclasses.replace(outputs.get("atom"), **changes)


def test_another_version_of_a_package_writes_its_documents_again(site: Site, package: Path) -> None:
    site.configure(formats=["atom", "lines"])
    site.add("a.md", title="Robots win", topics=["AI"])
    assert publish(site) == (0, "")
    module = package / "feedpub_lines.py"
    module.write_text(module.read_text("utf-8").replace("{feed.title}", "* {feed.title}"), "utf-8")
    metadata = package / "feedpub_lines-1.dist-info" / "METADATA"
    metadata.write_text("Metadata-Version: 2.1\nName: feedpub-lines\nVersion: 2\n", "utf-8")
    assert publish(site) == (0, "")
    assert site.feeds()["ai/lines.txt"].decode().startswith("* Example: AI")
