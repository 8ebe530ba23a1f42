"""`feedpub init`: the folder and hints that it finds, and the config that it writes, which works."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from feedpub import config, init, sources, topics
from feedpub.config.schema import SECTIONS
from feedpub.config.table import rows
from feedpub.init import records_folder
from feedpub.problems import ConfigError, PublishError
from feedpub.run import pipeline, questions

NOW = 1_800_000_000  # 2027-01-15


def record(
    title: str = "A title",
    *,
    published: str | None = "true",
    names: tuple[str, ...] = (),
    date: str = "2020-06-16T18:27:00Z",
    more: str = "",
) -> str:
    flag = f"published: {published}\n" if published is not None else ""
    listed = "".join(f"  - {name}\n" for name in names)
    return f"---\ntitle: {title}\npublishedDateTime: {date}\n{flag}topics:\n{listed}{more}---\n"


def put(folder: Path, files: dict[str, str]) -> Path:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return folder


def start(folder: Path, **options: Any) -> tuple[init.NewConfig, config.Config, str]:
    """Write the config, load it, run with it, and return it in three forms."""
    started = init.write_config(folder, **{"now": NOW, **options})
    text = started.file.read_text(encoding="utf-8")
    loaded = config.load(started.file)
    summary = pipeline.generate(loaded, now=NOW)
    assert not summary.failed
    assert (loaded.output / "all" / "atom.xml").is_file()
    return started, loaded, text


def switched_on(text: str) -> str:
    """Return the config with every setting that is switched off switched on."""
    return re.sub(r"^( *)#(?! [^ ])", r"\1", text, flags=re.MULTILINE)


# The folder of records


@pytest.mark.parametrize("name", ["seeds", "content", "_posts", "posts", "records", "src", "odd one"])
def test_init_finds_the_folder_of_records(tmp_path: Path, name: str) -> None:
    put(tmp_path, {f"{name}/a.md": record(), f"{name}/deep/b.md": record(), "README.md": "# Not a record\n"})
    started, loaded, _ = start(tmp_path)
    assert (started.source, started.records) == (name, 2)
    assert loaded.source == tmp_path / name


def test_the_folder_with_most_records_wins(tmp_path: Path) -> None:
    put(tmp_path, {"seeds/a.md": record(), "news/a.md": record(), "news/b.md": record()})
    assert start(tmp_path)[0].source == "news"


def test_the_usual_folder_wins_over_one_with_as_many_records(tmp_path: Path) -> None:
    put(tmp_path, {"aaa/a.md": record(), "content/a.md": record()})
    assert start(tmp_path)[0].source == "content"


def test_init_looks_two_levels_deep_and_names_the_usual_folder(tmp_path: Path) -> None:
    put(tmp_path, {"src/content/blog/a.md": record(), "docs/records/x.md": "no record\n"})
    assert start(tmp_path)[0].source == "src/content"


def test_records_beside_the_config_are_found(tmp_path: Path) -> None:
    put(tmp_path, {"a.md": record(), "README.md": "# Not a record\n"})
    started, _, _ = start(tmp_path)
    assert (started.source, started.records) == (".", 1)


def test_data_files_are_not_records(tmp_path: Path) -> None:
    other = {f"src/{number}.json": '{"name": "settings", "depth": 2}' for number in range(5)}
    put(tmp_path, {**other, "posts/a.md": record()})
    started, _, _ = start(tmp_path)
    assert (started.source, started.records) == ("posts", 1)


@pytest.mark.parametrize("name", ["node_modules", "feeds", "_site", "public", ".hidden"])
def test_init_skips_hidden_and_generated_folders(tmp_path: Path, name: str) -> None:
    put(tmp_path, {f"{name}/{number}.md": record() for number in range(3)})
    put(tmp_path, {"notes/a.md": record()})
    assert start(tmp_path)[0].source == "notes"


def test_without_a_record_a_folder_is_made_for_them(tmp_path: Path) -> None:
    started, loaded, _ = start(tmp_path)
    assert (started.source, started.records, started.topics) == ("seeds", 0, 0)
    assert loaded.source.is_dir()
    assert any("put records into seeds" in hint for hint in started.to_do)


def test_without_a_record_a_usual_folder_that_is_there_is_taken(tmp_path: Path) -> None:
    put(tmp_path, {"seeds": "a file\n"})
    (tmp_path / "posts").mkdir()
    assert start(tmp_path)[0].source == "posts"


def test_an_option_names_the_source(tmp_path: Path) -> None:
    put(tmp_path / "site", {"seeds/a.md": record(), "seeds/b.md": record(), "few/a.md": record()})
    put(tmp_path / "elsewhere", {"a.md": record()})
    assert start(tmp_path / "site", source=tmp_path / "site" / "few")[0].source == "few"
    started, loaded, _ = start(tmp_path / "site", source=tmp_path / "elsewhere", force=True)
    assert started.source == (tmp_path / "elsewhere").as_posix()
    assert loaded.source == tmp_path / "elsewhere"


def test_a_source_by_option_is_relative_to_the_working_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path, {"seeds/a.md": record(), "records/b.md": record()})
    monkeypatch.chdir(tmp_path)
    assert init.write_config(Path(), source=Path("records"), now=NOW).source == "records"
    put(tmp_path, {"site/x.txt": ""})
    assert init.write_config(Path("site"), source=Path("records"), now=NOW).source == "../records"


def test_a_missing_source_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="isn't there"):
        init.write_config(tmp_path, source=tmp_path / "none")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "name", ["q\"uo'te", "# x", "- a", "a: b", "null", "no", "*", "{a}", "back\\slash", "фид", "🎓"]
)
def test_odd_folder_names_are_quoted(tmp_path: Path, name: str) -> None:
    put(tmp_path, {f"{name}/a.md": record()})
    started, loaded, _ = start(tmp_path)
    assert started.source == name
    assert loaded.source == tmp_path / name


@pytest.mark.parametrize("name", ["two  spaces", " before", "after ", "line\nend", "bell\a"])
def test_folder_names_that_a_config_cannot_hold_are_refused(tmp_path: Path, name: str) -> None:
    put(tmp_path, {f"{name}/{number}.md": record() for number in range(2)})
    put(tmp_path, {"news/a.md": record()})
    assert start(tmp_path)[0].source == "news"
    with pytest.raises(ConfigError, match="can't name the folder"):
        init.write_config(tmp_path, source=tmp_path / name, force=True)


def test_names_that_are_not_utf8_are_skipped(tmp_path: Path) -> None:
    odd = os.fsdecode(os.fsencode(tmp_path) + b"/\xff")
    Path(odd).mkdir()
    put(Path(odd), {"a.md": record(), "b.md": record()})
    put(tmp_path, {"news/a.md": record()})
    Path(tmp_path, "news", os.fsdecode(b"\xfe.md")).write_text(record())
    started, _, _ = start(tmp_path)
    assert (started.source, started.records) == ("news", 1)
    with pytest.raises(ConfigError, match="UTF-8"):
        init.write_config(tmp_path, source=Path(odd), force=True)


def test_links_are_not_followed_in_the_search(tmp_path: Path) -> None:
    put(tmp_path / "outside", {f"{number}.md": record() for number in range(3)})
    site = put(tmp_path / "site", {"news/a.md": record()})
    (site / "content").symlink_to(tmp_path / "outside")
    (site / "news" / "loop").symlink_to(site)
    (site / "news" / "gone.md").symlink_to(site / "nowhere")
    assert start(site)[0].source == "news"


def test_a_link_that_is_named_is_followed(tmp_path: Path) -> None:
    put(tmp_path / "outside", {"a.md": record()})
    site = put(tmp_path / "site", {"news/a.md": record()})
    (site / "content").symlink_to(tmp_path / "outside")
    started, _, _ = start(site, source=site / "content")
    assert (started.source, started.records) == ("content", 1)


def test_the_search_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, {f"many/{number:03}.md": record(names=("AI",)) for number in range(40)})
    put(tmp_path, {"few/a.md": record()})
    reads: list[str] = []
    read = sources.read
    monkeypatch.setattr(sources, "read", lambda *given: reads.append(given[1]) or read(*given))
    for name, most in (
        ("_MAX_SAMPLES", 10),
        ("_MAX_ALL_SAMPLES", 10),
        ("_MAX_ENTRIES", 20),
        ("MAX_FILES", 15),
    ):
        monkeypatch.setattr(records_folder, name, most)
    started = init.write_config(tmp_path, now=NOW)
    assert started.source == "many"
    assert len(reads) <= 2 * (10 + 15)  # a file, and the files of other programs; see the two bounds above
    assert started.records == 15
    assert any("only 15 of 40 files were read" in hint for hint in started.to_do)


def test_the_output_is_never_the_folder_of_records(tmp_path: Path) -> None:
    put(tmp_path, {"feeds/a.md": record()})
    _, loaded, _ = start(tmp_path, source=tmp_path / "feeds")
    assert loaded.output == tmp_path / "published-feeds"


def test_every_name_for_the_output_is_taken(tmp_path: Path) -> None:
    put(tmp_path, {"news/a.md": record(), "feeds": "", "published-feeds": "", "feedpub-feeds": ""})
    with pytest.raises(ConfigError, match="no name is left"):
        init.write_config(tmp_path)


# Topics


def test_the_config_lists_topics_with_slugs_and_counts(tmp_path: Path) -> None:
    put(
        tmp_path,
        {
            "seeds/a.md": record(names=("C++", "AI")),
            "seeds/b.md": record(names=("AI",)),
            "seeds/c.md": record(names=('"Quote \\" and \\\\"', '"яблоко: #1"')),
        },
    )
    started, loaded, text = start(tmp_path)
    assert started.topics == 4
    assert '#  "AI": {slug: ai}  # 2 records\n' in text
    assert '#  "C++": {slug: c-plus-plus}  # 1 record\n' in text
    named = config.load(put(tmp_path, {"on.yaml": switched_on(text)}) / "on.yaml").topics
    published = {row.topic: row.slug for row in questions.feed_rows(loaded, now=NOW) if row.topic}
    assert {topic.name: topic.slug for topic in named} == published


def test_topics_of_withheld_records_do_not_appear(tmp_path: Path) -> None:
    withheld = {
        "false": record(published="false", names=("Secret false",)),
        "none": record(published=None, names=("Secret none",)),
        "removed": record(names=("Secret removed",), more="removed: true\n"),
        "deleted": record(names=("Secret deleted",), more="deleted: yes\n"),
        "draft": record(names=("Secret draft",), more="draft: true\n"),
        "invalid": record(names=("Secret invalid",), date="yesterday"),
        "later": record(names=("Secret later",), date="2027-01-15T08:00:01Z"),
    }
    put(tmp_path, {f"seeds/{name}.md": text for name, text in withheld.items()})
    put(tmp_path, {"seeds/shown.md": record(names=("AI",), more="secured: Secret value\n")})
    started, _, text = start(tmp_path)
    assert "Secret" not in text
    assert not any("Secret" in hint for hint in started.to_do)
    assert started.topics == 1


def test_the_default_time_is_now(tmp_path: Path) -> None:
    put(
        tmp_path,
        {
            "seeds/past.md": record(names=("Past",)),
            "seeds/later.md": record(names=("Later",), date="9000-01-01"),
        },
    )
    text = init.write_config(tmp_path).file.read_text()
    assert "Past" in text
    assert "Later" not in text


def test_many_topics_are_cut_short(tmp_path: Path) -> None:
    for batch in range(3):
        names = tuple(f"Topic {batch} {number}" for number in range(50))
        put(tmp_path, {f"seeds/{batch}.md": record(names=names)})
    started, _, text = start(tmp_path)
    assert started.topics == 150
    assert "#  # And 50 more, which `feedpub topics` lists.\n" in text


def test_a_topic_too_long_for_a_key_is_left_out(tmp_path: Path) -> None:
    put(tmp_path, {"seeds/a.md": record(names=("AI", "x" * 950))})
    _, _, text = start(tmp_path)
    assert "xxxx" not in text
    assert config.load(put(tmp_path, {"on.yaml": switched_on(text)}) / "on.yaml").topics


# Flags


def test_init_suggests_publish_unflagged_where_most_records_have_no_flag(tmp_path: Path) -> None:
    put(tmp_path, {f"seeds/{number}.md": record(published=None) for number in range(3)})
    put(tmp_path, {"seeds/flagged.md": record()})
    started, loaded, text = start(tmp_path)
    assert "\n#publish_unflagged: true\n" in text
    assert "3 of the 4 records here have neither;" in text
    assert not loaded.publish_unflagged
    assert any("3 of 4 records have neither" in hint for hint in started.to_do)


def test_init_suggests_nothing_where_few_records_have_no_flag(tmp_path: Path) -> None:
    put(tmp_path, {"seeds/a.md": record(published=None), "seeds/b.md": record(), "seeds/c.md": record()})
    started, _, text = start(tmp_path)
    assert "\n#publish_unflagged: false\n" in text
    assert not any("neither" in hint for hint in started.to_do)


def test_init_reports_records_that_cannot_be_published(tmp_path: Path) -> None:
    put(tmp_path, {"_posts/2020-01-01-a.md": "---\ntitle: A\ndate: 2020-01-01\n---\nText\n"})
    started, _, _ = start(tmp_path)
    assert (started.source, started.records) == ("_posts", 1)
    assert any(hint.startswith("1 records can't be published without") for hint in started.to_do)


# Hints in the files of other programs

JEKYLL = (
    "title: 'The \"Jekyll\" site: it''s #1'\nurl: https://jekyll.example.org\nbaseurl: /blog\nplugins: [a]\n"
)
HUGO = "baseURL = 'https://hugo.example.org/'\ntitle = 'Hugo''s'\n"
HINT_FILES = [
    ("_config.yml", JEKYLL, 'The "Jekyll" site: it\'s #1', "https://jekyll.example.org/blog/"),
    ("_config.yml", "title: A\nurl: ''\n", "A", None),
    ("hugo.toml", 'baseURL = "https://hugo.example.org"\ntitle = "Hugo\'s"\n', "Hugo's", "https://hugo.example.org/"),
    ("config.toml", 'BaseURL = "/"\nTitle = "Old Hugo"\n', "Old Hugo", None),
    ("config.yaml", "baseurl: https://hugo.example.org/a\ntitle: H\n", "H", "https://hugo.example.org/a/"),
    ("hugo.yaml", "baseURL: https://hugo.example.org/b/\ntitle: H\n", "H", "https://hugo.example.org/b/"),
    ("CNAME", "www.example.org\n", "www.example.org", "https://www.example.org/"),
    ("package.json", '{"name": "@scope/site", "homepage": "https://npm.example.org"}', "site", "https://npm.example.org/"),
    ("package.json", '{"name": "x", "homepage": "https://npm.example.org/x#readme"}', "x", None),
]  # fmt: skip


@pytest.mark.parametrize(("name", "text", "title", "url"), HINT_FILES)
def test_title_and_url_come_from_files_of_other_programs(
    tmp_path: Path, name: str, text: str, title: str, url: str | None
) -> None:
    put(tmp_path, {"seeds/a.md": record(), name: text})
    started, loaded, written = start(tmp_path)
    assert loaded.site.title == title
    assert loaded.site.url == (url or "https://example.org/")
    assert loaded.site.feeds_url == f"{loaded.site.url}feeds/"
    assert (f"From {name}." in written) == (title != "www.example.org" or url is not None)
    assert any("set site.url" in hint for hint in started.to_do) == (url is None)


def test_the_first_file_wins_and_options_override_it(tmp_path: Path) -> None:
    put(
        tmp_path,
        {"seeds/a.md": record(), "CNAME": "cname.example.org", "_config.yml": "title: J\ndescription: D"},
    )
    _, loaded, _ = start(tmp_path)
    assert (loaded.site.title, loaded.site.url) == ("J", "https://cname.example.org/")
    assert loaded.site.description == "D"
    _, loaded, _ = start(tmp_path, title='T "1"', base_url="https://other.example.org/x/feeds", force=True)
    assert (loaded.site.title, loaded.site.feeds_url) == ('T "1"', "https://other.example.org/x/feeds/")
    assert loaded.site.url == "https://cname.example.org/"


def test_the_default_site_is_the_folder_above_the_feeds(tmp_path: Path) -> None:
    put(tmp_path, {"seeds/a.md": record()})
    started, loaded, _ = start(tmp_path, base_url="https://example.net/site/feeds/")
    assert (loaded.site.url, loaded.site.title) == ("https://example.net/site/", "example.net")
    assert not any("site.url" in hint for hint in started.to_do)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("_config.yml", b"title: [\n"),
        ("_config.yml", b"- a list\n"),
        ("_config.yml", b"\xff\xfe"),
        ("_config.yml", b"title: {a: b}\nurl: [x]\n"),
        ("_config.yml", b"title: T" + b"x" * 300),
        ("hugo.toml", b"title = \n"),
        ("hugo.toml", b"title = 3\nbaseURL = true\n"),
        ("CNAME", b"two hosts\n\n"),
        ("CNAME", b""),
        ("package.json", b"[" * 100_000),
        ("package.json", b'{"name": "\\ud800", "homepage": "javascript:x"}'),
        ("package.json", b"{" + b" " * 2_000_000 + b"}"),
    ],
)
def test_unusable_files_of_other_programs_are_ignored(tmp_path: Path, name: str, content: bytes) -> None:
    put(tmp_path, {"seeds/a.md": record()})
    (tmp_path / name).write_bytes(content)
    _, loaded, _ = start(tmp_path)
    assert loaded.site.url == "https://example.org/"
    assert loaded.site.title in (tmp_path.name, "\ufffd")


def test_a_pipe_in_place_of_a_file_does_not_block(tmp_path: Path) -> None:
    put(tmp_path, {"seeds/a.md": record()})
    os.mkfifo(tmp_path / "CNAME")
    (tmp_path / "package.json").mkdir()
    start(tmp_path)


@pytest.mark.parametrize(
    "url", ["example.org/feeds", "ftp://example.org/", "https://example.org/?a", "https://a b/"]
)
def test_unusable_urls_are_refused(tmp_path: Path, url: str) -> None:
    put(tmp_path, {"seeds/a.md": record()})
    with pytest.raises(ConfigError, match="--base-url"):
        init.write_config(tmp_path, base_url=url)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["seeds"]


# The file


def test_settings_that_are_switched_on_are_the_defaults(tmp_path: Path) -> None:
    put(tmp_path, {"seeds/a.md": record(names=("AI",))})
    _, loaded, text = start(tmp_path)
    on = config.load(put(tmp_path, {"on.yaml": switched_on(text)}) / "on.yaml")
    assert replace(on, file=loaded.file, site=loaded.site, topics=(), feeds=()) == loaded
    assert on.site.language == loaded.site.language
    assert on.site.timezone == loaded.site.timezone
    assert on.site.author is not None
    assert on.site.icon is not None
    [example] = on.feeds
    assert example.selection.any == (topics.key("AI"),)
    assert None not in (example.selection.within, example.selection.min_quality, example.selection.min_heat)


def test_every_key_is_in_the_file(tmp_path: Path) -> None:
    text = init.write_config(tmp_path).file.read_text()
    for row in rows(config.Config, SECTIONS):
        assert re.search(rf"(?:^|\s|#|\{{){row.name}:", text), row.path


def test_init_refuses_to_overwrite_a_config(tmp_path: Path) -> None:
    put(tmp_path, {"seeds/a.md": record(), "feedpub.yaml": "mine\n"})
    with pytest.raises(ConfigError, match="--force"):
        init.write_config(tmp_path)
    assert (tmp_path / "feedpub.yaml").read_text() == "mine\n"
    start(tmp_path, force=True)
    assert sorted(path.name for path in tmp_path.iterdir()) == [".feedpub", "feedpub.yaml", "feeds", "seeds"]


def test_a_link_in_place_of_the_config_is_not_followed(tmp_path: Path) -> None:
    put(tmp_path, {"site/seeds/a.md": record(), "elsewhere.yaml": "mine\n"})
    site = tmp_path / "site"
    (site / "feedpub.yaml").symlink_to(tmp_path / "elsewhere.yaml")
    with pytest.raises(ConfigError):
        init.write_config(site)
    start(site, force=True)
    assert (tmp_path / "elsewhere.yaml").read_text() == "mine\n"
    assert not (site / "feedpub.yaml").is_symlink()


def test_a_folder_that_cannot_be_written_is_reported(tmp_path: Path) -> None:
    (tmp_path / "feedpub.yaml").mkdir()
    with pytest.raises(PublishError):
        init.write_config(tmp_path, force=True)
    assert [path.name for path in tmp_path.iterdir() if path.name != "seeds"] == ["feedpub.yaml"]
    with pytest.raises(PublishError):
        init.write_config(tmp_path / "not there")


def test_the_same_folder_gives_the_same_config(tmp_path: Path) -> None:
    put(tmp_path, {f"seeds/{number}.md": record(names=(f"T{number}",)) for number in (3, 1, 2)})
    first = init.write_config(tmp_path, now=NOW).file.read_bytes()
    assert init.write_config(tmp_path, now=NOW, force=True).file.read_bytes() == first
