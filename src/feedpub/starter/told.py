"""What a site says of itself in the files of other programs: Jekyll, Hugo, a host's CNAME, npm.

They are hints: a file that can't be read, or a value that a config can't hold, is passed over.
"""

from __future__ import annotations

import json
import re
import tomllib
from contextlib import suppress
from typing import TYPE_CHECKING

from feedpub import sources, urls
from feedpub.frontmatter import yaml
from feedpub.problems import ConfigError
from feedpub.sources import Source
from feedpub.starter.found import Told
from feedpub.text import clean, decode, one_line

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

_LARGEST = 1_000_000
_LONGEST = 200  # characters of a title or description that is taken over


def by_others(folder: Path) -> dict[str, Told]:
    """Return title, url and description from the files of other programs; of two the first has its way."""
    found: dict[str, Told] = {}
    for name, read in _TOLD_BY.items():
        text = _small_text(folder, name)
        if text is None:
            continue
        with suppress(ValueError, RecursionError):  # its own program may read more than we do
            for key, value in read(text).items():
                if key not in found and (usable := _usable(key, value)):
                    found[key] = Told(usable, name)
    return found


def _small_text(folder: Path, name: str) -> str | None:
    try:
        data = sources.read(folder, Source(name, 0, 0, 0, 0), _LARGEST)
        return decode(data)[0]
    except (OSError, UnicodeDecodeError):
        return None


def _usable(key: str, value: object) -> str | None:
    """Return the value as the config can hold it, None where it can't."""
    if not isinstance(value, str):
        return None
    if key == "url":
        with suppress(ConfigError):
            return folder_url(value, key)
        return None
    text = one_line(clean(value))
    return text if text and len(text) <= _LONGEST else None


def folder_url(text: str, what: str) -> str:
    """Return the URL of a folder, with a slash at its end. Raises ConfigError where it is none."""
    try:
        url = urls.web(text)
    except ValueError as error:
        raise ConfigError(f"{what}: {error}") from None
    if re.search("[?#]", url):
        raise ConfigError(f"{what}: the URL of the feeds is that of a folder; it has no ? and no #")
    return url.rstrip("/") + "/"


def _of_jekyll(text: str) -> dict[str, object]:
    told = _mapping(yaml.load(text))
    url, path = told.get("url"), told.get("baseurl")
    if isinstance(url, str) and isinstance(path, str):
        url = f"{url.rstrip('/')}/{path.strip('/')}"
    return {"title": told.get("title"), "url": url, "description": told.get("description")}


def _of_hugo_toml(text: str) -> dict[str, object]:
    return _of_hugo(tomllib.loads(text))


def _of_hugo_yaml(text: str) -> dict[str, object]:
    return _of_hugo(yaml.load(text))


def _of_hugo(value: object) -> dict[str, object]:
    told = {key.lower(): inner for key, inner in _mapping(value).items()}  # Hugo doesn't tell case apart
    params = {key.lower(): inner for key, inner in _mapping(told.get("params")).items()}
    return {
        "title": told.get("title"),
        "url": told.get("baseurl"),
        "description": params.get("description"),
    }


def _of_cname(text: str) -> dict[str, object]:
    return {"url": f"https://{text.strip()}/"}


def _of_package(text: str) -> dict[str, object]:
    told = _mapping(json.loads(text))
    name = told.get("name")
    title = told.get("title") or (name.rpartition("/")[2] if isinstance(name, str) else None)
    return {"title": title, "url": told.get("homepage"), "description": told.get("description")}


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}


_TOLD_BY: Mapping[str, Callable[[str], dict[str, object]]] = {
    "_config.yml": _of_jekyll,
    "hugo.toml": _of_hugo_toml,
    "hugo.yaml": _of_hugo_yaml,
    "config.toml": _of_hugo_toml,
    "config.yaml": _of_hugo_yaml,
    "CNAME": _of_cname,
    "package.json": _of_package,
}
