"""A specification as frozen data: what every later step reads, and nothing of how it was written.

Built by `manikin.spec` from the canonical form; holds no positions in files, only addresses.
"""

from manikin.model.datatype import DataType
from manikin.model.draws import Case, Condition, Distribution, Draw, Missing, MissingPatterns
from manikin.model.pairs import Pair
from manikin.model.spec import (
    Check,
    Column,
    Correlation,
    Defect,
    EmptyRows,
    FileRows,
    FixedRows,
    PartRows,
    PerRows,
    Rows,
    Source,
    Spec,
    Table,
    Unique,
)
from manikin.model.waiver import Waiver

__all__ = [
    "Case",
    "Check",
    "Column",
    "Condition",
    "Correlation",
    "DataType",
    "Defect",
    "Distribution",
    "Draw",
    "EmptyRows",
    "FileRows",
    "FixedRows",
    "Missing",
    "MissingPatterns",
    "Pair",
    "PartRows",
    "PerRows",
    "Rows",
    "Source",
    "Spec",
    "Table",
    "Unique",
    "Waiver",
]
