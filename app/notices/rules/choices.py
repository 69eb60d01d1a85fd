"""By which ways somebody wants to hear. The inbox is always one of them."""

import re
from collections.abc import Collection
from dataclasses import dataclass

from app.core.channels import Channel
from app.core.errors import Invalid
from app.core.named import N_

LONGEST_EMAIL = 128
_EMAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z]{2,}")


class WrongEmail(Invalid):
    code = "notices.wrong_email"
    says = N_("This is no e-mail address: it must look like name@example.cn.")
    field = "email"


class EmailMissing(Invalid):
    code = "notices.email_missing"
    says = N_("To be told by e-mail, enter an address.")
    field = "email"


class PhoneMissing(Invalid):
    code = "notices.phone_missing"
    says = N_("No phone number is entered for you: ask the administrator to enter one.")
    field = "by"


@dataclass(frozen=True, slots=True)
class Choice:
    """What somebody chose. `digest`: outside only the morning's digest, not every message."""

    email: bool = False
    sms: bool = False
    digest: bool = False


def channels(choice: Choice, *, ways: Collection[Channel], is_digest: bool) -> tuple[Channel, ...]:
    """By which ways a copy goes outside: the digest to those who chose it, single messages to the others."""
    if choice.digest is not is_digest:
        return ()
    wanted = [channel for channel, yes in ((Channel.EMAIL, choice.email), (Channel.SMS, choice.sms)) if yes]
    if Channel.TEST in ways:
        return (Channel.TEST,) if wanted else ()
    return tuple(channel for channel in wanted if channel in ways)


def email_of(text: str) -> str | None:
    """The address as entered, None for none; raises WrongEmail."""
    address = text.strip()
    if not address:
        return None
    if len(address) > LONGEST_EMAIL or not _EMAIL.fullmatch(address):
        raise WrongEmail
    return address
