"""Notices as pure rules: quiet hours, who is told by which way, the words that go outside, the morning's digest."""

from app.notices.rules.choices import Choice, WrongEmail, channels, email_of
from app.notices.rules.digest import MORNING, MORNING_REVIEW, Outlook, Task, outlooks
from app.notices.rules.quiet import Quiet, is_morning
from app.notices.rules.wording import LONGEST_SMS, Gist, gist_of, sms_text

__all__ = [
    "LONGEST_SMS",
    "MORNING",
    "MORNING_REVIEW",
    "Choice",
    "Gist",
    "Outlook",
    "Quiet",
    "Task",
    "WrongEmail",
    "channels",
    "email_of",
    "gist_of",
    "is_morning",
    "outlooks",
    "sms_text",
]
