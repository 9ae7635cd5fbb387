"""One person at the kiosk. What is personal lives in memory and goes when the session ends."""

import hmac
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal
from uuid import uuid4

from actors.blocks.cases.items import ServiceItem
from actors.blocks.terminals.reports import (
    CardRead,
    OtherCardIgnored,
    SessionClosed,
    SessionOpened,
)
from actors.kernel.errors import Reason
from edge.devices.id_card import IdCard
from edge.outbox import Outbox
from edge.receipts import Told

Step = Literal[
    "guide", "card", "form", "check", "sending", "done", "refused",  # of an application
    "ask", "asking", "found",  # of asking for its progress
]  # fmt: skip
Why = Literal["finished", "left", "idle", "stopped"]
STALL_SECONDS = 5.0  # without a beat the agent stood still: whoever was there may be gone


@dataclass(repr=False)
class Session:
    """What is known of the person at the screen. `id` is a pseudonym; the rest never leaves memory
    but sealed. `item` is what is applied for, None for whoever asks how far a case has come.
    `provisional` and `number` belong to what was filed or found; `told` is what a receipt of it
    says, `trouble` why that could not be printed."""

    item: ServiceItem | None = None
    id: str = field(default_factory=lambda: uuid4().hex)
    step: Step = "guide"
    section: int = 0
    card: IdCard | None = None
    answers: dict[str, object] = field(default_factory=dict)
    promised: tuple[str, ...] = ()
    faults: tuple[Reason, ...] = ()
    notice: str = ""  # a word for the screen that holds the step up, such as "card_expired"
    remark: str = ""  # one that holds nothing up, such as "other_card"
    provisional: str = ""
    number: str = ""
    receipt: Literal["", "printing", "printed", "provisional", "failed"] = ""
    trouble: str = ""
    told: Told | None = None
    watched: bool = False  # the reader is looked at as long as the session lasts
    progress: Mapping[str, Any] | None = None
    asked: tuple[str, str] = ("", "")  # by what the case was found: its number, the end of an id
    rating: Literal["", "open", "sending", "kept", "once"] = ""  # of its service

    @property
    def applied_for(self) -> ServiceItem:
        """The item that is applied for.

        Raises:
            LookupError: nothing is applied for in this session.
        """
        if self.item is None:
            raise LookupError("no application")
        return self.item


class Sessions:
    """The one session there may be, and its idle clock.

    `idle_seconds` without a touch end it; the screen counts the last `warning_seconds` down.
    """

    def __init__(
        self,
        outbox: Outbox,
        *,
        idle_seconds: float,
        warning_seconds: float,
        pseudonym_key: bytes,
        on_change: Callable[[], None],
    ) -> None:
        self.on_end: Callable[[Why], None] = lambda why: None
        self._outbox = outbox
        self._key = pseudonym_key
        self._on_change = on_change
        self._touched = time.monotonic()
        self._beaten: float | None = None
        self.idle_seconds = idle_seconds
        self.warning_seconds = warning_seconds
        self.current: Session | None = None

    def open(self, item: ServiceItem | None) -> Session:
        """Begin with `item`, or with a question when it is None; an earlier session ends."""
        self.end("left")
        self.current = Session(item)
        self.touch()
        self._outbox.note(SessionOpened(session=self.current.id))
        return self.current

    def touch(self) -> None:
        """Somebody is there."""
        self._touched = time.monotonic()

    @property
    def seconds_left(self) -> float:
        """Seconds until the session ends by itself."""
        return self.idle_seconds - (time.monotonic() - self._touched)

    def note_card(self, session: Session, card: IdCard) -> None:
        """Tell that a card was read, by a hash that nobody can turn back without this kiosk."""
        digest = hmac.digest(self._key, card.number.encode(), "sha256").hex()
        self._outbox.note(CardRead(session=session.id, card=digest), "A")

    def note_other_card(self, session: Session) -> None:
        """Tell that somebody else's card was laid on the reader, and was not taken."""
        self._outbox.note(OtherCardIgnored(session=session.id), "A")

    def end(self, why: Why) -> None:
        """Wipe everything personal."""
        if self.current is None:
            return
        self._outbox.note(SessionClosed(session=self.current.id, why=why))
        self.current = None
        self.on_end(why)
        self._on_change()

    def beat(self) -> None:
        """The agent is running: called every second."""
        self.expire()
        self._beaten = time.monotonic()

    def expire(self) -> None:
        """Wipe a session that nobody has touched for too long, or that began before the agent stood
        still: who stands there now may be somebody else."""
        now = time.monotonic()
        if self._beaten is not None and now - self._beaten > STALL_SECONDS:
            self.end("stopped")
        elif self.current is not None and self.seconds_left <= 0:
            self.end("idle")
