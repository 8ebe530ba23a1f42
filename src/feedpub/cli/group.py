"""Finds commands by name, imports the one that is called, and runs it.

Responsible for the exit status: the only place that turns an exception into a message and a status. Not for
what a command does.
"""

from __future__ import annotations

import os
import signal
import sys
from importlib import import_module
from typing import TYPE_CHECKING

import click

from feedpub.cli import commands, status
from feedpub.cli.output import OutputError, discard, print_error, print_failure
from feedpub.cli.signals import Terminated, terminable
from feedpub.problems import ConfigError, FeedpubError, Locked

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint, EntryPoints
    from typing import Any

ENTRY_POINTS = "feedpub.commands"
"""The group of entry points that are commands of other packages."""


class CommandGroup(click.Group):
    """The commands: files of feedpub.cli.commands, and entry points of other packages.

    A built-in command wins over an entry point of its name. Entry points are looked up where no built-in
    command has the name, and for the list of all.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands, in order."""
        del ctx
        import pkgutil  # noqa: PLC0415 - only help needs it

        built_in = {module.name.replace("_", "-") for module in pkgutil.iter_modules(commands.__path__)}
        return sorted(built_in | _entry_points().names)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command of that name, None where there isn't one."""
        del ctx
        command = _built_in(cmd_name)
        if command is None and cmd_name in _entry_points().names:
            command = _load(_entry_points()[cmd_name])
        return command

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run the command line. Help and version are output that may fail too."""
        try:
            return super().main(*args, **kwargs)
        except OSError as error:
            discard(sys.stdout)
            print_failure(OutputError(error))
            sys.exit(status.NOT_PUBLISHED)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command, and exit with its status."""
        try:
            with terminable():
                result = super().invoke(ctx) or status.SUCCESS
        except OutputError as error:
            if not error.is_closed:
                print_failure(error)
            result = status.OUTPUT_CLOSED if error.is_closed else status.NOT_PUBLISHED
        except FeedpubError as error:
            print_failure(error)
            result = {ConfigError: status.USAGE, Locked: status.LOCKED}.get(type(error), status.NOT_PUBLISHED)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except OSError as error:
            print_error(_describe(error))
            result = status.NOT_PUBLISHED
        except Exception as error:  # noqa: BLE001 - Python's own status, 1, would mean that records were published
            shortage = _describe_shortage(error)
            if shortage:
                print_error(shortage)
            else:
                import traceback  # noqa: PLC0415 - only a bug needs it

                traceback.print_exc()
            result = status.NOT_PUBLISHED
        except KeyboardInterrupt as interrupt:
            print_error("interrupted; documents that were published before are unchanged")
            number = interrupt.number if isinstance(interrupt, Terminated) else signal.SIGINT
            result = status.SIGNALLED + number
        sys.exit(result)


def _describe(error: OSError) -> str:
    """Return what the system refused, and for which file."""
    reason = error.strerror or str(error)
    return reason if error.filename is None else f"{os.fsdecode(error.filename)}: {reason}"


def _describe_shortage(error: Exception) -> str | None:
    """Return what the system lacks, if that is the reason of an error: memory, or another thread."""
    text = str(error)
    if isinstance(error, MemoryError) or "cannot allocate memory" in text.lower():
        return "the memory isn't enough; what was published before is unchanged"
    if isinstance(error, ImportError) and "failed to map segment" in text:
        return f"the memory isn't enough to load {error.name or 'a module'}"
    if isinstance(error, RuntimeError) and "can't start new thread" in text:
        return "no thread can be started: the memory or the number of threads is limited"
    return None


def _built_in(name: str) -> click.Command | None:
    module = f"{commands.__name__}.{name.replace('-', '_')}"
    if not name.replace("-", "").isalnum():
        return None
    try:
        command = import_module(module).command
    except ModuleNotFoundError as error:
        if error.name == module:
            return None
        raise
    assert isinstance(command, click.Command)
    return command


def _load(entry_point: EntryPoint) -> click.Command:
    """Return the command of another package; one that says why, if it can't be loaded."""
    try:
        command = entry_point.load()
    except Exception as error:  # noqa: BLE001 - other packages' faults mustn't keep feedpub's help from working
        reason = f"{entry_point.value} can't be loaded: {type(error).__name__}: {error}"
    else:
        if isinstance(command, click.Command):
            return command
        reason = f"{entry_point.value} isn't a click.Command"

    def fail(**_: object) -> None:
        raise ConfigError(f"{entry_point.name}: {reason}")

    return click.Command(entry_point.name, callback=fail, help=f"Not available: {reason}")


def _entry_points() -> EntryPoints:
    from importlib.metadata import entry_points  # noqa: PLC0415 - built-in commands don't need it

    return entry_points(group=ENTRY_POINTS)
