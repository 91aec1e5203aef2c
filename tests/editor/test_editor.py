"""Editors: what the YAML language server makes of the published schema, and that it agrees with `manikin validate`."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from editor.server import SERVER, Editor
from manikin import spec

ROOT = Path(__file__).parent.parent.parent
SCHEMA = ROOT / "schemas" / "spec.schema.json"
SETTINGS = {"validate": True, "hover": True, "completion": True, "schemaStore": {"enable": False}}
TEXT = """\
# yaml-language-server: $schema={schema}
language: 1
dataset: falls
version: 1.0.0
title: Visits to a falls clinic
owner: {{name: Falls service, contact: data-stewards@example.org}}
class: publicly-sourced
seed: 7
tables:
  patient:
    rows: 40
    key: patient_id
    columns:
      patient_id: {{type: integer, sequense: {{start: 1}}}}
      sex: {{type: string, distribution: {{choise: {{F: 60, M: 40}}}}}}
      frail:
        type: boolean
{blank}
      walk:
        type: decimal
        scale: 1
        given: [frail]
        cases:
          - {{when: {{frail: true}}, distribution: {{lognormal: {{median: 24, sigma: 0.4}}}}}}
          - {{otherwise: true, distribution: {{lognormal: {{median: 12, sigma: 0.3}}}}}}
"""

pytestmark = [
    pytest.mark.slow,  # the server is a program of its own and reads a large schema
    pytest.mark.skipif(
        SERVER is None, reason="yaml-language-server is not installed (npm install -g yaml-language-server)"
    ),
]


class Open:
    """A specification that is open in an editor."""

    def __init__(self, editor: Editor, path: Path) -> None:
        self.editor = editor
        self.path = path
        self.uri = editor.open(path)
        self.lines = path.read_text().splitlines()

    def at(self, text: str) -> tuple[int, int]:
        line = next(number for number, one in enumerate(self.lines) if text in one)
        return line, self.lines[line].index(text)

    def hover(self, text: str) -> str:
        line, column = self.at(text)
        return self.editor.hover(self.uri, line, column + 1)


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Open]:
    home = tmp_path_factory.mktemp("repository")
    (home / "schemas").mkdir()
    shutil.copyfile(SCHEMA, home / "schemas" / "spec.schema.json")
    path = home / "specs" / "falls" / "spec.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(TEXT.format(schema=SCHEMA.as_uri(), blank=" " * 8))
    by_settings = {"schemas": {(home / "schemas" / "spec.schema.json").as_uri(): "specs/set/spec.yaml"}}
    with Editor(home, SETTINGS | by_settings) as editor:
        yield Open(editor, path)


def test_a_column_is_offered_its_kinds_with_their_words(opened: Open) -> None:
    line, _ = opened.at("        type: boolean")
    offered = opened.editor.complete(opened.uri, line + 1, 8)
    assert {"distribution", "expression", "references", "pattern", "faker", "missing", "source"} <= set(
        offered
    )
    assert "type" not in offered, "it is there already"
    assert [name for name, one in offered.items() if not one.get("documentation")] == []
    assert "one distribution, by its name" in str(offered["distribution"]["documentation"])


def test_a_distribution_is_offered_its_names(opened: Open) -> None:
    line, column = opened.at("choise")
    offered = opened.editor.complete(opened.uri, line, column)
    assert {"choice", "uniform", "lognormal", "quantiles", "bernoulli"} <= set(offered)
    assert offered["choice"]["documentation"].startswith("A weight for each value")
    line, column = opened.at("publicly")
    assert {"structural", "publicly-sourced", "privately-sourced"} <= set(
        opened.editor.complete(opened.uri, line, column)
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("class:", "By the source of its statistics; must not be understated."),
        ("rows:", "How many rows"),
        ("given:", "The columns that choose the case"),
        ("when:", "What each named column must be"),
        ("frail: true", "What the column must be for the case to hold."),
        ("distribution: {lognormal: {median: 24", "ne distribution, by its name"),
        ("lognormal: {median: 24", "Median and spread of the logarithm"),
        ("sigma: 0.4", "The standard deviation of the natural logarithm."),
    ],
)
def test_what_is_under_the_mouse_is_explained(opened: Open, text: str, words: str) -> None:
    assert words in opened.hover(text)


@pytest.mark.parametrize(
    "first", ["# yaml-language-server: $schema=../../schemas/spec.schema.json", "# by the settings"]
)
def test_the_schema_is_found_as_the_page_says(opened: Open, first: str) -> None:
    path = opened.path.parent.parent / ("set" if "settings" in first else "line") / "spec.yaml"
    path.parent.mkdir()
    path.write_text(f"{first}\nlanguage: 1\nsead: 7\n")
    problems = opened.editor.problems(opened.editor.open(path))
    assert "Property sead is not allowed." in [one["message"] for one in problems]


def test_what_is_underlined_is_what_validate_refuses(opened: Open) -> None:
    underlined = {
        (one["range"]["start"]["line"] + 1, one["range"]["start"]["character"] + 1)
        for one in opened.editor.problems(opened.uri)
        if "not allowed" in one["message"]
    }
    told = {(one.line, one.column) for one in spec.check(opened.path.parent).problems if one.rule == "KEYS01"}
    assert told == underlined
    assert len(told) == 2
