"""A build into the tables of a catalogue, by a session that only remembers: what is written when, and what is refused."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from manikin import load
from manikin.build import in_catalogue
from manikin.build.in_catalogue import save
from manikin.errors import ExitStatus, UserError
from manikin.model import Spec
from manikin.plan import Sizes
from manikin.run import World

FEW = Sizes(rows=(("patient", 20),))
RECORD = "`main`.`clinic`.`manikin_ed_attendances`"
PATIENT, SITE, ATTENDANCE = (f"`main`.`clinic`.`{name}`" for name in ("patient", "site", "attendance"))


class SparkError(Exception):
    """What the session raises."""


@dataclass
class Frame:
    """Rows that nobody makes, and the comments of its columns."""

    session: Session
    rows: int
    lines: tuple[tuple[str, str], ...] = ()
    comments: dict[str, str] = field(default_factory=dict)
    told: dict[str, str] = field(default_factory=dict)
    name: str = ""
    form: str = ""

    def __getitem__(self, column: str) -> Frame:
        return Frame(self.session, self.rows, name=column)

    def alias(self, name: str, *, metadata: Mapping[str, str]) -> Frame:
        return Frame(self.session, self.rows, name=name, comments={name: metadata["comment"]})

    def select(self, *columns: Frame) -> Frame:
        return Frame(
            self.session, self.rows, comments={k: v for one in columns for k, v in one.comments.items()}
        )

    def writeTo(self, name: str) -> Frame:  # noqa: N802  as Spark spells it
        self.name = name
        return self

    def using(self, form: str) -> Frame:
        self.form = form
        return self

    def tableProperty(self, key: str, value: str) -> Frame:  # noqa: N802
        self.told[key] = value
        return self

    def createOrReplace(self) -> None:  # noqa: N802
        self.session.written(self)

    def create(self) -> None:
        assert self.name not in self.session.tables
        self.session.written(self)

    def count(self) -> int:
        return self.rows


@dataclass
class Session:
    """A catalogue with tables, and what happened to it, in order."""

    tables: dict[str, Frame] = field(default_factory=dict)
    happened: list[str] = field(default_factory=list)
    forms: tuple[str, ...] = ("delta", "iceberg", "parquet")
    fails_at: str = ""
    makes: str = ""

    @property
    def catalog(self) -> Session:
        return self

    def databaseExists(self, name: str) -> bool:  # noqa: N802
        return name == "`main`.`clinic`"

    def tableExists(self, name: str) -> bool:  # noqa: N802
        return name in self.tables

    def table(self, name: str) -> Frame:
        return self.tables[name]

    def createDataFrame(self, lines: list[tuple[str, str]], schema: str) -> Frame:  # noqa: N802
        assert schema == "file STRING, text STRING"
        return Frame(self, len(lines), tuple(lines))

    def sql(self, text: str) -> Session:
        verb, name = text.rsplit(" ", 1)
        if verb == "DROP TABLE IF EXISTS" and self.tables.pop(name, None):
            self.happened.append(f"drop {name}")
        self._answer = self.tables.get(name)
        return self

    def collect(self) -> list[dict[str, str]]:
        assert self._answer is not None
        properties = [{"key": key, "value": value} for key, value in self._answer.told.items()]
        provider = {"col_name": "Provider", "data_type": self.makes or self._answer.form}
        return [{**provider, **line} for line in properties]

    def written(self, frame: Frame) -> None:
        if frame.form not in self.forms:
            raise SparkError("[DATA_SOURCE_NOT_FOUND] Failed to find the data source: delta.")
        if frame.name == self.fails_at:
            raise SparkError("a task failed four times")
        self.tables[frame.name] = frame
        self.happened.append(f"{frame.told.get('manikin.state', 'put')} {frame.name}")


@pytest.fixture(scope="module")
def spec() -> Spec:
    return load(Path(__file__).parent.parent.parent / "specs" / "ed-attendances")


@pytest.fixture
def session(monkeypatch: pytest.MonkeyPatch) -> Iterator[Session]:
    found = Session()

    def frames(made: World, spark: Session) -> dict[str, Frame]:
        return {
            plan.table.name: Frame(spark, made.row_count(plan.table.name))
            for plan in made.plan.tables
            if plan.written
        }

    monkeypatch.setattr(in_catalogue, "frames", frames)
    monkeypatch.setattr(in_catalogue, "faults", lambda: (SparkError,))
    monkeypatch.setattr(in_catalogue, "Distributed", lambda plan, _spark: World(plan))
    return found


def test_the_record_says_not_whole_before_the_first_table_and_whole_after_the_last(
    session: Session, spec: Spec
) -> None:
    manifest = save(spec, "main.clinic", session, sizes=FEW)
    assert session.happened[0] == f"not whole {RECORD}"
    assert sorted(session.happened[1:-1]) == sorted(f"put {name}" for name in (PATIENT, SITE, ATTENDANCE))
    assert session.happened[-1] == f"whole {RECORD}"
    files = dict(session.tables[RECORD].lines)
    assert files["manifest.json"] == manifest.to_json().decode()
    assert set(files) == {"manifest.json", "spec/spec.yaml", "spec/site.csv"}
    told = json.loads(files["manifest.json"])
    assert (told["format"], told["status"], told["tables"]["patient"]["rows"]) == ("delta", "draft", 20)


def test_every_table_tells_that_it_is_a_draft_of_what_and_what_it_promises(
    session: Session, spec: Spec
) -> None:
    save(spec, "main.clinic", session, sizes=FEW)
    told = session.tables[ATTENDANCE].told
    assert "DRAFT, not approved" in told["comment"]
    assert told["comment"].startswith("Synthetic data")
    assert session.tables[SITE].told["comment"].startswith("Hospital sites.")
    assert (told["manikin.status"], told["manikin.digest"]) == ("draft", spec.digest)
    assert told["manikin.key"] == "attendance_id"
    assert "(patient_id) references patient (patient_id)" in told["manikin.references"]
    assert "attendance_id" in told["manikin.not_null"]
    assert (
        session.tables[SITE].told["manikin.references"] == "none"
    )  # said each time: some catalogues keep old ones


@pytest.mark.parametrize("form", ["delta", "parquet"])
def test_a_later_build_replaces_an_earlier_one_and_removes_what_it_has_no_more(
    session: Session, spec: Spec, form: str
) -> None:
    save(spec, "main.clinic", session, sizes=FEW, form=form)
    session.happened.clear()
    save(spec, "main.clinic", session, sizes=Sizes(tables=("site",)), form=form)
    assert {PATIENT, ATTENDANCE}.isdisjoint(session.tables)
    assert session.tables[RECORD].told["manikin.tables"] == "site"
    dropped = [event for event in session.happened if event.startswith("drop")]
    once = [f"drop {PATIENT}", f"drop {ATTENDANCE}"]
    others = [f"drop {RECORD}", f"drop {SITE}", f"drop {RECORD}"]
    assert sorted(dropped) == sorted(once if form == "delta" else [*once, *others])


def test_tables_of_somebody_else_are_told_all_at_once_and_left(session: Session, spec: Spec) -> None:
    session.tables = {name: Frame(session, 7, told={"owner": "somebody"}) for name in (PATIENT, SITE)}
    with pytest.raises(
        UserError, match=r"has patient, site already, and no build of ed-attendances wrote them"
    ):
        save(spec, "main.clinic", session, sizes=FEW)
    assert session.happened == []


def test_a_table_that_somebody_else_put_where_an_old_one_was_is_left(session: Session, spec: Spec) -> None:
    save(spec, "main.clinic", session, sizes=FEW)
    session.tables[PATIENT] = Frame(session, 7, told={"owner": "somebody"})
    save(spec, "main.clinic", session, sizes=Sizes(tables=("site",)))
    assert session.tables[PATIENT].rows == 7
    assert ATTENDANCE not in session.tables


def test_a_failure_leaves_no_new_table(session: Session, spec: Spec) -> None:
    session.fails_at = ATTENDANCE
    with pytest.raises(UserError, match=r"a task failed four times\. New tables were removed") as told:
        save(spec, "main.clinic", session, sizes=FEW)
    assert told.value.status == ExitStatus.PROBLEMS
    assert session.tables == {}
    assert f"put {PATIENT}" in session.happened


def test_a_failure_over_an_earlier_build_is_told_by_its_record(session: Session, spec: Spec) -> None:
    save(spec, "main.clinic", session, sizes=FEW)
    session.fails_at = ATTENDANCE
    with pytest.raises(UserError, match="its record says that it is not whole"):
        save(spec, "main.clinic", session, sizes=FEW)
    assert session.tables[RECORD].told["manikin.state"] == "not whole"
    assert session.tables[RECORD].lines == ()
    session.fails_at = ""
    save(spec, "main.clinic", session, sizes=FEW)
    assert session.tables[RECORD].told["manikin.state"] == "whole"


def test_a_stop_leaves_no_new_table_either(
    session: Session, spec: Spec, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(_frame: Frame) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(Frame, "count", stopped)
    with pytest.raises(KeyboardInterrupt):
        save(spec, "main.clinic", session, sizes=FEW)
    assert session.tables == {}


def test_rows_that_somebody_else_added_are_noticed(
    session: Session, spec: Spec, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Frame, "count", lambda frame: frame.rows + 1)
    with pytest.raises(UserError, match=r"has [\d,]+ rows and should have [\d,]+: somebody else writes"):
        save(spec, "main.clinic", session, sizes=FEW)


def test_a_session_without_delta_is_refused_before_a_row_is_made(session: Session, spec: Spec) -> None:
    session.forms = ("iceberg", "parquet")
    with pytest.raises(UserError, match=r"writes no delta tables into main\.clinic: .*No row was made"):
        save(spec, "main.clinic", session, sizes=FEW)
    assert session.happened == []


def test_a_catalogue_that_makes_something_else_is_refused_before_a_row_is_made(
    session: Session, spec: Spec
) -> None:
    session.makes = "iceberg"
    with pytest.raises(
        UserError, match=r"makes iceberg tables where parquet is asked for; give --format iceberg"
    ):
        save(spec, "main.clinic", session, sizes=FEW, form="parquet")
    assert session.happened == [f"not whole {RECORD}", f"drop {RECORD}"]


@pytest.mark.parametrize(
    ("schema", "form", "sizes", "message"),
    [
        ("main.nowhere", "delta", FEW, "knows no schema main.nowhere"),
        ("main.clinic; DROP SCHEMA main", "delta", FEW, "write SCHEMA or CATALOGUE.SCHEMA"),
        ("main.`clinic`", "delta", FEW, "write SCHEMA or CATALOGUE.SCHEMA"),
        ("a.b.c.d.e", "delta", FEW, "write SCHEMA or CATALOGUE.SCHEMA"),
        ("", "delta", FEW, "write SCHEMA or CATALOGUE.SCHEMA"),
        ("main.clinic", "csv", FEW, "delta, iceberg, parquet"),
        ("main.clinic", "delta", Sizes(defects=True), "--defects with --into"),
        ("main.clinic", "delta", Sizes(coverage=True), "--coverage with --into"),
    ],
)
def test_what_no_catalogue_takes_is_refused_before_anything_is_written(
    session: Session, spec: Spec, schema: str, form: str, sizes: Sizes, message: str
) -> None:
    with pytest.raises(UserError, match=message):
        save(spec, schema, session, sizes=sizes, form=form)
    assert session.happened == []
