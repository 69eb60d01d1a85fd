"""Deeds of signing in, of passwords, people and roles."""

from app.accounts.actions.passwords import HASHER, fits, hash_of
from app.accounts.actions.people import (
    add_person,
    change_password,
    change_person,
    choose_language,
    deactivate,
    give_temporary_password,
    make_link,
    use_link,
)
from app.accounts.actions.roles import ask_role, check_roles, decline_asked, end_role, give_asked, give_role
from app.accounts.actions.second_factor import (
    begin_half,
    begin_replacing,
    begin_second_factor,
    confirm_second_factor,
    finish_half,
    reset_second_factor,
)
from app.accounts.actions.signing import (
    end_sign_ins,
    forget_failures,
    note_failure,
    proved,
    proved_now,
    seen,
    sign_in,
    sign_out,
)

__all__ = [
    "HASHER",
    "add_person",
    "ask_role",
    "begin_half",
    "begin_replacing",
    "begin_second_factor",
    "change_password",
    "change_person",
    "check_roles",
    "choose_language",
    "confirm_second_factor",
    "deactivate",
    "decline_asked",
    "end_role",
    "end_sign_ins",
    "finish_half",
    "fits",
    "forget_failures",
    "give_asked",
    "give_role",
    "give_temporary_password",
    "hash_of",
    "make_link",
    "note_failure",
    "proved",
    "proved_now",
    "reset_second_factor",
    "seen",
    "sign_in",
    "sign_out",
    "use_link",
]
