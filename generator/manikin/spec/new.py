"""A first specification for a new dataset: the only place where a spec is written for a person to edit."""

from __future__ import annotations

import hashlib
import io
import re
from importlib import resources
from pathlib import Path

from ruamel.yaml import YAML

from manikin.errors import UserError
from manikin.spec.fragments import DATASET

ATTRIBUTES = """\
# What changed is shown in words by `git log -p --ext-diff`, once you ran in this clone:
#   git config diff.manikin.command "manikin git-diff"
spec.yaml diff=manikin
# Decisions and vocabularies are told by their bytes: git leaves their line ends alone.
approvals/* -text
*.csv -text
"""
"""What git is told of a dataset's folder."""


def create(folder: Path) -> Path:
    """Write ``spec.yaml`` into a new folder and return its path.

    The template is edited, not filled in by text, so that its comments stay and any name is quoted as
    YAML needs. The seed comes from the dataset's name: the same on every machine, different for each dataset.

    Raises
    ------
    UserError
        If the folder is there already, or its name cannot be a dataset's.
    """
    name = folder.name
    if not re.fullmatch(DATASET, name):
        raise UserError(
            f"{name!r} cannot name a dataset: use small letters, digits and hyphens, such as ed-attendances"
        )
    if folder.exists():
        raise UserError(f"{folder.as_posix()} is there already; choose another name")
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 2**31 - 1
    yaml.indent(mapping=2, sequence=4, offset=2)
    tree = yaml.load((resources.files("manikin.spec") / "template.yaml").read_text(encoding="utf-8"))
    tree["dataset"] = name
    tree["title"] = name.replace("-", " ").capitalize()
    tree["seed"] = int.from_bytes(hashlib.sha256(name.encode()).digest()[:4], "big")
    text = io.StringIO()
    yaml.dump(tree, text)
    folder.mkdir(parents=True)
    path = folder / "spec.yaml"
    path.write_text(text.getvalue(), encoding="utf-8", newline="\n")
    (folder / ".gitattributes").write_text(ATTRIBUTES, encoding="utf-8", newline="\n")
    return path
