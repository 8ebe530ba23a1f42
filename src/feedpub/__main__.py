"""`python -m feedpub`: the command line."""

from __future__ import annotations

from feedpub.cli import main

if __name__ == "__main__":
    main(prog_name="feedpub")
