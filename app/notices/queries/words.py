"""A message in the words that go outside, in the language of whoever gets it."""

import datetime as dt

import sqlalchemy as sa
from flask_babel import force_locale, gettext

from app.accounts.models import Person
from app.accounts.queries import language_of
from app.cases.models import Case, CaseItem
from app.catalogue.models import Item, ItemVersion
from app.core.db import db
from app.core.named import N_
from app.core.outbox import Channel, Message, Parcel
from app.core.settings import settings
from app.notices.rules import Gist, gist_of, sms_text
from app.territory.queries import townships

CASE = N_("Case %(number)s")
CASE_OF_CLASS = N_("Case %(number)s (class %(kind)s)")


def parcel(message: Message, *, on: dt.date) -> Parcel | None:
    """The message as it goes outside; None when the person has no address for this way, or has left."""
    person = db.session.get(Person, message.recipient)
    if person is None or (person.left_on is not None and person.left_on <= on):
        return None
    to = _address(person, message.channel)
    if to is None:
        return None
    subject, text = said_outside(message)
    return Parcel(message.id, to=to, subject=subject, text=text)


def said_outside(message: Message) -> tuple[str, str]:
    """The subject and the text. The test channel shows the SMS, which is the shorter one."""
    with force_locale(language_of(message.recipient)):
        gist = _gist(message)
        subject = gettext("%(brand)s: %(gist)s", brand=_brand(), gist=gist)
        if message.channel != Channel.EMAIL.value:
            return "", sms_text(subject, _link("/inbox"))
        link = _link(f"/inbox/{message.id}")
        lines = [gettext("%(gist)s.", gist=gist), *([link] if link else []), gettext("This is an automatic message of Daiban.")]
        return str(subject), "\n\n".join(lines) + "\n"


def _gist(message: Message) -> str:
    gist = gist_of(message.says)
    if gist is Gist.OTHER:
        return str(gettext(gist.label))
    facts = {name: value for name, value in message.facts.items() if name in {"due", "late", "review"}}
    if "number" in message.facts:
        facts["case"] = _case(str(message.facts["number"]))
    return str(gettext(gist.label, **facts))


def _case(number: str) -> str:
    """The number, and the class of the case's first item."""
    found = sa.select(Item.class_code).join(ItemVersion, ItemVersion.item_id == Item.id)
    found = found.join(CaseItem, CaseItem.version_id == ItemVersion.id).join(Case, Case.id == CaseItem.case_id)
    kind = db.session.scalar(found.where(Case.number == number).order_by(CaseItem.position).limit(1))
    return str(gettext(CASE_OF_CLASS, number=number, kind=kind) if kind else gettext(CASE, number=number))


def _brand() -> str:
    towns = townships()
    return towns[0].short_name if len(towns) == 1 else str(gettext("Daiban"))


def _link(path: str) -> str | None:
    address = settings().public_url.rstrip("/")
    return address + path if address else None


def _address(person: Person, channel: str) -> str | None:
    if channel == Channel.EMAIL.value:
        return person.email
    number = "".join(sign for sign in person.phone or "" if sign.isdigit() or sign == "+")
    return number or None
