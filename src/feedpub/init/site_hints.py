"""A site's title, URL and description, from the files of other programs: Jekyll, Hugo, a CNAME, npm.

A file that can't be read, or a value that a config can't hold, is skipped.
"""

from __future__ import annotations

import json
import tomllib
from contextlib import suppress
from typing import TYPE_CHECKING

from feedpub import sources
from feedpub.config import folder_url
from feedpub.content.text import clean, decode, one_line
from feedpub.frontmatter import yaml
from feedpub.init.discovery import Hint

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

_MAX_FILE_BYTES = 1_000_000
_MAX_CHARACTERS = 200  # of a title or description


def read(folder: Path) -> dict[str, Hint]:
    """Return `title`, `url` and `description` as files in the folder give them; the first file wins."""
    found: dict[str, Hint] = {}
    for name, parse in _PARSERS.items():
        text = _small_text(folder, name)
        if text is None:
            continue
        with suppress(ValueError, RecursionError):  # its own program may read more than we do
            for key, value in parse(text).items():
                if key not in found and (usable := _usable(key, value)):
                    found[key] = Hint(usable, name)
    return found


def _small_text(folder: Path, name: str) -> str | None:
    try:
        data = sources.read(folder, name, _MAX_FILE_BYTES)
        return decode(data)[0]
    except (OSError, UnicodeDecodeError):
        return None


def _usable(key: str, value: object) -> str | None:
    """Return the value as the config can hold it, None where it can't."""
    if not isinstance(value, str):
        return None
    if key == "url":
        with suppress(ValueError):
            return folder_url(value)
        return None
    text = one_line(clean(value))
    return text if text and len(text) <= _MAX_CHARACTERS else None


def _parse_jekyll(text: str) -> dict[str, object]:
    settings = _mapping(yaml.load(text))
    url, path = settings.get("url"), settings.get("baseurl")
    if isinstance(url, str) and isinstance(path, str):
        url = f"{url.rstrip('/')}/{path.strip('/')}"
    return {"title": settings.get("title"), "url": url, "description": settings.get("description")}


def _parse_hugo_toml(text: str) -> dict[str, object]:
    return _hugo_hints(tomllib.loads(text))


def _parse_hugo_yaml(text: str) -> dict[str, object]:
    return _hugo_hints(yaml.load(text))


def _hugo_hints(value: object) -> dict[str, object]:
    settings = {key.lower(): inner for key, inner in _mapping(value).items()}  # Hugo ignores case
    params = {key.lower(): inner for key, inner in _mapping(settings.get("params")).items()}
    return {
        "title": settings.get("title"),
        "url": settings.get("baseurl"),
        "description": params.get("description"),
    }


def _parse_cname(text: str) -> dict[str, object]:
    return {"url": f"https://{text.strip()}/"}


def _parse_package(text: str) -> dict[str, object]:
    settings = _mapping(json.loads(text))
    name = settings.get("name")
    title = settings.get("title") or (name.rpartition("/")[2] if isinstance(name, str) else None)
    return {"title": title, "url": settings.get("homepage"), "description": settings.get("description")}


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}


_PARSERS: Mapping[str, Callable[[str], dict[str, object]]] = {
    "_config.yml": _parse_jekyll,
    "hugo.toml": _parse_hugo_toml,
    "hugo.yaml": _parse_hugo_yaml,
    "config.toml": _parse_hugo_toml,
    "config.yaml": _parse_hugo_yaml,
    "CNAME": _parse_cname,
    "package.json": _parse_package,
}
