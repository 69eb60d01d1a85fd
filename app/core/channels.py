"""The ways a message goes. Standard library only: rules stand on it."""

from app.core.named import N_, Named


class Channel(Named):
    """By which way a message goes. The inbox is part of the pages; the test channel shows what would go outside."""

    INBOX = "inbox", N_("inbox")
    EMAIL = "email", N_("e-mail")
    SMS = "sms", N_("SMS")
    TEST = "test", N_("test channel")


OUTSIDE = (Channel.EMAIL, Channel.SMS, Channel.TEST)
