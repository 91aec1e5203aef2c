"""The specification as it was approved, in one file that is read without its folder, its history or its program.

Holds the canonical form, the numbers of the statistics, and the vocabularies; a specification can be built of it again,
with the same digest. Written once, and readable for ever.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import rfc8785

from manikin.errors import UserError
from manikin.model import Spec
from manikin.review.statistics import statistics
from manikin.spec.build import build
from manikin.spec.canonical import FILES, digest
from manikin.spec.csvtext import parse
from manikin.text import plain

FORMAT: Final = 1
KEPT_BYTES: Final = 1_000_000
"""A vocabulary that is larger is kept by its digest only."""
MOST_BYTES: Final = 100_000_000
"""Of a snapshot that is read."""
_KEYS: Final = {"snapshot", "spec", "statistics", "retired", "vocabularies"}
_NUMBER: Final = re.compile(r"S[1-9][0-9]{0,8}")
_WHAT: Final = "the copy of the approved specification"


@dataclass(frozen=True)
class Snapshot:
    """A specification as approved.

    Parameters
    ----------
    canonical : bytes
        Its canonical form.
    digest : str
        The digest of that.
    numbers : Mapping of str to str
        The number of every statistic that ever had one, by its address; give them to `statistics` and `snapshot` as
        what is kept.
    retired : frozenset of str
        The addresses among them of statistics that are gone.
    files : Mapping of str to bytes
        The vocabularies that are kept.
    digests : Mapping of str to str
        The SHA-256 of every vocabulary, those included that are not kept.
    """

    canonical: bytes
    digest: str
    numbers: Mapping[str, str]
    retired: frozenset[str]
    files: Mapping[str, bytes]
    digests: Mapping[str, str]

    @property
    def left_out(self) -> tuple[str, ...]:
        """The vocabularies that were too large to be kept, by name."""
        return tuple(name for name in self.digests if name not in self.files)

    def spec(self, files: Mapping[str, bytes] | None = None) -> Spec:
        """Return the specification.

        Parameters
        ----------
        files : Mapping of str to bytes, optional
            Vocabularies to use for those that were left out, if they have the same digest.

        Raises
        ------
        UserError
            If one that was left out is not given, or is another by now.
        """
        found = dict(self.files)
        for name in self.left_out:
            data = (files or {}).get(name)
            if data is None or hashlib.sha256(data).hexdigest() != self.digests[name]:
                raise UserError(
                    f"{plain(name)} was too large for {_WHAT}, "
                    f"and the file with SHA-256 {self.digests[name]} is not here"
                )
            found[name] = data
        tables = {}
        for name, data in found.items():
            grid, _ = parse(data)
            if grid is None:
                raise UserError(f"{plain(name)} in {_WHAT} is no vocabulary")
            tables[name] = grid.cells
        return replace(build(self.canonical, tables), texts=found)


def snapshot(spec: Spec, kept: Mapping[str, str] | None = None) -> bytes:
    """Return a specification as it stands, to be kept beside the decisions on it.

    Parameters
    ----------
    spec : Spec
        A specification that was read from its folder.
    kept : Mapping of str to str, optional
        The numbers of statistics so far: `Snapshot.numbers` of the version before.
    """
    numbered = {found.address: found.id for found in statistics(spec, kept)}
    used = frozenset(numbered.values())
    tree = json.loads(spec.canonical)
    files = {name: spec.texts[name] for name in tree[FILES]}
    return rfc8785.dumps(
        {
            "snapshot": FORMAT,
            "spec": tree,
            "statistics": numbered,
            "retired": {at: number for at, number in (kept or {}).items() if number not in used},
            "vocabularies": {name: data.decode() for name, data in files.items() if len(data) <= KEPT_BYTES},
        }
    )


def read(data: bytes) -> Snapshot:
    """Return a snapshot from its bytes.

    Raises
    ------
    UserError
        If it is none, is of a form that this program does not know, or was changed by hand.
    """
    if len(data) > MOST_BYTES:
        raise UserError(f"{_WHAT} has more than {MOST_BYTES // 10**6} MB")
    try:
        tree = json.loads(data, parse_constant=_refuse)
        is_known = tree["snapshot"] == FORMAT
        found = _found(tree, data) if is_known else None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, rfc8785.CanonicalizationError):
        raise UserError(f"{_WHAT} is not as the program wrote it; take it from the history again") from None
    if found is None:
        raise UserError(f"{_WHAT} has a form that this version of manikin does not know; use a newer one")
    return found


def _found(tree: Any, data: bytes) -> Snapshot:
    """Return what was read; any exception tells that it is not what the program wrote."""
    _require(set(tree) == _KEYS and rfc8785.dumps(tree) == data)
    canonical = rfc8785.dumps(tree["spec"])
    files = {name: text.encode() for name, text in tree["vocabularies"].items()}
    digests: dict[str, str] = dict(tree["spec"][FILES])
    _require(all(hashlib.sha256(content).hexdigest() == digests[name] for name, content in files.items()))
    current, retired = tree["statistics"], tree["retired"]
    numbers = {**retired, **current}
    _require(len(set(numbers.values())) == len(current) + len(retired))
    _require(all(_NUMBER.fullmatch(number) for number in numbers.values()))
    return Snapshot(canonical, digest(canonical), numbers, frozenset(retired), files, digests)


def _require(holds: bool) -> None:  # noqa: FBT001  the one thing it is asked
    if not holds:
        raise ValueError(_WHAT)


def _refuse(word: str) -> Any:
    raise ValueError(word)
