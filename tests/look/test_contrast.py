"""The tokens keep their promises: WCAG 2.2 contrast, computed from the stylesheet itself."""

import re

import pytest

from tests.look.conftest import ROOT

TOKENS = dict(re.findall(r"--([\w-]+):(#[0-9a-f]{3,6})\b", (ROOT / "app/static/tokens.css").read_text()))
WORDS = [
    *((ink, surface) for ink in ("ink", "ink-2", "ink-3") for surface in ("paper", "card", "sunk")),
    *((f"{light}-ink", f"{light}-wash") for light in ("green", "yellow", "red", "blue", "grey")),
    *((f"{light}-ink", surface) for light in ("green", "yellow", "red", "blue", "grey") for surface in ("card", "paper")),
    ("primary", "card"),
    ("primary", "paper"),
    ("primary", "sunk"),
    ("primary-dark", "primary-soft"),
    ("card", "primary"),
    ("card", "primary-dark"),
    ("card", "red"),
    ("card", "green"),
    ("card", "ink-2"),
    ("ink", "ruler-count"),
    ("ink", "ruler-warn"),
    ("ink", "yellow-wash"),
    *(("ink", f"load-{step}") for step in range(1, 6)),
]
SHAPES = [
    *((light, surface) for light in ("green", "yellow", "red", "blue", "grey") for surface in ("card", "paper", f"{light}-wash")),
    ("edge", "card"),
    ("edge", "paper"),
]


def luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    digits = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(TOKENS[one]), luminance(TOKENS[other])), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(("ink", "surface"), WORDS)
def test_words_can_be_read_on_their_surface(ink: str, surface: str) -> None:
    assert contrast(ink, surface) >= 4.5


@pytest.mark.parametrize(("shape", "surface"), SHAPES)
def test_shapes_and_edges_can_be_told_from_their_surface(shape: str, surface: str) -> None:
    assert contrast(shape, surface) >= 3


def test_the_measure_is_the_one_of_the_standard() -> None:
    TOKENS.update({"black": "#000", "white": "#ffffff"})
    assert contrast("black", "white") == pytest.approx(21)
