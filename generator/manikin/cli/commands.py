"""The commands by name, each with the sentence that `manikin --help` shows; a module is imported when its command runs.

What one command needs, such as a database or the drawing of charts, takes seconds to import; no other command waits for
it.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from functools import wraps
from types import ModuleType
from typing import Any, Final

import typer
from typer.core import TyperCommand, TyperGroup

COMMANDS: Final = {
    "new": "Write a first specification, valid as it stands, to start from.",
    "derive": "Draft a specification from real data, for a data steward to review line by line.",
    "validate": "Check specifications and tell all problems at once.",
    "lint": "Check what specifications tell of people, by the disclosure policy that their sources name.",
    "explain": "Explain a rule: why, an example that fails and one that passes.",
    "plan": "Show the order of tables and columns, their rows and what depends on what.",
    "preview": "Show the first rows of each table; nothing is written.",
    "diff": "Tell what changed in meaning between two specifications, which values move, and who has to decide.",
    "git-diff": "Show git how a specification changed, in words: what `git log -p --ext-diff` then prints.",
    "review": "Write the page that a reviewer reads: what is to be decided, every number as a sentence and a table.",
    "generate": "Generate a dataset into a folder.",
    "verify": "Check a build against the specification inside it, by SQL that is independent of the generator.",
    "status": "Tell which datasets are approved, what is missing, and who may give it.",
    "approve": "Write one decision on a dataset, bound to the page that was read.",
    "build": "Build every approved dataset that changed, verify it, and refuse what is not approved.",
    "comment": "For CI jobs: write the comment on a request, one for each dataset: what changed, and who has to decide.",
    "post": "For CI jobs: record what stands behind the check code that is posted on a request.",
    "schema": "Print a JSON Schema, for editors and other programs.",
    "demo": "Validate, generate and verify every dataset of a folder, and show what came of it.",
}
"""What each command does, in one sentence: the first line of the HELP of its module, in the order of the help."""


class StoppedError(Exception):
    """A command was interrupted; its cause is how."""


class Commands(TyperGroup):
    """A group that knows its commands' names and sentences, and imports the one that is asked for."""

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        """Return the command that `args` name, imported, and what is left of `args`."""
        name, found, rest = super().resolve_command(ctx, args)
        return name, found and command(str(found.name)), rest


def group() -> Commands:
    """Return the program's commands, none of them imported."""
    return Commands(
        name="manikin",
        help="Synthetic health data from a specification that people review, approve and reproduce.",
        no_args_is_help=True,
        rich_markup_mode=None,
        context_settings={"help_option_names": ["-h", "--help"]},
        commands=[
            TyperCommand(name, help=sentence, rich_markup_mode=None) for name, sentence in COMMANDS.items()
        ],
    )


def module(name: str) -> ModuleType:
    """Return the module of a command, imported now if it was not."""
    return importlib.import_module(f"manikin.cli.{name.replace('-', '_')}")


def command(name: str) -> Any:
    """Return a command with its options."""
    found = module(name)
    alone = typer.Typer(
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    alone.command(found.NAME, help=found.HELP)(_stoppable(name, found.command))
    return typer.main.get_command(alone)


def _stoppable(name: str, run: Callable[..., Any]) -> Callable[..., Any]:
    """Return a command whose interruption reaches the program: Typer would make an exit of it, without a word."""

    @wraps(run)
    def stoppable(*arguments: Any, **options: Any) -> Any:
        try:
            module("cache").keep(name)
            return run(*arguments, **options)
        except KeyboardInterrupt as stop:
            raise StoppedError from stop

    return stoppable
