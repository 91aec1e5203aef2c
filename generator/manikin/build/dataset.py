"""A whole build: tables first, then what tells of them, the manifest last."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from manikin import coverage
from manikin.build.record import answer_key, covered_by, manifest_of
from manikin.build.writing import write
from manikin.errors import UserError
from manikin.manifest import Manifest, SpecFile
from manikin.manifest.readme import readme
from manikin.model import Spec
from manikin.plan import AS_DECLARED, Sizes
from manikin.sinks import SINKS
from manikin.storage import Publication


def build(
    spec: Spec,
    folder: Path,
    *,
    sizes: Sizes = AS_DECLARED,
    form: str = "csv",
    workers: int = 1,
    progress: Callable[[int], None] | None = None,
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
        A name in `manikin.sinks.SINKS`.
    workers : int
        Threads; the bytes are the same for any number.
    progress : callable, optional
        Told the number of rows after each batch.

    Raises
    ------
    UserError
        If the folder is something else, or there is no room.
    InfeasibleError
        If the specification asks for what cannot be.
    """
    if form not in SINKS:
        raise UserError(f"there is no format {form!r}; there are: {', '.join(SINKS)}")
    made, covered = coverage.made(spec, sizes, workers=workers)
    with Publication(folder) as publication:
        records, key = write(made, publication.path, form, workers, progress)
        copied = tuple(
            SpecFile(f"spec/{name}", *publication.write_file(f"spec/{name}", data))
            for name, data in sorted(spec.texts.items())
        )
        manifest = manifest_of(made, sizes, records, copied, form)
        if key is not None:
            manifest = replace(manifest, answer_key=answer_key(made, records, key))
        if covered is not None:
            manifest = covered_by(manifest, covered, publication)
        publication.write_file("README.md", readme(manifest).encode())
        publication.commit(manifest.to_json())
    return manifest
