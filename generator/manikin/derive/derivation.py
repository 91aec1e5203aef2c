"""The two stages of deriving: what sees the data gives a view, and a process that never saw them writes."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Final

from manikin.derive.against import Approved
from manikin.derive.draft import Heading
from manikin.derive.rows import Rows
from manikin.derive.sources import Wanted, open_source
from manikin.derive.stated import Keys
from manikin.derive.structure import structure
from manikin.derive.summarise import summarise
from manikin.derive.summarise.vocabulary import copied
from manikin.derive.trimming import trimmed
from manikin.derive.view import View
from manikin.disclosure.policy import Policy
from manikin.errors import ExitStatus, UserError
from manikin.text import plain

FIDELITIES: Final = ("marginal", "dependent")
"""How much of what goes together is told: nothing but keys and rules, or columns by cases of others as well."""
_SECONDS = 600


@dataclass(frozen=True)
class Request:
    """What is to be derived, and how.

    Parameters
    ----------
    address : str
        Where the data are.
    policy : Policy
        The rules in force.
    heading : Heading
        What the draft says above its tables.
    wanted : Wanted
        Which tables, of which schema.
    keys : Keys
        What is stated of them.
    fidelity : str
        ``marginal`` or ``dependent``; empty: as approved, or else marginal.
    approved : Approved, optional
        What was told before and is kept while few people moved behind it.
    moved : int
        How many people joined or left since, where that is known from elsewhere; else 0.
    fits : bool
        Whether numbers are told by families in the place of quantiles.
    """

    address: str
    policy: Policy
    heading: Heading
    wanted: Wanted = field(default_factory=Wanted)
    keys: Keys = field(default_factory=Keys)
    fidelity: str = ""
    approved: Approved | None = None
    moved: int = 0
    fits: bool = False


@dataclass(frozen=True)
class Derived:
    """A draft, the view it was written from, and how many groups crossed the door for it."""

    view: View
    files: Mapping[str, bytes]
    crossed: int


def derive(request: Request, tell: Callable[[str], None] = lambda _: None) -> Derived:
    """Return a draft of the data at an address.

    Parameters
    ----------
    request : Request
        What is to be derived.
    tell : callable
        Told what is being done, in words without a value of the data.

    Raises
    ------
    UserError
        If the data cannot be read, or what is stated of them is not so; never with a value of theirs.
    """
    require(request)
    tell("opening the source")
    with open_source(request.address, request.wanted) as whole:
        database = trimmed(whole, request.keys)
        tell(f"finding types, keys and references of {len(database.tables)} tables")
        found, rows = structure(database, request.policy, request.keys.stated)
        found = replace(
            found,
            people_evidence=rows.people.evidence,
            fidelity=_fidelity(request),
            grids=_grids(request, rows),
        )
        rows.grids = dict(found.grids)
        _require_same_people(found, request.approved)
        tell("counting what may be told")
        view = summarise(found, rows, request.approved, request.moved)
        # Where too few people moved it is the approved one itself, and not a byte of it may differ.
        if request.approved is None or view is not request.approved.view:
            view = copied(view, rows)
        crossed = database.door.crossed.groups
    tell("writing the draft")
    return Derived(view, write(view, request.heading, fits=request.fits), crossed)


def _grids(request: Request, rows: Rows) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the cuts that are stated.

    Raises
    ------
    UserError
        If they are of a column that is not of whole numbers.
    """
    for table, column in request.keys.grids:
        kind = rows.types[table][column].name
        if kind != "integer":
            raise UserError(
                f"grids: {plain(f'{table}.{column}', 120)} is of type {kind}, and only columns of whole numbers are cut; take "
                "it out of `grids`"
            )
    return tuple((f"{table}.{column}", cuts) for (table, column), cuts in request.keys.grids.items())


def _fidelity(request: Request) -> str:
    before = request.approved.view.fidelity if request.approved is not None else FIDELITIES[0]
    return request.fidelity or before


def _require_same_people(view: View, approved: Approved | None) -> None:
    if approved is None:
        return
    before = approved.view
    if (view.people_table, view.people_column) != (before.people_table, before.people_column):
        raise UserError(
            "--against: people are told apart in another place than in the approved version, so its numbers cannot be "
            "kept; say --people as it was then, or derive without --against and have the result approved afresh"
        )


def require(request: Request) -> None:
    """Refuse what a policy or an approved version does not allow before any data are opened.

    Raises
    ------
    UserError
        If the policy lets nothing out, something is stated that would not be used, or another fidelity is asked for
        than was approved.
    """
    if request.approved is not None and _fidelity(request) != request.approved.view.fidelity:
        raise UserError(
            f"--fidelity: the approved version was derived with {request.approved.view.fidelity}, and only that can be "
            "kept; leave --fidelity out, or derive without --against and have the result approved afresh"
        )
    if not request.policy.allows_private:
        raise UserError(
            f"the policy {request.policy.name} allows no statistics of records, so nothing can be derived under it; "
            "name another, such as --policy acro",
            ExitStatus.REFUSED,
        )
    if request.keys.grids and _fidelity(request) != FIDELITIES[1]:
        raise UserError(
            "grids say where a column is cut to be told with another, and with --fidelity marginal none is: take `grids` out "
            "of the file of keys, or say --fidelity dependent"
        )
    if request.keys.grids and request.approved is not None:
        raise UserError("grids are those of the approved version: take `grids` out of the file of keys")


def write(view: View, heading: Heading, *, fits: bool = False) -> dict[str, bytes]:
    """Return the files of a draft, written by a process that is given the view alone.

    Raises
    ------
    RuntimeError
        If it failed: a fault of the program.
    """
    job = json.dumps({"view": json.loads(view.to_json()), "heading": asdict(heading), "fits": fits})
    # -P: the folder where this runs may hold modules that must not stand in for others.
    ended = subprocess.run(
        [sys.executable, "-P", "-m", "manikin.derive.writer"],
        input=job.encode(),
        capture_output=True,
        timeout=_SECONDS,
        check=False,
    )
    if ended.returncode:
        last = ended.stderr.decode("utf-8", "replace").strip().splitlines()[-1:] or [""]
        raise RuntimeError(last[0].partition(":")[0])
    files: dict[str, str] = json.loads(ended.stdout)
    return {name: base64.b64decode(data) for name, data in files.items()}
