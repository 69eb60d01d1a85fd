"""Errors a user may see: a stable code, an English sentence to translate, and its facts."""

from typing import ClassVar

from app.core.named import N_


class Refusal(Exception):
    """Understood and refused. `code` is for machines; `says` is a msgid whose placeholders are the facts.

    `field` names the form's field that is to blame, where there is one.
    """

    code: ClassVar[str] = "refused"
    status: ClassVar[int] = 409
    says: ClassVar[str] = N_("This can't be done now.")
    is_impersonal: ClassVar[bool] = False  # the fact `why` never holds anything that people entered: it may be logged
    field: str | None = None

    def __init__(self, **facts: object) -> None:
        super().__init__(self.code, facts)
        self.facts = facts


class NotAllowed(Refusal):
    """The person may not do this deed at this place."""

    code = "not_allowed"
    status = 403
    says = N_("You may not do this. Ask your leader or the administrator.")


class Invalid(Refusal):
    """What was said can't be read. Subclasses name the field."""

    code = "invalid"
    status = 400
    says = N_("What was entered can't be read.")


class InField(Invalid):
    """What was entered in one of several fields can't be taken."""

    def __init__(self, *, field: str | None = None, **facts: object) -> None:
        super().__init__(**facts)
        self.field = field or type(self).field


class TooLong(InField):
    code = "too_long"
    says = N_("That is too long: at most %(most)s characters.")


class DayUnreadable(InField):
    code = "day_unreadable"
    says = N_("%(text)s is no day. Write it as 2026-11-22.")


class DayMissing(InField):
    code = "day_missing"
    says = N_("Say which day.")


class FileMissing(Invalid):
    code = "file_missing"
    says = N_("Choose a file first.")
    field = "file"


class ReasonMissing(Invalid):
    """Features say what the reason is for, where that helps."""

    code = "reason_missing"
    says = N_("Say why.")
    field = "reason"


class ChangedMeanwhile(Refusal):
    code = "outdated"
    says = N_("Somebody changed this while the page was open. Open it anew, look, and do it again.")


class CodeTwice(Invalid):
    """A file names the same thing in two of its rows."""

    code = "code_twice"
    says = N_("The code %(code)s is in row %(first)s already.")
    field = "code"
