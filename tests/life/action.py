"""Runs the steps of a composite action as a runner does: each `run` by bash, its `env` filled in from a context."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

EXPRESSION = re.compile(r"\$\{\{ (.*?) \}\}")
DEFAULT_SHELL = ["bash", "--noprofile", "--norc", "-eo", "pipefail"]


@dataclass(frozen=True)
class Done:
    """What a step ended with and printed."""

    status: int
    text: str


def steps(path: Path) -> dict[str, Any]:
    """Return the steps of an action that run something, by name."""
    tree = yaml.safe_load(path.read_text())
    return {step["name"]: step for step in tree["runs"]["steps"] if "run" in step}


def play(step: Mapping[str, Any], context: Mapping[str, str], folder: Path, **more: str) -> Done:
    """Run one step in a folder."""
    given = {name: _filled(str(value), context) for name, value in step.get("env", {}).items()}
    assert "${{" not in step["run"], "what comes from outside is no part of a script"
    text = Path(more["RUNNER_TEMP"]) / "step.sh"
    text.write_text(step["run"])
    return script(text, folder, **more, **given)


def script(path: Path, folder: Path, **environment: str) -> Done:
    """Run a script of bash in a folder, with nothing of our own environment but where programs are."""
    done = subprocess.run(
        [*DEFAULT_SHELL, path],
        cwd=folder,
        env={**_plain(), **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    return Done(done.returncode, done.stdout + done.stderr)


def _filled(text: str, context: Mapping[str, str]) -> str:
    def value(found: re.Match[str]) -> str:
        tried = [context.get(name.strip(), "") for name in found[1].split("||")]
        return next((one for one in tried if one), "")

    return EXPRESSION.sub(value, text)


def _plain() -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "HOME": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "LC_ALL": "C.UTF-8",
    }
