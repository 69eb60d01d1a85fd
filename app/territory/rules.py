"""What the land's codes and levels mean. Pure."""

from app.core.named import N_, Named


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


def township_path(code: str) -> str:
    """`532822205000` → `532822205000/`."""
    return f"{code}/"


def village_path(code: str) -> str:
    """`532822205204` → `532822205000/204/`: the township's code, then the village's three digits."""
    return f"{code[:9]}000/{code[9:]}/"


def grid_path(code: str) -> str:
    """`532822205204007` → `532822205000/204/007/`."""
    return f"{village_path(code[:12])}{code[12:]}/"
