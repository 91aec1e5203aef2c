"""Values that are listed, and columns that are learnt from: none that points at one person.

No report repeats such a value: it gives the place alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from manikin.disclosure.detectors import LONGEST_LABEL, is_called_after_people, suspicion
from manikin.disclosure.lint.lint import Lint
from manikin.disclosure.lint.statistic import COUNTED, Statistic
from manikin.errors import Problem
from manikin.model import Column, FileRows, Table

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}([T ].*)?|[0-9]{1,2}/[0-9]{1,2}/[0-9]{2,4}")
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_CODES = frozenset("code concept concept_id flag id status type".split())
_NO_MEANS = COUNTED | {"bernoulli", "exactly", "states", "uniform", "zipf"}


def check(lint: Lint) -> Iterator[Problem]:
    """Yield listed values that give somebody away, and numbers learnt of identifiers and codes."""
    keys = {
        table.key[0]
        for table in lint.spec.tables.values()
        if len(table.key) == 1 and not isinstance(table.rows, FileRows)
    }
    for statistic in lint.statistics:
        column = statistic.column
        if column is None or statistic.what not in {"value", "states"} or column.kind == "references":
            continue
        if _is_identifier(column, statistic.table, keys) and statistic.name != "uniform":
            message = "this column tells people apart, and nothing may be learnt from its values"
            mend = "fill it with `sequence`, `permutation`, `pattern`, `uuid` or `references`"
            yield lint.refuse(statistic.address, "DISC14", message, mend, is_secret=True)
            continue
        yield from _code(lint, statistic, column)
        yield from _labels(lint, statistic, column)


def _is_identifier(column: Column, table: Table, keys: set[str]) -> bool:
    return (
        column.unique
        or table.key == (column.name,)
        or column.name in keys
        or is_called_after_people(column.name.lower().split("_"))
    )


def _code(lint: Lint, statistic: Statistic, column: Column) -> Iterator[Problem]:
    name = column.name.lower()
    is_code = any(name == word or name.endswith(f"_{word}") for word in _CODES)
    if is_code and column.type.name in {"integer", "decimal", "float"} and statistic.name not in _NO_MEANS:
        message = (
            f"{column.name} holds codes, and `{statistic.name}` draws numbers between them that mean nothing"
        )
        mend = "list the codes with permitted counts (`choice`), or point at their vocabulary (`references`)"
        yield lint.refuse(statistic.address, "DISC15", message, mend)


def _labels(lint: Lint, statistic: Statistic, column: Column) -> Iterator[Problem]:
    labels = list(statistic.labels())
    dated = [at for at, label in labels if _DATE.fullmatch(label)]
    if dated or (labels and column.type.name in {"date", "datetime"}):
        message = "single dates are listed, and a date with a place or an age points at one person"
        mend = (
            "say the months (`calendar`), quantiles on the first of months, or a distance from another date"
        )
        yield lint.refuse(statistic.address, "DISC13", message, mend, is_secret=True)
        return
    for at, label in labels:
        what = _given_away(label)
        if what:
            steps = len(at) - len(statistic.address)
            message = f"a listed value looks like {what}"
            mend = "remove it; fill such columns with an `identifier`, a `pattern` or a `faker`"
            yield lint.refuse(at, "DISC12", message, mend, steps=steps, is_secret=True)


def _given_away(label: str) -> str:
    if _UUID.fullmatch(label):
        return "an identifier"
    if len(label) > LONGEST_LABEL:
        return "free text"
    return suspicion(label)
