"""The journal sealed in ranges: what was entered can't be changed or taken out unnoticed.

Rows enter unchained, so that no writer waits for another. The database itself writes down that a row waits for its seal; once
a minute a job gives the waiting rows their numbers, in the order in which it finds them, and seals the range. So a row that
commits late is simply in the next range: no number is ever overtaken.
"""

from app.core.seals.sealing import seal_waiting
from app.core.seals.tables import JournalSeal, SealedEntry, UnsealedEntry
from app.core.seals.verifying import Break, Verified, last_seal, seals, told, verify, waiting
from app.core.seals.walls import WALLS, missing_walls

__all__ = [
    "WALLS",
    "Break",
    "JournalSeal",
    "SealedEntry",
    "UnsealedEntry",
    "Verified",
    "last_seal",
    "missing_walls",
    "seal_waiting",
    "seals",
    "told",
    "verify",
    "waiting",
]
