"""Cases: exactly one holds for whatever the given columns are, proved over their possible values."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from manikin.columns.conditions import Matcher, matcher
from manikin.columns.paths import Route, Step, UnknownPathError, resolve
from manikin.errors import Problem
from manikin.model import Case, Condition, Draw, Table
from manikin.model.draws import Address
from manikin.spec.rules import facts
from manikin.spec.rules.atoms import Atom, atoms
from manikin.spec.rules.context import Context
from manikin.spec.wording import nearest, shown

Masks = tuple[int, ...]


class _Axis:
    """A given column: its path, where that leads, and all that it can be, in pieces."""

    def __init__(self, path: str, route: Route, atoms: tuple[Atom, ...]) -> None:
        self.path = path
        self.route = route
        self.atoms = atoms
        self._places = {atom.value: place for place, atom in enumerate(atoms) if atom.value is not None}
        self._masks: dict[Matcher, int] = {}

    @property
    def everything(self) -> int:
        """All atoms, as bits."""
        return (1 << len(self.atoms)) - 1

    def mask(self, match: Matcher) -> int:
        """Return which of the atoms a matcher holds for, as bits."""
        if match not in self._masks:
            if match.intervals or match.null:
                held = [place for place, atom in enumerate(self.atoms) if atom.meets(match)]
            else:
                held = [self._places[value] for value in dict.fromkeys(match.values) if value in self._places]
            self._masks[match] = sum(1 << place for place in held)
        return self._masks[match]

    def show(self, place: int) -> str:
        """Return one atom in words."""
        return f"{self.path} is {self.atoms[place].show(self.route.column.type)}"


def check(context: Context) -> Iterator[Problem]:
    """Yield what is wrong with the cases of each draw."""
    for table, _, draw, what in context.draws():
        if draw.cases:
            yield from _draw(context, table, draw, is_count=what == "rows")


def _draw(context: Context, table: Table, draw: Draw, *, is_count: bool) -> Iterator[Problem]:
    lost = [path for path in draw.given if context.route(path, table) is None]
    yield from _order(context, draw, lost)
    yield from _given(context, table, draw, is_count=is_count)
    cases = (*draw.address, "cases")
    if not context.is_sound((*draw.address, "given"), cases) or not context.has_order(table):
        return
    routes = {path: resolve(path, table, context.spec) for path in draw.given}
    if all(context.is_sound(route.column.address) for route in routes.values()):
        yield from _unreadable(context, draw, routes)
        if context.is_sound(cases):
            axes = [_axis(context, table, draw, path, route) for path, route in routes.items()]
            yield from _impossible(context, draw, axes)
            if context.is_sound(cases):
                yield from _cover(context, draw, axes)


def _given(context: Context, table: Table, draw: Draw, *, is_count: bool) -> Iterator[Problem]:
    used = {condition.path for case in draw.cases for condition in case.when or ()}
    for place, path in enumerate(draw.given):
        at: Address = (*draw.address, "given", place)
        try:
            route = resolve(path, table, context.spec)
        except UnknownPathError as error:
            yield context.problem(at, "PATH01", error.message, error.mend)
            continue
        if is_count and (not route.steps or route.steps[0] != Step(table.parent or "", None)):
            message = f"{path!r} is not of the parent, and rows are counted before they exist"
            yield context.problem(
                at, "ROWS02", message, f"name a column of the parent, such as {table.parent}.COLUMN"
            )
        elif path in draw.given[:place]:
            yield context.problem(at, "CASES03", f"{path!r} is given twice", "name it once")
        elif path not in used and context.is_sound((*draw.address, "cases")):
            message = f"{path!r} is given, and no `when` looks at it"
            yield context.problem(at, "CASES03", message, "remove it from `given`, or use it in a case")


def _order(context: Context, draw: Draw, lost: Sequence[str]) -> Iterator[Problem]:
    for place, case in enumerate(draw.cases):
        at = (*draw.address, "cases", place)
        keys = context.keys(at)
        if ("when" in keys) == ("otherwise" in keys):
            what = "both `when` and `otherwise`" if "when" in keys else "neither `when` nor `otherwise`"
            mend = "write `when:` with what must hold, or `otherwise: true` for the rest"
            yield context.problem(at, "CASES05", f"a case with {what}", mend)
        elif case.when is None and place != len(draw.cases) - 1:
            message = "`otherwise` stands before another case, and it is for what no other case holds for"
            yield context.problem(
                (*at, "otherwise"), "CASES05", message, "let it stand last, and once", key=True
            )
        for condition in case.when or ():
            # A name that only differs from a misspelt one in `given` is told there.
            if condition.path not in draw.given and not nearest(condition.path, lost):
                yield _not_given(context, draw, condition)


def _not_given(context: Context, draw: Draw, condition: Condition) -> Problem:
    near = nearest(condition.path, draw.given)
    hint = f"; did you mean {near!r}?" if near else ""
    message = f"{condition.path!r} is not among the `given` columns{hint}"
    return context.problem(
        condition.address, "CASES03", message, "add it to `given`, or name a column given there", key=True
    )


def _items(draw: Draw, path: str) -> Iterator[tuple[Address, Condition]]:
    """Yield each value or range that the cases ask of a column, alone, with its address."""
    for case in draw.cases:
        for condition in case.when or ():
            if condition.path != path:
                continue
            if isinstance(condition.matches, tuple):
                for place, item in enumerate(condition.matches):
                    yield (*condition.address, place), replace(condition, matches=(item,))
            else:
                yield condition.address, condition


def _unreadable(context: Context, draw: Draw, routes: Mapping[str, Route]) -> Iterator[Problem]:
    for path, route in routes.items():
        datatype = route.column.type
        for address, condition in _items(draw, path):
            try:
                match = matcher(condition, datatype)
            except ValueError as error:
                rule = "DATE01" if "that does not exist" in str(error) else "CASES04"
                message = f"{error}, and {path} is {datatype.name}"
                yield context.problem(
                    address, rule, message, "write a value, a range or a comparison of that type"
                )
                continue
            if any(interval.low > interval.high for interval in match.intervals):
                message, mend = (
                    "a range that runs backwards, so nothing is in it",
                    "write the smaller end first",
                )
                yield context.problem(address, "CASES04", message, mend)


def _axis(context: Context, table: Table, draw: Draw, path: str, route: Route) -> _Axis:
    spec, datatype = context.spec, route.column.type
    matches = [matcher(condition, datatype) for _, condition in _items(draw, path)]
    missing = facts.may_be_missing(route, table, spec)
    return _Axis(path, route, atoms(datatype, facts.domain(route, spec), matches, missing=missing))


def _impossible(context: Context, draw: Draw, axes: Sequence[_Axis]) -> Iterator[Problem]:
    """Yield what a case asks of a column that the column can never be."""
    for axis in axes:
        for address, condition in _items(draw, axis.path):
            match = matcher(condition, axis.route.column.type)
            if not axis.mask(match):
                what = "missing" if match.null else shown(condition.matches)
                yield context.problem(address, "CASES04", f"{axis.path} can never be {what}", _possible(axis))


def _possible(axis: _Axis) -> str:
    listed = [axis.atoms[place].show(axis.route.column.type) for place in range(min(len(axis.atoms), 8))]
    more = ", …" if len(axis.atoms) > len(listed) else ""
    return f"remove it; {axis.path} can be: {', '.join(listed)}{more}" if listed else "remove it"


def _cover(context: Context, draw: Draw, axes: Sequence[_Axis]) -> Iterator[Problem]:
    """Yield the cases that overlap an earlier one, or else a combination that no case holds for."""
    masks = [(place, _masks(case, axes)) for place, case in enumerate(draw.cases) if case.when is not None]
    disjoint = True
    widest = max(range(len(axes)), key=lambda place: len(axes[place].atoms))
    near: dict[int, list[int]] = {}
    for number, (place, mask) in enumerate(masks):
        # Two cases that overlap do so on every axis, so only those that share an atom of the widest are compared.
        bits = [bit for bit in range(mask[widest].bit_length()) if mask[widest] >> bit & 1]
        others = sorted({other for bit in bits for other in near.get(bit, ())})
        for bit in bits:
            near.setdefault(bit, []).append(number)
        for earlier, other in (masks[other] for other in others):
            common = tuple(one & two for one, two in zip(mask, other, strict=True))
            if all(common):
                disjoint = False
                found = _words(axes, [(bits & -bits).bit_length() - 1 for bits in common])
                message = f"two cases hold where {found}: this one and the {_nth(earlier)}"
                mend = "change one of them, so that exactly one holds"
                yield context.problem((*draw.address, "cases", place), "CASES02", message, mend)
                break
    if disjoint and all(case.when is not None for case in draw.cases):
        hole = _hole([len(axis.atoms) for axis in axes], [mask for _, mask in masks])
        if hole is not None:
            message = f"no case holds where {_words(axes, hole)}"
            end = (*draw.address, "cases", len(draw.cases))
            if context.document.origin(end) is not None:
                mend = "add a line for it below this one, or `otherwise:` beside `file:`"
                yield context.problem(end, "CASES01", message.replace("case", "line", 1), mend)
                return
            mend = "add a case for it, or end with `otherwise: true`"
            yield context.problem((*draw.address, "cases"), "CASES01", message, mend, key=True)


def _masks(case: Case, axes: Sequence[_Axis]) -> Masks:
    asked = {condition.path: condition for condition in case.when or ()}
    return tuple(
        axis.mask(matcher(asked[axis.path], axis.route.column.type))
        if axis.path in asked
        else axis.everything
        for axis in axes
    )


def _hole(sizes: Sequence[int], masks: Sequence[Masks]) -> list[int] | None:
    """Return a combination that none of the disjoint `masks` holds for, None if there is none.

    Disjoint cases cover everything exactly if their sizes sum to the size of the whole.
    """
    if sum(math.prod(bits.bit_count() for bits in mask) for mask in masks) == math.prod(sizes):
        return None
    for atom in range(sizes[0]):
        inside = [mask[1:] for mask in masks if mask[0] >> atom & 1]
        if len(sizes) == 1:
            if not inside:
                return [atom]
        elif (rest := _hole(sizes[1:], inside)) is not None:
            return [atom, *rest]
    return None


def _words(axes: Sequence[_Axis], places: Sequence[int]) -> str:
    return " and ".join(axis.show(place) for axis, place in zip(axes, places, strict=True))


def _nth(place: int) -> str:
    words = ("first", "second", "third", "fourth", "fifth")
    return f"{words[place]} one" if place < len(words) else f"one at number {place + 1}"
