"""The pytest plugin, as a project that uses a dataset sees it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest


def test_datasets_are_fixtures_and_made_once(pytester: pytest.Pytester, root: Path) -> None:
    for name in ("every-kind", "defects"):
        shutil.copytree(root / "tests" / "golden" / name, pytester.path / "specs" / name)
    pytester.makepyfile(
        """
        def test_rows(manikin_dataset):
            tables = manikin_dataset("specs/every-kind", rows={"patient": 50})
            assert tables["patient"].num_rows == 50
            assert manikin_dataset("specs/every-kind", rows={"patient": 50})["patient"] is tables["patient"]
            assert manikin_dataset("specs/every-kind")["patient"].num_rows == 6

        def test_every_branch(manikin_dataset):
            tables = manikin_dataset("specs/every-kind", coverage=True)
            assert {row["sex"] for row in tables["patient"].to_pylist()} == {"F", "M"}
            assert {row["height_cm"] is None for row in tables["patient"].to_pylist()} == {True, False}

        def test_defects_can_be_asked_for(manikin_dataset):
            dirty = manikin_dataset("specs/defects", defects=True)
            clean = manikin_dataset("specs/defects")
            assert set(dirty) == {*clean, "defects"}
            assert dirty["patient"].num_rows == clean["patient"].num_rows + 4
        """
    )
    pytester.runpytest_inprocess("-p", "no:cacheprovider").assert_outcomes(passed=3)
