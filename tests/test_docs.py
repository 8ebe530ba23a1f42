"""The documentation: generated pages are current, and the examples on pages work.

`pytest tests/test_docs.py --update-snapshots` writes the generated pages anew.
"""

from __future__ import annotations

import re
import shlex
import typing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import msgspec
import pytest
from click.testing import CliRunner

import feedpub
from feedpub import cli, config, records, topics
from feedpub.config.reference import config_page
from feedpub.config.schema import SECTIONS
from feedpub.config.table import rows
from feedpub.problems import ConfigError
from feedpub.records import fields, reading, reference

if TYPE_CHECKING:
    from collections.abc import Iterator

REPOSITORY = Path(__file__).parents[1]
DOCS = REPOSITORY / "docs"
PAGES = [
    REPOSITORY / "README.md",
    REPOSITORY / "ARCHITECTURE.md",
    REPOSITORY / "CHANGELOG.md",
    *sorted(DOCS.glob("*.md")),
]


def read(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def blocks(page: Path, language: str) -> list[str]:
    """Return the page's code blocks in a language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", read(page), re.DOTALL | re.MULTILINE)


def assert_current(page: Path, expected: str, *, update_snapshots: bool) -> None:
    """Compare a page with the generated text; write it if the switch is set."""
    if update_snapshots:
        page.write_text(expected, encoding="utf-8")
    assert read(page) == expected, f"{page.name} isn't current; run ./dev.sh docs"


# The commands


def subcommands() -> dict[str, click.Command]:
    """Return feedpub's commands by name, in order."""
    context = click.Context(cli.main)
    found = {name: cli.main.get_command(context, name) for name in cli.main.list_commands(context)}
    return {name: command for name, command in found.items() if command}


def commands() -> Iterator[tuple[str, click.Command]]:
    """Yield feedpub and every one of its commands, with how it is called."""
    yield "feedpub", cli.main
    for name, command in subcommands().items():
        yield f"feedpub {name}", command


def help_of(name: str, command: click.Command) -> str:
    context = click.Context(command, info_name=name, terminal_width=92, max_content_width=92)
    context.help_option_names = ["-h", "--help"]
    return command.get_help(context)


def commands_page() -> str:
    lines = [
        "# Commands",
        "",
        "This page is generated from the `--help` of every command.",
        "",
        "Exit statuses:",
        "",
        "| status | meaning |",
        "| --- | --- |",
        *(f"| {status} | {meaning} |" for status, meaning in exit_statuses()),
        "",
        "Results go to standard output, problems to standard error, one line each:",
        "`path:line:column: message`.",
        "",
        "## Tab completion",
        "",
        "This line in `~/.bashrc` completes commands, options, and the slugs of feeds after `embed`:",
        "",
        "```sh",
        'eval "$(_FEEDPUB_COMPLETE=bash_source feedpub)"',
        "```",
        "",
        "In `~/.zshrc` it is `zsh_source`. For fish, `_FEEDPUB_COMPLETE=fish_source feedpub | source` goes",
        "into `~/.config/fish/completions/feedpub.fish`.",
    ]
    for name, command in commands():
        lines += ["", f"## {name}", "", "```text", help_of(name, command), "```"]
    return "\n".join(lines) + "\n"


def exit_statuses() -> list[tuple[str, str]]:
    """Return the exit statuses that the command line's own docstring lists."""
    return re.findall(r"^    (\d+) +(.+)$", cli.__doc__ or "", re.MULTILINE)


def test_commands_page_is_current(*, update_snapshots: bool) -> None:
    assert_current(DOCS / "commands.md", commands_page(), update_snapshots=update_snapshots)


def test_exit_statuses_are_found() -> None:
    assert [status for status, _ in exit_statuses()] == ["0", "1", "2", "3", "75"]


@pytest.mark.parametrize(("name", "command"), list(commands()))
def test_every_command_explains_itself(name: str, command: click.Command) -> None:
    assert command.help
    options = [one for one in command.params if isinstance(one, click.Option)]
    assert all(option.help for option in options), name
    if name != "feedpub":
        examples = [
            line.strip() for line in help_of(name, command).splitlines() if line.startswith("  feedpub ")
        ]
        assert examples, f"{name} --help has an example on a line of its own"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_commands_in_the_documentation_exist(page: Path) -> None:
    """Every `feedpub ...` in a shell block or in a line of code names a command, and options of it."""
    inline = re.findall(r"`(feedpub [^`\n]+)`", read(page))
    shell = [line for block in blocks(page, "sh") for line in block.splitlines()]
    found = [
        re.search(r"(?:^|[ /])feedpub( .*)$", line) for line in [*inline, *shell] if not line.startswith("#")
    ]
    for match in filter(None, found):
        words = shlex.split(re.split(r" (?:&&|\||;|>|#)", match[1])[0].strip())
        command: click.Command = cli.main
        if words and not words[0].startswith("-"):
            assert words[0] in subcommands(), match[0]
            command = subcommands()[words[0]]
        known = {name for one in command.params for name in one.opts} | {"-h", "--help", "--version"}
        assert {word.partition("=")[0] for word in words if re.match("--?[a-z]", word)} <= known, match[0]


# The config


def defaults() -> config.Config:
    """Return a config with the required values only."""
    return config.load(None, source=Path("seeds"), base_url="https://example.org/feeds/", title="T")


def test_config_page_is_current(*, update_snapshots: bool) -> None:
    assert_current(
        DOCS / "config.md", config_page(read(REPOSITORY / "feedpub.yaml")), update_snapshots=update_snapshots
    )


def test_every_key_is_in_the_table_once_and_explained() -> None:
    table = list(rows(config.Config, SECTIONS))
    assert len({row.path for row in table}) == len(table) > 50
    assert [row.path for row in table if not row.help or not row.words] == []
    assert set(SECTIONS) <= {row.path for row in table}


def test_the_keys_are_those_that_the_config_takes(tmp_path: Path) -> None:
    """Write an unknown key into every section, and compare the keys that the messages list."""
    file = tmp_path / "feedpub.yaml"
    unknown = "0: 0"
    file.write_text(
        f"{unknown}\nsite: {{title: T, feeds_url: 'https://example.org/', {unknown},\n"
        f" author: {{name: A, {unknown}}}}}\n"
        f"source: {{{unknown}}}\noutput: {{{unknown}}}\nlimits: {{{unknown}}}\ntopics: {{T: {{{unknown}}}}}\n"
        f"feeds: [{{slug: s, title: T, {unknown}, where: {{{unknown}}}}}]\n"
    )
    with pytest.raises(ConfigError) as raised:
        config.load(file)
    sections = [
        "",
        "site.",
        "site.author.",
        "source.",
        "output.",
        "limits.",
        "topics.*.",
        "feeds[].",
        "feeds[].where.",
    ]
    listed = [re.findall(r"known keys are (.+)$", problem.message) for problem in raised.value.problems]
    taken = {
        section + name
        for section, [names] in zip(sections, listed, strict=True)
        for name in names.split(", ")
    }
    assert taken == {row.path for row in rows(config.Config, SECTIONS)}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_configs_in_the_documentation_load(page: Path, tmp_path: Path) -> None:
    for number, block in enumerate(blocks(page, "yaml")):
        file = tmp_path / f"{number}.yaml"
        file.write_text(block, encoding="utf-8")
        config.load(file)


# Records


class Recording(dict[str, Any]):
    """A mapping that notes which keys it is asked for."""

    asked: typing.ClassVar[set[str]] = set()

    def get(self, key: str, default: Any = None) -> Any:
        self.asked.add(key)
        return super().get(key, default)


def recorded(value: Any) -> Any:
    if isinstance(value, dict):
        return Recording({key: recorded(inner) for key, inner in value.items()})
    return [recorded(inner) for inner in value] if isinstance(value, list) else value


def example_record() -> str:
    [block] = blocks(DOCS / "records.md", "markdown")
    return str(block)


KEYS_BEGIN = "<!-- These tables are generated from the table of fields. -->\n\n"
KEYS_END = "\n<!-- The end of the generated tables. -->\n"


def test_records_page_is_current(*, update_snapshots: bool) -> None:
    page = read(DOCS / "records.md")
    before, _, rest = page.partition(KEYS_BEGIN)
    _, _, after = rest.partition(KEYS_END)
    assert after
    page = before + KEYS_BEGIN + reference.key_tables() + KEYS_END + after
    assert_current(DOCS / "records.md", page, update_snapshots=update_snapshots)


def test_records_page_names_the_keys_that_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both the table's allow-list and the keys that the explaining reading asks for are those on the page."""
    monkeypatch.setattr(Recording, "asked", set())
    monkeypatch.setattr(reading, "parse_simple", lambda *_: None)
    load = reading._load

    def recording(*args: Any) -> Any:
        values, matter = load(*args)
        return recorded(values), matter

    monkeypatch.setattr(reading, "_load", recording)
    records.parse(example_record().encode(), "a.md", defaults())
    section = read(DOCS / "records.md").partition("\n## Keys\n")[2].partition("\n## ")[0]
    named = re.findall(r"^\| (`[^|]+) \|", section, re.MULTILINE)
    keys = {key for cell in named for key in re.findall(r"`([A-Za-z_]+)`", cell)}
    assert keys - fields.BODY.keys == Recording.asked
    assert keys == fields.allowed_keys() | fields.BODY.keys


def test_the_record_on_the_page_is_whole() -> None:
    parsed = records.parse(example_record().encode(), "a.md", defaults())
    assert parsed.problems == ()
    assert parsed.record
    assert [name for name, value in msgspec.structs.asdict(parsed.record).items() if not value] == []


def test_statuses_are_named() -> None:
    page = read(DOCS / "records.md")
    for status in typing.get_args(records.Status):
        assert f"`{status}`" in page, status
    assert "`scheduled`" in page
    assert "`duplicate`" in page


def test_slugs_on_the_page_are_right() -> None:
    rows = re.findall(r"^\| `([^`]+)` \| `([a-z0-9-]+)` \|$", read(DOCS / "records.md"), re.MULTILINE)
    assert len(rows) >= 4
    assert {name: topics.slug(name) for name, _ in rows} == dict(rows)


# The readme


def test_the_record_in_the_readme_is_published(tmp_path: Path) -> None:
    [record] = blocks(REPOSITORY / "README.md", "markdown")
    [settings] = blocks(REPOSITORY / "README.md", "yaml")
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / "a.md").write_text(record, encoding="utf-8")
    (tmp_path / "feedpub.yaml").write_text(settings, encoding="utf-8")
    summary = feedpub.generate(feedpub.load_config(tmp_path / "feedpub.yaml"))
    assert (summary.published, summary.problems, summary.failed) == (1, (), ())


@pytest.mark.parametrize("page", [REPOSITORY / "README.md", DOCS / "library.md"], ids=lambda page: page.name)
def test_programs_in_the_documentation_run(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    [record] = blocks(REPOSITORY / "README.md", "markdown")
    [settings] = blocks(REPOSITORY / "README.md", "yaml")
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / "a.md").write_text(record, encoding="utf-8")
    (tmp_path / "feedpub.yaml").write_text(settings, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    programs = blocks(page, "python")
    assert programs
    for program in programs:
        exec(compile(program, page.name, "exec"), {"__name__": "example"})  # our own page
    assert (tmp_path / "feeds" / "all" / "atom.xml").is_file()


def test_the_readme_has_every_exit_status() -> None:
    statuses = re.findall(r"^\| (\d+) \|", read(REPOSITORY / "README.md"), re.MULTILINE)
    assert statuses == [status for status, _ in exit_statuses()]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)", read(page)):
        if not target.startswith(("https://", "mailto:")):
            assert (page.parent / target).exists(), target


def test_help_is_what_the_command_prints() -> None:
    ran = CliRunner().invoke(cli.main, ["generate", "--help"], terminal_width=92)
    assert ran.exit_code == 0
    assert "--base-url" in ran.output
