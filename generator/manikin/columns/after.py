"""``after``: a date or datetime a drawn distance later than another."""

from manikin.columns.offset import OffsetKind

KIND = OffsetKind("after", +1)
