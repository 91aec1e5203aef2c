"""Every kind of number has words, every statistic a section, and shares are those of what is drawn."""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from manikin import distributions
from manikin import spec as specs
from manikin.columns import KINDS as COLUMNS
from manikin.defects import KINDS as DEFECTS
from manikin.model import DataType, Distribution
from manikin.review.page.review import sections
from manikin.review.statistics import statistics
from manikin.review.words import draws, shapes, spread, sql
from manikin.review.words.axes import Counts, Numbers, axis
from manikin.review.words.columns import FILLS
from manikin.review.words.correlations import thirds
from manikin.review.words.defects import SAID
from strategies import examples

ROOT = Path(__file__).parents[3]
FOLDERS = sorted(
    p.parent for pattern in ("specs/*/spec.yaml", "tests/golden/*/spec.yaml") for p in ROOT.glob(pattern)
)


def test_every_kind_has_words() -> None:
    assert set(distributions.ALL) <= set(shapes.SHAPES)
    assert set(COLUMNS) <= set(FILLS)
    assert set(DEFECTS) == set(SAID)


@pytest.mark.parametrize("name", list(distributions.ALL))
def test_every_distribution_is_told_with_shares_that_make_up_all(name: str) -> None:
    given_ = distributions.EXAMPLES[name]
    kind = {"choice": "string", "calendar": "date", "bernoulli": "boolean"}.get(name, "integer")
    told = draws.of_cases([("", Distribution(name, given_))], draws.of_column(DataType(kind)), "a column")
    assert told.sentences
    assert name == "exactly" or told.charts, "always the same needs no table"
    for chart in told.charts:
        for profile in chart.profiles:
            assert sum(float(share.share) for share in profile.shares) == pytest.approx(1, abs=1e-5)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda p: p.name)
def test_every_statistic_has_one_section(folder: Path) -> None:
    spec = specs.load(folder)
    found = statistics(spec)
    told = [statistic.id for section in sections(spec, found) for statistic in section.statistics]
    assert sorted(told) == sorted(statistic.id for statistic in found)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("normal", "decimal"),
        ("lognormal", "float"),
        ("poisson", "integer"),
        ("quantiles", "integer"),
        ("beta", "float"),
    ],
)
def test_bands_are_the_shares_of_what_is_drawn(name: str, kind: str) -> None:
    datatype = DataType(kind, scale=1)
    sampler = spread.sampler(Distribution(name, distributions.EXAMPLES[name]), datatype)
    marks = axis(datatype)
    (found,) = spread.bands([sampler], marks)
    drawn = np.asarray(sampler.draw((np.arange(100_000) + 0.5) / 100_000), np.float64)
    ends = np.quantile(drawn, [0.01, 0.99])
    edges = marks.edges(float(ends[0]), float(ends[1]))
    if len(found) == len(edges) + 1:
        counted = np.bincount(np.searchsorted(edges, drawn, side="right"), minlength=len(edges) + 1) / len(
            drawn
        )
        assert [float(share.share) for share in found] == pytest.approx(list(counted), abs=2e-3)


@given(st.floats(-1e9, 1e9), st.floats(0, 1e9), st.integers(0, 4), st.booleans())
@settings(max_examples=examples(200))
def test_edges_are_few_and_hold_what_lies_between(low: float, wide: float, scale: int, whole: bool) -> None:
    marks = Numbers(10.0**scale, is_whole=whole)
    low = float(np.floor(low)) if whole else low
    edges = marks.edges(low, low + wide)
    assert 2 <= len(edges) <= 14
    assert all(after > before for before, after in itertools.pairwise(edges))
    assert edges[0] <= low + abs(low) * 1e-8 + 1e-6
    assert edges[-1] > low + wide - abs(low) * 1e-8 - 1e-6


@pytest.mark.parametrize(
    ("datatype", "low", "high", "first"),
    [
        (DataType("date"), 0, 3, "1 January 1970"),
        (DataType("date"), 0, 200, "January 1970"),
        (DataType("date"), -14_610, 0, "1930 to 1934"),
        (DataType("time"), 28_800, 36_000, "8am to under 8:15am"),
        (DataType("datetime"), 0, 86_400 * 40, "1 to 7 January 1970"),
    ],
)
def test_dates_and_times_are_cut_where_people_cut_them(
    datatype: DataType, low: int, high: int, first: str
) -> None:
    marks = axis(datatype)
    edges = marks.edges(low, high)
    said = marks.band(edges[0], edges[1])
    assert len(edges) <= 14
    assert said == first or first.startswith("1 to 7")


def test_counts_begin_with_none_and_one() -> None:
    marks = Counts()
    edges = marks.edges(0, 30)
    assert [marks.band(*pair) for pair in itertools.pairwise(edges)] == (
        ["0", "1", "2", "3", "4", "5 to 9", "10 to 19", "20 to 49"]
    )


def test_thirds_of_columns_that_go_together() -> None:
    assert thirds(0.0)[0] == pytest.approx((1 / 3,) * 3, abs=1e-6)
    assert thirds(1.0) == ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))
    generator = np.random.default_rng(1)
    rho = 2 * np.sin(np.pi * 0.45 / 6)
    x, y = generator.multivariate_normal([0, 0], [[1, rho], [rho, 1]], 200_000).T
    cuts = np.quantile(x, [1 / 3, 2 / 3]), np.quantile(y, [1 / 3, 2 / 3])
    both = np.histogram2d(np.digitize(x, cuts[0]), np.digitize(y, cuts[1]), bins=3)[0] / len(x) * 3
    assert np.abs(np.array(thirds(0.45)) - both).max() < 0.006


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a > b", "a is greater than b"),
        ("on_day >= p.born", "on_day is not before p.born"),
        ("a is null or a <> 'x'", "a is missing, or a is not x"),
        ("not (a is null) and b between 1 and 1500", "a is not missing and b is from 1 to 1,500"),
        ("a in ('x', 'y')", "a is x or y"),
        ("a and not b", "a is true and b is not true"),
        ("a = b + c", "a is b plus c"),
        ("a or b and c", ""),
        ("length(a) = 3", ""),
        ("a = 1 or a = 2 or a = 3 or a = 4 or a = 5 or a = 6 or a = 7", ""),
    ],
)
def test_sql_in_words_where_it_is_simple(text: str, said: str) -> None:
    assert sql.said(text, lambda path: path in {"on_day", "p.born"}) == said
