"""What one would write in an afternoon: every topic's newest records as feeds, with feedgen.

No check, no index, no sanitising; everything is read and written at every run.

    python feeds.py RECORDS OUTPUT
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

import frontmatter
from feedgen.feed import FeedGenerator

BASE = "https://example.org/feeds/"
TITLE = "Records"
LIMIT = 50


def records(folder: Path) -> list[dict[str, Any]]:
    """Return the published records, the newest first, each with its body as `content`."""
    found = []
    for path in folder.glob("*.md"):
        post = frontmatter.load(str(path))
        if post.metadata.get("published") is True:
            found.append({**post.metadata, "content": post.content or post.metadata["excerpt"]})
    return sorted(found, key=lambda record: record["publishedDateTime"], reverse=True)


def write(folder: Path, title: str, shown: list[dict[str, Any]]) -> None:
    """Write a feed in three formats."""
    folder.mkdir(parents=True, exist_ok=True)
    url = f"{BASE}{folder.name}/"
    feed = FeedGenerator()
    feed.id(url)
    feed.title(title)
    feed.description(title)
    feed.link(href=url)
    feed.updated(shown[0]["publishedDateTime"])
    feed.author(name=TITLE)
    for record in shown:
        entry = feed.add_entry(order="append")
        entry.id(record["webUrl"])
        entry.title(record["title"])
        entry.link(href=record["webUrl"])
        entry.published(record["publishedDateTime"])
        entry.updated(record["publishedDateTime"])
        entry.summary(record["excerpt"])
        entry.content(record["content"], type="html")
        entry.category([{"term": topic} for topic in record["topics"]])
    feed.atom_file(str(folder / "atom.xml"))
    feed.rss_file(str(folder / "rss.xml"))
    items = [
        {
            "id": record["webUrl"],
            "url": record["webUrl"],
            "title": record["title"],
            "summary": record["excerpt"],
            "content_html": record["content"],
            "image": record["images"][0]["url"],
            "date_published": record["publishedDateTime"].isoformat(),
            "tags": record["topics"],
        }
        for record in shown
    ]
    head = {"version": "https://jsonfeed.org/version/1.1", "title": title, "feed_url": f"{url}feed.json"}
    (folder / "feed.json").write_text(json.dumps({**head, "items": items}, ensure_ascii=False), "utf-8")


def main() -> None:
    """Publish everything."""
    source, output = Path(sys.argv[1]), Path(sys.argv[2])
    found = records(source)
    topics = defaultdict(list)
    for record in found:
        for topic in record["topics"]:
            topics[topic].append(record)
    write(output / "all", TITLE, found[:LIMIT])
    for topic, listed in topics.items():
        write(output / topic.lower().replace(" ", "-"), f"{TITLE}: {topic}", listed[:LIMIT])


if __name__ == "__main__":
    main()
