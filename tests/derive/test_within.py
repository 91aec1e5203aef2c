"""An ancestor that both rows of a reference share is found; a few people against it are not seen, many are."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

pytest.importorskip("ibis")

from manikin.derive.sources import Wanted, open_source
from manikin.derive.structure import structure
from manikin.disclosure import POLICIES


def found(folder: Path, astray: int) -> str:
    """Return what is found where so many lab results point at a stay of somebody else."""
    people, stays = 60, 120
    pq.write_table(pa.table({"patient_id": range(people)}), folder / "patient.parquet")
    pq.write_table(
        pa.table({"stay_id": range(500, 500 + stays), "patient_id": [n % people for n in range(stays)]}),
        folder / "stay.parquet",
    )
    order = [n % people for n in range(stays)]
    pq.write_table(
        pa.table({"order_id": range(900, 900 + stays), "patient_id": order}), folder / "order.parquet"
    )
    pq.write_table(
        pa.table(
            {
                "result_id": range(stays),
                "order_id": range(900, 900 + stays),
                "stay_id": [
                    None if n % 9 == 8 else 500 + (n + 1) % stays if n < astray else 500 + n
                    for n in range(stays)
                ],
            }
        ),
        folder / "result.parquet",
    )
    with open_source(str(folder), Wanted()) as database:
        view, _ = structure(database, POLICIES["acro"])
    assert view.table("result").parent is not None
    assert view.table("result").parent.target == "order"  # type: ignore[union-attr]
    return next(r.within for r in view.table("result").references if r.target == "stay")


@pytest.mark.slow
@pytest.mark.parametrize(("astray", "expected"), [(0, "patient"), (5, "patient"), (40, "")])
def test_the_patient_is_shared(astray: int, expected: str, tmp_path: Path) -> None:
    assert found(tmp_path, astray) == expected
