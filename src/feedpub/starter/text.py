"""The text of a starter config."""

from __future__ import annotations

import re
from dataclasses import fields
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from feedpub import config
from feedpub.starter.keys import KEYS

if TYPE_CHECKING:
    from feedpub.starter.found import Found, Told

_DEFAULT = {one.name: one.default for one in fields(config.Config)}
_DEFAULT_SITE = {one.name: one.default for one in fields(config.Site)}
_PLAIN = re.compile("[a-z]+(-[a-z]+)*")
_NOT_FOR_TEXT = frozenset(
    ("null", "true", "false", "yes", "no", "on", "off", "y", "n")
)  # in some YAML or other
_MOST_TOPICS = 100  # that are listed
_LONGEST_NAME = 80  # of a topic in an example
_LONGEST_KEY = 900  # libyaml takes a key of 1024 characters at most


def of(found: Found) -> str:
    """Return the config: what was found as settings, everything else as comments with its default.

    In a block that is switched off every line begins with a # at the same depth, comments with a second one,
    so that a block is switched on by taking the first away. Other comments begin with `# `.
    """
    parts = (
        _opening(),
        _site(found),
        _folders(found),
        _choices(found),
        _topics(found),
        _feeds(found),
        _limits(),
    )
    return "\n".join(line for part in parts for line in part) + "\n"


def _opening() -> list[str]:
    return [
        "# The config of feedpub. A line such as #limit: 50 is a setting that is switched off: it shows the",
        "# default, or an example where there is none. Take the # away to switch it on.",
        "",
    ]


def _site(found: Found) -> list[str]:
    lines = ["site:", *_on("site.title", found.title), *_on("site.url", found.url)]
    lines += _on("site.feeds_url", found.feeds_url)
    if found.description:
        lines += _on("site.description", found.description)
    else:
        lines += _off("site.description", found.title.value, depth=1)
    examples = {
        "language": _DEFAULT_SITE["language"],
        "author": None,
        "author.name": found.title.value,
        "author.email": "feeds@example.org",
        "author.url": found.url.value,
        "rights": "...",
        "icon": urljoin(found.url.value, "icon.png"),
        "logo": urljoin(found.url.value, "logo.png"),
        "timezone": _DEFAULT_SITE["timezone"],
    }
    for name, example in examples.items():
        lines += _off(f"site.{name}", example, depth=1)
    return [*lines, ""]


def _folders(found: Found) -> list[str]:
    return [
        "source:",
        *_setting("source.folder", found.source),
        *_off("source.include", list(config.INCLUDE), depth=1),
        "output:",
        *_setting("output.folder", found.output),
        "",
    ]


def _choices(found: Found) -> list[str]:
    lines = [*_off("limit", _DEFAULT["limit"]), *_off("content", _DEFAULT["content"])]
    if found.unflagged_most:
        note = f"{found.unflagged} of the {found.records} records here say neither."
        lines += [_prose("publish_unflagged", note), "#publish_unflagged: true"]
    else:
        lines += _off("publish_unflagged", _DEFAULT["publish_unflagged"])
    lines += [*_off("formats", list(config.FORMATS)), *_off("pages", _DEFAULT["pages"])]
    return [*lines, *_off("ignore_keys", []), ""]


def _topics(found: Found) -> list[str]:
    shown = found.topics[:_MOST_TOPICS]
    lines = [*_off("topics", None)]
    lines += [f"#  # {key}: {KEYS[f'topics.*.{key}']}" for key in ("slug", "description", "url")]
    for row in shown:
        name = _scalar(row.name)
        if len(name) <= _LONGEST_KEY:
            count = f"{row.published} record" + "s" * (row.published != 1)
            lines.append(f"#  {name}: {{slug: {row.slug}}}  # {count}")
    if not shown:
        lines.append('#  "A topic": {slug: a-topic, description: "..."}')
    if len(found.topics) > len(shown):
        lines.append(f"#  # And {len(found.topics) - len(shown)} more, which `feedpub topics` lists.")
    return [*lines, ""]


def _feeds(found: Found) -> list[str]:
    names = [row.name for row in found.topics if len(row.name) <= _LONGEST_NAME][:3] or ["A topic"]
    slugs = {row.slug for row in found.topics}
    slug = next(name for name in ("most-discussed", "most-discussed-feed", "my-feed") if name not in slugs)
    lines = _off("feeds", None)
    examples: dict[str, object] = {
        "slug": slug,
        "title": "The most discussed",
        "description": "The most discussed records of the last month",
        "url": urljoin(found.url.value, slug),
        "any": names,
        "all": names[:1],
        "none": ["A topic that it leaves out"],
        "where": None,
        "where.category": "news",
        "where.type": ["article", "video"],
        "where.min_quality": 40,
        "where.min_heat": 10,
        "where.provider": ["example.org"],
        "order": "hottest",
        "within": "30d",
        "limit": 20,
    }
    for key, example in examples.items():
        setting = _line(key.rpartition(".")[2], example)
        indent = "      " if "." in key else "    " if key != "slug" else "  - "
        lines += [f"#{' ' * len(indent)}{_prose(f'feeds[].{key}')}", f"#{indent}{setting}"]
    return [*lines, ""]


def _limits() -> list[str]:
    lines = _off("limits", None)
    for one in fields(config.Limits):
        lines += _off(f"limits.{one.name}", one.default)
    return lines


def _on(path: str, value: Told) -> list[str]:
    """Return a setting below what it means and where it was found."""
    return _setting(
        path, value.value, f"From {value.origin}." if value.origin else "This is a guess: set it."
    )


def _setting(path: str, value: str, note: str = "") -> list[str]:
    return [f"  {_prose(path, note)}", f"  {_line(path.rpartition('.')[2], value)}"]


def _off(path: str, value: object, *, depth: int = 0) -> list[str]:
    """Return a setting that is switched off, below what it means; `depth` is how deep the # stands."""
    outer, inner = "  " * depth, "  " * (path.count(".") - depth)
    prose = f"#{inner}{_prose(path)}" if inner else _prose(path)
    return [f"{outer}{prose}", f"{outer}#{inner}{_line(path.rpartition('.')[2], value)}"]


def _prose(path: str, note: str = "") -> str:
    return f"# {KEYS[path]} {note}".rstrip()


def _line(name: str, value: object) -> str:
    """Return `name: value`; a name alone, for what is indented below it, where the value is None."""
    return f"{name}:" if value is None else f"{name}: {_scalar(value)}"


def _scalar(value: object) -> str:
    """Return the value as YAML, on one line: texts in double quotes unless they are plain words."""
    if isinstance(value, list):
        return f"[{', '.join(map(_scalar, value))}]"
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value)
    if isinstance(value, int) or (_PLAIN.fullmatch(text) and text not in _NOT_FOR_TEXT):
        return text
    return '"' + "".join(map(_escaped, text)) + '"'


def _escaped(char: str) -> str:
    """Return a character as it stands in double quotes (YAML 1.2.2 §5.7), by number if it isn't printable."""
    if char in '"\\':
        return f"\\{char}"
    if char.isprintable():
        return char
    return f"\\u{ord(char):04X}" if ord(char) < 0x10000 else f"\\U{ord(char):08X}"
