"""The bound audit: what published numbers, taken together, prove about small groups of people.

Hiding small counts is not enough: two published totals may differ by a hidden one. So every published
number becomes a line of a linear program over the smallest groups that the tables tell apart, and each
group that could be singled out is bounded from below and from above. Solved by HiGHS, one model for all
groups, since only the objective changes. Whole-number arguments such as parity are not made, so a bound
may be wider than what a patient reader could prove; it is never narrower.

Knows nothing of specifications and nothing of data.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from math import ceil, floor
from typing import Final

import highspy
import numpy as np

from manikin.disclosure.policy import Policy

_SLACK: Final = 1e-6
"""What a bound may be off by, from arithmetic in doubles; whole people are a million times larger."""


_WORTH_IT: Final = 8
"""Many groups are looked at together while that settles at least one in so many."""
_PRIMAL: Final = 4
"""What HiGHS calls the primal simplex."""


@dataclass(frozen=True)
class Statement:
    """What is known of the people in some atoms together: at least `least`, and at most `most`.

    Parameters
    ----------
    atoms : tuple of int
        The smallest groups that it counts.
    least, most : int
        Both included; `most` is None where nothing bounds it.
    label : Hashable
        What the caller knows the number by.
    """

    atoms: tuple[int, ...]
    least: int
    most: int | None
    label: Hashable


@dataclass(frozen=True)
class Exposure:
    """A group of fewer people than the threshold that the statements give away.

    Parameters
    ----------
    group : int
        Its place among the groups that were judged.
    least, most : int or None
        What is proved of it; `most` is None where nothing bounds it.
    proof : tuple of Hashable
        The labels of the statements that together prove it.
    """

    group: int
    least: int
    most: int | None
    proof: tuple[Hashable, ...]


class ContradictionError(Exception):
    """The statements cannot all be true of any people; `labels` names some that contradict one another."""

    def __init__(self, labels: tuple[Hashable, ...]) -> None:
        super().__init__("these numbers cannot come from one set of people")
        self.labels = labels


def is_exposed(least: int, most: int | None, policy: Policy) -> bool:
    """Return whether a group whose size lies between two bounds is given away.

    It is, if it must be small and not empty, or if it may be small and its size is known within half the threshold.
    """
    if most is None:
        return False
    if least >= 1 and most <= policy.threshold - 1:
        return True
    return 2 * (most - least + 1) < policy.threshold and least < policy.threshold and most > 0


def audit(
    atoms: int, statements: Sequence[Statement], groups: Sequence[Sequence[int]], policy: Policy
) -> tuple[Exposure, ...]:
    """Return the groups that the statements give away.

    Parameters
    ----------
    atoms : int
        How many smallest groups there are, disjoint.
    statements : sequence of Statement
        All that is published, and all that follows from what was left out.
    groups : sequence of sequences of int
        The groups to judge, as lists of atoms.
    policy : Policy
        What counts as small.

    Raises
    ------
    ContradictionError
        If no people at all agree with the statements.
    """
    if not groups or not atoms:
        return ()
    model = _Model(atoms, statements)
    witnesses = _Witnesses(groups, atoms)
    witnesses.see(model.solved(np.ones(atoms), largest=False))
    if model.is_bounded:
        witnesses.see(model.solved(np.ones(atoms), largest=True))
    _settle_many(model, witnesses, policy)
    model.only_costs_change()
    found = []
    for place in witnesses.open(policy).tolist():
        if not witnesses.settles(place, policy):
            least, most, proof = _bounds(model, groups[place], witnesses)
            if is_exposed(least, most, policy):
                found.append(Exposure(place, least, most, proof))
    return tuple(found)


def _settle_many(model: _Model, witnesses: _Witnesses, policy: Policy) -> None:
    """Look for people among whom all open groups together are few, and many, while that settles a good part of them."""
    left = witnesses.open(policy)
    while len(left):
        costs = witnesses.costs(left)
        for largest in (False, True):
            witnesses.see(model.solved(costs, largest=largest))
        before, left = len(left), witnesses.open(policy)
        if _WORTH_IT * (before - len(left)) < before:
            return


def _bounds(
    model: _Model, group: Sequence[int], witnesses: _Witnesses
) -> tuple[int, int | None, tuple[Hashable, ...]]:
    costs = np.zeros(model.atoms)
    costs[list(group)] = 1.0
    low = model.solved(costs, largest=False)
    assert low is not None
    witnesses.see(low)
    proof = dict.fromkeys(model.binding())
    least = ceil(float(costs @ low) - _SLACK)
    high = model.solved(costs, largest=True)
    if high is None:
        return least, None, tuple(proof)
    witnesses.see(high)
    proof |= dict.fromkeys(model.binding())
    return least, floor(float(costs @ high) + _SLACK), tuple(proof)


class _Witnesses:
    """People who agree with all statements: each shows, for every group at once, what is possible."""

    def __init__(self, groups: Sequence[Sequence[int]], atoms: int) -> None:
        self._rows = np.repeat(np.arange(len(groups)), [len(group) for group in groups])
        self._atoms = np.concatenate([np.asarray(group, np.int64) for group in groups])
        self._size = atoms
        self._least = np.full(len(groups), np.inf)
        self._most = np.full(len(groups), -np.inf)

    def see(self, solution: np.ndarray | None) -> None:
        """Take note of one more possibility."""
        if solution is not None:
            sums = np.bincount(self._rows, solution[self._atoms], minlength=len(self._least))
            self._least = np.minimum(self._least, sums)
            self._most = np.maximum(self._most, sums)

    def settles(self, place: int, policy: Policy) -> bool:
        """Return whether what was seen already shows that a group is not given away."""
        return bool(self._settled(policy, slice(place, place + 1))[0])

    def open(self, policy: Policy) -> np.ndarray:
        """Return the places of the groups that are not settled yet."""
        return np.flatnonzero(~self._settled(policy))

    def costs(self, places: np.ndarray) -> np.ndarray:
        """Return the costs of atoms of which the least and the largest solution have few and many in some groups."""
        chosen = np.isin(self._rows, places)
        return np.bincount(self._atoms[chosen], minlength=self._size).astype(np.float64)

    def _settled(self, policy: Policy, which: slice = slice(None)) -> np.ndarray:
        least, most = self._least[which], self._most[which]
        wide = most - least + 1 >= policy.threshold / 2 + _SLACK
        # That what was seen is large proves nothing: the group may still be known to the person around the threshold.
        settled: np.ndarray = wide & ((least < 1 - _SLACK) | (most > policy.threshold - 1 + _SLACK))
        return settled


class _Model:
    """The linear program: a variable for each atom, a line for each statement."""

    def __init__(self, atoms: int, statements: Sequence[Statement]) -> None:
        self.atoms = atoms
        self._statements = tuple(statements)
        covered = {atom for s in statements if s.most is not None for atom in s.atoms}
        self.is_bounded = len(covered) == atoms
        program = highspy.HighsLp()
        program.num_col_, program.num_row_ = atoms, len(statements)
        program.col_cost_ = np.zeros(atoms)
        program.col_lower_ = np.zeros(atoms)
        program.col_upper_ = np.full(atoms, highspy.kHighsInf)
        program.row_lower_ = np.array([float(s.least) for s in statements])
        program.row_upper_ = np.array(
            [highspy.kHighsInf if s.most is None else float(s.most) for s in statements]
        )
        program.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        program.a_matrix_.start_ = np.cumsum([0, *(len(s.atoms) for s in statements)]).astype(np.int32)
        program.a_matrix_.index_ = np.array([atom for s in statements for atom in s.atoms], np.int32)
        program.a_matrix_.value_ = np.ones(sum(len(s.atoms) for s in statements))
        self._solver = highspy.Highs()  # type: ignore[no-untyped-call]
        self._solver.silent()
        self._solver.setOptionValue("threads", 1)
        self._solver.passModel(program)
        self._columns = np.arange(atoms, dtype=np.int32)

    def only_costs_change(self) -> None:
        """Go on from the last solution, which stays possible: the primal simplex takes a few steps where the dual starts anew."""
        self._solver.setOptionValue("simplex_strategy", _PRIMAL)

    def solved(self, costs: np.ndarray, *, largest: bool) -> np.ndarray | None:
        """Return people for whom the costs are least, or largest; None where nothing bounds them.

        Raises
        ------
        ContradictionError
            If there are none at all.
        """
        self._solver.changeColsCost(self.atoms, self._columns, -costs if largest else costs)
        self._solver.run()
        status = self._solver.getModelStatus()
        if status == highspy.HighsModelStatus.kOptimal:
            return np.array(self._solver.getSolution().col_value)
        if (
            status in {highspy.HighsModelStatus.kUnbounded, highspy.HighsModelStatus.kUnboundedOrInfeasible}
            and largest
        ):
            return None
        raise ContradictionError(tuple(self._contradicting()))

    def binding(self) -> Iterator[Hashable]:
        """Yield the labels of the statements that hold the last solution where it is."""
        duals = self._solver.getSolution().row_dual
        for statement, dual in zip(self._statements, duals, strict=True):
            if abs(dual) > _SLACK:
                yield statement.label

    def _contradicting(self) -> Iterator[Hashable]:
        """Yield the labels of statements that the fewest changes would break."""
        soft = highspy.Highs()  # type: ignore[no-untyped-call]
        soft.silent()
        soft.passModel(self._solver.getLp())
        soft.feasibilityRelaxation(1e9, 1.0, 1.0)
        activity = np.array(soft.getSolution().row_value)
        for statement, value in zip(self._statements, activity, strict=True):
            if value < statement.least - _SLACK or (
                statement.most is not None and value > statement.most + _SLACK
            ):
                yield statement.label
