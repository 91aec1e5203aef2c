"""The stages of checking, one after another."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from manikin.errors import ExitStatus, SpecError, UserError
from manikin.model import FixedRows
from manikin.spec import check, load

SITE = "tables:\n  site:\n    file: site.csv\n    key: site_code\n"


def test_a_good_specification_is_loaded(judge: Any, tmp_path: Path) -> None:
    judge(SITE, {"site.csv": "site_code,site_name\nRAA,North\n"})
    spec = load(tmp_path)
    assert spec.tables["site"].columns[1].name == "site_name"
    assert set(spec.texts) == {"spec.yaml", "site.csv"}
    assert spec.digest.startswith("sha256:")
    assert load(tmp_path / "spec.yaml") == spec


def test_the_default_example_has_its_rows(judge: Any) -> None:
    spec = judge("").spec
    assert spec.tables["patient"].rows == FixedRows(10)


def test_loading_raises_with_all_problems(judge: Any, tmp_path: Path) -> None:
    judge("titel: x\nsumary: y\nuse: []\n")
    with pytest.raises(SpecError) as caught:
        load(tmp_path)
    assert [problem.rule for problem in caught.value.problems] == ["KEYS01"] * 3
    assert caught.value.status == ExitStatus.PROBLEMS


def test_files_are_named_as_the_user_named_them(
    judge: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    judge("titel: x\n")
    monkeypatch.chdir(tmp_path.parent)
    assert check(Path(tmp_path.name)).problems[0].file == f"{tmp_path.name}/spec.yaml"


def test_a_later_stage_waits_for_an_earlier_one(judge: Any) -> None:
    found = judge("seed: x\n" + SITE)
    assert [problem.rule for problem in found.problems] == ["TYPE01"]


def test_no_folder_is_a_mistake_of_use(tmp_path: Path) -> None:
    with pytest.raises(UserError):
        check(tmp_path / "nothing")


def test_a_linked_specification_is_refused(judge: Any, tmp_path: Path) -> None:
    judge("")
    (tmp_path / "spec.yaml").rename(tmp_path / "real.yaml")
    (tmp_path / "spec.yaml").symlink_to("real.yaml")
    assert [problem.rule for problem in check(tmp_path).problems] == ["FILE01"]
