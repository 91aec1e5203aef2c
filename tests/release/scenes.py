"""Plays the examples on the pages of the rules: a dataset, decisions on it in order, and the day; all on paper."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from manikin import spec as specs
from manikin.disclosure.organisation import organisation_of
from manikin.release.authors import Authors
from manikin.release.candidate import candidate, rules_digest
from manikin.release.decision import Decision
from manikin.release.files import APPROVALS, approvals, heads
from manikin.release.gate import Look, weighed
from manikin.release.ground import Ground
from manikin.review.snapshot import snapshot
from manikin.spec.folder import open_folder
from release.world import TODAY

TEMPLATE = """\
language: 1
dataset: falls
version: 1.0.0
title: {title}
owner: {{name: Falls service, contact: data-stewards@example.org}}
class: {classification}
seed: 7
tables:
  patient:
    rows: {rows}
    key: patient_id
    columns:
      patient_id: {{type: integer, sequence: {{start: 1}}}}
      sex: {{type: string, distribution: {{choice: {{F: {female}, M: 40}}}}}}
      frail: {{type: boolean, distribution: {{bernoulli: {frail}}}}}
"""
USUAL = {"title": "Visits", "rows": 40, "female": 60, "frail": 0.3}
PEOPLE = """
people:
  - {name: Ola Owner, roles: [owner]}
  - {name: Oli Owner, roles: [owner]}
  - {name: Gil Governance, roles: [information governance]}
  - {name: Aud Auditor, roles: [audit team]}
  - {name: Wil Witness, roles: [owner]}
classes:
  privately-sourced:
    in_order: true
    expires_after: 365
    decided_by:
      - {role: audit team, needs_reference: true}
      - {role: information governance}
"""


def write_spec(folder: Path, scene: Mapping[str, Any], values: Mapping[str, Any]) -> specs.Checked:
    folder.mkdir(parents=True, exist_ok=True)
    classification = scene.get("class", "publicly-sourced")
    text = TEMPLATE.format(classification=classification, **(USUAL | dict(values)))
    (folder / "spec.yaml").write_text(text, encoding="utf-8")
    return specs.check(folder)


def rules_of(scene: Mapping[str, Any], *, now: bool) -> str:
    people = PEOPLE if "people" not in scene else ""
    people = people.replace("classes:\n", scene.get("also", "") + "classes:\n" + scene.get("classes", ""))
    tighter = scene.get("policy", {}) if now else {}
    return "policy: acro\n" + "".join(f"{key}: {value}\n" for key, value in tighter.items()) + people


def play(scene: Mapping[str, Any], folder: Path) -> Look:
    """Return the dataset of a scene before the gate."""
    before = organisation_of(rules_of(scene, now=False).encode(), "policy.yaml")
    removed = []
    for told in scene.get("decisions", ()):
        path = decide(scene, told, folder, before)
        removed += [path] if told.get("removed") else []
    for path in removed:
        path.unlink()
    for name, text in scene.get("files", {}).items():
        (folder / APPROVALS / name).write_text(text)
    checked = write_spec(folder, scene, scene.get("now", {}))
    held = Ground("main", organisation_of(rules_of(scene, now=True).encode(), "policy.yaml"))
    assert held.organisation.problems == ()
    authors = Authors(frozenset((name, "") for name in scene.get("authors", ("Alex Author",))))
    today = date.fromisoformat(scene.get("today", TODAY.isoformat()))
    return weighed(open_folder(folder), checked, held, today, lambda _: authors)


def against(scene: Mapping[str, Any], told: Mapping[str, Any], folder: Path) -> str:
    """Return the digest of what a decision says that it was compared with."""
    if "against" not in told:
        return "none"
    checked = write_spec(folder.parent / "compared", scene, told["against"])
    assert checked.spec is not None
    return checked.spec.digest


def decide(scene: Mapping[str, Any], told: Mapping[str, Any], folder: Path, held: Any) -> Path:
    """Write a decision of a scene, as a person could who writes files, and return its file."""
    checked = write_spec(folder, scene, told.get("of", {}))
    assert checked.spec is not None, checked.problems
    now = candidate(checked.spec)
    rules, role = held.deciding, told["role"]
    expires = told.get("expires")
    made = Decision(
        dataset=told.get("dataset", now.dataset),
        version=now.version,
        classification=now.classification,
        role=role,
        name=told["name"],
        decision=told.get("decision", "approved"),
        on=date.fromisoformat(told["decided_on"]),
        spec=now.digest,
        vocabularies=now.vocabularies,
        covers={scope: now.scopes[scope] for scope in rules.answers_for(role, now.classification)},
        policy=rules_digest(held.policy, rules, now.classification, role),
        stream=now.stream,
        method="paper",
        against=against(scene, told, folder),
        items=tuple(told.get("items", {}).items()),
        follows=heads(approvals(open_folder(folder)).filed),
        expires=None if expires is None else date.fromisoformat(expires),
        reference=told.get("reference", ""),
        details={"paper": {"witness": "Wil Witness", "form": "sha256:" + "0" * 64}},
    )
    home = folder / APPROVALS
    home.mkdir(exist_ok=True)
    if told.get("without") != "specification":
        (home / f"{made.spec[7:23]}.spec.json").write_bytes(snapshot(checked.spec))
    number = 1
    while (path := home / f"{made.stem}{f'-{number}' if number > 1 else ''}.yaml").exists():
        number += 1
    path.write_bytes(made.to_yaml())
    return path
