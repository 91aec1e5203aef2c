"""``manikin derive``: a draft specification from real data, under a disclosure policy."""

from __future__ import annotations

import re
from collections import Counter
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from manikin import spec
from manikin.cli.judging import of_draft, rules_at
from manikin.cli.output import say, warn
from manikin.cli.progress import steps
from manikin.cli.validate import text
from manikin.errors import ExitStatus, Severity, UserError
from manikin.spec.fragments import DATASET
from manikin.storage import drafts
from manikin.text import plain

if TYPE_CHECKING:
    from manikin.derive import derivation

NAME = "derive"
LEAST_MEMORY = 100
_DEPTHS = {
    "empty": "empty",
    "statistics": "with statistics",
    "structure": "by structure alone",
    "vocabulary": "copied as they are",
}
HELP = """Draft a specification from real data, for a data steward to review line by line.

    Everything in it has passed the disclosure policy: no row, no name, no small count. SOURCE is a folder of CSV or
    Parquet files, one such file, a DuckDB or SQLite file, or a database server: env:VARIABLE, a file that holds its
    address, or an address without a password. The folder appears whole or not at all.

    Example: manikin derive env:EHR --schema ehr --out specs/ed-attendances --policy acro --people patient
    """


def command(
    source: Annotated[str, typer.Argument(metavar="SOURCE", help="Where the data are.")],
    out: Annotated[
        Path, typer.Option("--out", help="The draft's folder; its name is the dataset's.", metavar="FOLDER")
    ],
    policy: Annotated[str, typer.Option("--policy", help="The disclosure policy.")] = "acro",
    tables: Annotated[str, typer.Option("--tables", metavar="A,B", help="Only these tables.")] = "",
    keys: Annotated[
        Path | None,
        typer.Option(
            "--keys", exists=True, dir_okay=False, metavar="FILE", help="What is known: people, keys …"
        ),
    ] = None,
    people: Annotated[
        str,
        typer.Option(
            "--people",
            metavar="TABLE[.COLUMN]",
            help="Where people are told apart; rows: each is somebody else.",
        ),
    ] = "",
    schema: Annotated[str, typer.Option("--schema", help="The schema of a database server.")] = "",
    fidelity: Annotated[
        str,
        typer.Option(
            "--fidelity",
            metavar="HOW",
            help="marginal (unless said): no dependence but keys and rules; dependent: columns by cases of others.",
        ),
    ] = "",
    against: Annotated[
        Path | None,
        typer.Option(
            "--against",
            metavar="FOLDER",
            help="An approved draft: its numbers stay while few people moved behind them.",
        ),
    ] = None,
    moved: Annotated[
        int,
        typer.Option(
            "--moved", min=0, metavar="N", help="With --against: so many people joined or left, as you know."
        ),
    ] = 0,
    memory: Annotated[
        int,
        typer.Option(
            "--memory",
            min=LEAST_MEMORY,
            metavar="MB",
            help="How much memory questions to files may take; the rest is put aside on disk meanwhile.",
        ),
    ] = 2000,
    title: Annotated[str, typer.Option("--title", help="The dataset's title.")] = "",
    owner: Annotated[str, typer.Option("--owner", help="Who answers for it.")] = "Data team",
    contact: Annotated[str, typer.Option("--contact", help="Their address.")] = "data-stewards@example.org",
    *,
    fit: Annotated[
        bool,
        typer.Option(
            "--fit",
            help="Tell numbers by the family that fits best (BIC), named beside it, where one comes near.",
        ),
    ] = False,
    replace: Annotated[bool, typer.Option("--replace", help="Take the place of an earlier draft.")] = False,
) -> int:
    """Draft a specification."""
    if find_spec("ibis") is None:
        raise UserError("deriving needs more than generating: pip install 'manikin[derive]'")
    from manikin.derive import against as approving  # noqa: PLC0415
    from manikin.derive import derivation as deriving  # noqa: PLC0415  only there with the extra
    from manikin.derive import stated  # noqa: PLC0415
    from manikin.derive.draft import Heading  # noqa: PLC0415
    from manikin.derive.sources import Wanted  # noqa: PLC0415

    name = out.absolute().name
    if not re.fullmatch(DATASET, name):
        raise UserError(
            f"{plain(name, 80)} cannot name a dataset: use small letters, digits and hyphens, such as ed-attendances"
        )
    if fidelity and fidelity not in deriving.FIDELITIES:
        raise UserError(f"--fidelity: there are {' and '.join(deriving.FIDELITIES)}")
    drafts.require_free(out, replace=replace)
    said = stated.read_keys(keys) if keys is not None else stated.Keys()
    called = title or name.replace("-", " ").capitalize()
    rules = rules_at(out, policy)
    approved = approving.read(against, rules, _version(against)) if against is not None else None
    if moved and approved is None:
        raise UserError(
            "--moved: how many joined or left matters beside an approved draft alone; name it: --against FOLDER"
        )
    request = deriving.Request(
        address=source,
        policy=rules,
        heading=Heading(name, called, f"The data that {called} was derived from", owner, contact),
        wanted=Wanted(tuple(table.strip() for table in tables.split(",") if table.strip()), schema, memory),
        keys=stated.with_people(said, people),
        fidelity=fidelity,
        approved=approved,
        moved=moved,
        fits=fit,
    )
    with steps() as tell:
        found = deriving.derive(request, tell)
        tell("judging the draft as a reviewer would: validate and lint")
        drafts.publish(out, found.files, replace=replace, judge=lambda folder: _require_sound(folder, out))
    say(_summary(out, found))
    return ExitStatus.DONE


def _require_sound(folder: Path, out: Path) -> None:
    """Refuse a draft that `manikin validate` and `manikin lint` would refuse; say what else they find."""
    problems = of_draft(folder, out)
    if problems:
        warn(text(problems))
    errors = sum(problem.severity is Severity.ERROR for problem in problems)
    if errors:
        raise UserError(
            f"the draft does not pass its own judges ({errors} findings, above), so nothing was written; this is a fault of "
            "the program: please report the rules that are named, and meanwhile leave those columns out (`ignore` in the "
            "file of keys)",
            ExitStatus.REFUSED,
        )


def _version(folder: Path) -> str:
    """Return the version of an approved draft, as its specification says; empty where that cannot be read."""
    found = spec.check(folder).spec if (folder / "spec.yaml").is_file() else None
    return found.version if found is not None else ""


def _summary(out: Path, found: derivation.Derived) -> str:
    shown = plain(out.as_posix(), 200)
    told = Counter(str(table.depth) for table in found.view.tables)
    kinds = ", ".join(f"{count} {_DEPTHS[kind]}" for kind, count in sorted(told.items()))
    kept = f"{len(found.view.kept):,} numbers stayed as they were approved.\n" if found.view.kept_from else ""
    return (
        f"{shown}: {len(found.view.tables)} tables ({kinds}), derived under the policy {found.view.policy.name}.\n"
        f"{kept}"
        "The draft passed `manikin validate` and `manikin lint`.\n"
        f"Read {shown}/spec.yaml line by line and correct it; then run: manikin validate {shown}"
    )
