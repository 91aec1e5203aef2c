"""A specification as approved is read back whole, strictly, and for ever."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import rfc8785

from manikin.errors import UserError
from manikin.interface import generate
from manikin.review import snapshot as snapshots
from manikin.review.scopes import digests
from manikin.review.snapshot import read, snapshot
from manikin.review.statistics import statistics
from review.conftest import FOLDERS, spec, taken

COMPAT = sorted((Path(__file__).parent / "compat").glob("*.spec.json"))
ED = "specs/ed-attendances"


@pytest.mark.parametrize("folder", FOLDERS)
def test_what_is_read_back_is_the_same_specification(folder: str) -> None:
    of = spec(folder)
    data = snapshot(of)
    found = read(data)
    again = found.spec()
    assert digests(again) == digests(of)
    assert again.tables == of.tables
    assert {name: table.equals(of.files[name]) for name, table in again.files.items()} == dict.fromkeys(
        of.files, True
    )
    assert found.numbers == {one.address: one.id for one in statistics(of)}
    assert snapshot(again, found.numbers) == data


def test_the_same_rows_come_of_it() -> None:
    again = read(snapshot(spec(ED))).spec()
    assert generate(again, rows={"patient": 30}) == generate(spec(ED), rows={"patient": 30})


def test_numbers_of_what_is_gone_are_kept(tmp_path: Path) -> None:
    text = spec(ED).texts["spec.yaml"].decode()
    lines = [line for line in text.split("\n") if "height_cm" not in line and "correlations" not in line]
    (tmp_path / "spec.yaml").write_text("\n".join(lines), encoding="utf-8")
    (tmp_path / "site.csv").write_bytes(spec(ED).texts["site.csv"])
    first = read(snapshot(spec(ED)))
    second = read(snapshot(taken(tmp_path)[0], first.numbers))
    assert second.numbers == first.numbers
    assert second.retired == {
        "patient / correlation of height_cm and weight_kg",
        "patient.height_cm",
        "patient.height_cm / missing",
    }
    third = read(snapshot(spec(ED), second.numbers))
    assert (third.numbers, third.retired) == (first.numbers, frozenset())


def test_a_large_vocabulary_is_left_out_and_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshots, "KEPT_BYTES", 20)
    found = read(snapshot(spec(ED)))
    assert found.left_out == ("site.csv",)
    with pytest.raises(UserError, match=r"site\.csv was too large"):
        found.spec()
    with pytest.raises(UserError, match=r"site\.csv was too large"):
        found.spec({"site.csv": b"another"})
    assert found.spec(spec(ED).texts).digest == spec(ED).digest


def broken() -> dict[str, bytes]:
    tree = json.loads(snapshot(spec(ED)))

    def but(**more: Any) -> bytes:
        return rfc8785.dumps({**tree, **more})

    return {
        "cut": snapshot(spec(ED))[:-1],
        "none": b"",
        "a list": b"[]",
        "spaces": json.dumps(tree).encode(),
        "a key more": but(more=1),
        "a key less": rfc8785.dumps({key: value for key, value in tree.items() if key != "retired"}),
        "a vocabulary changed": but(vocabularies={"site.csv": "a\nb\n"}),
        "a vocabulary more": but(vocabularies={**tree["vocabularies"], "other.csv": "a\n"}),
        "a number twice": but(statistics={**tree["statistics"], "x": "S1"}),
        "a number that was retired": but(retired={"x": "S1"}),
        "no number": but(statistics={"x": "T1"}),
        "deep": b'{"snapshot":' + b"[" * 100_000,
        "NaN": b'{"snapshot":NaN}',
    }


@pytest.mark.parametrize("name", broken())
def test_what_the_program_did_not_write_is_refused(name: str) -> None:
    with pytest.raises(UserError, match="not as the program wrote it"):
        read(broken()[name])


def test_a_newer_form_and_too_large_a_file_are_refused() -> None:
    newer = rfc8785.dumps({**json.loads(snapshot(spec(ED))), "snapshot": 2, "more": 1})
    with pytest.raises(UserError, match="does not know; use a newer one"):
        read(newer)
    with pytest.raises(UserError, match="100 MB"):
        read(b" " * (snapshots.MOST_BYTES + 1))


@pytest.mark.parametrize("path", COMPAT, ids=lambda path: path.name)
def test_snapshots_and_digests_of_earlier_versions_stay(path: Path) -> None:
    """Never edit the files: if this fails, the version of the language must change, not the files."""
    data = path.read_bytes()
    expected = json.loads(
        path.with_name(path.name.replace(".spec.", ".digests.")).read_text(encoding="utf-8")
    )
    found = read(data)
    again = found.spec()
    assert {"spec": again.digest, **digests(again).scopes} == expected
    assert snapshot(again, found.numbers) == data


def test_there_are_earlier_versions() -> None:
    assert COMPAT
