"""What real schemas need is not refused, and what is refused is told so that it can be mended."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from manikin.build import build
from manikin.errors import InfeasibleError, SpecError
from manikin.interface import generate
from manikin.model import Spec
from manikin.spec.read import read
from manikin.verify import verify

SMALL = """tables:
  a: {rows: 3, columns: {n: {type: integer, sequence: {start: 1}}, t: {type: string, constant: "x; y"}}}
"""


def test_values_may_stand_between_tabs(spec_of: Callable[[str], Spec], tmp_path: Path) -> None:
    spec = spec_of('csv: {delimiter: "\\t", line_end: crlf}\n' + SMALL)
    build(spec, tmp_path / "build")
    assert (tmp_path / "build" / "a.csv").read_bytes() == b"n\tt\r\n1\tx; y\r\n2\tx; y\r\n3\tx; y\r\n"
    assert not verify(tmp_path / "build").problems


@pytest.mark.parametrize(
    "text", ['a: "\\t"', 'delimiter: "\\t"', 'csv: {line_end: "\\t"}', 'csv: {delimiter: "\\t\\t"}']
)
def test_a_tab_may_stand_nowhere_else(text: str) -> None:
    _, problems = read(text.encode(), "spec.yaml")
    assert [problem.rule for problem in problems] == ["YAML03"]


def test_a_copy_of_another_scale_is_told_both(spec_of: Callable[[str], Spec]) -> None:
    body = """tables:
  a: {rows: 1, key: n, columns: {n: {type: integer, sequence: {}}, v: {type: decimal, scale: 2, constant: 1.25}}}
  b: {rows: {per: a, distribution: {exactly: 1}}, columns: {a: {type: integer, references: a}, v: {type: decimal, scale: 1, copy: a.v}}}
"""
    with pytest.raises(SpecError) as caught:
        spec_of(body)
    message = caught.value.problems[0].message
    assert message == "a.v is decimal with a scale of 2, this column is decimal with a scale of 1"


def test_a_table_that_comes_out_empty_at_a_small_size_is_told_with_a_way_out(
    spec_of: Callable[[str], Spec],
) -> None:
    body = """tables:
  a: {rows: 400, key: n, columns: {n: {type: integer, sequence: {}}}}
  b: {rows: {per: a, distribution: {bernoulli: 0.01}}, key: n, columns: {n: {type: integer, sequence: {}}, a: {type: integer, references: a}}}
  c: {rows: 5, columns: {b: {type: integer, references: b}}}
"""
    spec = spec_of(body)
    assert generate(spec)["c"].num_rows == 5
    with pytest.raises(InfeasibleError, match="no rows at this size; ask for more rows"):
        generate(spec, rows={"a": 1})


def test_a_distance_may_be_measured_from_a_constant(spec_of: Callable[[str], Spec]) -> None:
    body = """constants: {today: 2024-06-30}
tables:
  a:
    rows: 50
    columns:
      first: {type: date, before: {value: today, by: {exactly: 2}, unit: weeks}}
      last: {type: date, after: {value: 2024-06-01, by: {uniform: {min: 0, max: 90}}, unit: days, until: today}}
"""
    table = generate(spec_of(body))["a"]
    assert {day.isoformat() for day in table["first"].to_pylist()} == {"2024-06-16"}
    assert max(table["last"].to_pylist()).isoformat() <= "2024-06-30"
