"""Fifty thousand households with two hundred thousand cases, laid in bulk upon a township that has its land, teams and people.

Past the actions: it would take them hours. What the pages read is all there, drawn the same way every time: cases in every stage
over four years, clocks in every light, events, papers, the ledger, visits, invitations, ratings and reviews.
"""

import datetime as dt
import random
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from app.accounts.models import Person
from app.cases.models import Case, CaseEvent, CaseItem, CasePaper
from app.cases.rules import Stage
from app.catalogue.models import Item, ItemVersion, Material
from app.core.db import db
from app.core.journal import Entry
from app.deadlines.models import Clock
from app.households.models import Household
from app.ledger import actions as ledger
from app.ledger.models import LedgerEntry
from app.posts.models import Membership, Team
from app.ratings import actions as ratings
from app.ratings.models import Invitation, InvitedItem, Rating
from app.reports.models import AwaitingReview, Review
from app.territory.models import Division, Grid, GridVersion
from app.visits.models import Visit
from scripts.benchmarks._bulk import Row, Rows, an_id, insert, one_of

HOUSEHOLDS, CASES, OPEN, DAYS = 50_000, 200_000, 2_000, 1_460
AT_WORK = [
    (Stage.IN_PROGRESS, 60),
    (Stage.ASSIGNED, 15),
    (Stage.RETURNED, 10),
    *((s, 5) for s in (Stage.ASKED, Stage.ACCEPTED, Stage.PAUSED)),
]
ENDED = [(Stage.COMPLETED, 97), (Stage.WITHDRAWN, 2), (Stage.REJECTED, 1)]
LEVELS = [("very_satisfied", 64), ("satisfied", 12), ("dissatisfied", 4), (None, 20)]
MODES = [("proxy", 65), ("assist", 20), ("home", 9), ("self", 6)]
NOT_YET = frozenset({Stage.ASKED, Stage.ASSIGNED, Stage.RETURNED})
AGES_D = [(-3, 5), (1, 10), (9, 85)]  # days to go of an open case's promise, and how many in a hundred: red, yellow, green


@dataclass(frozen=True, slots=True)
class Ground:
    """What stands already: homes to settle beside, items with a material each, teams with their people by village."""

    homes: list[Any]
    items: list[Any]
    teams: Mapping[UUID, tuple[UUID, list[UUID]]]
    grids: Mapping[UUID, Any]
    clerk: UUID


def settle(now: dt.datetime) -> None:
    """All of it, in the caller's transaction."""
    ground, draw = _ground(), random.Random(1)  # noqa: S311  the same town every time
    event_id = an_id(draw)
    one_deed = {"event_id": event_id, "deed": "cases.move", "subject": event_id, "body_hash": "", "by": ground.clerk}
    insert(iter([(Entry, one_deed | {"door": "command", "at": now, "recorded_at": now, "facts": {}})]))
    homes = [_home(ground, draw, number) for number in range(len(ground.homes) + 1, HOUSEHOLDS + 1)]
    insert((Household, home) for home in homes)
    insert(row for number in range(CASES) for row in _case(number, draw.choice(homes), ground, draw, now, event_id))
    ledger.sum_months()
    ratings.count_months()
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.execute(sa.text("ANALYZE"))  # which it does by itself a minute later


def _ground() -> Ground:
    homes = (
        db.session.execute(sa.select(Household).where(Household.grid_id.is_not(None)).order_by(Household.number)).scalars().all()
    )
    of_item = sa.select(Material.id).where(Material.version_id == ItemVersion.id).order_by(Material.position).limit(1)
    materials = of_item.correlate(ItemVersion).scalar_subquery()
    columns = (ItemVersion.id, ItemVersion.department_id, Item.code, Item.class_code, materials.label("material"))
    items = db.session.execute(sa.select(*columns).join(Item).where(materials.is_not(None)).order_by(Item.code)).all()
    teams = {team.division_id: (team.id, people) for team in db.session.scalars(sa.select(Team)) if (people := _people(team))}
    grids = sa.select(Grid.id, Grid.code, Division.code.label("village"), GridVersion.id.label("version"))
    known = {row.id: row for row in db.session.execute(grids.join(Division, Grid.division_id == Division.id).join(GridVersion))}
    return Ground(
        list(homes),
        list(items),
        teams,
        known,
        db.session.scalars(sa.select(Person.id).order_by(Person.sign_in_name)).first() or UUID(int=0),
    )


def _people(team: Team) -> list[UUID]:
    return list(db.session.scalars(sa.select(Membership.person_id).where(Membership.team_id == team.id).order_by(Membership.id)))


def _home(ground: Ground, draw: random.Random, number: int) -> Row:
    """A household a few steps beside one that is there."""
    near = ground.homes[number % len(ground.homes)]
    kept = {
        name: getattr(near, name)
        for name in ("town_code", "division_id", "group", "address", "head", "placed", "grid_id", "grid_source")
    }
    kept["group_name"] = kept.pop("group")
    at = {"lon": near.lon and near.lon + draw.gauss(0, 1e-5), "lat": near.lat and near.lat + draw.gauss(0, 1e-5)}
    return {
        "id": an_id(draw),
        "code": f"N{number:06}",
        "number": number + 100_000,
        "version": 1,
        "place_path": near.place_path,
        **kept,
        **at,
    }


def _case(number: int, home: Row, ground: Ground, draw: random.Random, now: dt.datetime, event_id: UUID) -> Rows:
    """One case with all that hangs on it; the first `OPEN` of them are open."""
    item, place = ground.items[number % len(ground.items)], home["place_path"]
    team_id, people = ground.teams[home["division_id"]]
    is_open = number < OPEN
    stage, mode = one_of(draw, AT_WORK if is_open else ENDED), one_of(draw, MODES)
    asked_at = now - dt.timedelta(days=draw.uniform(2, 25) if is_open else draw.uniform(12, DAYS))
    ended_at = None if is_open else asked_at + dt.timedelta(days=draw.uniform(1, 11))
    left_d = one_of(draw, AGES_D)
    is_carried = mode != "self" and stage not in {Stage.ASKED, Stage.ACCEPTED}
    common: Row = {
        "id": an_id(draw),
        "household_id": home["id"],
        "place_path": place,
        "mode": mode,
        "stage": stage,
        "asked_at": asked_at,
        "team_id": team_id if is_carried else None,
        "person_id": draw.choice(people) if is_carried else None,
    }
    yield Case, common | _told(number, common, home, ended_at, ground)
    yield CaseItem, {"id": an_id(draw), "case_id": common["id"], "position": 1, "version_id": item.id}
    paper = "missing" if stage is Stage.RETURNED and number % 3 else "seen"
    yield (
        CasePaper,
        {
            "id": an_id(draw),
            "case_id": common["id"],
            "position": 1,
            "material_id": item.material,
            "state": paper,
            "changed_at": asked_at,
        },
    )
    yield from _events(number, common, stage, ended_at, ground, event_id)
    yield from _clocks(common, stage, ended_at, now + dt.timedelta(days=left_d), draw)
    if stage is Stage.COMPLETED and ended_at is not None:
        yield from _counted(common, home, item, ground, ended_at, draw)


def _told(number: int, case: Row, home: Row, ended_at: dt.datetime | None, ground: Ground) -> Row:
    """The rest of a case's row."""
    place, asked_at, stage = home["place_path"], case["asked_at"], case["stage"]
    is_carried = case["team_id"] is not None
    return {
        "number": f"{place[:12]}-{asked_at:%Y%m%d}-{number:07}",
        "tracking": f"T{number:09}",
        "who": home["head"],
        "whereabouts": home["address"],
        "division_id": home["division_id"],
        "grid_id": home["grid_id"],
        "intake": "window",
        "asked_by": ground.clerk,
        "accepted_at": None if stage in NOT_YET else asked_at,
        "completed_at": ended_at if stage is Stage.COMPLETED else None,
        "why": [],
        "outcome": "granted" if stage is Stage.COMPLETED else None,
        "outcome_note": "",
        "late_reason": "",
        "forwarded_to": "勐海县医保局" if number % 3 == 0 and is_carried else "",
        "note": "",
        "version": 3,
    }


def _events(number: int, case: Row, stage: Stage, ended_at: dt.datetime | None, ground: Ground, event_id: UUID) -> Rows:
    told = [
        (None, Stage.ASKED, case["asked_at"]),
        ("accept", Stage.ACCEPTED, case["asked_at"]),
        ("complete", stage, ended_at or case["asked_at"]),
    ]
    for place, (move, after, at) in enumerate(told[:1] if stage is Stage.ASKED else told, start=1):
        yield (
            CaseEvent,
            {
                "journal_id": event_id,
                "position": number * 3 + place,
                "case_id": case["id"],
                "number": place,
                "move": move,
                "stage_after": after,
                "at": at,
                "recorded_at": at,
                "by": ground.clerk,
                "reason": "",
                "facts": {},
                "place_path": case["place_path"],
            },
        )


def _clocks(case: Row, stage: Stage, ended_at: dt.datetime | None, due_at: dt.datetime, draw: random.Random) -> Rows:
    """The promise beside the statutory limit; before acceptance the notice alone. Paused while papers are awaited."""
    due_at = due_at if ended_at is None else ended_at + dt.timedelta(days=3)
    waits = stage in {Stage.PAUSED, Stage.RETURNED}
    for kind in ("notice",) if stage in NOT_YET - {Stage.RETURNED} else ("promised", "statutory", "take"):
        stops_at = ended_at or (case["asked_at"] if kind == "take" else None)
        at = {"due_at": due_at, "due_on": due_at.date(), "warn_at": due_at - dt.timedelta(days=2)}
        runs = {"promised": 15, "statutory": 45}.get(kind, 2)
        yield (
            Clock,
            {
                "id": an_id(draw),
                "subject_kind": "case",
                "subject_id": case["id"],
                "subject_label": "",
                "kind": kind,
                "body": "team" if kind == "take" else "department",
                "team_id": case["team_id"],
                "person_id": case["person_id"],
                "length": runs,
                "unit": "workday",
                "started_at": case["asked_at"],
                "stopped_at": stops_at,
                **(dict.fromkeys(at) if waits else at),
                "provisional": False,
                "light": "grey" if stops_at else "green",
                "version": 1,
                "place_path": case["place_path"],
            },
        )


def _counted(case: Row, home: Row, item: Any, ground: Ground, ended_at: dt.datetime, draw: random.Random) -> Rows:
    """The ledger, a visit of those at home, the invitation, four ratings of five, the reviewer's word on nearly all."""
    grid, on = ground.grids[home["grid_id"]], ended_at.date()
    whose = {"team_id": case["team_id"], "person_id": case["person_id"], "place_path": case["place_path"]}
    completion = an_id(draw)
    for measure in ("case", "item", "visit") if case["mode"] == "home" else ("case", "item"):
        yield (
            LedgerEntry,
            whose
            | {
                "id": an_id(draw),
                "event_id": completion,
                "measure": measure,
                "subject_id": an_id(draw),
                "amount": 1,
                "case_id": case["id"],
                "household_id": home["id"],
                "item_code": item.code,
                "class_code": item.class_code,
                "mode": case["mode"],
                "intake": "window",
                "village_code": grid.village,
                "grid_code": grid.code,
                "grid_version_id": grid.version,
                "happened_on": on,
                "entered_on": on,
            },
        )
    if case["mode"] == "home" and case["person_id"]:
        at = {"begun_at": ended_at, "ended_at": ended_at, "outcome": "done_on_the_spot", "note": ""}
        yield Visit, whose | at | {"id": an_id(draw), "case_id": case["id"], "household_id": home["id"]}
    yield from _rated(case, item, ground, whose | {"grid_id": home["grid_id"]}, completion, ended_at, draw)
    if one_of(draw, [(False, 1), (True, 199)]):
        word = {"verdict": "reviewed", "reason": "", "by": ground.clerk, "at": ended_at, "completed_at": ended_at}
        of = {"id": an_id(draw), "completion_id": completion, "case_id": case["id"], "place_path": case["place_path"]}
        yield Review, word | of
    else:
        yield AwaitingReview, {"case_id": case["id"]}


def _rated(
    case: Row, item: Any, ground: Ground, whose: Row, completion: UUID, ended_at: dt.datetime, draw: random.Random
) -> Rows:
    on = ended_at.date()
    invited, level = an_id(draw), one_of(draw, LEVELS)
    key = {
        "level": level,
        "key_digest": invited.hex,
        "key_sealed": b"",
        "completed_on": on,
        "version": 1,
    }
    yield (
        Invitation,
        whose | key | {"id": invited, "case_id": case["id"], "completion_id": completion, "completed_by": ground.clerk},
    )
    yield InvitedItem, {"invitation_id": invited, "position": 1, "item_code": item.code, "department_id": item.department_id}
    if level:
        said = {"level": level, "channel": "paper", "by": ground.clerk, "at": ended_at, "recorded_at": ended_at}
        yield Rating, said | {"id": an_id(draw), "invitation_id": invited, "place_path": case["place_path"]}
