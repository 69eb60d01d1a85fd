"""How findings about the land are told, by the kinds that `grids.topology` gives. Pure."""

from collections.abc import Mapping, Sequence

from app.core.named import N_, Named

SQUARE_KILOMETRE_M2 = 1_000_000
SHOWN = 6


class FindingKind(Named):
    """One sentence per kind; %(grid)s is the first grid, %(others)s are the rest."""

    OVERLAP = "overlap", N_("%(grid)s and %(others)s overlap by %(area)s.")
    CONTAINS = "contains", N_("%(grid)s contains %(others)s (%(area)s).")
    GAP = "gap", N_("No grid has %(area)s of land beside %(all)s.")
    SLIVER = "sliver", N_("The borders of %(all)s do not quite meet (%(area)s).")
    INVALID = "invalid", N_("The shape of %(grid)s is not valid.")
    EXCLAVE = "exclave", N_("A part of %(grid)s lies apart (%(area)s).")


class FindingWord(Named):
    """The kind in a word, for tables."""

    OVERLAP = "overlap", N_("overlap")
    CONTAINS = "contains", N_("contains others")
    GAP = "gap", N_("gap")
    SLIVER = "sliver", N_("sliver")
    INVALID = "invalid", N_("invalid shape")
    EXCLAVE = "exclave", N_("exclave")


def finding_facts(codes: Sequence[str], names: Mapping[str, str], area_m2: float) -> dict[str, str]:
    """The facts of a kind's sentence: grids by name (by code where none is known), the area in m² or km²."""
    told = [names.get(code, code) for code in codes]
    return {
        "grid": told[0] if told else "–",
        "others": _listed(told[1:]),
        "all": _listed(told),
        "area": area_told(area_m2),
    }


def area_told(area_m2: float) -> str:
    """An area in m², from a square kilometre on in km²."""
    return f"{area_m2 / SQUARE_KILOMETRE_M2:,.2f} km²" if area_m2 >= SQUARE_KILOMETRE_M2 else f"{area_m2:,.0f} m²"


def _listed(names: Sequence[str]) -> str:
    if not names:
        return "–"
    return "、".join(names[:SHOWN]) + (f" … ({len(names)})" if len(names) > SHOWN else "")
