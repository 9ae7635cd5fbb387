"""A conversation (群众与代表交流): what can be asked, what can happen, what is known."""

from datetime import datetime
from typing import Literal

import msgspec

from actors.kernel.turn import Command, Event
from actors.systems.npc_motions.deputy_roster import Membership
from actors.systems.npc_motions.notices import Notified
from actors.systems.npc_motions.open_tasks import EVENTS as TASK_EVENTS
from actors.systems.npc_motions.open_tasks import Holding

Phase = Literal["", "open", "closed"]
Side = Literal["citizen", "deputy"]


class WriteToDeputy(Command, frozen=True, kw_only=True):
    """Write to the deputy whose entity has the id `deputy`."""

    deputy: str
    subject: str
    text: str


class WriteBack(Command, frozen=True, kw_only=True):
    """Write another message, as the citizen or as the deputy."""

    text: str


class ReleaseMessage(Command, frozen=True, kw_only=True):
    """Let the other side see the message `number`, the first being 1 (审核通过)."""

    number: int


class RefuseMessage(Command, frozen=True, kw_only=True):
    """Keep the message `number` from the other side; whoever wrote it is told why (审核不通过)."""

    number: int
    reason: str


class CloseConversation(Command, frozen=True, kw_only=True):
    """End it."""


class ConversationBegun(Event, frozen=True, kw_only=True):
    at: datetime
    citizen: str
    deputy: str
    congress: str
    term: int
    account: str
    subject: str


class MessageWritten(Event, frozen=True, kw_only=True):
    """It waits to be looked at (待审核)."""

    at: datetime
    number: int
    side: Side
    text: str


class MessageReleased(Event, frozen=True, kw_only=True):
    at: datetime
    number: int


class MessageRefused(Event, frozen=True, kw_only=True):
    at: datetime
    number: int
    reason: str


class CorrespondentNoted(Event, frozen=True, kw_only=True):
    at: datetime
    membership: Membership


class ConversationClosed(Event, frozen=True, kw_only=True):
    at: datetime
    by: str


EVENTS = (
    ConversationBegun, MessageWritten, MessageReleased, MessageRefused, CorrespondentNoted,
    ConversationClosed, *TASK_EVENTS, Notified,
)  # fmt: skip


class Message(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A message. The other side sees it when it was released; `reason` is why it was not."""

    side: Side
    text: str
    at: datetime
    standing: Literal["waiting", "released", "refused"] = "waiting"
    reason: str = ""


class ConversationState(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A conversation of the account `citizen` with the deputy of the account `account`, of whom
    `membership` tells what was told last. `held` tells who has which task."""

    phase: Phase = ""
    citizen: str = ""
    deputy: str = ""
    account: str = ""
    congress: str = ""
    term: int = 0
    subject: str = ""
    membership: Membership | None = None
    messages: tuple[Message, ...] = ()
    held: dict[str, Holding] = {}
    closed_at: datetime | None = None
    restricted: str = ""  # the destruction that restricts it, PIPL Art. 47

    @property
    def waiting(self) -> tuple[int, ...]:
        """The numbers of messages that wait to be looked at."""
        return tuple(
            number
            for number, message in enumerate(self.messages, start=1)
            if message.standing == "waiting"
        )

    @property
    def begun(self) -> bool:
        """Whether anything of it was ever let through to the deputy."""
        return any(message.standing == "released" for message in self.messages)

    @property
    def exchanged(self) -> tuple[Message, ...]:
        """What both sides see, in order."""
        return tuple(message for message in self.messages if message.standing == "released")

    @property
    def to_moderate(self) -> tuple[str, ...]:
        """What waits to be looked at, each with its number."""
        return tuple(f"{number}. {self.messages[number - 1].text}" for number in self.waiting)

    @property
    def from_citizen(self) -> tuple[Message, ...]:
        """What the citizen wrote and the deputy does not see."""
        return self._unreleased("citizen")

    @property
    def from_deputy(self) -> tuple[Message, ...]:
        """What the deputy wrote and the citizen does not see."""
        return self._unreleased("deputy")

    def _unreleased(self, side: Side) -> tuple[Message, ...]:
        return tuple(
            message
            for message in self.messages
            if message.side == side and message.standing != "released"
        )
