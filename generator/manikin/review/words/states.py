"""States that follow one another: which comes first, which comes next, how long each lasts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from manikin.columns.regimes import Regime, regimes
from manikin.model import Case, Column, Distribution, Spec, Table
from manikin.review.words import conditions, draws, numbers
from manikin.review.words.form import Chart, Profile, Subject, Words, charts, weighed
from manikin.review.words.kind import named

NAME = "states"


def subjects(table: Table, _spec: Spec, /) -> Iterator[Subject]:
    """Yield each column of states."""
    for column in table.columns:
        if column.kind == "states":
            yield _subject(table, column)


def _subject(table: Table, column: Column) -> Subject:
    title = f"{named(table)}.{column.name}"
    chains = regimes(column)
    names = dict.fromkeys(
        state for chain in chains for state in (*chain.part("start"), *chain.part("transitions"))
    )
    told = [f"One of {len(names)} states in each row; which one depends on the row before."]
    if len(chains) > 1:
        looks = numbers.listed([str(path) for path in column.parameters.get("given", ())])
        told.append(f"How it goes on differs by {looks}: {len(chains)} cases.")
    final = sorted({s for chain in chains for s, to in chain.part("transitions").items() if [*to] == [s]})
    if final:
        told.append(f"Nothing else follows {numbers.listed(final)}.")
    words = Words(tuple(told), (*_start(chains, column, title), *_next(chains, column, title)))
    dwell = _dwell(chains, column, title)
    whole = Words((*words.sentences, *dwell.sentences), (*words.charts, *dwell.charts))
    at = (*column.address, "states")
    return Subject(NAME, title, table.name, column.name, at, whole, tuple(column.parameters.get("given", ())))


def _title(chain: Regime) -> str:
    if chain.when is None:
        return "otherwise" if any("cases" in at for at in chain.at.values()) else ""
    return conditions.when(Case(chain.when, Distribution("states", {})))


def _once(chains: tuple[Regime, ...], part: str) -> Iterator[tuple[str, Regime]]:
    """Yield the chains that say a part in their own way; one of several with a shared part, without its case."""
    seen = set()
    for chain in chains:
        at = chain.at.get(part)
        if at is not None and part in chain.parts and at not in seen:
            seen.add(at)
            yield (_title(chain) if "cases" in at else ""), chain


def _start(chains: tuple[Regime, ...], column: Column, title: str) -> tuple[Chart, ...]:
    profiles = [
        Profile(said, weighed(_pairs(chain.part("start"))), (*column.address, *chain.at["start"]))
        for said, chain in _once(chains, "start")
    ]
    return charts(f"{title}, in the first row", "state", profiles)


def _next(chains: tuple[Regime, ...], column: Column, title: str) -> tuple[Chart, ...]:
    found: list[Chart] = []
    for said, chain in _once(chains, "transitions"):
        at = (*column.address, *chain.at["transitions"])
        profiles = [
            Profile(f"after {state}", weighed(_pairs(following)), (*at, state))
            for state, following in chain.part("transitions").items()
        ]
        found += charts(f"{title}, in the next row{', ' + said if said else ''}", "state", profiles)
    return tuple(found)


def _dwell(chains: tuple[Regime, ...], column: Column, title: str) -> Words:
    unit = column.parameters.get("unit", "days")
    told: list[str] = []
    found: list[Chart] = []
    for said, chain in _once(chains, "dwell"):
        at = (*column.address, *chain.at["dwell"])
        cases = []
        for state, by in chain.part("dwell").items():
            ((name, parameters),) = by.items()
            cases.append((f"in {state}", Distribution(name, parameters, (*at, state, name))))
        words = draws.of_cases(cases, draws.of_distance(unit), f"{title}, how long a state lasts")
        told += [f"How long a state lasts{', ' + said if said else ''}:", *words.sentences]
        found += words.charts
    return Words(tuple(told), tuple(found))


def _pairs(weights: Mapping[str, Any]) -> list[tuple[str, Any]]:
    return [(str(state), weight) for state, weight in weights.items()]
