"""The table of keys and a discovery -> the text of a commented config.

Responsible for the file's layout and for writing values as YAML. Not for the keys, their help and their
defaults (`feedpub.config.schema`).
"""

from __future__ import annotations

import re
from itertools import chain, count, groupby
from typing import TYPE_CHECKING, Any

from feedpub.config.schema import SECTIONS, Config
from feedpub.config.table import rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from feedpub.config.table import Row
    from feedpub.init.discovery import Discovery, Hint

_PLAIN = re.compile("[a-z]+(-[a-z]+)*")
_QUOTED_WORDS = frozenset(
    ("null", "true", "false", "yes", "no", "on", "off", "y", "n")
)  # which aren't texts in some version of YAML
_MAX_TOPICS = 100  # that are listed
_MAX_EXAMPLE_CHARACTERS = 80  # of a topic in an example
_MAX_KEY_CHARACTERS = 900  # libyaml takes a key of at most 1024 characters

_OPENING = """\
# The config of feedpub. A line such as #limit: 50 is a setting that is switched off: it shows the
# default, or an example where there is none. Take the # away to switch it on.
"""


def render_config(discovery: Discovery, schema: type[Config] = Config) -> str:
    """Return the config that `schema` declares: what was found as settings, every other key as a comment.

    In a block that is switched off every line begins with a # at the same depth, comments with a second one,
    so that a block is switched on by taking the first away. Other comments begin with `# `.
    """
    settings = _settings(discovery)
    shown = _ShownValues(discovery)
    enabled = {path.partition(".")[0] for path in settings}
    lines: list[str] = []
    is_spaced = True
    for name, group in groupby(rows(schema, SECTIONS), lambda row: re.split(r"[.\[]", row.path)[0]):
        block = list(group)
        if is_spaced or len(block) > 1:
            lines.append("")
        is_spaced = len(block) > 1
        if name == "topics":
            lines += _topics(block, discovery)
        elif name in enabled:
            lines += [f"# {block[0].help}", f"{name}:"]
            for row in block[1:]:
                lines += _on(row, *settings[row.path]) if row.path in settings else _off(row, shown, depth=1)
        else:
            for row in block:
                lines += _off(row, shown, depth=0)
    return _OPENING + "\n".join(lines) + "\n"


def _settings(discovery: Discovery) -> dict[str, tuple[str, str]]:
    """Return the values that are switched on, by path, each with a note."""
    found = {
        "site.title": _noted(discovery.title),
        "site.url": _noted(discovery.url),
        "site.feeds_url": _noted(discovery.feeds_url),
        "source.folder": (discovery.source, ""),
        "output.folder": (discovery.output, ""),
    }
    if discovery.url.origin:
        found["site.id_base"] = (discovery.id_base, "It stays when the site moves.")
    if discovery.description:
        found["site.description"] = _noted(discovery.description)
    return found


def _noted(hint: Hint) -> tuple[str, str]:
    return hint.value, f"From {hint.origin}." if hint.origin else "This is a guess: set it."


class _ShownValues:
    """The values that are shown switched off: defaults, and examples from what was found."""

    def __init__(self, discovery: Discovery) -> None:
        names = [row.topic or "" for row in discovery.topics]
        names = [name for name in names if len(name) <= _MAX_EXAMPLE_CHARACTERS]
        self._words = {
            "title": discovery.title.value,
            "url": discovery.url.value,
            "id_base": discovery.id_base,
            "topic": names[0] if names else "A topic",
        }
        slugs = {row.slug for row in discovery.topics}
        candidates = chain(["my-feed"], map("my-feed-{}".format, count(2)))
        free = next(slug for slug in candidates if slug not in slugs)
        self._chosen: dict[str, tuple[object, str]] = {"feeds[].slug": (free, "")}
        if discovery.mostly_unflagged:
            share = f"{discovery.unflagged} of the {discovery.records} records here have neither"
            note = f"{share}; the default is false."
            self._chosen["publish_unflagged"] = (True, note)

    def of_row(self, row: Row) -> tuple[object, str]:
        """Return the value to show for a key, and a note. None is a section's."""
        if row.path in self._chosen:
            return self._chosen[row.path]
        if row.is_section or row.default is not None:
            return row.default, ""
        return self._filled_in(row.example), ""

    def _filled_in(self, example: object) -> Any:
        if isinstance(example, list):
            return [self._filled_in(item) for item in example]
        return example.format_map(self._words) if isinstance(example, str) else example


def _topics(block: list[Row], discovery: Discovery) -> Iterator[str]:
    """Yield the section of topics, switched off: each topic with its slug and number of records."""
    section, *keys = block
    yield f"# {section.help}"
    yield f"#{section.name}:"
    for row in keys:
        yield f"#  # {row.name}: {row.help}"
    listed = discovery.topics[:_MAX_TOPICS]
    for topic in listed:
        name = _scalar(topic.topic or topic.title)
        if len(name) <= _MAX_KEY_CHARACTERS:
            noun = "record" if topic.published == 1 else "records"
            yield f"#  {name}: {{slug: {topic.slug}}}  # {topic.published} {noun}"
    if not listed:
        yield '#  "A topic": {slug: a-topic, description: "..."}'
    if len(discovery.topics) > len(listed):
        yield f"#  # And {len(discovery.topics) - len(listed)} more, which `feedpub topics` lists."


def _on(row: Row, value: str, note: str) -> list[str]:
    """Return the lines of a setting in an enabled section, below its help."""
    return [f"  # {row.help} {note}".rstrip(), f"  {row.name}: {_scalar(value)}"]


def _off(row: Row, shown: _ShownValues, *, depth: int) -> list[str]:
    """Return the lines of a setting that is switched off, below its help; its # is `depth` levels deep."""
    value, note = shown.of_row(row)
    outer = "  " * depth
    inner = "  " * (row.path.count(".") - depth + row.path.count("[]"))
    marked = inner[:-2] + "- " if row.begins_item else inner
    setting = f"{row.name}:" if row.is_section else f"{row.name}: {_scalar(value)}"
    comment = f"#{inner}# {row.help} {note}".rstrip() if inner else f"# {row.help} {note}".rstrip()
    return [f"{outer}{comment}", f"{outer}#{marked}{setting}"]


def _scalar(value: object) -> str:
    """Return the value as YAML, on one line: texts in double quotes unless they are plain words."""
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(_scalar, value))}]"
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value)
    if isinstance(value, int) or (_PLAIN.fullmatch(text) and text not in _QUOTED_WORDS):
        return text
    return '"' + "".join(map(_escape, text)) + '"'


def _escape(char: str) -> str:
    """Return a character as it is written in double quotes (YAML 1.2.2 §5.7), by number unless printable."""
    if char in '"\\':
        return f"\\{char}"
    if char.isprintable():
        return char
    return f"\\u{ord(char):04X}" if ord(char) < 0x10000 else f"\\U{ord(char):08X}"
