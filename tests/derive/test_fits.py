"""Families in the place of quantiles: found again from what a view tells, named, and left where none comes near."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import jsonschema
import numpy as np
import pytest
import yaml

import manikin
from manikin import schemas
from manikin.derive.contents import Categories, Conditional, Distance, Knots
from manikin.derive.draft import Heading, draft
from manikin.derive.draft.fits import CANDIDATES, fit
from manikin.derive.summarise.knots import SHARES
from manikin.derive.view import ColumnView, Depth, TableView, View
from manikin.disclosure import POLICIES
from manikin.distributions import prepare
from manikin.spec import check

ROWS = 20_000
KNOWN = {
    "normal": {"mean": 41, "sd": 7.5},
    "exponential": {"mean": 4.5},
    "gamma": {"mean": 6, "shape": 2.5},
    "lognormal": {"median": 3.2, "sigma": 0.7},
    "weibull": {"scale": 12, "shape": 1.4},
    "poisson": {"mean": 11},
    "geometric": {"mean": 14},
    "negative_binomial": {"mean": 20, "dispersion": 1.5},
}
COUNTED = {"poisson", "geometric", "negative_binomial"}


def knots(values: np.ndarray[tuple[int], np.dtype[np.float64]], scale: int) -> Knots:
    """Return the quantiles of values as a view has them: two significant digits, one share at each place."""
    found: dict[str, str] = {}
    for share in SHARES:
        whole = int(np.rint(np.quantile(values, float(share), method="inverted_cdf") * 10**scale))
        wide = 10 ** max(0, len(str(abs(whole))) - 2)
        place = Decimal(int(whole / wide) * wide).scaleb(-scale)
        found.setdefault(f"{place:f}", share)
    return Knots(tuple((share, place) for place, share in found.items()))


def column(name: str, told: Knots, kind: str = "decimal", scale: int = 2) -> ColumnView:
    return ColumnView(name, kind, scale=scale, present=ROWS, content=told)


def drawn(family: str) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return prepare(family, KNOWN[family], discrete=family in COUNTED).draw((np.arange(ROWS) + 0.5) / ROWS)  # type: ignore[return-value]


def test_every_candidate_is_known() -> None:
    assert set(KNOWN) == set(CANDIDATES)


@pytest.mark.parametrize("family", sorted(KNOWN))
def test_a_family_is_found_again(family: str) -> None:
    is_counted = family in COUNTED
    found = fit(
        column("x", knots(drawn(family), 0 if is_counted else 2), "integer" if is_counted else "decimal", 0 if is_counted else 2)
    )  # fmt: skip
    best = found[0]
    assert best.family == family
    assert best.off < 0.04
    for name, value in KNOWN[family].items():
        assert float(best.parameters[name]) == pytest.approx(value, rel=0.15)
        assert len(best.parameters[name].normalize().as_tuple().digits) <= 3
    assert [one.bic for one in found] == sorted(one.bic for one in found)


def test_one_parameter_more_must_be_worth_its_price() -> None:
    found = {one.family: one.bic for one in fit(column("x", knots(drawn("exponential"), 2)))}
    assert found["exponential"] < min(found["gamma"], found["weibull"])


def test_numbers_may_be_negative() -> None:
    values = prepare("normal", {"mean": -3, "sd": 2}, discrete=False).draw((np.arange(ROWS) + 0.5) / ROWS)
    (best,) = fit(column("x", knots(np.asarray(values), 2)))
    assert best.family == "normal"
    assert float(best.parameters["mean"]) == pytest.approx(-3, rel=0.02)


def test_where_none_comes_near_the_quantiles_stay() -> None:
    two = np.concatenate([np.linspace(9, 11, ROWS // 2), np.linspace(88, 92, ROWS // 2)])
    assert fit(column("x", knots(two, 2))) == ()
    few = Knots((("0.05", "0.99"), ("0.4", "2.9"), ("0.7", "4.9")))
    assert fit(column("price", few)) == ()
    dates = Knots((("0.1", "1940-01-01"), ("0.9", "2000-01-01")))
    assert fit(ColumnView("born", "date", present=ROWS, content=dates)) == ()


def test_a_draft_names_its_fits(tmp_path: Path) -> None:
    stay = knots(drawn("gamma"), 2)
    two = np.concatenate([np.linspace(9, 11, ROWS // 2), np.linspace(88, 92, ROWS // 2)])
    apart = Distance("started", Knots(tuple((share, place.partition(".")[0]) for share, place in
                                            knots(60 * drawn("lognormal"), 0).points), "minutes"))  # fmt: skip
    cases = (("0..19", Categories((("A", 9000), ("B", 1000)))), (">= 20", Categories((("A", 5000),))))
    patient = TableView(
        "patient",
        Depth.STATISTICS,
        ROWS,
        (
            ColumnView("patient id", "integer"),
            column("stay days", stay),
            column("odd", knots(two, 2)),
            column("visits", knots(drawn("negative_binomial"), 0), "integer", 0),
            ColumnView("ward", "string", present=15_000, content=Conditional("visits", cases, Categories((("A", 14_000), ("B", 1000))))),
            ColumnView("started", "datetime", present=ROWS, content=Knots((("0.1", "2020-01-01"), ("0.9", "2021-01-01")))),
            ColumnView("ended", "datetime", present=ROWS, content=apart),
        ),
        ("patient id",),
    )  # fmt: skip
    view = View(POLICIES["acro"], ROWS, (patient,), "patient", "patient id")
    heading = Heading("clinic", "A clinic", "Records")
    files = draft(view, heading, fits=True)
    folder = tmp_path / "clinic"
    folder.mkdir()
    for name, data in files.items():
        (folder / name).write_bytes(data)
    problems = check(folder).problems
    assert [f"{p.rule} {p.message}" for p in problems] == []
    text = files["spec.yaml"].decode()
    assert "fit: gamma, BIC " in text
    assert text.count("no family is within 5 % of these") == 1, "dates are not tried"
    assert "by: {lognormal: {median: " in text
    # Which cases are met rests on what the other column can be.
    assert "quantiles" in yaml.safe_load(text)["tables"]["patient"]["columns"]["visits"]["distribution"]
    told = json.loads(files["derivation.json"])
    jsonschema.validate(told, schemas.all_schemas()["derivation"])
    assert [(one["table"], one["column"], one["family"]) for one in told["fits"]] == [
        ("patient", "stay days", "gamma"),
        ("patient", "ended", "lognormal"),
    ]
    made = manikin.generate(folder, rows={"patient": 500})["patient"]
    days = np.sort(np.asarray(made["stay_days"].to_pylist(), dtype=float))
    assert days.mean() == pytest.approx(6, rel=0.15)
