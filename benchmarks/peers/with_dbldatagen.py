"""Clinic with dbldatagen on Spark in this process, ``local[2]``; the session is there before the clock starts."""

from __future__ import annotations

from pathlib import Path

import dbldatagen as dg
from pyspark.sql import SparkSession
from timing import report

SPARK = (
    SparkSession.builder.master("local[2]")
    .config("spark.ui.enabled", "false")
    .config("spark.driver.memory", "2g")
    .config("spark.driver.host", "127.0.0.1")
    .config("spark.driver.bindAddress", "127.0.0.1")
    .getOrCreate()
)
SPARK.sparkContext.setLogLevel("ERROR")
SPARK.range(10).count()


def make(patients: int, folder: Path, form: str) -> None:
    """Make both tables."""
    rows = patients * 10
    patient = (
        dg.DataGenerator(SPARK, name="patient", rows=patients, partitions=2, randomSeed=1)
        .withColumn("patient_id", "long", expr="id + 1")
        .withColumn("sex", "string", values=["F", "M"], weights=[51, 49], random=True)
        .withColumn("birth_date", "date", begin="1930-01-01", end="2024-12-31", interval="1 DAY", random=True)
        .withColumn(
            "height_cm",
            "double",
            minValue=120.0,
            maxValue=218.0,
            distribution=dg.distributions.Normal(169, 9.5),
        )
    )
    words = ["emergency", "elective", "maternity", "transfer"]
    encounter = (
        dg.DataGenerator(SPARK, name="encounter", rows=rows, partitions=2, randomSeed=2)
        .withColumn("encounter_id", "long", expr="id + 1")
        .withColumn("patient_id", "long", minValue=1, maxValue=patients, random=True)
        .withColumn("charge", "double", expr="exp(4.6 + 0.7 * randn(3))")
        .withColumn(
            "started_at",
            "timestamp",
            begin="2024-01-01 00:00:00",
            end="2024-12-31 00:00:00",
            interval="1 second",
            random=True,
        )
        .withColumn("category", "string", values=words, weights=[50, 30, 15, 5], random=True)
    )
    for name, generator in (("patient", patient), ("encounter", encounter)):
        frame = generator.build()
        (frame.write.parquet if form == "parquet" else frame.write.csv)(str(folder / name))


report(make, "dbldatagen")
