"""Keys: declared, stated, or guessed from which sets of columns tell all rows apart.

Of several single columns the one is taken that is called most like a key of its table. Where there is none,
columns are joined, those first that look like keys, and columns that turn out needless are left out again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from manikin.derive.structure.words import PLACE_WORDS, ends_with, is_key_like, named_after, words
from manikin.derive.view import Evidence

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from manikin.derive.sources import Database
    from manikin.derive.structure.typing import Typed

MOST_JOINED: Final = 4
_SINGLE: Final = frozenset({"integer", "string", "uuid"})
_JOINED: Final = _SINGLE | {"date", "datetime"}


def key(
    database: Database, table: str, typed: Mapping[str, Typed], stated: Sequence[str] = ()
) -> tuple[tuple[str, ...], Evidence]:
    """Return the key of a table, and how it is known; no columns where there is none."""
    if stated:
        return tuple(stated), Evidence.STATED
    declared = database.declared.get(table)
    if declared is not None and declared.key:
        return declared.key, Evidence.DECLARED
    return _guessed(database, table, typed), Evidence.GUESSED


def _guessed(database: Database, table: str, typed: Mapping[str, Typed]) -> tuple[str, ...]:
    rows = database.tables[table]
    names = list(rows.columns)
    counts = {"rows": rows.count()}
    for place, name in enumerate(names):
        counts[f"n{place}"] = rows[name].count()
        if typed[name].name in _JOINED:
            counts[f"d{place}"] = rows[name].nunique()
    answer = database.door.ask(rows.aggregate(**counts)).to_pylist()[0]
    total = answer["rows"]
    full = {name for place, name in enumerate(names) if answer[f"n{place}"] == total}
    distinct = {name: answer.get(f"d{place}", 0) for place, name in enumerate(names)}
    single = [
        name
        for name in names
        if name in full
        and typed[name].name in _SINGLE
        and (distinct[name] == total)
        and likeness(name, table, names)
    ]
    if single:
        return (max(single, key=lambda name: likeness(name, table, names)),)
    if not total:
        return ()
    joinable = [name for name in names if name in full and typed[name].name in _JOINED and distinct[name] > 1]
    return _joined(
        database, rows, total, sorted(joinable, key=lambda name: (-_weight(name), names.index(name)))
    )


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


def _weight(name: str) -> int:
    """Return how likely a column is to be part of a key."""
    if is_key_like(name):
        return 3
    if words(name)[-1:] and words(name)[-1] in PLACE_WORDS:
        return 2
    return 1 if {"time", "date", "on", "at", "name", "type"} & set(words(name)) else 0


def _joined(database: Database, rows: ir.Table, total: int, candidates: Sequence[str]) -> tuple[str, ...]:
    """Return a few columns that together tell all rows apart; none where no few do."""
    chosen: list[str] = []
    reached = 1
    for _ in range(MOST_JOINED):
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
                counted[name],
            ),
        )
        chosen.append(best)
        reached = counted[best]
        if reached == total:
            return _needed(database, rows, total, chosen)
    return ()


def _needed(database: Database, rows: ir.Table, total: int, chosen: Sequence[str]) -> tuple[str, ...]:
    kept = list(chosen)
    for name in tuple(chosen):
        fewer = [other for other in kept if other != name]
        if fewer and _distinct(database, rows, fewer) == total:
            kept = fewer
    order = list(rows.columns)
    return tuple(sorted(kept, key=order.index))


def _distinct(database: Database, rows: ir.Table, names: Sequence[str]) -> int:
    counted = rows.select(*names).distinct()
    return int(database.door.ask(counted.aggregate(n=counted.count())).to_pylist()[0]["n"])
