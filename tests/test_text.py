"""Foreign text becomes one visible line."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from manikin.text import pieces, plain, visible


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("", ""),
        ("triage 1: émigré, 東京, ½ – “x”", "triage 1: émigré, 東京, ½ – “x”"),
        ("::error::x", "\\u{3A}:error\\u{3A}:x"),
        (" ::stop-commands::x", " \\u{3A}:stop-commands\\u{3A}:x"),
        (":x", "\\u{3A}x"),
        ("a:b::", "a:b\\u{3A}:"),
        (":::", "\\u{3A}\\u{3A}:"),
        ("##[add-mask]x", "\\u{23}#[add-mask]x"),
        ("x ###vso[y]", "x \\u{23}\\u{23}#vso[y]"),
        ("a#b", "a#b"),
        ("a\nb", "a\\nb"),
        ("a\r\n\tb", "a\\u{D}\\n\\u{9}b"),
        ("a\\nb", "a\\\\nb"),
        ("\x1b[31m", "\\u{1B}[31m"),
        ("\x9b\x00\x7f", "\\u{9B}\\u{0}\\u{7F}"),
        ("\ud800\udcff", "\\u{D800}\\u{DCFF}"),
        ("\u202egpj\u2066", "\\u{202E}gpj\\u{2066}"),
        ("\u200b\u200d\ufeff\u00ad", "\\u{200B}\\u{200D}\\u{FEFF}\\u{AD}"),
        ("\u2028\u2029\u0085", "\\u{2028}\\u{2029}\\u{85}"),
        ("\u00a0\u3000", "\\u{A0}\\u{3000}"),
        ("\ufe0f\U000e0101\u180b", "\\u{FE0F}\\u{E0101}\\u{180B}"),
        ("\u3164\u115f\u1160\uffa0\u2800\u034f", "\\u{3164}\\u{115F}\\u{1160}\\u{FFA0}\\u{2800}\\u{34F}"),
        ("\ue000\uffff\u0378", "\\u{E000}\\u{FFFF}\\u{378}"),
        ("e\u0301\u0301\u0301\u0301", "e\u0301\u0301\u0301\\u{301}"),
    ],
)
def test_plain(text: str, shown: str) -> None:
    assert plain(text) == shown


def test_what_is_left_out_is_said() -> None:
    assert plain("x" * 80) == "x" * 80
    assert plain("x" * 81) == "x" * 80 + "… (+1)"
    assert plain("x" * 10**6, 5) == "xxxxx… (+999995)"


def test_anything_can_be_shown() -> None:
    assert plain(12) == "12"
    assert plain(None) == "None"
    assert plain(ValueError("a\nb")) == "a\\nb"


@given(st.text())
def test_one_visible_line_that_commands_nothing(text: str) -> None:
    shown = plain(text, 200)
    assert all(visible(character) for character in shown)
    assert len(shown.splitlines()) <= 1
    assert "##" not in shown
    assert not shown.lstrip().startswith(":")
    assert shown.encode("utf-8").decode("utf-8") == shown


@given(st.text())
def test_each_character_has_its_piece(text: str) -> None:
    assert len(pieces(text)) == len(text)


def test_visible_is_what_can_be_printed() -> None:
    for character in map(chr, range(0x3000)):
        if visible(character):
            assert unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
        if character.isascii():
            assert visible(character) == character.isprintable()
