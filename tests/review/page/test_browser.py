"""The pages in a real browser: no finding of axe, nothing loaded, nothing said, narrow screens, paper."""

from __future__ import annotations

import io
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from manikin.review import codes
from manikin.review.page.review import Review

ROOT = Path(__file__).parents[3]
DATASETS = sorted(path.parent for path in (ROOT / "specs").glob("*/spec.yaml"))
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
Page = Callable[..., str]
Make = Callable[..., Review]

pytestmark = [
    pytest.mark.slow,  # a browser is started, and every page is read by it
    pytest.mark.skipif(
        CHROMIUM is None, reason="Chromium is not installed, so no page was opened in a browser"
    ),
]
WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
MANY = 3_000
"""Elements of a page from which on colours are not measured one by one: all pages have the same style."""
SPACED = "*{line-height:1.5!important;letter-spacing:.12em!important;word-spacing:.16em!important}p{margin-bottom:2em!important}"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    api = pytest.importorskip(
        "playwright.sync_api", reason="Playwright is not installed, so no page was opened in a browser"
    )
    with api.sync_playwright() as started:
        opened = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def shown(browser: Any, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Any]:
    """Return a function that opens a page and notes what it says and what it asks for."""
    folder = tmp_path_factory.mktemp("pages")
    tab = browser.new_page(viewport={"width": 1280, "height": 900})
    tab.heard, tab.asked = [], []
    tab.on("console", lambda message: tab.heard.append(message.text))
    tab.on("pageerror", lambda error: tab.heard.append(str(error)))
    tab.on("request", lambda request: tab.asked.append(request.url))

    def opened(text: str) -> Any:
        (folder / "review.html").write_text(text, encoding="utf-8")
        tab.heard.clear()
        tab.asked.clear()
        tab.set_viewport_size({"width": 1280, "height": 900})
        tab.goto((folder / "review.html").as_uri())
        return tab

    return opened


def judged(tab: Any) -> list[str]:
    """Return what axe finds, of any impact."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")
    rules = {"color-contrast": {"enabled": tab.evaluate("document.querySelectorAll('*').length") < MANY}}
    found = axe.Axe().run(tab, options={"resultTypes": ["violations"], "rules": rules}).response["violations"]
    return [f"{v['id']} ({v['impact']}): {v['nodes'][0]['html'][:100]}" for v in found]


@pytest.mark.parametrize("folder", DATASETS, ids=lambda p: p.name)
def test_a_page_in_a_browser(folder: Path, page: Page, shown: Callable[[str], Any]) -> None:
    tab = shown(page(folder))
    assert tab.heard == []
    assert [url.rpartition("/")[2] for url in tab.asked] == ["review.html"]
    assert judged(tab) == []
    tab.set_viewport_size({"width": 320, "height": 800})
    assert tab.evaluate(WIDE) <= 0, "at 320 pixels nothing is read by scrolling sideways"


def test_changes_in_a_browser(
    changed: Path, emergency: Path, page: Page, shown: Callable[[str], Any]
) -> None:
    tab = shown(page(changed, emergency, True))
    assert judged(tab) == []
    tab.add_style_tag(content=SPACED)
    tab.set_viewport_size({"width": 320, "height": 800})
    assert tab.evaluate(WIDE) <= 0, "wider letters and lines break nothing"
    assert not tab.evaluate("[...document.querySelectorAll('details')].length"), "nothing is folded away"


def test_focus_can_be_seen(changed: Path, emergency: Path, page: Page, shown: Callable[[str], Any]) -> None:
    tab = shown(page(changed, emergency))
    for _ in range(4):
        tab.keyboard.press("Tab")
        style = tab.evaluate(
            "(s => [s.outlineStyle, s.outlineWidth])(getComputedStyle(document.activeElement))"
        )
        assert style == ["solid", "3px"]


def printed(tab: Any) -> list[str]:
    pypdf = pytest.importorskip("pypdf", reason="pypdf is not installed, so no print was read")
    data = tab.pdf(prefer_css_page_size=True)
    return [sheet.extract_text() for sheet in pypdf.PdfReader(io.BytesIO(data)).pages]


def test_the_printed_brief(
    changed: Path, emergency: Path, page: Page, review: Make, shown: Callable[[str], Any]
) -> None:
    """Twelve changes and the form on four sheets, each with the check code."""
    shows = review(changed, emergency)
    assert shows.earlier is not None
    assert len(shows.earlier.difference.changes) == 12
    sheets = printed(shown(page(changed, emergency, True)))
    assert len(sheets) <= 4
    assert all(codes.code(shows.digests.spec) in sheet for sheet in sheets)
    whole = "\n".join(sheets)
    for number in shows.changed:
        assert re.search(rf"\b{number}\b", whole)
    for words in ("22,100", "442", "240 to 250", "Signature", "Role"):
        assert words in whole


def test_the_printed_page_has_every_number(
    emergency: Path, page: Page, review: Make, shown: Callable[[str], Any]
) -> None:
    sheets = printed(shown(page(emergency)))
    whole = "\n".join(sheets)
    assert all(re.search(rf"\b{one.id}\b", whole) for one in review(emergency).statistics)
    assert all(codes.code(review(emergency).digests.spec) in sheet for sheet in sheets)
