"""The tables of ``benchmarks/specs/tpch`` keep to what TPC-H says of its own (3.0.1, clause 4.2.3)."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

import manikin

TPCH = Path(__file__).parents[2] / "benchmarks" / "specs" / "tpch"
SCALE = 0.002
BROKEN = {
    "an order has 1 to 7 lines": "SELECT l_orderkey FROM lineitem GROUP BY ALL HAVING count(*) NOT BETWEEN 1 AND 7",
    "lines are numbered from 1": "SELECT l_orderkey FROM lineitem GROUP BY ALL "
    "HAVING min(l_linenumber) <> 1 OR max(l_linenumber) <> count(*)",
    "every order has lines": "SELECT * FROM orders ANTI JOIN lineitem ON o_orderkey = l_orderkey",
    "every line has an order": "SELECT * FROM lineitem ANTI JOIN orders ON o_orderkey = l_orderkey",
    "a line is of a part and a supplier who has it": "SELECT * FROM lineitem ANTI JOIN partsupp "
    "ON ps_partkey = l_partkey AND ps_suppkey = l_suppkey",
    "a part has 4 suppliers": "SELECT ps_partkey FROM partsupp GROUP BY ALL HAVING count(DISTINCT ps_suppkey) <> 4",
    "every part has suppliers": "SELECT * FROM part ANTI JOIN partsupp ON p_partkey = ps_partkey",
    "an order has a customer": "SELECT * FROM orders ANTI JOIN customer ON o_custkey = c_custkey",
    "a third of the customers has no orders": "SELECT * FROM orders WHERE o_custkey % 3 = 0",
    "order keys are sparse": "SELECT max(o_orderkey) FROM orders HAVING max(o_orderkey) < 3.9 * count(*)",
    "retail price": "SELECT * FROM part WHERE CAST(p_retailprice * 100 AS BIGINT) "
    "<> 90000 + (p_partkey // 10) % 20001 + 100 * (p_partkey % 1000)",
    "extended price": "SELECT * FROM lineitem JOIN part ON l_partkey = p_partkey "
    "WHERE l_extendedprice <> l_quantity * p_retailprice",
    "total price": "SELECT o_orderkey FROM orders JOIN lineitem ON o_orderkey = l_orderkey GROUP BY ALL "
    "HAVING abs(max(o_totalprice) - sum(l_extendedprice * (1 + l_tax) * (1 - l_discount))) > 0.005 * count(*)",
    "shipped after the order": "SELECT * FROM lineitem JOIN orders ON o_orderkey = l_orderkey "
    "WHERE l_shipdate - o_orderdate NOT BETWEEN 1 AND 121",
    "committed after the order": "SELECT * FROM lineitem JOIN orders ON o_orderkey = l_orderkey "
    "WHERE l_commitdate - o_orderdate NOT BETWEEN 30 AND 90",
    "received after it was shipped": "SELECT * FROM lineitem WHERE l_receiptdate - l_shipdate NOT BETWEEN 1 AND 30",
    "returned only if received by then": "SELECT * FROM lineitem "
    "WHERE (l_returnflag IN ('R', 'A')) <> (l_receiptdate <= DATE '1995-06-17')",
    "open only if shipped later": "SELECT * FROM lineitem WHERE (l_linestatus = 'O') <> (l_shipdate > DATE '1995-06-17')",
    "status of an order": "SELECT o_orderkey FROM orders JOIN lineitem ON o_orderkey = l_orderkey GROUP BY ALL "
    "HAVING max(o_orderstatus) <> CASE WHEN bool_and(l_linestatus = 'F') THEN 'F' "
    "WHEN bool_and(l_linestatus = 'O') THEN 'O' ELSE 'P' END",
    "brand of the maker": "SELECT * FROM part WHERE substr(p_brand, 7, 1) <> substr(p_mfgr, 14, 1)",
    "a telephone begins with the nation": "SELECT * FROM customer "
    "WHERE NOT regexp_full_match(c_phone, (c_nationkey + 10) || '-[1-9]\\d\\d-[1-9]\\d\\d-[1-9]\\d{3}')",
    "names": "SELECT * FROM customer WHERE c_name <> printf('Customer#%09d', c_custkey)",
    "clerks": "SELECT * FROM orders WHERE NOT regexp_full_match(o_clerk, 'Clerk#00000\\d{4}')",
    "quantities": "SELECT * FROM lineitem WHERE l_quantity NOT BETWEEN 1 AND 50 OR l_discount NOT BETWEEN 0 AND 0.10 "
    "OR l_tax NOT BETWEEN 0 AND 0.08",
}
LENGTHS = {
    "lineitem.l_comment": (10, 43),
    "orders.o_comment": (19, 78),
    "part.p_comment": (5, 22),
    "partsupp.ps_comment": (49, 198),
    "customer.c_comment": (29, 116),
    "customer.c_address": (10, 40),
    "supplier.s_comment": (25, 100),
    "supplier.s_address": (10, 40),
    "nation.n_comment": (31, 114),
    "region.r_comment": (31, 115),
}


@pytest.fixture(scope="module")
def tables() -> dict[str, pa.Table]:
    return manikin.generate(TPCH, scale=SCALE)


@pytest.fixture(scope="module")
def database(tables: dict[str, pa.Table]) -> duckdb.DuckDBPyConnection:
    found = duckdb.connect()
    for name, table in tables.items():
        found.register(name, table)
    return found


def test_the_numbers_of_rows(tables: dict[str, pa.Table]) -> None:
    rows = {name: table.num_rows for name, table in tables.items()}
    lines = rows.pop("lineitem")
    assert rows == {
        "region": 5,
        "nation": 25,
        "supplier": 20,
        "part": 400,
        "partsupp": 1600,
        "customer": 300,
        "orders": 3000,
    }
    assert 3.8 < lines / 3000 < 4.2


@pytest.mark.parametrize("rule", BROKEN)
def test_rule(database: duckdb.DuckDBPyConnection, rule: str) -> None:
    assert database.execute(f"SELECT count(*) FROM ({BROKEN[rule]})").fetchall() == [(0,)]  # ours


@pytest.mark.parametrize("place", LENGTHS)
def test_lengths_of_texts(database: duckdb.DuckDBPyConnection, place: str) -> None:
    table, column = place.split(".")
    found = database.execute(f"SELECT min(length({column})), max(length({column})) FROM {table}")  # ours
    shortest, longest = found.fetchall()[0]
    assert LENGTHS[place][0] <= shortest
    assert longest <= LENGTHS[place][1]


def test_orders_are_spread_over_all_days(database: duckdb.DuckDBPyConnection) -> None:
    first, last = database.execute("SELECT min(o_orderdate), max(o_orderdate) FROM orders").fetchall()[0]
    assert dt.date(1992, 1, 1) <= first <= dt.date(1992, 1, 15)
    assert dt.date(1998, 7, 20) <= last <= dt.date(1998, 8, 2)
