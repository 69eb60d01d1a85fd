"""The words of households. Pure."""

from app.core.named import N_, Named


class Placed(Named):
    """How a household came to stand in its grid, or why it stands in none."""

    INSIDE = "inside", N_("inside a grid")
    ON_BORDER = "on_border", N_("on a border")
    SEVERAL = "several", N_("in several grids")
    OUTSIDE = "outside", N_("outside all grids")
    NO_POINT = "no_point", N_("without a point")


class GridSource(Named):
    """By what a household's grid is known."""

    POINT = "point", N_("by its point")
    GROUP = "group", N_("by village and group")
    HAND = "hand", N_("set by hand")


class IdType(Named):
    RESIDENT_CARD = "resident_card", N_("resident identity card")
    OLD_CARD = "old_card", N_("15-digit card")
    HMT_PERMIT = "hmt_permit", N_("residence permit for Hong Kong, Macao and Taiwan")
    FOREIGN_PERMIT = "foreign_permit", N_("permanent residence card")
    NONE = "none", N_("no identity number")


class CareMark(Named):
    """A care mark 特殊群体标识: who needs the service at home first. Plain codes, absent from lists."""

    AGED = "aged", N_("aged 80 or over")
    LIVING_ALONE = "living_alone", N_("lives alone")
    DISABLED = "disabled", N_("disabled")
    MINIMUM_LIVING = "minimum_living", N_("minimum living allowance")
    DESTITUTE = "destitute", N_("destitute support")
    VETERAN = "veteran", N_("veteran")
    WATCHED = "watched", N_("watched against falling back into poverty")
    AWAY = "away", N_("away for long")
    NEWBORN = "newborn", N_("newborn")


class Hidden(Named):
    """What pages show as a mask or not at all, until somebody says why it is needed."""

    PHONE = "phone", N_("phone")
    ID_NUMBER = "id_number", N_("identity number")
    CARE = "care", N_("care marks")


class ShowReason(Named):
    """Why a hidden value is needed. The journal keeps the code, never the value."""

    CALL = "call", N_("to call them")
    FILL_FORM = "fill_form", N_("to fill in a form for them")
    CHECK_IDENTITY = "check_identity", N_("to check who they are")
    PLAN_VISIT = "plan_visit", N_("to prepare a visit")
    CORRECT = "correct", N_("to correct what is recorded")


class ImportKind(Named):
    """What a file brings in."""

    HOUSEHOLDS = "households", N_("table of households")
    RESIDENTS = "residents", N_("table of residents")
