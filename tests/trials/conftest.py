"""Whole specifications, from their text to rows and to builds that are verified."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from manikin.interface import load
from manikin.model import Spec

HEAD = """language: 1
dataset: trial
version: 1.0.0
title: A trial
owner: {name: The manikin contributors, contact: manikin@example.org}
class: publicly-sourced
seed: 5
"""


@pytest.fixture
def spec_of(tmp_path: Path) -> Callable[[str], Spec]:
    """Return what loads a specification from all of its text but the head."""

    def loaded(body: str) -> Spec:
        folder = tmp_path / "trial"
        folder.mkdir(exist_ok=True)
        (folder / "spec.yaml").write_text(HEAD + body, encoding="utf-8")
        return load(folder)

    return loaded
