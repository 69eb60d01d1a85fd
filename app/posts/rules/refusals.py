"""What may not be done with teams, posts and leave, each with its sentence. Pure."""

from app.core.errors import Invalid, Refusal
from app.core.named import N_
from app.core.period import BackwardsPeriod


class WrongPeriod(BackwardsPeriod):
    code = "posts.wrong_period"
    field = "to_on"


class OnLeave(Refusal):
    code = "posts.on_leave"
    says = N_("%(person)s is on leave from %(from_on)s to %(to_on)s and can't be given a post that begins then.")
    field = "person"


class HasLeft(Refusal):
    code = "posts.has_left"
    says = N_("%(person)s has left and can't be given anything.")
    field = "person"


class OwnStandIn(Invalid):
    code = "posts.own_stand_in"
    says = N_("Nobody can stand in for themselves.")
    field = "stand_in"


class StandInOnLeave(Refusal):
    code = "posts.stand_in_on_leave"
    says = N_("%(person)s is on leave in that time too. Choose somebody else.")
    field = "stand_in"


class StandsInThen(Refusal):
    code = "posts.stands_in_then"
    says = N_("%(person)s stands in for %(absent)s from %(from_on)s to %(to_on)s. Choose another stand-in there first.")
    field = "person"


class LeaveOverlaps(Refusal):
    code = "posts.leave_overlaps"
    says = N_("%(person)s already has leave from %(from_on)s to %(to_on)s.")
    field = "from_on"


class HoldsPosts(Refusal):
    code = "posts.holds_posts"
    says = N_("%(person)s is still responsible for %(count)s grids (%(grids)s). Post somebody else there first.")
    field = "person"


class PersonUnsaid(Invalid):
    code = "posts.person_unsaid"
    says = N_("Choose a person.")
    field = "person"


class UnknownPerson(Refusal):
    code = "posts.unknown_person"
    says = N_("Nobody here is called %(person)s.")
    field = "person"


class SeveralPeople(Refusal):
    code = "posts.several_people"
    says = N_("Several people are called %(person)s: give the sign-in name (%(names)s).")
    field = "person"


class SamePersonTwice(Invalid):
    code = "posts.same_person_twice"
    says = N_("%(person)s is in row %(first)s already. Give the phone of each, if they are two people.")
    field = "name"


class RowTwice(Invalid):
    code = "posts.row_twice"
    says = N_("Row %(first)s says the same already.")
    field = "grid"


class UnknownTeam(Refusal):
    code = "posts.unknown_team"
    says = N_("There is no team %(team)s, and no village of that name that could have one.")
    field = "team"


class TeamDissolved(Refusal):
    code = "posts.team_dissolved"
    says = N_("%(team)s is dissolved; its last day was %(on)s.")
    field = "team"


class TeamEndsBefore(Refusal):
    code = "posts.team_ends_before"
    says = N_("%(person)s is in %(team)s, which is dissolved after %(on)s, and in no team then. Put them into another one first.")
    field = "person"


class DissolvedInPast(Invalid):
    code = "posts.dissolved_in_past"
    says = N_("A team is dissolved from today on or later: what it did until then is its own.")
    field = "from_on"


class MembersHoldPosts(Refusal):
    code = "posts.members_hold_posts"
    says = N_("Members of %(team)s are still responsible for grids: %(held)s. Post somebody else on those grids first.")


class TeamMissing(Invalid):
    code = "posts.team_missing"
    says = N_("A %(role)s needs a team: it says where they work.")
    field = "team"


class UnknownRole(Invalid):
    code = "posts.unknown_role"
    says = N_("%(text)s is no role. Known are: %(known)s.")
    field = "role"


class RoleMissing(Invalid):
    code = "posts.role_missing"
    says = N_("The role is missing.")
    field = "role"


class UnknownPostKind(Invalid):
    code = "posts.unknown_kind"
    says = N_("%(text)s is no post. Write grid worker or grid leader.")
    field = "role"


class NeitherYesNorNo(Invalid):
    code = "posts.neither_yes_nor_no"
    says = N_("%(text)s is neither yes nor no.")
    field = "party_member"


class WrongPhone(Invalid):
    code = "posts.wrong_phone"
    says = N_("%(text)s is no phone number.")
    field = "phone"


class SeveralGrids(Refusal):
    code = "posts.several_grids"
    says = N_("Several grids are called %(grid)s: give the code (%(codes)s).")
    field = "grid"


class NoSuchGrid(Refusal):
    code = "posts.no_such_grid"
    says = N_("There is no grid %(grid)s on %(on)s.")
    field = "grid"


class TeamHasPlace(Refusal):
    code = "posts.team_has_place"
    says = N_("%(place)s has a team already: %(team)s.")
    field = "place"


class NothingToDo(Invalid):
    code = "posts.nothing_to_do"
    says = N_("This leave is over already.")
