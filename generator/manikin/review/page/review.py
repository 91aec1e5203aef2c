"""All that a page is made of, gathered from a specification, its verdict and what it is compared with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from manikin.disclosure.lint import Verdict
from manikin.disclosure.lint.statistic import statistics as learnt
from manikin.errors import Problem
from manikin.model import Spec
from manikin.model.draws import Address
from manikin.review.diff.difference import Difference
from manikin.review.questions import Answer, Facts, answers
from manikin.review.questions.groups import smallest
from manikin.review.scopes import Digests, digests
from manikin.review.standing import NOTHING, Standing
from manikin.review.statistics import Statistic, statistics
from manikin.review.words.form import Subject
from manikin.review.words.subjects import subjects
from manikin.spec.document import Document
from manikin.spec.rules.context import Context


@dataclass(frozen=True)
class Section:
    """A subject and the statistics that it tells."""

    subject: Subject
    statistics: tuple[Statistic, ...]

    @property
    def place(self) -> int:
        """Where it stands among the others."""
        return min(statistic.place for statistic in self.statistics)

    @property
    def anchor(self) -> str:
        """The name that a link to it uses."""
        return self.statistics[0].id


@dataclass(frozen=True)
class Earlier:
    """What the specification is compared with.

    Parameters
    ----------
    label : str
        What it is called, such as "version 1.2.0, approved".
    digest : str
        Its digest.
    difference : Difference
        What changed since.
    sections : Mapping of str to Section
        Its sections, by the number of each statistic.
    """

    label: str
    digest: str
    difference: Difference
    sections: Mapping[str, Section]


@dataclass(frozen=True)
class Review:
    """What a page shows.

    Parameters
    ----------
    spec : Spec
        The specification.
    digests : Digests
        Its digests.
    sections : tuple of Section
        Its statistics in order, each in one section.
    answers : tuple of Answer
        To the questions of a checker.
    verdict : Verdict
        What the disclosure lint found.
    standing : Standing
        Who has decided.
    earlier : Earlier or None
        What it is compared with.
    smallest : Mapping of str to float
        The smallest group behind each number that was learnt from records.
    wanted : tuple of str
        The numbers of all statistics of the specification, told or not.
    """

    spec: Spec
    digests: Digests
    sections: tuple[Section, ...]
    answers: tuple[Answer, ...]
    verdict: Verdict
    standing: Standing = NOTHING
    earlier: Earlier | None = None
    smallest: Mapping[str, float] = field(default_factory=dict)
    wanted: tuple[str, ...] = ()

    @property
    def statistics(self) -> tuple[Statistic, ...]:
        """All statistics, in order."""
        return tuple(sorted((s for own in self.sections for s in own.statistics), key=lambda s: s.place))

    @property
    def changed(self) -> tuple[str, ...]:
        """The numbers of the statistics that changed, or are new, in order."""
        if self.earlier is None:
            return ()
        moved = {number for change in self.earlier.difference.changes for number in change.statistics}
        return tuple(s.id for s in self.statistics if s.id in moved)


class SectionlessError(Exception):
    """Statistics that no section tells: a fault of the program, never to be passed over."""


def sections(spec: Spec, numbered: Iterable[Statistic]) -> tuple[Section, ...]:
    """Return the sections of a specification, each statistic in exactly one.

    Raises
    ------
    SectionlessError
        If a statistic has no section.
    """
    told = {subject.address: subject for subject in subjects(spec)}
    found: dict[Address, list[Statistic]] = {}
    lost = []
    for statistic in numbered:
        steps = range(len(statistic.path), 0, -1)
        at = next((statistic.path[:n] for n in steps if statistic.path[:n] in told), None)
        if at is None:
            lost.append(statistic.id)
        else:
            found.setdefault(at, []).append(statistic)
    if lost:
        raise SectionlessError(f"no section tells {', '.join(lost)}")
    made = [Section(told[at], tuple(own)) for at, own in found.items()]
    return tuple(sorted(made, key=lambda section: section.place))


def _given_away(difference: Difference) -> tuple[Problem, ...]:
    """Return what two versions tell together and neither alone."""
    return tuple(problem for problem in difference.problems if problem.rule.startswith("DISC"))


def gather(  # noqa: PLR0913  all that a page is a function of
    spec: Spec,
    document: Document,
    verdict: Verdict,
    *,
    difference: Difference | None = None,
    label: str = "",
    kept: Mapping[str, str] | None = None,
    standing: Standing = NOTHING,
) -> Review:
    """Return what a page shows.

    Parameters
    ----------
    spec, document : Spec, Document
        A sound specification and its text.
    verdict : Verdict
        What the disclosure lint found in it.
    difference : Difference or None
        What changed since an earlier version.
    label : str
        What that version is called.
    kept : Mapping of str to str, optional
        The numbers of statistics that were given before, by address.
    standing : Standing
        Who has decided.
    """
    given = dict(kept or {})
    earlier = None
    if difference is not None:
        old = statistics(difference.old, given)
        given = {**given, **{statistic.address: statistic.id for statistic in old}}
        before = {s.id: section for section in sections(difference.old, old) for s in section.statistics}
        earlier = Earlier(label, difference.old.digest, difference, before)
    numbered = statistics(spec, given)
    made = sections(spec, numbered)
    facts = Facts(
        spec,
        tuple(sorted((s for own in made for s in own.statistics), key=lambda s: s.place)),
        tuple(section.subject for section in made),
        verdict,
        tuple(learnt(Context(spec, document))),
        {} if difference is None else {label: _given_away(difference)},
    )
    return Review(
        spec,
        digests(spec),
        made,
        answers(facts),
        verdict,
        standing,
        earlier,
        smallest(facts),
        tuple(s.id for s in numbered),
    )
