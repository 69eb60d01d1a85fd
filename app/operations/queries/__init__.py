"""How the installation stands: what its disk, its database and its scheduler say. Reads only."""

from app.operations.queries.facts import gathered
from app.operations.queries.figures import Figures, figures

__all__ = ["Figures", "figures", "gathered"]
