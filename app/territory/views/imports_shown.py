"""What the check of a file shows: findings and repairs in sentences, and the picture of the land before and after."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext

from app.territory.actions import Offer, Report, Seen
from app.territory.rules.finding_words import FindingKind, FindingWord, area_told, finding_facts
from app.territory.rules.repair_words import RepairKind, repair_facts, repair_sentence, rows_told
from maps.before_after import Drawing, Shown, State, picture

SIZE = (1040, 620)
SHOWN = 50


@dataclass(frozen=True, slots=True)
class Choice:
    """A kind of repair with what it does: (rows, sentence) of each, at most SHOWN of `count`; `area`: of the land concerned."""

    value: str
    label: str
    count: int
    area: str
    is_chosen: bool
    told: Sequence[tuple[str, str]]


def findings(report: Report) -> list[tuple[str, str]]:
    """(kind in a word, sentence) of each finding."""
    return [
        (
            gettext(FindingWord[one.kind.name].label),
            gettext(FindingKind[one.kind.name].label, **finding_facts(one.grids, report.names, one.area_m2)),
        )
        for one in report.findings
    ]


def repairs(report: Report) -> list[Choice]:
    """The kinds of repair for which there is something to do, in the order in which they are done."""
    choices = []
    for kind in RepairKind:
        mine = [offer for offer in report.offers if offer.repair.kind.value == kind.value]
        if mine:
            area = area_told(sum(offer.repair.area_m2 for offer in mine))
            told = [(rows_told(offer.rows), _sentence(offer)) for offer in mine[:SHOWN]]
            choices.append(Choice(kind.value, gettext(kind.label), len(mine), area, mine[0].is_chosen, told))
    return choices


def drawing(seen: Seen) -> Drawing | None:
    """The land as it stands and as it would be; refused rows carry their number."""
    shapes = [Shown(shape, State.STANDING) for shape in seen.standing]
    for one in seen.put:
        state = State.NEW if one.is_new else State.CHANGED if one.is_changed else State.SAME
        label = one.name if one.is_new or one.is_changed else ""
        shapes.append(Shown(one.shape, state, gettext("Row %(row)s: %(name)s", row=one.row, name=one.name), label))
        if one.was is not None:
            shapes.append(Shown(one.was, State.OLD))
    shapes += [Shown(shape, State.REFUSED, gettext("Row %(row)s", row=row), f"#{row}") for row, shape in seen.refused]
    return picture(shapes, width=SIZE[0], height=SIZE[1])


def _sentence(offer: Offer) -> str:
    one = offer.repair
    facts = repair_facts(to=offer.to, off=offer.off, area_m2=one.area_m2, parts=one.parts)
    return str(gettext(repair_sentence(one.kind.value, off=offer.off).label, **facts))
