"""The whole difference of two specifications: what changed, which values move, and what that makes of the version."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from manikin.disclosure.deciding import DEFAULT, Deciding
from manikin.disclosure.policy import Policy
from manikin.errors import Problem
from manikin.model import Spec
from manikin.review.diff import differencing, headings, tables, version
from manikin.review.diff.change import Change, Grade
from manikin.review.diff.following import with_values
from manikin.review.diff.walk import Found, Side, Walk
from manikin.review.diff.wording import sentence
from manikin.review.scopes import SCOPES, digests
from manikin.review.statistics import Statistic, statistics

_GRADES = (Grade.MAJOR, Grade.MINOR, Grade.PATCH)


@dataclass(frozen=True)
class Difference:
    """Two versions and what changed between them.

    Parameters
    ----------
    old, new : Spec
        The versions.
    changes : tuple of Change
        What changed: what matters most to those who use the data first.
    same, statistics : int
        How many statistics are as they were, of how many there are now.
    uncounted : str
        Why some values were not counted, in words; empty where all were.
    is_counted : bool
        Whether it was looked which values move.
    numbered : Mapping of str to Statistic
        The statistics of the new version by their numbers.
    problems : tuple of Problem
        What is wrong with the new version beside the old: its number, or what the two tell together.
    """

    old: Spec
    new: Spec
    changes: tuple[Change, ...]
    same: int
    statistics: int
    uncounted: str = ""
    is_counted: bool = True
    numbered: Mapping[str, Statistic] = field(default_factory=dict, repr=False)
    problems: tuple[Problem, ...] = ()

    @property
    def roles(self) -> tuple[str, ...]:
        """The roles that have to decide on any of the changes."""
        return tuple(dict.fromkeys(role for change in self.changes for role in change.approval))

    @property
    def grade(self) -> Grade | None:
        """The gravest grade of any change; None where there is none."""
        return next((grade for grade in _GRADES if any(c.grade is grade for c in self.changes)), None)

    @property
    def scopes(self) -> tuple[str, ...]:
        """The scopes whose digest differs."""
        old, new = digests(self.old).scopes, digests(self.new).scopes
        return tuple(name for name in SCOPES if old[name] != new[name])


def differences(
    old: Spec | Side,
    new: Spec | Side,
    kept: Mapping[str, str] | None = None,
    *,
    deciding: Deciding = DEFAULT,
    asked: Policy | None = None,
    count: bool = True,
) -> Difference:
    """Return what changed from one specification to another.

    Parameters
    ----------
    old, new : Spec or Side
        The versions; a `Side` knows where things are written.
    kept : Mapping of str to str, optional
        The numbers of statistics that were given before, as of `statistics`.
    deciding : Deciding
        Which roles decide on what, as the organisation's policy says.
    asked : Policy, optional
        The organisation's disclosure policy, if it has one.
    count : bool
        Whether to draw both versions and count which values differ.
    """
    sides = [side if isinstance(side, Side) else Side(side) for side in (old, new)]
    walk = Walk(sides[0], sides[1])
    headings.compare(walk)
    tables.compare(walk)
    _otherwise_written(walk)
    found, refused = with_values(walk) if count else (walk.found, "")
    before = statistics(sides[0].spec, kept)
    after = statistics(sides[1].spec, {**(kept or {}), **{s.address: s.id for s in before}})
    changes = [_worded(_numbered(each, before, after), sides[1].spec, deciding) for each in found]
    moved = {number for change in changes for number in change.statistics}
    order = {change.id: place for place, change in enumerate(changes)}
    changes.sort(key=lambda c: (SCOPES.index(c.kind), _GRADES.index(c.grade), order[c.id]))
    same = sum(statistic.id not in moved for statistic in after)
    numbered = {statistic.id: statistic for statistic in after}
    made = Difference(
        sides[0].spec, sides[1].spec, tuple(changes), same, len(after), refused, count, numbered
    )
    found_together = differencing.problems(sides, before, after, asked)
    return replace(made, problems=(*version.problems(sides, made.grade), *found_together))


def _otherwise_written(walk: Walk) -> None:
    """Add that something is written otherwise where a digest differs and no change says why."""
    old, new = digests(walk.old.spec).scopes, digests(walk.new.spec).scopes
    told = {scope for found in walk.found for scope in found.change.scopes}
    left = [name for name in SCOPES if old[name] != new[name] and name not in told and name != "presentation"]
    if left:
        walk.add(
            "DIFF-WRITTEN", ("dataset",), {n: old[n] for n in left}, {n: new[n] for n in left}, at=((), ())
        )
        last = walk.found[-1]
        walk.found[-1] = Found(replace(last.change, kind=left[0], scopes=tuple(left)))


def _worded(change: Change, new: Spec, deciding: Deciding) -> Change:
    """Return a change with its words, and the roles that the new version's class makes decide on it."""
    roles = tuple(
        decider.role
        for decider in deciding.classes[new.classification].decided_by
        if set(change.scopes) & set(deciding.answers_for(decider.role, new.classification))
    )
    return replace(change, approval=roles, text=sentence(change))


def _numbered(found: Found, before: tuple[Statistic, ...], after: tuple[Statistic, ...]) -> Change:
    change = found.change
    if change.rule in {"DIFF-TITLE", "DIFF-COLUMN-RENAMED", "DIFF-TABLE-RENAMED"} or len(change.at) < 2:
        return change
    side = before if change.new is None else after
    wanted = change.at
    numbers = [
        statistic.id
        for statistic in side
        if statistic.path[: len(wanted)] == wanted or wanted[: len(statistic.path)] == statistic.path
    ]
    return replace(change, statistics=tuple(dict.fromkeys(numbers)))
