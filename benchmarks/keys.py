"""How many keys and references are found in databases whose true ones are known: ``python benchmarks/keys.py``.

Looks at each folder of ``../shared/data`` that has a ``keys.json``; nothing declared is used. Of references,
those whose values all occur count, since no look at the data could find others.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from manikin.derive.sources import Wanted, open_source
from manikin.derive.structure.keys import alone, key
from manikin.derive.structure.references import references
from manikin.derive.structure.typing import types as types_of
from manikin.disclosure.policy import POLICIES

DATA = Path(__file__).parent.parent.parent / "shared" / "data"


def main() -> None:
    """Print a table: precision and recall of keys and references for each dataset."""
    folders = [path.parent for path in sorted(DATA.glob("*/keys.json"))]
    if not folders:
        sys.exit("there is no ../shared/data with keys.json")
    print(f"{'':20} {'keys':^27} {'references':^27}")
    print(
        f"{'dataset':20} {'right':>9} {'precise':>8} {'found':>8} {'right':>9} {'precise':>8} {'found':>8} {'seconds':>8}"
    )
    for folder in folders:
        started = time.perf_counter()
        true = json.loads((folder / "keys.json").read_text(encoding="utf-8"))
        names = tuple(p.stem for p in folder.glob("*.parquet"))
        with open_source(str(folder), Wanted(tables=names)) as database:
            types = {name: types_of(database, name) for name in database.tables}
            keys = {
                name: key(database, name, types[name], alone(database, name, types[name], POLICIES["acro"]))[
                    0
                ]
                for name in database.tables
            }
            found = {
                (name, reference.columns, reference.target)
                for name in database.tables
                for reference in references(database, name, keys, types)
            }
        wanted_keys = {
            name: set(record["columns"])
            for name, record in true["primary_keys"].items()
            if name in database.tables
        }
        right = sum(set(keys[name]) == columns for name, columns in wanted_keys.items())
        said = sum(bool(keys[name]) for name in wanted_keys)
        wanted = {
            (fk["from"], tuple(fk["columns"]), fk["to"])
            for fk in true["foreign_keys"]
            if fk["from"] in database.tables and fk["to"] in database.tables and not fk["orphans"]
        }
        hits = len(found & wanted)
        print(
            f"{folder.name:20} {right:3} of {len(wanted_keys):2} {right / max(1, said):8.0%}"
            f" {right / max(1, len(wanted_keys)):8.0%} {hits:3} of {len(wanted):2} {hits / max(1, len(found)):8.0%}"
            f" {hits / max(1, len(wanted)):8.0%} {time.perf_counter() - started:8.1f}"
        )
        if "--all" in sys.argv:
            for name, columns in sorted(wanted_keys.items()):
                if set(keys[name]) != columns:
                    print(f"    key of {name}: {keys[name]}, and it is {sorted(columns)}")
            for sort, some in (("missed", wanted - found), ("wrong", found - wanted)):
                for name, columns, target in sorted(some):
                    print(f"    {sort}: {name}.{'+'.join(columns)} → {target}")


if __name__ == "__main__":
    main()
