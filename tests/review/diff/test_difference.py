"""Whatever changed in meaning is told, to the roles whose matter it is; what did not is no change."""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from manikin.model import Spec
from manikin.review.diff import columns, headings, rules, tables, wording
from manikin.review.diff.change import Change, Direction, Grade
from manikin.review.diff.difference import Difference, differences
from manikin.review.diff.version import needed
from manikin.spec.build import build
from manikin.spec.canonical import canonical, written
from manikin.spec.schema import schema
from review.conftest import taken

ROOT = Path(__file__).parents[3]
Address = tuple[Any, ...]


@pytest.fixture(scope="module")
def ed() -> Spec:
    return taken(ROOT / "specs" / "ed-attendances")[0]


@pytest.fixture(scope="module")
def kinds() -> Spec:
    return taken(ROOT / "tests" / "golden" / "every-kind")[0]


def made(spec: Spec, tree: dict[str, Any]) -> Spec:
    tree = {key: value for key, value in tree.items() if key != "files"}
    return build(canonical(tree, {name: spec.texts[name] for name in spec.files}), spec.files)


def put(tree: Any, at: Address, value: Any) -> None:
    for step in at[:-1]:
        tree = tree[step]
    tree[at[-1]] = value


def edited(spec: Spec, *edits: tuple[Address, Any]) -> Spec:
    """Return a specification with other values at some places; None takes a key away."""
    tree = copy.deepcopy(written(spec.canonical))
    for at, value in edits:
        if value is None:
            node = tree
            for step in at[:-1]:
                node = node[step]
            del node[at[-1]]
        else:
            put(tree, at, value)
    return made(spec, tree)


def changed(spec: Spec, *edits: tuple[Address, Any]) -> Difference:
    return differences(spec, edited(spec, *edits), count=False)


def only(difference: Difference) -> Change:
    (change,) = difference.changes
    return change


def scalars(node: Any, at: Address = ()) -> Iterator[tuple[Address, Any]]:
    if isinstance(node, dict):
        for key, inner in node.items():
            yield from scalars(inner, (*at, key))
    elif isinstance(node, list):
        for place, inner in enumerate(node):
            yield from scalars(inner, (*at, place))
    else:
        yield at, node


T = ("tables", "attendance", "columns", "triage")
SKIPPED = {("version",), ("language",), ("class",)}
"""Above all changes; the only one there is; a word of three."""


def other(value: Any) -> Any:
    if isinstance(value, bool):
        return not value
    return value + 1 if isinstance(value, int | float) else f"{value}x"


@pytest.mark.parametrize("name", ["ed", "kinds"])
def test_any_value_that_changes_is_told_to_whom_it_concerns(
    name: str, request: pytest.FixtureRequest
) -> None:
    spec: Spec = request.getfixturevalue(name)
    tree = written(spec.canonical)
    places = [(at, value) for at, value in scalars(tree) if at not in SKIPPED and at[0] != "files"]
    tried = 0
    for at, value in random.Random(1).sample(places, 20):
        try:
            new = edited(spec, (at, other(value)))
            difference = differences(spec, new, count=False)
        except (ValueError, LookupError, AttributeError, TypeError):
            continue  # no specification any more, which the rules would have said
        assert difference.changes, at
        told = {scope for change in difference.changes for scope in change.scopes}
        assert told == set(difference.scopes), at
        assert all(change.kind in change.scopes for change in difference.changes)
        assert all(change.text and change.text.isprintable() for change in difference.changes)
        tried += 1
    assert tried > 12


def test_every_key_of_the_language_has_its_difference() -> None:
    whole = schema()
    assert set(whole["properties"]) - {"tables", "version", "include"} == set(headings.HANDLERS)
    table = set(whole["$defs"]["table"]["properties"])
    assert table - {"columns", "parts", "formerly"} == set(tables.HANDLERS)
    ways = columns.DRAW | set(columns.KINDS)
    assert set(whole["$defs"]["column"]["properties"]) - ways - {"formerly"} == set(columns.HANDLERS)


def test_another_way_to_write_it_is_no_change(ed: Spec, tmp_path: Path) -> None:
    folder = tmp_path / "ed-attendances"
    folder.mkdir()
    (folder / "site.csv").write_bytes(ed.texts["site.csv"])
    text = (ROOT / "specs" / "ed-attendances" / "spec.yaml").read_text()
    head, _, rest = text.partition("tables:")
    lines = [line.partition("  # ")[0].rstrip() for line in head.splitlines() if not line.startswith("#")]
    first = [line for line in lines if line.startswith(("title", "summary"))]
    text = "\n".join([*(line for line in lines if line not in first), *first, "tables:"]) + rest
    text = text.replace("{choice: {F: 6250, M: 6050}}", '{"choice": {M: 6050.0, "F": 6250}}').replace(
        "\n", "\r\n"
    )
    (folder / "spec.yaml").write_bytes(text.encode())
    difference = differences(ed, taken(folder)[0], count=False)
    assert difference.changes == ()
    assert difference.grade is None
    assert difference.same == difference.statistics


def test_the_five_fields_of_a_weight(ed: Spec) -> None:
    new = edited(ed, ((*T, "cases", 0, "distribution", "choice"), {"1": 5, "2": 35, "3": 45, "4": 15}))
    change = only(differences(ed, new))
    assert (change.rule, change.kind, change.grade, change.direction) == (
        "DIFF-WEIGHTS", "statistic", Grade.MINOR, Direction.NONE,
    )  # fmt: skip
    (count,) = change.values.counts
    assert (count.name, count.of) == ("attendance.triage", 14_819)
    assert 0 < count.changed < 1_000
    assert change.values.follows == ()
    assert change.approval == ("information governance",)
    assert change.address == "attendance.triage / patient.frailty: frail"
    assert "2: 30 → 35 of every 100, +5 (weight 30 → 35)" in change.text


@pytest.mark.parametrize(
    ("choice", "direction", "grade"),
    [
        ({"2": 10, "3": 40, "4": 45, "5": 5, "6": 1}, Direction.LOOSENS, Grade.MAJOR),
        ({"2": 10, "3": 40, "4": 45, "5": 0}, Direction.TIGHTENS, Grade.MINOR),
        ({"2": 10, "3": 40, "4": 45, "6": 5}, Direction.BOTH, Grade.MAJOR),
        ({"1": 1, "2": 10, "3": 40, "4": 45, "5": 5}, Direction.NONE, Grade.MINOR),  # 1 could be there before
    ],
)
def test_a_new_value_loosens_and_one_that_is_gone_tightens(
    ed: Spec, choice: dict[str, int], direction: Direction, grade: Grade
) -> None:
    change = only(changed(ed, ((*T, "cases", 1, "distribution", "choice"), choice)))
    assert (change.direction, change.grade) == (direction, grade)


P = ("tables", "patient", "columns")


@pytest.mark.parametrize(
    ("edit", "rule", "direction", "grade"),
    [
        (((*P, "height_cm", "distribution", "normal", "max"), 220), "DIFF-NUMBERS", "loosens", "major"),
        (((*P, "height_cm", "distribution", "normal", "max"), 210), "DIFF-NUMBERS", "tightens", "minor"),
        (((*P, "height_cm", "distribution", "normal", "mean"), 170), "DIFF-NUMBERS", "none", "minor"),
        (((*P, "height_cm", "missing"), None), "DIFF-MISSING", "tightens", "minor"),
        (((*P, "weight_kg", "missing"), 0.1), "DIFF-MISSING", "loosens", "major"),
        (((*P, "sex", "type"), "boolean"), "DIFF-TYPE", "both", "major"),
        (((*P, "sex"), None), "DIFF-COLUMN-REMOVED", "none", "major"),
        (((*P, "sex", "hidden"), True), "DIFF-HIDDEN", "tightens", "major"),
        (((*P, "frailty", "hidden"), None), "DIFF-SHOWN", "none", "minor"),
        (((*P, "email", "template"), "{family_name}@example.org"), "DIFF-SETTING", "undetermined", "major"),
        ((("tables", "patient", "rows"), 10_001), "DIFF-ROWS", "none", "minor"),
        ((("tables", "patient", "rows"), {"exactly": 10_001}), "DIFF-ROWS", "none", "minor"),
        ((("tables", "patient", "rows"), {"exactly": 10_000, "source": "extract"}), "DIFF-SOURCE", "none", "patch"),
        ((("tables", "attendance", "checks"), None), "DIFF-CHECK-REMOVED", "loosens", "major"),
        ((("seed",), 5), "DIFF-SEED", "none", "minor"),
        ((("title",), "Another"), "DIFF-TITLE", "none", "patch"),
        ((("csv",), {"delimiter": ";"}), "DIFF-CSV", "none", "major"),
        ((("uses",), ["training"]), "DIFF-USE-REMOVED", "none", "major"),
        ((("owner", "name"), "Others"), "DIFF-OWNER", "none", "patch"),
    ],
)  # fmt: skip
def test_what_a_change_means(
    ed: Spec, edit: tuple[Address, Any], rule: str, direction: str, grade: str
) -> None:
    found = {(c.rule, c.direction.value, c.grade.value) for c in changed(ed, edit).changes}
    assert found == {(rule, direction, grade)}


def test_a_rename_that_says_so_changes_no_value_and_one_that_does_not_is_a_loss(ed: Spec) -> None:
    old = written(ed.canonical)["tables"]["patient"]["columns"]["sex"]
    new = edited(ed, ((*P, "sex"), None), ((*P, "gender"), {**old, "formerly": "sex"}))
    said = differences(ed, new)
    renamed = next(change for change in said.changes if change.rule == "DIFF-COLUMN-RENAMED")
    assert renamed.values.is_none
    assert next(wording.details(renamed)).endswith("no value changes")
    silent = changed(ed, ((*P, "sex"), None), ((*P, "gender"), old))
    assert {change.rule for change in silent.changes if "COLUMN" in change.rule} == {
        "DIFF-COLUMN-REMOVED", "DIFF-COLUMN-ADDED",
    }  # fmt: skip


def test_a_removed_table_covers_its_columns(kinds: Spec) -> None:
    difference = changed(kinds, (("tables", "attendance"), None))
    assert [change.rule for change in difference.changes] == ["DIFF-TABLE-REMOVED"]


def test_another_seed_is_every_drawn_value_and_hides_nothing_else(ed: Spec) -> None:
    new = edited(ed, (("seed",), 1), ((*P, "height_cm", "missing"), 0.25))
    seed, missing = (change.values for change in differences(ed, new).changes)
    assert seed.every
    same = only(differences(edited(ed, (("seed",), 1)), new))
    assert missing.counts == same.values.counts
    assert missing.counts[0].changed > 0


def test_ids_rest_on_structure_and_not_on_words(ed: Spec, monkeypatch: pytest.MonkeyPatch) -> None:
    edits = (((*P, "height_cm", "missing"), 0.25), (("title",), "Another"))
    before = [change.id for change in changed(ed, *edits).changes]
    monkeypatch.setattr(wording, "_SAID", {})
    monkeypatch.setattr("manikin.review.diff.difference.sentence", lambda *_: "other words")
    after = changed(ed, *edits)
    assert [change.id for change in after.changes] == before
    assert {change.text for change in after.changes} == {"other words"}


def test_statistics_keep_their_numbers_from_an_old_snapshot(ed: Spec) -> None:
    kept = {"attendance.triage / when patient.frailty = frail": "S77"}
    new = edited(ed, ((*T, "cases", 0, "distribution", "choice", "2"), 35))
    assert only(differences(ed, new, kept, count=False)).statistics == ("S77",)


@pytest.mark.parametrize(
    ("old", "grade", "new"),
    [
        ("1.2.3", Grade.MAJOR, "2.0.0"),
        ("1.2.3", Grade.MINOR, "1.3.0"),
        ("1.2.3", Grade.PATCH, "1.2.4"),
        ("0.2.3", Grade.MAJOR, "0.3.0"),
        ("1.2.3", None, "1.2.3"),
    ],
)
def test_the_version_that_changes_ask_for(old: str, grade: Grade | None, new: str) -> None:
    assert needed(old, grade) == new


def test_a_version_that_is_not_raised_enough_is_told(ed: Spec) -> None:
    edit = ((*P, "sex"), None)
    (problem,) = changed(ed, edit, (("version",), "1.3.0")).problems
    assert problem.rule == "DIFF-VERSION"
    assert problem.mend == "write version: 2.0.0"
    assert changed(ed, edit, (("version",), "2.0.0")).problems == ()


def test_every_rule_says_what_it_is_and_every_rule_is_used() -> None:
    source = "\n".join(path.read_text() for path in (ROOT / "generator/manikin/review/diff").glob("*.py"))
    for name, rule in rules.RULES.items():
        assert rule.title
        assert rule.why
        assert source.count(f'"{name}"') > 1, name
