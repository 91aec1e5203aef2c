"""Foreign text is shown and never run; what could load or run something cannot be written at all."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from manikin.review.page.markup import tag, text

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "javascript:alert(1)",
    "]]><b>",
    "\u202etxt.exe",
    "a\u200bb",
    "::error::x",
    " ::stop-commands::x",
    "##[add-mask]x",
    "##vso[task.complete]",
    "</style><style>*{display:none}",
    "&lt;&#60;<!--",
]


class Seen(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)


@given(st.text() | st.sampled_from(HOSTILE))
def test_any_text_is_text(words: str) -> None:
    seen = Seen()
    seen.feed(tag("p", words, title=words))
    seen.close()
    assert seen.tags == ["p"]


@pytest.mark.parametrize("words", HOSTILE)
def test_what_commands_is_made_visible(words: str) -> None:
    found = text(words)
    assert "<" not in found
    assert "\u202e" not in found
    assert "\u200b" not in found
    assert "##" not in found
    assert not found.lstrip().startswith("::")


@pytest.mark.parametrize("name", ["script", "iframe", "object", "img", "link", "base", "form"])
def test_elements_that_load_or_run_are_refused(name: str) -> None:
    with pytest.raises(ValueError, match="loads and runs nothing"):
        tag(name)


@pytest.mark.parametrize(
    "attribute",
    [{"onclick": "x"}, {"style": "x"}, {"src": "x"}, {"href": "javascript:x"}, {"href": "https://x"}],
)
def test_attributes_that_load_or_run_are_refused(attribute: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="may load, run or lead somewhere"):
        tag("a", "x", **attribute)
