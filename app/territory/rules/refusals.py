"""What may not be done with the land, each with its sentence. Pure."""

from app.core.errors import Invalid, Refusal
from app.core.named import N_


class NoTownship(Refusal):
    code = "territory.no_township"
    says = N_("There is no township yet. Make one first: town init --code CODE --name NAME.")


class UnknownTownship(Refusal):
    code = "territory.unknown_township"
    says = N_("There is no township with the code %(code)s.")
    field = "town"


class SeveralTownships(Refusal):
    code = "territory.several_townships"
    says = N_("There are several townships (%(codes)s): say which one with --town.")
    field = "town"


class TownshipExists(Refusal):
    code = "territory.township_exists"
    says = N_("The township %(code)s is there already.")
    field = "code"


class WrongTownshipCode(Invalid):
    code = "territory.wrong_township_code"
    says = N_("A township's code has 12 digits and ends in 000; %(code)s has not.")
    field = "code"


class WrongVillageCode(Invalid):
    code = "territory.wrong_village_code"
    says = N_("A village's code has 12 digits and does not end in 000; %(code)s is none.")
    field = "code"


class WrongGridCode(Invalid):
    code = "territory.wrong_grid_code"
    says = N_("A grid's code has 15 digits: the village's 12 and 3 more; %(code)s is none.")
    field = "code"


class OtherTownship(Invalid):
    code = "territory.other_township"
    says = N_("%(code)s belongs to another township, not to %(town)s.")
    field = "code"


class UnknownVillage(Refusal):
    code = "territory.unknown_village"
    says = N_("There is no village %(village)s in this township.")
    field = "village"


class UnknownGrid(Refusal):
    code = "territory.unknown_grid"
    says = N_("There is no grid %(code)s.")
    field = "grid"


class NameMissing(Invalid):
    code = "territory.name_missing"
    says = N_("The name is missing.")
    field = "name"


class NameTooLong(Invalid):
    code = "territory.name_too_long"
    says = N_("The name is longer than %(most)s characters.")
    field = "name"


class NameTwice(Invalid):
    code = "territory.name_twice"
    says = N_("The name %(name)s is in row %(first)s already: give another name, or join the parts into one feature.")
    field = "name"


class BeforeLastVersion(Refusal):
    code = "territory.before_last_version"
    says = N_("Grid %(code)s has a version from %(from_on)s on: a new one can't begin before it.")
    field = "from"


class VillagesFull(Refusal):
    code = "territory.villages_full"
    says = N_("The township has no village codes left between %(first)s and %(last)s.")


class GridsFull(Refusal):
    code = "territory.grids_full"
    says = N_("Village %(village)s has 999 grids already.")


class PointOutOfRange(Invalid):
    code = "territory.point_out_of_range"
    says = N_("Longitude goes from -180 to 180 and latitude from -90 to 90, in degrees.")
    field = "lon"


class StrictlyRefused(Refusal):
    """With --strict any fault refuses all."""

    code = "territory.strictly_refused"
    says = N_("Nothing was changed: %(count)s rows or places are at fault, and --strict refuses all then.")
    field = "file"


class NumberUnreadable(Invalid):
    code = "territory.number_unreadable"
    says = N_("%(text)s is no number.")


class PlaceHalf(Invalid):
    code = "territory.place_half"
    says = N_("Give both longitude and latitude, or neither.")
    field = "lat"


class PlaceUnsaid(Invalid):
    code = "territory.place_unsaid"
    says = N_("Choose where the service point stands.")
    field = "place"


class FileGone(Invalid):
    code = "territory.file_gone"
    says = N_("The checked file is no longer here: send it once more.")
    field = "file"
