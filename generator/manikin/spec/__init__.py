"""Specifications: read, checked stage by stage, and built into the model.

YAML (`read`), schema (`shape`), vocabularies, canonical form and model (`canonical`, `build`), rules.
Each stage tells all of its problems; the next one runs only if there was no error. To add a rule:
a module in `manikin.spec.rules`, its line in `RULES`, and a page for each id in ``pages``.
"""

from manikin.spec.folder import find
from manikin.spec.load import Checked, check, load

__all__ = ["Checked", "check", "find", "load"]
