"""How somebody wants to be told."""

import dataclasses

from app.accounts.models import Person
from app.accounts.rules import Deed
from app.core import journal
from app.core.db import db
from app.core.stamp import Stamp
from app.notices.models import NoticeChoice
from app.notices.rules import Choice
from app.notices.rules.choices import EmailMissing, PhoneMissing


def choose(person: Person, choice: Choice, *, email: str | None, stamp: Stamp) -> None:
    """Take over somebody's own choice and e-mail address. Raises EmailMissing, PhoneMissing."""
    if choice.email and not email:
        raise EmailMissing
    if choice.sms and not person.phone:
        raise PhoneMissing
    body = {**dataclasses.asdict(choice), "email_address": email}
    facts = {"what": "notices chosen"}
    if not journal.enter(Deed.USE_OWN_ACCOUNT, subject=person.id, body=body, stamp=stamp, facts=facts):
        return
    person.email = email
    row = db.session.get(NoticeChoice, person.id)
    if row is None:
        row = NoticeChoice(person_id=person.id)
        db.session.add(row)
    row.email, row.sms, row.digest = choice.email, choice.sms, choice.digest
    db.session.flush()
