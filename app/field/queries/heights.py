"""The file of heights that the settings name, where it is of use. Reads only."""

from collections.abc import Sequence
from functools import lru_cache
from math import isnan
from pathlib import Path

from app.core.settings import settings
from app.field.rules import Spot
from grids.heights import Heights, WrongHeights, heights_of

MISSING, ELSEWHERE = "missing", "elsewhere"


def heights_over(spots: Sequence[Spot]) -> tuple[Heights | None, str]:
    """The heights for these places, or None and why they can't be used: a key of rules.FLAT, "" where none are set."""
    if not settings().round_heights:
        return None, ""
    path = Path(settings().round_heights)
    try:
        found = _read(path, path.stat().st_mtime_ns)
    except OSError:
        return None, MISSING
    except (WrongHeights, UnicodeDecodeError) as wrong:
        return None, wrong.fault.value if isinstance(wrong, WrongHeights) else "unreadable"
    if spots and all(isnan(found(spot.lon, spot.lat)) for spot in spots):
        return None, ELSEWHERE
    return found, ""


@lru_cache(maxsize=2)
def _read(path: Path, _changed_at: int) -> Heights:
    return heights_of(path.read_text(encoding="ascii"))
