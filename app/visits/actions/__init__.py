"""What people do at a household's door: a visit recorded, a certificate brought. Pages, phones and commands come through here."""

from app.visits.actions.deliveries import (
    annul,
    bring_back,
    hand_on,
    hand_over,
    make,
    note_fetched,
    receive_certificate,
    set_out,
    take_back,
)
from app.visits.actions.following import follow
from app.visits.actions.leaving import demand_no_certificate
from app.visits.actions.rounds import keep_round, wish
from app.visits.actions.visiting import UNDER_WAY, keep_pictures, record_visit

__all__ = [
    "UNDER_WAY",
    "annul",
    "bring_back",
    "demand_no_certificate",
    "follow",
    "hand_on",
    "hand_over",
    "keep_pictures",
    "keep_round",
    "make",
    "note_fetched",
    "receive_certificate",
    "record_visit",
    "set_out",
    "take_back",
    "wish",
]
