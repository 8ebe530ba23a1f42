"""The index of items that hold several records: all of an item's records come and go together."""

from __future__ import annotations

import pytest

from feedpub import index as indexes
from feedpub.config import Selection
from feedpub.index import Index, changes, queries
from feedpub.index.rows import RowBatch, TextRow
from feedpub.index.schema import NUMBERS_PER_ITEM
from feedpub.records import ParsedSource, Record
from feedpub.sources import Item

NOW = 2_000


def record(name: str, *, topic: str = "AI", published: int = 1_000) -> Record:
    return Record(
        path="rows.jsonl", id=f"https://example.org/{name}", title=name, topics=(topic,),
        published=published, updated=published,
    )  # fmt: skip


def rows_of(item: Item, first_number: int, *found: Record) -> RowBatch:
    """Return the rows of an item that holds these records, and places of their texts."""
    rows = RowBatch.empty()
    rows.add_item(item, None, b"digest", ParsedSource("published", found[0]), first_number)
    for ordinal, one in enumerate(found):
        rows.add_record(item.key, first_number, ordinal, one, one.to_json())
        rows.texts.append(TextRow(first_number + ordinal, "file", 0, 1))
    return rows


ROWS, OTHER = Item("rows.jsonl", b"1"), Item("other.md", b"1")


@pytest.fixture
def index() -> Index:
    """An index of an item with three records and of one with one, as an earlier run left it."""
    index = indexes.in_memory("key")
    assert changes.next_first_number(index) == 0
    changes.store(index, rows_of(ROWS, 0, record("a"), record("b", topic="Law"), record("c")), [])
    first = changes.next_first_number(index)
    assert first == NUMBERS_PER_ITEM
    changes.store(index, rows_of(OTHER, first, record("d")), [])
    changes.create_indexes(index)
    index.db.execute("delete from texts")
    return index


def titles(index: Index, topic: str | None = None) -> set[int]:
    """Return the numbers of the records that a feed shows."""
    selection = Selection(any=(topic,)) if topic else Selection()
    return {entry.number for entry in queries.newest(index, selection, NOW)}


def test_every_record_is_selected_by_itself(index: Index) -> None:
    assert titles(index) == {0, 1, 2, NUMBERS_PER_ITEM}
    assert titles(index, "ai") == {0, 2, NUMBERS_PER_ITEM}
    assert queries.count_statuses(index, NOW) == {"published": 4}
    assert queries.count_statuses(index, 500) == {"published": 0, "scheduled": 4}
    law = queries.newest(index, Selection(any=("law",)), NOW)
    assert (len(law), law[0].published) == (1, 1_000)


def test_all_records_go_with_their_item(index: Index) -> None:
    changes.forget(index, [ROWS.key])
    assert titles(index) == {NUMBERS_PER_ITEM}
    assert queries.topic_names(index, NOW) == {"ai": "AI"}


def test_an_item_replaces_all_that_it_held(index: Index) -> None:
    first = changes.next_first_number(index)
    changes.store(index, rows_of(ROWS, first, record("a"), record("e", topic="Law")), [ROWS.key])
    assert titles(index) == {first, first + 1, NUMBERS_PER_ITEM}
    assert titles(index, "law") == {first + 1}


def test_an_item_is_read_again_once_for_all_its_records(index: Index) -> None:
    (item,) = changes.items_to_reread(index, [0, 2])
    assert (item.item, item.first_number, len(item.digests)) == (ROWS, 0, 3)
    same = rows_of(ROWS, 0, record("a"), record("b", topic="Law"), record("c"))
    assert not changes.store_reread(index, same, {ROWS.key: item.digests})
    assert changes.items_to_reread(index, [0, 2]) == []
    assert titles(index) == {0, 1, 2, NUMBERS_PER_ITEM}


@pytest.mark.parametrize(
    "now_holds",
    [
        [record("a"), record("b", topic="Law")],
        [record("a"), record("x"), record("c")],
        [record("a"), record("b", topic="Law"), record("c"), record("x")],
    ],
)
def test_any_record_that_differs_is_noticed(index: Index, now_holds: list[Record]) -> None:
    (item,) = changes.items_to_reread(index, [0])
    assert changes.store_reread(index, rows_of(ROWS, 0, *now_holds), {ROWS.key: item.digests})
    assert titles(index) == {*range(len(now_holds)), NUMBERS_PER_ITEM}


def test_the_first_record_of_an_id_within_an_item_is_selected(index: Index) -> None:
    first = changes.next_first_number(index)
    changes.store(index, rows_of(ROWS, first, record("a"), record("a")), [ROWS.key])
    (hidden,) = queries.hide_duplicate_ids(index, NOW)
    assert hidden == (ROWS.key, ROWS.key, "https://example.org/a")
    assert titles(index) == {first, NUMBERS_PER_ITEM}
