"""The program: its commands, and the one place where an error becomes a message and a status."""

from __future__ import annotations

import os
import signal
import sys
import traceback
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from types import FrameType
from typing import Any

import typer
from typer.exceptions import TyperException

from manikin.cli import (
    approve,
    build,
    comment,
    demo,
    derive,
    diff,
    explain,
    generate,
    git_diff,
    lint,
    new,
    plan,
    post,
    preview,
    review,
    schema,
    status,
    validate,
    verify,
)
from manikin.cli.output import warn
from manikin.errors import ExitStatus, SpecError, UserError
from manikin.text import plain


class _StoppedError(Exception):
    """A command was interrupted; its cause is how."""


def _stoppable(command: Callable[..., Any]) -> Callable[..., Any]:
    """Return a command whose interruption reaches `run`: Typer would make an exit of it, without a word."""

    @wraps(command)
    def stoppable(*arguments: Any, **options: Any) -> Any:
        try:
            return command(*arguments, **options)
        except KeyboardInterrupt as stop:
            raise _StoppedError from stop

    return stoppable


app = typer.Typer(
    name="manikin",
    help="Synthetic health data from a specification that people review, approve and reproduce.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for command in (
    new,
    derive,
    validate,
    lint,
    explain,
    plan,
    preview,
    diff,
    git_diff,
    review,
    status,
    approve,
    build,
    comment,
    post,
    generate,
    verify,
    schema,
    demo,
):
    app.command(command.NAME, help=command.HELP)(_stoppable(command.command))


def main() -> None:
    """Run the program and end with its exit status."""
    signal.signal(signal.SIGTERM, _terminated)
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Return the exit status of the program for `arguments`."""
    try:
        status = app(arguments, standalone_mode=False)
    except SpecError as error:
        warn(validate.text(error.problems))
        return error.status
    except UserError as error:
        warn(_told(error.message))
        return error.status
    except typer.Exit as error:
        return error.exit_code
    except TyperException as error:
        warn(_told(error.format_message()))
        return ExitStatus.USAGE
    except (typer.Abort, KeyboardInterrupt, _StoppedError) as stop:
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
