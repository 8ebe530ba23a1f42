"""Records to measure with: a folder of them, byte for byte the same for the same count, topics and seed.

They have the shape of the records that feedpub is meant for: front matter with provider, images, related
coverage and `secured`, several topics each, one in twenty unpublished, about 3 KB. Seven in ten have no body
and two or three items of related coverage, three in ten a Markdown body of about 1 KB. The text is invented.

Not responsible for odd or hostile input: these records are all valid, so that every tool can read them.

    python -m benchmarks.records --count 10000 --topics 500 --seed 1 FOLDER
"""

from __future__ import annotations

import argparse
import json
import random
import re
from base64 import b64encode
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice, product
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

LIMIT = 50
"""The largest number of entries in a feed."""

_UNPUBLISHED = 0.05
_WITH_BODY = 0.30
_VIDEOS = 0.15
_TOPICS_EACH = (1, 2, 2, 3, 3, 4)
# A topic's place in the list is drawn as the power of a uniform number: the first topics have more records
# than the last, as in real folders, and the last still have two thirds of the mean.
_SKEW = 1.5

_FIRST_DAY = datetime(2012, 1, 1, tzinfo=UTC)
_SECONDS = 12 * 365 * 86_400

_FIELDS = (
    "Applied", "Causal", "Continual", "Distributed", "Efficient", "Embedded", "Federated", "Generative",
    "Graph", "Hybrid", "Industrial", "Medical", "Mobile", "Multimodal", "Neural", "Open", "Parallel",
    "Private", "Probabilistic", "Quantum", "Responsible", "Robust", "Sparse", "Statistical", "Streaming",
)  # fmt: skip
_SUBJECTS = (
    "Agents", "Benchmarks", "Chips", "Compilers", "Control", "Data Sets", "Evaluation", "Forecasting",
    "Imaging", "Inference", "Language", "Learning", "Mapping", "Optimization", "Policy", "Robotics",
    "Search", "Simulation", "Speech", "Vision",
)  # fmt: skip
_ADJECTIVES = (
    "small", "open", "second", "slow", "careful", "annual", "regional", "public", "early", "shared", "quiet",
    "national", "modular", "independent", "reproducible", "compact", "low-power", "multilingual", "new",
    "revised", "joint", "long", "plain", "portable",
)  # fmt: skip
_NOUNS = (
    "camera", "model", "archive", "survey", "laboratory", "library", "sensor", "index", "translator",
    "standard", "review", "satellite", "classifier", "court", "harbour", "clinic", "compiler", "festival",
    "greenhouse", "railway", "microscope", "data set", "workshop", "council", "orchard", "observatory",
)  # fmt: skip
_VERBS = (
    "measures", "publishes", "tests", "replaces", "explains", "counts", "corrects", "maps", "opens",
    "compares", "records", "predicts", "withdraws", "finances", "repeats", "translates", "sorts", "repairs",
)  # fmt: skip
_ENDINGS = (
    "after two years of trials", "with half the memory", "for the third time", "in a town by the sea",
    "without a network", "under a free licence", "before the season begins", "at a tenth of the cost",
    "for schools and museums", "on a single board", "in nine languages", "although the budget shrank",
    "from recordings of the last century", "as the auditors had asked", "while the old system goes on",
)  # fmt: skip
_PUBLISHERS = (
    "Almanac", "Courier", "Gazette", "Herald", "Journal", "Ledger", "Monitor", "Notebook", "Observer",
    "Quarterly", "Record", "Review",
)  # fmt: skip
_FIRST_NAMES = (
    "Ada",
    "Bruno",
    "Chidi",
    "Dana",
    "Elif",
    "Femi",
    "Greta",
    "Hana",
    "Ivo",
    "Jun",
    "Kaya",
    "Lior",
)
_LAST_NAMES = (
    "Abel",
    "Brandt",
    "Castro",
    "Dahl",
    "Eze",
    "Falk",
    "Grau",
    "Holm",
    "Ito",
    "Juhl",
    "Koch",
    "Lund",
)
_SIZES = ((1200, 630), (1280, 720), (1600, 900), (800, 450), (640, 360))


@dataclass(frozen=True, slots=True)
class Expected:
    """The numbers that publishing the records must give.

    `entries` is the number of entries in the feed of each topic, by the topic's name, LIMIT at most; `newest`
    is the path of a record that is an entry of its feeds, before all others.
    """

    files: int
    bytes: int
    published: int
    entries: Mapping[str, int]
    newest: Path


def generate(folder: Path, count: int, topics: int, seed: int) -> Expected:
    """Write `count` records on `topics` topics to a new folder, and return the numbers that they must give.

    Raises FileExistsError where there is such a folder.
    """
    folder.mkdir(parents=True)
    chance = random.Random(seed)
    words = _Words(chance)
    names = topic_names(topics)
    by_topic: Counter[str] = Counter()
    newest, newest_path = "", folder
    published = size = 0
    for number in range(count):
        topics_of_record = _choose_topics(chance, names, number)
        when = _instant(chance)
        is_published = chance.random() >= _UNPUBLISHED
        title = words.title()
        path = folder / f"{when[:10]}-{_slug(title)}-{number}.md"
        data = _record(
            chance, words, number, title, when, topics_of_record, is_published=is_published
        ).encode()
        path.write_bytes(data)
        size += len(data)
        if is_published:
            published += 1
            by_topic.update(topics_of_record)
            newest, newest_path = max((newest, newest_path), (when, path))
    entries = {name: min(total, LIMIT) for name, total in sorted(by_topic.items())}
    return Expected(count, size, published, entries, newest_path)


def topic_names(count: int) -> list[str]:
    """Return so many names of topics; their slugs are the names in lower case with dashes for spaces."""
    pairs = [f"{field} {subject}" for subject, field in product(_SUBJECTS, _FIELDS)]
    rounds = ("", *(f" {number}" for number in range(2, count // len(pairs) + 2)))
    return list(islice((pair + suffix for suffix in rounds for pair in pairs), count))


def retitle(path: Path, title: str) -> None:
    """Give the record at `path` another title: the one change that is measured."""
    line = re.compile("^title: .*$", re.MULTILINE)
    changed, found = line.subn(f'title: "{title}"', path.read_text("utf-8"), count=1)
    assert found, f"{path} has no title"
    path.write_text(changed, "utf-8")


def _choose_topics(chance: random.Random, names: Sequence[str], number: int) -> list[str]:
    """Return a record's topics: one by its number, so that every topic has records, and more by chance."""
    chosen = {names[number % len(names)]: None}
    for _ in range(chance.choice(_TOPICS_EACH) - 1):
        chosen[names[int(len(names) * chance.random() ** _SKEW)]] = None
    return list(chosen)


def _instant(chance: random.Random) -> str:
    moment = _FIRST_DAY + timedelta(seconds=int(chance.random() * _SECONDS))
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _slug(text: str) -> str:
    return text.lower().replace(" ", "-")


def _a(adjective: str) -> str:
    return f"an {adjective}" if adjective[0] in "aeio" else f"a {adjective}"


class _Words:
    """Titles, sentences and names, from a stock that is built once to keep the generator fast."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._clauses = [
            f"{adjective} {noun} {verb} {_a(chance.choice(_ADJECTIVES))} {chance.choice(_NOUNS)}"
            for adjective, noun in product(_ADJECTIVES, _NOUNS)
            for verb in [chance.choice(_VERBS)]
        ]
        self._sentences = [f"The {clause} {ending}." for clause, ending in product(self._clauses, _ENDINGS)]

    def title(self) -> str:
        return self._chance.choice(self._clauses).capitalize()

    def sentences(self, count: int) -> str:
        return " ".join(self._chance.choices(self._sentences, k=count))

    def words(self) -> str:
        return f"{self._chance.choice(_ADJECTIVES)} {self._chance.choice(_NOUNS)}"


def _record(
    chance: random.Random,
    words: _Words,
    number: int,
    title: str,
    when: str,
    listed: Sequence[str],
    *,
    is_published: bool,
) -> str:
    """Return a record's text, its keys in the order in which records have them."""
    publisher = chance.choice(_PUBLISHERS)
    city = chance.choice(_ADJECTIVES)
    domain = f"{city}-{publisher.lower()}.example.org"
    page = f"https://www.{domain}/{when[:4]}/{when[5:7]}/{_slug(title)}-{number}/"
    quality, heat = chance.randrange(10, 200), chance.randrange(1, 200)
    has_body = chance.random() < _WITH_BODY
    video = chance.random() < _VIDEOS
    body = _body(chance, words, domain) if has_body else ""
    head = (
        f'---\ncategory: news\ntitle: "{title}"\nexcerpt: "{words.sentences(3)}"\npublishedDateTime: {when}\n'
        f'originalUrl: "{page}"\nwebUrl: "{page}"\ntype: {"video" if video else "article"}\n'
        f"quality: {quality}\nheat: {heat}\npublished: {'true' if is_published else 'false'}\n\n"
    )
    parts = [head]
    if video:
        address = f"https://video.example.org/embed/{number}"
        frame = f'<iframe width="800" height="500" src="{address}" allowfullscreen></iframe>'
        parts.append(f"featuredContent: {json.dumps(frame)}\n\n")
    parts.append(_provider(chance, f"{city.title()} {publisher}", domain))
    parts.append("topics:\n" + "".join(f"  - {name}\n" for name in listed) + "\n")
    parts.append("images:\n" + "".join(_image(chance, words, domain) for _ in range(1 + (heat > 150))) + "\n")
    related = chance.randrange(2) if has_body else 2 + chance.randrange(2)
    if related:
        parts.append("related:\n" + "".join(_related(chance, words) for _ in range(related)) + "\n")
    secret = b64encode(chance.randbytes(360)).decode()
    parts.append(f'secured: "{secret};{b64encode(chance.randbytes(16)).decode()}"\n---\n')
    return "".join(parts) + body


def _provider(chance: random.Random, name: str, domain: str) -> str:
    made = (
        f"provider:\n  name: {name}\n  domain: {domain}\n  images:\n"
        f'    - url: "https://www.example.org/assets/images/organizations/{domain}-50x50.jpg"\n'
        "      width: 50\n      height: 50\n"
    )
    if chance.random() < 0.4:
        made += f"  authors:\n    - name: {chance.choice(_FIRST_NAMES)} {chance.choice(_LAST_NAMES)}\n"
    return made + "\n"


def _image(chance: random.Random, words: _Words, domain: str) -> str:
    width, height = chance.choice(_SIZES)
    name = words.words()
    return (
        f'  - url: "https://images.{domain}/{_slug(name)}-{chance.randrange(10**9)}-{width}x{height}.jpg"\n'
        f'    width: {width}\n    height: {height}\n    isCached: true\n    title: "{name.capitalize()}"\n'
    )


def _related(chance: random.Random, words: _Words) -> str:
    title = words.title()
    publisher = chance.choice(_PUBLISHERS)
    domain = f"{publisher.lower()}.example.org"
    when = _instant(chance)
    return (
        f'  - title: "{title}"\n    excerpt: "{words.sentences(2)}"\n    publishedDateTime: {when}\n'
        f'    webUrl: "https://www.{domain}/{when[:4]}/{_slug(title)}-{chance.randrange(10**9)}/"\n'
        f"    type: article\n    provider:\n      name: {publisher}\n      domain: {domain}\n"
        f"    quality: {chance.randrange(1, 100)}\n"
    )


def _body(chance: random.Random, words: _Words, domain: str) -> str:
    """Return Markdown of about 1 KB: paragraphs, a heading, a list, a link, an image."""
    items = "".join(f"- {words.words()}: **{chance.randrange(2, 900)}**\n" for _ in range(3))
    return (
        f"\n{words.sentences(3)} See [{words.words()}](https://www.{domain}/notes/{chance.randrange(10**6)}).\n\n"
        f"## {words.title()}\n\n{words.sentences(3)}\n\n{items}\n"
        f"![{words.words()}](https://images.{domain}/{chance.randrange(10**9)}.png)\n\n"
        f"> {words.sentences(1)}\n\n{words.sentences(2)} *{words.words()}*, `{words.words()}`.\n"
    )


def main() -> None:
    """Generate a folder from the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.records", description="Write records to measure with."
    )
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="where to; it must not be there yet")
    parser.add_argument("--count", type=int, default=1000, help="how many records [default: 1000]")
    parser.add_argument("--topics", type=int, default=50, help="on how many topics [default: 50]")
    parser.add_argument("--seed", type=int, default=1, help="another seed gives other records [default: 1]")
    given = parser.parse_args()
    made = generate(given.folder, given.count, given.topics, given.seed)
    print(f"{made.files} records, {made.bytes} bytes, {made.published} published, {len(made.entries)} topics")


if __name__ == "__main__":
    main()
