"""The public interface: the names that feedpub exports, their arguments and exceptions."""

from __future__ import annotations

import inspect
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

import feedpub

REPOSITORY = Path(__file__).parents[1]

PUBLIC = {
    "Config",
    "ConfigError",
    "DocumentChange",
    "FeedpubError",
    "Locked",
    "OutputInvalid",
    "Problem",
    "PublishError",
    "Report",
    "Summary",
    "__version__",
    "check",
    "generate",
    "load_config",
}


def test_all_lists_the_public_names() -> None:
    assert set(feedpub.__all__) == PUBLIC
    assert list(feedpub.__all__) == sorted(feedpub.__all__)
    assert all(hasattr(feedpub, name) for name in feedpub.__all__)


def test_no_other_name_of_feedpub_is_exported() -> None:
    ours = {
        name
        for name, value in vars(feedpub).items()
        if not name.startswith("_")
        and not isinstance(value, ModuleType)
        and getattr(value, "__module__", "").split(".")[0] == "feedpub"
    }
    assert ours <= PUBLIC


@pytest.mark.parametrize(
    ("function", "names"),
    [
        (feedpub.load_config, "file *source *output *base_url *title *limit"),
        (
            feedpub.generate,
            "config *now *executor *store *strict *dry_run *rebuild *wait *allow_shrink *progress",
        ),
        (feedpub.check, "source *profile *now"),
    ],
)
def test_arguments_keep_their_names(function: object, names: str) -> None:
    assert callable(function)
    parameters = inspect.signature(function).parameters.values()
    found = [("*" if one.kind is one.KEYWORD_ONLY else "") + one.name for one in parameters]
    assert found == names.split()
    assert all(one.default is not one.empty for one in parameters if one.kind is one.KEYWORD_ONLY)


@pytest.mark.parametrize("name", sorted(PUBLIC - {"__version__"}))
def test_public_names_are_documented(name: str) -> None:
    assert inspect.getdoc(getattr(feedpub, name))
    assert f"`{name}" in (REPOSITORY / "docs" / "library.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["ConfigError", "Locked", "OutputInvalid", "PublishError"])
def test_every_exception_has_one_base(name: str) -> None:
    assert issubclass(getattr(feedpub, name), feedpub.FeedpubError)


def test_importing_is_cheap() -> None:
    program = (
        "import sys, feedpub\n"
        "heavy = {'lxml', 'feedgen', 'nh3', 'pyromark', 'jsonschema_rs', 'click', 'sqlite3'}\n"
        "print(*sorted(heavy & sys.modules.keys()))\n"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ran.stdout.split() == []


@pytest.mark.parametrize(
    "before", ["", "import feedpub.check", "from feedpub.check import Report", "import feedpub.run.render"]
)
def test_check_is_the_function_whatever_was_imported_before(before: str) -> None:
    """Python would set the package's attribute to the module of that name."""
    program = (
        f"{before}\n"
        "import feedpub\n"
        "from feedpub import check\n"
        "import feedpub.check.report\n"
        "from feedpub.check import check as function\n"
        "print(feedpub.check is check, callable(check) and callable(function), feedpub.check(b'').valid)\n"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ran.stdout.split() == ["True", "True", "False"]


def test_importing_loads_no_module_but_the_version() -> None:
    program = "import sys, feedpub\nprint(*(name for name in sys.modules if name.startswith('feedpub')))"
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert sorted(ran.stdout.split()) == ["feedpub", "feedpub._version"]


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="module 'feedpub' has no attribute 'checks'"):
        getattr(feedpub, "checks")  # noqa: B009 - mypy would know better


def test_the_library_works_as_documented(tmp_path: Path) -> None:
    (tmp_path / "seeds").mkdir()
    record = "---\ntitle: A\npublishedDateTime: 2020-06-16\npublished: true\n---\n"
    (tmp_path / "seeds" / "a.md").write_text(record)
    config = feedpub.load_config(
        source=tmp_path / "seeds",
        output=tmp_path / "feeds",
        base_url="https://example.org/feeds/",
        title="Example",
    )
    preview = feedpub.generate(config, dry_run=True)
    assert (preview.published, preview.written) == (1, 11)
    atom = next(change for change in preview.documents if change.path == "all/atom.xml")
    assert atom == feedpub.DocumentChange(
        "all/atom.xml",
        "https://example.org/feeds/all/atom.xml",
        "written",
        slug="all",
        digest=atom.digest,
    )
    assert atom.digest is not None
    assert re.fullmatch("[0-9a-f]{64}", atom.digest)
    assert len(preview.documents) == 11
    assert not (tmp_path / "feeds").exists()
    with pytest.raises(feedpub.ConfigError):
        feedpub.load_config(source=tmp_path)


def test_the_version_is_declared_in_one_file() -> None:
    own = re.compile(rf"(?<![\d.]){re.escape(feedpub.__version__)}(?![\d.])")
    files = [*REPOSITORY.joinpath("src").rglob("*.py"), *REPOSITORY.joinpath("docs").rglob("*.md")]
    files += [REPOSITORY / "pyproject.toml", REPOSITORY / "README.md", REPOSITORY / "ARCHITECTURE.md"]
    declaring = [file.name for file in files if own.search(file.read_text(encoding="utf-8"))]
    assert declaring == ["_version.py"]


def test_the_changelog_has_what_is_unreleased_on_top_and_then_this_version() -> None:
    changes = (REPOSITORY / "CHANGELOG.md").read_text(encoding="utf-8")
    headings = re.findall(r"^## (\S+)", changes, re.MULTILINE)
    assert headings[:2] == ["Unreleased", feedpub.__version__]
