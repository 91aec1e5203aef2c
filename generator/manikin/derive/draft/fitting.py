"""Columns of numbers told by a family in the place of quantiles, with a remark that names the fit."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from manikin.derive.draft.fill import Filled
from manikin.derive.draft.fits import MOST_OFF, NUMBERS, Fit, fit
from manikin.derive.draft.flow import Number
from manikin.derive.view import ColumnView


def has_quantiles(filled: Filled) -> bool:
    """Return whether a column is filled by quantiles, of itself or of how long it is after another."""
    return "quantiles" in _distribution(filled)


def fitted(column: ColumnView, filled: Filled) -> tuple[Filled, Fit | None]:
    """Return the way to fill a column by the family that fits best, and the fit; as it was where none comes near."""
    found = fit(column)
    if not found:
        if column.type not in NUMBERS and "after" not in filled.way:
            return filled, None
        off = f"no family is within {MOST_OFF:.0%} of these".replace("%", " %")
        return replace(filled, remark=off), None
    best, *others = found
    way = {best.family: {name: Number(f"{value:f}") for name, value in best.parameters.items()}}
    if "after" in filled.way:
        node: dict[str, Any] = {"after": {**filled.way["after"], "by": way}}
    else:
        node = {"distribution": way}
    return replace(filled, way={**filled.way, **node}, remark=_said(best, others)), best


def _distribution(filled: Filled) -> Any:
    return filled.way.get("distribution") or filled.way.get("after", {}).get("by", {})


def _said(best: Fit, others: list[Fit]) -> str:
    then = f"; next {others[0].family}, {others[0].bic:,}" if others else ""
    off = f"{100 * best.off:.1f}"
    return f"fit: {best.family}, BIC {best.bic:,}{then}; within {off} % of each share told"
