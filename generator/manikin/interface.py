"""The Python interface: load a specification, generate its tables, stream its batches."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa

from manikin import coverage as coverages
from manikin import spec as specs
from manikin.defects import answers
from manikin.engines import local
from manikin.model import Spec
from manikin.plan import Sizes, make_plan
from manikin.run import schema


def load(path: str | os.PathLike[str]) -> Spec:
    """Return the specification of a dataset's folder, or of its ``spec.yaml``.

    Raises
    ------
    manikin.SpecError
        If it has problems; `problems` lists all of them with their places.
    """
    return specs.load(Path(path))


class CoverageWarning(UserWarning):
    """Branches of a specification that no row of a coverage dataset reaches."""


def generate(  # noqa: PLR0913  all that can be asked for
    spec: Spec | str | os.PathLike[str],
    *,
    rows: Mapping[str, int] | None = None,
    scale: float = 1.0,
    seed: int | None = None,
    tables: Sequence[str] = (),
    workers: int = 1,
    coverage: bool = False,
    defects: bool = False,
) -> dict[str, pa.Table]:
    """Return the tables of a dataset in memory, in the order they are made.

    Parameters
    ----------
    spec : Spec or path
        What `load` gave, or where it would read.
    rows : mapping of str to int, optional
        Other numbers of rows for tables that declare a fixed number.
    scale : float
        A factor for all tables that declare a fixed number of rows.
    seed : int, optional
        Another seed than the specification's.
    tables : sequence of str
        Only these tables; their references are as in the whole dataset.
    workers : int
        Threads; the result is the same for any number.
    coverage : bool
        Few rows that reach every branch of the specification, with weights evened out, instead of the rows it
        declares. What is not reached is told by a `CoverageWarning`; `cover` gives it as data.
    defects : bool
        Whether to put in the defects that the specification declares; the answer key is then the last table,
        called ``defects``.

    Returns
    -------
    dict of str to pyarrow.Table
        Columns of categories are dictionary-encoded.
    """
    batches: dict[str, list[pa.RecordBatch]] = {}
    sizes = replace(_sizes(rows, scale, seed, tables), coverage=coverage, defects=defects)
    made, covered = coverages.made(_spec(spec), sizes, workers=workers)
    if covered is not None and covered.not_reached:
        warnings.warn(coverages.told(covered), CoverageWarning, stacklevel=2)
    plan = made.plan
    for name, batch in local.run(made, lambda _, batch: batch, workers=workers):
        batches.setdefault(name, []).append(batch)
    empty = {p.table.name: schema(p.table, plan.spec).empty_table() for p in plan.tables if p.written}
    if defects:
        # Tables take turns while they are made; their lines stand one table after another.
        order = {name: place for place, name in enumerate(empty)}
        batches.get(answers.NAME, []).sort(key=lambda lines: order[lines.column("table")[0].as_py()])
        empty[answers.NAME] = answers.SCHEMA.empty_table()
    return {name: pa.Table.from_batches(batches[name]) if name in batches else empty[name] for name in empty}


def cover(
    spec: Spec | str | os.PathLike[str], *, seed: int | None = None, tables: Sequence[str] = ()
) -> coverages.Coverage:
    """Return which branches of a specification a smallest dataset reaches, and which it does not.

    ``generate(spec, coverage=True)`` gives its rows.

    Parameters
    ----------
    spec : Spec or path
        What `load` gave, or where it would read.
    seed : int, optional
        Another seed than the specification's.
    tables : sequence of str
        Only the branches of these tables.
    """
    return coverages.cover(_spec(spec), _sizes(None, 1.0, seed, tables))


def stream(  # noqa: PLR0913  as for `generate`
    spec: Spec | str | os.PathLike[str],
    *,
    rows: Mapping[str, int] | None = None,
    scale: float = 1.0,
    seed: int | None = None,
    tables: Sequence[str] = (),
    workers: int = 1,
    defects: bool = False,
) -> Iterator[tuple[str, pa.RecordBatch]]:
    """Yield the name of a table and a batch of its rows, in constant memory.

    The batches of one table come in the order of its rows; those of a parent and its children take turns.
    With defects, batches of the answer key, called ``defects``, come between them. Parameters as for `generate`.
    """
    plan = make_plan(_spec(spec), replace(_sizes(rows, scale, seed, tables), defects=defects))
    yield from local.run(local.world(plan, workers=workers), lambda _, batch: batch, workers=workers)


def spark_tables(
    spec: Spec | str | os.PathLike[str],
    spark: Any,
    *,
    rows: Mapping[str, int] | None = None,
    scale: float = 1.0,
    seed: int | None = None,
    tables: Sequence[str] = (),
) -> dict[str, Any]:
    """Return the tables of a dataset as Spark DataFrames, made by the executors when they are asked for.

    The rows are those of `generate`. manikin must be installed where the executors run.

    Parameters
    ----------
    spec : Spec or path
        What `load` gave, or where it would read.
    spark : pyspark.sql.SparkSession
        The session, such as the one that a notebook has.
    rows, scale, seed, tables
        As for `generate`.

    Returns
    -------
    dict of str to pyspark.sql.DataFrame
        Times of day are text, as in CSV, since not every version of Spark has a type for them.
    """
    from manikin.engines.spark import Distributed, frames  # noqa: PLC0415  needs an optional package

    return frames(Distributed(make_plan(_spec(spec), _sizes(rows, scale, seed, tables)), spark), spark)


def _spec(spec: Spec | str | os.PathLike[str]) -> Spec:
    return spec if isinstance(spec, Spec) else load(spec)


def _sizes(rows: Mapping[str, int] | None, scale: float, seed: int | None, tables: Sequence[str]) -> Sizes:
    return Sizes(tuple(sorted((rows or {}).items())), scale, seed, tuple(tables))
