"""What ``manikin generate --engine spark`` can be asked for, and the one call that it comes to."""

from __future__ import annotations

from dataclasses import dataclass

from manikin.build import in_catalogue, on_spark
from manikin.build.output import PART_ROWS
from manikin.cli.places import destination
from manikin.cli.progress import progress
from manikin.engines.spark import session
from manikin.errors import UserError
from manikin.manifest import Manifest
from manikin.model import Spec
from manikin.plan import Sizes
from manikin.storage.remote import is_remote


@dataclass(frozen=True)
class Asked:
    """The options: each None or false where it was not given."""

    out: str | None
    into: str | None
    form: str | None
    part_rows: int | None
    compression: str | None
    workers: int | None
    in_one_file: bool
    in_parts: bool
    resume: bool


def generate(spec: Spec, sizes: Sizes, asked: Asked) -> Manifest:
    """Make a dataset on Spark, into a folder or into tables."""
    if asked.resume:
        raise UserError(
            "--resume continues a build of --engine local; Spark tries tasks again by itself, so leave out --resume"
        )
    if asked.into is not None:
        return _tables(spec, sizes, asked)
    assert asked.out is not None
    _require_folder(asked)
    on_spark.require_possible(sizes)
    with destination(asked.out) as folder, progress() as tick:
        return on_spark.build(
            spec,
            folder.absolute(),
            session(asked.workers),
            sizes=sizes,
            form=asked.form or "csv",
            part_rows=asked.part_rows or PART_ROWS,
            progress=tick,
        )


def _tables(spec: Spec, sizes: Sizes, asked: Asked) -> Manifest:
    assert asked.into is not None
    if asked.in_one_file or asked.in_parts or asked.part_rows is not None or asked.compression is not None:
        raise UserError(
            "--files, --part-rows and --compression are for files; a table of --into is in as many as Spark likes, so leave "
            "them out"
        )
    if asked.form is None:
        raise UserError("--into: say what the tables are, by --format delta, iceberg or parquet")
    in_catalogue.require_possible(asked.into, asked.form, sizes)
    with progress() as tick:
        return in_catalogue.save(
            spec, asked.into, session(asked.workers), sizes=sizes, form=asked.form, progress=tick
        )


def _require_folder(asked: Asked) -> None:
    """Refuse where Spark does not write, and how."""
    if asked.in_one_file:
        raise UserError(
            "--engine spark writes every table in parts, each made by one task; give --files parts, or --engine local"
        )
    if is_remote(str(asked.out)):
        raise UserError(
            "--engine spark writes to a folder that its executors share; give such a folder, or --engine local"
        )
    if asked.compression is not None:
        raise UserError(
            "--compression is for --engine local; Spark's parts are compressed as is usual for the format"
        )
