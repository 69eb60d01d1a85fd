"""What a form was sent with, kept for showing it again; and what a form begins with."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext
from werkzeug.datastructures import MultiDict

from app.core.named import N_
from app.households.rules import IdType

CRS = "EPSG:4490"
OF_HOUSEHOLD = ("code", "head", "phone", "village", "group", "address", "lon", "lat")
LABELS = {
    "code": N_("Household number"),
    "household": N_("Household number"),
    "head": N_("Head of household"),
    "phone": N_("Phone"),
    "village": N_("Village"),
    "group": N_("Village group"),
    "address": N_("Address"),
    "lon": N_("Longitude"),
    "lat": N_("Latitude"),
    "name": N_("Full name"),
    "relation": N_("Relation to the head"),
    "sex": N_("Sex"),
    "born_on": N_("Date of birth"),
    "ethnicity": N_("Ethnicity"),
    "id_type": N_("Kind of identity document"),
    "id_number": N_("Identity number"),
    "language": N_("Language"),
    "needs_interpreter": N_("Needs an interpreter"),
    "care": N_("Care marks"),
}
MORE = ("left_on", "crs", "grid", "town", "care_anew")


@dataclass(frozen=True, slots=True)
class Typed:
    """Cells by column, as a table has them, and the fields that only a form has. `marks`: the care marks that were ticked."""

    cells: dict[str, str]
    more: dict[str, str]
    marks: tuple[str, ...] = ()

    @classmethod
    def of_form(cls, form: MultiDict[str, str], columns: Iterable[str]) -> "Typed":
        cells = {column: form.get(column, "").strip() for column in columns}
        marks = tuple(form.getlist("care"))
        if "care" in cells:
            cells["care"] = "、".join(marks)
        more = {name: form.get(name, "").strip() for name in MORE}
        return cls(cells, more | {"crs": more["crs"] or CRS}, marks)


def blank(columns: Iterable[str]) -> Typed:
    return Typed(dict.fromkeys(columns, ""), dict.fromkeys(MORE, "") | {"crs": CRS})


def typed_of_household(household: Any) -> Typed:
    """What stands now: the phone as its mask, the point in CGCS2000."""
    cells = {name: str(getattr(household, name) or "") for name in ("code", "head", "group", "address")}
    cells["phone"] = household.phone_mask or ""
    cells["village"] = household.division.code if household.division else ""
    cells |= {name: "" if getattr(household, name) is None else f"{getattr(household, name):.6f}" for name in ("lon", "lat")}
    by_hand = household.grid.code if household.grid and household.grid_source == "hand" else ""
    return Typed(cells, blank(()).more | {"left_on": _date(household.left_on), "grid": by_hand})


def typed_of_resident(resident: Any) -> Typed:
    """What stands now: numbers as their masks, care marks not at all."""
    cells = {name: str(getattr(resident, name) or "") for name in ("name", "relation", "sex", "ethnicity", "language")}
    cells |= {"born_on": _date(resident.born_on), "phone": resident.phone_mask or "", "id_number": resident.id_mask or ""}
    cells["id_type"] = "" if resident.id_type is IdType.NONE else resident.id_type.value
    cells["needs_interpreter"] = "1" if resident.needs_interpreter else ""
    return Typed(cells, blank(()).more | {"left_on": _date(resident.left_on)})


def facts_of(typed: Typed) -> list[tuple[str, str]]:
    """The fields of a household with their names in the reader's language."""
    return [(gettext(LABELS[name]), typed.cells[name]) for name in OF_HOUSEHOLD]


def _date(date: Any) -> str:
    return date.isoformat() if date else ""
