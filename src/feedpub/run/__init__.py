"""A run: from a source's items to published documents.

    pipeline      the chain of a run, and the front door
    up_to_date    whether there is anything to do
    execute       the stages of a run that has something to do, one after the other
    read          items -> records, in the spool and in the index
    ids           how ids are made, given what is published
    select        records -> the feeds and the entries that each shows
    slugs         topics -> slugs, given what is published
    plan          which documents are up to date, and which are to be built
    build         records -> entries -> documents
    moved         the entry that says where a renamed topic's feed went
    publish       documents -> the output
    questions     what a run would publish, without one
    workers       the map that parallel stages go through
    spool         texts on their way from one stage to the next
    lock          one run at a time on an output
    processes     an executor for the command line

Importing this package is cheap. What a run with nothing to do needs is imported by `pipeline`, the rest as a
whole by the first run that has something to do.
"""
