"""A whole build: tables first, then what tells of them, the manifest last."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from manikin import coverage
from manikin.build.approved import DRAFT, Approved
from manikin.build.journal import NAME, Identity, Journal, Progress, resumed
from manikin.build.output import Output
from manikin.build.record import answer_key, assembled_of, covered_by, identity, manifest_of
from manikin.build.writing import Tick, Writing, Written
from manikin.errors import ExitStatus, UserError
from manikin.manifest import Manifest, SpecFile, stamp
from manikin.manifest.readme import readme
from manikin.model import Spec
from manikin.plan import AS_DECLARED, Sizes
from manikin.run import World
from manikin.sinks.file import ChangedFileError
from manikin.spec.shipped import shipped
from manikin.storage import Publication


def build(  # noqa: PLR0913  all that can be asked for
    spec: Spec,
    folder: Path,
    *,
    sizes: Sizes = AS_DECLARED,
    form: str = "csv",
    part_rows: int | None = None,
    compression: str | None = None,
    workers: int = 1,
    resume: bool = False,
    progress: Tick = lambda _rows, _total: None,
    approved: Approved = DRAFT,
) -> Manifest:
    """Write a dataset into `folder` and return its manifest.

    Parameters
    ----------
    spec : Spec
        The specification.
    folder : Path
        Absent, empty, or an earlier build, which is replaced as a whole.
    sizes : Sizes
        What differs from the specification.
    form : str
        One of `manikin.build.output.FORMATS`.
    part_rows : int, optional
        Tables are written in parts of so many rows, each a file; in one file each unless given.
    compression : str, optional
        How the files of tables are compressed: a name in the `COMPRESSIONS` of the format, the first unless given.
    workers : int
        Threads; the bytes are the same for any number.
    resume : bool
        Whether to continue the same build where one was stopped, if one was.
    progress : callable
        Told after each chunk how many rows more there are, and how many there will be.
    approved : Approved
        By whom; else every file that can says that it is a draft.

    Raises
    ------
    UserError
        If the folder is something else, there is no room, or what was stopped is another build.
    InfeasibleError
        If the specification asks for what cannot be.
    """
    output = Output(form, part_rows, compression, said=stamp(approved.by))
    if resume and not _continues(output, sizes):
        raise UserError(
            f"--resume: {'a build with --defects' if sizes.defects else f'a build of the format {form}'} cannot be continued where it "
            "was stopped; leave out --resume to make it anew"
        )
    if output.database is not None and sizes.defects:
        raise UserError(
            f"--defects: a {form} file has keys and references that hold, which defects break; write csv or parquet"
        )
    files = shipped(spec)
    made, covered = coverage.made(spec, sizes, workers=workers)
    with Publication(folder, keep=resume) as publication:
        told = identity(made, sizes, output)
        begun = _begun(publication, told, output) if resume else Progress()
        journal = Journal(publication.path, told) if _continues(output, sizes) else None
        with _kept(publication, journal):
            if journal is not None and begun.files:
                journal.add(begun)
            written = Writing(made, publication.path, output, workers, journal, begun).write(progress)
            manifest = published(publication, Built(made, sizes, output, covered, written, approved), files)
    return manifest


def _continues(output: Output, sizes: Sizes) -> bool:
    """Return whether a build can be continued: the sections of an answer key are passing files."""
    return output.sink.CONTINUES and output.database is None and not sizes.defects


def _begun(publication: Publication, told: Identity, output: Output) -> Progress:
    """Return how far a stopped build came; what it left besides is removed."""
    try:
        begun = resumed(publication.path, told)
    except UserError:
        publication.keep()  # for the command that it belongs to
        raise
    if begun is None:
        publication.clear(but=())
        return Progress()
    files = {output.file(name, part) for name, parts in begun.files.items() for part in parts}
    publication.clear(but={NAME, *files})
    return begun


@dataclass(frozen=True)
class Built:
    """What a build is made of: the run, what was asked for, what the rows reach, and the files that hold them."""

    made: World
    sizes: Sizes
    output: Output
    covered: coverage.Coverage | None
    written: Written
    approved: Approved = DRAFT


def published(publication: Publication, built: Built, files: Mapping[str, bytes]) -> Manifest:
    """Write what tells of the tables, `files` of the specification among it, and publish the folder."""
    written = built.written
    made, output = built.made, built.output
    database = assembled_of(made, output, written.tables, publication.path)
    copied = _copied(files, publication)
    manifest = manifest_of(made, built.sizes, output, written.tables, copied, database=database)
    manifest = replace(manifest, approvals=built.approved.by)
    if written.key is not None:
        manifest = replace(manifest, answer_key=answer_key(built.made, written.tables, written.key))
    if built.covered is not None:
        manifest = covered_by(manifest, built.covered, publication)
    publication.write_file("README.md", readme(manifest).encode())
    publication.commit(manifest.to_json(), built.approved.check, without=NAME)
    return manifest


def _copied(files: Mapping[str, bytes], publication: Publication) -> tuple[SpecFile, ...]:
    """Return the files of the specification, after copying them."""
    return tuple(
        SpecFile(f"spec/{name}", *publication.write_file(f"spec/{name}", data))
        for name, data in sorted(files.items())
    )


@contextmanager
def _kept(publication: Publication, journal: Journal | None) -> Iterator[None]:
    """Keep what is done if the build is stopped, or the disk is full or fails, and say so."""
    try:
        yield
    except ChangedFileError:
        publication.keep()
        raise
    except (KeyboardInterrupt, UserError) as stop:
        by_disk = isinstance(stop, UserError) and stop.status == ExitStatus.PROBLEMS
        if journal is not None and journal.begun and (by_disk or isinstance(stop, KeyboardInterrupt)):
            publication.keep()
            words = f"What is done is kept in {publication.path.name}: the same command with --resume continues it."
            if isinstance(stop, UserError):
                raise UserError(f"{stop.message} {words}", stop.status) from None
            stop.add_note(words)
        raise
    finally:
        if journal is not None:
            journal.abort()
