"""``manikin demo``: validates, generates and verifies every dataset of a folder, and prints a table."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from manikin import build, interface, spec, verify
from manikin.errors import ExitStatus, UserError
from manikin.text import plain

NAME = "demo"
HELP = """Validate, generate and verify every dataset of a folder, and show what came of it.

    Example: manikin demo specs --out build
    """


def command(
    specs: Annotated[Path, typer.Argument(exists=True, help="A folder of datasets.")],
    out: Annotated[Path, typer.Option("--out", help="Where the builds go, one folder each.")] = Path("build"),
    output: Annotated[str, typer.Option("--format", help="csv, parquet, duckdb or sqlite.")] = "csv",
) -> int:
    """Try every dataset."""
    grid = Table(title="Invented data, made from the specifications alone", title_justify="left")
    for name in ("dataset", "version", "tables", "rows", "seconds", "checks passed"):
        grid.add_column(name, justify="left" if name in {"dataset", "version"} else "right")
    folders = spec.find([specs])
    if not folders:
        raise UserError(f"{specs.as_posix()} holds no dataset: a dataset is a folder with a spec.yaml")
    good = True
    for folder in folders:
        loaded = interface.load(folder)
        begun = time.perf_counter()
        manifest = build.build(loaded, out / loaded.dataset, form=output, workers=os.cpu_count() or 1)
        seconds = time.perf_counter() - begun
        report = verify.verify(out / loaded.dataset)
        good &= report.ok
        rows = sum(record.rows for record in manifest.tables.values())
        passed = report.count(verify.Outcome.PASSED)
        checks = f"{passed} of {passed + len(report.problems)}"
        cells = (
            loaded.dataset,
            loaded.version,
            str(len(manifest.tables)),
            f"{rows:,}",
            f"{seconds:.1f}",
            checks,
        )
        grid.add_row(*(Text(plain(cell)) for cell in cells))
    Console(markup=False, emoji=False, highlight=False).print(grid)
    return ExitStatus.DONE if good else ExitStatus.PROBLEMS
