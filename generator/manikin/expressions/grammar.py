"""What the tree of an expression may consist of: exact node types and, for each, its arguments.

A list of what is allowed, never of what is not. Knows the parser's node types, not what they compute.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from sqlglot import exp

_ONE: Final = frozenset({"this"})
_TWO: Final = frozenset({"this", "expression"})
_MANY: Final = frozenset({"this", "expressions"})

KEYS: Final[Mapping[type[Any], frozenset[str]]] = MappingProxyType(
    dict.fromkeys((exp.Literal,), frozenset({"this", "is_string"}))
    | dict.fromkeys((exp.Boolean, exp.Paren, exp.Not, exp.Neg, exp.Var, exp.DataTypeParam), _ONE)
    | dict.fromkeys(
        (exp.Upper, exp.Lower, exp.Length, exp.Abs, exp.Sign, exp.Sqrt, exp.Floor, exp.Ceil), _ONE
    )
    | dict.fromkeys((exp.Year, exp.Quarter, exp.Month, exp.Day, exp.Hour, exp.Minute, exp.Second), _ONE)
    | dict.fromkeys((exp.And, exp.Or, exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.Is), _TWO)
    | dict.fromkeys((exp.NullSafeEQ, exp.NullSafeNEQ, exp.Escape, exp.Add, exp.Sub, exp.Mul, exp.Div), _TWO)
    | dict.fromkeys((exp.IntDiv, exp.Mod, exp.Nullif, exp.Left, exp.Right, exp.StartsWith, exp.Dot), _TWO)
    | dict.fromkeys((exp.In, exp.Coalesce, exp.Anonymous), _MANY)
    | dict.fromkeys((exp.Least, exp.Greatest), _MANY | {"ignore_nulls"})
    | {
        exp.Null: frozenset(),
        exp.Identifier: frozenset({"this", "quoted"}),
        exp.Column: frozenset({"this", "table", "db", "catalog"}),
        exp.Between: frozenset({"this", "low", "high"}),
        exp.Like: _TWO | {"negate"},
        exp.DPipe: _TWO | {"safe"},
        exp.Case: frozenset({"this", "ifs", "default"}),
        exp.If: frozenset({"this", "true", "false"}),
        exp.Cast: frozenset({"this", "to"}),
        exp.DataType: _MANY,
        exp.Concat: frozenset({"expressions", "safe", "coalesce"}),
        exp.Substring: frozenset({"this", "start", "length"}),
        exp.Trim: frozenset({"this", "expression", "position"}),
        exp.Round: frozenset({"this", "decimals"}),
        exp.DateDiff: _TWO | {"unit", "date_part_boundary"},
        exp.TimestampTrunc: frozenset({"this", "unit"}),
        exp.Extract: _TWO,
        exp.Interval: frozenset({"this", "unit"}),
        exp.DateFromParts: frozenset({"year", "month", "day"}),
    }
)
"""The argument keys that each allowed type of node may have."""

DATA_TYPES: Final = frozenset(
    {
        exp.DType.BOOLEAN,
        exp.DType.INT,
        exp.DType.BIGINT,
        exp.DType.DOUBLE,
        exp.DType.DECIMAL,
        exp.DType.TEXT,
        exp.DType.DATE,
        exp.DType.TIME,
        exp.DType.TIMESTAMPNTZ,
    }
)
"""The types that CAST may name."""

PARENTS: Final[Mapping[type[Any], frozenset[type[Any]]]] = MappingProxyType(
    {
        exp.Identifier: frozenset({exp.Column, exp.Dot}),
        exp.Var: frozenset({exp.Interval, exp.DateDiff, exp.TimestampTrunc, exp.Extract}),
        exp.DataType: frozenset({exp.Cast}),
        exp.DataTypeParam: frozenset({exp.DataType}),
        exp.Interval: frozenset({exp.Add, exp.Sub}),
    }
)
"""Nodes that make sense in some places only."""

COMPARISONS: Final = frozenset(
    {exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.Is, exp.Between, exp.In, exp.Like, exp.Escape}
    | {exp.NullSafeEQ, exp.NullSafeNEQ}
)
LOOSE: Final = COMPARISONS | {exp.Not, exp.And, exp.Or}
"""What needs brackets around it inside a comparison: SQL dialects read these differently without."""
ARITHMETIC: Final = frozenset({exp.Add, exp.Sub, exp.Mul, exp.Div, exp.IntDiv, exp.Mod, exp.Neg})

SYMBOLS: Final = frozenset("( ) , . - + * / // % = == <> != < <= > >= || ::".split())
"""The tokens that are no words, texts or numbers."""
BEFORE_BRACKET: Final = frozenset(
    "and or not in when then else case between like is from for interval decimal numeric by escape".split()
)
"""Words that may stand before an opening bracket without being a function."""
WORDS: Final = BEFORE_BRACKET | frozenset(
    "as end null true false distinct boolean bool integer int bigint double precision text varchar string date time "
    "timestamp datetime year years quarter quarters month months week weeks day days hour hours minute minutes "
    "second seconds dow isodow doy isoyear".split()
)
"""Words that an expression may hold beside functions and columns."""
RESERVED: Final = frozenset(
    "all analyse analyze and any anti array as asc asof asymmetric at authorization between binary both by case cast "
    "check collate collation column columns concurrently constraint create cross default deferrable desc describe "
    "distinct do else end except exists false fetch for foreign freeze from full generated glob group having ilike in "
    "initially inner intersect interval into is isnull join lambda lateral leading left like limit map natural not "
    "notnull null offset on only or order outer overlaps pivot pivot_longer pivot_wider placing positional primary "
    "qualify references returning right select semi show similar some struct summarize symmetric table tablesample "
    "then to trailing true try_cast tuple union unique unpack unpivot using variadic verbose when where window with "
    "current_catalog current_date current_role current_schema current_time current_timestamp current_user localtime "
    "localtimestamp session_user user rowid".split()
)
"""Words that stand for a column only in double quotes."""
