"""Who is responsible for what stands in a grid, and why. Pure (DESIGN 5, route; 6.1).

Order: whose own care the household is in, dedicated grid, grid worker, stand-in, grid leader, village team, desk pool; within
each step whoever speaks the needed language first, then who has the fewest open cases, then the sign-in name's order.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from app.core.named import N_, Named


class PostKind(Named):
    """Kinds of posts 网格责任人."""

    WORKER = "worker", N_("grid worker")
    LEADER = "leader", N_("grid leader")


class Step(Named):
    """One line of the reason why a case came to somebody. The label is its sentence; the facts fill it."""

    DEDICATED = "dedicated", N_("The place lies in the dedicated grid %(grid)s.")
    IN_GRID = "in_grid", N_("The household stands in grid %(grid)s.")
    BY_GROUP = "by_group", N_("The household belongs to grid %(grid)s by its village and group.")
    ON_BORDER = "on_border", N_("The household stands on the border of %(grids)s: both teams see the case.")
    SEVERAL = "several", N_("Several grids claim the place: %(grids)s. A person must decide.")
    NO_GRID = "no_grid", N_("No grid is known for this household.")
    KEEPER = "keeper", N_("The household is in the care of %(person)s.")
    WORKER = "worker", N_("%(person)s is grid worker there.")
    ON_LEAVE = "on_leave", N_("%(person)s is on leave.")
    STAND_IN = "stand_in", N_("%(person)s stands in for %(absent)s.")
    LEADER = "leader", N_("%(person)s is grid leader there, and no worker is available.")
    SPEAKS = "speaks", N_("%(person)s speaks %(language)s.")
    FEWEST = "fewest", N_("%(person)s has the fewest open cases.")
    TEAM = "team", N_("Nobody is posted there: %(team)s decides.")
    POOL = "pool", N_("Nobody is responsible there: the township's desk decides.")


@dataclass(frozen=True, slots=True)
class Reason:
    """A step with its facts: kept with the case as JSON, shown as a sentence."""

    step: Step
    facts: Mapping[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, object]:
        return {"step": self.step.value, "facts": dict(self.facts)}


@dataclass(frozen=True, slots=True)
class GridRef:
    """A grid as routing needs it."""

    id: UUID
    code: str
    name: str
    village_code: str
    dedicated: bool = False


@dataclass(frozen=True, slots=True)
class TeamRef:
    id: UUID
    name: str
    village_code: str | None  # None: the township's own team


@dataclass(frozen=True, slots=True)
class Worker:
    """Somebody who may be given work: deactivated people are not in a roster."""

    id: UUID
    name: str
    order: str
    languages: frozenset[str]
    team_id: UUID | None


@dataclass(frozen=True, slots=True)
class PostRef:
    """A post on the roster's day. Of several in a grid the lowest rank comes first: it stays when a post is handed on."""

    grid_id: UUID
    person_id: UUID
    kind: PostKind
    rank: str = ""


@dataclass(frozen=True, slots=True)
class Absence:
    """Somebody's leave on the day, and who stands in (dated leave wins over any post)."""

    person_id: UUID
    stand_in_id: UUID | None


@dataclass(frozen=True, slots=True)
class Roster:
    """Everybody's posts on one day."""

    on: dt.date
    teams: tuple[TeamRef, ...]
    workers: Mapping[UUID, Worker]
    posts: tuple[PostRef, ...]
    absences: Mapping[UUID, Absence]

    def posted(self, grid_id: UUID, kind: PostKind) -> Iterator[UUID]:
        """In an order of their own, whatever the order of the posts."""
        there = {post.person_id for post in self.posts if post.grid_id == grid_id and post.kind is kind}
        yield from sorted(there, key=lambda person_id: (self.order_of(person_id), person_id))

    def by_rank(self, grid_id: UUID | None, kind: PostKind) -> list[UUID]:
        """Who was there first comes first."""
        there = [post for post in self.posts if post.grid_id == grid_id and post.kind is kind]
        return [post.person_id for post in sorted(there, key=lambda one: (one.rank, self.order_of(one.person_id), one.person_id))]

    def order_of(self, person_id: UUID) -> str:
        return self.workers[person_id].order if person_id in self.workers else ""

    def is_there(self, person_id: UUID) -> bool:
        """Active and not on leave."""
        return person_id in self.workers and person_id not in self.absences

    def team_of_village(self, village_code: str | None) -> TeamRef | None:
        teams = [team for team in self.teams if village_code and team.village_code == village_code]
        return min(teams, key=lambda team: (team.name, team.id), default=None)


@dataclass(frozen=True, slots=True)
class Wish:
    """What the work asks of a person."""

    language: str | None = None
    load: Mapping[UUID, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Routing:
    """Who gets the case: person and team, or the team alone, or nobody (the desk pool); and why, line by line.

    With several candidate grids `person_id` is empty: `grids` names all, and a person decides.
    """

    team_id: UUID | None
    person_id: UUID | None
    stands_in_for: UUID | None
    grids: tuple[GridRef, ...]
    why: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class _Choice:
    person_id: UUID
    stands_in_for: UUID | None
    why: tuple[Reason, ...]


def responsible(
    grids: Sequence[GridRef],
    *,
    found: Step,
    roster: Roster,
    village_code: str | None,
    wish: Wish,
    keeper: UUID | None = None,
) -> Routing:
    """Route by the grids that the place lies in (none, one, or several claims).

    `found` says how the grid was found (IN_GRID, BY_GROUP, DEDICATED) or why there are several (ON_BORDER, SEVERAL).
    `village_code` is the household's village where no grid is known, `keeper` whose own care it is in.
    """
    if not grids:
        return _without_grid(roster, village_code, keeper)
    if len(grids) > 1:
        named = Reason(found, {"grids": "、".join(grid.name for grid in grids)})
        return _contested(grids, roster=roster, why=(named,))
    grid = grids[0]
    where = Reason(Step.DEDICATED if grid.dedicated else found, {"grid": grid.name})
    choice = (
        _by_keeper(keeper, roster)
        or _by_post(grid, PostKind.WORKER, roster, wish)
        or _by_post(grid, PostKind.LEADER, roster, wish)
    )
    if choice is None:
        absent = tuple(_absent(roster, grid))
        return _to_team(roster, grid.village_code, grids=(grid,), why=(where, *absent))
    team = roster.team_of_village(grid.village_code)
    team_id = team.id if team else roster.workers[choice.person_id].team_id
    return Routing(team_id, choice.person_id, choice.stands_in_for, (grid,), (where, *choice.why))


def best(candidates: Iterable[UUID], *, roster: Roster, wish: Wish) -> tuple[UUID, tuple[Reason, ...]] | None:
    """The best of these people, with the reasons that told them apart; None when nobody is there."""
    there = [roster.workers[person_id] for person_id in dict.fromkeys(candidates) if roster.is_there(person_id)]
    if not there:
        return None
    ranked = sorted(there, key=lambda worker: _rank(worker, wish))
    chosen, why = ranked[0], []
    if wish.language and wish.language in chosen.languages:
        why.append(Reason(Step.SPEAKS, {"person": chosen.name, "language": wish.language}))
    if len(ranked) > 1 and _rank(ranked[0], wish)[:2] != _rank(ranked[1], wish)[:2] and not why:
        why.append(Reason(Step.FEWEST, {"person": chosen.name}))
    return chosen.id, tuple(why)


def _rank(worker: Worker, wish: Wish) -> tuple[bool, int, str]:
    speaks = wish.language is None or wish.language in worker.languages
    return not speaks, wish.load.get(worker.id, 0), worker.order


def _by_keeper(keeper: UUID | None, roster: Roster) -> _Choice | None:
    """Whose own care it is in, or who stands in for them; nobody when both are away or gone."""
    if keeper is None or keeper not in roster.workers:
        return None
    own = Reason(Step.KEEPER, {"person": roster.workers[keeper].name})
    if roster.is_there(keeper):
        return _Choice(keeper, None, (own,))
    stand_in = roster.absences[keeper].stand_in_id
    if stand_in is None or not roster.is_there(stand_in):
        return None
    facts = {"person": roster.workers[stand_in].name, "absent": roster.workers[keeper].name}
    return _Choice(stand_in, keeper, (own, Reason(Step.STAND_IN, facts)))


def _without_grid(roster: Roster, village_code: str | None, keeper: UUID | None) -> Routing:
    """Whose own care it is in, else the village's team, else the pool."""
    choice = _by_keeper(keeper, roster)
    if choice is None:
        return _to_team(roster, village_code, grids=(), why=(Reason(Step.NO_GRID),))
    team = roster.team_of_village(village_code)
    team_id = team.id if team else roster.workers[choice.person_id].team_id
    return Routing(team_id, choice.person_id, choice.stands_in_for, (), (Reason(Step.NO_GRID), *choice.why))


def _by_posts(grid: GridRef, roster: Roster, wish: Wish) -> _Choice | None:
    return _by_post(grid, PostKind.WORKER, roster, wish) or _by_post(grid, PostKind.LEADER, roster, wish)


def _by_post(grid: GridRef, kind: PostKind, roster: Roster, wish: Wish) -> _Choice | None:
    """Somebody posted there who is at work; else somebody who stands in for one of them."""
    posted = list(roster.posted(grid.id, kind))
    if found := best(posted, roster=roster, wish=wish):
        step = Step.WORKER if kind is PostKind.WORKER else Step.LEADER
        name = roster.workers[found[0]].name
        return _Choice(found[0], None, (Reason(step, {"person": name}), *found[1]))
    stands_in_for = {
        absence.stand_in_id: person_id
        for person_id in reversed(posted)  # who comes first is named when somebody stands in for two
        if (absence := roster.absences.get(person_id)) and absence.stand_in_id
    }
    if not (found := best(stands_in_for, roster=roster, wish=wish)):
        return None
    absent = stands_in_for[found[0]]
    facts = {"person": roster.workers[found[0]].name, "absent": _name(roster, absent)}
    return _Choice(found[0], absent, (Reason(Step.STAND_IN, facts), *found[1]))


def _absent(roster: Roster, grid: GridRef) -> Iterator[Reason]:
    posted = (*roster.posted(grid.id, PostKind.WORKER), *roster.posted(grid.id, PostKind.LEADER))
    for person_id in dict.fromkeys(posted):
        if person_id in roster.absences and person_id in roster.workers:
            yield Reason(Step.ON_LEAVE, {"person": _name(roster, person_id)})


def _contested(grids: Sequence[GridRef], *, roster: Roster, why: tuple[Reason, ...]) -> Routing:
    """Grids of one village: its team decides. Of several villages: the desk pool, which both teams see."""
    villages = {grid.village_code for grid in grids}
    if len(villages) == 1:
        return _to_team(roster, villages.pop(), grids=tuple(grids), why=why)
    return Routing(None, None, None, tuple(grids), (*why, Reason(Step.POOL)))


def _to_team(roster: Roster, village_code: str | None, *, grids: tuple[GridRef, ...], why: tuple[Reason, ...]) -> Routing:
    team = roster.team_of_village(village_code)
    if team is None:
        return Routing(None, None, None, grids, (*why, Reason(Step.POOL)))
    return Routing(team.id, None, None, grids, (*why, Reason(Step.TEAM, {"team": team.name})))


def _name(roster: Roster, person_id: UUID) -> str:
    return roster.workers[person_id].name if person_id in roster.workers else ""
