"""Why something can't be drawn, or can't come into force, each with its sentence. Pure."""

from collections.abc import Mapping

from app.core.errors import Invalid, Refusal
from app.core.named import N_


class StepUnreadable(Invalid):
    code = "revisions.step_unreadable"
    says = N_("What was drawn can't be read. Draw it once more.")


class NameUnsaid(Invalid):
    code = "revisions.name_unsaid"
    says = N_("Name the new grid, in at most %(most)s characters.")
    field = "name"


class NameTaken(Invalid):
    code = "revisions.name_taken"
    says = N_("There is a grid %(name)s in this village already.")
    field = "name"


class TitleUnsaid(Invalid):
    code = "revisions.title_unsaid"
    says = N_("Say in at most %(most)s characters what the revision is for.")
    field = "title"


class NothingDrawn(Refusal):
    code = "revisions.nothing_drawn"
    says = N_("Nothing is drawn yet.")


class RevisionInPast(Invalid):
    code = "revisions.in_past"
    says = N_("A revision holds from today (%(today)s) or a later day on: what was, stays as it was.")
    field = "from_on"


class RevisionSettled(Refusal):
    code = "revisions.settled"
    says = N_("This revision is settled already. Begin another one.")


class NotUndoable(Refusal):
    """Its day has come, or it never was planned."""

    code = "revisions.not_undoable"
    says = N_("This can be undone before its day only. Draw it back in another revision.")


class StandsOnIt(Refusal):
    code = "revisions.stands_on_it"
    says = N_("A later revision stands on this one (%(grid)s): undo that one first.")


class GridChanged(Refusal):
    """Somebody else's revision, or an import, changed a grid on which this draft was drawn."""

    code = "revisions.grid_changed"
    says = N_("Step %(step)s no longer fits the land: %(why)s Take it back and draw it anew; the steps before it are kept.")


class Undrawn(Refusal):
    """What can't be drawn so: one class for each flaw that `grids.revision` finds."""

    code = "revisions.undrawable"
    status = 400
    says = N_("This can't be drawn so.")


class LineMisses(Undrawn):
    code = "revisions.line_misses"
    says = N_("The line does not cross %(grid)s: begin it outside on one side and end it outside on the other.")


class ThreeParts(Undrawn):
    code = "revisions.three_parts"
    says = N_("The line cuts %(grid)s into more than two parts. Draw one that crosses it once.")


class CrossesItself(Undrawn):
    code = "revisions.crosses_itself"
    says = N_("What was drawn crosses itself. Draw it so that it does not.")


class TooSmall(Undrawn):
    code = "revisions.too_small"
    says = N_("Less than 100 m² would be left or made of %(grid)s.")


class NotNeighbours(Undrawn):
    code = "revisions.not_neighbours"
    says = N_("%(grids)s share no border: only neighbours can be joined or give land to each other.")


class MixedKinds(Undrawn):
    code = "revisions.mixed_kinds"
    says = N_("%(grids)s: a basic grid and a dedicated one can't be joined or give land to each other.")


class TwoVillages(Undrawn):
    code = "revisions.two_villages"
    says = N_("%(grids)s are of different villages: a grid never lies in two.")


class GridUnknown(Undrawn):
    code = "revisions.unknown_grid"
    says = N_("There is no grid %(grid)s here any more.")


class GridUndrawn(Undrawn):
    code = "revisions.undrawn"
    says = N_("%(grid)s has no shape yet: draw it first.")


class Swallowed(Undrawn):
    code = "revisions.swallowed"
    says = N_("Nothing would be left of %(grid)s. To join grids, choose “join”.")


class BeyondVillage(Undrawn):
    code = "revisions.outside"
    says = N_("What was drawn reaches beyond the village.")


class NothingChanged(Undrawn):
    code = "revisions.nothing_changed"
    says = N_("That changes nothing.")


FLAWS: Mapping[str, type[Undrawn]] = {
    "line_misses": LineMisses,
    "three_parts": ThreeParts,
    "crosses_itself": CrossesItself,
    "too_small": TooSmall,
    "not_neighbours": NotNeighbours,
    "mixed_kinds": MixedKinds,
    "two_villages": TwoVillages,
    "not_a_line": CrossesItself,
    "not_a_polygon": CrossesItself,
    "code_taken": Undrawn,
    "unknown_grid": GridUnknown,
    "undrawn": GridUndrawn,
    "swallowed": Swallowed,
    "outside": BeyondVillage,
    "nothing_changed": NothingChanged,
}


def undrawn(flaw: str, grids: tuple[str, ...]) -> Undrawn:
    """The refusal of a flaw, about these grids by name."""
    return FLAWS.get(flaw, Undrawn)(grid=grids[0] if grids else "–", grids="、".join(grids) or "–")
