"""The records that may be published: how many, their topics, and which of them a feed shows."""

from __future__ import annotations

import json
import struct
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from feedpub.index.rows import TextRow
from feedpub.problems import Problem
from feedpub.sources.stats import in_64_bits

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from feedpub.config import Selection
    from feedpub.index.database import Index

# Of a record's topics: that the record is published now. Only the few that aren't are looked at.
_IS_PUBLISHED = (
    "number not in (select number from records where updated > ?)"
    " and number not in (select number from hidden)"
)

# A value of a list in JSON: unlike a placeholder for each value, it has no bound.
_LISTED = "(select value from json_each(?))"


class EntryRef(NamedTuple):
    """A record that a feed shows: its number and digest, its dates, and the hash of its id."""

    number: int
    digest: bytes
    published: int
    updated: int
    id_hash: int


# As `_make`, in a fifth of its time: all feeds together show many entries.
_new_entry_ref: Callable[[tuple[object, ...]], EntryRef] = partial(tuple.__new__, EntryRef)


class HiddenRecord(NamedTuple):
    """A record that another of the same id hides: the keys of both records' items, and the id."""

    key: str
    shown_key: str
    id: str


class SpelledTopic(NamedTuple):
    """A topic, by its key and by a name that a record has for it."""

    key: str
    name: str


def count_statuses(index: Index, now: int) -> dict[str, int]:
    """Return how many items, or of published ones records, there are of each status; records that are
    published later count as scheduled.
    """
    rows = index.db.execute("select status, count(*) from items where status != 'published' group by status")
    counts: dict[str, int] = dict(rows)
    (every,) = index.db.execute("select count(*) from records").fetchone()
    (later,) = index.db.execute("select count(*) from records where updated > ?", (now,)).fetchone()
    return counts | {"published": every - later} | ({"scheduled": later} if later else {})


def withheld_items(index: Index) -> list[tuple[str, str]]:
    """Return the key and the status of every item without a record that may be published."""
    return index.db.execute(
        "select key, status from items where status != 'published' order by key"
    ).fetchall()


def scheduled_records(index: Index, now: int) -> list[tuple[str, int]]:
    """Return the item's key and the time of every record that is published later."""
    query = "select item_key, updated from records where updated > ? order by item_key, ordinal"
    return index.db.execute(query, (now,)).fetchall()


def records_of_items(index: Index) -> list[tuple[str, int]]:
    """Return the item's key and the number of every record, those that are published later or hidden too."""
    return index.db.execute("select item_key, number from records order by item_key, ordinal").fetchall()


def problems(index: Index) -> list[Problem]:
    """Return the items' problems, in the order of the items' keys."""
    rows = index.db.execute("select key, problems from items where problems is not null order by key")
    return [Problem(key, *fields) for key, text in rows for fields in json.loads(text)]


def hide_duplicate_ids(index: Index, now: int) -> list[HiddenRecord]:
    """Hide all but the most recently updated record of each id, and return those that are hidden."""
    index.db.execute("delete from hidden")
    rows = index.db.execute(
        # Records of one id have one hash of it, and others hardly ever do.
        "select id, item_key, number from records where updated <= :now and id_hash in"
        " (select id_hash from records where updated <= :now group by id_hash having count(*) > 1)"
        " order by id, updated desc, item_key, ordinal",
        {"now": now},
    ).fetchall()
    hidden: list[HiddenRecord] = []
    shown_id = shown_key = ""
    for record_id, key, number in rows:
        if record_id == shown_id:
            hidden.append(HiddenRecord(key, shown_key, record_id))
            index.db.execute("insert into hidden values (?)", (number,))
        else:
            shown_id, shown_key = record_id, key
    return hidden


def topic_names(index: Index, now: int) -> dict[str, str]:
    """Return the name of every topic that a published record has, by its key: the spelling that most
    records use.
    """
    rows = index.db.execute(
        "select topic, name, sum(records) as used from ("
        " select topic, name, records from spellings union all"
        " select topic, name, -count(*) from record_topics where number in"
        " (select number from records where updated > ? union select number from hidden)"
        " group by topic, name)"
        " group by topic, name having used > 0 order by used, name desc",
        (now,),
    )
    return {topic: name for topic, name, _ in rows}


def respelled_topics(index: Index, names: Mapping[str, str]) -> list[SpelledTopic]:
    """Return those of these names by their topics' keys for which a record has another spelling, in the
    order of the keys.
    """
    rows = index.db.execute(
        "select distinct topic, value from json_each(?) join spellings on topic = key and name != value"
        " order by topic",
        (json.dumps(names),),
    )
    return [SpelledTopic(*row) for row in rows]


def newest(index: Index, selection: Selection, now: int) -> list[EntryRef]:
    """Return the records that a feed with this selection shows at `now`, in its order: newest or hottest
    first.
    """
    conditions = ["updated <= ?", "records.number not in (select number from hidden)"]
    values: list[object] = [now]
    table, order = "records", "published desc, records.id_hash"
    if len(selection.any) == 1 and selection.order == "newest":
        # In the order of the topic's own index, only as many rows are looked at as are shown.
        table = "record_topics cross join records using (number)"
        order = "neg_published, record_topics.id_hash"
        conditions.append("topic = ?")
        values.append(selection.any[0])
    elif selection.any:
        conditions.append(_with_topic("in"))
        values.append(json.dumps(selection.any))
    _add_conditions(selection, now, conditions, values)
    if selection.order == "hottest":
        order = "heat desc nulls last, " + order
    # Every piece of the statement is one of the texts here and below; values go in by placeholder.
    rows = index.db.execute(
        f"select records.number, digest, published, updated, records.id_hash from {table}"  # noqa: S608
        f" where {' and '.join(conditions)} order by {order} limit ?",
        (*values, selection.limit),
    )
    return list(map(_new_entry_ref, rows))


def _add_conditions(selection: Selection, now: int, conditions: list[str], values: list[object]) -> None:
    """Add the conditions of a selection, but for `any`, with their values."""
    if selection.all:
        conditions.append(_with_topic("in", "group by number having count(*) = ?"))
        values.extend((json.dumps(selection.all), len(selection.all)))
    if selection.none:
        conditions.append(_with_topic("not in"))
        values.append(json.dumps(selection.none))
    for column, allowed in (("category", selection.category), ("type", selection.type)):
        if allowed:
            conditions.append(f"{column} in {_LISTED}")
            values.append(json.dumps(allowed))
    if selection.provider:
        conditions.append(f"(provider in {_LISTED} or domain in {_LISTED})")
        values.extend([json.dumps(selection.provider)] * 2)
    for column, least in (("quality", selection.min_quality), ("heat", selection.min_heat)):
        if least is not None:
            conditions.append(f"{column} >= ?")
            values.append(least)
    if selection.within is not None:
        conditions.append("published > ?")
        values.append(now - selection.within)


def next_due(index: Index, now: int) -> int | None:
    """Return the first instant after `now` at which a scheduled record appears."""
    (due,) = index.db.execute("select min(updated) from records where updated > ?", (now,)).fetchone()
    return due if due is None else int(due)


def in_hexadecimal(hashes: Sequence[int]) -> list[str]:
    """Return hashes of ids as manifests have them (`stores.manifest.entry_hash`)."""
    text = struct.pack(f">{len(hashes)}q", *hashes).hex()  # takes a third of formatting each
    return [text[at : at + 16] for at in range(0, len(text), 16)]


def published_hashes(index: Index, hashes: Collection[str], now: int, invalid: Collection[int]) -> set[str]:
    """Return those of these hashes of ids that records have which are published at `now`; the records whose
    numbers are `invalid` aren't.
    """
    numbers = {in_64_bits(int(each, 16)): each for each in hashes}
    rows = index.db.execute(
        "select value from json_each(:hashes) where exists (select 1 from records where id_hash = value"
        " and updated <= :now and number not in (select value from json_each(:invalid)))",
        {"hashes": json.dumps([*numbers]), "now": now, "invalid": json.dumps([*invalid])},
    )
    return {numbers[value] for (value,) in rows}


def texts(index: Index, numbers: Sequence[int]) -> list[TextRow]:
    """Return where the texts of these records lie, as far as this run has read them."""
    rows = index.db.execute(
        f"select number, file, start, size from texts where number in ({_placeholders(numbers)})",  # noqa: S608 - placeholders only
        tuple(numbers),
    )
    return [TextRow(*row) for row in rows]


def topics_of(index: Index, numbers: Sequence[int]) -> list[SpelledTopic]:
    """Return the topics of these records, each once for every spelling."""
    rows = index.db.execute(
        f"select distinct topic, name from record_topics where number in ({_placeholders(numbers)})",  # noqa: S608 - the same
        tuple(numbers),
    )
    return [SpelledTopic(*row) for row in rows]


def _with_topic(operator: str, ending: str = "") -> str:
    return f"number {operator} (select number from record_topics where topic in {_LISTED} {ending})"  # noqa: S608 - constants


def _placeholders(values: Sequence[object]) -> str:
    return ",".join("?" * len(values))
