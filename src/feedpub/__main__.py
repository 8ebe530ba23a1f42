"""`python -m feedpub`, and the command `feedpub`: the door to the command line.

Responsible for an interrupt that comes while modules are loaded. From then on `feedpub.cli` is.
"""

from __future__ import annotations

import sys


def main() -> None:
    """Load the command line and run it."""
    try:
        from feedpub.cli import main as run  # noqa: PLC0415 - so that an interrupt meanwhile is caught
    except KeyboardInterrupt:
        if sys.stderr is not None:
            sys.stderr.write("feedpub: interrupted\n")
        sys.exit(130)  # what shells report for SIGINT
    run(prog_name="feedpub")


if __name__ == "__main__":
    main()
