"""Two specifications side by side, and the changes found so far."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from manikin.model import Spec
from manikin.model.draws import Address
from manikin.review.diff.change import OTHERWISE, Change, Direction, Grade, Place
from manikin.review.diff.graph import Node
from manikin.review.diff.matching import Matched
from manikin.review.diff.rules import RULES
from manikin.review.scopes import touched
from manikin.spec.canonical import written
from manikin.spec.document import Document
from manikin.spec.longtables import written_out


@dataclass(frozen=True)
class Side:
    """One version: what it means, and where that is written if it was read from a file."""

    spec: Spec
    document: Document | None = None

    @cached_property
    def tree(self) -> dict[str, Any]:
        """The canonical form, its columns by name and its long tables written out; addresses are those of the document."""
        tree = written(self.spec.canonical)
        for table in tree["tables"].values():
            table["columns"] = {name: self._whole(c) for name, c in table.get("columns", {}).items()}
            for part in table.get("parts", {}).values():
                part["columns"] = {name: self._whole(c) for name, c in part.get("columns", {}).items()}
        return tree

    def _whole(self, column: dict[str, Any]) -> Any:
        return written_out(column, self.spec.files)[0]

    def place(self, address: Address, *, key: bool = False) -> Place | None:
        """Return where something is written; None if this version was not read from a file."""
        if self.document is None:
            return None
        found = self.document.problem(address, "", "", key=key)
        return Place(found.file, found.line, found.column, found.end_column)


@dataclass(frozen=True)
class Found:
    """A change, and the columns and rows that it is about, by new names."""

    change: Change
    touches: frozenset[Node] = frozenset()


@dataclass
class Walk:
    """A way through both versions.

    Parameters
    ----------
    old, new : Side
        The versions.
    found : list of Found
        The changes so far.
    """

    old: Side
    new: Side
    found: list[Found] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.matched = Matched(self.old.spec, self.new.spec)

    def add(  # noqa: PLR0913  all that a change is told by
        self,
        rule: str,
        words: Sequence[str],
        was: Any,
        now: Any,
        *,
        at: tuple[Address | None, Address | None],
        direction: Direction = Direction.NONE,
        touches: Iterable[Node] = (),
        grade: Grade | None = None,
    ) -> None:
        """Add a change.

        Parameters
        ----------
        rule : str
            The id of its rule.
        words : sequence of str
            What it is about, in words, from the whole to the part.
        was, now : Any
            What stood and what stands there.
        at : tuple of Address or None
            Where it stood, and where it stands; the place of what is around it where it is gone.
        direction : Direction
            Whether more or less may stand in the data.
        touches : iterable of Node
            The columns and rows that it is about, by new names.
        grade : Grade, optional
            Its grade, where that of the rule and the direction is not it.
        """
        made = RULES[rule]
        old, new = at
        here = (new if now is not None or old is None else old) or ()
        scopes = touched(here, was, now) or (made.kind,)
        change = Change(
            rule=rule,
            kind=made.kind if made.kind in scopes else scopes[0],
            scopes=scopes,
            grade=grade or made.graded(direction),
            direction=direction,
            address=" / ".join(words),
            old=was,
            new=now,
            at=here,
            case=_case((self.old if now is None else self.new).tree, here),
            base=None if old is None else self.old.place(old, key=now is None),
            head=None if new is None else self.new.place(new, key=was is None or now is None),
        )
        self.found.append(Found(change, frozenset(touches)))


def _case(tree: Any, at: Address) -> Any:
    """Return what says when the case holds that a place is in; None for no case."""
    for place, step in enumerate(at):
        try:
            tree = tree[step]
        except (KeyError, IndexError, TypeError):
            return None
        if place and at[place - 1] == "cases" and isinstance(tree, Mapping):
            return tree.get("when", OTHERWISE)
    return None


def differing(old: Mapping[str, Any], new: Mapping[str, Any], *, but: Iterable[str] = ()) -> list[str]:
    """Return the keys under which two mappings differ, those of the new one first."""
    passed = set(but)
    return [key for key in dict.fromkeys((*new, *old)) if key not in passed and old.get(key) != new.get(key)]
