"""The example of docs/extending-stores.md, word for word."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from tests.sites import NOW, Site, contents

import feedpub
from feedpub.stores.folder import FolderStore

PAGE = Path(__file__).parents[2] / "docs" / "extending-stores.md"


@pytest.fixture
def example(site: Site, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the page's code defines, run in a site's folder."""
    site.configure(pages=True)
    site.add("a.md", title="First", topics=["AI"])
    site.add("b.md", title="Second", topics=["Other"])
    monkeypatch.chdir(site.folder)
    code = re.findall(r"^```python\n(.*?)^```$", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    defined: dict[str, Any] = {"__name__": "example"}
    for block in code:
        exec(compile(block, str(PAGE), "exec"), defined)
    return defined


def test_it_holds_what_a_folder_would(site: Site, example: dict[str, Any]) -> None:
    site.forget()
    site.publish()
    assert example["store"].files == contents(site.output)
    assert "ai/atom.xml" in example["store"].files


def publish(site: Site, store: Any, **options: Any) -> feedpub.Summary:
    return feedpub.generate(feedpub.load_config(site.file), now=NOW, store=store, **options)


def test_it_keeps_a_stores_promises(site: Site, example: dict[str, Any]) -> None:
    store = example["MemoryStore"]()
    publish(site, store)
    before = dict(store.files)
    assert publish(site, store).written == 0
    site.forget()
    assert publish(site, store).written == 0
    store.files["all/index.html"] = b"mine"
    assert [problem.rule for problem in publish(site, store).problems] == ["not-ours"]
    del store.files["all/index.html"]
    assert publish(site, store, dry_run=True).written == 1
    assert publish(site, store).written == 1
    assert store.files == before
    (site.source / "b.md").unlink()
    site.configure(formats=["json"], pages=False)
    publish(site, store)
    assert {*store.files} == {".feedpub-manifest", "all/feed.json", "ai/feed.json", "other/feed.json"}


def test_both_have_the_methods_of_the_protocol(example: dict[str, Any]) -> None:
    from feedpub.stores import base

    for name in (name for name in vars(base.Store) if name[0] != "_"):
        assert callable(getattr(FolderStore, name))
        assert callable(getattr(example["MemoryStore"], name))
