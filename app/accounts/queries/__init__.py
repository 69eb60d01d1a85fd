"""What doors ask about people, their roles and sign-ins, and the journal. Reads only."""

from app.accounts.queries.journal import JournalFilter, entries
from app.accounts.queries.people import (
    asked_role,
    asked_role_to_change,
    asked_roles,
    facts_of,
    grant,
    grant_to_change,
    grants_from,
    grants_of,
    names,
    people,
    people_at_work,
    person,
    person_by_sign_in_name,
    person_to_change,
    roles_of,
    sign_in_names,
)
from app.accounts.queries.signing import actor_of, failures, link, roles_held

__all__ = [
    "JournalFilter",
    "actor_of",
    "asked_role",
    "asked_role_to_change",
    "asked_roles",
    "entries",
    "facts_of",
    "failures",
    "grant",
    "grant_to_change",
    "grants_from",
    "grants_of",
    "link",
    "names",
    "people",
    "people_at_work",
    "person",
    "person_by_sign_in_name",
    "person_to_change",
    "roles_held",
    "roles_of",
    "sign_in_names",
]
