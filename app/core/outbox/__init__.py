"""The outbox: what is to be told to whom, written in the deed's own transaction, sent by the scheduler afterwards.

Features put letters for the `inbox`; copies for e-mail and SMS are made of them when they arrive (app/notices).
"""

from app.core.channels import OUTSIDE, Channel
from app.core.outbox.box import arrived, deliver, inbox, mark_read, own_message, put, put_all, recipients_of, unread
from app.core.outbox.message import FINAL, OF_THE_WAY, Fault, Letter, Message, State
from app.core.outbox.sending import (
    CLAIM_LASTS,
    Backlog,
    Outcome,
    Parcel,
    SentAlready,
    Transport,
    backlog,
    claim,
    count_by_state,
    let_go,
    new_claim,
    outside,
    outside_to_change,
    pause_after,
    record,
    retry,
)
from app.core.outbox.smtp import MailServer, Tls
from app.core.outbox.ways import way, ways
from app.core.outbox.web import Gateway

__all__ = [
    "CLAIM_LASTS",
    "FINAL",
    "OF_THE_WAY",
    "OUTSIDE",
    "Backlog",
    "Channel",
    "Fault",
    "Gateway",
    "Letter",
    "MailServer",
    "Message",
    "Outcome",
    "Parcel",
    "SentAlready",
    "State",
    "Tls",
    "Transport",
    "arrived",
    "backlog",
    "claim",
    "count_by_state",
    "deliver",
    "inbox",
    "let_go",
    "mark_read",
    "new_claim",
    "outside",
    "outside_to_change",
    "own_message",
    "pause_after",
    "put",
    "put_all",
    "recipients_of",
    "record",
    "retry",
    "unread",
    "way",
    "ways",
]
