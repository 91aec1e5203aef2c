"""The manifest and the README of a build."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from manikin.manifest import SCHEMA, STATEMENT, Manifest, SpecFile, TableRecord
from manikin.manifest.readme import readme

SHA = "0" * 64
MANIFEST = Manifest(
    dataset="ed-attendances",
    version="1.2.0",
    title="Emergency attendances",
    classification="publicly-sourced",
    seed=7,
    format="csv",
    digest=f"sha256:{SHA}",
    generator={"manikin": "0.1.0", "stream": 1, "numpy": "2.4.0"},
    tables={
        "patient": TableRecord(
            "patient.csv", 100, 2_345, SHA, (("patient_id", "integer"), ("sex", "string"))
        ),
        "site": TableRecord("site.csv", 8, 99, SHA, (("site_code", "string"),)),
    },
    spec_files=(SpecFile("spec/site.csv", 99, SHA), SpecFile("spec/spec.yaml", 10, SHA)),
    overrides={"rows": {"patient": 100}, "seed": 8, "scale": 0.5, "tables": ["patient"]},
)


def valid(tree: Any) -> bool:
    return Draft202012Validator(SCHEMA).is_valid(tree)


def test_the_schema_is_a_schema_and_describes_the_manifest() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert valid(MANIFEST.tree())
    assert valid(replace(MANIFEST, overrides={}, spec_files=(), tables={}).tree())


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("synthetic",), False),
        (("manifest",), 2),
        (("status",), "approved"),
        (("extra",), 1),
        (("tables", "site", "file"), "../site.csv"),
        (("tables", "site", "file"), ".hidden"),
        (("tables", "site", "rows"), -1),
        (("tables", "site", "sha256"), "0"),
        (("overrides", "other"), 1),
        (("spec", "digest"), SHA),
        (("class",), "secret"),
    ],
)
def test_other_trees_are_refused(place: tuple[str, ...], value: Any) -> None:
    tree = MANIFEST.tree()
    node = tree
    for key in place[:-1]:
        node = node[key]
    node[place[-1]] = value
    assert not valid(tree)


def test_the_same_build_has_the_same_bytes_whatever_the_order_of_its_parts() -> None:
    turned = replace(
        MANIFEST,
        tables=dict(reversed(list(MANIFEST.tables.items()))),
        generator=dict(reversed(list(MANIFEST.generator.items()))),
    )
    data = MANIFEST.to_json()
    assert turned.to_json() == data
    assert data.endswith(b"}\n")
    assert json.loads(data) == MANIFEST.tree()


def test_hostile_text_stays_ascii() -> None:
    data = replace(MANIFEST, title="\x1b[31m\u202e</script>").to_json()
    assert data.isascii()
    assert b"\x1b" not in data


def test_the_readme_says_what_it_is() -> None:
    text = readme(MANIFEST)
    lines = text.splitlines()
    assert lines[0] == f"**{STATEMENT}**"
    assert "**DRAFT, not approved.**" in lines
    assert "# Emergency attendances" in lines
    assert "| patient | patient.csv | 100 | 2 | 2345 |" in lines
    assert "100 rows of patient; scale 0.5; only the tables patient; seed 8." in text
    assert "Not for the care of anybody" in text
    assert MANIFEST.digest in text
    assert "Asked for" not in readme(replace(MANIFEST, overrides={}))


def test_a_title_cannot_command_whoever_shows_the_readme() -> None:
    text = readme(replace(MANIFEST, title="a\n# b @team [x](http://x) <script> #12 `c` www.x.org"))
    line = text.splitlines()[2]
    assert line == (
        "# a &#35; b &#64;team \\[x\\](http&#58;&#47;&#47;x) &#60;script&#62; &#35;12 \\`c\\` www&#46;x.org"
    )
