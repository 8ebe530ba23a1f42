"""The store of docs/extending.md keeps the promises of a store."""

from __future__ import annotations

from typing import Any

import pytest
from tests.extending import PAGE, example
from tests.sites import NOW, Site, contents

import feedpub
from feedpub.stores.folder import FolderStore


@pytest.fixture
def names(site: Site, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """The names that the page's code defines when it runs in a site's folder."""
    site.configure(pages=True)
    site.add("a.md", title="First", topics=["AI"])
    site.add("b.md", title="Second", topics=["Other"])
    monkeypatch.chdir(site.folder)
    defined: dict[str, Any] = {"__name__": "example"}
    for block in ("store", "store-use"):
        exec(compile(example(block), str(PAGE), "exec"), defined)
    return defined


def test_the_store_gets_the_files_that_a_folder_would_get(site: Site, names: dict[str, Any]) -> None:
    site.forget()
    site.publish()
    assert names["store"].files == contents(site.output)
    assert "ai/atom.xml" in names["store"].files


def publish(site: Site, store: Any, **options: Any) -> feedpub.Summary:
    return feedpub.generate(feedpub.load_config(site.file), now=NOW, store=store, **options)


def test_the_store_keeps_its_promises(site: Site, names: dict[str, Any]) -> None:
    store = names["MemoryStore"]()
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


def test_both_stores_have_the_methods_of_the_protocol(names: dict[str, Any]) -> None:
    from feedpub.stores import base

    for name in (name for name in vars(base.Store) if name[0] != "_"):
        assert callable(getattr(FolderStore, name))
        assert callable(getattr(names["MemoryStore"], name))
