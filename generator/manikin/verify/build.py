"""A build as the checks see it: the specification, and which tables and columns the files hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from manikin.model import Spec
from manikin.verify.manifest import BuildManifest
from manikin.verify.paths import UnavailableError
from manikin.verify.sqltext import name


@dataclass(frozen=True)
class Loaded:
    """One table that DuckDB will hold.

    Parameters
    ----------
    name : str
        Its quoted name there.
    columns : Mapping of str to str
        The columns whose values are known, with their quoted names there.
    lacking : Mapping of str to str
        Why the values of a column are not known.
    """

    name: str
    columns: Mapping[str, str]
    lacking: Mapping[str, str] = field(default_factory=dict)
    of: str = ""
    """Of some rows of a table, which `name` then selects: the table's quoted name."""

    @property
    def read(self) -> str:
        """The quoted name of the table that is read."""
        return self.of or self.name


@dataclass(frozen=True)
class Build:
    """A build being verified.

    `tables` are those of the build, `sources` the vocabularies of the folder's specification, `standing`
    the tables with defects as they stand in their files, where `tables` has them without.
    """

    spec: Spec
    manifest: BuildManifest
    tables: Mapping[str, Loaded]
    sources: Mapping[str, Loaded] = field(default_factory=dict)
    parts: Mapping[str, Loaded] = field(default_factory=dict)
    """The parts of tables whose rows can be told from those of other parts."""
    standing: Mapping[str, Loaded] = field(default_factory=dict)

    def loaded(self, table: str) -> Loaded:
        """Return the table of the build; a vocabulary not built, or not all of it, is the specification's.

        That a vocabulary in the build is the one of the specification is a check of its own.

        Raises
        ------
        UnavailableError
            If there is neither.
        """
        found = self.tables.get(table)
        if found is None or self._hides(table):
            found = self.sources.get(table) or found or self.parts.get(table)
        if found is None:
            declared = self.spec.tables.get(table)
            if declared is not None and declared.part_of is not None:
                raise UnavailableError(
                    f"no written column tells the rows of {table} from those of other parts"
                )
            is_hidden = declared is not None and declared.hidden
            reason = "is hidden, so it is not written" if is_hidden else "is not part of this build"
            raise UnavailableError(f"the table {table} {reason}")
        return found

    def _hides(self, table: str) -> bool:
        """Return whether columns of a vocabulary are hidden: the build then holds only a part of it."""
        return table in self.sources and len(self.tables[table].columns) < len(self.sources[table].columns)

    def column(self, table: str, column: str) -> str:
        """Return the quoted name of a column.

        Raises
        ------
        UnavailableError
            If the files do not hold its values.
        """
        loaded = self.loaded(table)
        if column not in loaded.columns:
            declared = self.spec.tables[table].by_name.get(column)
            hidden = declared is not None and declared.hidden
            reason = "is hidden, so it is not written" if hidden else "is not in the file"
            raise UnavailableError(f"{table}.{column} {loaded.lacking.get(column, reason)}")
        return loaded.columns[column]


def distinct_names(names: tuple[str, ...]) -> dict[str, str]:
    """Return quoted names that DuckDB, which does not tell capitals from small letters, can tell apart."""
    taken: set[str] = set()
    found: dict[str, str] = {}
    for text in names:
        unique = text
        while unique.casefold() in taken:
            unique += "~"
        taken.add(unique.casefold())
        found[text] = name(unique)
    return found
