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
from manikin.cli import on_spark
from manikin.cli.output import say, warn
from manikin.cli.places import destination, shown
from manikin.cli.progress import progress
from manikin.cli.sizes import Coverage, Defects, Rows, Scale, Seed, Tables, sizes
from manikin.errors import UserError
from manikin.interface import load
from manikin.manifest import Manifest
from manikin.storage.remote import is_remote
from manikin.text import plain


class Files(StrEnum):
    """In how many files a table stands."""

    ONE = "one"
    PARTS = "parts"


class Engine(StrEnum):
    """Where rows are made."""

    LOCAL = "local"
    SPARK = "spark"


NAME = "generate"
HELP = """Generate a dataset into a folder.

    The folder appears whole or not at all; the same specification gives the same bytes.

    Example: manikin generate specs/ed-attendances --out build/ed-attendances --rows patient=100

    With --files parts each table is a folder's worth of files of --part-rows rows each, whose names sort in the order of
    the rows. A build that was stopped, even by kill -9, is continued by the same command with --resume; the bytes are
    those of a build that was left alone.

    With --engine spark the parts are made by the executors of the Spark session that there is, or by Spark on this machine;
    --out is then a place that all of them share, and the files are those of --engine local --files parts.

    With --into in the place of --out, Spark writes the tables of a schema that its session knows, as Delta, Iceberg or Parquet:
    manikin generate specs/ed-attendances --engine spark --into main.clinic --format delta

    --format duckdb and sqlite write one file with all tables, their keys and references. --out takes addresses of object
    stores too (s3://, gs://, abfs://): the manifest is the last object written, and without one there is no build.
    Credentials come from the environment.

    With --coverage the rows are few and chosen so that every listed value, every case, every value that can be
    missing, and the fewest and the most rows of every parent occur; what is not reached is told on stderr.

    Made-up names are kept between runs in your own cache folder; no value depends on it. MANIKIN_CACHE names another folder,
    or says off.
    """


def command(
    spec: Annotated[Path, typer.Argument(exists=True, help="A dataset's folder or its spec.yaml.")],
    out: Annotated[
        str | None,
        typer.Option(
            "--out",
            help="The folder: absent, empty, or an earlier build; or s3://BUCKET/FOLDER and the like.",
        ),
    ] = None,
    into: Annotated[
        str | None,
        typer.Option(
            "--into",
            metavar="SCHEMA",
            help="In the place of --out, with --engine spark: SCHEMA or CATALOGUE.SCHEMA of its session, for tables.",
        ),
    ] = None,
    output: Annotated[
        str | None,
        typer.Option(
            "--format",
            help="csv (the default), parquet, duckdb or sqlite; with --into delta, iceberg or parquet.",
        ),
    ] = None,
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
    files: Annotated[
        Files | None, typer.Option("--files", help="Each table in one file (the default), or in parts.")
    ] = None,
    part_rows: Annotated[
        int | None, typer.Option("--part-rows", min=1, help=f"Rows of a part; {PART_ROWS:,} unless given.")
    ] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Continue the same build where it was stopped, if it was.")
    ] = False,
    workers: Annotated[
        int | None,
        typer.Option("--workers", min=1, max=256, help="Threads; one for each processor unless given."),
    ] = None,
    engine: Annotated[
        Engine, typer.Option("--engine", help="Threads of this machine, or Spark.")
    ] = Engine.LOCAL,
) -> None:
    """Generate a dataset."""
    if (out is None) == (into is None):
        raise UserError("say where to: --out FOLDER, or --into SCHEMA with --engine spark")
    if part_rows is not None and files is not Files.PARTS and engine is Engine.LOCAL:
        raise UserError("--part-rows says how many rows a part has; give --files parts with it")
    asked = replace(sizes(rows, scale, seed, tables), coverage=coverage, defects=defects)
    if engine is Engine.SPARK:
        one, parts = files is Files.ONE, files is Files.PARTS
        options = on_spark.Asked(
            out, into, output, part_rows, compression, workers, in_one_file=one, in_parts=parts, resume=resume
        )
        _say(shown(out) if out is not None else str(into), on_spark.generate(load(spec), asked, options))
        return
    if out is None:
        raise UserError(
            "--into is the schema of a session of Spark; give --engine spark with it, or --out a folder"
        )
    if resume and is_remote(out):
        raise UserError("--resume continues what a build left in a folder; nothing is left at an address")
    with destination(out) as folder, progress() as tick:
        manifest = build.build(
            load(spec),
            folder,
            sizes=asked,
            form=output or "csv",
            part_rows=None if files is not Files.PARTS else part_rows or PART_ROWS,
            compression=compression,
            workers=workers or os.cpu_count() or 1,
            resume=resume,
            progress=tick,
        )
    _say(shown(out), manifest)


def _say(place: str, manifest: Manifest) -> None:
    """Tell what was made."""
    total = sum(record.rows for record in manifest.tables.values())
    for branch in manifest.coverage.not_reached if manifest.coverage is not None else ():
        warn(f"not reached: {plain(branch, 400)}")
    with_defects = (
        f", with defects on purpose (see {manifest.answer_key.file})" if manifest.answer_key else ""
    )
    say(
        f"{place}: {len(manifest.tables)} tables, {total:,} rows of invented data (draft, not approved){with_defects}"
    )
