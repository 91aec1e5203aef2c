"""The rows of a table joined, by the keys in the files, with the rows that paths lead to."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from manikin.model import Column, DataType, Table
from manikin.verify import formulas
from manikin.verify import sqltext as sql
from manikin.verify.build import Build
from manikin.verify.paths import (
    Step,
    UnavailableError,
    door,
    is_ancestral,
    resolve,
    shared,
    target,
    target_key,
    to_shared,
)
from manikin.verify.verification import Query

ROW = "t"
"""The alias of the rows that are judged."""


class Rows:
    """The rows of one table, in one query; asking for a path adds the joins it needs.

    Parameters
    ----------
    build : Build
        The build.
    table : Table
        Whose rows.
    """

    def __init__(self, build: Build, table: Table) -> None:
        self.build = build
        self.table = table
        self._names = {build.loaded(table.name).read}
        self._from = [f"{build.loaded(table.name).name} AS {ROW}"]
        self._aliases: dict[tuple[Step, ...], str] = {(): ROW}

    def column(self, name: str) -> str:
        """Return the SQL of a column of the rows themselves."""
        return f"{ROW}.{self.build.column(self.table.name, name)}"

    def value(self, path: str) -> str:
        """Return the SQL of a path's value.

        Raises
        ------
        UnavailableError
            If the files do not tell it.
        """
        steps, _, column = resolve(path, self.table, self.build.spec)
        return self.reached(steps, column)

    def reached(self, steps: tuple[Step, ...], column: Column) -> str:
        """Return the SQL of a column of the rows that `steps` lead to."""
        table = steps[-1].table if steps else self.table.name
        name = self.build.column(table, column.name)
        return f"{self._walk(steps)}.{name}"

    def look(self, path: str) -> tuple[str, DataType]:
        """Return the SQL of a path's value, and its type."""
        _, _, column = resolve(path, self.table, self.build.spec)
        return self.value(path), column.type

    def position(self, steps: tuple[Step, ...]) -> str:
        """Return the SQL of the place, in their file, of the rows that `steps` lead to."""
        return f'{self._walk(steps)}."#"'

    def formula(self, text: str) -> str:
        """Return an expression of the specification with its names replaced by columns.

        Raises
        ------
        UnavailableError
            If it names what the files do not tell.
        """
        return formulas.rewritten(text, self.named)

    def named(self, path: str) -> str:
        """Return the SQL of a constant or of a path's value.

        Raises
        ------
        UnavailableError
            If the files do not tell it.
        """
        constants = self.build.spec.constants
        if path in constants and path not in self.table.by_name:
            return sql.constant(constants[path])
        return self.value(path)

    def join(self, table: str, on: Mapping[str, str]) -> str:
        """Join another table where its columns equal given SQL; return its alias."""
        loaded = self.build.loaded(table)
        alias = f"j{len(self._from)}"
        keys = [f"{alias}.{self.build.column(table, column)} = {value}" for column, value in on.items()]
        self._from.append(f"LEFT JOIN {loaded.name} AS {alias} ON {' AND '.join(keys)}")
        self._names.add(loaded.read)
        return alias

    def attach(self, query: str, on: Mapping[str, str]) -> str:
        """Join a query where its columns equal given SQL, a missing value a missing one; return its alias."""
        alias = f"j{len(self._from)}"
        keys = [f"{alias}.{column} IS NOT DISTINCT FROM {value}" for column, value in on.items()]
        self._from.append(f"LEFT JOIN {query} AS {alias} ON {' AND '.join(keys)}")
        return alias

    def count(self, where: str) -> Query:
        """Return the query that counts the rows where a condition holds."""
        return self.select("count(*)", f"WHERE {where}")

    def select(self, what: str, rest: str = "") -> Query:
        """Return a query over the rows."""
        return Query(sql.select(what, " ".join(self._from), rest), frozenset(self._names))

    def inner(self, what: str, outer: Callable[[str], str], rest: str = "") -> Query:
        """Return the query that `outer` makes of a query over the rows."""
        query = self.select(what, rest)
        return Query(outer(f"({query.sql})"), query.tables)

    def reading(self, query: str, *tables: str) -> Query:
        """Return a query that also reads other tables, by their quoted names."""
        return Query(query, frozenset({*self._names, *tables}))

    def _walk(self, steps: tuple[Step, ...]) -> str:
        """Return the alias of the rows that `steps` lead to, joining them if they are not yet.

        The last steps are taken at once where the way in between is not told: a grandchild may hold the
        grandparent's key but not the parent's.
        """
        if steps not in self._aliases and steps[-1].before:
            self._aliases[steps] = self._before(steps)
        first: UnavailableError | None = None
        for done in range(len(steps) - 1, -1, -1):
            leg = steps[done:]
            if steps in self._aliases or (len(leg) > 1 and any(step.via or step.before for step in leg)):
                break
            here = self.build.spec.tables[steps[done - 1].table] if done else self.table
            try:
                on = link(self.build, here, leg)
                alias = self._walk(steps[:done])
            except UnavailableError as reason:
                first = first or reason
            else:
                keys = {key: f"{alias}.{column}" for key, column in on.items()}
                self._aliases[steps] = self.join(steps[-1].table, keys)
        if steps not in self._aliases:
            raise first or UnavailableError("there is no way there")
        return self._aliases[steps]

    def _before(self, steps: tuple[Step, ...]) -> str:
        """Join the row before, the last of `steps`: the one at the place before, if of the same parent."""
        table = self.build.spec.tables[steps[-1].table]
        keys = link(self.build, table, (Step(table.parent or ""),)).values()
        here = self._walk(steps[:-1])
        alias = f"j{len(self._from)}"
        same = [f"{alias}.{key} = {here}.{key}" for key in keys]
        place = f"{alias}.{sql.POSITION} = {here}.{sql.POSITION} - 1"
        loaded = self.build.loaded(table.name)
        self._from.append(f"LEFT JOIN {loaded.name} AS {alias} ON {' AND '.join([place, *same])}")
        return alias


def link(build: Build, table: Table, steps: tuple[Step, ...]) -> dict[str, str]:
    """Return which columns of `table`, by quoted name, hold the key of the row that `steps` lead to.

    Raises
    ------
    UnavailableError
        If not all key columns are brought, or not in every row.
    """
    there = build.spec.tables[steps[-1].table]
    if not there.key:
        raise UnavailableError(f"{there.name} has no key to be joined by")
    found: dict[str, str] = {}
    for column in table.columns:
        key = _brings(build, table, column, steps)
        if key is not None and key not in found and column.name in build.loaded(table.name).columns:
            found[key] = build.column(table.name, column.name)
    lacking = [key for key in there.key if key not in found]
    if lacking:
        raise UnavailableError(
            f"no written column of {table.name} holds {there.name}.{lacking[0]} in every row"
        )
    return {key: found[key] for key in there.key}


def _brings(build: Build, table: Table, column: Column, steps: tuple[Step, ...]) -> str | None:
    """Return the key column of the row that `steps` lead to whose value `column` holds, if any."""
    if any(step.before for step in steps):
        return None
    if steps[0].via is None:
        held = _held(column, table, steps[-1].table, build)
        return held if held in build.spec.tables[steps[-1].table].key else None
    if column.name == steps[0].via:
        return target_key(column, build.spec)
    if column.kind == "copy":
        try:
            route, there, source = resolve(str(column.parameters), table, build.spec)
        except UnavailableError:
            return None
        if route == steps and source.name in there.key:
            return source.name
    return _agrees(build, table, column, steps)


def _agrees(build: Build, table: Table, column: Column, steps: tuple[Step, ...]) -> str | None:
    """Return the key column of a row that `column` must equal, both being that of the row they share."""
    within = shared(table.by_name[steps[0].via or ""], table)
    if within is None or len(steps) != 1:
        return None
    try:
        way = to_shared(within, table, build.spec)
    except UnavailableError:
        return None
    climbs = all(step.via is None for step in way)
    above = way[-1].table if way else table.name
    mine = _held(column, table, above, build) if climbs else _told(column, table, way, build)
    there = build.spec.tables[steps[0].table]
    theirs = (key for key in there.key if _held(there.by_name[key], there, above, build) == mine)
    return next(theirs, None) if mine is not None else None


def _told(column: Column, table: Table, way: tuple[Step, ...], build: Build) -> str | None:
    """Return which column of the row at the end of a way `column` equals wherever there is such a row."""
    spec = build.spec
    if not way:
        return column.name
    try:
        if column.kind == "references":
            here, there = door(column.name, table, spec), spec.tables[str(target(column))]
            source = there.by_name[target_key(column, spec)]
        elif column.kind == "copy" and column.missing is None and not column.missing_with:
            here, there, source = resolve(str(column.parameters), table, spec)
        else:
            return None
    except UnavailableError:
        return None
    return _told(source, there, way[len(here) :], build) if here and way[: len(here)] == here else None


def _held(column: Column, table: Table, ancestor: str, build: Build) -> str | None:
    """Return which column of the row's ancestor `column` always equals."""
    if table.name == ancestor:
        return column.name
    if column.missing is not None or column.missing_with:
        return None
    spec = build.spec
    if column.kind == "references" and is_ancestral(column, table, spec):
        there = spec.tables[str(target(column))]
        return _held(there.by_name[target_key(column, spec)], there, ancestor, build)
    if column.kind == "copy":
        try:
            route, there, source = resolve(str(column.parameters), table, spec)
        except UnavailableError:
            return None
        return _held(source, there, ancestor, build) if route and all(s.via is None for s in route) else None
    return None
