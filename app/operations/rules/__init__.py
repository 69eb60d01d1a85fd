"""How the installation stands, judged from facts. Pure."""

from app.operations.rules.facts import Certificate, Database, Facts, JobFacts, Planned, Size, Store, Waiting
from app.operations.rules.judging import findings, worst
from app.operations.rules.states import Finding, State

__all__ = [
    "Certificate",
    "Database",
    "Facts",
    "Finding",
    "JobFacts",
    "Planned",
    "Size",
    "State",
    "Store",
    "Waiting",
    "findings",
    "worst",
]
