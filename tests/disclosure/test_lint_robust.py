"""No valid specification makes the lint fail, whatever its numbers are said to be from."""

from __future__ import annotations

import copy
import random
import shutil
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from disclosure.conftest import rules
from manikin.disclosure.lint import judge
from manikin.spec import check

ROOT = Path(__file__).parent.parent.parent
SPECS = (ROOT / "specs" / "ed-attendances", ROOT / "tests" / "golden" / "every-kind")
NUMBERS = (0, 1, 0.5, 7, 10, 20, 1e-9, 1e20, 10**12, 3.14159)


def mutated(node: Any, dice: random.Random) -> None:
    """Replace some numbers below a node by others."""
    steps = list(node) if isinstance(node, dict) else range(len(node)) if isinstance(node, list) else ()
    for step in steps:
        inside = node[step]
        if isinstance(inside, int | float) and not isinstance(inside, bool) and dice.random() < 0.05:
            node[step] = dice.choice(NUMBERS)
        else:
            mutated(inside, dice)


@pytest.mark.parametrize("spec", SPECS, ids=lambda path: path.name)
def test_every_number_learnt_from_records(spec: Path, tmp_path: Path) -> None:
    judged = 0
    yaml = YAML()
    original = yaml.load((spec / "spec.yaml").read_text(encoding="utf-8"))
    for seed in range(12):
        folder = tmp_path / str(seed)
        shutil.copytree(spec, folder)
        tree = copy.deepcopy(original)
        tree["class"] = "privately-sourced"
        tree.setdefault("sources", {})["records"] = {
            "kind": "private",
            "title": "R",
            "policy": "acro",
            "people": 1200,
        }
        for table in tree["tables"].values():
            table["source"] = {"from": "records", "n": 1200} if seed % 2 else "records"
        if seed:
            mutated(tree["tables"], random.Random(seed))
        with (folder / "spec.yaml").open("w", encoding="utf-8") as file:
            yaml.dump(tree, file)
        checked = check(folder)
        if checked.spec is not None and checked.document is not None:
            judged += 1
            assert rules(judge(checked.spec, checked.document))
    assert judged
