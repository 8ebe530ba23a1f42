"""A command, a config key and a kind, added as docs/extending.md shows it, work."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any

import pytest
from tests.extending import example
from tests.sites import Outcome, Site, call, spawn

from feedpub.cli import commands
from feedpub.config import Config, kinds, schema
from feedpub.config.read import load_as
from feedpub.config.reference import config_page
from feedpub.init.discovery import Discovery, Hint
from feedpub.init.render import render_config
from feedpub.problems import ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

COMMAND = example("command")


def assert_paths_works(run: Callable[..., Outcome], site: Site) -> None:
    """Assert that the new command runs, fails like any other, and is listed."""
    done = run("paths", "--config", str(site.file))
    assert done == Outcome(0, f"{site.source} -> {site.output}\n", "")
    assert run("paths", "--config", "nowhere.yaml").status == 2
    assert "  paths     Print the folders of the site.\n" in run("--help").stdout
    assert "feedpub paths" in run("paths", "--help").stdout


def test_a_command_is_a_file(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "paths.py").write_text(COMMAND, encoding="utf-8")
    monkeypatch.setattr(commands, "__path__", [*commands.__path__, str(tmp_path)])
    assert_paths_works(call, site)


def test_a_command_of_another_package_works(site: Site, tmp_path: Path) -> None:
    """It is found by its entry point, and one of the name of a built-in command isn't."""
    [(group, named)] = tomllib.loads(example("command", "toml"))["project"]["entry-points"].items()
    [(name, target)] = named.items()
    package = tmp_path / "installed" / "my_package"
    package.mkdir(parents=True)
    (package / "__init__.py").touch()
    (package / "paths.py").write_text(COMMAND, encoding="utf-8")
    info = tmp_path / "installed" / "my_package-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: my-package\nVersion: 1\n")
    points = f"[{group}]\n{name} = {target}\ntopics = {target}\n"
    (info / "entry_points.txt").write_text(points)
    assert_paths_works(
        lambda *given: spawn(*given, folder=site.folder, PYTHONPATH=str(tmp_path / "installed")), site
    )
    done = spawn("topics", folder=site.folder, PYTHONPATH=str(tmp_path / "installed"))
    assert done.stdout.startswith("topic ")


def test_a_command_that_cannot_be_loaded_breaks_no_other(site: Site, tmp_path: Path) -> None:
    info = tmp_path / "broken-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: broken\nVersion: 1\n")
    points = "gone = feedpub_gone:command\nnumber = math:pi\n"
    (info / "entry_points.txt").write_text(f"[feedpub.commands]\n{points}")

    def run(*arguments: str) -> Outcome:
        return spawn(*arguments, folder=site.folder, PYTHONPATH=str(tmp_path))

    assert run("--help").status == 0
    assert run("gone") == Outcome(
        2,
        "",
        "feedpub: gone: feedpub_gone:command can't be loaded: "
        "ModuleNotFoundError: No module named 'feedpub_gone'\n",
    )
    assert run("number") == Outcome(2, "", "feedpub: number: math:pi isn't a click.Command\n")


def test_a_config_key_is_a_field(tmp_path: Path) -> None:
    """It is read, documented, and in the file of `feedpub init`."""
    names: dict[str, Any] = dict(vars(schema))
    key = example("config-key")
    exec(f"@dataclass(frozen=True, slots=True, kw_only=True)\nclass Extended(Config):\n{key}", names)
    extended: type[Config] = names["Extended"]
    file = tmp_path / "feedpub.yaml"
    text = "site: {title: T, feeds_url: https://example.org/feeds/}\ncolour: "
    file.write_text(f"{text}red\n")
    loaded: Any = load_as(extended, file)
    assert loaded.colour == "red"
    file.write_text(f"{text}green\n")
    with pytest.raises(ConfigError, match="2:9: colour is one of blue, red, not 'green'"):
        load_as(extended, file)
    hint = Hint("https://example.org/", None)
    discovery = Discovery("seeds", "feeds", hint, hint, hint, None, 0, 0, 0, 0, ())
    assert "# The colour of the feeds.\n#colour: blue\n" in render_config(discovery, extended)
    assert "| `colour` | `blue` or `red` | `blue` | The colour of the feeds. |" in config_page("", extended)


def test_a_kind_of_config_values_is_a_class(tmp_path: Path) -> None:
    names: dict[str, Any] = {**vars(schema), **vars(kinds)}
    exec(example("config-kind"), names)
    source = 'colour: str = field(default="#000000", metadata=key(Colour(), "The colour of the feeds."))'
    exec(f"@dataclass(frozen=True, slots=True, kw_only=True)\nclass Extended(Config):\n    {source}", names)
    file = tmp_path / "feedpub.yaml"
    file.write_text("site: {title: T, feeds_url: https://example.org/feeds/}\ncolour: red\n")
    with pytest.raises(ConfigError, match="2:9: 'red' isn't a colour; write it like #1d1f23"):
        load_as(names["Extended"], file)
