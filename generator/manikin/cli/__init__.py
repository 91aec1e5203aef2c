"""The command line: one thin module per command."""

from manikin.cli.main import main

__all__ = ["main"]
