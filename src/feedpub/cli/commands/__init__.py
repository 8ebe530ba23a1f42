"""The commands, a file each: its name is the command's, and `command` in it is what click runs.

A command returns its exit status (None for success) and raises FeedpubError where it fails. Its module is
imported when it is called, and the modules that do its work are imported by its function, so that `--help`
is fast.
"""
