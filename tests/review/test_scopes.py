"""Every key has a scope; each change moves the digests that it should and no others."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st

from manikin.model.draws import Address
from manikin.review.codes import code, label
from manikin.review.keys import TREE, Node
from manikin.review.published import KEYWORD, with_scopes
from manikin.review.scopes import SCOPES, digests, part
from manikin.spec import schema
from manikin.spec.canonical import canonical
from review.conftest import FOLDERS, spec
from strategies import Tree, examples, trees


def lacking(tree: Mapping[str, Any], node: Node, at: str, whole: Mapping[str, Any]) -> Iterator[str]:
    """Yield the keys of a schema whose scopes nobody decided on."""
    if "$ref" in tree:
        tree = whole["$defs"][tree["$ref"].rpartition("/")[2]]
    if not node.inside:
        if not node.scopes:
            yield at
        return
    below = dict(tree.get("properties", {}))
    if isinstance(tree.get("additionalProperties"), Mapping):
        below["*"] = tree["additionalProperties"]
    if isinstance(tree.get("items"), Mapping):
        yield from lacking(tree["items"], node, f"{at}[]", whole)
    for key, inside in below.items():
        child = node.inside.get(key) or node.inside.get("*")
        if child is None:
            yield f"{at}.{key}"
        else:
            yield from lacking(inside, child, f"{at}.{key}", whole)


def test_every_key_of_the_published_schema_has_a_scope() -> None:
    whole = schema.schema()
    assert list(lacking(whole, TREE, "", whole)) == []


def test_a_new_key_is_noticed_and_has_every_scope_until_somebody_decides() -> None:
    whole = copy.deepcopy(schema.schema())
    whole["properties"]["mood"] = {"type": "string"}
    whole["$defs"]["column"]["properties"]["hue"] = {"type": "string"}
    told = list(lacking(whole, TREE, "", whole))
    assert {key.rpartition(".")[2] for key in told} == {"mood", "hue"}
    assert TREE.child("mood").scopes == set(SCOPES)


def test_no_scope_stands_for_a_key_that_is_not_there() -> None:
    known = json.dumps(schema.schema())

    def named(node: Node) -> Iterator[str]:
        for key, below in node.inside.items():
            yield key
            yield from named(below)

    assert {key for key in named(TREE) if f'"{key}":' not in known} == {"*", "files"}


def test_the_published_schema_says_the_scopes_of_each_key() -> None:
    found = with_scopes(schema.schema())
    assert found["properties"]["seed"][KEYWORD] == "structure"
    assert found["properties"]["dataset"][KEYWORD] == " ".join(SCOPES)
    assert found["properties"]["title"][KEYWORD] == "presentation"
    column = found["$defs"]["column"]["properties"]
    assert column["type"][KEYWORD] == "structure"
    assert column["missing"][KEYWORD] == "structure statistic"
    assert KEYWORD not in json.dumps(schema.schema()), "the schema that judges is left as it is"


ED = "specs/ed-attendances"


def changed(address: Address, value: Any) -> set[str]:
    """Return the scopes of the example whose digests move when one thing is another."""
    before = spec(ED)
    tree = json.loads(before.canonical)
    node = tree
    for step in address[:-1]:
        node = node[step] if not isinstance(node, list) or isinstance(step, int) else _named(node, str(step))
    if value is None:
        del node[address[-1]]
    else:
        node[address[-1]] = value
    data = rfc8785.dumps(tree)
    return {scope for scope in SCOPES if part(data, scope) != part(before.canonical, scope)}


def _named(columns: list[Tree], name: str) -> Tree:
    return next(column for column in columns if column["name"] == name)


COLUMN = ("tables", "attendance", "columns")


@pytest.mark.parametrize(
    ("address", "value", "scopes"),
    [
        (("title",), "Another", "presentation"),
        (("version",), "1.3.0", "presentation"),
        (("seed",), 1, "structure"),
        (("class",), "structural", "use"),
        (("uses", 0), "play", "use"),
        (("owner", "contact"), "a@example.org", "use"),
        (("sources", "extract", "people"), 10, "statistic use"),
        (("sources", "extract", "cleared"), None, "statistic use"),
        (("tables", "patient", "rows"), 9_990, "statistic"),
        (("tables", "patient", "key"), "nhs_number", "structure rule"),
        (("tables", "patient", "correlations", 0, "rank"), 0.4, "statistic"),
        (("tables", "patient", "hidden"), True, "structure"),
        (("tables", "attendance", "checks", 0, "sql"), "age > 1", "rule"),
        (("tables", "attendance", "checks", 0, "name"), "other", "rule"),
        (("tables", "attendance", "rows", "cases", 0, "distribution"), {"exactly": 3}, "statistic"),
        (("tables", "attendance", "rows", "per"), "site", "structure"),
        ((*COLUMN, "triage", "cases", 0, "distribution", "choice", "2"), 35, "statistic"),
        ((*COLUMN, "triage", "cases", 0, "distribution", "choice", "6"), 1, "structure statistic"),
        ((*COLUMN, "triage", "cases", 0, "when", "patient.frailty"), "fit", "statistic rule"),
        ((*COLUMN, "triage", "description"), "how urgent", "presentation"),
        ((*COLUMN, "triage", "type"), "string", "structure"),
        ((*COLUMN, "triage", "missing"), 0.1, "structure statistic"),
        ((*COLUMN, "departed_at", "after", "by", "lognormal", "median"), 3.3, "statistic"),
        ((*COLUMN, "departed_at", "after", "unit"), "days", "statistic rule"),
        ((*COLUMN, "length_of_stay_minutes", "source", "n"), 22_110, "statistic"),
        ((*COLUMN, "age", "expression"), "1", "rule"),
        (("files", "site.csv"), "0" * 64, " ".join(SCOPES)),
        (("dataset",), "another", " ".join(SCOPES)),
    ],
)
def test_a_change_moves_its_scopes_and_no_other(address: Address, value: Any, scopes: str) -> None:
    assert changed(address, value) == set(scopes.split())


def test_the_order_of_columns_is_structure_alone() -> None:
    before = spec(ED)
    tree = json.loads(before.canonical)
    tree["tables"]["patient"]["columns"].reverse()
    data = rfc8785.dumps(tree)
    assert {s for s in SCOPES if part(data, s) != part(before.canonical, s)} == {"structure"}


def leaves(at: Address, tree: Any) -> Iterator[Address]:
    if isinstance(tree, dict | list):
        for key, below in tree.items() if isinstance(tree, dict) else enumerate(tree):
            yield from leaves((*at, key), below)
    else:
        yield at


@settings(max_examples=examples(4), deadline=None)
@given(trees(), st.integers(0, 2**32))
def test_any_scalar_that_is_another_moves_the_digest_and_a_scope(tree: Tree, seed: int) -> None:
    before = canonical(tree, {"doses.csv": b"x", "panels.csv": b"y"})
    parts = {scope: part(before, scope) for scope in SCOPES}
    found = json.loads(before)
    for address in random.Random(seed).sample(list(leaves((), found)), 25):
        after = rfc8785.dumps(with_another(found, address))
        assert after != before
        assert any(part(after, scope) != parts[scope] for scope in SCOPES), address


def with_another(tree: Any, address: Address) -> Any:
    """Return a tree in which one scalar is another."""
    if address:
        node = list(tree) if isinstance(tree, list) else dict(tree)
        node[address[0]] = with_another(tree[address[0]], address[1:])
        return node
    return not tree if isinstance(tree, bool) else f"{tree}x" if isinstance(tree, str) else (tree or 0) + 1


@pytest.mark.parametrize("folder", FOLDERS)
def test_no_two_scopes_share_a_digest(folder: str) -> None:
    found = digests(spec(folder))
    assert found.spec == spec(folder).digest
    assert len({found.spec, *found.scopes.values()}) == len(SCOPES) + 1
    assert all(digest.startswith("sha256:") and len(digest) == 71 for digest in found.scopes.values())


def test_codes() -> None:
    digest = "sha256:4f2a91c70be3d85a" + "0" * 48
    assert (label(digest), code(digest)) == ("4f2a-91c7", "4f2a-91c7-0be3-d85a")
