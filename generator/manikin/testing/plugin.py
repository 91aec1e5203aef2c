"""The pytest plugin: datasets as fixtures, made once a session for each digest and size."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    import pyarrow as pa

Tables = dict[str, "pa.Table"]
Dataset = Callable[..., Tables]


@pytest.fixture(scope="session")
def manikin_dataset(pytestconfig: pytest.Config) -> Dataset:
    """Return a function that gives the tables of a dataset.

    Called with the path of a specification, taken from the project's root, and optionally ``rows``,
    ``scale``, ``seed``, ``tables``, ``coverage`` and ``defects`` as for `manikin.generate`. What was made once in a session is
    given again, by the specification's digest.

    Examples
    --------
    def test_triage(manikin_dataset):
        ed = manikin_dataset("specs/ed-attendances", rows={"patient": 50})
        assert ed["attendance"].num_rows > 0

    def test_every_branch(manikin_dataset):
        for attendance in manikin_dataset("specs/ed-attendances", coverage=True)["attendance"].to_pylist():
            ...
    """
    # Imported on use: a plugin is loaded in every session, and must not slow those that use no dataset.
    from manikin import interface  # noqa: PLC0415

    kept: dict[object, Tables] = {}

    def dataset(  # noqa: PLR0913  as for `manikin.generate`
        path: str | os.PathLike[str],
        *,
        rows: Mapping[str, int] | None = None,
        scale: float = 1.0,
        seed: int | None = None,
        tables: Sequence[str] = (),
        coverage: bool = False,
        defects: bool = False,
    ) -> Tables:
        place = Path(path)
        spec = interface.load(place if place.is_absolute() else pytestconfig.rootpath / place)
        asked = (tuple(sorted((rows or {}).items())), scale, seed, tuple(tables), coverage, defects)
        key = (spec.digest, asked)
        if key not in kept:
            kept[key] = interface.generate(
                spec, rows=rows, scale=scale, seed=seed, tables=tables, coverage=coverage, defects=defects
            )
        return dict(kept[key])

    return dataset
