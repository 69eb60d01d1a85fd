"""Who may do what where. Pure (DESIGN 6.4)."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from app.core.named import N_, Named


class Role(Named):
    """What somebody is here. The last three are never the same person."""

    WORKER = "worker", N_("grid worker")
    LEADER = "leader", N_("grid leader")
    HEAD = "head", N_("township head")
    CLERK = "clerk", N_("window clerk")
    DEPARTMENT_CLERK = "department_clerk", N_("department clerk")
    REVIEWER = "reviewer", N_("reviewer")
    SYSTEM_ADMIN = "system_admin", N_("system administrator")
    SECURITY_ADMIN = "security_admin", N_("security administrator")
    AUDITOR = "auditor", N_("auditor")


ROLE_WORDS: Mapping[str, Role] = {
    "网格员": Role.WORKER,
    "帮办代办员": Role.WORKER,
    "代办员": Role.WORKER,
    "网格长": Role.LEADER,
    "乡长": Role.HEAD,
    "镇长": Role.HEAD,
    "乡领导": Role.HEAD,
    "乡镇领导": Role.HEAD,
    "窗口人员": Role.CLERK,
    "部门经办人": Role.DEPARTMENT_CLERK,
    "审核员": Role.REVIEWER,
    "系统管理员": Role.SYSTEM_ADMIN,
    "安全管理员": Role.SECURITY_ADMIN,
    "安全保密管理员": Role.SECURITY_ADMIN,
    "审计员": Role.AUDITOR,
    "安全审计员": Role.AUDITOR,
}
AT_THE_TEAM = frozenset({Role.WORKER, Role.LEADER, Role.CLERK})  # the others are held for the whole township
NEED_A_TEAM = frozenset({Role.WORKER, Role.LEADER})
SEPARATE = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR})


class Deed(Named):
    """Everything one can be allowed to do. The journal's `deed` column holds these values."""

    USE_OWN_ACCOUNT = "accounts.own", N_("use one's own account")
    MANAGE_PEOPLE = "accounts.manage", N_("manage people")
    GRANT_ROLES = "accounts.grant", N_("give and end roles")
    READ_JOURNAL = "journal.read", N_("read the journal")
    VERIFY_JOURNAL = "journal.verify", N_("have the journal's seals verified")
    MAKE_BACKUP = "backup.make", N_("look after backups")
    RESET_SECOND_FACTOR = "accounts.second_factor", N_("reset a second factor")
    READ_LAND = "territory.read", N_("see the land")
    MANAGE_LAND = "territory.manage", N_("change the land")
    DRAW_GRIDS = "territory.draw", N_("draw grids anew")
    READ_CATALOGUE = "catalogue.read", N_("see the catalogue")
    MANAGE_CATALOGUE = "catalogue.manage", N_("change the catalogue")
    IMPROVE = "catalogue.improve", N_("walk through procedures and make them better")
    CLOSE_BOTTLENECK = "catalogue.close_bottleneck", N_("close a bottleneck")
    READ_POSTS = "posts.read", N_("see teams and posts")
    MANAGE_POSTS = "posts.manage", N_("change teams and posts")
    RECORD_LEAVE = "posts.leave", N_("record leave")
    HAND_OVER = "handovers.make", N_("hand work over")
    RECEIVE_HANDOVER = "handovers.receive", N_("receive work that is handed over")
    READ_HOUSEHOLDS = "households.read", N_("see households")
    MANAGE_HOUSEHOLDS = "households.manage", N_("change households")
    SHOW_HIDDEN = "households.show", N_("show a hidden value")
    READ_CASES = "cases.read", N_("see cases")
    OPEN_CASE = "cases.open", N_("open a case")
    ACCEPT_CASE = "cases.accept", N_("accept a case")
    ASSIGN_CASE = "cases.assign", N_("assign a case")
    CARRY_CASE = "cases.carry", N_("carry a case")
    PASS_ON_CASE = "cases.pass_on", N_("pass a case on")
    PAUSE_CASE = "cases.pause", N_("pause a case")
    COMPLETE_CASE = "cases.complete", N_("complete a case")
    REJECT_CASE = "cases.reject", N_("reject a case")
    REOPEN_CASE = "cases.reopen", N_("reopen a case")
    RECORD_VISIT = "visits.record", N_("record a visit")
    RECORD_DELIVERY = "visits.deliver", N_("bring a certificate home")
    CORRECT_DELIVERY = "visits.correct_delivery", N_("take back a mistaken hand-over")
    PLAN_ROUND = "visits.plan", N_("order the visits of a day")
    WORK_IN_FIELD = "field.work", N_("work on the phone pages")
    REVIEW_COMPLETION = "reports.review", N_("review a completion")
    READ_RATINGS = "ratings.read", N_("see ratings")
    READ_COMMENTS = "ratings.comments", N_("see what was said with a rating")
    RECORD_RATING = "ratings.record", N_("enter a rating")
    READ_TOTALS = "reports.read", N_("see totals")
    SEE_MAP = "maps.see", N_("see the map")
    SEE_SYSTEM = "system.see", N_("see how the system runs")
    RUN_JOB = "jobs.run", N_("run a job")
    MANAGE_OUTBOX = "outbox.manage", N_("look after the messages that go outside")
    CHANGE_CALENDAR = "deadlines.calendar", N_("change the calendar of working days")


EVERYBODY = frozenset({Deed.USE_OWN_ACCOUNT, Deed.READ_CATALOGUE})
LOOKING = frozenset({Deed.READ_LAND, Deed.READ_POSTS, Deed.READ_HOUSEHOLDS, Deed.READ_CASES, Deed.SEE_MAP, Deed.READ_TOTALS})
CARRYING = frozenset(
    {
        Deed.OPEN_CASE,
        Deed.CARRY_CASE,
        Deed.PASS_ON_CASE,
        Deed.COMPLETE_CASE,
        Deed.RECORD_VISIT,
        Deed.RECORD_DELIVERY,
        Deed.SHOW_HIDDEN,
        Deed.PAUSE_CASE,
        Deed.RECEIVE_HANDOVER,
    }
)
DECIDING = frozenset({Deed.ASSIGN_CASE, Deed.RECORD_LEAVE, Deed.REJECT_CASE})
IMPROVING = frozenset({Deed.IMPROVE})

ASKING = frozenset({Deed.READ_RATINGS, Deed.RECORD_RATING})  # what the people served say; of work that was not one's own

POLICY: Mapping[Role, frozenset[Deed]] = {
    Role.WORKER: LOOKING | CARRYING | {Deed.WORK_IN_FIELD, Deed.PLAN_ROUND},
    Role.LEADER: LOOKING
    | CARRYING
    | DECIDING
    | {Deed.WORK_IN_FIELD, Deed.PLAN_ROUND, Deed.CORRECT_DELIVERY, Deed.READ_RATINGS, Deed.DRAW_GRIDS, Deed.HAND_OVER},
    Role.HEAD: LOOKING
    | DECIDING
    | IMPROVING
    | ASKING
    | {
        Deed.READ_COMMENTS,
        Deed.SHOW_HIDDEN,
        Deed.PASS_ON_CASE,
        Deed.SEE_SYSTEM,
        Deed.CLOSE_BOTTLENECK,
        Deed.DRAW_GRIDS,
        Deed.HAND_OVER,
    },
    Role.CLERK: LOOKING
    | CARRYING
    | DECIDING
    | IMPROVING
    | ASKING
    | {Deed.ACCEPT_CASE, Deed.MANAGE_HOUSEHOLDS, Deed.CORRECT_DELIVERY},
    Role.DEPARTMENT_CLERK: LOOKING - {Deed.SEE_MAP} | {Deed.ACCEPT_CASE, Deed.PAUSE_CASE, Deed.COMPLETE_CASE, Deed.REJECT_CASE},
    Role.REVIEWER: LOOKING
    | IMPROVING
    | ASKING
    | {Deed.READ_COMMENTS, Deed.REVIEW_COMPLETION, Deed.REOPEN_CASE, Deed.CORRECT_DELIVERY, Deed.CLOSE_BOTTLENECK},
    Role.SYSTEM_ADMIN: frozenset(
        {
            Deed.READ_LAND,
            Deed.MANAGE_LAND,
            Deed.DRAW_GRIDS,
            Deed.READ_POSTS,
            Deed.MANAGE_POSTS,
            Deed.RECORD_LEAVE,
            Deed.MANAGE_CATALOGUE,
            Deed.MANAGE_PEOPLE,
            Deed.MANAGE_HOUSEHOLDS,
            Deed.READ_HOUSEHOLDS,
            Deed.SEE_MAP,
            Deed.SEE_SYSTEM,
            Deed.RUN_JOB,
            Deed.MANAGE_OUTBOX,
            Deed.CHANGE_CALENDAR,
            Deed.MAKE_BACKUP,
        }
    ),
    Role.SECURITY_ADMIN: frozenset({Deed.GRANT_ROLES, Deed.READ_POSTS, Deed.RESET_SECOND_FACTOR}),
    Role.AUDITOR: frozenset({Deed.READ_JOURNAL, Deed.VERIFY_JOURNAL, Deed.SEE_SYSTEM}),
}


@dataclass(frozen=True, slots=True)
class Held:
    """A role held at a place and below it."""

    role: Role
    place_path: str


@dataclass(frozen=True, slots=True)
class Actor:
    """A person for the length of one request: a value, never a row of the session."""

    id: UUID
    name: str
    held: tuple[Held, ...]
    must_change_password: bool = False
    must_set_up_second_factor: bool = False

    @property
    def places(self) -> tuple[str, ...]:
        """The places of all roles, merged to the common parents: the scope of what this person may read."""
        return merged({held.place_path for held in self.held})

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(held.role for held in self.held)


def may(actor: Actor, deed: Deed | None, place_path: str | None = None) -> bool:
    """Whether the actor may do the deed at the place; at some place at least when none is named. Unknown deed: no."""
    if deed in EVERYBODY:
        return True
    return any(
        deed in POLICY[held.role] and (place_path is None or place_path.startswith(held.place_path)) for held in actor.held
    )


def merged(paths: set[str]) -> tuple[str, ...]:
    """Without the paths that lie below another of them, in order."""
    return tuple(sorted(path for path in paths if not any(path != other and path.startswith(other) for other in paths)))


def clash(roles: frozenset[Role]) -> frozenset[Role]:
    """The administrators' roles among these that must not meet in one person; empty when all is well."""
    met = roles & SEPARATE
    return met if len(met) > 1 else frozenset()


def role_of(text: str) -> Role | None:
    """The role that a cell names, by its value or its Chinese word; None for any other text."""
    word = text.strip()
    if word in ROLE_WORDS:
        return ROLE_WORDS[word]
    try:
        return Role.of(word.casefold())
    except ValueError:
        return None
