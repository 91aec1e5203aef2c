"""A clinic with every sort of branch."""

from __future__ import annotations

from typing import Any

import pytest

from manikin.model import Spec
from strategies import Tree, spec_of, tree_of


def clinic() -> Tree:
    """Return tables with listed values, cases, latent classes, missing values, states, counts and rules."""
    return {
        "clinician": {
            "rows": 50,
            "key": "clinician_id",
            "columns": {
                "clinician_id": {"type": "integer", "sequence": {}},
                "grade": {
                    "type": "string",
                    "distribution": {"choice": {"junior": 90, "senior": 9, "chief": 1}},
                },
            },
        },
        "person": {
            "rows": 5000,
            "key": "person_id",
            "columns": {
                "person_id": {"type": "integer", "permutation": {"start": 1000, "max": 99_999}},
                "sex": {
                    "type": "string",
                    "distribution": {"choice": {"F": 600, "M": 400, "X": 1, "never": 0}},
                },
                "class": {
                    "type": "string",
                    "hidden": True,
                    "distribution": {"choice": {"fit": 99, "frail": 1}},
                },
                "smokes": {"type": "boolean", "distribution": {"bernoulli": 0.01}},
                "grip": {
                    "type": "integer",
                    "given": ["sex", "class"],
                    "cases": [
                        {
                            "when": {"sex": "F", "class": "frail"},
                            "distribution": {"uniform": {"min": 1, "max": 9}},
                        },
                        {"when": {"class": "fit"}, "distribution": {"choice": {"40": 99, "50": 1}}},
                        {"otherwise": True, "distribution": {"exactly": 30}},
                    ],
                },
                "height": {
                    "type": "integer",
                    "distribution": {"normal": {"mean": 170, "sd": 9}},
                    "missing": {
                        "given": ["class"],
                        "cases": [
                            {"when": {"class": "fit"}, "share": 0.001},
                            {"otherwise": True, "share": 1},
                        ],
                    },
                },
                "height_by": {"type": "string", "constant": "tape", "missing_with": ["height"]},
                "seen_by": {"type": "integer", "references": "clinician", "missing": 0.01},
                "note": {
                    "type": "string",
                    "given": ["seen_by.grade"],
                    "cases": [
                        {"when": {"seen_by.grade": "chief"}, "distribution": {"choice": ["gold", "silver"]}},
                        {
                            "when": {"seen_by.grade": ["junior", "senior"]},
                            "distribution": {"choice": ["tin"]},
                        },
                        {"when": {"seen_by.grade": None}, "distribution": {"choice": ["none"]}},
                    ],
                },
            },
            "checks": [{"name": "no smoking X", "sql": "sex <> 'X' or not smokes"}],
        },
        "stay": {
            "rows": {
                "per": "person",
                "given": ["person.class"],
                "cases": [
                    {
                        "when": {"person.class": "fit"},
                        "distribution": {"histogram": {"0": 90, "2": 9, "5": 1}},
                    },
                    {"otherwise": True, "distribution": {"poisson": {"mean": 0.2}}},
                ],
            },
            "columns": {
                "person_id": {"type": "integer", "references": "person"},
                "state": {
                    "type": "string",
                    "states": {
                        "start": {"ward": 99, "ICU": 1, "home": 0},
                        "transitions": {
                            "ward": {"ward": 98, "ICU": 1, "home": 1},
                            "ICU": {"ICU": 1, "ward": 9, "home": 0},
                            "home": {"home": 1},
                        },
                    },
                },
            },
        },
    }


@pytest.fixture(scope="session")
def spec() -> Spec:
    return spec_of(tree_of(clinic()))


@pytest.fixture
def tables() -> dict[str, Any]:
    return clinic()
