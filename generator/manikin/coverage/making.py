"""From what was asked for to a run: rows as declared, or rows chosen to reach every branch."""

from __future__ import annotations

from manikin.coverage.coverage import Coverage
from manikin.coverage.search import again, cover
from manikin.engines import local
from manikin.model import Spec
from manikin.plan import Sizes, make_plan
from manikin.run import World


def made(spec: Spec, sizes: Sizes, *, workers: int = 1) -> tuple[World, Coverage | None]:
    """Return the run, and what its rows reach where that was asked for.

    Parameters
    ----------
    spec : Spec
        The specification.
    sizes : Sizes
        What was asked for.
    workers : int
        Threads; neither rows nor choice depend on them.

    Raises
    ------
    UserError
        If `sizes` asks for what cannot be.
    InfeasibleError
        If no row of a table can be made.
    """
    if not sizes.coverage:
        return local.world(make_plan(spec, sizes), workers=workers), None
    found = again(spec, sizes, dict(sizes.chosen)) if sizes.chosen else cover(spec, sizes)
    plan = make_plan(found.spec, Sizes(tables=sizes.tables))
    return local.world(plan, workers=workers, addresses=found.addresses), found
