"""The Spark session that there is, or one of this machine; and what Spark says when a job fails, in a sentence."""

from __future__ import annotations

import os
import re
import sys
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import pyarrow as pa

from manikin.errors import ExitStatus, UserError
from manikin.text import plain

_SUBMITTED = "PYSPARK_GATEWAY_PORT"
"""Set by spark-submit, which has chosen a master."""


def session(workers: int | None = None) -> Any:
    """Return the session that is active, or one by the settings of this machine.

    Parameters
    ----------
    workers : int, optional
        Processors of this machine to use, where there is no session yet.

    Raises
    ------
    UserError
        If PySpark or Java is absent, or if `workers` would change a cluster that somebody else has chosen.
    """
    try:
        with _quiet():
            from pyspark.errors import PySparkException  # noqa: PLC0415  a large package, needed here alone
            from pyspark.sql import SparkSession  # noqa: PLC0415  the same
    except ImportError:
        raise UserError(
            "--engine spark needs PySpark, which is not installed: pip install 'manikin[spark]'; it also needs Java 17 "
            "or newer. Without them use --engine local"
        ) from None
    active = SparkSession.getActiveSession()
    if workers is not None and (active is not None or _SUBMITTED in os.environ):
        raise UserError(
            "--workers says how many processors of this machine Spark uses, and here a cluster is chosen already; leave "
            "it out"
        )
    if active is not None:
        return active
    builder = SparkSession.builder.appName("manikin").config("spark.ui.showConsoleProgress", "false")
    if _SUBMITTED not in os.environ:
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
        builder = builder.config("spark.ui.enabled", "false")
    if workers is not None:
        builder = builder.master(f"local[{workers}]")
    try:
        with _quiet():
            found = builder.getOrCreate()
    except (PySparkException, OSError) as error:
        raise UserError(
            f"Spark could not be started: {sentence(error)}. It needs Java 17 or newer (JAVA_HOME, or java on the path)",
            ExitStatus.PROBLEMS,
        ) from None
    found.sparkContext.setLogLevel("OFF")
    return found


def mapped(
    numbers: Any, make: Callable[[Iterable[pa.RecordBatch]], Iterator[pa.RecordBatch]], columns: str
) -> Any:
    """Return a DataFrame of what workers make of numbers, without a shuffle."""
    with _quiet():
        return numbers.mapInArrow(make, columns)


@contextmanager
def _quiet() -> Iterator[None]:
    """Leave out that PySpark does not fully support pandas 3: it asks for pandas, and Arrow batches do without."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "PySpark does not yet fully support pandas", FutureWarning)
        yield


def faults() -> tuple[type[Exception], ...]:
    """Return what Spark raises: in Python, and from Java where it runs beside Python, which Spark Connect does not."""
    from pyspark.errors import PySparkException  # noqa: PLC0415  a large package, needed here alone

    try:
        from py4j.protocol import Py4JJavaError  # noqa: PLC0415  the same
    except ImportError:
        return (PySparkException,)
    return (PySparkException, Py4JJavaError)


@contextmanager
def failures() -> Iterator[None]:
    """Turn the failure of a job, after all its retries, into words for the user."""
    try:
        yield
    except faults() as error:
        raise UserError(
            f"Spark gave up after its retries: {sentence(error)}. Nothing was published", ExitStatus.PROBLEMS
        ) from None


def sentence(error: BaseException) -> str:
    """Return the sentence of an error that says most: the last of Python's, or the first of Java's."""
    lines = [line.strip().removeprefix(": ") for line in str(error).splitlines() if line.strip()]
    said = [line for line in lines if re.match(r"(?:\w+\.)*\w+(?:Error|Exception|Interrupt): ", line)]
    return plain((said or lines or [type(error).__name__])[0], 300).rstrip(".")
