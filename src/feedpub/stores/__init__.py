"""Where documents are published: a store, and the folder that is the first of them.

    base.py      the protocols of a store, and the values that cross them
    manifest.py  the list of what is published, which lies with the documents
    folder.py    the store that is a folder on this machine
    commit.py    replacing the documents of a folder
    staging.py   new documents of a folder, until they replace others
    flushing.py  getting them onto the disk meanwhile
    lock.py      one run at a time on a folder
    takeover.py  documents that no manifest lists, recognised by what they say of themselves

Not for what documents contain, nor for which of them there should be.
"""
