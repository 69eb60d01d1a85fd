"""What counts: the one definition (DESIGN 6.3). Pure."""

from app.core.named import N_, Named


class Measure(Named):
    """What an entry counts. 户 and 人 are distinct questions to the same entries, never measures of their own."""

    CASE = "case", N_("cases")
    ITEM = "item", N_("items")
    VISIT = "visit", N_("visits")
    DELIVERY = "delivery", N_("deliveries")
