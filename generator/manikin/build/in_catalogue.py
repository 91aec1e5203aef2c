"""A build into the tables of a schema of Spark's catalogue, as Delta, Iceberg or Parquet.

Each table is put in the place of its predecessor, but no catalogue does so with several at once. So one table more, the
record, tells of the build: it says that the build is not whole before the first table changes, and holds the manifest and the
specification after the last one. Making it is also how it is found out whether the catalogue takes such tables at all.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final

from manikin.build.record import listed
from manikin.build.writing import Tick
from manikin.databases import DatabaseTable, design
from manikin.engines.spark import Distributed, Place, described, faults, frames, sentence
from manikin.errors import ExitStatus, UserError
from manikin.manifest import NAME, NOT_APPROVED, STATEMENT, Manifest, SpecFile
from manikin.model import Spec
from manikin.plan import AS_DECLARED, Sizes, make_plan
from manikin.spec.shipped import shipped
from manikin.text import plain

_DATASET: Final = "manikin.dataset"
_TABLES: Final = "manikin.tables"
_STATE: Final = "manikin.state"
_LONGEST: Final = 4_000
"""Characters of a property at most, which is what the tightest catalogues take."""


def save(
    spec: Spec,
    schema: str,
    spark: Any,
    *,
    sizes: Sizes = AS_DECLARED,
    form: str = "delta",
    progress: Tick = lambda _rows, _total: None,
) -> Manifest:
    """Write a dataset into tables of a schema, and return its manifest.

    Parameters
    ----------
    spec : Spec
        The specification.
    schema : str
        ``SCHEMA`` or ``CATALOGUE.SCHEMA``, which is there. Its tables of the names of ours are those of an earlier build.
    spark : pyspark.sql.SparkSession
        The session.
    sizes : Sizes
        What differs from the specification.
    form : str
        What the tables are: a name in `manikin.engines.spark.FORMATS`.
    progress : callable
        Told at the beginning and after each table how many rows more there are, and how many there will be.

    Raises
    ------
    UserError
        If what is asked for needs the local engine, a table is somebody else's, the catalogue refuses, or Spark gave up.
    InfeasibleError
        If the specification asks for what cannot be.
    """
    require_possible(schema, form, sizes)
    place, record = Place(spark, schema, form), record_of(spec)
    made = Distributed(make_plan(spec, sizes), spark)
    rows = {plan.table.name: made.row_count(plan.table.name) for plan in made.plan.tables if plan.written}
    _require_free(record, rows)
    with _asking(place):
        _require_schema(place)
        old = {name: place.told(name) for name in (record, *rows)}
    _require_ours(place, old, spec.dataset)
    tables = frames(made, spark)  # refuses what cannot be; makes no row yet
    files = shipped(spec)
    manifest = listed(made, sizes, form, _digests(files))
    about = _about(manifest)
    gone = [name for name in (old[record] or {}).get(_TABLES, "").split(",") if name and name not in rows]
    progress(0, sum(rows.values()))
    with _undone(place, [name for name, found in old.items() if found is None]):
        listing = {_TABLES: ",".join((*rows, *gone))}
        with _asking(place):
            place.put(record, _lines(spark, {}), {**about, **listing, _STATE: "not whole"})
            _require_form(place, record)
        for table in design(spec, tuple(rows)):
            frame = described(tables[table.name], table.columns)
            place.put(table.name, frame, {**about, **_promises(table)})
            _require_rows(place, table.name, rows[table.name])
            progress(rows[table.name], sum(rows.values()))
        for name in gone:
            if (place.told(name) or {}).get(_DATASET) == spec.dataset:
                place.remove(name)
        lines = {NAME: manifest.to_json(), **{f"spec/{name}": data for name, data in files.items()}}
        place.put(record, _lines(spark, lines), {**about, _TABLES: ",".join(rows), _STATE: "whole"})
    return manifest


def record_of(spec: Spec) -> str:
    """Return the name of the table that tells of a build."""
    return f"manikin_{spec.dataset.replace('-', '_').replace('.', '_')}"


def require_possible(schema: str, form: str, sizes: Sizes) -> None:
    """Refuse what no catalogue has a place for, before Spark is looked for.

    Raises
    ------
    UserError
        With the way out.
    """
    Place(None, schema, form)
    for is_asked, option in ((sizes.defects, "--defects"), (sizes.coverage, "--coverage")):
        if is_asked:
            raise UserError(
                f"{option} with --into: what goes with such rows is a file of its own; give --out a folder instead"
            )


def _require_free(record: str, rows: Mapping[str, int]) -> None:
    for name in rows:
        if name.casefold() == record:
            raise UserError(
                f"the dataset's table {name} has the name of the table that tells of the build; give --out a folder"
            )


def _require_schema(place: Place) -> None:
    if not place.is_there():
        raise UserError(
            f"the session knows no schema {place.schema}; make it first, or give the name of one that is there",
            ExitStatus.PROBLEMS,
        )


def _require_form(place: Place, record: str) -> None:
    """Refuse what a catalogue makes of a word that it reads as its own: Iceberg's makes its tables of parquet files."""
    if (found := place.made_of(record)) not in {"", place.form}:
        raise UserError(
            f"{place.schema} makes {plain(found)} tables where {place.form} is asked for; give --format {plain(found)}, or "
            "another schema. No row was made",
            ExitStatus.PROBLEMS,
        )


def _require_ours(place: Place, old: Mapping[str, Mapping[str, str] | None], dataset: str) -> None:
    """Refuse to replace what this dataset's builds did not write; all such tables are told at once."""
    others = [name for name, told in old.items() if told is not None and told.get(_DATASET) != dataset]
    if others:
        raise UserError(
            f"{place.schema} has {', '.join(others)} already, and no build of {dataset} wrote "
            f"{'it' if len(others) == 1 else 'them'}; nothing was made. Give another schema, or remove what is there"
        )


def _digests(files: Mapping[str, bytes]) -> tuple[SpecFile, ...]:
    return tuple(
        SpecFile(f"spec/{name}", len(data), hashlib.sha256(data).hexdigest())
        for name, data in sorted(files.items())
    )


def _about(manifest: Manifest) -> dict[str, str]:
    """Return what every table says of itself: ``comment`` is the property that catalogues show as one."""
    words = f"{STATEMENT} {NOT_APPROVED}"
    return {
        "comment": words,
        "manikin.statement": words,
        "manikin.status": manifest.status,
        _DATASET: manifest.dataset,
        "manikin.version": manifest.version,
        "manikin.class": manifest.classification,
        "manikin.digest": manifest.digest,
        "manikin.seed": str(manifest.overrides.get("seed", manifest.seed)),
        "manikin.generator": str(manifest.generator["manikin"]),
    }


def _promises(table: DatabaseTable) -> dict[str, str]:
    """Return what the specification promises of a table, in words: no catalogue is asked to hold it to that."""
    references = (
        f"({', '.join(one.columns)}) references {one.table} ({', '.join(one.key)})"
        for one in table.references
    )
    found = {
        "manikin.key": ", ".join(table.key),
        "manikin.unique": "; ".join(f"({', '.join(columns)})" for columns in table.unique),
        "manikin.not_null": ", ".join(column.name for column in table.columns if column.name in table.filled),
        "manikin.references": "; ".join(references),
    }
    if table.description:
        found["comment"] = plain(f"{table.description} {STATEMENT} {NOT_APPROVED}", _LONGEST)
    # All of them each time: some catalogues keep the properties of the table that is replaced.
    return {key: plain(words or "none", _LONGEST) for key, words in found.items()}


def _lines(spark: Any, files: Mapping[str, bytes]) -> Any:
    """Return the rows of the record: the name of a file, and its text."""
    rows = [(name, data.decode("utf-8")) for name, data in files.items()]
    return spark.createDataFrame(rows, "file STRING, text STRING")


def _require_rows(place: Place, name: str, rows: int) -> None:
    if (found := place.rows(name)) != rows:
        raise UserError(
            f"{name} has {found:,} rows and should have {rows:,}: somebody else writes to {place.schema}",
            ExitStatus.PROBLEMS,
        )


@contextmanager
def _asking(place: Place) -> Iterator[None]:
    """Tell why a catalogue does not take such tables, before a row is made."""
    try:
        yield
    except faults() as error:
        raise UserError(
            f"the session writes no {place.form} tables into {place.schema}: {sentence(error)}. No row was made. The schema "
            f"must be there, and the session must know {place.form}; else give another --format, or --out a folder",
            ExitStatus.PROBLEMS,
        ) from None


@contextmanager
def _undone(place: Place, new: Sequence[str]) -> Iterator[None]:
    """Remove the tables that were not there before, if the build does not come to its end, and tell of the others."""
    try:
        yield
    except BaseException as error:
        for name in new:
            with contextlib.suppress(Exception):  # what went wrong first is told
                place.remove(name)
        if not isinstance(error, faults()):
            raise
        raise UserError(
            f"Spark gave up after its retries: {sentence(error)}. New tables were removed; of an earlier build in "
            f"{place.schema} some may be replaced, and its record says that it is not whole until a build succeeds",
            ExitStatus.PROBLEMS,
        ) from None
