"""One session of Spark for all tests of a worker process: it takes longer to start than any of them."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from typing import Any

import pytest

SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.driver.extraJavaOptions": "-XX:+UseSerialGC -XX:TieredStopAtLevel=1",  # starts sooner, and is not up for long
    "spark.sql.shuffle.partitions": "1",
}


@pytest.fixture(scope="session")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    if shutil.which("java") is None:
        pytest.skip("Java 17, which Spark runs on, is not installed")
    sql = pytest.importorskip("pyspark.sql", reason="PySpark is not installed: make spark")
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)  # what Spark starts must have the same packages
    # local[2] with up to four attempts of each task, as on a cluster; local[2] alone never tries again.
    builder = sql.SparkSession.builder.master("local[2,4]")
    for name, value in SETTINGS.items():
        builder = builder.config(name, value)
    found = builder.config("spark.sql.warehouse.dir", str(tmp_path_factory.mktemp("warehouse"))).getOrCreate()
    found.sparkContext.setLogLevel("OFF")
    found.sql("CREATE SCHEMA IF NOT EXISTS clinic")
    yield found
    found.stop()
