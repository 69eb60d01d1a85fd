"""SMS by a gateway that takes a POST. `http.client` follows no redirect: a message never goes elsewhere than was set."""

import http.client
import json
import ssl
from dataclasses import dataclass
from urllib.parse import quote_plus, urlsplit

from app.core.outbox.limit import within
from app.core.outbox.message import Fault
from app.core.outbox.sending import Outcome, Parcel

OK, REDIRECTS, FAULTS, SERVER_FAULTS = 200, 300, 400, 500
FOR_GOOD = frozenset({400, 413, 422})
SIGN_IN = frozenset({401, 403, 407})
MOST_READ = 64 * 1024


@dataclass(frozen=True, slots=True)
class Gateway:
    """Where SMS are handed in. `body` is a template of JSON, or of a form, with {to}, {text} and {id}.

    `headers`: "Name: value", several joined by line breaks. `expects`: a text that a good answer holds, for gateways that say 200
    to everything.
    """

    url: str
    body: str
    is_form: bool = False
    headers: str = ""
    expects: str = ""
    timeout_s: float = 10.0

    def send(self, parcel: Parcel) -> Outcome:
        """Hand one message in. The same id goes into the header Idempotency-Key, for gateways that know it."""
        try:
            return self._send(parcel)
        except ssl.SSLError:
            return Outcome(Fault.NOT_SECURE)
        except TimeoutError:
            return Outcome(Fault.TOO_SLOW)
        except (http.client.RemoteDisconnected, OSError):
            return Outcome(Fault.NO_CONNECTION)
        except http.client.HTTPException:
            return Outcome(Fault.STRANGE)

    def filled(self, parcel: Parcel) -> bytes:
        """The body, each value written so that no text can break out of its place."""
        text = self.body
        for name, value in (("to", parcel.to), ("id", str(parcel.id)), ("text", parcel.text)):
            text = text.replace("{" + name + "}", quote_plus(value) if self.is_form else json.dumps(value)[1:-1])
        return text.encode()

    def _send(self, parcel: Parcel) -> Outcome:
        parts = urlsplit(self.url)
        connection = self._connection(parts.scheme, parts.hostname or "", parts.port)
        try:
            connection.connect()
            with within(2 * self.timeout_s, lambda: connection.sock):
                target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
                connection.request("POST", target, body=self.filled(parcel), headers=self._headers(parcel))
                answer = connection.getresponse()
                return self._outcome(answer.status, answer.read(MOST_READ))
        finally:
            connection.close()

    def _connection(self, scheme: str, host: str, number: int | None) -> http.client.HTTPConnection:
        if scheme == "https":
            return http.client.HTTPSConnection(host, number, timeout=self.timeout_s, context=ssl.create_default_context())
        return http.client.HTTPConnection(host, number, timeout=self.timeout_s)

    def _headers(self, parcel: Parcel) -> dict[str, str]:
        kind = "application/x-www-form-urlencoded" if self.is_form else "application/json"
        said = (line.partition(":") for line in self.headers.splitlines() if ":" in line)
        own = {name.strip(): value.strip() for name, _, value in said}
        return {"Content-Type": f"{kind}; charset=utf-8", "Idempotency-Key": str(parcel.id), **own}

    def _outcome(self, status: int, answer: bytes) -> Outcome:
        if OK <= status < REDIRECTS:
            return Outcome() if self.expects.encode() in answer else Outcome(Fault.STRANGE, status)
        if status in FOR_GOOD:
            return Outcome(Fault.REJECTED, status)
        if status in SIGN_IN:
            return Outcome(Fault.SIGN_IN, status)
        return Outcome(Fault.STRANGE if status < FAULTS else Fault.LATER, status)
