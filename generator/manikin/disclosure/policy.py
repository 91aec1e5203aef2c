"""Disclosure policies: how many people a number must stand for, and how coarsely it is told.

A policy is a rule book that somebody published, made no weaker than what was measured to be safe: with a
threshold of 10 people and counts in tens, and one grid of cuts for each column, hardly any small group
can be worked out from what is published, while rounding to fives leaves several in a hundred. So the
policy in force is, part by part, the stricter of the two.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import lcm
from typing import Any, Final

from manikin.errors import UserError


@dataclass(frozen=True)
class RuleBook:
    """The rules on counts as an organisation published them.

    Parameters
    ----------
    name, title : str
        What the policy is called in a specification, and in words.
    hidden_below : int
        The fewest people a count may stand for.
    base : int
        What counts are rounded to; 1 where they are not.
    dominance : float
        The greatest share of a cell's rows that one person may have.
    reference : str
        Where it can be read.
    """

    name: str
    title: str
    hidden_below: int
    base: int
    dominance: float
    reference: str

    def accepts(self, count: int) -> bool:
        """Return whether a published count keeps these rules; 0 stands for small and for none alike."""
        return count == 0 or (count >= self.hidden_below and count % self.base == 0)


@dataclass(frozen=True)
class Policy:
    """The rules in force.

    Parameters
    ----------
    name : str
        The rule book that these rules meet.
    title : str
        The same in words.
    threshold : int
        The fewest people a number may stand for.
    base : int
        Counts are multiples of it; they are rounded after small ones were hidden.
    dominance : float
        The greatest share of a cell's rows that one person may have.
    numbers_from : int
        The fewest people that a mean, a spread or a quantile may rest on.
    structure_below : int
        A table about fewer people shows its structure alone.
    allows_private : bool
        Whether statistics of records may be used at all.
    """

    name: str
    title: str
    threshold: int = 10
    base: int = 10
    dominance: float = 0.5
    numbers_from: int = 100
    structure_below: int = 100
    allows_private: bool = True

    def __post_init__(self) -> None:
        """Refuse rules that would contradict themselves."""
        # Two nested numbers that differ by d bound their difference by d ± (base - 1): with a base of at most half
        # the threshold they can prove a group of 1 to threshold - 1.
        if self.threshold < 1 or self.base < 1 or 2 * self.base <= self.threshold:
            raise UserError(
                f"counts rounded to {self.base} do not hide groups of fewer than {self.threshold} people: "
                f"round to more than {self.threshold // 2}"
            )

    def permit(self, count: int) -> int:
        """Return what may be said of a number of people: 0 if small, else rounded half up to the base.

        Nobody and few look the same.
        """
        if count < self.threshold:
            return 0
        return max(self.base, (2 * count + self.base) // (2 * self.base) * self.base)

    def at(self, *address: str) -> Policy:
        """Return the rules for the cells under an address: these, unless something was told there before."""
        del address
        return self

    @property
    def admits_from(self) -> int:
        """The fewest people from which a number is told that was not told before."""
        return self.threshold

    @property
    def told_before(self) -> tuple[str, ...]:
        """The labels of the cells that stay told here, however few people are left behind them."""
        return ()

    @property
    def has_told(self) -> bool:
        """Whether anything was told before under this address."""
        return False

    def tell(self, cell: str, count: int, *, is_enough: bool, most: int = 1) -> int:
        """Return what may be said of the cell of a label, 0 for nothing.

        Parameters
        ----------
        cell : str
            Its label under the address.
        count : int
            The true number of its rows.
        is_enough : bool
            Whether enough people stand behind it, none with too great a share of the rows.
        most : int
            The most rows that one person has.
        """
        del cell, most
        return self.permit(count) if is_enough else 0

    def is_permitted(self, count: float) -> bool:
        """Return whether a number could have come from `permit`."""
        if count < 0 or count % self.base:
            return False
        least, most = self.could_be(int(count))
        return least <= most

    def could_be(self, published: int) -> tuple[int, int]:
        """Return the fewest and the most people that `permit` turns into a number; both included."""
        if published == 0:
            return 0, self.threshold - 1
        least = -(-(2 * published - self.base) // 2)
        most = -(-(2 * published + self.base) // 2) - 1
        if published == self.base:
            least = min(least, self.threshold)
        return max(least, self.threshold), most

    def joined(self, other: Policy) -> Policy:
        """Return the rules that are, part by part, the stricter of these and others; named as these."""
        return replace(
            self,
            threshold=max(self.threshold, other.threshold),
            base=lcm(self.base, other.base),
            dominance=min(self.dominance, other.dominance),
            numbers_from=max(self.numbers_from, other.numbers_from),
            structure_below=max(self.structure_below, other.structure_below),
            allows_private=self.allows_private and other.allows_private,
        )

    @property
    def wording(self) -> str:
        """What the rules promise, in a sentence for a reviewer."""
        return (
            f"Meets {self.title} and is stricter: nothing is said of fewer than {self.threshold} people, counts are multiples of "
            f"{self.base}, none is not told from few, and no combination of published numbers bounds a group below "
            f"{self.threshold}."
        )


RULE_BOOKS: Final = {
    book.name: book
    for book in (
        RuleBook("acro", "ACRO/SACRO", 10, 5, 0.5, "https://github.com/AI-SDC/ACRO"),
        RuleBook("opensafely", "OpenSAFELY", 8, 5, 0.5, "https://docs.opensafely.org/outputs/sdc/"),
        RuleBook(
            "nhs-hes",
            "NHS England's rules for Hospital Episode Statistics",
            8,
            5,
            0.5,
            "https://digital.nhs.uk/data-and-information/data-tools-and-services/data-services/hospital-episode-statistics/"
            "change-to-disclosure-control-methodology-for-hes-and-ecds-from-september-2018",
        ),
    )
}
"""The rule books that policies are named after."""
_SAFE: Final = Policy("", "")
"""What was measured to be safe; no policy is weaker."""


def _met(book: RuleBook) -> Policy:
    """Return the weakest rules that are both measured to be safe and within a rule book."""
    return Policy(
        name=book.name,
        title=book.title,
        threshold=max(_SAFE.threshold, book.hidden_below),
        base=lcm(_SAFE.base, book.base),
        dominance=min(_SAFE.dominance, book.dominance),
    )


POLICIES: Final = {
    **{name: _met(book) for name, book in RULE_BOOKS.items()},
    "open": replace(_SAFE, name="open", title="no statistics of records", allows_private=False),
}
"""The policies shipped with the program, by the name that a source gives."""
STRICTER: Final = {
    "threshold": "higher",
    "base": "higher",
    "dominance": "lower",
    "numbers_from": "higher",
    "structure_below": "higher",
}
"""The parts that an organisation may tighten, and which way is stricter."""


def policy(name: str) -> Policy:
    """Return a shipped policy.

    Raises
    ------
    UserError
        If there is none of that name.
    """
    if name not in POLICIES:
        raise UserError(f"there is no disclosure policy {name!r}; there are: {', '.join(POLICIES)}")
    return POLICIES[name]


def tightened(named: Policy, asked: dict[str, Any]) -> Policy:
    """Return a policy with some parts made stricter.

    Parameters
    ----------
    named : Policy
        Where it starts from.
    asked : dict
        New values of parts in `STRICTER`.

    Raises
    ------
    UserError
        If a part would be weaker, or counts would no longer hide small groups.
    """
    for part, value in asked.items():
        was = getattr(named, part)
        if (value < was) if STRICTER[part] == "higher" else (value > was):
            raise UserError(
                f"{part} is {was} in the policy {named.name} and may only be made {STRICTER[part]}, not {value}"
            )
    base = asked.get("base", named.base)
    if base % named.base:
        raise UserError(
            f"base is {named.base} in the policy {named.name}, and {base} is no multiple of it, so counts would no longer keep to it"
        )
    return replace(named, **asked)
