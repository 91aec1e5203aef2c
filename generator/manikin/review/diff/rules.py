"""The table of rules: what each sort of change is, whose matter it is, and what it means to who uses the data.

One rule of thumb stands behind all grades: *major* where something that a program relied on may no longer hold, *minor*
where there is more, less or otherwise of what was promised, *patch* where neither values nor promises change. Where a rule
has no grade of its own, the direction decides: data that may hold what they could not before are major, and so is
what cannot be told.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from manikin.review.diff.change import Direction, Grade

_MAJOR, _MINOR, _PATCH = Grade.MAJOR, Grade.MINOR, Grade.PATCH
_STRUCTURE, _STATISTIC, _RULE, _USE, _PRESENTATION = "structure", "statistic", "rule", "use", "presentation"


@dataclass(frozen=True)
class Rule:
    """A sort of change.

    Parameters
    ----------
    title : str
        What changed, in a few words.
    kind : str
        Whose matter it is, one of `manikin.review.scopes.SCOPES`.
    grade : Grade or None
        What it means to who uses the data; None where the direction decides.
    why : str
        Why the grade is what it is.
    """

    title: str
    kind: str
    grade: Grade | None
    why: str

    def graded(self, direction: Direction) -> Grade:
        """Return the grade of a change of this sort in a direction."""
        if self.grade is not None:
            return self.grade
        loose = {Direction.LOOSENS, Direction.BOTH, Direction.UNDETERMINED}
        return _MAJOR if direction in loose else _MINOR


RULES: Final[Mapping[str, Rule]] = {
    "DIFF-DATASET": Rule("the dataset's name", _STRUCTURE, _MAJOR, "who asks for the old name finds nothing"),
    "DIFF-LANGUAGE": Rule(
        "the version of the language", _STRUCTURE, _PATCH, "what it says otherwise is told by itself"
    ),
    "DIFF-CLASS": Rule("the class", _USE, _MAJOR, "who may have the data follows from it"),
    "DIFF-OWNER": Rule("who answers for the dataset", _USE, _PATCH, "no value and no promise changes"),
    "DIFF-USE-ADDED": Rule("a use that is allowed now", _USE, _MINOR, "all that was allowed still is"),
    "DIFF-USE-REMOVED": Rule(
        "a use that is no longer allowed", _USE, _MAJOR, "somebody may have relied on being allowed"
    ),
    "DIFF-WAIVER": Rule("an exception from the disclosure rules", _USE, _PATCH, "no value changes"),
    "DIFF-SOURCE": Rule("where numbers come from", _USE, _PATCH, "no value changes"),
    "DIFF-GRID": Rule("where columns may be cut", _STATISTIC, _PATCH, "it binds later numbers, not these"),
    "DIFF-TITLE": Rule("title, summary or description", _PRESENTATION, _PATCH, "no value changes"),
    "DIFF-SEED": Rule("the seed", _STRUCTURE, _MINOR, "every drawn value is another of the same sort"),
    "DIFF-LOCALE": Rule("the locale", _STRUCTURE, _MINOR, "names and addresses are others of the same sort"),
    "DIFF-CSV": Rule("how CSV files are written", _STRUCTURE, _MAJOR, "what reads them must change"),
    "DIFF-CONSTANT": Rule(
        "a constant", _RULE, None, "it stands in expressions, so what follows cannot be told"
    ),
    "DIFF-TABLE-ADDED": Rule("a new table", _STRUCTURE, _MINOR, "all that was there still is"),
    "DIFF-TABLE-REMOVED": Rule("a table that is gone", _STRUCTURE, _MAJOR, "what reads it fails"),
    "DIFF-TABLE-RENAMED": Rule("a table's new name", _STRUCTURE, _MAJOR, "what reads the old name fails"),
    "DIFF-COLUMN-ADDED": Rule("a new column", _STRUCTURE, _MINOR, "all that was there still is"),
    "DIFF-COLUMN-REMOVED": Rule("a column that is gone", _STRUCTURE, _MAJOR, "what reads it fails"),
    "DIFF-COLUMN-RENAMED": Rule("a column's new name", _STRUCTURE, _MAJOR, "what reads the old name fails"),
    "DIFF-COLUMN-ORDER": Rule(
        "the order of columns", _STRUCTURE, _MINOR, "columns are read by name; the file looks otherwise"
    ),
    "DIFF-STREAM": Rule(
        "what a column or table was called", _STRUCTURE, _MINOR, "its values are drawn anew, of the same sort"
    ),
    "DIFF-HIDDEN": Rule("what is written no longer", _STRUCTURE, _MAJOR, "what reads it fails"),
    "DIFF-SHOWN": Rule("what is written now", _STRUCTURE, _MINOR, "all that was there still is"),
    "DIFF-TYPE": Rule("a column's type", _STRUCTURE, _MAJOR, "what reads it must change"),
    "DIFF-LENGTH": Rule(
        "the most characters", _STRUCTURE, None, "longer text may not fit where it was put before"
    ),
    "DIFF-FORMAT": Rule("how dates or times are written", _STRUCTURE, _MAJOR, "what reads them must change"),
    "DIFF-KEY": Rule("a table's key", _STRUCTURE, _MAJOR, "what finds rows by it must change"),
    "DIFF-WAY": Rule(
        "another way to fill a column",
        _STRUCTURE,
        None,
        "what it may hold is compared where that can be told",
    ),
    "DIFF-SETTING": Rule(
        "how a column is filled",
        _STRUCTURE,
        None,
        "what it may hold is compared where that can be told; of another pattern or expression it cannot",
    ),
    "DIFF-REFERENCE": Rule("what a column points at", _STRUCTURE, None, "joins may find other rows, or none"),
    "DIFF-ORDER": Rule(
        "the order of categories", _STRUCTURE, _MINOR, "the same values, others in their places"
    ),
    "DIFF-ROWS": Rule("how many rows", _STATISTIC, _MINOR, "more or fewer rows of the same sort"),
    "DIFF-PARENT": Rule("whose rows a table's belong to", _STRUCTURE, _MAJOR, "joins find other rows"),
    "DIFF-PART": Rule("a kind of row", _STRUCTURE, None, "what rows there may be"),
    "DIFF-FILE": Rule("the file of a vocabulary", _STRUCTURE, _PATCH, "its lines are compared by themselves"),
    "DIFF-LINES": Rule(
        "the lines of a vocabulary", _STRUCTURE, None, "a new line is a value that could not be there before"
    ),
    "DIFF-WEIGHTS": Rule("how often values are", _STATISTIC, None, "the same values, more or fewer of each"),
    "DIFF-NUMBERS": Rule("the numbers of a distribution", _STATISTIC, None, "another spread within its ends"),
    "DIFF-DISTRIBUTION": Rule("another distribution", _STATISTIC, None, "what it may give is compared"),
    "DIFF-CASE-ADDED": Rule("a new case", _STATISTIC, None, "what the column may hold is compared"),
    "DIFF-CASE-REMOVED": Rule(
        "a case that is gone", _STATISTIC, None, "what the column may hold is compared"
    ),
    "DIFF-GIVEN": Rule("what a column depends on", _STATISTIC, None, "what the column may hold is compared"),
    "DIFF-CASE": Rule("when a case holds", _STATISTIC, _MINOR, "other rows, values of the same sort"),
    "DIFF-CHILDREN": Rule("how many rows for each row of the parent", _STATISTIC, None, "as of values"),
    "DIFF-EVEN": Rule(
        "how evenly rows are spread over their parents",
        _STATISTIC,
        _MINOR,
        "as many rows, others for each parent",
    ),
    "DIFF-MISSING": Rule(
        "how often a value is missing", _STATISTIC, None, "major where none was missing before"
    ),
    "DIFF-CORRELATION": Rule(
        "which columns go together", _STATISTIC, _MINOR, "the same values, others together"
    ),
    "DIFF-UNIQUE": Rule("what is never there twice", _RULE, None, "major where it may be there twice now"),
    "DIFF-CHECK-ADDED": Rule("a new rule", _RULE, _MINOR, "all that was promised still is"),
    "DIFF-CHECK-REMOVED": Rule("a rule that is gone", _RULE, _MAJOR, "a program may have relied on it"),
    "DIFF-CHECK": Rule("another rule", _RULE, _MAJOR, "whether it promises more or less cannot be told"),
    "DIFF-CHECK-HOW": Rule("how a rule is kept", _RULE, _MINOR, "the rule itself stays"),
    "DIFF-DEFECT": Rule(
        "what is wrong on purpose", _RULE, _MINOR, "only in data that were asked for with defects"
    ),
    "DIFF-WRITTEN": Rule(
        "the same, written otherwise",
        _STRUCTURE,
        _PATCH,
        "no value and no promise changes, but the digest does",
    ),
}
"""Every rule by its id."""

SAYS: Final[Mapping[Direction, str]] = {
    Direction.NONE: "what may stand in the data is what could before",
    Direction.TIGHTENS: "nothing stands in the data that could not before",
    Direction.LOOSENS: "the data may hold what they could not before",
    Direction.BOTH: "the data may hold what they could not before, and no longer all that they could",
    Direction.UNDETERMINED: "whether the data may hold more than before cannot be told",
}
"""What each direction means to who uses the data."""
