"""What forms offer to choose from, as (value, words) in the reader's language."""

from collections.abc import Iterable

from flask_babel import gettext

from app.core.named import N_, Named
from app.households.rules import CareMark, ImportKind
from app.households.rules.vocabulary import FEMALE, MALE, PEOPLES, RELATIONS
from app.territory import queries as territory
from app.territory.rules import GridNow

Choices = list[tuple[str, str]]
SYSTEMS = {
    "EPSG:4490": N_("CGCS2000 or GPS (Tianditu, a phone's position)"),
    "gcj02": N_("GCJ-02 (Amap, Tencent, WeChat)"),
    "bd09": N_("BD-09 (Baidu)"),
}
SEXES = {MALE: N_("male"), FEMALE: N_("female")}


def sexes() -> dict[str, str]:
    """男, 女 and their words."""
    return {value: gettext(label) for value, label in SEXES.items()}


def import_choices() -> dict[str, Choices]:
    return {"towns": _towns(), "kinds": _named(ImportKind), "systems": _systems()}


def household_choices(grids: Iterable[GridNow]) -> dict[str, Choices]:
    villages = [(village.code, village.short_name) for town in territory.townships() for village in territory.villages(town)]
    return {
        "towns": _towns(),
        "systems": _systems(),
        "villages": [("", gettext("Not known")), *villages],
        "grids": [("", gettext("Found by itself")), *((grid.code, f"{grid.village_name} {grid.name}") for grid in grids)],
    }


def resident_choices(relation: str) -> dict[str, Choices]:
    """`relation`: the one that is there already, which may be in nobody's list."""
    relations = dict.fromkeys((*RELATIONS, *([relation] if relation else ())))
    unknown = ("", gettext("Not known"))
    return {
        "sexes": list(sexes().items()),
        "relations": [unknown, *((one, one) for one in relations)],
        "peoples": [unknown, *((one, one) for one in sorted(PEOPLES))],
        "marks": _named(CareMark),
    }


def list_choices(groups: Iterable[str]) -> dict[str, Choices]:
    villages = [
        (village.place_path, village.short_name) for town in territory.townships() for village in territory.villages(town)
    ]
    return {
        "villages": [("", gettext("All villages")), *villages],
        "groups": [("", gettext("All groups")), *((group, group) for group in groups)],
    }


def _towns() -> Choices:
    return [(town.code, town.name) for town in territory.townships()]


def _systems() -> Choices:
    return [(value, gettext(label)) for value, label in SYSTEMS.items()]


def _named(kind: type[Named]) -> Choices:
    return [(member.value, gettext(member.label)) for member in kind]
