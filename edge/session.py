"""One person at the kiosk. What is personal lives in memory and goes when the session ends."""

import hmac
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal
from uuid import uuid4

from actors.blocks.cases.items import ServiceItem
from actors.blocks.terminals.reports import CardRead, SessionClosed, SessionOpened
from actors.kernel.errors import Reason
from edge.devices.id_card import IdCard
from edge.outbox import Outbox

Step = Literal["guide", "card", "form", "check", "sending", "done", "refused"]
Why = Literal["finished", "left", "idle", "stopped"]


@dataclass(repr=False)
class Session:
    """What is known of the person at the screen. `id` is a pseudonym; the rest never leaves memory
    but sealed."""

    item: ServiceItem
    id: str = field(default_factory=lambda: uuid4().hex)
    step: Step = "guide"
    section: int = 0
    card: IdCard | None = None
    answers: dict[str, object] = field(default_factory=dict)
    promised: tuple[str, ...] = ()
    faults: tuple[Reason, ...] = ()
    notice: str = ""  # a word for the screen, such as "card_expired"
    provisional: str = ""
    number: str = ""
    receipt: Literal["", "printing", "printed", "provisional", "failed"] = ""


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
        self.idle_seconds = idle_seconds
        self.warning_seconds = warning_seconds
        self.current: Session | None = None

    def open(self, item: ServiceItem) -> Session:
        """Begin with `item`; an earlier session ends."""
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

    def end(self, why: Why) -> None:
        """Wipe everything personal."""
        if self.current is None:
            return
        self._outbox.note(SessionClosed(session=self.current.id, why=why))
        self.current = None
        self.on_end(why)
        self._on_change()

    def end_if_idle(self) -> None:
        """Wipe a session that nobody has touched for too long."""
        if self.current is not None and self.seconds_left <= 0:
            self.end("idle")
