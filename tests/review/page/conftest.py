"""Pages of small specifications and of the datasets, each made once."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from manikin import spec as specs
from manikin.disclosure.lint import judge
from manikin.disclosure.organisation import organisation
from manikin.review.diff.difference import differences
from manikin.review.diff.walk import Side
from manikin.review.page import gather, render
from manikin.review.page.review import Review
from manikin.spec.folder import open_folder
from manikin.spec.load import Checked

ROOT = Path(__file__).parents[3]
Make = Callable[..., Review]


@cache
def looked_at(folder: Path) -> Checked:
    return specs.check(folder)


def made(folder: Path, against: Path | None = None) -> Review:
    """Return what the page of a folder shows, compared with another one."""
    checked = looked_at(folder)
    assert checked.spec is not None, checked.problems
    assert checked.document is not None
    verdict = judge(checked.spec, checked.document, organisation(open_folder(folder)).policy)
    if against is None:
        return gather(checked.spec, checked.document, verdict)
    old = looked_at(against)
    assert old.spec is not None
    difference = differences(Side(old.spec, old.document), Side(checked.spec, checked.document))
    return gather(checked.spec, checked.document, verdict, difference=difference, label="version 1.2.0")


@pytest.fixture(scope="session")
def review() -> Make:
    return cache(made)


@pytest.fixture(scope="session")
def page(review: Make) -> Callable[..., str]:
    @cache
    def written(folder: Path, against: Path | None = None, brief: bool = False) -> str:
        return render(review(folder, against), brief=brief).decode()

    return written


@pytest.fixture(scope="session")
def emergency() -> Path:
    return ROOT / "specs" / "ed-attendances"


@pytest.fixture(scope="session")
def changed(tmp_path_factory: pytest.TempPathFactory, emergency: Path) -> Path:
    """Return the emergency dataset with twelve changes: shares, percentiles, structure, rules, use, words."""
    folder = tmp_path_factory.mktemp("specs") / "ed-attendances"
    folder.mkdir()
    (folder / "site.csv").write_bytes((emergency / "site.csv").read_bytes())
    text = (emergency / "spec.yaml").read_text(encoding="utf-8")
    for old, new in CHANGES:
        assert old in text, old
        text = text.replace(old, new)
    (folder / "spec.yaml").write_text(text, encoding="utf-8")
    return folder


CHANGES = [
    ("version: 1.2.0", "version: 2.0.0"),
    ("title: Emergency department attendances", "title: Emergency department visits"),
    ("{1: 5, 2: 30, 3: 50, 4: 15}", "{1: 5, 2: 35, 3: 45, 4: 15}"),
    ("{2: 10, 3: 40, 4: 45, 5: 5}", "{2: 10, 3: 41, 4: 44, 5: 5}"),
    ("0.75: 240", "0.75: 250"),
    ("{F: 6250, M: 6050}", "{F: 6200, M: 6100}"),
    ("{fit: 8, frail: 2}", "{fit: 7, frail: 3}"),
    ("mean: 169, sd: 9.5", "mean: 170, sd: 9.5"),
    ("missing: 0.2", "missing: 0.3"),
    ("rank: 0.45", "rank: 0.5"),
    ("exponent: 1.1", "exponent: 1.2"),
    ("{0: 2400, 1: 5200, 2: 1400, 3-6: 600}", "{0: 2400, 1: 5000, 2: 1600, 3-6: 600}"),
    ("uses: [software development, training, data discovery]", "uses: [software development, training]"),
]
