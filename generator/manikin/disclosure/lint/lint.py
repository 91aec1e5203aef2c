"""What a rule of the lint is given: what is published, and under which policy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from manikin.disclosure.lint.statistic import Statistic
from manikin.disclosure.policy import Policy
from manikin.errors import Problem, Severity
from manikin.model import Spec
from manikin.model.draws import Address
from manikin.spec.document import Document, dotted


@dataclass(frozen=True)
class Lint:
    """A specification under the judgement of the disclosure lint.

    Parameters
    ----------
    spec, document
        A specification that is sound, and its text.
    statistics : tuple of Statistic
        What it publishes with a private source whose policy is known.
    policies : Mapping of str to Policy
        The rules in force for each private source.
    """

    spec: Spec
    document: Document
    statistics: tuple[Statistic, ...]
    policies: Mapping[str, Policy]

    def policy(self, statistic: Statistic) -> Policy:
        """Return the rules in force for a statistic."""
        return self.policies[statistic.origin.source.name]

    def people(self, statistic: Statistic) -> int | None:
        """Return how many people or records stand behind a statistic; None where `n` is not said for it alone.

        Which of the two it is, the file does not say: that is for those who have the data.
        """
        origin = statistic.origin
        if origin.n is None or (origin.is_shared and statistic.case is not None):
            return None
        return origin.n

    def refuse(
        self, at: Address, rule: str, message: str, mend: str, *, steps: int = 0, is_secret: bool = False
    ) -> Problem:
        """Return a finding at a place.

        Parameters
        ----------
        at : Address
            Where.
        rule, message, mend : str
            As of every problem.
        steps : int
            How many of the last steps of the address are values, which no report repeats.
        is_secret : bool
            Whether the line itself must not be shown.
        """
        found = self.document.problem(at, rule, message, mend)
        address = dotted(at[: len(at) - steps])
        return replace(found, address=address, excerpt="" if is_secret else found.excerpt)

    def warn(self, at: Address, rule: str, message: str, mend: str) -> Problem:
        """Return a finding that the file does not hold enough to decide."""
        return self.document.problem(at, rule, message, mend, severity=Severity.WARNING)
