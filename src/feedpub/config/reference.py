"""The table of keys -> docs/config.md.

Responsible for the text of that page. Not for writing it: a test compares it with the file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from feedpub.config.schema import SECTIONS, Config
from feedpub.config.table import rows

if TYPE_CHECKING:
    from collections.abc import Iterator

_OPENING = """\
# The config

This page is generated from the table of keys. `feedpub init` writes a file with all of them, commented.

feedpub reads `feedpub.yaml` in the folder where it runs, or the file that `--config` names.
Only `site.title` and `site.feeds_url` are required. Paths are relative to the file's folder. An unknown
key is an error; it is reported with its line and the most similar key. The file is YAML 1.2; flags are
`true` or `false`, and `yes`, `no`, `on` and `off` are understood.

In the table `*` is the name of a topic and `[]` each item of a list.
"""


def config_page(example: str, schema: type[Config] = Config) -> str:
    """Return the page for the config that `schema` declares; `example` is the text of a whole config."""
    table = "\n".join(_table(schema))
    return f"{_OPENING}\n{table}\n\nThis repository's own config:\n\n```yaml\n{example.rstrip()}\n```\n"


def _table(schema: type[Config]) -> Iterator[str]:
    yield "| key | value | default | meaning |"
    yield "| --- | --- | --- | --- |"
    for row in rows(schema, SECTIONS):
        yield f"| `{row.path}` | {row.words} | {_default_in_words(row.default)} | {row.help} |"


def _default_in_words(default: object) -> str:
    if default is None:
        return ""
    if isinstance(default, bool):
        return f"`{str(default).lower()}`"
    if isinstance(default, tuple):
        return " ".join(f"`{item}`" for item in default)
    return f"`{default}`"
