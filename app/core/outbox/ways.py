"""The ways outside that are set up here."""

from app.core.channels import Channel
from app.core.outbox.sending import Transport
from app.core.outbox.smtp import MailServer, Tls
from app.core.outbox.web import Gateway
from app.core.settings import settings


def way(channel: Channel) -> Transport | None:
    """How messages of a channel go outside; None when that is not set up, or when all go to the test channel."""
    said = settings()
    if said.outside_test:
        return None
    if channel is Channel.EMAIL and said.smtp_host and said.mail_from:
        return MailServer(
            host=said.smtp_host,
            port=said.smtp_port,
            sender=said.mail_from,
            tls=Tls.of(said.smtp_tls),
            user=said.smtp_user,
            password=said.smtp_password,
            ca_file=said.smtp_ca_file,
            timeout_s=said.send_timeout_s,
        )
    if channel is Channel.SMS and said.sms_url:
        return Gateway(
            url=said.sms_url,
            body=said.sms_body,
            is_form=said.sms_form,
            headers=said.sms_headers,
            expects=said.sms_expects,
            timeout_s=said.send_timeout_s,
        )
    return None


def ways() -> frozenset[Channel]:
    """The channels that copies are made for: those that are set up, or the test channel instead of them."""
    if settings().outside_test:
        return frozenset({Channel.TEST})
    return frozenset(channel for channel in (Channel.EMAIL, Channel.SMS) if way(channel) is not None)
