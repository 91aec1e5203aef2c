"""The tables and the chart of ``docs/benchmarks.md``, from what was measured. Measures nothing itself."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

from environments import PEERS

DOCS = Path(__file__).parent.parent / "docs"
PAGE, CHART = DOCS / "benchmarks.md", DOCS / "benchmarks.svg"
LACKS = {peer.name: peer.lacks for peer in PEERS}
_DECADES = (1, 2, 3, 4, 5, 6, 7)
_WIDTH, _LEFT, _BAR, _STEP = 720, 130, 11, 34
_COLOURS = {"parquet": "#1f6f8b", "csv": "#e0a458"}


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---", *("---:" for _ in head[1:])], *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _count(number: float) -> str:
    digits = 3 - len(str(int(number)))
    return f"{round(number, digits):,.0f}"


def clinic(found: Mapping[str, Any]) -> str:
    """Return the table of peers."""
    speeds = found["speeds"]
    names = list(dict.fromkeys(name for there in speeds.values() for name in there))
    rows = []
    for name in sorted(
        names, key=lambda one: -max(there[one]["passed"] for there in speeds.values() if one in there)
    ):
        cells = []
        for form in ("parquet", "csv"):
            cells += _speed(speeds[form], name)
        rows.append([f"{name} {found['versions'].get(name, '')}".strip(), *cells, LACKS.get(name, "")])
    rows += [[name, why, "", why, "", LACKS.get(name, "")] for name, why in found["failed"].items()]
    head = [
        "",
        "Parquet, rows a second",
        "times dearer",
        "CSV, rows a second",
        "times dearer",
        "what its tables lack",
    ]
    return _table(head, rows)


def _speed(there: Mapping[str, Any], name: str) -> list[str]:
    """Return the rows a second and how much dearer a row is."""
    if name not in there:
        return ["", ""]
    speed, ours = there[name], there["manikin"]
    if speed["is_stopped"]:
        return [f"fewer than {_count(speed['passed'])}", f"more than {ours['passed'] / speed['passed']:,.0f}"]
    return [_count(speed["passed"]), f"{ours['spent'] / speed['spent']:.1f}"]


def tpch(found: Mapping[str, Any]) -> str:
    """Return the table of TPC-H."""
    return _table(
        ["", "seconds", "processor seconds", "megabytes"],
        (
            [
                f"{program}, {form}",
                f"{one['passed']:.1f}",
                f"{one['spent']:.1f}",
                f"{one['bytes'] / 1e6:,.0f}",
            ]
            for form, there in found["taken"].items()
            for program, one in there.items()
        ),
    )


def growth(found: Sequence[Mapping[str, Any]]) -> str:
    """Return the table of growth."""
    return _table(
        ["rows", "workers", "seconds", "processor seconds", "megabytes of memory"],
        (
            [
                f"{one['rows']:,}",
                str(one["workers"]),
                f"{one['passed']:.1f}",
                f"{one['spent']:.1f}",
                f"{one['megabytes']:.0f}",
            ]
            for one in found
        ),
    )


def spark(found: Sequence[Mapping[str, Any]]) -> str:
    """Return the table of Spark beside the local engine."""
    return _table(
        ["engine", "rows", "at a time", "seconds", "processor seconds"],
        (
            [
                str(one["engine"]),
                f"{one['rows']:,}",
                str(one["workers"]),
                f"{one['passed']:.1f}",
                f"{one['spent']:.1f}",
            ]
            for one in found
        ),
    )


def distributions(found: Mapping[str, float]) -> str:
    """Return the table of distributions."""
    return _table(
        ["distribution", "nanoseconds", "ratio to `uniform`", "ratio to `ndtri`"],
        (
            [name, f"{cost:.0f}", f"{cost / found['uniform']:.1f}", f"{cost / found['ndtri']:.2f}"]
            for name, cost in found.items()
        ),
    )


def columns(found: Mapping[str, float]) -> str:
    """Return the table of columns, the cheapest first."""
    ordered = sorted(found.items(), key=lambda pair: pair[1])
    return _table(
        ["column of `specs/cells`", "nanoseconds"], ([f"`{name}`", f"{cost:.0f}"] for name, cost in ordered)
    )


def chart(found: Mapping[str, Any]) -> str:
    """Return the chart of the peers as SVG: rows a second, each grid line ten times the one before."""
    speeds = found["speeds"]
    names = sorted(
        (name for name, speed in speeds["csv"].items() if not speed["is_stopped"]),
        key=lambda name: -speeds["csv"][name]["passed"],
    )
    height = 60 + _STEP * len(names)

    def across(rows: float) -> float:
        low, high = 10.0 ** _DECADES[0], 10.0 ** _DECADES[-1]
        place = _decades(max(rows, low) / low) / _decades(high / low)
        return _LEFT + place * (_WIDTH - _LEFT - 30)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" font-family="sans-serif" font-size="12">',
        "<title>Rows a second to Parquet and to CSV</title>",
        f'<rect width="{_WIDTH}" height="{height}" fill="#ffffff"/>',
    ]
    for decade in _DECADES:
        x = across(10.0**decade)
        parts.append(f'<line x1="{x:.0f}" y1="30" x2="{x:.0f}" y2="{height - 25}" stroke="#dddddd"/>')
        parts.append(
            f'<text x="{x:.0f}" y="{height - 8}" text-anchor="middle" fill="#555555">{10**decade:,}</text>'
        )
    for place, (form, colour) in enumerate(_COLOURS.items()):
        x, word = _LEFT + 90 * place, {"parquet": "Parquet", "csv": "CSV"}[form]
        parts.append(f'<rect x="{x}" y="8" width="{_BAR}" height="{_BAR}" fill="{colour}"/>')
        parts.append(f'<text x="{x + 16}" y="18" fill="#222222">{word}</text>')
    parts.append(f'<text x="{_LEFT + 170}" y="18" fill="#555555">rows a second</text>')
    for row, name in enumerate(names):
        y = 34 + _STEP * row
        parts.append(
            f'<text x="{_LEFT - 8}" y="{y + 16}" text-anchor="end" fill="#222222">{escape(name)}</text>'
        )
        for place, (form, colour) in enumerate(_COLOURS.items()):
            if name in speeds[form] and not speeds[form][name]["is_stopped"]:
                width = across(speeds[form][name]["passed"]) - _LEFT
                top = y + place * (_BAR + 1)
                parts.append(
                    f'<rect x="{_LEFT}" y="{top}" width="{width:.0f}" height="{_BAR}" fill="{colour}"/>'
                )
    return "\n".join([*parts, "</svg>", ""])


def _decades(ratio: float) -> float:
    """Return the decimal logarithm of a ratio of at least 1."""
    return math.log10(ratio)


def write(sections: Mapping[str, str]) -> None:
    """Put tables between their marks in the page."""
    text = PAGE.read_text("utf-8")
    for name, table in sections.items():
        pattern = re.compile(rf"(<!-- {name} -->\n).*?(<!-- end -->)", re.DOTALL)
        text, found = pattern.subn(lambda match, table=table: f"{match[1]}{table}\n{match[2]}", text)
        assert found == 1, name
    PAGE.write_text(text, "utf-8")
