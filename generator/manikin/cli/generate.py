"""``manikin generate``: the tables of a dataset, with a manifest and a README."""

from __future__ import annotations

import os
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from manikin import build
from manikin.build.output import PART_ROWS
from manikin.cli.output import say, warn
from manikin.cli.places import destination, shown
from manikin.cli.progress import progress
from manikin.cli.sizes import Coverage, Defects, Rows, Scale, Seed, Tables, sizes
from manikin.errors import UserError
from manikin.interface import load
from manikin.storage.remote import is_remote
from manikin.text import plain


class Files(StrEnum):
    """In how many files a table stands."""

    ONE = "one"
    PARTS = "parts"


NAME = "generate"
HELP = """Generate a dataset into a folder.

    The folder appears whole or not at all; the same specification gives the same bytes.

    Example: manikin generate specs/ed-attendances --out build/ed-attendances --rows patient=100

    With --files parts each table is a folder's worth of files of --part-rows rows each, whose names sort in the order of
    the rows. A build that was stopped, even by kill -9, is continued by the same command with --resume; the bytes are
    those of a build that was left alone.

    --format duckdb and sqlite write one file with all tables, their keys and references. --out takes addresses of object
    stores too (s3://, gs://, abfs://): the manifest is the last object written, and without one there is no build.
    Credentials come from the environment.

    With --coverage the rows are few and chosen so that every listed value, every case, every value that can be
    missing, and the fewest and the most rows of every parent occur; what is not reached is told on stderr.
    """


def command(
    spec: Annotated[Path, typer.Argument(exists=True, help="A dataset's folder or its spec.yaml.")],
    out: Annotated[
        str,
        typer.Option(
            "--out",
            help="The folder: absent, empty, or an earlier build; or s3://BUCKET/FOLDER and the like.",
        ),
    ],
    output: Annotated[str, typer.Option("--format", help="csv, parquet, duckdb or sqlite.")] = "csv",
    rows: Rows = None,
    scale: Scale = 1.0,
    seed: Seed = None,
    tables: Tables = "",
    compression: Annotated[
        str | None,
        typer.Option(
            "--compression",
            help="none, gzip or zstd for csv; snappy, zstd, gzip or none for parquet. The first is usual.",
        ),
    ] = None,
    coverage: Coverage = False,
    defects: Defects = False,
    files: Annotated[Files, typer.Option("--files", help="Each table in one file, or in parts.")] = Files.ONE,
    part_rows: Annotated[
        int | None, typer.Option("--part-rows", min=1, help=f"Rows of a part; {PART_ROWS:,} unless given.")
    ] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Continue the same build where it was stopped, if it was.")
    ] = False,
    workers: Annotated[int, typer.Option("--workers", min=1, max=256, help="Threads.")] = os.cpu_count() or 1,
) -> None:
    """Generate a dataset."""
    if part_rows is not None and files is not Files.PARTS:
        raise UserError("--part-rows says how many rows a part has; give --files parts with it")
    if resume and is_remote(out):
        raise UserError("--resume continues what a build left in a folder; nothing is left at an address")
    with destination(out) as folder, progress() as tick:
        manifest = build.build(
            load(spec),
            folder,
            sizes=replace(sizes(rows, scale, seed, tables), coverage=coverage, defects=defects),
            form=output,
            part_rows=None if files is Files.ONE else part_rows or PART_ROWS,
            compression=compression,
            workers=workers,
            resume=resume,
            progress=tick,
        )
    total = sum(record.rows for record in manifest.tables.values())
    for branch in manifest.coverage.not_reached if manifest.coverage is not None else ():
        warn(f"not reached: {plain(branch, 400)}")
    with_defects = (
        f", with defects on purpose (see {manifest.answer_key.file})" if manifest.answer_key else ""
    )
    say(
        f"{shown(out)}: {len(manifest.tables)} tables, {total:,} rows of invented data (draft, not approved){with_defects}"
    )
