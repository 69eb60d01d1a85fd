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
