"""How values are written: in the view, in the language and in the addresses of numbers."""

from __future__ import annotations

from decimal import Decimal
from typing import Any


def plain(number: Decimal) -> str:
    """Return a number without an exponent and without zeros at its end."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def label(key: Any) -> str:
    """Return a value as the language writes it."""
    return key if isinstance(key, str) else plain(Decimal(str(key)))
