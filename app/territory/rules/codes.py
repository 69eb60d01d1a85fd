"""What the land's codes and levels mean. Pure."""

import unicodedata
from collections.abc import Collection

from app.core.named import N_, Named

TOWNSHIP_DIGITS, VILLAGE_DIGITS, GRID_DIGITS = 12, 12, 15
MOST_GRIDS = 999
FIRST_VILLAGE, LAST_VILLAGE = 201, 399  # 村民委员会 of the statistics bureau's codes
GROUP_WORDS = ("村民小组", "村小组", "小组", "组")
DIGITS = "〇一二三四五六七八九"


class DivisionLevel(Named):
    TOWNSHIP = "township", N_("township")
    VILLAGE = "village", N_("village")


class GridKind(Named):
    """Basic grids tile the land; a dedicated one (school, market) may lie on a basic one and wins."""

    BASIC = "basic", N_("basic grid")
    DEDICATED = "dedicated", N_("dedicated grid")


class PointLevel(Named):
    TOWNSHIP_CENTRE = "township_centre", N_("township centre")
    VILLAGE_CENTRE = "village_centre", N_("village centre")
    STATION = "station", N_("station")


class Standing(Named):
    """How a point stands to the grids of a day."""

    INSIDE = "inside", N_("inside a grid")
    ON_BORDER = "on_border", N_("on a border")
    SEVERAL = "several", N_("in several grids")
    OUTSIDE = "outside", N_("outside all grids")


def township_path(code: str) -> str:
    """`532822205000` → `532822205000/`."""
    return f"{code}/"


def village_path(code: str) -> str:
    """`532822205204` → `532822205000/204/`: the township's code, then the village's three digits."""
    return f"{code[:9]}000/{code[9:]}/"


def grid_path(code: str) -> str:
    """`532822205204007` → `532822205000/204/007/`."""
    return f"{village_path(code[:12])}{code[12:]}/"


def is_township_code(code: str) -> bool:
    return _is_digits(code, TOWNSHIP_DIGITS) and code.endswith("000")


def is_village_code(code: str) -> bool:
    return _is_digits(code, VILLAGE_DIGITS) and not code.endswith("000")


def is_grid_code(code: str) -> bool:
    return _is_digits(code, GRID_DIGITS) and is_village_code(code[:12])


def free_grid_code(village_code: str, taken: Collection[str]) -> str | None:
    """The lowest code that no grid of the village has; None when all 999 are taken."""
    every = (f"{village_code}{number:03d}" for number in range(1, MOST_GRIDS + 1))
    return next((code for code in every if code not in taken), None)


def is_of_township(code: str, town_code: str) -> bool:
    """Whether a village's or a grid's code begins with the township's nine digits."""
    return code[:9] == town_code[:9]


def group_key(group: str) -> str:
    """One writing for 3组, 第3村民小组 and 三组, so that a village group is found however a sheet writes it."""
    text = "".join(unicodedata.normalize("NFKC", group).split()).removeprefix("第")
    for word in GROUP_WORDS:
        if text.endswith(word) and text != word:
            text = text.removesuffix(word)
            break
    return _number(text)


def _number(text: str) -> str:
    """The Arabic writing of a number up to 99 in Chinese digits; anything else as it is."""
    tens, ten, ones = text.partition("十")
    digits = [DIGITS.find(digit) for digit in tens + ones]
    if not text or -1 in digits or len(tens) > 1 or len(ones) > 1:
        return text
    if not ten:
        return str(DIGITS.index(text))
    return str(10 * (DIGITS.index(tens) if tens else 1) + (DIGITS.index(ones) if ones else 0))


def _is_digits(code: str, count: int) -> bool:
    return len(code) == count and code.isascii() and code.isdecimal()
