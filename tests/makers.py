"""What a test needs, made by the same deeds as in a township: call inside `town.looking_on(app)`, after `town.build(app)`."""

import datetime as dt
from uuid import UUID, uuid4

from app.cases import actions, queries
from app.cases.models import Case
from app.cases.rules import Asked, Intake, Mode, Outcome, Stage
from app.core.db import db, transaction
from app.core.stamp import Stamp
from app.households.actions.values import take_numbers
from app.households.models import Household
from app.households.rules import GridSource, Placed
from app.territory.models import Division
from tests import town

PLACELESS = {Stage.ASKED, Stage.ACCEPTED}  # only what nobody is responsible for stays there


def a_stamp(by: str | None = None, *, at: dt.datetime = town.NOON, event_id: UUID | None = None) -> Stamp:
    """A stamp of its own; by the machine unless somebody of the town is named."""
    return town.a_stamp(by, at=at, event_id=event_id)


def a_household(
    code: str = "100",
    *,
    head: str = "岩罕",
    village: str | None = town.PALONG,
    group: str = "一组",
    grid: str | None = f"{town.PALONG}001",
    lon: float | None = None,
    lat: float | None = None,
) -> Household:
    """A household more. `village=None` makes one that belongs nowhere: nobody is responsible for it."""
    with transaction():
        division = db.session.query(Division).filter_by(code=village or town.TOWN).one()
        stands_in = town.a_grid(grid) if grid and village else None
        household = Household(
            id=town.household_id(code),
            town_code=town.TOWN,
            code=code,
            number=take_numbers(1),
            division=division if village else None,
            group=group if village else "",
            head=head,
            lon=lon,
            lat=lat,
            placed=Placed.INSIDE if lon is not None else Placed.NO_POINT,
            grid=stands_in,
            grid_source=GridSource.GROUP if stands_in else None,
            place_path=stands_in.place_path if stands_in else division.place_path,
        )
        db.session.add(household)
    return household


def a_case(  # noqa: PLR0913  every detail has its default
    *,
    at_stage: Stage = Stage.ASSIGNED,
    household: str = "1",
    item: str = town.OLD_AGE,
    variant: str | None = None,
    mode: Mode = Mode.PROXY,
    intake: Intake = Intake.PHONE,
    at: dt.datetime = town.NOON,
    complete_papers: bool | None = None,
    by: str = "clerk",
) -> Case:
    """A case brought to a stage by its moves. Asked and accepted ones belong to a household for which nobody is responsible."""
    if at_stage in PLACELESS and household == "1":
        household = a_household(f"placeless {uuid4().hex[:6]}", village=None).code
    complete = at_stage not in {Stage.ASKED, Stage.RETURNED} if complete_papers is None else complete_papers
    with transaction():
        case = actions.open_case(
            db.session.get_one(Household, town.household_id(household)),
            items=[Asked(item, variant)],
            mode=mode,
            intake=intake,
            complete_papers=complete,
            stamp=a_stamp(by, at=at),
        )
    advance(case, at_stage, at=at)
    return case


def advance(case: Case, at_stage: Stage, *, at: dt.datetime = town.NOON) -> None:
    """Make the moves that lead from a just opened case to the stage."""
    with transaction():
        case = queries.case_to_change(case.id)
        if at_stage in {Stage.IN_PROGRESS, Stage.PAUSED, Stage.COMPLETED}:
            actions.take(case, stamp=a_stamp(at=at))
        if at_stage is Stage.PAUSED:
            actions.pause(case, reason="等县里鉴定", stamp=a_stamp("clerk", at=at))
        if at_stage is Stage.COMPLETED:
            actions.complete(case, outcome=Outcome.GRANTED, stamp=a_stamp("clerk", at=at))
        if at_stage is Stage.RETURNED:
            actions.send_back(case, reason="缺户口簿", missing=[2], stamp=a_stamp("clerk", at=at))
        if at_stage is Stage.WITHDRAWN:
            actions.withdraw(case, reason="不办了", stamp=a_stamp("clerk", at=at))
        if at_stage is Stage.REJECTED:
            actions.reject(case, reason="不属于本地", stamp=a_stamp("clerk", at=at))
