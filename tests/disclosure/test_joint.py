"""What is made of published counts for the bound audit is true of the people they were counted from."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import pytest

from disclosure.conftest import patient, write
from manikin.disclosure import POLICIES
from manikin.disclosure.bounds import audit
from manikin.disclosure.lint.joint import Joint, Ways
from manikin.disclosure.lint.lint import Lint
from manikin.disclosure.lint.statistic import statistics
from manikin.disclosure.lint.tables import count_tables
from manikin.spec import check
from manikin.spec.rules.context import Context

ACRO = POLICIES["acro"]
CUTS = ["< 18", "18..64", ">= 65"]


def bands(age: int) -> int:
    """Return the place of an age among the cuts."""
    return (age >= 18) + (age >= 65)


def told(counts: Counter[str]) -> str:
    """Return a choice of permitted counts."""
    return ", ".join(
        f"{label}: {ACRO.permit(counts[label])}" for label in "abc" if ACRO.permit(counts[label])
    )


@pytest.mark.parametrize("seed", range(12))
def test_statements_hold_of_the_people(seed: int, tmp_path: Path) -> None:
    dice = random.Random(seed)
    people = [
        (dice.choice([5, 30, 80]), dice.choices("abc", [40, 20, 3])[0], dice.choices("abc", [9, 5, 1])[0])
        for _ in range(dice.choice([200, 500]))
    ]
    text = "age: {type: integer, distribution: {uniform: {min: 0, max: 99}}}\n"
    for name, place in (("x", 1), ("y", 2)):
        text += f"{name}:\n  type: string\n  given: [age]\n  cases:\n"
        for band, cut in enumerate(CUTS):
            counts = Counter(str(person[place]) for person in people if bands(int(person[0])) == band)
            text += f"    - {{when: {{age: '{cut}'}}, distribution: {{choice: {{{told(counts)}}}}}}}\n"
        text += "  source: extract\n"
    checked = check(write(tmp_path / "s", patient(text, head="grids: {age: [0, 18, 65]}\n")))
    assert checked.spec is not None
    assert checked.document is not None
    found = tuple(statistics(Context(checked.spec, checked.document)))
    lint = Lint(checked.spec, checked.document, found, {"extract": ACRO})
    ((_, tables),) = count_tables(lint).items()
    for table in tables:
        place = 1 if table.target == "x" else 2
        joint = Joint([table], Ways())
        ages, labels = joint.axes["age"], joint.axes[table.target]
        assert len(ages) == 3
        truth = Counter(
            bands(int(person[0])) * len(labels) + "abc".index(str(person[place])) for person in people
        )
        named = "abc"[: len(labels)]
        if {str(person[place]) for person in people} > set(named):
            continue  # a label that nobody was told of
        statements = [*joint.statements(ACRO), *joint.totals([t for t in tables if t is not table], ACRO)]
        for statement in statements:
            count = sum(truth[atom] for atom in statement.atoms)
            assert statement.least <= count
            assert statement.most is None or count <= statement.most
        groups = joint.groups()
        for exposure in audit(joint.size, statements, groups, ACRO):
            count = sum(truth[atom] for atom in groups[exposure.group])
            assert exposure.least <= count
            assert exposure.most is None or count <= exposure.most
