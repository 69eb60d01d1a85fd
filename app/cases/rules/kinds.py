"""The words of cases: modes, intakes, stages, moves, outcomes, and where a paper is."""

from app.core.named import N_, Named


class Mode(Named):
    """服务方式: how the service is done. By oneself: no team carries it."""

    ASSIST = "assist", N_("assisted")
    PROXY = "proxy", N_("by proxy")
    HOME = "home", N_("at home")
    SELF = "self", N_("by oneself")


class Intake(Named):
    """How the case came to us."""

    WINDOW = "window", N_("at a window")
    STATION = "station", N_("at a station")
    PHONE = "phone", N_("by telephone")
    GROUP = "group", N_("through the village group")
    HOME = "home", N_("at the doorstep")
    ONLINE = "online", N_("online")
    RELAY = "relay", N_("from another place")
    POLICY = "policy", N_("found by policy")


# What the form offers as the other system of a case's outside number; any other name may be typed.
OUTSIDE_SYSTEMS = ("云南政务服务网", "海办通")


class Stage(Named):
    """Where a case stands. Acceptance 受理 is a moment beside the stage: papers are often collected before a window accepts."""

    ASKED = "asked", N_("applied for")
    ACCEPTED = "accepted", N_("accepted")
    ASSIGNED = "assigned", N_("assigned")
    IN_PROGRESS = "in_progress", N_("in progress")
    PAUSED = "paused", N_("paused")
    COMPLETED = "completed", N_("completed")
    RETURNED = "returned", N_("sent back for papers")
    WITHDRAWN = "withdrawn", N_("withdrawn")
    REJECTED = "rejected", N_("not accepted")


OPEN = (Stage.ASKED, Stage.ACCEPTED, Stage.ASSIGNED, Stage.IN_PROGRESS, Stage.PAUSED, Stage.RETURNED)
CLOSED = tuple(stage for stage in Stage if stage not in OPEN)


class Move(Named):
    """What may be done to a case; its label is the word on the button."""

    ACCEPT = "accept", N_("accept")
    ASSIGN = "assign", N_("assign")
    TAKE = "take", N_("take")
    COLLECT = "collect", N_("collect papers")
    FORWARD = "forward", N_("forward")
    SEND_BACK = "send_back", N_("send back for papers")
    RESUME = "resume", N_("resume")
    PAUSE = "pause", N_("pause")
    PASS_ON = "pass_on", N_("pass on")
    PLACE = "place", N_("decide the grid")
    COMPLETE = "complete", N_("complete")
    WITHDRAW = "withdraw", N_("withdraw")
    REJECT = "reject", N_("refuse")
    REOPEN = "reopen", N_("reopen")


class Outcome(Named):
    """办理结果."""

    GRANTED = "granted", N_("done as asked")
    PARTLY = "partly", N_("done in part")
    REFUSED = "refused", N_("refused by the authority, with its decision")


class PaperState(Named):
    """Where a paper of the case is."""

    MISSING = "missing", N_("missing")
    SEEN = "seen", N_("seen and given back")
    HELD = "held", N_("held by us")
    GIVEN_BACK = "given_back", N_("given back")
    DEFERRED = "deferred", N_("to come later")
