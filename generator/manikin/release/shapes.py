"""Whether the files of decisions and keys have the form that they must have; nothing is asked of git."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from manikin import spec as specs
from manikin.errors import Problem, UserError
from manikin.release.files import approvals
from manikin.release.signers import REVOKED, SIGNERS, SignersError, revoked, signers
from manikin.spec.folder import open_folder
from manikin.text import plain


def filed(path: Path) -> Iterator[Problem]:
    """Yield what is wrong with the decisions on a dataset, and with the lists of keys beside it."""
    folder = open_folder(path)
    spec = specs.check(path).spec if folder.has("approvals") else None
    yield from approvals(folder, spec.dataset if spec is not None else "").problems
    home = folder.above()
    lists: dict[str, Callable[[bytes], object]] = {SIGNERS: signers, REVOKED: revoked}
    for name, understood in lists.items():
        if home.has(name):
            try:
                understood(home.read(name))
            except (SignersError, UserError) as error:
                mend = "write every line in the one form that is taken"
                yield Problem(plain(home.name_of(name), 200), 0, 0, "GATE13", str(error), mend)
