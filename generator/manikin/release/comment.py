"""The comment on a request, one for each dataset: what changed, who has decided, what is missing and how to decide.

Written for the CI job that posts it; nothing here knows a host. Foreign text stands in code spans only.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from manikin import spec as specs
from manikin.errors import UserError
from manikin.history import HistoryError, Repository, restored
from manikin.release import state
from manikin.release.files import APPROVALS
from manikin.release.gate import Look
from manikin.release.making import baseline
from manikin.release.sides import Version, versions
from manikin.release.standing import RoleStanding
from manikin.release.wording import able_people, missing, refusals, said
from manikin.review.codes import code, label
from manikin.review.diff.difference import Difference, differences
from manikin.review.diff.markdown import MOST_CHARACTERS, markdown, marker, span
from manikin.review.diff.walk import Side
from manikin.review.statistics import statistics
from manikin.review.words.numbers import listed, plural

_MOST_PROBLEMS: Final = 20
_ROLE_RULES: Final = frozenset(
    {"GATE01", "GATE02", "GATE03", "GATE04", "GATE05", "GATE06", "GATE09", "GATE10"}
)
"""What keeps a role from being done; the table of roles tells it."""


@dataclass(frozen=True)
class Comment:
    """The comment on one dataset.

    Parameters
    ----------
    dataset, folder : str
        Its name, and its folder as given.
    text : str
        The comment, in Markdown; its first line is the marker by which it is found again.
    marker : str
        That line.
    is_unchanged : bool
        Whether the request changes nothing of it: then nothing is posted where nothing is yet.
    code : str
        The check code; empty where the dataset has problems.
    against_role : str
        The role whose last approval the page compares with; empty where roles differ in that, or none has approved.
    is_compared : bool
        Whether something was approved before, so that a page can begin with what changed.
    """

    dataset: str
    folder: str
    text: str
    marker: str
    is_unchanged: bool = False
    code: str = ""
    against_role: str = ""
    is_compared: bool = False


@dataclass(frozen=True)
class Setting:
    """What the job knows.

    Parameters
    ----------
    today : date
        The day that it is.
    page : str
        Where the review page is to be found, in words; ``{dataset}`` stands for the name.
    can_reply : bool
        Whether a reply on the request becomes a decision.
    """

    today: date
    page: str = ""
    can_reply: bool = False


def comment(look: Look, repository: Repository | None, setting: Setting) -> Comment:
    """Return the comment on a dataset."""
    name = look.spec.dataset if look.spec is not None else look.folder.path.name
    mark = marker(name)
    if look.spec is None or look.candidate is None or look.problems:
        text = "\n".join([mark, *_problems(look, name)])
        return Comment(name, look.folder.shown, _cut(text), mark)
    digest, names = _before(look, repository)
    is_same = digest == look.candidate.digest and names == frozenset(look.approvals.names)
    role = _against(look)
    made = Comment(name, look.folder.shown, "", mark, code=code(look.candidate.digest), against_role=role)
    if is_same:
        text = f"{mark}\n### {_verdict(look, setting.today)}\nThis request changes nothing of its meaning any more.\n"
        return replace(made, text=text, is_unchanged=True)
    found, is_approved, words = _difference(look, repository)
    verdict, closing = _verdict(look, setting.today), list(_closing(look, setting, words, found))
    if found is None:
        text = "\n".join([mark, f"### {verdict}", _first(look), "", *closing])
    else:
        text = markdown(found, verdict, closing)
    return replace(made, text=_cut(text), is_compared=is_approved)


def _cut(text: str) -> str:
    """Return a comment that a host takes: cut, if it must be, at the end of a line and saying so."""
    if len(text) <= MOST_CHARACTERS:
        return text if text.endswith("\n") else text + "\n"
    kept = text[: MOST_CHARACTERS - 200].rpartition("\n")[0]
    return f"{kept}\n\n**Cut here**, since a host takes no more: all of it is on the review page.\n"


def _problems(look: Look, name: str) -> Iterator[str]:
    yield f"### {span(name)}: {plural(len(look.problems), 'problem')} to be mended first"
    yield "Nothing can be decided on it until then."
    yield ""
    for problem in look.problems[:_MOST_PROBLEMS]:
        place = f"{problem.file}:{problem.line}:{problem.column}" if problem.line else problem.file
        mend = f" To mend it: {span(problem.mend, 300)}" if problem.mend else ""
        yield f"- **{problem.rule}** {span(place, 200)} {span(problem.message, 400)}{mend}"
    more = len(look.problems) - _MOST_PROBLEMS
    if more > 0:
        yield ""
        yield f"**And {more:,} more**: see the log of the job."


def _verdict(look: Look, today: date) -> str:
    assert look.spec is not None
    name = f"{span(look.spec.dataset)} {span(look.spec.version)}"
    standing = look.standing
    if look.is_open:
        return f"{name}: {state.words(look, today)}"
    missed = [] if standing is None else [role.decider.role for role in standing.roles if not role.is_done]
    if missed and not look.refused and standing is not None and not standing.unknown:
        return f"{name}: needs {listed([f'**{role}**' for role in missed])}"
    return f"{name}: **not approved**, {span(state.needs(look, today), 200)}"


def _first(look: Look) -> str:
    assert look.spec is not None
    numbers = plural(len(statistics(look.spec, {})), "statistic")
    return f"Nothing of it was approved before, so all of it is to be decided: {plural(len(look.spec.tables), 'table')}, {numbers}."


def _before(look: Look, repository: Repository | None) -> tuple[str, frozenset[str]]:
    """Return the digest on the protected branch, and the names of the decisions there; empty where it is not there."""
    if repository is None:
        return "", frozenset()
    inside = repository.within(look.folder.path)
    names = frozenset(repository.folder(look.ground.commit, f"{inside}/{APPROVALS}"))
    try:
        with restored(repository, look.ground.commit, inside) as folder:
            found = specs.check(folder).spec
    except HistoryError:
        return "", names
    return (found.digest if found is not None else ""), names


def _difference(look: Look, repository: Repository | None) -> tuple[Difference | None, bool, str]:
    """Return what changed since the last approved version or else the protected branch, which of them, and its name."""
    source = look.ground.source
    olds = [("approved", True, "what was approved last")]
    if repository is not None:
        inside = repository.within(look.folder.path)
        olds.append((f"{source}:{inside}", False, f"{span(source)}, which is not approved"))
    for old, is_approved, words in olds:
        try:
            with versions(old, look.folder.path.as_posix()) as (before, after):
                found = _compared(before, after)
        except UserError:  # nothing was approved yet, or it is new
            continue
        if found is not None:
            return found, is_approved, words
    return None, False, ""


def _compared(before: Version, after: Version) -> Difference | None:
    if not isinstance(before.side, Side) or not isinstance(after.side, Side):
        return None
    rules = after.organisation
    return differences(before.side, after.side, before.kept, deciding=rules.deciding, asked=rules.policy)


def _against(look: Look) -> str:
    """Return a role that has still to decide, if all of those that have approved the same version last."""
    roles = look.standing.roles if look.standing is not None else ()
    missed = [role.decider.role for role in roles if not role.is_done] or [
        role.decider.role for role in roles
    ]
    return missed[0] if missed and len({baseline(look, role) for role in missed}) == 1 else ""


def _closing(look: Look, setting: Setting, words: str, found: Difference | None) -> Iterator[str]:
    assert look.candidate is not None
    if found is not None:
        yield f"Compared with {words}: {label(found.old.digest)} → {label(found.new.digest)}."
        yield ""
    yield from _roles(look)
    yield from _refused(look)
    if look.is_open:
        return
    where = f" ({setting.page.format(dataset=look.candidate.dataset)})" if setting.page else ""
    yield f"**To decide:** read the review page{where}; its check code is **{code(look.candidate.digest)}**."
    if setting.can_reply and _may_reply(look):
        typed = code(look.candidate.digest)
        yield "Then write one of these as a new comment here:"
        yield ""
        yield f"- `/manikin approve {typed}`"
        yield f"- `/manikin request-changes {typed}`, and below it a line for each thing, such as `S14: from which year?`"
        yield f"- `/manikin reject {typed}`"
    else:
        yield "A comment here decides nothing: the last page says how to decide, and `manikin approve --help`."
    yield ""


def _may_reply(look: Look) -> bool:
    roles = look.standing.roles if look.standing is not None else ()
    has_recorder = bool(look.ground.organisation.deciding.recorder)
    return has_recorder and any("host-review" in role.decider.methods for role in roles if not role.is_done)


def _roles(look: Look) -> Iterator[str]:
    roles = look.standing.roles if look.standing is not None else ()
    if not roles:
        return
    yield "| who decides | so far |"
    yield "|---|---|"
    for role in roles:
        yield f"| {role.decider.role} | {_role(look, role)} |"
    yield ""


def _role(look: Look, role: RoleStanding) -> str:
    if role.is_done:
        counted = [said(look, one) for one in role.approvals if one.why is None][-role.decider.required :]
        return f"✔ {span(listed(counted), 300, is_in_table=True)}"
    able = ", ".join(span(name, is_in_table=True) for name in able_people(look, role))
    told = span(missing(look, role)[1], 400, is_in_table=True)
    return f"{told}; may give it: {able}" if able else told


def _refused(look: Look) -> Iterator[str]:
    """Yield what stands in the way beside what a role has still to say, and what is not in force."""
    told = [problem for problem in refusals(look) if problem.rule not in _ROLE_RULES]
    for problem in (*told, *look.notes):
        place = f"{span(problem.file, 200)}: " if problem in look.notes else ""
        mend = f" To mend it: {span(problem.mend, 300)}" if problem.mend else ""
        yield f"- **{problem.rule}** {place}{span(problem.message, 600)}{mend}"
    if told or look.notes:
        yield ""
