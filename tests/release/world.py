"""A small organisation in a git repository: rules, people with keys, and one dataset to decide on."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from gitrepo import Repo
from manikin import spec as specs
from manikin.disclosure.organisation import organisation_of
from manikin.release import making
from manikin.release.answer import Answer
from manikin.release.authors import Authors
from manikin.release.decision import Decision
from manikin.release.gate import Circumstances, Look, look, weighed
from manikin.release.ground import Ground
from manikin.release.signers import revoked, signers
from manikin.release.signing import sign
from manikin.release.writing import write
from manikin.review.codes import code
from manikin.spec.folder import open_folder

TODAY = date(2026, 11, 24)
SPEC = """\
language: 1
dataset: falls
version: 1.0.0
title: Visits to a falls clinic
owner: {name: Falls service, contact: data-stewards@example.org}
class: publicly-sourced
uses: [testing]
seed: 7
tables:
  patient:
    rows: 40
    key: patient_id
    columns:
      patient_id: {type: integer, sequence: {start: 1}}
      sex: {type: string, distribution: {choice: {F: 60, M: 40}}}
      frail: {type: boolean, distribution: {bernoulli: 0.3}}
    checks:
      - {name: known, sql: sex IS NOT NULL}
"""
POLICY = """\
policy: acro
recorder: ci@example.org
people:
  - {name: Oli Owner, roles: [owner], principal: oli@example.org, emails: [oli.owner@example.org]}
  - {name: Ola Owner, roles: [owner], principal: ola@example.org, login: ola}
  - {name: Gil Governance, roles: [information governance], principal: gil@example.org, login: gil-gov}
  - {name: Gus Governance, roles: [information governance], login: gus-gov, deputy_of: Gil Governance}
  - {name: Aud Auditor, roles: [audit team], principal: aud@example.org}
"""
NAMES = ("oli", "ola", "gil", "aud", "ci", "mal")
PEOPLE = {
    "owner": ("Ola Owner", "ola"),
    "information governance": ("Gil Governance", "gil"),
    "audit team": ("Aud Auditor", "aud"),
}


@dataclass(frozen=True)
class Keys:
    """A key for each of `NAMES`."""

    folder: Path

    def private(self, name: str) -> Path:
        return self.folder / name

    def public(self, name: str) -> str:
        return " ".join((self.folder / f"{name}.pub").read_text().split()[:2])

    def allowed(self, *names: str, options: str = "") -> str:
        return "".join(f'{n}@example.org namespaces="manikin"{options} {self.public(n)}\n' for n in names)


def make_keys(folder: Path) -> Keys:
    for name in NAMES:
        subprocess.run(
            ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", folder / name], check=True
        )
    return Keys(folder)


@dataclass(frozen=True)
class World:
    """The repository, and what people do in it."""

    repo: Repo
    keys: Keys

    @property
    def folder(self) -> Path:
        return self.repo.root / "specs" / "falls"

    @property
    def approvals(self) -> Path:
        return self.folder / "approvals"

    def look(self, today: date = TODAY, policy_from: str = "", also: tuple[str, ...] = ()) -> Look:
        return look(self.folder, Circumstances(today, policy_from, also))

    def unasked(self, today: date) -> Look:
        """Return the dataset by what stands in the working copy alone."""
        home = self.folder.parent
        rules = organisation_of((home / "policy.yaml").read_bytes(), "policy.yaml")
        keys = signers((home / "allowed_signers").read_bytes())
        held = Ground("main", rules, keys, revoked((home / "revoked_keys").read_bytes()))
        return weighed(open_folder(self.folder), specs.check(self.folder), held, today, lambda _: Authors())

    def edit(self, old: str, new: str, by: str = "Alex Author", name: str = "falls/spec.yaml") -> None:
        path = self.repo.root / "specs" / name
        text = path.read_text()
        assert old in text
        self.repo.commit({f"specs/{name}": text.replace(old, new, 1)}, by=by)

    def made(
        self, role: str = "owner", *, on: date = TODAY, signer: str = "", **more: object
    ) -> tuple[Look, Decision]:
        """Return a decision by the usual person of a role, signed, as `approve` makes it; git is not asked."""
        found = self.unasked(on)
        name, key = PEOPLE[role]
        assert found.spec is not None
        asked = {"role": role, "name": name, "decision": "approved", "spec": code(found.spec.digest), **more}
        answer = Answer(**asked)  # type: ignore[arg-type]
        details = {"principal": f"{key}@example.org"}
        made = making.made_of(found, answer, making.Method("ssh-signature", details), on)
        return found, making.signed(made, sign(made.payload, self.keys.private(signer or key)))

    def decide(self, role: str = "owner", *, on: date = TODAY, commit: bool = True, **more: object) -> Path:
        """Write a decision and commit it."""
        found, made = self.made(role, on=on, **more)
        path = write(found, made)
        if commit:
            self.repo.commit(by=made.name)
        return path

    def approve(self, *roles: str, on: date = TODAY) -> None:
        for role in roles or ("owner", "information governance"):
            self.decide(role, on=on)


def new_world(root: Path, keys: Keys, files: Mapping[str, str] = {}) -> World:
    repo = Repo.new(root)
    repo.commit(
        {
            "specs/policy.yaml": POLICY,
            "specs/allowed_signers": keys.allowed("oli", "ola", "gil", "aud", "ci"),
            "specs/revoked_keys": "",
            "specs/falls/spec.yaml": SPEC,
            **files,
        }
    )
    return World(repo, keys)
