"""The command line: options in, text and an exit status out.

The only package that prints, reads the clock, or sets an exit status. A command is a file in `commands/`,
or an entry point of the group `feedpub.commands`. Results go to stdout, problems to stderr, a line each.

    group      finds commands, and turns what they raise into a message and an exit status
    commands/  one file a command
    options    the options that several commands have, and the values that they stand for
    output     everything that is printed
    progress   how long stages take, and the progress bar
    workers    the processes that a command works in
    signals    ends a command on SIGTERM as on an interrupt

Exit statuses:

    0   success
    1   published, but some records were skipped (or `check` found errors)
    2   wrong usage or config
    3   nothing or not everything could be published
    75  another run holds the lock
"""

from __future__ import annotations

import gc

# A command creates few cycles, and keeps most objects to its end. Looking for cycles costs 5 % of a short
# run, most of it while modules are loaded.
gc.set_threshold(1_000_000)

import click  # noqa: E402 - see above

from feedpub import __version__  # noqa: E402 - see above
from feedpub.cli.group import CommandGroup  # noqa: E402 - see above


@click.group(
    cls=CommandGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(__version__, message="feedpub %(version)s")
def main() -> None:
    """Publish Atom, RSS and JSON feeds by topic from a folder of records."""
