"""What docs/approval.md shows is what happens, to the letter."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
import yaml

from manikin.cli.main import run
from manikin.disclosure.organisation import organisation_of
from release.world import POLICY, World


def test_outputs(
    draft: World, root: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(draft.repo.root)
    text = (root / "docs" / "approval.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```\n\$ (manikin [^\n]*)\n(.*?)```", text, re.DOTALL)
    assert [command.split()[1] for command, _ in blocks] == ["approve", "status", "status", "status", "build"]
    for place, (command, shown) in enumerate(blocks):
        if place == 1:
            draft.repo.commit(by="Ola Owner")
        if place == 2:
            draft.decide("information governance")
        if place == 3:
            draft.edit("F: 60", "F: 61")
        key = str(draft.keys.private("ola"))
        words = shlex.split(command.replace("~/.ssh/id_ed25519", key))[1:]
        run([*words, "--on", "2026-11-24"])
        assert capsys.readouterr().out == shown


def test_policy(root: Path) -> None:
    text = (root / "docs" / "approval.md").read_text(encoding="utf-8")
    found = re.search(r"```yaml\n(policy: .*?)```", text, re.DOTALL)
    assert found is not None
    assert organisation_of(found[1].encode(), "policy.yaml").problems == ()
    assert yaml.safe_load(found[1])["people"] == yaml.safe_load(POLICY)["people"]
