"""``manikin approve``: writes one decision on a dataset, bound to what was read."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from manikin.cli.circumstances import On, PolicyFrom, circumstances
from manikin.cli.output import say
from manikin.cli.review import made_now
from manikin.errors import UserError
from manikin.release import making
from manikin.release.answer import Answer, read_answer
from manikin.release.decision import Decision
from manikin.release.gate import Circumstances, Look, look
from manikin.release.heard import heard
from manikin.release.hearing import read_heard
from manikin.release.posted import read_posted
from manikin.release.signing import sign
from manikin.release.writing import write
from manikin.review.codes import code
from manikin.spec.folder import open_folder
from manikin.text import plain

NAME = "approve"
HELP = """Write one decision on a dataset, bound to the page that was read.

    The check code stands on every page of what `manikin review` makes. A decision by signature needs --sign; one on
    paper needs --witness and --form. The file is never changed afterwards: to take a decision back, withdraw it.

    Example: manikin approve specs/ed-attendances --role owner --name "Jo Example" --code 4f2a-91c7-0be3-d85a
    --sign ~/.ssh/id_ed25519
    """
_MOST_FORM = 200_000_000


class Verdict(StrEnum):
    """What is decided."""

    APPROVED = "approved"
    CHANGES_REQUESTED = "changes-requested"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


def command(
    spec: Annotated[Path, typer.Argument(exists=True, help="A dataset's folder or its spec.yaml.")],
    role: Annotated[str, typer.Option("--role", help="As what you decide, such as owner.")] = "",
    name: Annotated[str, typer.Option("--name", help="Who decides, exactly as in policy.yaml.")] = "",
    read: Annotated[str, typer.Option("--code", help="The check code of the page that was read.")] = "",
    decision: Annotated[Verdict, typer.Option("--decision", help="What is decided.")] = Verdict.APPROVED,
    item: Annotated[
        list[str] | None, typer.Option("--item", help="A statistic, such as S14; with --note.")
    ] = None,
    note: Annotated[
        list[str] | None, typer.Option("--note", help="What is said of the item before it.")
    ] = None,
    reference: Annotated[str, typer.Option("--reference", help="What it rests on, such as DPIA-7.")] = "",
    expires: Annotated[str, typer.Option("--expires", help="The last day on which it stands.")] = "",
    against: Annotated[
        str,
        typer.Option(
            "--against", help="approved if only changes were read, none if all; approved if not said."
        ),
    ] = "approved",
    page: Annotated[
        Path | None, typer.Option("--page", exists=True, dir_okay=False, help="The page that was read.")
    ] = None,
    answer: Annotated[
        Path | None,
        typer.Option("--from", exists=True, dir_okay=False, help="A file with the answer instead."),
    ] = None,
    key: Annotated[
        Path | None, typer.Option("--sign", exists=True, help="A key of OpenSSH to sign with.")
    ] = None,
    witness: Annotated[str, typer.Option("--witness", help="Who saw the paper form.")] = "",
    form: Annotated[
        Path | None, typer.Option("--form", exists=True, dir_okay=False, help="The scanned form.")
    ] = None,
    comment: Annotated[
        Path | None,
        typer.Option("--heard", exists=True, dir_okay=False, help="For CI: a comment and its request."),
    ] = None,
    posted: Annotated[
        Path | None,
        typer.Option("--posted", exists=True, dir_okay=False, help="For CI: what `manikin post` wrote."),
    ] = None,
    policy_from: PolicyFrom = "",
    on: On = "",
) -> None:
    """Write a decision."""
    given = circumstances(on, policy_from)
    folder = open_folder(spec).path
    found = look(folder, given)
    if comment is not None or posted is not None:
        _write(found, _heard(found, comment, posted, key), given.today)
        return
    if answer is not None:
        if any((role, name, read, item, note, reference)):
            raise UserError(
                "with --from, the file says who decides what; leave --role, --name, --code, --item, --note out"
            )
        asked = read_answer(answer.read_bytes(), answer.as_posix())
    else:
        asked = _asked(role, name, read, decision.value.replace("-", " "), reference, against)
        asked = replace(asked, items=_items(item or [], note or []))
    last = circumstances(expires, "").today if expires else None
    asked = replace(asked, expires=last, page=_page(page, found, given) if page is not None else asked.page)
    made = making.made_of(found, asked, _method(found, asked, key, witness, form), given.today)
    if key is not None:
        made = making.signed(made, sign(made.payload, key))
    _write(found, made, given.today)


def _write(found: Look, made: Decision, today: date) -> None:
    making.require_genuine(found, made, today)
    path = write(found, made)
    say(f"{plain(path.as_posix(), 300)}: {made.decision} by {plain(made.name)} as {made.role}")
    say("Commit it with the specification beside it; from then on it is never changed.")


def _heard(found: Look, comment: Path | None, posted: Path | None, key: Path | None) -> Decision:
    """Return the decision that a comment makes, signed by the job that saw it."""
    if comment is None or posted is None or key is None:
        raise UserError("a CI job gives all three: --heard, --posted and --sign")
    rules = found.ground.organisation.deciding
    signers = tuple(one for one in found.ground.signers if rules.recorder and one.principal == rules.recorder)
    said, event = read_heard(comment.read_bytes())
    record = read_posted(posted.read_bytes(), signers, found.ground.revoked)
    made = heard(found, said, record, event)
    return making.signed(made, sign(made.payload, key))


def _asked(role: str, name: str, read: str, decision: str, reference: str, against: str) -> Answer:
    if not role or not name:
        raise UserError("say who decides and as what: --role owner --name 'Jo Example'")
    if against not in {"approved", "none"}:
        raise UserError("--against is approved or none")
    return Answer(
        role, name, decision, read.strip(), None if against == "approved" else "none", reference=reference
    )


def _items(items: list[str], notes: list[str]) -> tuple[tuple[str, str], ...]:
    if len(items) != len(notes):
        raise UserError("give one --note after each --item")
    return tuple(zip(items, notes, strict=True))


def _page(page: Path, found: Look, given: Circumstances) -> str:
    """Return the digest of a page, which must be of what is there now, and byte for byte what this program makes of it."""
    data = page.read_bytes()
    if found.spec is not None and code(found.spec.digest).encode() not in data:
        raise making.Refused(
            f"{plain(page.name)} is the page of another specification than the one that is there now"
        )
    if found.spec is not None and all(data != made for made in made_now(found.folder.path, given)):
        raise making.Refused(
            f"{plain(page.name)} has the right check code and is not the page that this program makes now: somebody has "
            f"decided since, it is of another version of the program, was compared with something else, or was changed; "
            f"make it again with manikin review, alone or with --against approved, and read that"
        )
    return "sha256:" + hashlib.sha256(data).hexdigest()


def _method(found: Look, asked: Answer, key: Path | None, witness: str, form: Path | None) -> making.Method:
    if (key is None) == (not witness and form is None):
        raise UserError("say how it was decided: --sign KEY, or on paper with --witness NAME --form SCAN")
    if key is not None:
        person = found.ground.organisation.deciding.person(asked.name)
        if person is None or not person.principal:
            source = found.ground.source
            raise making.Refused(
                f"policy.yaml on {source} gives no `principal` for {plain(asked.name)}, so no signature counts"
            )
        return making.Method("ssh-signature", {"principal": person.principal})
    if not witness or form is None:
        raise UserError("a decision on paper needs both --witness NAME and --form SCAN")
    if form.stat().st_size > _MOST_FORM:
        raise UserError("the scanned form is larger than 200 MB")
    digest = "sha256:" + hashlib.sha256(form.read_bytes()).hexdigest()
    return making.Method("paper", {"paper": {"witness": witness, "form": digest}})
