"""A run: from a source's items to published documents.

    pipeline      the chain of a run, and the front door
    context       the values that every stage is given
    source        the source that a config names, its listing, and the index that goes with it
    up_to_date    whether there is anything to do
    execute       the stages of a run that has something to do, one after the other
    read          items -> records, in the spool and in the index
    ids           how ids are made, given what is published
    select        records -> the feeds and the entries that each shows
    slugs         topics -> slugs, given what is published
    plan          which documents are up to date, and which are to be built
    build         records -> entries -> documents: the batches
    render        records -> entries -> documents: one batch, in a worker
    moved         the entry that says where a renamed topic's feed went
    shrinkage     whether too many entries would leave the feeds
    publish       documents -> the store
    questions     what a run would publish, without one
    workers       the map that parallel stages go through
    batches       items in lists of a size
    portable      the parts of a config that a batch carries
    spool         texts on their way from one stage to the next
    processes     an executor for the command line

Importing this package is cheap. `pipeline` imports the modules that a run with nothing to do needs; the
others are imported together by the first run that has something to do.
"""
