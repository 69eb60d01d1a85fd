"""How repairs of a file's shapes are told, by the kinds that `grids.repair` gives. Pure."""

from collections.abc import Sequence

from app.core.named import N_, Named
from app.territory.rules.finding_words import area_told


class RepairKind(Named):
    """What can be chosen, each with its word."""

    VALID = "valid", N_("make shapes valid whose border crosses itself")
    SLIVERS = "slivers", N_("share out thin overlaps and gaps between neighbours")
    GAPS = "gaps", N_("fill gaps inside a village")


class RepairSentence(Named):
    """What one repair does, or would do."""

    VALID = "valid", N_("%(to)s becomes valid: %(parts)s parts, %(area)s.")
    STRIP = "strip", N_("%(to)s keeps a strip that it has in common with %(off)s; %(off)s loses %(area)s.")
    HOLE = "hole", N_("%(to)s gets land that nobody has: %(area)s more.")


def repair_sentence(kind: str, *, off: str | None) -> RepairSentence:
    """Which sentence tells of a repair of this kind."""
    if kind == RepairKind.VALID.value:
        return RepairSentence.VALID
    return RepairSentence.STRIP if off is not None else RepairSentence.HOLE


def repair_facts(*, to: str, off: str | None, area_m2: float, parts: int) -> dict[str, str | int]:
    """The facts of the sentence: names, the area in m² or km², the number of parts."""
    return {"to": to, "off": off or "–", "area": area_told(area_m2), "parts": parts}


def rows_told(rows: Sequence[int]) -> str:
    """Row numbers as text; what stands and isn't in the file has none."""
    return "、".join(str(row) for row in rows) or "–"
