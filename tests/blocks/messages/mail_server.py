"""A mail server (aiosmtpd) that tests read what arrived at, and that fails as it is told."""

import asyncio
import threading
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP as Server
from aiosmtpd.smtp import Envelope, Session

from tests.ports import free_port


@dataclass
class Arrived:
    """One message: who it was from and to on the way, and what it says."""

    sender: str
    to: list[str]
    content: bytes

    @property
    def message(self) -> EmailMessage:
        """The message as a mail reader has it."""
        found = message_from_bytes(self.content, policy=default)
        assert isinstance(found, EmailMessage)
        return found

    @property
    def text(self) -> str:
        """What it says."""
        body = self.message.get_body()
        assert body is not None
        return str(body.get_content())


@dataclass
class Inbox:
    """What arrived. `answers` are given in turn in place of taking a message: of RCPT if they begin
    with "rcpt ", of DATA else; "drop" breaks off after the message came, having kept it or, with
    "lose", not."""

    port: int
    arrived: list[Arrived] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def next(self, at: str) -> str:
        with self.lock:
            if self.answers and self.answers[0].startswith("rcpt ") is (at == "rcpt"):
                return self.answers.pop(0).removeprefix("rcpt ")
        return ""

    async def handle_RCPT(
        self, server: Server, session: Session, envelope: Envelope, address: str, options: Any
    ) -> str:
        refused = self.next("rcpt")
        if refused == "drop":
            server.transport.close()
        if refused:
            return refused
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Server, session: Session, envelope: Envelope) -> str:
        answer = self.next("data")
        assert isinstance(envelope.content, bytes)
        if answer in ("", "drop"):
            taken = Arrived(envelope.mail_from or "", envelope.rcpt_tos, envelope.content)
            with self.lock:
                self.arrived.append(taken)
        if answer in ("drop", "lose"):
            server.transport.close()
            await asyncio.sleep(0)
        return answer or "250 2.0.0 kept"

    @property
    def names(self) -> list[str]:
        """The Message-IDs of what arrived."""
        with self.lock:
            return [str(each.message["Message-ID"]) for each in self.arrived]


@contextmanager
def mail_server(port: int = 0) -> Generator[Inbox]:
    """Yield the inbox of a server that runs in a thread of its own."""
    inbox = Inbox(port or free_port())
    controller = Controller(inbox, hostname="127.0.0.1", port=inbox.port)
    controller.start()
    try:
        yield inbox
    finally:
        controller.stop()
