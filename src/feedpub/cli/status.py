"""The exit statuses, as the docstring of `feedpub.cli` lists them."""

from __future__ import annotations

SUCCESS = 0
SKIPPED = 1
USAGE = 2
NOT_PUBLISHED = 3
LOCKED = 75  # EX_TEMPFAIL of sysexits.h
SIGNALLED = 128  # and the signal's number, as shells report it
OUTPUT_CLOSED = SIGNALLED + 13  # SIGPIPE
