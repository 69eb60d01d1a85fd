"""What office pages ask that cuts across features: how things stand, the land with its work, what queues. Reads only."""

from app.desk.queries.counter import Queue, queue
from app.desk.queries.crew import Member, members
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
from app.desk.queries.satisfaction import satisfaction_of
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
from app.desk.queries.work import LISTED, Carried, Wanted, Work, carried_by, faced, hands_of_late, open_work

__all__ = [
    "LISTED",
    "Carried",
    "GridWork",
    "MachineState",
    "Member",
    "MonthAgo",
    "Queue",
    "Register",
    "Spoken",
    "Standing",
    "TeamStanding",
    "VillageWork",
    "Wanted",
    "Work",
    "carried_by",
    "completed_in",
    "faced",
    "grid_work",
    "grids_of",
    "hands_of_late",
    "id_of",
    "machine",
    "members",
    "month_ago",
    "open_work",
    "outlines_below",
    "points_below",
    "posted_below",
    "queue",
    "register",
    "satisfaction_of",
    "spoken_of",
    "standing",
    "team_standings",
    "village_work",
]
