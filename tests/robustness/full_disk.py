"""Publish on a full disk, with one page more left each time; print how often that was refused and not."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

import feedpub

PAGE = 4096
NAME = "a.md"


def publish() -> None:
    feedpub.generate(feedpub.load_config("feedpub.yaml"), now=datetime.fromisoformat(sys.argv[1]))


def feeds() -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in sorted(Path("feeds").rglob("*.json"))}


def write(title: str, size: int) -> None:
    front = f"title: {title}\npublished: true\npublishedDateTime: 2024-01-01\ntopics: [AI]"
    Path("seeds", NAME).write_text(f"---\n{front}\n---\n{'x' * size}\n", encoding="utf-8")


def fill(pages: int) -> None:
    """Leave so many pages free."""
    with Path("ballast").open("wb", buffering=0) as ballast:
        try:
            while ballast.write(bytes(PAGE)):
                pass
        except OSError:
            ballast.truncate(max(ballast.tell() - PAGE * pages, 0))


write("New", 9000)
publish()
new = feeds()
write("Old", 1)
publish()
old = feeds()
refused = published = 0
for pages in range(40):
    write("Old", 1)
    publish()
    assert feeds() == old
    write("New", 9000)
    fill(pages)
    try:
        publish()
    except feedpub.PublishError as error:
        message = str(error)
        refused += 1
    else:
        message = ""
        published += 1
    assert feeds() == (old if message else new), pages
    assert not message or ("No space left" in message and "nothing was replaced" in message), message
    Path("ballast").unlink()
    publish()
    assert feeds() == new, pages
    assert {path.name for path in Path("feeds").iterdir()} == {"all", "ai", ".feedpub-manifest"}
print(refused, published)
