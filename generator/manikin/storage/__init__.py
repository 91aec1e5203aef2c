"""A folder that appears whole or not at all, and its reader.

Everything is written into a folder beside the target, the manifest last; then the two change places. A
reader takes only what a manifest names, with the size and SHA-256 it gives: no manifest, no dataset.
Knows nothing of tables and formats.
"""

from manikin.storage.publication import Publication
from manikin.storage.reading import check_files, faults, read_manifest

__all__ = ["Publication", "check_files", "faults", "read_manifest"]
