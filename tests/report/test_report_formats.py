"""The formats for programs: their schemas, caps, encodings and ids."""

from __future__ import annotations

import dataclasses
import json
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import jsonschema
import pytest

from manikin.errors import Problem
from manikin.report import FORMATS, PROBLEMS_SCHEMA, ReportContext
from manikin.report.identity import ids
from report.reported import ALL, CHOICE, CONTEXT, HOSTILE, NOTE, UNKNOWN, WHOLE, explain, hostile

SCHEMAS = Path(__file__).parent / "schemas"
EVERY = [*ALL, *map(hostile, HOSTILE)]


def render(form: str, *problems: Problem, context: ReportContext = CONTEXT) -> str:
    return FORMATS[form].render(problems, context)


def tree(element: ET.Element) -> list[Any]:
    """Return an element as [name, attributes, children or text]."""
    children = [tree(child) for child in element]
    return [element.tag, dict(element.attrib), children or (element.text or "").strip()]


def parsed(form: str, *problems: Problem) -> Any:
    text = render(form, *problems)
    return tree(ET.fromstring(text)) if form == "junit" else json.loads(text)


def schema(form: str) -> Any:
    if form == "json":
        return PROBLEMS_SCHEMA
    return json.loads((SCHEMAS / f"{form}.json").read_text(encoding="utf-8"))


def test_the_names_are_those_of_the_option() -> None:
    assert list(FORMATS) == ["text", "json", "github", "gitlab", "azure", "sarif", "junit"]


@pytest.mark.parametrize("form", ["json", "gitlab", "sarif", "junit"])
@pytest.mark.parametrize("problems", [(), ALL, EVERY], ids=["none", "some", "hostile"])
def test_reports_keep_their_schema(form: str, problems: tuple[Problem, ...]) -> None:
    jsonschema.Draft202012Validator(schema(form)).validate(parsed(form, *problems))


def test_the_published_schema_is_the_one_of_the_code(root: Path) -> None:
    published = root / "schemas" / "problems.schema.json"
    assert (
        published.read_text(encoding="utf-8")
        == json.dumps(PROBLEMS_SCHEMA, indent=2, ensure_ascii=False) + "\n"
    )


@pytest.mark.parametrize("form", FORMATS)
def test_reports_can_be_encoded(form: str) -> None:
    assert render(form, *EVERY).encode("utf-8")
    assert render(form, *EVERY).endswith("\n")


@pytest.mark.parametrize("form", ["json", "gitlab", "sarif", "junit"])
def test_reports_for_programs_are_ascii(form: str) -> None:
    assert render(form, *EVERY).isascii()


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_a_specification_commands_no_runner_and_no_terminal(form: str, text: str) -> None:
    ours = {"github": r"::(error|warning|notice) title=", "azure": r"##vso\[task\.logissue type="}.get(form)
    report = render(form, hostile(text))
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069]", report)
    for line in report.splitlines():
        rest = re.sub(f"^{ours}", "", line) if ours else line
        assert not rest.lstrip().startswith("::")
        assert "##" not in rest
    if ours:
        assert len(re.findall(f"^{ours}", report, re.MULTILINE)) == 1


@pytest.mark.parametrize("form", FORMATS)
def test_long_texts_are_cut(form: str) -> None:
    assert len(render(form, hostile("x" * 70_000))) < 12_000


def test_json_has_every_field() -> None:
    found = json.loads(render("json", CHOICE, WHOLE))
    assert found["counts"] == {"error": 1, "warning": 1, "note": 0}
    assert found["problems"][0] == {
        "id": ids([CHOICE])[0],
        "rule": "CHOICE02",
        "severity": "error",
        "file": "specs/ed/spec.yaml",
        "line": 84,
        "column": CHOICE.column,
        "end_column": CHOICE.end_column,
        "address": CHOICE.address,
        "message": CHOICE.message,
        "mend": CHOICE.mend,
    }


def test_github_annotates_in_place() -> None:
    assert render("github", dataclasses.replace(CHOICE, file="a,b:c/spec.yaml")).splitlines()[0] == (
        "::error title=CHOICE02,file=a%2Cb%3Ac/spec.yaml,line=84,col=49,endLine=84,endColumn=50::"
        "6 can never be right: triage is declared 1 to 5%0Ato mend it: remove 6, or change `max` on line 79"
    )
    assert render("github", WHOLE).startswith("::warning title=FILE07,file=specs/ed/site.csv::the digest")
    assert render("github", NOTE).startswith("::notice title=LIMIT01,")


def test_github_caps_each_level_and_says_so() -> None:
    problems = [NOTE, *(dataclasses.replace(UNKNOWN, line=line) for line in range(1, 61)), WHOLE]
    lines = render("github", *problems).splitlines()
    assert [line.split(" ")[0] for line in lines[:12]] == ["::error"] * 10 + ["::warning", "::notice"]
    assert lines[12] == "and 50 more errors: open the job summary"
    assert sum(line.startswith("specs/ed/spec.yaml:") for line in lines) == 61, "the log has the whole list"


def test_azure_writes_issues_and_leaves_notes_to_the_list() -> None:
    lines = render(
        "azure", NOTE, dataclasses.replace(CHOICE, file="a;b]c%.yaml", message="10 %")
    ).splitlines()
    assert lines[0] == (
        "##vso[task.logissue type=error;sourcepath=a%3Bb%5Dc%AZP25.yaml;linenumber=84;columnnumber=49;code=CHOICE02;]"
        "10 %AZP25; to mend it: remove 6, or change `max` on line 79"
    )
    assert not lines[1].startswith("##")


def test_gitlab_takes_a_whole_file_as_its_first_line() -> None:
    found = parsed("gitlab", CHOICE, WHOLE, NOTE)
    assert [(p["severity"], p["location"]["lines"]["begin"]) for p in found] == [
        ("critical", 84), ("major", 1), ("minor", 3),
    ]  # fmt: skip


def test_sarif_carries_the_pages_of_its_rules() -> None:
    run = parsed("sarif", CHOICE, UNKNOWN, WHOLE)["runs"][0]
    pages = {rule: {"text": explain(rule), "markdown": explain(rule)} for rule in ("CHOICE02", "KEYS01")}
    assert run["tool"]["driver"]["rules"] == [
        {"id": "CHOICE02", "shortDescription": {"text": "a title"}, "help": pages["CHOICE02"]},
        {"id": "FILE07"},
        {"id": "KEYS01", "shortDescription": {"text": "a title"}, "help": pages["KEYS01"]},
    ]
    assert [result["ruleIndex"] for result in run["results"]] == [0, 2, 1]
    assert run["results"][0]["partialFingerprints"] == {"manikinProblem/v1": ids([CHOICE])[0]}


def test_sarif_messages_hold_no_links() -> None:
    assert (
        "]("
        not in parsed("sarif", hostile("[click](http://evil.example)"))["runs"][0]["results"][0]["message"][
            "text"
        ]
    )


@pytest.mark.parametrize("form", ["github", "gitlab", "azure", "sarif"])
def test_files_below_the_current_folder_are_relative(
    form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    problem = dataclasses.replace(CHOICE, file=str(tmp_path / "specs" / "spec.yaml"))
    report = render(form, problem)
    assert "specs/spec.yaml" in report
    assert tmp_path.as_posix() not in report.splitlines()[0]
    if form == "sarif":
        elsewhere = dataclasses.replace(CHOICE, file="/else where/spec.yaml")
        assert '"file:///else%20where/spec.yaml"' in render(form, elsewhere)


def test_junit_fails_on_errors_alone() -> None:
    suite = ET.fromstring(render("junit", *ALL))[0]
    assert [case[0].tag for case in suite] == ["failure", "failure", "system-out", "system-out"]
    assert (suite.get("tests"), suite.get("failures")) == ("4", "2")
    assert suite[1][0].get("type") == "CHOICE02"
    assert "^" in (suite[1][0].text or "")


def test_junit_passes_without_problems() -> None:
    assert [dict(case.attrib) for case in ET.fromstring(render("junit"))[0]] == [
        {"classname": "manikin", "name": "1 dataset"}
    ]


def test_ids_stay_when_lines_move_or_words_change() -> None:
    moved = dataclasses.replace(CHOICE, line=1, column=1, message="in other words", mend="", excerpt="")
    assert ids([CHOICE]) == ids([moved])
    assert re.fullmatch(r"p:[0-9a-f]{12}", ids([CHOICE])[0])
    for change in ({"rule": "CHOICE01"}, {"address": "tables"}, {"file": "other.yaml"}):
        assert ids([CHOICE]) != ids([dataclasses.replace(CHOICE, **change)])


def test_ids_of_one_place_differ_and_the_first_stays() -> None:
    found = ids([CHOICE, UNKNOWN, CHOICE, CHOICE])
    assert len(set(found)) == 4
    assert found[0] == ids([CHOICE])[0]
