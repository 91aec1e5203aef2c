"""Differences of draws: distributions, the cases that choose among them, and what is missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from manikin.model import DataType, Draw
from manikin.review.diff.change import Direction
from manikin.review.diff.spots import Spot, told
from manikin.review.diff.supports import UNKNOWN, Support, moved, of_distribution, of_draw, together

WEIGHED: Final = frozenset({"choice", "histogram", "bernoulli", "calendar", "weights", "share", "patterns"})
"""What says how often, and not where."""


@dataclass(frozen=True)
class Drawn:
    """A draw on both sides.

    Parameters
    ----------
    spot : Spot
        Where it stands; its trees hold ``distribution``, or ``given`` and ``cases``.
    old, new : Draw
        The models.
    types : tuple of DataType
        What is drawn on each side.
    rule : str
        The rule of all its changes; where it is empty, each has that of its sort.
    leaf : str
        What each case holds: ``distribution``, ``share`` or ``patterns``.
    """

    spot: Spot
    old: Draw
    new: Draw
    types: tuple[DataType, DataType]
    rule: str = ""
    leaf: str = "distribution"

    def compare(self) -> None:
        """Add what differs."""
        old, new = self.spot.old, self.spot.new
        if self.old.given != self.new.given:
            self._add("DIFF-GIVEN", (), self._whole(old), self._whole(new), ((), ()), moved(*self._columns))
            return
        if self.leaf in old and self.leaf in new:
            if old[self.leaf] != new[self.leaf]:
                self._leaf((), old, new, ((), ()), (0, 0))
            return
        self._cases()

    @property
    def _columns(self) -> tuple[Support, Support]:
        """What the whole may give, on each side."""
        kinds = self.types
        return _support(self.old, kinds[0]), _support(self.new, kinds[1])

    def _whole(self, tree: Mapping[str, Any]) -> dict[str, Any]:
        return {key: tree[key] for key in (self.leaf, "given", "cases") if key in tree}

    def _cases(self) -> None:
        old, new = _by_case(self.spot.old), _by_case(self.spot.new)
        gone = [key for key in old if key not in new]
        came = [key for key in new if key not in old]
        for key, (place, case) in new.items():
            if key in old:
                was_place, was = old[key]
                places = ("cases", was_place), ("cases", place)
                if was.get(self.leaf) != case.get(self.leaf):
                    self._leaf((key,), was, case, places, (was_place, place))
                if was.get("source") != case.get("source"):
                    at = tuple((*side, "source") for side in places)
                    self._add("DIFF-SOURCE", (key,), was.get("source"), case.get("source"), (at[0], at[1]))
        for key in list(came):
            place, case = new[key]
            same = next((k for k in gone if old[k][1].get(self.leaf) == case.get(self.leaf)), None)
            if same is not None:
                gone.remove(same)
                came.remove(key)
                places = ("cases", old[same][0]), ("cases", place)
                self._add("DIFF-CASE", (same,), _held(old[same][1]), _held(case), places)
        for key in came:
            place, case = new[key]
            direction = moved(*self._one(self.new, place, self.types[1], is_new=True))
            self._add("DIFF-CASE-ADDED", (key,), None, case, ("cases", ("cases", place)), direction)
        for key in gone:
            place, case = old[key]
            direction = moved(*self._one(self.old, place, self.types[0], is_new=False))
            self._add("DIFF-CASE-REMOVED", (key,), case, None, (("cases", place), "cases"), direction)

    def _one(self, draw: Draw, place: int, datatype: DataType, *, is_new: bool) -> tuple[Support, Support]:
        """Return a case beside the whole of the other side, old first."""
        case = _case(draw, place, datatype)
        was, now = self._columns
        if not (case.is_known and was.is_known and now.is_known):
            return UNKNOWN, UNKNOWN
        return (was, was.joined(case)) if is_new else (now.joined(case), now)

    def _leaf(
        self,
        words: tuple[str, ...],
        old: Mapping[str, Any],
        new: Mapping[str, Any],
        places: tuple[Any, Any],
        numbers: tuple[int, int],
    ) -> None:
        was, now = old[self.leaf], new[self.leaf]
        whole = self._columns
        direction = moved(
            _case(self.old, numbers[0], self.types[0]),
            _case(self.new, numbers[1], self.types[1]),
            was=whole[0],
            now=whole[1],
        )
        at = tuple((*_steps(side), self.leaf) for side in places)
        self._add(_sort(was, now, self.leaf), words, was, now, (at[0], at[1]), direction)

    def _add(
        self,
        rule: str,
        words: tuple[str, ...],
        was: Any,
        now: Any,
        places: tuple[Any, Any],
        direction: Direction = Direction.NONE,
    ) -> None:
        spot = self.spot
        chosen = self.rule if self.rule and rule != "DIFF-SOURCE" else rule
        spot.walk.add(
            chosen,
            (*spot.words, *words),
            was,
            now,
            at=((*spot.was, *_steps(places[0])), (*spot.now, *_steps(places[1]))),
            direction=direction,
            touches=() if rule == "DIFF-SOURCE" else spot.touches,
        )


def _steps(place: Any) -> tuple[Any, ...]:
    return (place,) if isinstance(place, str) else tuple(place)


def _by_case(tree: Mapping[str, Any]) -> dict[str, tuple[int, Mapping[str, Any]]]:
    return {told(case.get("when")): (place, case) for place, case in enumerate(tree.get("cases", ()))}


def _held(case: Mapping[str, Any]) -> dict[str, Any]:
    """Return what says when a case holds."""
    return {key: case[key] for key in ("when", "otherwise") if key in case}


def _support(draw: Draw, datatype: DataType) -> Support:
    return of_draw(draw, datatype)


def _case(draw: Draw, place: int, datatype: DataType) -> Support:
    found = draw.distributions
    return of_distribution(found[place], datatype) if place < len(found) else UNKNOWN


def _sort(was: Any, now: Any, leaf: str) -> str:
    """Return the rule of two distributions that differ."""
    if leaf != "distribution":
        return "DIFF-WEIGHTS"
    ((old, _),), ((new, _),) = was.items(), now.items()
    if old != new:
        return "DIFF-DISTRIBUTION"
    return "DIFF-WEIGHTS" if old in WEIGHED else "DIFF-NUMBERS"


def missing(old: Any, new: Any) -> Direction:
    """Return which way it moved from some shares of missing values to others; None is no share."""
    before, after = any(_shares(old)), any(_shares(new))
    return together(more=after and not before, less=before and not after)


def _shares(tree: Any) -> Iterator[float]:
    if isinstance(tree, int | float):
        yield tree
    elif isinstance(tree, Mapping):
        yield from (case["share"] for case in tree["cases"])
