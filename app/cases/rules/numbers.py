"""The two numbers of a case: one for staff, that sorts; one for residents, that can be read over the phone."""

import datetime as dt
from collections.abc import Callable

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # nothing that looks like another; 31 is prime, so the check finds every swap
RANDOM_CHARACTERS = 8


def number(town_code: str, on: dt.date, sequence: int) -> str:
    """`532822205000-20260930-0007`: the township's code, the day it was asked for, the how-manyeth of that day."""
    return f"{town_code}-{on:%Y%m%d}-{sequence:04d}"


def tracking(pick: Callable[[str], str]) -> str:
    """Eight characters that `pick` draws from the alphabet, and a check character: nobody finds a case by guessing."""
    drawn = "".join(pick(ALPHABET) for _ in range(RANDOM_CHARACTERS))
    return drawn + check_character(drawn)


def check_character(drawn: str) -> str:
    """Finds one wrong character and any two neighbours swapped (weighted sum modulo 31)."""
    return ALPHABET[sum(place * ALPHABET.index(character) for place, character in enumerate(drawn, start=1)) % len(ALPHABET)]


def is_tracking(text: str) -> bool:
    """Whether a text can be a tracking number: the right length and letters, and the check agrees."""
    drawn, check = text[:-1], text[-1:]
    return len(drawn) == RANDOM_CHARACTERS and set(text) <= set(ALPHABET) and check_character(drawn) == check


def as_typed(text: str) -> str:
    """What somebody typed or read out, without blanks and dashes, in capitals."""
    return "".join(character for character in text.upper() if character.isalnum())
