"""The mailbox (信箱) of somebody, or of a role in a unit: what came, and who has read it."""

from datetime import datetime

from msgspec.structs import replace

from actors.blocks.messages.mailbox_state import READERS, MailboxState, Urgency
from actors.blocks.messages.reach import ReachEvent, moved
from actors.kernel.errors import Reason, Refusal
from actors.kernel.turn import Command, Event, Turn

LONGEST = 200  # characters of a fact
FACTS = 12  # of a notice


class PutNotice(Command, frozen=True, kw_only=True):
    """Keep a notice; see `notify`. `about` is the entity that sends it."""

    template: str
    facts: dict[str, str] = {}
    urgency: Urgency = "normal"
    about: str


class PassOn(Command, frozen=True, kw_only=True):
    """Platform: notice `n` of the mailbox `mailbox`, of a role that the owner of this one holds,
    leaves the platform by the letters that he wants."""

    mailbox: str
    n: int
    notice: PutNotice


class MarkRead(Command, frozen=True, kw_only=True):
    """Note that whoever sends this has read `notices`, by their numbers. What is not kept any more,
    or was read before, is passed over."""

    notices: tuple[int, ...]


class NoticePut(Event, frozen=True, kw_only=True):
    """Notice `n` came; the one `KEPT` before it is kept no longer."""

    at: datetime
    n: int
    template: str
    facts: dict[str, str] = {}
    urgency: Urgency = "normal"
    about: str


class NoticesRead(Event, frozen=True, kw_only=True):
    """`by`, an identity's id, has read `notices`."""

    at: datetime
    by: str
    notices: tuple[int, ...]


MailboxEvent = NoticePut | NoticesRead | ReachEvent


def put(turn: Turn[MailboxState], command: PutNotice) -> int:
    """Keep the notice and return its number.

    Raises:
        Refusal: its facts are too many or too long for what is no letter.
    """
    facts = command.facts
    if len(facts) > FACTS or any(len(text) > LONGEST for text in facts.values()):
        raise Refusal(Reason("mailbox.too_long", "/facts"))
    turn.emit(
        NoticePut(
            at=turn.now,
            n=turn.state.last + 1,
            template=command.template,
            facts=facts,
            urgency=command.urgency,
            about=command.about,
        )
    )
    return turn.state.last


def mark(turn: Turn[MailboxState], command: MarkRead) -> None:
    """Note what was read."""
    state, by = turn.state, turn.by.id
    known = state.read.get(by, ())
    kept = range(state.first, state.last + 1)
    fresh = sorted({n for n in command.notices if n in kept and n not in known})
    if fresh:
        turn.emit(NoticesRead(at=turn.now, by=by, notices=tuple(fresh)))


def evolve(state: MailboxState, event: MailboxEvent) -> MailboxState:
    """Return the mailbox after `event`."""
    match event:
        case NoticePut(n=n):
            return replace(state, last=n)
        case NoticesRead(by=by, notices=notices):
            kept = tuple(n for n in state.read.get(by, ()) if n >= state.first)
            others = {who: read for who, read in state.read.items() if who != by}
            while len(others) >= READERS:
                others.pop(next(iter(others)))
            return replace(state, read={**others, by: (*kept, *notices)})
        case _:
            return replace(state, reach=moved(state.reach, event))
