"""Opening a case: the household asks for items; it gets its numbers, its place, the people responsible, papers and clocks."""

import datetime as dt
import secrets
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID, uuid5

import app.catalogue.queries as catalogue
from app.accounts.rules import Deed
from app.cases import queries
from app.cases.actions import clocks, history, routing
from app.cases.actions.papers import ask_for
from app.cases.models import Case, CaseCounter, CaseItem
from app.cases.rules import (
    ApplicantElsewhere,
    Asked,
    CaseOpened,
    Entering,
    HouseholdLeft,
    Intake,
    Mode,
    Move,
    PaperState,
    Stage,
    check_asked,
    number,
    tracking,
)
from app.catalogue.rules.refusals import NotOfBundle
from app.core import clock, journal
from app.core.db import count_up, db
from app.core.events import dispatch
from app.core.stamp import Stamp
from app.households.models import Household, Resident


def open_case(  # noqa: PLR0913  everything that is asked is said here, by name
    household: Household,
    *,
    items: Sequence[Asked],
    mode: Mode,
    intake: Intake,
    applicant_id: UUID | None = None,
    complete_papers: bool,
    papers: Mapping[int, PaperState] | None = None,
    note: str = "",
    outside_system: str | None = None,
    outside_number: str | None = None,
    bundle_code: str | None = None,
    stamp: Stamp,
) -> Case:
    """Open a case and route it; with `bundle_code` a bundle 一件事, of those of its steps that are named, or of all.

    With all required papers it is accepted and assigned at once; else the notice clock runs. `papers`: where single ones are, by
    position. The same event again gives the same case. Raises what the catalogue says, HouseholdLeft, ApplicantElsewhere.
    """
    asked = {
        "household": household.id,
        "items": [(one.item_code, one.variant_code) for one in items],
        "mode": mode,
        "intake": intake,
        "applicant": applicant_id,
        "complete": complete_papers,
        "papers": sorted((papers or {}).items()),
        "note": note,
        "outside": (outside_system, outside_number, bundle_code),
    }
    case_id = uuid5(stamp.event_id, "case")
    if not journal.enter(Deed.OPEN_CASE, subject=case_id, body=asked, stamp=stamp, facts={"mode": mode, "intake": intake}):
        return queries.case(case_id)
    case = _new(household, case_id=case_id, applicant=_applicant(household, applicant_id), mode=mode, stamp=stamp)
    case.intake, case.note = intake, note.strip()
    case.outside_system, case.outside_number = outside_system or None, outside_number or None
    _ask(case, items, bundle_code=bundle_code, on=clock.on(stamp.at))
    _first_steps(case, complete=complete_papers, papers=papers or {}, stamp=stamp)
    return case


def _applicant(household: Household, applicant_id: UUID | None) -> Resident | None:
    if applicant_id is None:
        return None
    found = next((resident for resident in household.residents if resident.id == applicant_id), None)
    if found is None:
        raise ApplicantElsewhere
    return found


def _new(household: Household, *, case_id: UUID, applicant: Resident | None, mode: Mode, stamp: Stamp) -> Case:
    on = clock.on(stamp.at)
    if household.left_on is not None and household.left_on <= on:
        raise HouseholdLeft(code=household.code)
    place = routing.place_of(household, on=on, language=routing.needed_language(household, applicant))
    is_carried = mode is not Mode.SELF
    return Case(
        id=case_id,
        number=_next_number(household.town_code, on),
        tracking=_new_tracking(),
        household_id=household.id,
        applicant_id=applicant.id if applicant else None,
        who=applicant.name if applicant else household.head,
        whereabouts=routing.whereabouts(household),
        division_id=household.division_id,
        mode=mode,
        stage=Stage.ASKED,
        asked_at=stamp.at,
        asked_by=stamp.by,
        grid_id=place.grid.grid_id if place.grid else None,
        grid_version_id=place.grid.version_id if place.grid else None,
        team_id=place.routing.team_id if is_carried else None,
        person_id=place.routing.person_id if is_carried else None,
        why=place.why if is_carried else [],
        place_path=place.path,
        other_path=place.other_path,
    )


def _bundled(case: Case, code: str | None, items: Sequence[Asked], *, on: dt.date) -> Sequence[Asked]:
    """The items in the order of the bundle's steps; raises BundleUnknown, NotOfBundle."""
    if code is None:
        return items
    case.bundle = catalogue.bundle_on(code, on=on)
    steps = [step.item_code for step in case.bundle.steps if step.item_code]
    asked = {one.item_code: one for one in items or [Asked(step) for step in steps]}
    strange = next((item_code for item_code in asked if item_code not in steps), None)
    if strange is not None:
        raise NotOfBundle(item=strange, code=code)
    return [asked[step] for step in steps if step in asked]


def _ask(case: Case, items: Sequence[Asked], *, bundle_code: str | None, on: dt.date) -> None:
    wanted = _bundled(case, bundle_code, items, on=on)
    check_asked(wanted)
    for position, asked in enumerate(wanted, start=1):
        version, variant = catalogue.item_on(asked.item_code, on=on, variant=asked.variant_code)
        case.items.append(CaseItem(position=position, version=version, variant=variant))


def _first_steps(case: Case, *, complete: bool, papers: Mapping[int, PaperState], stamp: Stamp) -> None:
    """Asked; accepted if all papers are here; assigned if somebody is responsible; told to whoever listens."""
    db.session.add(case)
    ask_for(case, complete=complete, states=papers, stamp=stamp)
    db.session.flush()
    history.record(case, None, stamp=stamp, facts=_asked_facts(case))
    if complete and not queries.lacking(case):
        history.step(case, Move.ACCEPT, stamp=stamp, entering=Entering())
        case.accepted_at = stamp.at
    if case.team_id is not None:
        history.step(case, Move.ASSIGN, stamp=stamp, entering=Entering(), facts=hands(case))
    clocks.opened(case, at=stamp.at)
    dispatch(CaseOpened(case.id), stamp=stamp)


def hands(case: Case) -> dict[str, Any]:
    """In whose hands the case is, for its events."""
    return {"team": case.team_id and str(case.team_id), "person": case.person_id and str(case.person_id)}


def _asked_facts(case: Case) -> dict[str, Any]:
    return {"mode": case.mode.value, "intake": case.intake.value}


def _next_number(town_code: str, on: dt.date) -> str:
    """The next number of the day: one row per town and day, so that two openings at once wait for each other."""
    return number(town_code, on, count_up(CaseCounter.last, town_code=town_code, on=on))


def _new_tracking() -> str:
    drawn = tracking(secrets.choice)
    while queries.is_tracking_taken(drawn):
        drawn = tracking(secrets.choice)
    return drawn
