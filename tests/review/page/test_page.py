"""The page says everything, is the same whenever it is made, loads nothing, and shows hostile text as text."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from manikin.cli.main import run
from manikin.review import codes
from manikin.review.page import SectionlessError, render
from manikin.review.page.review import Review
from manikin.review.standing import Decided, Needed, Standing

ROOT = Path(__file__).parents[3]
DATASETS = sorted(path.parent for path in (ROOT / "specs").glob("*/spec.yaml"))
Page = Callable[..., str]
Make = Callable[..., Review]


@pytest.mark.parametrize("folder", DATASETS, ids=lambda p: p.name)
def test_every_number_is_on_the_page_and_no_other(folder: Path, page: Page, review: Make) -> None:
    found = re.findall(r'<(?:h3|span) id="(S[0-9]+)"', page(folder))
    assert sorted(found) == sorted(statistic.id for statistic in review(folder).statistics)
    assert codes.code(review(folder).digests.spec) in page(folder)


def test_the_same_bytes_twice(emergency: Path, review: Make) -> None:
    assert render(review(emergency)) == render(review.__wrapped__(emergency))  # type: ignore[attr-defined]


def test_a_page_without_a_section_is_refused(emergency: Path, review: Make) -> None:
    whole = review(emergency)
    for sections in (whole.sections[1:], (*whole.sections, whole.sections[-1])):
        with pytest.raises(SectionlessError):
            render(replace(whole, sections=sections))


def test_the_page_loads_and_runs_nothing(emergency: Path, changed: Path, page: Page) -> None:
    for found in (page(emergency), page(changed, emergency), page(emergency, None, True)):
        assert "default-src 'none'" in found
        assert not re.search(r"<(script|link|iframe|object|embed|img|form)\b", found)
        assert not re.search(r"""\s(src|on\w+)=""", found)
        assert not re.search(r'href="(?!#)', found)
        assert not re.search(r"url\((?!#)", found)
        assert "@import" not in found


def test_every_link_leads_somewhere_and_no_name_stands_twice(
    changed: Path, emergency: Path, page: Page
) -> None:
    found = page(changed, emergency)
    names = re.findall(r' id="([^"]+)"', found)
    assert len(names) == len(set(names))
    assert set(re.findall(r'href="#([^"]+)"', found)) <= set(names)


def test_what_changed_comes_first_with_its_people_and_smallest_group(
    changed: Path, emergency: Path, page: Page
) -> None:
    brief = page(changed, emergency, True)
    assert "10 changed statistics" in brief or re.search(r"\d+ changed statistics? \(S", brief)
    section = brief[brief.index("S8. attendance.length_of_stay_minutes") :]
    section = section[: section.index("</section>")]
    for words in (
        "240 to 250",
        "records of 12,300 people",
        "22,100 people or records",
        "Smallest group: 442",
    ):
        assert words in section
    assert (
        brief.index("You are asked to decide")
        < brief.index("What a checker looks for")
        < brief.index("What changed")
    )


def test_who_decides_is_shown(emergency: Path, review: Make) -> None:
    standing = Standing(
        decided=(Decided("owner", "A. Owner", "24 November 2026", "approved", "signature"),),
        needed=(Needed("information governance", "S14", ("B. Board", "C. Committee")),),
        how=("Reply on the request.",),
    )
    found = render(replace(review(emergency), standing=standing), brief=True).decode()
    assert "owner: approved by A. Owner on 24 November 2026 (signature)" in found
    assert "information governance (B. Board or C. Committee): S14" in found
    assert "DRAFT, not approved" in found
    approved = render(replace(review(emergency), standing=replace(standing, is_approved=True))).decode()
    assert "DRAFT, not approved" not in approved


HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "javascript:alert(1)",
    "]]>",
    "##[add-mask]x",
]


def test_hostile_text_is_shown_and_never_run(tmp_path: Path, page: Page) -> None:
    label = " ".join(HOSTILE)
    tree: dict[str, Any] = {
        "language": 1,
        "dataset": "hostile",
        "version": "1.0.0",
        "title": label[:80],
        "summary": label,
        "owner": {"name": label, "contact": label},
        "class": "publicly-sourced",
        "uses": [label],
        "not_for": [label],
        "seed": 1,
        "sources": {"s": {"kind": "public", "title": label, "url": "https://example.org", "note": label}},
        "tables": {
            "t": {
                "description": label,
                "rows": 5,
                "columns": {
                    "a": {
                        "type": "string",
                        "description": label,
                        "distribution": {"choice": dict.fromkeys(HOSTILE, 1)},
                        "source": "s",
                    },
                    "b": {
                        "type": "string",
                        "given": ["a"],
                        "cases": [
                            {"when": {"a": HOSTILE[0]}, "distribution": {"choice": {label: 1}}},
                            {"otherwise": True, "distribution": {"choice": {label: 1, "x": 2}}},
                        ],
                    },
                },
                "checks": [{"name": label, "sql": "a <> '</code><script>'"}],
            }
        },
    }
    (tmp_path / "hostile").mkdir()
    (tmp_path / "hostile" / "spec.yaml").write_text(yaml.safe_dump(tree, width=10_000), encoding="utf-8")
    found = page(tmp_path / "hostile")
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in found
    assert not re.search(r"<(script|img)\b", found)
    assert "##[" not in found
    # The table of changes, its labels, and what is told of texts that changed.
    tree["title"], tree["tables"]["t"]["description"] = "Harmless", "x"
    drawn = tree["tables"]["t"]["columns"]["a"]["distribution"]["choice"]
    drawn |= {label: 3, HOSTILE[0]: 2}
    (tmp_path / "next" / "hostile").mkdir(parents=True)
    (tmp_path / "next" / "hostile" / "spec.yaml").write_text(
        yaml.safe_dump(tree, width=10_000), encoding="utf-8"
    )
    for brief in (False, True):
        found = page(tmp_path / "next" / "hostile", tmp_path / "hostile", brief)
        _, _, changes = found.partition('id="changes"')
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in changes
        assert "&lt;img src=x onerror=alert(1)&gt;" in changes
        assert not re.search(r"<(script|img)\b", found)
        assert "##[" not in found


@pytest.mark.slow  # many statistics are the point
def test_a_page_of_two_thousand_statistics_can_be_opened(tmp_path: Path, page: Page, review: Make) -> None:
    columns = "".join(
        f"      c{n}: {{type: string, distribution: {{choice: {{{', '.join(f'v{k}: {k + n}' for k in range(1, 7))}}}}}}}\n"
        for n in range(2000)
    )
    folder = tmp_path / "large"
    folder.mkdir()
    (folder / "spec.yaml").write_text(
        "language: 1\ndataset: large\nversion: 1.0.0\ntitle: Many numbers\n"
        "owner: {name: Nobody, contact: nobody@example.org}\nclass: publicly-sourced\nseed: 1\n"
        f"tables:\n  t:\n    rows: 3\n    columns:\n{columns}",
        encoding="utf-8",
    )
    assert len(review(folder).statistics) == 2001
    assert len(page(folder)) < 6_000_000


def test_the_command(tmp_path: Path, emergency: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "r.html"
    assert run(["review", str(emergency), "--brief", "--out", str(out)]) == 0
    assert re.search(r"r\.html: check code ([0-9a-f]{4}-){3}[0-9a-f]{4}", capsys.readouterr().out)
    assert out.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert [path.name for path in tmp_path.iterdir()] == ["r.html"]
