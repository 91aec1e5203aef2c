"""Where chunks are made: by the Python workers of Spark, each as a pure function of its number.

Nothing is shuffled and no row comes to the driver: a task is a range of numbers, and what it makes goes from its worker
into a file, or into the partition of a DataFrame. `session` finds Spark, `parcel` is what travels to every executor,
`counting` plans with many chunks, `tables` gives a dataset's tables as DataFrames, and `catalogue` puts them into a schema
of the session. PySpark is imported only where it is used.
"""

from manikin.engines.spark.catalogue import FORMATS, Place, described
from manikin.engines.spark.counting import Distributed
from manikin.engines.spark.parcel import Sent, opened, packed
from manikin.engines.spark.session import failures, faults, mapped, sentence, session
from manikin.engines.spark.tables import frames

__all__ = [
    "FORMATS", "Distributed", "Place", "Sent", "described", "failures", "faults", "frames", "mapped", "opened", "packed", "sentence",
    "session",
]  # fmt: skip
