"""The whole of a verification: manifest, files, specification, checks, report."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

from manikin.errors import Problem, UserError
from manikin.model import FileRows, Spec
from manikin.verify import coverage
from manikin.verify import manifest as manifests
from manikin.verify.answer_key import key_source
from manikin.verify.answer_key import of as defects_of
from manikin.verify.build import Build
from manikin.verify.csv_files import csv_source, vocabulary_source
from manikin.verify.databases import database_source, is_database
from manikin.verify.families import FAMILIES
from manikin.verify.files import file_results
from manikin.verify.limits import Limits
from manikin.verify.manifest import BuildManifest
from manikin.verify.mending import mended_source, standing_name
from manikin.verify.parquet_files import parquet_source
from manikin.verify.parts import told_apart
from manikin.verify.report import Outcome, Result, VerifyReport
from manikin.verify.runner import carry_out
from manikin.verify.source import Source, UnreadableError
from manikin.verify.verification import Found, Subject

SPEC_FOLDER: Final = "spec"
Reproduce = Callable[[Path, Spec], Iterable[Problem]]
"""Builds again and yields what differs; the command line brings it, since verification may not generate."""

_READERS: Final = {"csv": csv_source, "parquet": parquet_source}


def verify(
    folder: Path,
    *,
    spec: Spec | None = None,
    reproduce: Reproduce | None = None,
    limits: Limits | None = None,
) -> VerifyReport:
    """Return what checking a build against the specification inside it found.

    Parameters
    ----------
    folder : Path
        A build.
    spec : Spec, optional
        The specification, if it is already loaded; otherwise that of the build's own folder ``spec``.
    reproduce : callable, optional
        Given the folder and the specification, yields how a second build differs.
    limits : Limits, optional
        Memory and time.

    Raises
    ------
    UserError
        If the folder is no build, or its specification has problems.
    """
    manifest = manifests.read(folder)
    loaded = spec if spec is not None else _load(folder / SPEC_FOLDER)
    with tempfile.TemporaryDirectory(prefix="manikin-verify-") as scratch:
        results = _checked(folder, manifest, loaded, Path(scratch), limits or Limits())
    if reproduce is not None:
        results += _reproduced(reproduce(folder, loaded))
    return VerifyReport(manifest.dataset, manifest.version, tuple(_by_table(results, loaded)))


def _checked(
    folder: Path, manifest: BuildManifest, loaded: Spec, scratch: Path, limits: Limits
) -> list[Result]:
    """Return the results of all checks; `scratch` is an empty folder for passing files."""
    sources, files = _sources(folder, manifest, loaded, scratch)
    results = [_same_spec(manifest, loaded), *files]
    vocabularies = dict(_vocabularies(folder, loaded))
    key, more = _answer_key(folder, manifest, loaded)
    results += more
    mended = {
        name: mended_source(source.table, source, loaded)
        for name, source in sources.items()
        if key is not None and _called(name, manifest, loaded) != name
    }
    build = Build(
        loaded,
        manifest,
        {name: source.loaded for name, source in {**sources, **mended}.items()},
        {name: source.loaded for name, source in vocabularies.items()},
        standing={name: sources[name].loaded for name in mended},
    )
    build = replace(build, parts=told_apart(build))
    results += _absent(manifest, loaded)
    results += coverage.results(folder, manifest)
    covered = coverage.read(folder, manifest)
    read = (*([key] if key else []), *sources.values(), *mended.values(), *vocabularies.values())
    return [*results, *carry_out(read, tuple(_checks(build, covered)), limits)]


def _sources(
    folder: Path, manifest: BuildManifest, spec: Spec, scratch: Path
) -> tuple[dict[str, Source], list[Result]]:
    """Return how the tables are read whose files are there, and what is known of the files."""
    sources: dict[str, Source] = {}
    results = [] if manifest.database is None else list(file_results(folder, "", manifest.database))
    if not all(result.passed for result in results):
        return sources, results  # an engine is given no file but the one that was built
    for name, told in manifest.tables.items():
        found = [file_results(folder, name, file) for file in told.files]
        results += [result for each in found for result in each]
        if all(each[0].passed for each in found):
            source = _source(folder, name, manifest, spec, scratch)
            if isinstance(source, Source):
                sources[name] = source
            else:
                results.append(source)
    return sources, results


def _load(folder: Path) -> Spec:
    """Return the specification of a folder."""
    # Brings the whole language; not needed where the specification is already there.
    from manikin.spec import load  # noqa: PLC0415

    return load(folder)


def _same_spec(manifest: BuildManifest, spec: Spec) -> Result:
    subject = Subject("specification", "VERIFY01", "")
    if manifest.spec_digest == spec.digest:
        return subject.result(Outcome.PASSED)
    return subject.result(
        Outcome.FAILED, "the specification in the folder is not the one the build was made from"
    )


def _called(name: str, manifest: BuildManifest, spec: Spec) -> str:
    """Return what DuckDB calls a table as it is in its file: by its own name, unless that is for the mended one."""
    has_defects = manifest.answer_key is not None and defects_of(spec, name)
    return standing_name(name) if has_defects else name


def _answer_key(
    folder: Path, manifest: BuildManifest, spec: Spec
) -> tuple[Source | None, tuple[Result, ...]]:
    """Return how the answer key is read, if the build has one, and what is known of its file."""
    told = manifest.answer_key
    if told is None:
        return None, ()
    found = file_results(folder, "", told)
    if not found[0].passed:
        return None, found
    try:
        return key_source((folder / told.file).resolve(), spec), found
    except UnreadableError as reason:
        subject = Subject("readable", "VERIFY02", "")
        message = f"{told.file} could not be read as a table: {reason}"
        return None, (*found, subject.result(Outcome.FAILED, message))


def _source(folder: Path, name: str, manifest: BuildManifest, spec: Spec, scratch: Path) -> Source | Result:
    called = _called(name, manifest, spec)
    subject = Subject("readable", "VERIFY02", name)
    table = spec.tables.get(name)
    if table is None:
        return subject.result(Outcome.FAILED, "the specification declares no such table")
    if table.hidden:
        return subject.result(Outcome.FAILED, "the table is hidden, and the build holds it")
    is_whole = manifest.database is not None
    if is_whole != is_database(manifest.format) or not (is_whole or manifest.format in _READERS):
        raise UserError(
            f"builds of format {manifest.format!r} cannot be verified; there are: {', '.join((*_READERS, 'duckdb', 'sqlite'))}"
        )
    paths = [(folder / file.file).resolve() for file in manifest.tables[name].files]
    try:
        if manifest.database is not None:
            path = (folder / manifest.database.file).resolve()
            return database_source(manifest.format, path, table, spec, called, scratch)
        return _READERS[manifest.format](table, paths, spec, called, manifest.compression)
    except UnreadableError as reason:
        return subject.result(Outcome.FAILED, f"the file could not be read as a table: {reason}")


def _vocabularies(folder: Path, spec: Spec) -> Iterator[tuple[str, Source]]:
    """Yield the vocabularies of the folder's specification that are there."""
    for table in spec.tables.values():
        if isinstance(table.rows, FileRows):
            path = (folder / SPEC_FOLDER / table.rows.file).resolve()
            if path.is_file() and path.parent == (folder / SPEC_FOLDER).resolve():
                try:
                    yield table.name, vocabulary_source(table, path, f"{table.name} of the specification")
                except UnreadableError:
                    continue


def _absent(manifest: BuildManifest, spec: Spec) -> Iterator[Result]:
    """Yield a result for each declared table that the build was not asked to hold, or should hold."""
    for name, declared in spec.tables.items():
        if name not in manifest.tables and declared.part_of is None:
            subject = Subject("table", "VERIFY02", name)
            if spec.tables[name].hidden:
                yield subject.result(
                    Outcome.UNCHECKED, "cannot be checked: it is hidden, so it is not written"
                )
            elif manifest.is_subset:
                yield subject.result(Outcome.UNCHECKED, "cannot be checked: it is not part of this build")
            else:
                yield subject.result(Outcome.FAILED, "it is declared, and the build does not hold it")


def _checks(build: Build, covered: coverage.Coverage | None) -> Iterator[Found]:
    for table in build.spec.tables.values():
        if table.name in build.tables:
            for family in FAMILIES:
                for found in family(build, table):
                    yield found if covered is None else covered.judged(found, table, build.spec)


def _reproduced(problems: Iterable[Problem]) -> list[Result]:
    found = [
        Subject("reproduced", "VERIFY17", "").result(Outcome.FAILED, problem.message) for problem in problems
    ]
    return found or [Subject("reproduced", "VERIFY17", "").result(Outcome.PASSED)]


def _by_table(results: Iterable[Result], spec: Spec) -> list[Result]:
    """Return the results with those of one table together, in the order of the specification."""
    places = {name: place for place, name in enumerate(["", *spec.tables])}
    return sorted(results, key=lambda result: places.get(result.table, len(places)))
