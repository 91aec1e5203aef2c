"""Values of any type as text, the way CSV files show them, and the bounds of their lengths."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from manikin.columns.values import plain_array, to_ruler, with_nulls
from manikin.errors import InfeasibleError
from manikin.model import DataType

_MOST_WIDE = 4_096
"""Characters of one text: templates of templates could fill any memory."""
_PLAIN_SCALE = 6
"""Decimals of a larger scale come out of Arrow in scientific notation when they are small."""


def as_text(array: pa.Array, datatype: DataType) -> pa.StringArray:
    """Return values as text: dates ISO, decimals with all their digits, truth as true and false.

    Parameters
    ----------
    array : pa.Array
        Values of `datatype`, dictionary-encoded or not; a null stays null.
    """
    plain = plain_array(array)
    if datatype.name == "decimal" and datatype.scale > _PLAIN_SCALE:
        return _decimal_text(plain, datatype)
    return plain.cast(pa.string())


def _decimal_text(array: pa.Array, datatype: DataType) -> pa.StringArray:
    units, valid = to_ruler(datatype, array)
    size = np.abs(units)
    unit = np.int64(10**datatype.scale)
    whole = pa.array(size // unit).cast(pa.string())
    rest = pc.utf8_lpad(pa.array(size % unit).cast(pa.string()), datatype.scale, "0")
    sign = pa.array(["", "-"]).take(pa.array((units < 0).astype(np.int8)))
    joined = pc.binary_join_element_wise(sign, whole, ".", rest, "")
    return joined if valid is None else with_nulls(joined, ~valid)


def padded(text: pa.StringArray, width: int, *, zeros: bool, left: bool) -> pa.StringArray:
    """Return text filled up to `width` characters; longer text stays as it is.

    Parameters
    ----------
    zeros : bool
        Fill with zeros in front, behind a sign; otherwise with spaces.
    left : bool
        Keep the text at the left and fill behind it.
    """
    if not zeros:
        return pc.utf8_rpad(text, width, " ") if left else pc.utf8_lpad(text, width, " ")
    filled = pc.utf8_lpad(text, width, "0")
    negative = pc.starts_with(text, "-")
    if not pc.any(negative).as_py():
        return filled
    behind = pc.utf8_lpad(pc.utf8_slice_codeunits(text, 1), width - 1, "0")
    return pc.if_else(negative, pc.binary_join_element_wise("-", behind, ""), filled)


def require_length(text: pa.StringArray, datatype: DataType, column: str) -> None:
    """Refuse text that is longer than the column's `max_length`.

    Raises
    ------
    InfeasibleError
        With the longest length found, never the text.
    """
    if datatype.max_length is None:
        return
    longest = pc.max(pc.utf8_length(text)).as_py() or 0
    if longest > datatype.max_length:
        msg = (
            f"{column} comes to texts of {longest} characters, where max_length is {datatype.max_length}; "
            "raise max_length or shorten what is joined"
        )
        raise InfeasibleError(msg)


def require_narrow(pieces: Sequence[str | pa.Array], column: str) -> None:
    """Refuse pieces that would be joined to a longer text than any may be; asked before they are.

    Raises
    ------
    InfeasibleError
        With the length that is allowed, never the text.
    """
    fixed = sum(len(piece) for piece in pieces if isinstance(piece, str))
    texts = [piece for piece in pieces if not isinstance(piece, str)]
    # A look at the bytes settles nearly all; only then each row's characters are counted.
    if fixed + sum(pc.max(pc.binary_length(_words(text))).as_py() or 0 for text in texts) <= _MOST_WIDE:
        return
    lengths = reduce(pc.add, (pc.utf8_length(plain_array(text)).cast(pa.int64()) for text in texts))
    if fixed + (pc.max(lengths).as_py() or 0) > _MOST_WIDE:
        msg = f"{column} comes to texts of more than {_MOST_WIDE:,} characters; shorten what is joined"
        raise InfeasibleError(msg)


def _words(text: pa.Array) -> pa.StringArray:
    """Return the texts that there are at most."""
    return text.dictionary if isinstance(text, pa.DictionaryArray) else text
