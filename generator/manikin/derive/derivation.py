"""The two stages of deriving: what sees the data gives a view, and a process that never saw them writes."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Final

from manikin.derive.draft import Heading
from manikin.derive.sources import Wanted, open_source
from manikin.derive.stated import Keys
from manikin.derive.structure import structure
from manikin.derive.summarise import summarise
from manikin.derive.summarise.named import named
from manikin.derive.summarise.vocabulary import copied
from manikin.derive.trimming import trimmed
from manikin.derive.view import View
from manikin.disclosure.policy import Policy
from manikin.errors import ExitStatus, UserError

FIDELITIES: Final = ("marginal",)
"""How much of what goes together is told: nothing but keys and rules."""
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
        ``marginal`` or ``dependent``.
    """

    address: str
    policy: Policy
    heading: Heading
    wanted: Wanted = field(default_factory=Wanted)
    keys: Keys = field(default_factory=Keys)
    fidelity: str = "marginal"


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
        found = replace(found, fidelity=request.fidelity, grids=_grids(request.keys))
        tell("counting what may be told")
        view = copied(named(summarise(found, rows)), rows)
        view = replace(view, people_evidence=rows.people.evidence)
        crossed = database.door.crossed.groups
    tell("writing the draft")
    return Derived(view, write(view, request.heading), crossed)


def _grids(keys: Keys) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple(sorted((f"{table}.{column}", cuts) for (table, column), cuts in keys.grids.items()))


def require(request: Request) -> None:
    """Refuse what a policy does not allow before any data are opened.

    Raises
    ------
    UserError
        If the policy lets nothing out, or something is stated that would not be used.
    """
    if not request.policy.allows_private:
        raise UserError(
            f"the policy {request.policy.name} allows no statistics of records, so nothing can be derived under it; "
            "name another, such as --policy acro",
            ExitStatus.REFUSED,
        )
    if request.keys.grids and request.fidelity == FIDELITIES[0]:
        raise UserError(
            f"grids say where a column is cut to be told with another; with --fidelity {FIDELITIES[0]} none is, so take "
            "`grids` out of the file of keys"
        )


def write(view: View, heading: Heading) -> dict[str, bytes]:
    """Return the files of a draft, written by a process that is given the view alone.

    Raises
    ------
    RuntimeError
        If it failed: a fault of the program.
    """
    job = json.dumps({"view": json.loads(view.to_json()), "heading": asdict(heading)})
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
