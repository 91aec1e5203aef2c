"""From a plan to rows: every cell a pure function of its address.

Reads nothing but the plan. Knows of no files and no threads.
"""

from manikin.run.batches import make, schema, stages
from manikin.run.defective import Task, tasks
from manikin.run.feasible import require_feasible
from manikin.run.trial import shares
from manikin.run.world import World

__all__ = ["Task", "World", "make", "require_feasible", "schema", "shares", "stages", "tasks"]
