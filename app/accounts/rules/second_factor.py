"""Who needs a second factor, and which half minutes a code may be of (RFC 6238). Pure."""

import datetime as dt
from collections.abc import Collection

from app.accounts.rules.policy import SEPARATE, Role

STEP_S = 30
BESIDE = 1  # a phone's clock may be one step off
HALF_LIVES = dt.timedelta(minutes=10)
RECOVERY_CODES = 8
RECOVERY_LENGTH = 10
OFF, ADMINISTRATORS, EVERYBODY = "off", "administrators", "everybody"


def needs_second_factor(roles: Collection[Role], *, setting: str) -> bool:
    """Whether somebody with these roles must have one."""
    return setting == EVERYBODY or (setting == ADMINISTRATORS and bool(SEPARATE & set(roles)))


def steps_at(at: dt.datetime, *, after: int) -> list[int]:
    """The half minutes whose codes count now: this one and its neighbours, none that was used or lies before one used."""
    now = int(at.timestamp()) // STEP_S
    return [step for step in range(now - BESIDE, now + BESIDE + 1) if step > after]


def plain_code(text: str) -> str:
    """A code as it is compared: without the blanks and dashes in which it was shown or typed."""
    return "".join(character for character in text.casefold() if character.isalnum())


def shown_code(code: str) -> str:
    """A recovery code in two halves: `abcde-fghij`."""
    return f"{code[: len(code) // 2]}-{code[len(code) // 2 :]}"
