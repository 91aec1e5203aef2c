"""Every distribution's own schema, example, description and faults."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from jsonschema import Draft202012Validator

from distributions.families import on_ruler, sampler, some_uniforms
from manikin import distributions
from manikin.errors import InfeasibleError

NAMES = sorted(distributions.ALL)
SCHEMA = distributions.schema()


def accepts(distribution: Any) -> bool:
    return bool(Draft202012Validator(SCHEMA).is_valid(distribution))


def test_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert list(SCHEMA["properties"]) == list(distributions.ALL)


@pytest.mark.parametrize("name", NAMES)
def test_described(name: str) -> None:
    made = distributions.ALL[name]
    assert name == made.NAME
    assert accepts({name: made.EXAMPLE})
    assert made.TITLE
    assert "\n" not in made.TITLE
    assert (made.__doc__ or "").startswith(f"``{name}``")
    assert list(distributions.faults(name, on_ruler(name, made.EXAMPLE))) == []


@pytest.mark.parametrize("name", NAMES)
def test_every_parameter_is_described_and_measured(name: str) -> None:
    schema = distributions.parameters(name)
    assert schema["description"]
    for parameter in schema.get("properties", {}).values():
        assert parameter["description"]
        if name in distributions.CONTINUOUS and parameter["type"] != "array":
            assert parameter["x-manikin-unit"] in {"location", "spread", "number"}


def test_no_branches_that_hide_the_key_at_fault() -> None:
    def words(node: Any) -> set[str]:
        if isinstance(node, dict):
            return set(node).union(*(words(value) for value in node.values()))
        return set().union(*(words(value) for value in node)) if isinstance(node, list) else set()

    assert not words(SCHEMA) & {"oneOf", "anyOf", "allOf", "if", "uniqueItems"}


@pytest.mark.parametrize(
    "distribution",
    [
        {},
        {"normal": {"mean": 0, "sd": 1}, "poisson": {"mean": 1}},
        {"normal": {"mean": 0, "sd": 0}},
        {"normal": {"mean": 0}},
        {"normal": {"men": 0, "sd": 1}},
        {"gaussian": {"mean": 0, "sd": 1}},
        {"exactly": -1},
        {"exactly": 1.5},
        {"bernoulli": 1.01},
        {"histogram": {"3-": 1}},
        {"histogram": {"1": -1}},
        {"quantiles": {"50": 1, "0.7": 2}},
        {"choice": {}},
        {"choice": []},
        {"mixture": [{"weight": 1}]},
        {"mixture": [{"weight": 0, "exactly": 1}]},
        {"mixture": {"min": 0}},
        {"calendar": {"from": "2025-01-01", "to": "2025-12-31", "weekdays": [1, 2]}},
        {"zipf": {"max": 5}},
    ],
)
def test_schema_refuses(distribution: Any) -> None:
    assert not accepts(distribution)


@pytest.mark.parametrize(
    ("name", "parameters", "at", "words"),
    [
        ("uniform", {}, (), "`min` is missing"),
        ("uniform", {"min": 2, "max": 1}, ("max",), "below"),
        ("normal", {"mean": 0, "sd": 1, "min": 3, "max": 1}, ("max",), "exchange"),
        ("normal", {"mean": 0, "sd": 1, "min": 50}, (), "widen"),
        ("pareto", {"scale": 10, "shape": 2, "max": 5}, (), "widen"),
        ("beta", {"alpha": 1, "beta": 1, "from": 3, "to": 1}, ("to",), "`from`"),
        ("triangular", {"min": 0, "mode": 9, "max": 5}, ("mode",), "between"),
        ("triangular", {"min": 5, "mode": 5, "max": 5}, ("max",), "equals"),
        ("poisson", {"mean": 2, "min": 5, "max": 4}, ("max",), "below"),
        ("binomial", {"trials": 3, "probability": 0.5, "min": 4}, (), "widen"),
        ("negative_binomial", {"mean": 1e6, "dispersion": 100}, (), "continuous"),
        ("zipf", {"exponent": 1}, (), "`max`"),
        ("zipf", {"exponent": 1, "max": 3, "values": ["a"]}, (), "either"),
        ("zipf", {"exponent": 1, "values": ["a", "b", "a"]}, ("values", 2), "before"),
        ("histogram", {"5-3": 1}, ("5-3",), "backwards"),
        ("histogram", {"1-4": 1, "3": 1}, ("3",), "overlaps"),
        ("histogram", {"1": 0}, (), "all 0"),
        ("histogram", {"1": 1, "900000000": 1}, (), "8 million"),
        ("quantiles", {"0.5": 1, "min": 0}, (), "fewer than two"),
        ("quantiles", {"0.5": 2, "0.50": 3}, ("0.50",), "same probability"),
        ("quantiles", {"0.2": 2, "0.5": 1}, ("0.5",), "must not fall"),
        ("quantiles", {"0.0": 2, "0.5": 3}, ("0.0",), "probability of 0"),
        ("quantiles", {"0.2": 2, "0.5": 3, "min": 2.5}, ("min",), "lower it"),
        ("quantiles", {"0.2": 2, "0.5": 3, "max": 2.5}, ("max",), "raise it"),
        (
            "mixture",
            [{"weight": 1, "normal": {"mean": 0, "sd": 1, "min": 9, "max": 1}}],
            (0, "normal", "max"),
            "below",
        ),
        ("mixture", {"components": [{"weight": 1, "exactly": 3}], "max": 2}, (), "widen"),
        ("mixture", {"components": [{"weight": 1, "exactly": 3}], "min": 4, "max": 2}, ("max",), "below"),
        ("choice", {"a": 0}, (), "all 0"),
        ("choice", ["a", "b", "a"], (2,), "before"),
        ("calendar", {"from": 10, "to": 9}, ("to",), "before"),
        ("calendar", {"from": 0, "to": 10**6}, ("to",), "days"),
        ("calendar", {"from": 0, "to": 9, "hours": [0] * 24}, ("hours",), "all 0"),
        ("calendar", {"from": 0, "to": 9, "months": [0] * 11 + [1]}, (), "no day"),
    ],
)
def test_faults(name: str, parameters: Any, at: tuple[str | int, ...], words: str) -> None:
    found = list(distributions.faults(name, parameters))
    assert any(where == at and words in message for where, message in found), found


def test_a_range_without_a_whole_number() -> None:
    for name, parameters in (
        ("uniform", {"min": 1.2, "max": 1.8}),
        ("normal", {"mean": 0, "sd": 1, "min": 1.2, "max": 1.8}),
        ("mixture", {"components": [{"weight": 1, "normal": {"mean": 0, "sd": 1}}], "min": 1.2, "max": 1.8}),
    ):
        with pytest.raises(InfeasibleError, match="widen"):
            distributions.prepare(name, parameters, discrete=True)


def test_whole_units_at_the_ends_of_a_truncation_keep_their_share() -> None:
    made = sampler("normal", {"mean": 0, "sd": 2, "min": -1.5, "max": 1}, discrete=True)
    share = np.bincount(np.asarray(made.draw(some_uniforms("ends")), np.int64) + 1) / 200_000
    assert share.size == 3
    np.testing.assert_allclose(share, [0.3195, 0.3610, 0.3195], atol=0.006)


def test_values_of_a_zipf_are_codes() -> None:
    made = sampler("zipf", {"exponent": 1.0, "values": ["a", "b", "c"]})
    drawn = made.draw(some_uniforms("codes"))
    assert drawn.dtype == np.int32
    np.testing.assert_allclose(np.bincount(drawn) / drawn.size, np.array([6, 3, 2]) / 11, atol=0.006)
    assert distributions.rank_weights(3, 1.0) == pytest.approx((1.0, 0.5, 1 / 3))


def test_a_month_of_no_weight_is_never_drawn() -> None:
    months = [0, 1, *[0] * 10]
    days = sampler("calendar", {"from": "2024-01-01", "to": "2024-12-31", "months": months}, discrete=True)
    drawn = days.draw(some_uniforms("february"))
    assert (drawn.min(), drawn.max()) == (19754, 19782)  # 1 and 29 February 2024
    assert days.bounds == (19754.0, 19782.0)
