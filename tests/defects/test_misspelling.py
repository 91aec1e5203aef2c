"""A slip is one slip, keeps the first character and never nothing."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from manikin.defects.misspelling import misspelt


def slips(one: str, other: str) -> bool:
    """Return whether one letter was added, left out or changed, or two neighbours turned."""
    if len(one) == len(other):
        differing = [place for place in range(len(one)) if one[place] != other[place]]
        turned = (
            len(differing) == 2
            and one[differing[0] : differing[1] + 1] == other[differing[0] : differing[1] + 1][::-1]
        )
        return len(differing) == 1 or (turned and differing[1] == differing[0] + 1)
    short, long = sorted((one, other), key=len)
    return len(long) == len(short) + 1 and any(long[:n] + long[n + 1 :] == short for n in range(len(long)))


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.text(min_size=2, max_size=12), st.integers(0, 2**64 - 1), st.sampled_from([0, 1, None]))
def test_one_slip(text: str, bits: int, room: int | None) -> None:
    found = misspelt(text, bits, None if room is None else len(text) + room)
    assert found != text
    assert found[0] == text[0]
    assert slips(text, found)
    assert room is None or len(found) <= len(text) + room


def test_every_slip_happens() -> None:
    found = {misspelt("Smith", n * 0x9E3779B97F4A7C15 % 2**64) for n in range(500)}
    assert {"Smoth", "Smth", "Smiht"} <= found
    assert any(len(text) == 6 for text in found)
