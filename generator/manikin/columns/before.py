"""``before``: a date or datetime a drawn distance earlier than another."""

from manikin.columns.offset import OffsetKind

KIND = OffsetKind("before", -1)
