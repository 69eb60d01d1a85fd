"""Small mail servers and SMS gateways on 127.0.0.1 that behave as they are told: well, slowly, badly, not at all."""

import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, cast

HANG_S = 30.0


@dataclass
class Post:
    """What a server took: (recipient, content) of each message; `over` ends whatever hangs."""

    port: int = 0
    taken: list[tuple[str, str]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)


class MailTalk(socketserver.StreamRequestHandler):
    """As much SMTP as smtplib speaks. `replies` says what a command is answered instead of the usual."""

    def handle(self) -> None:
        server = cast("MailHouse", self.server)
        if server.manner == "hang":
            server.post.over.wait(HANG_S)
            return
        if server.manner == "drip":
            while not server.post.over.wait(0.1):
                self.wfile.write(b"2")
            return
        self._say("220 ready")
        recipient = ""
        while line := self.rfile.readline().decode().strip():
            word = line.split(":")[0].split(" ")[0].upper()
            if word == "RCPT":
                recipient = line.partition("<")[2].partition(">")[0]
            answer = server.reply(word, recipient)
            self._say(answer)
            if word == "DATA" and answer.startswith("354"):
                server.post.taken.append((recipient, self._content()))
                if server.manner == "die":
                    return
                self._say("250 taken")

    def _say(self, text: str) -> None:
        self.wfile.write(text.encode() + b"\r\n")

    def _content(self) -> str:
        lines = []
        while (line := self.rfile.readline()) not in {b".\r\n", b""}:
            lines.append(line.decode())
        return "".join(lines)


class MailHouse(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True

    def __init__(self, manner: str, replies: dict[str, str]) -> None:
        super().__init__(("127.0.0.1", 0), MailTalk)
        self.manner, self.replies, self.post = manner, replies, Post(port=self.server_address[1])

    def reply(self, word: str, recipient: str) -> str:
        usual = {"EHLO": "250 here", "DATA": "354 go on", "AUTH": "235 welcome"}.get(word, "250 well")
        return self.replies.get(f"{word} {recipient}", self.replies.get(word, usual))

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hung up is nothing to print."""


@contextmanager
def mail_house(manner: str = "fine", **replies: str) -> Iterator[Post]:
    """A mail server: fine, hang, drip (a byte now and then for ever), die (takes the message and hangs up without a word)."""
    yield from _open(MailHouse(manner, replies))


class GatewayTalk(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        server = cast("GatewayHouse", self.server)
        content = self.rfile.read(int(self.headers["Content-Length"])).decode()
        server.post.headers.append(dict(self.headers))
        if server.manner == "hang":
            server.post.over.wait(HANG_S)
            return
        server.post.taken.append((self.path, content))
        self.send_response(server.status)
        if server.elsewhere:
            self.send_header("Location", server.elsewhere)
        self.end_headers()
        self.wfile.write(server.answer.encode())

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  the library's name
        """Nothing to print."""


class GatewayHouse(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, manner: str, status: int, answer: str, elsewhere: str) -> None:
        super().__init__(("127.0.0.1", 0), GatewayTalk)
        self.manner, self.status, self.answer, self.elsewhere = manner, status, answer, elsewhere
        self.post = Post(port=self.server_address[1])


@contextmanager
def gateway_house(manner: str = "fine", *, status: int = 200, answer: str = '{"code": 0}', elsewhere: str = "") -> Iterator[Post]:
    """An SMS gateway."""
    yield from _open(GatewayHouse(manner, status, answer, elsewhere))


def _open(house: Any) -> Iterator[Post]:
    threading.Thread(target=house.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield house.post
    finally:
        house.post.over.set()
        house.shutdown()
        house.server_close()


def closed_door() -> int:
    """A port on which nobody listens."""
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        return int(line.getsockname()[1])
