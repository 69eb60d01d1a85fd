"""What notices ask: who chose what, what is due this morning, and a message in the words that go outside. Reads only."""

from app.notices.queries.choices import choice_of, choices, quiet
from app.notices.queries.morning import are_made, day_of_everybody
from app.notices.queries.words import parcel, said_outside

__all__ = ["are_made", "choice_of", "choices", "day_of_everybody", "parcel", "quiet", "said_outside"]
