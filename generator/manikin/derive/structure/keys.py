"""Keys: declared, stated, or guessed from which sets of columns tell all rows apart.

Of several single columns the one is taken that is called most like a key of its table. Where there is none,
columns are joined, those first that look like keys, and columns that turn out needless are left out again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from manikin.derive.view import Evidence
from manikin.derive.words import PLACE_WORDS, ends_with, is_key_like, named_after, words
from manikin.disclosure.policy import Policy

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from manikin.derive.sources import Database
    from manikin.derive.structure.typing import Typed

MOST_JOINED: Final = 4
MOST_TRIED: Final = 7
"""How often one more column is joined: of those that belong to one another, needless ones are left out again."""
_FIRST: Final = 50_000
_AT_ONCE: Final = 8
"""How many columns one question looks at: the values of each of them take memory."""
_SINGLE: Final = frozenset({"integer", "string", "uuid"})
_JOINED: Final = _SINGLE | {"date", "datetime"}


@dataclass(frozen=True)
class Alone:
    """Which columns tell rows apart.

    Parameters
    ----------
    rows : int
        How many rows there are.
    full : frozenset of str
        The columns without a gap.
    nearly : frozenset of str
        The columns without a gap, but for fewer rows than may be told.
    exact : frozenset of str
        The columns with a value in every row, of which none stands twice.
    mostly : frozenset of str
        The columns whose values stand alone, but for fewer rows than may be told.
    """

    rows: int
    full: frozenset[str]
    nearly: frozenset[str]
    exact: frozenset[str]
    mostly: frozenset[str]


def alone(database: Database, table: str, typed: Mapping[str, Typed], policy: Policy) -> Alone:
    """Return which columns tell rows apart.

    What already stands twice in the first rows is not looked for in all of them: those can only have more.
    """
    rows = database.tables[table]
    names = [name for name in rows.columns if typed[name].name in _SINGLE]
    first = _repeated(database, rows.limit(_FIRST), names, at_once=_AT_ONCE)
    left = [name for name in names if not policy.permit(first[name][1])]
    found = _repeated(database, rows, left)
    counts = _filled(database, rows)
    total = counts.pop("")
    return Alone(
        total,
        frozenset(name for name, filled in counts.items() if filled == total),
        frozenset(name for name, filled in counts.items() if not policy.permit(total - filled)),
        frozenset(name for name in left if found[name] == (total, 0)),
        frozenset(
            name for name in left if policy.permit(found[name][0]) and not policy.permit(found[name][1])
        ),
    )


def _repeated(
    database: Database, rows: ir.Table, names: Sequence[str], at_once: int = 1
) -> dict[str, tuple[int, int]]:
    """Return, for each column, how many rows have a value, and how many have one that another row has already."""
    found = {}
    for first in range(0, len(names), at_once):
        some = names[first : first + at_once]
        counts = {}
        for place, name in enumerate(some):
            counts[f"n{place}"] = rows[name].count()
            counts[f"d{place}"] = rows[name].nunique()
        answer = database.door.ask(rows.aggregate(**counts)).to_pylist()[0]
        for place, name in enumerate(some):
            found[name] = (answer[f"n{place}"], answer[f"n{place}"] - answer[f"d{place}"])
    return found


def _filled(database: Database, rows: ir.Table) -> dict[str, int]:
    """Return how many rows have a value, by column, and how many there are under an empty name."""
    counts = {f"n{place}": rows[name].count() for place, name in enumerate(rows.columns)}
    answer = database.door.ask(rows.aggregate(**counts, rows=rows.count())).to_pylist()[0]
    return {"": answer["rows"], **{name: answer[f"n{place}"] for place, name in enumerate(rows.columns)}}


def key(
    database: Database,
    table: str,
    typed: Mapping[str, Typed],
    apart: Alone,
    stated: Sequence[str] = (),
) -> tuple[tuple[str, ...], Evidence]:
    """Return the key of a table, and how it is known; no columns where there is none.

    Parameters
    ----------
    apart : Alone
        Which of its columns tell rows apart. Whether a key holds is a fact of structure and exact: of a key with
        repeated values nothing could be loaded.
    """
    if stated:
        return tuple(stated), Evidence.STATED
    declared = database.declared.get(table)
    if declared is not None and declared.key:
        return declared.key, Evidence.DECLARED
    return _guessed(database, table, typed, apart), Evidence.GUESSED


def _guessed(database: Database, table: str, typed: Mapping[str, Typed], apart: Alone) -> tuple[str, ...]:
    rows = database.tables[table]
    names = list(rows.columns)
    between = _between(table, names, database.tables)
    if between and set(between) <= apart.full and any(name in apart.exact for name in between):
        # A row for each pair, although so far each of the one has only one of the other.
        return between
    single = [name for name in names if name in apart.exact and likeness(name, table, names)]
    if single:
        return (max(single, key=lambda name: likeness(name, table, names)),)
    if not apart.rows:
        return ()
    joinable = [name for name in names if name in apart.full and typed[name].name in _JOINED]
    return _joined(
        database, rows, apart.rows, sorted(joinable, key=lambda name: (-_weight(name), names.index(name)))
    )


def _between(table: str, names: Sequence[str], tables: Iterable[str]) -> tuple[str, ...]:
    """Return the columns that point at both tables after which one is called, such as film_category; none where there are none."""
    whole = words(table)
    ones = {named_after(other) for other in tables if other != table}
    for place in range(1, len(whole)):
        first, second = whole[:place], named_after("_".join(whole[place:]))
        if first in ones and second in ones:
            found = [name for one in (first, second) for name in names if words(name) == (*one, "id")]
            if len(found) == 2:
                return tuple(sorted(found, key=names.index))
    return ()


def likeness(name: str, table: str, names: Sequence[str]) -> int:
    """Return how much a column is called like the key of its table; 0 where not at all."""
    one = named_after(table)
    if ends_with(name, (*one, "id")) and len(words(name)) <= len(one) + 1:
        return 5
    if words(name) in {("id",), ("key",), ("uuid",), ("guid",), one}:
        return 4
    if is_key_like(name):
        return 3 if names.index(name) == 0 else 2
    return 1 if names.index(name) == 0 else 0


_PART: Final = 2
"""The weight of columns that are called as parts of keys are."""


def _weight(name: str) -> int:
    """Return how likely a column is to be part of a key."""
    if is_key_like(name):
        return 3
    if words(name)[-1:] and words(name)[-1] in PLACE_WORDS:
        return 2
    return 1 if {"time", "date", "on", "at", "name", "type"} & set(words(name)) else 0


def _joined(database: Database, rows: ir.Table, total: int, candidates: Sequence[str]) -> tuple[str, ...]:
    """Return a few columns that together tell all rows apart; none where no few do.

    Which are taken follows from their names, and from whether one more column tells more rows apart; not from how many.
    """
    chosen: list[str] = []
    reached = 1
    names = list(rows.columns)
    for _ in range(MOST_TRIED):
        if len(chosen) == MOST_JOINED:
            return ()
        tried = [name for name in candidates if name not in chosen and (_weight(name) or chosen)][:8]
        if not chosen:
            # A time may tell all rows apart by chance; what rows belong to comes first.
            tried = [name for name in tried if _weight(name) == _weight(tried[0])]
        counted = {name: _distinct(database, rows, [*chosen, name]) for name in tried}
        if not counted or max(counted.values()) <= reached:
            return ()
        # Likely columns go before those that merely have many values, such as an amount.
        best = max(
            tried,
            key=lambda name: (
                counted[name] == total,
                counted[name] > reached and _weight(name),
                counted[name] > reached,
                -names.index(name),
            ),
        )
        reached = counted[best]
        chosen.append(best)
        if reached == total:
            # What rows belong to was chosen first, and stays.
            return tuple(sorted(_needed(database, rows, total, chosen, chosen[:0:-1]), key=names.index))
        # A stay belongs to one admission, and that to one patient: the nearest of them is enough.
        chosen = _needed(database, rows, reached, chosen, chosen[:-1])
    return ()


def _needed(
    database: Database, rows: ir.Table, total: int, chosen: Sequence[str], tried: Sequence[str]
) -> list[str]:
    """Return columns without those, of the ones tried in their order, that tell no more rows apart."""
    kept = list(chosen)
    for name in tried:
        fewer = [other for other in kept if other != name]
        # A time, a name or an amount alone tells rows apart by chance; what they belong to stays.
        if any(_weight(other) >= _PART for other in fewer) and _distinct(database, rows, fewer) == total:
            kept = fewer
    return kept


def _distinct(database: Database, rows: ir.Table, names: Sequence[str]) -> int:
    counted = rows.select(*names).distinct()
    return int(database.door.ask(counted.aggregate(n=counted.count())).to_pylist()[0]["n"])
