"""E-mail by a mail server. One connection per message: a recipient who is turned away harms nobody else."""

import smtplib
import socket
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import parseaddr

from app.core.named import N_, Named
from app.core.outbox.limit import within
from app.core.outbox.message import Fault
from app.core.outbox.sending import Outcome, Parcel

FOR_GOOD = 500  # reply codes of RFC 5321 from here on: don't try again
NOT_FOR_GOOD = frozenset({530, 534, 535, 538, 552})  # sign in first, … and a mailbox that is full today


class Tls(Named):
    """How the connection is made secure."""

    FROM_START = "tls", N_("TLS from the start")
    STARTTLS = "starttls", N_("STARTTLS")
    NONE = "none", N_("not secured")


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail is handed in. `timeout_s`: for one answer; the whole conversation may take twice that."""

    host: str
    port: int
    sender: str
    tls: Tls = Tls.FROM_START
    user: str = ""
    password: str = ""
    ca_file: str = ""
    timeout_s: float = 10.0

    def send(self, parcel: Parcel) -> Outcome:
        """Hand one message in."""
        try:
            return self._send(parcel)
        except smtplib.SMTPException as error:
            return _outcome(error)
        except ssl.SSLError:
            return Outcome(Fault.NOT_SECURE)
        except TimeoutError:
            return Outcome(Fault.TOO_SLOW)
        except OSError:
            return Outcome(Fault.NO_CONNECTION)
        except ValueError:  # an address that can't be written into a header
            return Outcome(Fault.REJECTED)

    def letter(self, parcel: Parcel) -> EmailMessage:
        """The e-mail. Its Message-ID is the message's own id, so that a second copy can be known as one."""
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = self.sender, parcel.to, parcel.subject
        mail["Message-ID"] = f"<{parcel.id}@{self._domain}>"
        mail["Auto-Submitted"] = "auto-generated"
        mail.set_content(parcel.text)
        return mail

    def _send(self, parcel: Parcel) -> Outcome:
        mail = self.letter(parcel)
        connection = _Connection(self.host, self._trust() if self.tls is Tls.FROM_START else None, self.timeout_s, self._domain)
        try:
            with within(2 * self.timeout_s, lambda: connection.sock):
                connection.connect(self.host, self.port)
                if self.tls is Tls.STARTTLS:
                    connection.starttls(context=self._trust())
                if self.user:
                    connection.login(self.user, self.password)
                connection.send_message(mail, from_addr=parseaddr(self.sender)[1], to_addrs=[parcel.to])
        finally:
            connection.close()
        return Outcome()

    @property
    def _domain(self) -> str:
        return parseaddr(self.sender)[1].rpartition("@")[2] or "localhost"

    def _trust(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=self.ca_file or None)


class _Connection(smtplib.SMTP):
    """Not connected before `connect`, so that the greeting stands under the time limit too, and under TLS where that is set."""

    def __init__(self, host: str, trust: ssl.SSLContext | None, timeout_s: float, own_name: str) -> None:
        super().__init__(local_hostname=own_name, timeout=timeout_s)  # else it asks the name server who we are
        self._host, self._tls = host, trust

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        line = socket.create_connection((host, port), timeout)
        return self._tls.wrap_socket(line, server_hostname=host) if self._tls else line


def _outcome(error: smtplib.SMTPException) -> Outcome:
    """What the server's refusal means. Its words are not kept: they may hold the address."""
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return Outcome(Fault.SIGN_IN, error.smtp_code)
    if isinstance(error, smtplib.SMTPServerDisconnected):
        return Outcome(Fault.TOO_SLOW if isinstance(error.__context__, TimeoutError) else Fault.NO_CONNECTION)
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return Outcome(Fault.NOT_SECURE)
    code = _code(error)
    if code is None:
        return Outcome(Fault.STRANGE)
    return Outcome(Fault.REJECTED if code >= FOR_GOOD and code not in NOT_FOR_GOOD else Fault.LATER, code)


def _code(error: smtplib.SMTPException) -> int | None:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return next((int(code) for code, _ in error.recipients.values()), None)
    return error.smtp_code if isinstance(error, smtplib.SMTPResponseException) else None
