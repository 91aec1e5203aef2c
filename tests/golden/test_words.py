"""The words for small specifications, read in review whenever they change."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from manikin.interface import load
from manikin.model import Spec
from manikin.review.words import numbers
from manikin.review.words.columns import fill, type_of
from manikin.review.words.form import Chart
from manikin.review.words.rules import rules
from manikin.review.words.subjects import subjects

HERE = Path(__file__).parent
CASES = sorted(path.parent for path in HERE.glob("*/spec.yaml"))


def chart(found: Chart) -> Iterator[str]:
    yield f"  [{found.caption}]"
    heads = " | ".join(profile.title or "of every 100" for profile in found.profiles)
    yield f"    {found.first:32} {heads}"
    known = [{share.label: share for share in profile.shares} for profile in found.profiles]
    fine = numbers.places(share.share for own in known for share in own.values())
    for label in found.labels:
        told = [own.get(label) for own in known]
        cells = [
            f"{numbers.of_100(s.share, fine)} {f'({s.typed})' if s.typed else ''}" if s else "-" for s in told
        ]
        yield f"    {label:32} {' | '.join(cells)}".rstrip()


def words(spec: Spec) -> Iterator[str]:
    for subject in subjects(spec):
        yield f"{subject.kind}: {subject.title}"
        yield from (f"  {sentence}" for sentence in subject.words.sentences)
        for one in subject.words.charts:
            yield from chart(one)
    for rule in rules(spec):
        yield f"rule of {rule.table}: {rule.name} / {rule.words} / {rule.code} / {rule.kept}"
    for table in spec.tables.values():
        for column in table.columns:
            yield f"column {table.name}.{column.name}: {type_of(column.type)}; {fill(column)}"


@pytest.mark.parametrize("case", CASES, ids=lambda p: p.name)
def test_words(case: Path, pytestconfig: pytest.Config) -> None:
    found = "\n".join(words(load(case))) + "\n"
    path = case / "golden-words.txt"
    if pytestconfig.getoption("--golden"):
        path.write_text(found, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == found, "the words differ; if they should, run: make golden"
