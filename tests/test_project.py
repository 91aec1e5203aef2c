"""What stands around the package: the lock file, the links of the texts, the datasets and the examples."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from manikin import spec
from manikin.spec import load

ROOT = Path(__file__).parent.parent
TEXTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])

# Fields of the OMOP Common Data Model 5.4 (Apache-2.0), in its order, with its types.
OMOP = {
    "person": (
        "person_id integer, gender_concept_id integer, year_of_birth integer, month_of_birth integer, "
        "day_of_birth integer, birth_datetime datetime, race_concept_id integer, ethnicity_concept_id integer, "
        "location_id integer, provider_id integer, care_site_id integer, person_source_value varchar(50), "
        "gender_source_value varchar(50), gender_source_concept_id integer, race_source_value varchar(50), "
        "race_source_concept_id integer, ethnicity_source_value varchar(50), ethnicity_source_concept_id integer"
    ),
    "death": (
        "person_id integer, death_date date, death_datetime datetime, death_type_concept_id integer, "
        "cause_concept_id integer, cause_source_value varchar(50), cause_source_concept_id integer"
    ),
}


LOCKS = ("requirements.lock", "requirements-spark.lock")


@pytest.mark.parametrize("lock", LOCKS)
def test_the_lock_file_names_no_host(lock: str) -> None:
    lines = (ROOT / lock).read_text(encoding="utf-8").splitlines()
    assert not [line for line in lines if "://" in line or "@" in line or "--index" in line]


@pytest.mark.parametrize("lock", LOCKS)
def test_the_lock_file_pins_every_requirement_with_hashes(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8").replace("\\\n", "")
    wanted = [line for line in text.splitlines() if line and not line.startswith("#")]
    assert wanted
    assert not [
        line for line in wanted if not re.match(r"[a-z0-9._-]+==\S+\s.*--hash=sha256:[0-9a-f]{64}", line)
    ]


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.name)
def test_links_of_the_texts_lead_somewhere(path: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)", path.read_text(encoding="utf-8"))
    assert not [link for link in links if "://" not in link and not (path.parent / link).exists()]


@pytest.mark.parametrize(
    "path", sorted((ROOT / "specs").glob("*/spec.yaml")), ids=lambda path: path.parent.name
)
def test_the_datasets_are_valid_without_a_warning(path: Path) -> None:
    assert spec.check(path.parent).problems == ()


def test_the_specification_of_the_readme_is_valid(tmp_path: Path) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    example = next(
        block for block in re.findall(r"```yaml\n(.*?)```", readme, re.DOTALL) if "language: 1" in block
    )
    folder = tmp_path / "falls-clinic"
    folder.mkdir()
    (folder / "spec.yaml").write_text(example, encoding="utf-8")
    assert spec.check(folder).problems == ()


@pytest.mark.parametrize("name", OMOP)
def test_person_and_death_have_the_columns_of_omop(name: str) -> None:
    columns = load(ROOT / "specs" / "uclh-person-death").tables[name].written
    lengths = {50: "varchar(50)"}
    found = [
        f"{column.name} {lengths.get(column.type.max_length or 0, column.type.name)}" for column in columns
    ]
    assert ", ".join(found) == OMOP[name]
