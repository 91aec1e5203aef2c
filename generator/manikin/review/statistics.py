"""The statistics of a specification: everything in it that could be learnt from people, numbered for good.

A statistic is one distribution, of one case where there are several, or what else states a share, a count or how
columns go together. Its address says which by names and conditions, never by prose, position or family; so its number
stays when a normal distribution becomes a histogram, and when lines move.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from manikin.columns import regimes
from manikin.model import (
    Case,
    Column,
    Condition,
    Distribution,
    Draw,
    FileRows,
    FixedRows,
    PerRows,
    Spec,
    Table,
)
from manikin.model.draws import Address
from manikin.review.origins import Origin, Origins

_LONGEST: Final = 300
"""The most characters of an address; what is longer ends with a digest of the whole."""
_DISTANCES: Final[Mapping[str, Mapping[str, str]]] = {
    "after": {"by": "distance"},
    "before": {"by": "distance"},
    "events": {"gap": "gap", "first": "first", "length": "length"},
}
"""Where the columns of times hold distributions, and what each is of."""
_COMPARISON: Final = re.compile(r"\s*[<>]=?\s*\S.*|\s*\S.*\.\.\s*\S.*", re.DOTALL)


@dataclass(frozen=True)
class Statistic:
    """Something that could be learnt from people.

    Parameters
    ----------
    id : str
        Its number, such as ``S14``, the same in every version.
    address : str
        Which it is, such as ``attendance.triage / when patient.frailty = frail``.
    what : str
        ``value``, ``rows``, ``missing``, ``patterns``, ``distance``, ``gap``, ``first``, ``length``, ``start``,
        ``transitions``, ``dwell``, ``correlation``, ``defect`` or ``file``.
    table : str
        The table, as `Spec.tables` has it: of parts, their own.
    column : str or None
        The column; None where it is about rows or several columns.
    family : str
        The distribution, or the key that holds the value.
    value : Any
        Its parameters as written, long tables written out.
    path : tuple
        Where the value stands in the specification as written.
    source : Origin
        Where it is from.
    place : int
        Its position among the statistics, from 0: tables by name, columns in their order.
    when : tuple of Condition or None
        The case that it is for; None without cases, and for ``otherwise``.
    is_otherwise : bool
        Whether it is for what no other case holds for.
    """

    id: str
    address: str
    what: str
    table: str
    column: str | None
    family: str
    value: Any
    path: Address
    source: Origin
    place: int = 0
    when: tuple[Condition, ...] | None = None
    is_otherwise: bool = False


def statistics(spec: Spec, kept: Mapping[str, str] | None = None) -> tuple[Statistic, ...]:
    """Return the statistics of a specification.

    Parameters
    ----------
    spec : Spec
        The specification.
    kept : Mapping of str to str, optional
        The numbers that were given before, by address, those of statistics that are gone included
        (`manikin.review.snapshot.Snapshot.numbers`). They are kept, and none is given again.
    """
    given = dict(kept or {})
    last = max((int(number.removeprefix("S")) for number in given.values()), default=0)
    seen: dict[str, int] = {}
    found = []
    for place, (words, what, table, column, family, value, path, source, case) in enumerate(_all(spec)):
        address = _short(words)
        seen[address] = seen.get(address, 0) + 1
        if seen[address] > 1:
            address += f" ({seen[address]})"
        if address not in given:
            last += 1
            given[address] = f"S{last}"
        when = None if case is None else case.when
        is_otherwise = case is not None and case.when is None
        found.append(
            Statistic(
                given[address],
                address,
                what,
                table,
                column,
                family,
                value,
                path,
                source,
                place,
                when,
                is_otherwise,
            )
        )
    return tuple(found)


_Row = tuple[str, str, str, "str | None", str, Any, Address, Origin, "Case | None"]


def _all(spec: Spec) -> Iterator[_Row]:
    origins = Origins(spec.canonical)
    for table in spec.tables.values():
        yield from _rows(spec, origins, table)
        whole = _whole(spec, table)
        for patterns in table.missing_patterns:
            words = f"{table.name} / missing {patterns.name}"
            for row in _draw(
                origins, table, None, "patterns", patterns.draw, (patterns.address, *whole), words
            ):
                named = {
                    ", ".join(patterns.patterns[int(number)]) or "none": weight
                    for number, weight in row[5].items()
                }
                yield (*row[:4], "patterns", named, *row[6:])
        for pair in table.correlations:
            words = f"{table.name} / correlation of {' and '.join(sorted(pair.between))}"
            said = origins.of(pair.address, *whole)
            yield (
                words,
                "correlation",
                table.name,
                None,
                "rank",
                pair.rank,
                (*pair.address, "rank"),
                said,
                None,
            )
        if not isinstance(table.rows, FileRows):
            for column in table.columns:
                yield from _column(origins, table, column, (column.address, *whole))
    for defect in spec.defects:
        said = origins.of(defect.address)
        words = f"{defect.table} / defect {defect.name}"
        yield (
            words,
            "defect",
            defect.table,
            None,
            "share",
            defect.share,
            (*defect.address, "share"),
            said,
            None,
        )


def _whole(spec: Spec, table: Table) -> tuple[Address, ...]:
    above = () if table.part_of is None else (spec.tables[table.part_of].address,)
    return (table.address, *above)


def _rows(spec: Spec, origins: Origins, table: Table) -> Iterator[_Row]:
    rows, at = table.rows, (*table.address, "rows")
    whole = _whole(spec, table)
    if isinstance(rows, FixedRows):
        yield (
            f"{table.name} / rows",
            "rows",
            table.name,
            None,
            "exactly",
            rows.count,
            at,
            origins.of(*whole),
            None,
        )
    elif isinstance(rows, PerRows):
        yield from _draw(origins, table, None, "rows", rows.draw, (at, *whole), f"{table.name} / rows")
    elif isinstance(rows, FileRows):
        place = (*table.address, "file")
        yield (
            f"{table.name} / file",
            "file",
            table.name,
            None,
            "file",
            rows.file,
            place,
            origins.of(*whole),
            None,
        )


def _column(origins: Origins, table: Table, column: Column, places: tuple[Address, ...]) -> Iterator[_Row]:
    name = f"{table.name}.{column.name}"
    if column.draw is not None:
        yield from _draw(origins, table, column.name, "value", column.draw, places, name)
    if column.missing is not None:
        yield from _draw(
            origins, table, column.name, "missing", column.missing.draw, places, f"{name} / missing"
        )
    said = origins.of(*places)
    for key, what in _DISTANCES.get(column.kind, {}).items():
        tree = column.parameters.get(key)
        if isinstance(tree, Mapping):
            ((family, parameters),) = tree.items()
            path = (*column.address, column.kind, key, family)
            yield f"{name} / {what}", what, table.name, column.name, family, parameters, path, said, None
    if column.kind == "states":
        yield from _states(origins, table, column, places)


def _states(origins: Origins, table: Table, column: Column, places: tuple[Address, ...]) -> Iterator[_Row]:
    """Yield how chains begin, what follows each state and how long each lasts; what holds for all cases once."""
    told = set()
    chains = regimes.draw(column)
    cases = chains.cases if chains is not None else (None,)
    for regime, own in zip(regimes.regimes(column), cases, strict=True):
        for part in regimes.PARTS:
            at = (*column.address, *regime.at[part])
            if part not in regime.parts or at in told:
                continue
            told.add(at)
            case = own if "cases" in regime.at[part] and own is not None else None
            said = origins.of(*((case.address,) if case is not None else ()), *places)
            words = f"{table.name}.{column.name} / {part}"
            parts = {"": regime.parts[part]} if part == "start" else regime.parts[part]
            for state, tree in parts.items():
                path = (*at, state) if state else at
                family, value = ("choice", tree) if part != "dwell" else next(iter(tree.items()))
                path = path if part != "dwell" else (*path, family)
                which = f"{words}{f' {state}' if state else ''}{_case(case)}"
                yield which, part, table.name, column.name, family, value, path, said, case


def _draw(  # noqa: PLR0913, PLR0917  all that says which statistic it is
    origins: Origins,
    table: Table,
    column: str | None,
    what: str,
    draw: Draw,
    places: tuple[Address, ...],
    words: str,
) -> Iterator[_Row]:
    drawn: list[tuple[Case | None, Distribution]] = [(case, case.distribution) for case in draw.cases]
    if draw.distribution is not None:
        drawn = [(None, draw.distribution)]
    for case, distribution in drawn:
        said = origins.of(*((case.address,) if case is not None else ()), *places)
        which = words + _case(case)
        family, value, at = distribution.name, distribution.parameters, distribution.address
        yield which, what, table.name, column, family, value, at, said, case


def _case(case: Case | None) -> str:
    if case is None:
        return ""
    if case.when is None:
        return " / otherwise"
    return " / when " + " and ".join(map(_condition, case.when))


def _condition(condition: Condition) -> str:
    match = condition.matches
    if isinstance(match, tuple):
        return f"{condition.path} in [{', '.join(map(_scalar, match))}]"
    between = " " if isinstance(match, str) and _COMPARISON.fullmatch(match) else " = "
    return f"{condition.path}{between}{_scalar(match)}"


def _scalar(value: Any) -> str:
    return "null" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def _short(words: str) -> str:
    if len(words) <= _LONGEST:
        return words
    return f"{words[: _LONGEST - 20]}… {hashlib.sha256(words.encode()).hexdigest()[:16]}"
