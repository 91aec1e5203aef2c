"""From a specification to a folder: the tables, the manifest, a copy of the spec, a README.

The folder appears whole or not at all; see `manikin.storage`.
"""

from manikin.build.again import differences
from manikin.build.approved import DRAFT, Approved
from manikin.build.dataset import build
from manikin.build.record import STREAM, generator

__all__ = ["DRAFT", "STREAM", "Approved", "build", "differences", "generator"]
