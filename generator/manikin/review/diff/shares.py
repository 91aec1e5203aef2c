"""The numbers in what was and what is: weights by what they weigh, and all that differs, leaf by leaf."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from manikin.review.words.numbers import exact


def weights(tree: Any) -> dict[str, Decimal]:
    """Return what a distribution weighs, by label; empty where it is not a matter of weights alone."""
    if not isinstance(tree, Mapping):
        return {}
    if len(tree) != 1:
        return weights({"choice": tree}) if tree and _are_numbers(tree) else {}
    ((name, inner),) = tree.items()
    if name in {"distribution", "share"}:
        return weights(inner) if name == "distribution" else weights({"bernoulli": inner})
    if name == "bernoulli" and isinstance(inner, int | float):
        return {"yes": exact(inner), "no": 1 - exact(inner)}
    if name == "choice" and isinstance(inner, list):
        return {str(value): Decimal(1) for value in inner}
    if name in {"choice", "histogram"} and isinstance(inner, Mapping) and _are_numbers(inner):
        found = {str(key): exact(weight) for key, weight in inner.items()}
        return dict(sorted(found.items(), key=_in_order)) if sum(found.values()) else {}
    return {}


def _in_order(item: tuple[str, Decimal]) -> tuple[int, float, str]:
    start = item[0].split("-")[0]
    return (0, float(start), item[0]) if start.isdigit() else (1, 0.0, item[0])


def _are_numbers(tree: Mapping[str, Any]) -> bool:
    return all(isinstance(value, int | float) and not isinstance(value, bool) for value in tree.values())


def leaves(old: Any, new: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any, Any]]:
    """Yield what differs in two trees: the way to it, what was and what is."""
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for key in dict.fromkeys((*old, *new)):
            if old.get(key) != new.get(key):
                yield from leaves(old.get(key), new.get(key), (*path, str(key)))
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for place, (was, now) in enumerate(zip(old, new, strict=True), start=1):
            if was != now:
                yield from leaves(was, now, (*path, str(place)))
    else:
        yield path, _short(old), _short(new)


def _short(tree: Any) -> Any:
    if isinstance(tree, Mapping):
        return ", ".join(f"{key} {_short(value)}" for key, value in tree.items())
    if isinstance(tree, list):
        return ", ".join(str(_short(value)) for value in tree)
    return tree
