"""What git knows of a folder: how it was at a revision, who changed it since, whether the history is whole.

The repository is read as somebody else's: see `manikin.history.git`. Knows nothing of specifications.
"""

from manikin.history.git import HistoryError
from manikin.history.line import Commit, Rewrite
from manikin.history.names import is_name
from manikin.history.repository import Repository
from manikin.history.restored import restored

__all__ = ["Commit", "HistoryError", "Repository", "Rewrite", "is_name", "restored"]
