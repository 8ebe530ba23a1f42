"""Imports follow the layers in ARCHITECTURE.md: every module's imports are read."""

from __future__ import annotations

import ast
import re
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

REPOSITORY = Path(__file__).parents[1]
PACKAGE = REPOSITORY / "src" / "feedpub"


def name_of(file: Path) -> str:
    """Return the dotted name of a module of feedpub's, by its file."""
    parts = ["feedpub", *file.relative_to(PACKAGE).with_suffix("").parts]
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {name_of(file): file for file in sorted(PACKAGE.rglob("*.py"))}


class Import(NamedTuple):
    """A module of feedpub's that another one imports: when it is loaded, or later, by a function."""

    name: str
    later: bool


@cache
def tree(module: str) -> ast.Module:
    return ast.parse(MODULES[module].read_text(encoding="utf-8"))


def imports(node: ast.AST, *, later: bool = False) -> Iterator[Import]:
    """Yield the imports at run time below a node of the syntax tree."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and ast.unparse(child.test) == "TYPE_CHECKING":
            continue
        if isinstance(child, ast.Import):
            yield from (Import(alias.name, later) for alias in child.names if alias.name in MODULES)
        elif isinstance(child, ast.ImportFrom):
            assert child.level == 0, "imports are absolute"
            source = child.module or ""
            for alias in child.names:
                if source == "feedpub" or source.startswith("feedpub."):
                    name = f"{source}.{alias.name}"
                    yield Import(name if name in MODULES else source, later)
        yield from imports(child, later=later or isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef)))


def unit(module: str) -> str:
    """Return the unit of the list that a module belongs to: a module or package directly below feedpub."""
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else "feedpub"


def layers() -> list[list[str]]:
    """Return the lines of the list in ARCHITECTURE.md, the highest first."""
    text = (REPOSITORY / "ARCHITECTURE.md").read_text(encoding="utf-8")
    found = re.search(r"^```layers\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
    assert found, "ARCHITECTURE.md has a block of layers"
    return [line.split() for line in found[1].splitlines()]


def calls(module: str) -> Iterator[str]:
    """Yield the names and attributes that a module uses, as they are written."""
    for node in ast.walk(tree(module)):
        if isinstance(node, (ast.Name, ast.Attribute)):
            yield ast.unparse(node)


def test_every_module_is_in_the_list_once() -> None:
    listed = [name for line in layers() for name in line]
    assert sorted(listed) == sorted({unit(module) for module in MODULES})


@pytest.mark.parametrize("module", MODULES)
def test_imports_come_from_below(module: str) -> None:
    height = {name: -number for number, line in enumerate(layers()) for name in line}
    for imported in imports(tree(module)):
        if unit(imported.name) != unit(module):
            assert height[unit(imported.name)] < height[unit(module)], f"{module} imports {imported.name}"


def test_no_cycles_when_modules_are_loaded() -> None:
    graph = {
        module: {imported.name for imported in imports(tree(module)) if not imported.later}
        for module in MODULES
    }
    assert len(list(TopologicalSorter(graph).static_order())) == len(MODULES)  # raises CycleError


@pytest.mark.parametrize("module", [name for name in MODULES if unit(name) not in ("cli", "__main__")])
def test_only_the_command_line_prints_and_exits(module: str) -> None:
    used = set(calls(module))
    assert not used & {"print", "input", "exit", "quit", "SystemExit", "sys.exit"}
    assert "os._exit" not in used or module == "feedpub.run.processes"  # a worker whose run has died
    assert not used & {
        "sys.stdout",
        "sys.stderr",
        "logging",
        "warnings.warn",
        "os.environ",
        "os.getenv",
    }
    assert not [name for name in used if name.startswith("click.")]


@pytest.mark.parametrize("module", [name for name in MODULES if unit(name) not in ("feedpub", "cli")])
def test_only_the_front_doors_ask_for_the_time(module: str) -> None:
    clocks = {"time.time", "time.time_ns", "datetime.now", "datetime.utcnow", "datetime.today", "date.today"}
    used = set(calls(module))
    assert not used & clocks
    assert not [name for name in used if name.startswith(("random.", "secrets.", "uuid."))]


@pytest.mark.parametrize("module", [name for name in MODULES if unit(name) == "check"])
def test_the_checker_imports_nothing_else_of_feedpub(module: str) -> None:
    assert {unit(imported.name) for imported in imports(tree(module))} <= {"check", "problems"}


FORMATS = {"feedpub.outputs.atom", "feedpub.outputs.rss", "feedpub.outputs.json_feed"}
PAGES = {f"feedpub.outputs.{name}" for name in ("page", "embed", "site_index", "opml", "assets")}


@pytest.mark.parametrize("module", sorted(FORMATS))
def test_formats_do_not_know_one_another(module: str) -> None:
    own = {imported.name for imported in imports(tree(module)) if unit(imported.name) == "outputs"}
    assert not own & (FORMATS | PAGES)
    assert not own & {"feedpub.outputs", "feedpub.outputs.registry"}


def test_the_rules_apply_to_modules() -> None:
    """The reading itself finds imports of each kind, so the tests above can fail."""
    assert Import("feedpub.problems", later=False) in set(imports(tree("feedpub.cli.output")))
    assert Import("feedpub.run.pipeline", later=True) in set(imports(tree("feedpub.cli.commands.generate")))
    assert Import("feedpub.content.text", later=False) in set(imports(tree("feedpub.config.read")))
    assert "sys.exit" in set(calls("feedpub.cli.group"))
    assert "time.time" in set(calls("feedpub.cli.options"))
