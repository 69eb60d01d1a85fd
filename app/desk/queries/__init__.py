"""What office pages ask that cuts across features: how things stand, the land with its work, what queues. Reads only."""

from app.desk.queries.balance import Balance, balance
from app.desk.queries.counter import Queue, queue
from app.desk.queries.crew import Member, members
from app.desk.queries.dividing import as_geojson, propose
from app.desk.queries.effects import Effects, effects
from app.desk.queries.exporting import grid_file
from app.desk.queries.machine import MachineState, machine
from app.desk.queries.places import (
    GridWork,
    VillageWork,
    completed_in,
    grid_work,
    grids_of,
    outlines_below,
    points_below,
    posted_below,
    village_work,
)
from app.desk.queries.reach import RoadFile, item_reach, items_done, points_doing
from app.desk.queries.rounds import MemberRound, team_day, team_day_together
from app.desk.queries.satisfaction import satisfaction_of
from app.desk.queries.sheet import SheetHome, sheet_homes
from app.desk.queries.spoken import Spoken, id_of, spoken_of
from app.desk.queries.standing import (
    MonthAgo,
    Register,
    Standing,
    TeamStanding,
    month_ago,
    register,
    standing,
    team_standings,
)
from app.desk.queries.work import (
    LISTED,
    Carried,
    Pin,
    Tally,
    Within,
    Work,
    carried_by,
    faced,
    first_work,
    hands_of_late,
    longest_late,
    names_of,
    pins,
    tally,
)

__all__ = [
    "LISTED",
    "Balance",
    "Carried",
    "Effects",
    "GridWork",
    "MachineState",
    "Member",
    "MemberRound",
    "MonthAgo",
    "Pin",
    "Queue",
    "Register",
    "RoadFile",
    "SheetHome",
    "Spoken",
    "Standing",
    "Tally",
    "TeamStanding",
    "VillageWork",
    "Within",
    "Work",
    "as_geojson",
    "balance",
    "carried_by",
    "completed_in",
    "effects",
    "faced",
    "first_work",
    "grid_file",
    "grid_work",
    "grids_of",
    "hands_of_late",
    "id_of",
    "item_reach",
    "items_done",
    "longest_late",
    "machine",
    "members",
    "month_ago",
    "names_of",
    "outlines_below",
    "pins",
    "points_below",
    "points_doing",
    "posted_below",
    "propose",
    "queue",
    "register",
    "satisfaction_of",
    "sheet_homes",
    "spoken_of",
    "standing",
    "tally",
    "team_day",
    "team_day_together",
    "team_standings",
    "village_work",
]
