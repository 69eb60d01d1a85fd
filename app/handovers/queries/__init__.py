"""What doors and deeds ask about handovers. Reads only."""

from app.handovers.queries.handovers import Contents, contents, handover, handover_to_change, handovers, on_receipt, waiting_for
from app.handovers.queries.owners import Home, homes, owners
from app.handovers.queries.packets import Moving, Packet, common_path, packet

__all__ = [
    "Contents",
    "Home",
    "Moving",
    "Packet",
    "common_path",
    "contents",
    "handover",
    "handover_to_change",
    "handovers",
    "homes",
    "on_receipt",
    "owners",
    "packet",
    "waiting_for",
]
