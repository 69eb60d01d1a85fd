"""What becomes of a village's grids when somebody draws on them: cut, join, move a border, pull corners, draw a new one.

Every function takes the grids as they are and gives what they become, so that no gap and no overlap can arise: land that one
gets, another gives, and the other way round. What is drawn within SNAP_M of a border that is there lies on it. Dedicated grids
lie on basic ones and leave them as they are. Nothing but snapping is mended in silence: what can't be drawn raises Undrawable.
"""

from grids.revision.changes import moved_land, placed_anew
from grids.revision.drawing import cut, draw, merge, reshape, transfer
from grids.revision.values import NOWHERE, Around, Flaw, Moved, Revised, Undrawable

__all__ = [
    "NOWHERE",
    "Around",
    "Flaw",
    "Moved",
    "Revised",
    "Undrawable",
    "cut",
    "draw",
    "merge",
    "moved_land",
    "placed_anew",
    "reshape",
    "transfer",
]
