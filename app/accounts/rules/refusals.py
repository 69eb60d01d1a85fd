"""What accounts refuse, each with its sentence. Pure."""

from app.core.errors import Invalid, Refusal
from app.core.named import N_


class WrongNameOrPassword(Refusal):
    code = "accounts.wrong_name_or_password"
    status = 401
    says = N_("The name or the password is wrong.")
    field = "password"


class WrongPassword(Invalid):
    code = "accounts.wrong_password"
    says = N_("This is not your present password.")
    field = "password"


class TooManyTries(Refusal):
    code = "accounts.too_many_tries"
    status = 429
    says = N_("Too many wrong tries with this name. Wait 15 minutes, then try again.")
    field = "password"


class PasswordTooShort(Invalid):
    code = "accounts.password_too_short"
    says = N_("The password needs at least %(least)s characters.")
    field = "new_password"


class PasswordTooSimple(Invalid):
    code = "accounts.password_too_simple"
    says = N_("This password is among the first that anybody would try. Choose another.")
    field = "new_password"


class DifferentPasswords(Invalid):
    code = "accounts.different_passwords"
    says = N_("The two new passwords differ.")
    field = "again"


class SamePassword(Invalid):
    code = "accounts.same_password"
    says = N_("This is the password you have now. Choose another.")
    field = "new_password"


class LinkUsedUp(Refusal):
    code = "accounts.link_used_up"
    status = 404
    says = N_("This link was used or has run out. Ask the administrator for a new one.")


class UnknownLanguage(Invalid):
    code = "accounts.unknown_language"
    says = N_("There are no pages in this language.")
    field = "language"


class SeparateRoles(Refusal):
    code = "accounts.separate_roles"
    says = N_("%(first)s and %(second)s must never be the same person.")
    field = "role"


class OwnRoles(Refusal):
    code = "accounts.own_roles"
    says = N_("Nobody gives or ends their own roles. Another security administrator must do it.")
    field = "role"


class PersonHasLeft(Refusal):
    code = "accounts.person_has_left"
    says = N_("%(person)s has left.")
    field = "person"


class OwnAccount(Refusal):
    code = "accounts.own_account"
    says = N_("You can't do this to your own account.")
    field = "person"


class WrongCode(Refusal):
    code = "accounts.wrong_code"
    status = 401
    says = N_("This code is wrong, was used already or has run out. Type the one that the phone shows now.")
    field = "code"


class PasswordAloneWontDo(Refusal):
    code = "accounts.password_alone_wont_do"
    status = 403
    says = N_("This account has a second factor or must have one: name and password alone open nothing here. Use a browser.")


class PasswordIsTemporary(Refusal):
    code = "accounts.must_change_password"
    status = 403
    says = N_("Your password is temporary. Sign in with a browser and choose your own first.")


class HalfTooOld(Refusal):
    code = "accounts.half_too_old"
    status = 401
    says = N_("It took too long, or was done already. Sign in anew.")


class HasSecondFactor(Refusal):
    code = "accounts.has_second_factor"
    says = N_("The second factor is set up already. For a new phone, begin with the password and a code.")


class NoSecondFactor(Refusal):
    code = "accounts.no_second_factor"
    says = N_("There is no second factor.")
