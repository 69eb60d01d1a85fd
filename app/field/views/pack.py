"""The pack of a visit: all that the phone needs to draw and check the page by itself, as plain JSON in the reader's words."""

import datetime as dt
from typing import Any, Protocol

from flask_babel import gettext

from app.cases.queries import Case
from app.cases.rules import LateReasonMissing, Outcome, PaperState, is_required
from app.cases.views import words
from app.catalogue.rules import MaterialForm, Need
from app.core import clock
from app.core.named import N_
from app.core.words import day, word
from app.deadlines.queries import clocks_of
from app.deadlines.rules import ClockKind
from app.visits import queries
from app.visits.queries import Member
from app.visits.rules import (
    COMPLETING,
    DATED,
    EFFECTIVE,
    MOST_PHOTOS,
    NEXT,
    DayMissing,
    EvidenceKind,
    EvidenceMissing,
    NobodyServed,
    NoPosition,
    TooManyPhotos,
    VisitOutcome,
)

STATES = {
    PaperState.SEEN: N_("here"),
    PaperState.HELD: N_("taken along"),
    PaperState.GIVEN_BACK: N_("given back"),
    PaperState.DEFERRED: N_("to come later"),
    PaperState.MISSING: N_("missing"),
}
ORIGINALS = frozenset({MaterialForm.ORIGINAL, MaterialForm.ORIGINAL_SEEN})
MAY_AGREE = frozenset({VisitOutcome.PAPERS_MISSING, VisitOutcome.NOBODY_HOME, VisitOutcome.AWAY_FOR_WORK})


def pack_of(case: Case, *, now: dt.datetime) -> dict[str, Any]:
    """`case`, `members`, `papers`, `outcomes`, `results`, `evidence`, `reasons` (why no position), `says` and `words`."""
    on = clock.on(now)
    promised = next((one for one in clocks_of("case", case.id) if one.kind is ClockKind.PROMISED and not one.stopped_at), None)
    return {
        "case": {
            "number": case.number,
            "who": case.who,
            "items": words.items_of(case),
            "place": case.whereabouts,
            "accepted": case.accepted_at is not None,
            "due_at": promised.due_at.isoformat() if promised and promised.due_at else None,
            "due": day(promised.due_on) if promised else None,
        },
        "today": on.isoformat(),
        "now": now.isoformat(),
        "members": [_member(one, case, on=on) for one in queries.members(case, on=on)],
        "papers": [_paper(paper) for paper in case.papers],
        "outcomes": [_outcome(outcome) for outcome in VisitOutcome],
        "results": [{"value": outcome.value, "word": word(outcome)} for outcome in Outcome],
        "evidence": sorted({kind for item in case.items for kind in item.version.evidence}),
        "reasons": [{"value": reason.value, "word": word(reason)} for reason in NoPosition],
        "most_photos": MOST_PHOTOS,
        "says": _says(),
        "words": _words(),
    }


class Told(Protocol):
    """Somebody of a household, as far as a line about them needs it."""

    @property
    def relation(self) -> str: ...
    @property
    def born_on(self) -> dt.date | None: ...
    @property
    def language(self) -> str: ...
    @property
    def needs_interpreter(self) -> bool: ...


def about(member: Told, *, on: dt.date, with_relation: bool = True) -> str:
    """户主，82 岁，讲布朗语，要翻译"""
    parts = [member.relation] if with_relation else []
    if member.born_on:
        parts.append(gettext("%(n)s years", n=_age(member.born_on, on)))
    if member.needs_interpreter and member.language:
        parts.append(gettext("speaks %(language)s, needs an interpreter", language=member.language))
    return str(gettext(", ")).join(part for part in parts if part)


def _age(born_on: dt.date, on: dt.date) -> int:
    return on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))


def _member(member: Member, case: Case, *, on: dt.date) -> dict[str, Any]:
    return {"id": str(member.id), "name": member.name, "about": about(member, on=on), "asks": member.id == case.applicant_id}


def _paper(paper: Any) -> dict[str, Any]:
    """An original can be taken along; what is with us can be given back; what may be deferred can come later."""
    material, states = paper.material, [PaperState.SEEN]
    if material.form in ORIGINALS or paper.state is PaperState.HELD:
        states.append(PaperState.HELD)
    if paper.state in {PaperState.HELD, PaperState.GIVEN_BACK}:
        states.append(PaperState.GIVEN_BACK)
    states.append(PaperState.DEFERRED if material.need is Need.DEFERRABLE else PaperState.MISSING)
    return {
        "position": paper.position,
        "name": material.name,
        "about": gettext(", ").join([word(material.need), word(material.form)]),
        "required": is_required(material.need),
        "state": paper.state.value,
        "states": [{"value": state.value, "word": gettext(STATES[state])} for state in states],
    }


def _outcome(outcome: VisitOutcome) -> dict[str, Any]:
    return {
        "value": outcome.value,
        "word": word(outcome),
        "next": gettext(NEXT[outcome]),
        "effective": outcome in EFFECTIVE,
        "completing": outcome in COMPLETING,
        "day": "must" if outcome in DATED else "may" if outcome in MAY_AGREE else None,
    }


def _says() -> dict[str, str]:
    """What the page refuses by itself, in the server's own sentences, by field."""
    return {
        "served": gettext(NobodyServed.says),
        "next_on": gettext(DayMissing.says),
        "late_reason": gettext(LateReasonMissing.says),
        "outcome": gettext("Choose how the visit ended."),
        "papers": gettext("Still missing: %(papers)s. Tick what is here, or send the case back for papers.", papers="{papers}"),
        "photos": gettext(EvidenceMissing.says, kind=word(EvidenceKind.PHOTO)),
        "signature": gettext(EvidenceMissing.says, kind=word(EvidenceKind.SIGNATURE)),
        "no_position": gettext("Record where you are, or say why not."),
        "given_back": gettext("We still hold %(papers)s. Give it back first, and say so here.", papers="{papers}"),
        "too_many": gettext(TooManyPhotos.says, most=MOST_PHOTOS),
    }


def _words() -> dict[str, str]:
    """Sentences with a place for a number, which the phone fills in."""
    return {
        "step": gettext("Step %(n)s of %(all)s", n="{n}", all="{all}"),
        "minutes": gettext("here for %(n)s minutes", n="{n}"),
        "papers": gettext("%(n)s of %(all)s here", n="{n}", all="{all}"),
        "no_papers": gettext("none needed"),
        "accuracy": gettext("to within %(n)s m", n="{n}"),
        "position": gettext("recorded at %(time)s", time="{time}"),
        "photos": gettext("%(n)s pictures", n="{n}"),
        "photo": word(EvidenceKind.PHOTO),
        "signature": word(EvidenceKind.SIGNATURE),
        "comma": gettext(", "),
        "unreadable": gettext("The file is not a picture that can be read."),
    }
