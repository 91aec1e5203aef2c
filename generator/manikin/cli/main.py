"""The program: its commands, and the one place where an error becomes a message and a status."""

from __future__ import annotations

import os
import signal
import sys
import traceback
from pathlib import Path
from types import FrameType

import typer
from typer.exceptions import TyperException

from manikin.cli import commands, memory
from manikin.cli.absent import leave_out
from manikin.cli.output import warn
from manikin.errors import ExitStatus, SpecError, UserError
from manikin.text import plain


def main() -> None:
    """Run the program and end with its exit status."""
    memory.keep()
    if not {"derive", "spark", "--engine=spark"}.intersection(sys.argv):
        leave_out("pandas")
    signal.signal(signal.SIGTERM, _terminated)
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Return the exit status of the program for `arguments`."""
    try:
        status = commands.group().main(arguments, standalone_mode=False)
    except SpecError as error:
        warn(commands.module("validate").text(error.problems))
        return error.status
    except UserError as error:
        warn(_told(error.message))
        return error.status
    except typer.Exit as error:
        return error.exit_code
    except TyperException as error:
        warn(_told(error.format_message()))
        return ExitStatus.USAGE
    except (typer.Abort, KeyboardInterrupt, commands.StoppedError) as stop:
        return _stopped(stop)
    except BrokenPipeError:
        # Who read our output has gone: silence the interpreter's own flush at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    except OSError as error:
        place = (
            f"{plain(os.fsdecode(error.filename), 200)}: " if isinstance(error.filename, str | bytes) else ""
        )
        warn(f"manikin: {place}{os.strerror(error.errno or 0).lower()}")
        return ExitStatus.PROBLEMS
    except Exception as error:  # noqa: BLE001  the last handler: no value of the data may be shown
        return _fault(error)
    return int(status or 0)


class Terminated(KeyboardInterrupt):
    """The system asked the program to end."""


def _terminated(_number: int, _frame: FrameType | None) -> None:
    raise Terminated


def _stopped(stop: BaseException) -> int:
    """Say that the program was stopped, and what it kept; return the status that a shell gives for the signal."""
    cause = stop if isinstance(stop, KeyboardInterrupt) else stop.__cause__
    kept = " ".join(getattr(cause, "__notes__", ()))
    warn(f"manikin: stopped; nothing was published. {plain(kept, 400)}".rstrip())
    return 128 + (signal.SIGTERM if isinstance(cause, Terminated) else signal.SIGINT)


def _told(message: str) -> str:
    """Return a message for the user, line by line: several things may be wrong at once."""
    return "\n".join(f"manikin: {plain(line, 2000)}" for line in message.splitlines())


def _fault(error: Exception) -> int:
    """Say that the program is at fault, with the place in the code but no text that could hold data."""
    frames = traceback.extract_tb(error.__traceback__)[-6:]
    places = "\n".join(f"  {Path(f.filename).name}:{f.lineno} in {f.name}" for f in frames)
    warn(
        f"manikin: a fault of the program itself ({type(error).__name__}), not of your specification.\n{places}\n"
        "Please report it with these lines and, if you may share it, the specification."
    )
    return ExitStatus.FAULT
