"""Random valid specifications, as trees: what the property tests are run over."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
from hypothesis import settings
from hypothesis import strategies as st

from manikin import distributions
from manikin.columns.draw import is_choice
from manikin.model import Distribution, Spec
from manikin.spec.build import build
from manikin.spec.canonical import canonical

Tree = dict[str, Any]

HEAD: Tree = {
    "language": 1,
    "dataset": "random",
    "version": "1.0.0",
    "title": "A random dataset",
    "owner": {"name": "Nobody", "contact": "nobody@example.org"},
    "class": "publicly-sourced",
    "locale": "en_GB",
}


FILES = {
    "doses.csv": pa.table(
        {
            "panel_code": [code for code in "ABC" for _ in range(4)],
            "share": ["0", "0.4", "0.6", "1"] * 3,
            "dose": ["1", "5", "6", "9", "10", "20", "30", "90", "100", "100", "100", "120"],
        }
    ),
    "panels.csv": pa.table({"code": ["A", "B", "C"], "n": ["5", "3", "1"]}),
}
"""The long tables that the trees name."""


def examples(full: int) -> int:
    """Return how many examples to try: all of them where slow tests run too, else an eighth."""
    return max(2, full * settings.default.max_examples // 100)


def spec_of(tree: Tree) -> Spec:
    """Return the model of a tree without vocabularies."""
    return build(canonical(tree, {}), FILES)


def tree_of(tables: Tree, seed: int = 1, **more: Any) -> Tree:
    """Return a whole specification around some tables."""
    return {**HEAD, "seed": seed, "tables": tables, **more}


weights = st.lists(st.integers(1, 9), min_size=2, max_size=5)


@st.composite
def choices(draw: st.DrawFn) -> Tree:
    """Return a column of text that is one of a few words."""
    return {"type": "string", "distribution": {"choice": {f"w{n}": w for n, w in enumerate(draw(weights))}}}


@st.composite
def numbers(draw: st.DrawFn) -> Tree:
    """Return a column of numbers from any continuous family or count."""
    name = draw(st.sampled_from(sorted({**distributions.CONTINUOUS, **distributions.COUNTS})))
    family = {**distributions.CONTINUOUS, **distributions.COUNTS}[name]
    distribution = {name: family.EXAMPLE}
    if name in distributions.COUNTS or is_choice(Distribution(name, family.EXAMPLE)):
        return {"type": "integer", "distribution": distribution}
    shape = draw(st.sampled_from([{"type": "integer"}, {"type": "float"}, {"type": "decimal", "scale": 2}]))
    return {**shape, "distribution": distribution}


dates = st.sampled_from(
    [
        {"type": "date", "distribution": {"uniform": {"min": "1930-01-01", "max": "2024-12-31"}}},
        {"type": "date", "distribution": {"normal": {"mean": "1980-06-01", "sd": 3000, "min": "1920-01-01"}}},
        {
            "type": "datetime",
            "distribution": {"uniform": {"min": "2024-01-01", "max": "2024-12-31 23:00:00"}},
        },
        {
            "type": "date",
            "distribution": {
                "calendar": {"from": "2025-01-01", "to": "2025-12-31", "weekdays": [5, 4, 4, 4, 4, 1, 1]}
            },
        },
        {"type": "datetime", "distribution": {"calendar": {"from": "2024-02-01", "to": "2025-02-01"}}},
        {"type": "time", "distribution": {"uniform": {"min": "08:00:00", "max": "18:00:00"}}},
    ]
)
texts = st.sampled_from(
    [
        {"type": "string", "pattern": "(Home|Ward [A-F][0-9]{1,2})"},
        {"type": "string", "pattern": "[A-Z]{2}[0-9]{4}"},
        {"type": "string", "faker": "last_name"},
        {"type": "string", "constant": "x"},
        {"type": "boolean", "distribution": {"bernoulli": 0.3}},
        {"type": "uuid", "uuid": {}},
        {"type": "string", "identifier": "nhs_number"},
        {"type": "integer", "permutation": {"start": 100, "max": 99_999}},
        {"type": "integer", "unique": True, "distribution": {"uniform": {"min": 1, "max": 5000}}},
        {"type": "string", "unique": True, "pattern": "[A-Z]{2}[0-9]{4}"},
    ]
)
keys = st.sampled_from(
    [
        {"type": "integer", "sequence": {"start": 5, "step": 3}},
        {"type": "integer", "permutation": {"start": 10_000}},
        {"type": "uuid", "uuid": {}},
        {"type": "string", "identifier": "mrn"},
    ]
)
counts = st.sampled_from(
    [
        {"histogram": {"0": 3, "1": 5, "2-4": 2}},
        {"poisson": {"mean": 1.4}},
        {"exactly": 2},
        {"bernoulli": 0.4},
        {"geometric": {"mean": 1.1}},
        {"negative_binomial": {"mean": 2.0, "dispersion": 0.7}},
    ]
)


@st.composite
def columns(draw: st.DrawFn, most: int = 5) -> Tree:
    """Return some columns that need nothing but one another."""
    found: Tree = {}
    for number in range(draw(st.integers(1, most))):
        column = dict(draw(st.one_of(choices(), numbers(), dates, texts)))
        if "unique" not in column and draw(st.integers(0, 3)) == 0:
            column["missing"] = draw(st.sampled_from([0.1, 0.5]))
        if draw(st.integers(0, 7)) == 0:
            column["hidden"] = True
        found[f"c{number}"] = column
    names = list(found)
    words = [
        name
        for name in names
        if "choice" in found[name].get("distribution", {}) and "missing" not in found[name]
    ]
    if words:
        found["by_case"] = {
            "type": "integer",
            "given": [words[0]],
            "cases": [
                {"when": {words[0]: "w0"}, "distribution": {"choice": {"1": 2, "2": 1}}},
                {"otherwise": True, "distribution": {"poisson": {"mean": 3}}},
            ],
        }
        found["joined"] = {"type": "string", "template": f"{{{words[0]}}}-{{by_case:04}}"}
        found["reckoned"] = {"type": "integer", "expression": "by_case * 2 + 1"}
        found["gone_together"] = {"type": "string", "constant": "y", "missing_with": [names[0]]}
    return found


stays = st.sampled_from(
    [
        {
            "began": {
                "type": "datetime",
                "events": {"from": "person.born", "until": "person.ends", **times},
                "missing": {
                    "given": ["dose"],
                    "cases": [{"when": {"dose": "> 5"}, "share": 0.5}, {"otherwise": True, "share": 0}],
                },
            },
            "ended": {"type": "datetime", "events": {"end_of": "began", **ends}},
            "dose": {"type": "integer", "distribution": {"uniform": {"min": 0, "max": 9}}},
            "state": {
                "type": "string",
                "states": {
                    "start": {"well": 3, "ill": 1},
                    "transitions": {
                        "well": {"well": 2, "ill": 1},
                        "ill": {"well": 2, "ill": 2, "dead": 1},
                        "dead": {"dead": 1},
                    },
                },
            },
        }
        for times, ends in (
            ({}, {"gapless": True}),
            ({}, {"length": {"exponential": {"mean": 30}}, "unit": "weeks", "no_overlap": True}),
            (
                {"gap": {"gamma": {"mean": 9_000, "shape": 2}}, "unit": "days"},
                {"length": {"poisson": {"mean": 9}}, "unit": "days"},
            ),
            (
                {
                    "gap": {"lognormal": {"median": 200, "sigma": 1, "min": 2}},
                    "first": {"exactly": 0},
                    "leave": 2,
                    "unit": "hours",
                },
                {"length": {"uniform": {"min": 1, "max": 300}}, "unit": "hours", "no_overlap": True},
            ),
        )
    ]
)


@st.composite
def relatives(draw: st.DrawFn, kind: str) -> Tree:
    """Return tables that point at rows of the same person, at earlier siblings and at no row twice."""
    by = draw(st.sampled_from([{}, {"distribution": {"zipf": {"exponent": 0.9}}}]))
    reading = {
        "rows": {"per": "person", "distribution": draw(counts)},
        "key": ["person_id", "reading_no"],
        "columns": {
            "person_id": {"type": kind, "references": "person"},
            "reading_no": {"type": "integer", "ordinal": {}},
            "visit_no": {
                "type": "integer",
                "references": {"table": "visit", "column": "visit_no", "within": "person"},
                "missing": 0.1,
                **by,
            },
            "seen": {"type": "date", "copy": "visit_no.seen"},
            "owner": {"type": kind, "copy": "visit_no.person_id"},
            "earlier_no": {
                "type": "integer",
                "references": {"table": "reading", "column": "reading_no", "earlier": True},
                "missing": draw(st.sampled_from([0, 0.3])),
            },
            "earlier_seen": {"type": "date", "copy": "earlier_no.seen"},
        },
        "checks": [{"name": "not of the fours", "sql": "visit_no.size <> 4"}],
    }
    remark = {
        "rows": {"per": "note", "distribution": draw(counts)},
        "key": "remark_id",
        "columns": {
            "remark_id": {"type": "uuid", "uuid": {}},
            "person_id": {"type": kind, "copy": "note.person_id"},
            "reading_no": {
                "type": "integer",
                "references": {"table": "reading", "column": "reading_no", "within": "person"},
            },
            "answers": {
                "type": "uuid",
                "references": {"table": "remark", "within": "person"},
            },
        },
    }
    stay = {
        "rows": {"per": "person", "distribution": {"histogram": {"0": 1, "1-3": 2}}},
        "key": ["person_id", "ward_no"],
        "columns": {
            "person_id": {"type": kind, "references": "person"},
            "ward_no": {"type": "integer", "references": {"table": "ward", "distinct": True}},
            "slot_no": {
                "type": "integer",
                "references": {"table": "slot", "column": "slot_no", "within": "person", "distinct": True},
            },
        },
    }
    slot = {
        "rows": {"per": "person", "distribution": {"histogram": {"3": 2, "4": 1, "5": 1}}},
        "key": ["person_id", "slot_no"],
        "columns": {
            "person_id": {"type": kind, "references": "person"},
            "slot_no": {"type": "integer", "ordinal": {}},
        },
    }
    ward = {
        "rows": draw(st.integers(3, 8)),
        "key": "ward_no",
        "columns": {"ward_no": {"type": "integer", "sequence": {}}},
    }
    return {"reading": reading, "remark": remark, "stay": stay, "slot": slot, "ward": ward}


def promised(kind: str) -> Tree:
    """Return tables whose rows differ from their siblings, or from all rows of a grandparent, by being drawn again."""
    letters = {letter: weight for weight, letter in enumerate("ABCDEFG", start=1)}
    illness = {
        "rows": {"per": "person", "distribution": {"histogram": {"0": 1, "1-4": 3}}},
        "key": ["person_id", "code"],
        "unique": [{"columns": ["person_id"], "where": "main"}, ["person_id", "since", "visit_no"]],
        "columns": {
            "person_id": {"type": kind, "references": "person"},
            "code": {"type": "string", "distribution": {"choice": letters}},
            "main": {"type": "boolean", "distribution": {"bernoulli": 0.4}},
            "since": {
                "type": "date",
                "distribution": {"uniform": {"min": "2024-01-01", "max": "2024-01-09"}},
            },
            "visit_no": {
                "type": "integer",
                "references": {"table": "visit", "column": "visit_no", "within": "person"},
            },
            "seen": {"type": "date", "copy": "visit_no.seen"},
            "phone": {"type": "string", "pattern": "0[0-9]{3}", "missing": 0.6},
            "mail": {"type": "string", "template": "{code}@x", "missing": 0.6},
        },
        "checks": [
            {"name": "can be reached", "at_least_one": ["phone", "mail"]},
            {"name": "never mainly G", "if": "code = 'G'", "then": "not main"},
        ],
    }
    item = {
        "rows": {"per": "visit", "distribution": {"bernoulli": 0.5}},
        "unique": [["person_id", "item_no"]],
        "columns": {
            "person_id": {"type": kind, "references": {"table": "visit", "column": "person_id"}},
            "item_no": {"type": "integer", "distribution": {"uniform": {"min": 1, "max": 40}}},
        },
    }
    return {"illness": illness, "item": item}


@st.composite
def long_tables(draw: st.DrawFn, kind: str) -> Tree:
    """Return a long table of readings with their two values, notes of visits, and what follows some of its rows."""
    pressure = {
        "hidden": True,
        "rows": {"per": "visit", "distribution": draw(counts)},
        "columns": {
            "taken": {
                "type": "date",
                "after": {"column": "visit.seen", "by": {"poisson": {"mean": 40}}, "unit": "days"},
            },
            "upper": {"type": "integer", "distribution": {"normal": {"mean": 130, "sd": 15, "min": 70}}},
            "lower": {"type": "integer", "distribution": {"normal": {"mean": 80, "sd": 10, "min": 40}}},
        },
        "correlations": [{"between": ["upper", "lower"], "rank": 0.6}],
        "checks": [{"name": "upper above lower", "sql": "upper > lower"}],
    }
    reading = {"references": {"table": "entry", "part": "taking", "within": "pressure"}}
    each = {"per": "pressure", "distribution": {"exactly": 1}}
    taken = {"copy": "pressure.taken"}
    entry: Tree = {
        "key": "entry_id",
        "together": "person",
        "parts": {
            "taking": {"rows": each, "columns": {"made": taken, "code": {"constant": "T"}}},
            "upper": {
                "rows": each,
                "columns": {
                    "made": taken,
                    "code": {"constant": "U"},
                    "value": {"copy": "pressure.upper"},
                    "parent": reading,
                },
            },
            "lower": {
                "rows": each,
                "columns": {
                    "made": taken,
                    "code": {"constant": "L"},
                    "value": {"copy": "pressure.lower"},
                    "parent": reading,
                },
            },
            "remark": {
                "rows": {"per": "person", "distribution": draw(counts)},
                "columns": {
                    "made": {
                        "distribution": {"uniform": {"min": "1990-01-01", "max": "2030-12-31"}},
                        "missing": draw(st.sampled_from([0, 0.2])),
                    },
                    "parent": {
                        "references": {"table": "entry", "part": "upper", "within": "person", "earlier": True}
                    },
                },
            },
        },
        "columns": {
            "entry_id": draw(keys),
            "person_id": {"type": kind, "references": "person"},
            "place_no": {"type": "integer", "ordinal": {}},
            "made": {"type": "date"},
            "code": {"type": "string", "distribution": {"choice": {"A": 2, "B": 1}}},
            "value": {"type": "integer"},
            "noted": {
                "type": "date",
                "after": {"column": "made", "by": {"poisson": {"mean": 3}}, "unit": "days"},
            },
            "at_visit": {
                "type": "integer",
                "references": {"table": "visit", "column": "visit_no", "within": "person"},
            },
            "before": {},
            "doubled": {"type": "integer", "expression": "value * 2"},
        },
        "checks": [{"name": "not on the first", "sql": "day(noted) <> 1"}],
    }
    id_type = entry["columns"]["entry_id"]["type"]
    entry["columns"]["before"] = {"type": id_type, "references": {"table": "entry", "earlier": True}}
    entry["columns"]["parent"] = {"type": id_type}
    if draw(st.booleans()):
        entry["order"] = draw(st.sampled_from([["made"], ["value", "made"]]))
    follow_up = {
        "rows": {
            "per": "entry",
            "given": ["entry.code"],
            "cases": [
                {"when": {"entry.code": ["A", "U"]}, "distribution": {"bernoulli": 0.7}},
                {"otherwise": True, "distribution": {"exactly": 0}},
            ],
        },
        "key": "entry_id",
        "columns": {
            "entry_id": {"type": id_type, "references": "entry"},
            "code": {"type": "string", "copy": "entry.code"},
            "upper": {
                "type": id_type,
                "references": {"table": "entry", "part": "upper", "within": "person"},
            },
            "upper_made": {"type": "date", "copy": "upper.made"},
        },
    }
    return {"pressure": pressure, "entry": entry, "follow_up": follow_up}


ROLL_UPS: Tree = {
    "entries": {"type": "integer", "aggregate": {"of": "entry", "by": "count"}},
    "highest": {"type": "integer", "aggregate": {"of": "entry.value", "by": "max", "where": "code = 'U'"}},
    "visits": {"type": "integer", "aggregate": {"of": "visit", "by": "count"}},
    "notes": {"type": "integer", "aggregate": {"of": "note", "by": "count"}},
    "sizes": {"type": "integer", "aggregate": {"of": "visit.size", "by": "sum", "where": "size > 1"}},
    "score_sum": {"type": "float", "aggregate": {"of": "visit.score", "by": "sum"}},
    "size_mean": {"type": "decimal", "scale": 2, "aggregate": {"of": "visit.size", "by": "mean"}},
    "last_seen": {"type": "date", "aggregate": {"of": "visit.seen", "by": "max"}},
    "both": {"type": "integer", "expression": "visits + notes"},
    "how_often": {
        "type": "string",
        "given": ["visits"],
        "cases": [
            {"when": {"visits": 0}, "distribution": {"choice": ["never"]}},
            {"otherwise": True, "distribution": {"choice": {"rarely": 2, "often": 1}}},
        ],
    },
}
"""What persons say of their visits and of these visits' notes."""


@st.composite
def episodes(draw: st.DrawFn, kind: str) -> Tree:
    """Return tables whose rows see the one before, last as long as their state and end where they say so."""
    chain = {
        "transitions": {
            "home": {"home": 1, "care": 2},
            "care": {"home": 2, "care": 1, "gone": 1},
            "gone": {"gone": 1},
        },
        "dwell": {
            "home": {"exponential": {"mean": 400}},
            "care": {"uniform": {"min": 2, "max": 90}},
            "gone": {"exactly": 1},
        },
    }
    begins, ends = draw(
        st.sampled_from(
            [
                ({"until": "person.ends"}, {"gapless": True}),
                ({}, {"gapless": True, "last": {"dwell_of": "place"}}),
                ({}, {"length": {"dwell_of": "place"}, "no_overlap": True}),
            ]
        )
    )
    episode = {
        "rows": {"per": "person", "distribution": draw(counts), "until": {"place": "gone"}},
        "key": ["person_id", "episode_no"],
        "columns": {
            "person_id": {"type": kind, "references": "person"},
            "episode_no": {"type": "integer", "ordinal": {}},
            "place": {
                "type": "string",
                "states": {
                    "start": {"home": 3, "care": 1},
                    "given": ["person.visits"],
                    "cases": [{"when": {"person.visits": 0}, **chain}, {"otherwise": True, **chain}],
                    "unit": "days",
                },
            },
            "began": {
                "type": "datetime",
                "events": {
                    "from": "person.born",
                    "first": {"exactly": 3},
                    "gap": {"dwell_of": "place"},
                    "unit": "days",
                    **begins,
                },
            },
            "ended": {"type": "datetime", "events": {"end_of": "began", **ends}},
            "grams": {"type": "integer", "distribution": {"uniform": {"min": 0, "max": 9}}},
            "total": {"type": "integer", "expression": "coalesce(previous.total, 0) + grams"},
            "level": {
                "type": "string",
                "given": ["previous.level", "previous.grams"],
                "cases": [
                    {
                        "when": {"previous.level": None, "previous.grams": None},
                        "distribution": {"choice": {"low": 3, "high": 1}},
                    },
                    {
                        "when": {"previous.level": None, "previous.grams": ">= 0"},
                        "distribution": {"choice": ["low"]},
                    },
                    {"when": {"previous.level": "low"}, "distribution": {"choice": {"low": 5, "high": 1}}},
                    {"when": {"previous.level": "high"}, "distribution": {"choice": {"low": 1, "high": 5}}},
                ],
                "missing": {
                    "given": ["previous.level"],
                    "cases": [
                        {"when": {"previous.level": None}, "share": 0.1},
                        {"otherwise": True, "share": 0.3},
                    ],
                },
            },
            "seen": {"type": "date", "expression": "coalesce(previous.gone, person.born)"},
            "gone": {
                "type": "date",
                "after": {"column": "seen", "by": {"poisson": {"mean": 20}}, "unit": "days"},
            },
            "was_in": {"type": "string", "copy": "previous.place", "missing_with": ["level"]},
        },
        "checks": [
            {"name": "no sevens", "sql": "grams <> 7"},
            {"name": "sums", "sql": "total >= coalesce(previous.total, 0)", "redraw": False},
        ],
    }
    dose = {
        "rows": {"per": "episode", "distribution": draw(counts)},
        "columns": {
            "person_id": {"type": kind, "copy": "episode.person_id"},
            "episode_no": {"type": "integer", "copy": "episode.episode_no"},
            "before": {"type": "integer", "copy": "episode.previous.total"},
            "any_no": {
                "type": "integer",
                "references": {"table": "episode", "column": "episode_no", "within": "person"},
            },
            "any_total": {"type": "integer", "copy": "any_no.total"},
        },
    }
    return {"episode": episode, "dose": dose}


@st.composite
def trees(draw: st.DrawFn) -> Tree:
    """Return a specification of two roots, children, grandchildren and references among them."""
    place = {
        "rows": draw(st.integers(1, 30)),
        "key": "place_id",
        "columns": {"place_id": draw(keys), **draw(columns(2))},
    }
    person_columns = {
        "person_id": draw(keys),
        **draw(columns()),
        "place": {"type": place["columns"]["place_id"]["type"], "references": "place", "missing": 0.1},
        "born": {"type": "date", "distribution": {"uniform": {"min": "1930-01-01", "max": "2020-12-31"}}},
        "ends": {
            "type": "datetime",
            "distribution": {"uniform": {"min": "2021-01-01", "max": "2024-12-31"}},
            "missing": 0.3,
        },
        "elder": {"type": "integer", "references": {"table": "person", "column": "number"}},
        "number": {"type": "integer", "sequence": {}},
        **ROLL_UPS,
    }
    del person_columns["elder"]
    person = {"rows": draw(st.integers(1, 60)), "key": "person_id", "columns": person_columns}
    kind = person_columns["person_id"]["type"]
    visit_columns = {
        "person_id": {"type": kind, "references": "person"},
        "visit_no": {"type": "integer", "ordinal": {"start": draw(st.integers(0, 1))}},
        "born": {"type": "date", "copy": "person.born"},
        "seen": {
            "type": "date",
            "after": {"column": "person.born", "by": {"gamma": {"mean": 900, "shape": 2}}, "unit": "days"},
        },
        "left": {"type": "date", "after": {"column": "seen", "by": {"poisson": {"mean": 3}}, "unit": "days"}},
        "size": {"type": "integer", "distribution": {"uniform": {"min": 0, "max": 9}}},
        "place": {
            "type": place["columns"]["place_id"]["type"],
            "references": "place",
            "distribution": {"zipf": {"exponent": 1.2}},
        },
        "score": {"type": "float", "distribution": {"normal": {"mean": 0, "sd": 10}}, "missing": 0.2},
        "siblings": {"type": "integer", "copy": "person.visits"},
        "notes": {"type": "integer", "aggregate": {"of": "note", "by": "count", "where": "age > 40"}},
        **draw(columns(3)),
    }
    visit = {
        "rows": {"per": "person", "distribution": draw(counts)},
        "key": ["person_id", "visit_no"],
        "columns": visit_columns,
        "checks": [
            {"name": "not seven", "sql": "size <> 7"},
            {"name": "small stays", "sql": "size < 9 or visit_no > 1"},
        ],
        "correlations": [{"between": ["size", "left"], "rank": 0.4}],
        "missing_patterns": {
            "gone": {
                "given": ["visit_no"],
                "cases": [
                    {
                        "when": {"visit_no": "<= 1"},
                        "patterns": [
                            {"missing": [], "weight": 4},
                            {"missing": ["left"], "weight": 1},
                            {"missing": ["left", "siblings"], "weight": 2},
                        ],
                    },
                    {"otherwise": True, "patterns": [{"missing": [], "weight": 1}]},
                ],
            }
        },
    }
    note = {
        "rows": {"per": "visit", "distribution": draw(counts)},
        "columns": {
            "person_id": {"type": kind, "references": {"table": "visit", "column": "person_id"}},
            "visit_no": {"type": "integer", "copy": "visit.visit_no"},
            "age": {"type": "integer", "expression": "date_sub('year', person.born, visit.seen)"},
            "noted": {
                "type": "date",
                "events": {"from": "visit.seen", "gap": {"poisson": {"mean": 4}}, "unit": "days"},
            },
            "panel_code": {"type": "string", "references": "panel"},
            "panel_size": {"type": "integer", "copy": "panel.size"},
            "dose": {
                "type": "integer",
                "given": ["panel_code"],
                "cases": {"file": "doses.csv", "quantiles": {"probability": "share", "value": "dose"}},
            },
            "other_code": {
                "type": "string",
                "distribution": {"choice": {"file": "panels.csv", "value": "code", "weight": "n"}},
            },
            **draw(columns(2)),
        },
    }
    panel = {
        "hidden": True,
        "rows": 3,
        "key": "panel_code",
        "columns": {
            "panel_code": {"type": "string", "template": "{letter}"},
            "letter": {
                "type": "string",
                "expression": "CASE number WHEN 1 THEN 'A' WHEN 2 THEN 'B' ELSE 'C' END",
            },
            "number": {"type": "integer", "sequence": {}},
            "size": {"type": "integer", "distribution": {"poisson": {"mean": 4}}},
        },
    }
    stay = {
        "rows": {"per": "person", "distribution": draw(counts)},
        "columns": {"person_id": {"type": kind, "references": "person"}, **draw(stays)},
        "checks": [{"name": "none of fives", "sql": "dose <> 5 or began is not null"}],
    }
    tables = {
        "bed": stay,
        "place": place,
        "person": person,
        "visit": visit,
        "note": note,
        "panel": panel,
        **draw(relatives(kind)),
        **promised(kind),
        **draw(long_tables(kind)),
        **draw(episodes(kind)),
    }
    return tree_of(tables, seed=draw(st.integers(0, 2**40)))


@st.composite
def defective(draw: st.DrawFn) -> Tree:
    """Return a specification of `trees` with some defects in its persons, visits and notes."""
    tree = draw(trees())
    found: list[Tree] = []
    for table in ("person", "visit", "note"):
        columns = {n: c for n, c in tree["tables"][table]["columns"].items() if not c.get("hidden")}
        key = tree["tables"][table].get("key", [])
        free = {name: column for name, column in columns.items() if name not in key}
        for kind, parameters in draw(st.lists(spoilt(free), max_size=3)) if free else ():
            share = draw(st.sampled_from([0.02, 0.0505, 0.1, 0.2]))
            found.append({"name": f"d{len(found)}", "table": table, kind: parameters, "share": share})
    return {**tree, "defects": found or [{"name": "d", "table": "person", "late": True, "share": 0.1}]}


@st.composite
def spoilt(draw: st.DrawFn, columns: Tree) -> tuple[str, Any]:
    """Return a kind of defect that some of the columns can have, and its parameters."""

    def of(*kinds: str) -> list[str]:
        return sorted(name for name, column in columns.items() if column["type"] in kinds)

    some = st.lists(st.sampled_from(sorted(columns)), min_size=1, max_size=3, unique=True)
    ways: list[st.SearchStrategy[tuple[str, Any]]] = [
        some.map(lambda names: ("blank", names)),
        st.just(("late", True)),
        st.just(("duplicate", {})),
    ]
    if of("string"):
        texts = st.lists(st.sampled_from(of("string")), min_size=1, max_size=3, unique=True)
        ways += [texts.map(lambda n: ("typos", n)), texts.map(lambda n: ("duplicate", {"vary": n}))]
        ways.append(texts.map(lambda names: ("replace", {name: ["?", "Nobody"] for name in names})))
    if of("date", "datetime"):
        moments = st.sampled_from(of("date", "datetime"))
        ways.append(moments.map(lambda name: ("swap_day_and_month", name)))
        shift = {"min": -9, "max": -2, "unit": "weeks"}
        ways.append(moments.map(lambda name: ("shift", {"column": name, **shift})))
    if of("integer"):
        ways.append(st.sampled_from(of("integer")).map(lambda name: ("replace", {name: [-1, 0, 10**9]})))
    pairs = [[a, b] for a in of("date", "integer") for b in of("date", "integer")]
    pairs = [[a, b] for a, b in pairs if a < b and columns[a]["type"] == columns[b]["type"]]
    if pairs:
        ways.append(st.sampled_from(pairs).map(lambda pair: ("swap", pair)))
    return draw(st.one_of(ways))


@st.composite
def circles(draw: st.DrawFn) -> Tree:
    """Return tables that refer to each other: parents to children, through a shared row, by levels."""
    pick = draw(st.sampled_from([{}, {"distribution": {"zipf": {"exponent": 0.8}}}, {"missing": 0.3}]))
    share = draw(st.sampled_from([{}, {"missing": 0.2}]))
    practice = {
        "rows": draw(st.integers(2, 9)),
        "key": "practice_id",
        "columns": {
            "practice_id": draw(keys),
            "lead_no": {
                "type": "integer",
                "references": {"table": "staff", "column": "staff_no", "within": "practice"},
                **pick,
            },
            "lead_role": {"type": "string", "copy": "lead_no.role"},
        },
    }
    kind = practice["columns"]["practice_id"]["type"]
    staff = {
        "rows": {"per": "practice", "distribution": draw(counts)},
        "key": ["practice_id", "staff_no"],
        "columns": {
            "practice_id": {"type": kind, "references": "practice"},
            "staff_no": {"type": "integer", "ordinal": {}},
            "role": draw(choices()),
            "led_by": {"type": "string", "copy": "practice.lead_role"},
            "manager_no": {
                "type": "integer",
                "references": {"table": "staff", "column": "staff_no", "levels": draw(st.integers(2, 4))},
                **share,
            },
            "favourite": {"type": "integer", "references": "patient", **pick},
        },
    }
    patient = {
        "rows": draw(st.integers(2, 40)),
        "key": "patient_no",
        "columns": {
            "patient_no": {"type": "integer", "permutation": {"start": 1000}},
            "born": {"type": "date", "distribution": {"uniform": {"min": "1930-01-01", "max": "2020-12-31"}}},
            "practice_id": {"type": kind, "references": "practice", **share},
            "gp_no": {
                "type": "integer",
                "references": {"table": "staff", "column": "staff_no", "within": "practice_id"},
            },
            "gp_role": {"type": "string", "copy": "gp_no.role"},
            "gp_favourite_born": {"type": "date", "copy": "gp_no.favourite.born"},
            "main_no": {
                "type": "integer",
                "references": {"table": "problem", "column": "problem_no", "within": "patient"},
                **pick,
            },
            "main_size": {"type": "integer", "copy": "main_no.size"},
            "luck": {"type": "integer", "distribution": {"uniform": {"min": 0, "max": 9}}},
        },
        "checks": [{"name": "none of fives without luck", "sql": "main_size <> 5 or luck > 1"}],
    }
    problem = {
        "rows": {"per": "patient", "distribution": draw(counts)},
        "key": ["patient_no", "problem_no"],
        "columns": {
            "patient_no": {"type": "integer", "references": "patient"},
            "problem_no": {"type": "integer", "ordinal": {}},
            "size": {"type": "integer", "distribution": {"uniform": {"min": 4, "max": 9}}},
            "main_no": {"type": "integer", "copy": "patient.main_no"},
            "practice_id": {"type": kind, "copy": "patient.practice_id"},
            "seen_by": {
                "type": "integer",
                "references": {"table": "staff", "column": "staff_no", "within": "patient.practice_id"},
                **share,
            },
        },
    }
    unit = {
        "rows": draw(st.integers(1, 60)),
        "key": "unit_no",
        "columns": {
            "unit_no": {"type": "integer", "sequence": {}},
            "large": {"type": "boolean", "distribution": {"bernoulli": 0.2}},
            "above": {
                "type": "integer",
                "references": {"table": "unit", "levels": draw(st.integers(2, 5))},
                "missing": {
                    "given": ["large"],
                    "cases": [{"when": {"large": True}, "share": 0.5}, {"otherwise": True, "share": 0}],
                },
            },
            "above_large": {"type": "boolean", "copy": "above.large"},
        },
    }
    tables = {"practice": practice, "staff": staff, "patient": patient, "problem": problem, "unit": unit}
    return tree_of(tables, seed=draw(st.integers(0, 2**40)))
