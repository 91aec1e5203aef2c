"""From the canonical form to the model. Judges nothing: the schema already held."""

from __future__ import annotations

import json
from collections.abc import Mapping
from operator import itemgetter
from typing import Any

import pyarrow as pa

from manikin.columns import KINDS
from manikin.columns.parts import PARTS
from manikin.defects import KINDS as DEFECTS
from manikin.model import (
    Case,
    Check,
    Column,
    Condition,
    Correlation,
    DataType,
    Defect,
    Distribution,
    Draw,
    EmptyRows,
    FileRows,
    FixedRows,
    Missing,
    PartRows,
    PerRows,
    Rows,
    Source,
    Spec,
    Table,
    Unique,
    Waiver,
)
from manikin.model.draws import Address
from manikin.spec import parts
from manikin.spec.canonical import digest
from manikin.spec.longtables import written_out
from manikin.spec.pairs import pairs
from manikin.spec.patterns import joined, missing_patterns

FILE_KIND = "file"
"""The kind of a column that is loaded from a vocabulary."""


def build(data: bytes, files: Mapping[str, pa.Table], folder: str = "") -> Spec:
    """Return the model of the canonical form `data`.

    Parameters
    ----------
    data : bytes
        What `manikin.spec.canonical.canonical` gave.
    files : Mapping of str to pyarrow.Table
        The vocabularies, every column text.
    folder : str
        Where they were read from, for messages.
    """
    tree = json.loads(data)
    return Spec(
        dataset=tree["dataset"],
        version=tree["version"],
        title=tree["title"],
        classification=tree["class"],
        seed=tree["seed"],
        locale=tree.get("locale", "en_GB"),
        tables={
            name: _table(name, table, files, at)
            for name, table, at in sorted(parts.written_out(tree["tables"]), key=itemgetter(0))
        },
        constants=tree.get("constants", {}),
        sources={
            name: Source(name, source["kind"], source, ("sources", name))
            for name, source in tree.get("sources", {}).items()
        },
        defects=tuple(
            _defect(defect, ("defects", place)) for place, defect in enumerate(tree.get("defects", ()))
        ),
        grids={name: tuple(cuts) for name, cuts in tree.get("grids", {}).items()},
        waivers=tuple(
            Waiver(**waiver, address=("waivers", place))
            for place, waiver in enumerate(tree.get("waivers", ()))
        ),
        csv=tree.get("csv", {}),
        files=files,
        digest=digest(data),
        canonical=data,
        summary=tree.get("summary", ""),
        owner=tree["owner"],
        uses=tuple(tree.get("uses", ())),
        not_for=tuple(tree.get("not_for", ())),
        folder=folder,
    )


def _defect(tree: Mapping[str, Any], address: Address) -> Defect:
    kind = next((name for name in DEFECTS if name in tree), "")
    return Defect(
        name=tree["name"],
        table=tree["table"],
        kind=kind,
        parameters=tree.get(kind),
        share=tree["share"],
        changes_key=tree.get("change_key", False),
        source=tree.get("source"),
        address=address,
    )


def _table(name: str, tree: Mapping[str, Any], files: Mapping[str, pa.Table], address: Address) -> Table:
    key = tree.get("key", ())
    declared = [
        _column(written_out(column, files)[0], (*address, "columns", column.get("of", column["name"])))
        for column in tree.get("columns", ())
    ]
    rows = _rows(tree, address)
    if isinstance(rows, FileRows):
        declared = _file_columns(declared, files.get(rows.file), address)
    patterns = missing_patterns(tree, address)
    return Table(
        name=name,
        rows=rows,
        columns=joined(declared, patterns),
        missing_patterns=patterns,
        key=(key,) if isinstance(key, str) else tuple(key),
        checks=tuple(
            _check(check, (*address, "checks", place)) for place, check in enumerate(tree.get("checks", ()))
        ),
        correlations=tuple(
            Correlation(
                (pair["between"][0], pair["between"][1]), pair["rank"], (*address, "correlations", place)
            )
            for place, pair in enumerate(tree.get("correlations", ()))
        ),
        unique=tuple(
            _unique(tree, (*address, "unique", place)) for place, tree in enumerate(tree.get("unique", ()))
        ),
        pairs=pairs(tree, name, address),
        hidden=tree.get("hidden", False),
        formerly=tree.get("formerly"),
        description=tree.get("description", ""),
        source=tree.get("source"),
        address=address,
        part_of=tree.get("part_of"),
        together=tree.get("together") if "part_of" in tree else None,
    )


def _check(tree: Mapping[str, Any], address: Address) -> Check:
    return Check(
        name=tree["name"],
        sql=tree.get("sql", ""),
        when=tree.get("if", ""),
        then=tree.get("then", ""),
        at_least_one=tuple(tree.get("at_least_one", ())),
        keeps=tree.get("keeps", Check.keeps),
        redraw=tree.get("redraw", True),
        address=address,
    )


def _unique(tree: Any, address: Address) -> Unique:
    if isinstance(tree, Mapping):
        return Unique(tuple(tree["columns"]), tree.get("where", ""), address)
    return Unique(tuple(tree), address=address)


def _rows(tree: Mapping[str, Any], address: Address) -> Rows:
    if "file" in tree:
        return FileRows(tree["file"], tree.get("digest", ""))
    if PARTS in tree:
        found = tree[PARTS]
        return PartRows(found["together"], tuple(found[PARTS]), tuple(found["order"]))
    rows = tree.get("rows", 0)
    if not isinstance(rows, int) and "per" not in rows:
        rows = rows.get("exactly", 0)
    if isinstance(rows, int):
        return FixedRows(rows) if rows else EmptyRows()
    until = _conditions(rows.get("until", {}), (*address, "rows", "until"))
    draw = _draw(rows, (*address, "rows")) or Draw(None)
    return PerRows(rows["per"], draw, until, rows.get("even_over", 0))


def _file_columns(declared: list[Column], file: pa.Table | None, address: Address) -> list[Column]:
    known = {column.name: column for column in declared}
    names = file.column_names if file is not None else list(known)
    text = DataType("string")
    return [
        known.get(name) or Column(name, text, FILE_KIND, None, address=(*address, "columns", name))
        for name in names
    ]


def _column(tree: Mapping[str, Any], address: Address) -> Column:
    ways = [name for name in (PARTS, *KINDS) if name in tree]
    if "cases" in tree and not ways:
        ways = ["distribution"]
    kind = next((way for way in ways if way != "distribution"), ways[0] if ways else FILE_KIND)
    missing = tree.get("missing")
    return Column(
        name=tree["name"],
        type=DataType(
            tree.get("type", "string"),
            scale=tree.get("scale", 0),
            precision=tree.get("precision", "s"),
            timezone=tree.get("timezone"),
            max_length=tree.get("max_length"),
        ),
        kind=kind,
        parameters=tree.get(kind) if kind != "distribution" else None,
        draw=_draw(tree, address) if kind in {"distribution", "references"} else None,
        missing=_missing(missing, (*address, "missing")) if missing is not None else None,
        missing_with=tuple(tree.get("missing_with", ())),
        unique=tree.get("unique", False),
        order=tuple(tree.get("order", ())),
        hidden=tree.get("hidden", False),
        format=tree.get("format"),
        formerly=tree.get("formerly"),
        description=tree.get("description", ""),
        source=tree.get("source"),
        address=address,
    )


def _draw(tree: Mapping[str, Any], address: Address) -> Draw | None:
    if "distribution" in tree:
        return Draw(_distribution(tree["distribution"], (*address, "distribution")), address=address)
    if "cases" in tree:
        cases = tuple(
            _case(case, _distribution(case["distribution"], (*at, "distribution")), at)
            for place, case in enumerate(tree["cases"])
            for at in [(*address, "cases", place)]
        )
        return Draw(None, tuple(tree.get("given", ())), cases, address)
    return None


def _case(tree: Mapping[str, Any], distribution: Distribution, address: Address) -> Case:
    when = tree.get("when")
    conditions = None if when is None else _conditions(when, (*address, "when"))
    return Case(conditions, distribution, address)


def _conditions(tree: Mapping[str, Any], address: Address) -> tuple[Condition, ...]:
    return tuple(
        Condition(path, tuple(match) if isinstance(match, list) else match, (*address, path))
        for path, match in tree.items()
    )


def _distribution(tree: Mapping[str, Any], address: Address) -> Distribution:
    ((name, parameters),) = tree.items()
    return Distribution(name, parameters, (*address, name))


def _missing(tree: Any, address: Address) -> Missing:
    if not isinstance(tree, dict):
        return Missing(Draw(Distribution("bernoulli", tree, address), address=address), address)
    cases = tuple(
        _case(case, Distribution("bernoulli", case["share"], (*at, "share")), at)
        for place, case in enumerate(tree["cases"])
        for at in [(*address, "cases", place)]
    )
    return Missing(Draw(None, tuple(tree["given"]), cases, address), address)
