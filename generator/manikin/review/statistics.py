"""The statistics of a specification: everything in it that could be learnt from people, numbered for good.

A statistic is one distribution, of one case where there are several, or what else states a share, a count or how
columns go together. Its address says which by names and conditions, never by prose, position or family; so its number
stays when a normal distribution becomes a histogram, and when lines move.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from manikin.model import Condition, Spec
from manikin.model.draws import Address
from manikin.review.addresses import shortened
from manikin.review.listing import Found, listing
from manikin.review.origins import Origin


@dataclass(frozen=True)
class Statistic:
    """Something that could be learnt from people.

    Parameters
    ----------
    id : str
        Its number, such as ``S14``, the same in every version.
    address : str
        Which it is, such as ``attendance.triage / when patient.frailty = frail``.
    what : str
        ``value``, ``rows``, ``missing``, ``patterns``, ``distance``, ``gap``, ``first``, ``length``, ``last``,
        ``start``, ``transitions``, ``dwell``, ``correlation``, ``defect`` or ``file``.
    table : str
        The table, as `Spec.tables` has it: of parts, their own.
    column : str or None
        The column; None where it is about rows or several columns.
    family : str
        The distribution, or the key that holds the value.
    value : Any
        Its parameters as written, long tables written out.
    path : tuple
        Where the value stands in the specification as written.
    source : Origin
        Where it is from.
    place : int
        Its position among the statistics, from 0: tables by name, columns in their order.
    when : tuple of Condition or None
        The case that it is for; None without cases, and for ``otherwise``.
    is_otherwise : bool
        Whether it is for what no other case holds for.
    """

    id: str
    address: str
    what: str
    table: str
    column: str | None
    family: str
    value: Any
    path: Address
    source: Origin
    place: int = 0
    when: tuple[Condition, ...] | None = None
    is_otherwise: bool = False


def statistics(spec: Spec, kept: Mapping[str, str] | None = None) -> tuple[Statistic, ...]:
    """Return the statistics of a specification.

    Parameters
    ----------
    spec : Spec
        The specification.
    kept : Mapping of str to str, optional
        The numbers that were given before, by address, those of statistics that are gone included
        (`manikin.review.snapshot.Snapshot.numbers`). They are kept, and none is given again.
    """
    found = tuple(listing(spec))
    addresses = _addresses(found)
    given = dict(kept or {})
    last = max((int(number.removeprefix("S")) for number in given.values()), default=0)
    numbered = []
    for place, (address, one) in enumerate(zip(addresses, found, strict=True)):
        number = given.get(address) or _renamed(one, given, addresses)
        if number is None:
            last += 1
            number = f"S{last}"
        own = {name: value for name, value in vars(one).items() if name not in {"case", "formerly", "ending"}}
        own |= {"id": number, "address": address, "place": place}
        when, is_otherwise = (one.case.when, one.case.when is None) if one.case is not None else (None, False)
        numbered.append(Statistic(**own, when=when, is_otherwise=is_otherwise))
    return tuple(numbered)


def _addresses(found: Sequence[Found]) -> dict[str, None]:
    """Return an address for each, in their order; those that are called the same are counted."""
    seen: Counter[str] = Counter()
    addresses: dict[str, None] = {}
    for one in found:
        address = shortened(one.address)
        seen[address] += 1
        addresses[address if seen[address] == 1 else f"{address} ({seen[address]})"] = None
    return addresses


def _renamed(found: Found, given: Mapping[str, str], addresses: Collection[str]) -> str | None:
    """Return the number that a statistic had under the former name of its table or column."""
    now, before = found.formerly
    ends, ended = found.ending
    address = shortened(before + found.address.removeprefix(now).removesuffix(ends) + ended)
    return given.get(address) if address not in addresses else None
