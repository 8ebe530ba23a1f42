"""The tables of the index, the orders in which their rows are asked for, and counts kept by triggers."""

from __future__ import annotations

LAYOUT = 8
"""The version of the tables. An index of another version is begun anew."""

NUMBERS_PER_ITEM = 2**20
"""The numbers of an item's records are its `first_number` and those that follow: at most so many."""

TABLES = """
create table meta (key text primary key, value text not null, checksum integer not null) without rowid;
create table items (
    key text primary key, revision blob not null,
    changed_ns integer,      -- when it last changed; null where its revision can't miss a change
    digest blob,             -- of the bytes that were read; null where they couldn't be
    must_reread integer,     -- 1 where it has to be read again though its revision be the same
    status text, problems text,
    first_number integer     -- of its records, if it has any
) without rowid;
create table records (
    number integer primary key, item_key text not null, ordinal integer not null, id text not null,
    published integer not null, updated integer not null, id_hash integer not null,
    quality real, heat real, type text, category text, provider text, domain text,
    digest blob not null     -- of all its fields
);
create table record_topics (    -- neg_published: the date negated, so that the newest come first
    number integer not null, topic text not null, neg_published integer not null, id_hash integer not null,
    name text not null, primary key (number, topic)
) without rowid;
create table spellings (    -- how many records have a topic by that name, published now or later
    topic text, name text, records integer not null, primary key (topic, name)
) without rowid;
create table documents (
    path text primary key, input_digest blob, digest text, revision blob
) without rowid;
"""

# Where a record's text lies in the spool, as far as the run has read it; and records hidden by another of
# their id.
TEMPORARY_TABLES = (
    "create temporary table if not exists texts (number integer primary key, file, start, size)",
    "create temporary table if not exists hidden (number integer primary key)",
)

# Created when the first rows are there: sorting and counting them all costs a third of doing so with each.
INDEXES_AND_TRIGGERS = (
    "create index records_by_id on records (id_hash, updated)",
    "create index records_by_date on records (published desc, id_hash)",
    "create index records_by_update on records (updated)",
    "create index topics_by_date on record_topics (topic, neg_published, id_hash, number)",
    """create trigger topic_added after insert on record_topics begin
        insert into spellings values (new.topic, new.name, 1) on conflict do update set records = records + 1;
    end""",
    """create trigger topic_dropped after delete on record_topics begin
        update spellings set records = records - 1 where topic = old.topic and name = old.name;
        delete from spellings where topic = old.topic and name = old.name and records = 0;
    end""",
)
LAST_CREATED = "topic_dropped"
"""The name of the last of these: where it is there, all are."""
