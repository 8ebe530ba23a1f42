"""The config: every key, its faults and their places, and the options that override it."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from tests import documents
from tests.sites import CASES, NOW, Site, call, spawn

import feedpub
from feedpub import sources
from feedpub.config import INCLUDE, Config, Limits
from feedpub.config.keys import key
from feedpub.config.kinds import OneOf
from feedpub.config.read import load_as
from feedpub.config.reference import config_page
from feedpub.frontmatter.values import MAX_DEPTH
from feedpub.init.discovery import Discovery, Hint
from feedpub.init.render import render_config
from feedpub.outputs import known_formats
from feedpub.sources import patterns

if TYPE_CHECKING:
    from pathlib import Path

INVALID = sorted((CASES / "config/invalid").glob("*.yaml"))

SITE = {"title": "Example", "feeds_url": "https://example.org/feeds/"}


def load(tmp_path: Path, site: dict[str, Any] | None = None, **keys: Any) -> feedpub.Config:
    file = tmp_path / "feedpub.yaml"
    file.write_text(
        yaml.safe_dump({"site": {**SITE, **(site or {})}, **keys}, allow_unicode=True), encoding="utf-8"
    )
    return feedpub.load_config(file)


@pytest.mark.parametrize("file", INVALID, ids=lambda path: path.stem)
def test_every_fault_of_an_invalid_config_is_reported_with_its_place(
    file: Path, update_snapshots: bool
) -> None:
    """A config beside the problems that it has; its name begins with the rule that it breaks."""
    with pytest.raises(feedpub.ConfigError) as raised:
        feedpub.load_config(file)
    problems = raised.value.problems
    assert file.stem.split("--")[0] in {problem.rule for problem in problems}
    reported = "".join(f"{one.line}:{one.column}: {one.message}\n" for one in problems)
    expected = file.with_suffix(".txt")
    if update_snapshots:
        expected.write_text(reported, encoding="utf-8")
    assert reported == expected.read_text(encoding="utf-8")
    outcome = call("generate", "--config", str(file))
    assert outcome.status == 2
    assert outcome.stdout == ""
    assert outcome.stderr == "".join(f"{file}:{line}\n" for line in reported.splitlines())


def test_a_minimal_config_has_the_defaults(tmp_path: Path) -> None:
    config = load(tmp_path)
    assert dataclasses.asdict(config) == {
        "site": {
            "title": "Example",
            "url": "https://example.org/",
            "feeds_url": "https://example.org/feeds/",
            "description": None,
            "language": "en",
            "author": None,
            "rights": None,
            "icon": None,
            "logo": None,
            "timezone": "UTC",
            "id_base": None,
        },
        "source": tmp_path / "seeds",
        "output": tmp_path / "feeds",
        "state": tmp_path,
        "exclude": (),
        "key_bases": {},
        "file": tmp_path / "feedpub.yaml",
        "include": INCLUDE,
        "limit": 50,
        "content": "full",
        "entities": "decode",
        "lead_image": True,
        "publish_unflagged": False,
        "formats": known_formats(),
        "pages": True,
        "browser_link": False,
        "max_shrink": 50,
        "ignore_keys": (),
        "topics": (),
        "feeds": (),
        "limits": dataclasses.asdict(Limits()),
    }
    assert INCLUDE == ("**/*.md", "**/*.markdown", "**/*.txt", "**/*.yaml", "**/*.yml", "**/*.json")


def test_every_key_of_the_site_is_read(tmp_path: Path) -> None:
    author = {"name": "Example", "email": "feeds@example.org", "url": "https://example.org/about"}
    site = {
        "title": "A  title",
        "url": "https://example.org/site/",
        "feeds_url": "https://feeds.example.org",
        "description": "Text",
        "language": "de-CH",
        "author": author,
        "rights": "None",
        "icon": "/icon.png",
        "logo": "https://example.org/logo.png",
        "timezone": "Europe/Zurich",
        "id_base": "tag:Example.org,2014-05:",
    }
    assert dataclasses.asdict(load(tmp_path, site).site) == {
        **site,
        "title": "A title",
        "feeds_url": "https://feeds.example.org/",
        "icon": "https://feeds.example.org/icon.png",
        "id_base": "example.org,2014-05",
    }


def test_every_limit_is_read(tmp_path: Path) -> None:
    limits = {name: number for number, name in enumerate(Limits.__dataclass_fields__, 1)}
    assert dataclasses.asdict(load(tmp_path, limits=limits).limits) == limits


def test_every_key_without_a_section_of_its_own_is_read(tmp_path: Path) -> None:
    config = load(
        tmp_path,
        source={"folder": "news", "include": ["*.md", "more/**/*.txt"]},
        output={"folder": "../public"},
        limit=7,
        content="excerpt",
        entities="keep",
        lead_image="no",
        publish_unflagged=True,
        formats=["json", "atom"],
        pages="off",
    )
    values = dataclasses.asdict(config)
    for name, value in {
        "source": tmp_path / "news",
        "output": tmp_path / "../public",
        "include": ("*.md", "more/**/*.txt"),
        "limit": 7,
        "content": "excerpt",
        "entities": "keep",
        "lead_image": False,
        "publish_unflagged": True,
        "formats": ("atom", "json"),
        "pages": False,
    }.items():
        assert values[name] == value, name


def test_every_key_of_topics_and_feeds_is_read(tmp_path: Path) -> None:
    config = load(
        tmp_path,
        {"url": "https://example.org/site/"},
        topics={"C++": {"slug": "cpp", "description": "Text", "url": "/cpp", "was": "C"}, "AI": None},
        feeds=[
            {
                "slug": "own",
                "title": "Own",
                "description": "Text",
                "url": "https://example.org/own",
                "any": ["a", "B"],
                "all": "c",
                "none": ["d"],
                "where": {
                    "category": "News",
                    "type": ["Article"],
                    "min_quality": 40,
                    "min_heat": -1.5,
                    "provider": "Example.com",
                },
                "order": "hottest",
                "within": "2w",
                "limit": 3,
            }
        ],
    )
    values = dataclasses.asdict(config)
    assert sorted(values["topics"], key=lambda topic: topic["name"]) == [
        {"name": "AI", "slug": None, "description": None, "url": None, "was": ()},
        {
            "name": "C++",
            "slug": "cpp",
            "description": "Text",
            "url": "https://example.org/cpp",
            "was": ("C",),
        },
    ]
    assert values["feeds"] == (
        {
            "slug": "own",
            "title": "Own",
            "description": "Text",
            "url": "https://example.org/own",
            "selection": {
                "any": ("a", "b"),
                "all": ("c",),
                "none": ("d",),
                "category": ("news",),
                "type": ("article",),
                "provider": ("example.com",),
                "min_quality": 40,
                "min_heat": -1.5,
                "order": "hottest",
                "within": 14 * 86400,
                "limit": 3,
            },
        },
    )


def test_every_fault_is_reported_at_once(tmp_path: Path) -> None:
    with pytest.raises(feedpub.ConfigError) as raised:
        load(tmp_path, {"language": "?", "timezone": "?"}, limit="?", content="?", unknown="?")
    assert sorted(one.rule for one in raised.value.problems) == [
        "language",
        "number",
        "timezone",
        "unknown-key",
        "word",
    ]
    lines = [one.line for one in raised.value.problems]
    assert lines == sorted(lines)


def test_include_decides_what_is_read(site: Site) -> None:
    site.configure(source={"folder": "seeds", "include": ["*.md", "notes/**/*.[ty]*", "!odd?.md"]})
    for name in (
        "a.md",
        "a.txt",
        "deep/a.md",
        "notes/a.txt",
        "notes/deep/er/a.yaml",
        "notes/a.md",
        "!odd1.md",
    ):
        site.add(name, title=name)
    site.publish()
    assert sorted(documents.titles(site.output)) == [
        "!odd1.md",
        "a.md",
        "notes/a.txt",
        "notes/deep/er/a.yaml",
    ]


def test_the_default_reads_every_suffix_at_any_depth_and_nothing_else(site: Site) -> None:
    read = ["a.md", "x/b.markdown", "x/y/c.txt", "d.yaml", "e.yml", "F.md"]
    for name in [*read, "g.html", "h.md~", "md", ".hidden.md", ".hidden/i.md", "j.MD.bak"]:
        site.add(name, title=name)
    site.write("k.json", '{"title": "k.json", "published": true, "publishedDateTime": "2024-05-06"}')
    assert site.publish().read == len(read) + 1
    assert sorted(documents.titles(site.output)) == sorted([*read, "k.json"])


def test_the_bound_on_nesting_is_that_of_the_parser() -> None:
    """Written twice, since a config without a file needs no parser."""
    assert Limits().depth == MAX_DEPTH


PATTERNS = [
    "**/*.md", "**/*md", "**/*.x]", "**/*.", "**/*\n", "**/*é.md", "**/*b.md", "**/*.tar.md",
    "*.md", "**/*", "**", "**/*.m?", "**/*.[mt]*", "**/*.[", "**/x/*.md", "**/*/b.md", "x/**.md", "**/.md",
]  # fmt: skip
NAMES = [
    "a.md", "md", "x.md/b.md", "x/b.md", "x/y/ab.md", "x/y/c.x]", "x/d.", "e\n", "x/é.md", "f.tar.md", "g.MD",
    "h.md~", "x/i.md\n", "y.m/k.mx", "y.m/l.[",
]  # fmt: skip


@settings(max_examples=200)
@given(include=st.lists(st.sampled_from(PATTERNS), max_size=4))
def test_a_pattern_means_the_same_beside_any_others(
    tmp_path_factory: pytest.TempPathFactory, include: list[str]
) -> None:
    """Patterns with only a suffix are matched separately; the regular expression defines the meaning."""
    folder = tmp_path_factory.getbasetemp() / "named"
    for name in () if folder.exists() else NAMES:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()
    expression = patterns.to_expression(include)
    expected = {name for name in NAMES if include and expression.fullmatch(name)}
    assert {item.key for item in sources.scan(folder, include).items} == expected


SETS = {
    "[ab].md": ["a.md", "b.md"],
    "[!ab].md": ["-.md", "].md", "c.md"],
    "[^ab].md": ["-.md", "].md", "c.md"],
    "[]-].md": ["-.md", "].md"],
    "[!]a].md": ["-.md", "b.md", "c.md"],
    "[+--].md": ["-.md"],
    "[--c].md": ["-.md", "].md", "a.md", "b.md", "c.md"],
    "[a-b&&c].md": ["a.md", "b.md", "c.md"],
    "x[!a]a.md": ["x-a.md"],
    "[!].md": ["[!].md"],
    "**/[!a].md": ["-.md", "].md", "b.md", "c.md", "x/b.md"],
}


@pytest.mark.parametrize("pattern", SETS)
@pytest.mark.filterwarnings("error")
def test_sets_in_patterns_mean_what_they_mean_in_a_shell(tmp_path: Path, pattern: str) -> None:
    """As a shell reads them (IEEE Std 1003.1 §2.13): a first bracket is a member, a slash never is."""
    for name in ("a.md", "b.md", "c.md", "-.md", "].md", "[!].md", "x-a.md", "x/a.md", "x/b.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    assert sorted(item.key for item in sources.scan(tmp_path, [pattern]).items) == SETS[pattern]


def test_the_config_is_not_a_record(site: Site) -> None:
    site.configure(source={"folder": "."}, output={"folder": "out"})
    site.add("a.md")
    assert site.publish().read == 1


def test_options_override_the_config(site: Site, tmp_path: Path) -> None:
    site.configure(source={"folder": "elsewhere"}, output={"folder": "elsewhere too"}, limit=9)
    for number in range(3):
        site.add(f"{number}.md", topics=["AI"])
    output = tmp_path / "out"
    outcome = site.run(
        "--source", str(site.source),
        "--output", str(output),
        "--base-url", "https://feeds.example.com/x",
        "--title", "Another  title",
        "--limit", "2",
        "--no-pages",
    )  # fmt: skip
    assert outcome.status == 0
    assert outcome.stderr == ""
    head = documents.head(output)["json"]
    assert head["title"] == "Another title"
    assert head["feed_url"] == "https://feeds.example.com/x/all/feed.json"
    assert len(documents.titles(output)) == 2
    assert sorted(path.name for path in output.iterdir()) == [".feedpub-manifest", "ai", "all"]
    assert not (site.folder / "elsewhere too").exists()


def test_options_are_enough_without_a_config(site: Site, tmp_path: Path) -> None:
    site.add("a.md", title="a")
    folder = tmp_path / "here"
    folder.mkdir()
    options = (
        "--source",
        str(site.source),
        "--base-url",
        "https://example.org/sub/feeds",
        "--now",
        NOW.isoformat(),
    )
    outcome = spawn("generate", "--no-pages", *options, folder=folder)
    assert outcome.status == 0, outcome.stderr
    assert documents.titles(folder / "feeds") == ["a"]
    head = documents.head(folder / "feeds")["json"]
    assert head["title"] == "example.org"
    assert head["home_page_url"] == "https://example.org/sub/"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            (),
            "there isn't a feedpub.yaml here; write one with `feedpub init`, or give --source and --base-url",
        ),
        (("--source", "."), "or give --base-url"),
        (("--base-url", "https://example.org/"), "or give --source"),
        (("--source", ".", "--base-url", "example.org"), "--base-url: 'example.org' isn't an absolute URL"),
        (("--source", ".", "--base-url", "https://example.org/?x"), "--base-url: the URL of the feeds"),
        (
            ("--source", "nowhere", "--base-url", "https://example.org/"),
            "the source folder nowhere isn't there",
        ),
        (("--config", "nowhere.yaml"), "nowhere.yaml: No such file or directory"),
    ],
)
def test_missing_options_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: tuple[str, ...], message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    outcome = call("generate", *options)
    assert outcome.status == 2
    assert message in outcome.stderr
    assert outcome.stderr.count("\n") == 1
    assert outcome.stdout == ""


def test_the_config_of_the_working_folder_is_found(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site.add("a.md", title="a")
    monkeypatch.chdir(site.folder)
    assert call("generate", "--now", NOW.isoformat(), "--jobs", "1").status == 0
    assert documents.titles(site.output) == ["a"]


def test_a_config_that_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "feedpub.yaml"
    file.write_bytes(b"site: {title: \xff}\n")
    assert call("generate", "--config", str(file)).status == 2


def test_a_changed_config_changes_what_is_published(site: Site) -> None:
    """Nothing that an earlier run stored outlives the config of that run."""
    site.add("a.md", excerpt="Short.", body="Long.", publishedDateTime="2024-05-06")
    site.publish()
    site.configure(content="excerpt", site={"timezone": "Asia/Tokyo", "title": "Other"})
    site.publish()
    before = site.feeds()
    assert documents.only(site.output)["json"]["content_html"] == "<p>Short.</p>"
    assert documents.only(site.output)["json"]["date_published"] == "2024-05-05T15:00:00Z"
    site.forget()
    assert site.publish().written == 0
    assert site.feeds() == before


@pytest.mark.parametrize(
    ("limit", "record"),
    [
        ("file_bytes", {"excerpt": "x" * 400}),
        ("front_matter_bytes", {"excerpt": "x" * 400}),
        ("depth", {"other": [[[[1]]]]}),
        ("topics", {"topics": ["a", "b", "c", "d"]}),
        ("related", {"related": [{"webUrl": f"https://example.org/{n}"} for n in range(4)]}),
        ("images", {"images": [f"https://example.org/{n}" for n in range(4)]}),
        ("authors", {"provider": {"name": "x", "authors": list("abcd")}}),
        ("title_characters", {"title": "abcd"}),
        ("excerpt_characters", {"excerpt": "abcd"}),
        ("content_characters", {"featuredContent": "abcd"}),
    ],
)
def test_a_record_past_a_limit_is_skipped(site: Site, limit: str, record: dict[str, Any]) -> None:
    site.add("a.md", {"title": "A", **record})
    assert site.publish().published == 1
    site.configure(limits={limit: 300 if limit in {"file_bytes", "front_matter_bytes"} else 3})
    summary = site.publish()
    assert summary.held_back == {"invalid": 1}
    (problem,) = summary.problems
    assert limit in problem.message or limit == "depth"


COLOUR = key(OneOf("blue", "red"), "The colour of the feeds.", aliases=("color",))


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class WithColour(Config):
    """The config with one key more."""

    colour: str = dataclasses.field(default="blue", metadata=COLOUR)


def test_a_key_is_added_in_one_place(tmp_path: Path) -> None:
    """Its declaration is enough for the reader, the page of reference and the file of `feedpub init`."""
    file = tmp_path / "feedpub.yaml"
    text = f"site: {SITE}\n"
    file.write_text(text)
    assert load_as(WithColour, file).colour == "blue"
    for name in ("colour", "color"):
        file.write_text(text + f"{name}: red\n")
        assert load_as(WithColour, file).colour == "red"
    file.write_text(text + "colour: green\ncolours: red\n")
    with pytest.raises(feedpub.ConfigError) as raised:
        load_as(WithColour, file)
    assert [(one.line, one.message) for one in raised.value.problems] == [
        (2, "colour is one of blue, red, not 'green'"),
        (3, "unknown key 'colours'; did you mean 'colour'?"),
    ]
    assert "| `colour` | `blue` or `red` | `blue` | The colour of the feeds. |" in config_page("", WithColour)
    hint = Hint("https://example.org/", None)
    discovery = Discovery("seeds", "feeds", hint, hint, hint, None, 0, 0, 0, 0, ())
    assert "\n# The colour of the feeds.\n#colour: blue\n" in render_config(discovery, WithColour)


def test_an_earlier_name_of_a_key_is_read(tmp_path: Path) -> None:
    """A config that was written for an earlier version stays valid; the new name is the one that is shown."""
    assert load(tmp_path, limits={"content_bytes": 7}).limits.content_characters == 7
    assert "content_bytes" not in config_page("")
    with pytest.raises(
        feedpub.ConfigError, match=r"2:3: content_bytes is an earlier name of content_characters"
    ):
        load(tmp_path, limits={"content_characters": 7, "content_bytes": 7})


@pytest.mark.parametrize("limit", [0, -5, 10_001, "x", 1.5])
def test_the_library_refuses_a_wrong_limit(tmp_path: Path, limit: Any) -> None:
    with pytest.raises(feedpub.ConfigError, match="limit"):
        feedpub.load_config(source=tmp_path, base_url="https://example.org/feeds/", limit=limit)
