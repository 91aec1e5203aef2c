"""How alike real and generated pairs of columns are, told column by column and told by cases.

    python benchmarks/fidelity.py [adult diabetes130/diabetic_data.parquet …]

Derives each dataset of ``../shared/data`` with either fidelity, drafts, generates, and prints for each table the
mean over columns of one less the total variation (shape), and the same over all pairs of columns (pair), numbers cut
at ten quantiles of the real ones; missing values are a label. Made-up text is left out. The first line of each
is what one half of the real rows scores beside the other: more than that cannot be had.
"""

from __future__ import annotations

import sys
import tempfile
import time
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

import manikin
from manikin.derive.contents import Nothing, Shape, Words
from manikin.derive.draft import Heading, draft
from manikin.derive.sources import Wanted, open_source
from manikin.derive.structure import structure
from manikin.derive.summarise import summarise
from manikin.derive.view import Depth, View
from manikin.disclosure import POLICIES

DATA = Path(__file__).parent.parent.parent / "shared" / "data"
BINS = 10


def derived(source: Path, fidelity: str) -> View:
    """Return the view of a source."""
    with open_source(str(source), Wanted()) as database:
        view, rows = structure(database, POLICIES["acro"])
        return summarise(replace(view, fidelity=fidelity), rows)


def generated(view: View, folder: Path) -> dict[str, pa.Table]:
    """Return the tables of a dataset generated from a view's draft."""
    folder.mkdir()
    for name, data in draft(view, Heading("benchmark", "A benchmark", "Extract")).items():
        (folder / name).write_bytes(data)
    made = manikin.generate(folder)
    return {name: made[name] for name in made}


def codes(real: pa.ChunkedArray, other: pa.ChunkedArray) -> tuple[np.ndarray, np.ndarray, int]:
    """Return the cells of two columns, the same for the same value, and how many there are."""
    kind = real.type
    if pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        one, two = (_numbers(column) for column in (real, other))
        if len(np.unique(one[~np.isnan(one)])) > BINS:
            cuts = np.unique(np.nanquantile(one, np.linspace(0, 1, BINS + 1)[1:-1]))
            found = [np.where(np.isnan(x), len(cuts) + 1, np.searchsorted(cuts, x)) for x in (one, two)]
            return found[0].astype(np.int64), found[1].astype(np.int64), len(cuts) + 2
    texts = [
        np.asarray(["" if v is None else str(v) for v in column.to_pylist()]) for column in (real, other)
    ]
    labels, places = np.unique(np.concatenate(texts), return_inverse=True)
    return places[: len(texts[0])], places[len(texts[0]) :], len(labels)


def _numbers(column: pa.ChunkedArray) -> np.ndarray:
    return np.array([np.nan if v is None else float(v) for v in column.to_pylist()])


def scores(real: pa.Table, other: pa.Table, names: list[str]) -> tuple[float, float]:
    """Return how alike columns, and pairs of columns, are on average."""
    cells = {name: codes(real[name], other[name]) for name in names}
    shape = [_alike(one, two, size) for one, two, size in cells.values()]
    pair = [
        _alike(a[0] * b[2] + b[0], a[1] * b[2] + b[1], a[2] * b[2])
        for a, b in combinations(cells.values(), 2)
    ]
    return float(np.mean(shape)), float(np.mean(pair))


def _alike(one: np.ndarray, other: np.ndarray, size: int) -> float:
    shares = [np.bincount(x, minlength=size) / len(x) for x in (one, other)]
    return 1.0 - 0.5 * float(np.abs(shares[0] - shares[1]).sum())


def main() -> None:
    """Print the scores of each dataset."""
    for given in sys.argv[1:] or ["adult", "diabetes130/diabetic_data.parquet"]:
        source = DATA / given
        if not source.exists():
            sys.exit(f"there is no {source}")
        print(
            f"{given}\n{'':12} {'table':20} {'shape':>6} {'pair':>6} {'numbers':>8} {'lines':>6} {'seconds':>8}"
        )
        for fidelity in ("marginal", "dependent"):
            started = time.perf_counter()
            view = derived(source, fidelity)
            seconds = time.perf_counter() - started
            with tempfile.TemporaryDirectory() as folder:
                tables = generated(view, Path(folder) / "draft")
                lines = len((Path(folder) / "draft" / "spec.yaml").read_text(encoding="utf-8").splitlines())
            for table in view.tables:
                names = [
                    c.name
                    for c in table.columns
                    if not isinstance(c.content, Nothing | Words | Shape)
                    and c.name in tables.get(table.name, pa.table({})).column_names
                ]
                if table.depth is not Depth.STATISTICS or len(names) < 2:
                    continue
                path = source if source.is_file() else source / f"{table.name}.parquet"
                real = pq.read_table(path)
                if fidelity == "marginal":
                    turn = np.random.default_rng(1).permutation(len(real))
                    half = len(real) // 2
                    print(
                        f"{'real halves':12} {table.name:20} {'{:6.3f} {:6.3f}'.format(*scores(real.take(turn[:half]), real.take(turn[half:]), names))}"
                    )
                shape, pair = scores(real, tables[table.name], names)
                told = view.to_json().count(b'",\n       ')
                print(
                    f"{fidelity:12} {table.name:20} {shape:6.3f} {pair:6.3f} {told:8} {lines:6} {seconds:8.1f}"
                )


if __name__ == "__main__":
    main()
