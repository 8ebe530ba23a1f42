"""The inventory of seeds/: records that other tests and the documentation depend on.

Read with a plain YAML loader and without feedpub's own code, so that an error of its parser can't hide one of
the seeds.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

import pytest
import yaml

if TYPE_CHECKING:
    from collections.abc import Iterator

SEEDS = Path(__file__).parents[1] / "seeds"
WITHHELD_CANARY = re.compile(r"WITHHELD-CANARY-\d\d")
SECURED_CANARY = re.compile(r"SECURED-CANARY-[0-9a-f]{8}")
# Later than every true date in the seeds, earlier than the scheduled ones.
HORIZON = dt.date(2090, 1, 1)
USERS_EVENT = "000_e5fdc484ae05cb3e.txt"


class Seed(NamedTuple):
    """A seed file: its name, all its text, the front matter as text and as a value, and the body."""

    name: str
    text: str
    front: str
    fields: dict[str, Any]
    body: str


def read(path: Path) -> Seed:
    text = path.read_text(encoding="utf-8")
    front, body = text, ""
    if path.suffix in {".md", ".txt"}:
        _, front, body = re.split(r"^---\n", text, maxsplit=2, flags=re.MULTILINE)
    fields = json.loads(text) if path.suffix == ".json" else yaml.safe_load(front)
    return Seed(path.name, text, front, fields, body.strip())


ALL = [read(path) for path in sorted(SEEDS.iterdir())]


def day(value: object) -> dt.date:
    """The date of a scalar that the loader may or may not have turned into one."""
    if isinstance(value, dt.datetime):
        return value.date()
    return value if isinstance(value, dt.date) else dt.datetime.fromisoformat(str(value)).date()


def withheld(seed: Seed) -> bool:
    fields = seed.fields
    return (
        fields.get("published") is not True
        or any(fields.get(flag) is True for flag in ("removed", "deleted", "draft"))
        or day(fields["publishedDateTime"]) > HORIZON
    )


PUBLISHED = [seed for seed in ALL if not withheld(seed)]
WITHHELD = [seed for seed in ALL if withheld(seed)]


def link(seed: Seed) -> str | None:
    found = seed.fields.get("webUrl") or seed.fields.get("originalUrl")
    return None if found is None else str(found)


def scalars(value: object, key: str = "") -> Iterator[tuple[str, object]]:
    """Yield every scalar below a value, with its key."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from scalars(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from scalars(inner, key)
    else:
        yield key, value


def urls(seed: Seed) -> list[str]:
    in_fields = [str(value) for key, value in scalars(seed.fields) if key == "url" or key.endswith("Url")]
    in_text = re.findall(r"""https?://[^\s"'<>)\\]+""", seed.text)
    return in_fields + in_text


def nodes(node: yaml.Node) -> Iterator[yaml.Node]:
    yield node
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield from nodes(key)
            yield from nodes(value)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from nodes(item)


def is_html(seed: Seed) -> bool:
    return seed.body.startswith("<")


@pytest.mark.parametrize("seed", PUBLISHED, ids=lambda seed: seed.name)
def test_a_published_seed_is_complete(seed: Seed) -> None:
    fields = seed.fields
    for key in ("title", "excerpt"):
        assert fields[key].strip() == fields[key] != ""
        assert not re.search(r"[<>\n]|&\w+;|\]\(", fields[key]), "plain text, without markup"
    assert link(seed)
    assert fields["type"]
    assert fields["topics"]
    assert fields["provider"].keys() >= {"name", "domain"}
    published = day(fields["publishedDateTime"])
    assert published <= day(fields.get("updatedDateTime", published)) < HORIZON
    assert all(isinstance(fields[key], int) for key in ("quality", "heat"))


@pytest.mark.parametrize("seed", ALL, ids=lambda seed: seed.name)
def test_the_yaml_means_the_same_to_every_reader(seed: Seed) -> None:
    tree = yaml.compose(seed.front, Loader=yaml.SafeLoader)
    assert isinstance(tree, yaml.MappingNode)
    for node in nodes(tree):
        if isinstance(node, yaml.MappingNode):
            assert max(Counter(key.value for key, _ in node.value).values()) == 1, "a key given twice"
        elif node.tag == "tag:yaml.org,2002:bool":
            assert node.value in {"true", "false"}, "a boolean in YAML 1.1 only"
        elif node.tag == "tag:yaml.org,2002:int":
            assert re.fullmatch(r"0|[1-9]\d*", node.value), "octal or sexagesimal in YAML 1.1 only"


@pytest.mark.parametrize("seed", ALL, ids=lambda seed: seed.name)
def test_every_url_is_ascii_and_http(seed: Seed) -> None:
    for url in urls(seed):
        assert re.fullmatch(r"https?://[!-~]+", url), url
        assert urlsplit(url).hostname, url


@pytest.mark.parametrize("seed", PUBLISHED, ids=lambda seed: seed.name)
def test_a_markdown_body_is_concise(seed: Seed) -> None:
    if seed.body and not is_html(seed):
        assert 60 <= len(seed.body.split()) <= 180


def test_there_are_many_seeds_and_several_to_each_topic() -> None:
    assert len(PUBLISHED) >= 60
    topics = Counter(topic for seed in PUBLISHED for topic in seed.fields["topics"])
    assert len(topics) >= 10
    assert min(topics.values()) >= 3, "every topic has several records"
    assert len({" ".join(topic.split()).casefold() for topic in topics}) == len(topics), (
        "spelled consistently"
    )


def test_every_kind_of_record_is_there() -> None:
    bodies = [seed for seed in PUBLISHED if seed.body]
    assert sum(not is_html(seed) for seed in bodies) >= 14
    assert sum(is_html(seed) for seed in bodies) >= 4
    assert sum(not seed.fields["title"].isascii() for seed in PUBLISHED) >= 6
    videos = [seed for seed in PUBLISHED if seed.fields["type"] == "video"]
    assert len(videos) >= 3
    assert all("<iframe " in seed.fields["featuredContent"] for seed in videos)
    assert sum("related" in seed.fields for seed in PUBLISHED) >= 10
    assert any(re.search(r"\]\((?!https?:)", seed.body) for seed in bodies), "a relative link"
    assert Counter(Path(seed.name).suffix for seed in ALL).keys() == {".md", ".txt", ".yaml", ".json"}


def test_every_kind_of_date_is_there() -> None:
    found = [
        re.search(r"""^"?\s*"?publishedDateTime"?: "?([^",\n]+)""", s.front, re.MULTILINE) for s in PUBLISHED
    ]
    values = [match[1] for match in found if match]
    assert len(values) == len(PUBLISHED)
    assert any(re.fullmatch(r"\d{4}-\d\d-\d\d", value) for value in values)
    assert any(value.endswith("Z") for value in values)
    assert any(re.search(r"T.*[+-]\d\d:\d\d$", value) for value in values)


def test_no_two_seeds_have_one_id_or_link() -> None:
    links = [found for seed in ALL if (found := link(seed))]
    assert len(set(links)) == len(links)
    ids = [seed.fields["id"] for seed in ALL if "id" in seed.fields]
    assert ids
    assert len(set(ids)) == len(ids)


def test_every_way_of_being_withheld_is_there() -> None:
    fields = {seed.name: seed.fields for seed in WITHHELD}
    assert fields[USERS_EVENT]["published"] is False
    assert sum(one.get("published") is False for one in fields.values()) == 3
    assert sum("published" not in one for one in fields.values()) == 2
    for flag in ("removed", "deleted"):
        assert [one["published"] for one in fields.values() if one.get(flag) is True] == [True]
    (draft,) = (seed for seed in WITHHELD if seed.fields.get("draft") is True)
    assert link(draft) is None
    assert "publishedDateTime" not in draft.fields
    dates = [one["publishedDateTime"] for one in fields.values() if "publishedDateTime" in one]
    assert sum(day(date).year == 2099 for date in dates) == 2
    assert len(WITHHELD) == 10


def test_canaries_are_unique_and_say_what_must_not_appear() -> None:
    secured = [seed.fields["secured"] for seed in ALL]
    assert all(SECURED_CANARY.fullmatch(value) for value in secured)
    assert len(set(secured)) == len(ALL)
    assert not any(WITHHELD_CANARY.search(seed.text) for seed in PUBLISHED)
    marked = [seed for seed in WITHHELD if seed.name != USERS_EVENT]
    canaries = []
    for seed in marked:
        (canary,) = set(WITHHELD_CANARY.findall(seed.text))
        assert canary in seed.fields["title"]
        assert canary in seed.fields["excerpt"] + seed.body
        canaries.append(canary)
    assert len(set(canaries)) == len(canaries) == 9


def test_nothing_published_gives_away_what_is_withheld() -> None:
    topics = {topic for seed in PUBLISHED for topic in seed.fields["topics"]}
    assert "Embargoed Topic" not in topics
    assert sum("Embargoed Topic" in seed.fields["topics"] for seed in WITHHELD) >= 2
    for seed in WITHHELD:
        found = link(seed)
        assert found is None or not any(found in other.text for other in PUBLISHED)
