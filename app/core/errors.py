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
